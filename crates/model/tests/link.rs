//! Share links: what was shared is what is opened, old links open for ever, and no text from a stranger
//! does more than be refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coroscope_model::link::{Clock, LinkError, MAX_JSON_BYTES, SharedProgram, decode, encode};
use proptest::prelude::*;
use serde_json::json;

/// Links made by another program (Python's `zlib` and `base64`, see `docs/link-format.md`), so that they test
/// the format and not what our own encoder happens to write. Never change one: somebody has it in a mail.
mod golden {
    pub(super) const HELLO: &str = "#v1/VY7BCoNADER_ZcnFXSiFXv0WL2E3paExWaIipfTfXSsITk6ZvAzzhWyFoAceq_kccPpoZht0n_8SCj3DiKwx9YOGpuqsc-xeJGJdOjxckc_v-yRENT7ShV_Npez8Gd1IXzQe4e0AN8hi-d3qOKHAbwM";
    pub(super) const EVERYTHING: &str = "#v1/q1ZKzk9JVbJSKijKzCvRUM9LPLy-LFXhw_y-DoVn05c-m7Pmxap5QO7ElY8aehHUcnXNmKKYPCAsedSwIqbUAAhS81KUdJSSc_KTs4HmlWUWlZQm5gBFilNTU5SsDC1MTMzMTUwMzI3NDSxNTQ3NDE11lBJLlKxMzA0NdYDqU8uVrKqVShKLQdpDgJSuEVB3VX5-rpJVtIGOoZGpQWytjlJRaZ6SVUlRaWotAA";
    pub(super) const EMPTY: &str = "#v1/q1ZKzk9JVbJSUqoFAA";
    pub(super) const FOREIGN_KEYS: &str = "#v1/DcnBDYAgDAXQVUzPugDbYPkHYqWEFo0x7m6v773EWkCJejajle5R3dG2_QkzPaENC8QQx6J8BF91-MwSYkCh1KbI9wM";
    /// One stored block, as a writer without a compressor would make it.
    pub(super) const STORED: &str = "#v1/ASEA3v97ImNvZGUiOiJwcmludCgxKVxuIiwicnVuIjpmYWxzZX0";
}

fn program(code: &str) -> SharedProgram {
    SharedProgram {
        code: code.to_owned(),
        ..SharedProgram::default()
    }
}

/// A fragment with this JSON in it, valid or not.
fn link_of(json: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec(json, 9);
    format!("#v1/{}", URL_SAFE_NO_PAD.encode(packed))
}

#[test]
fn golden_links_open() {
    let hello = "import asyncio\n\n\nasync def main():\n    print('hello')\n    await asyncio.sleep(1)\n    \
                 print('world')\n\n\nasyncio.run(main())\n";
    assert_eq!(decode(golden::HELLO), Ok(program(hello)));
    assert_eq!(
        decode(golden::EVERYTHING),
        Ok(SharedProgram {
            code: "print('naïve 🎈 日本語 👩\u{200d}👩\u{200d}👧')\r\n\n\t\u{2028}\0end".to_owned(),
            clock: Clock::Virtual,
            seed: Some(u64::MAX),
            at: Some(4711),
            view: Some(json!({"task": "Task-2", "zoom": [0, 1250]})),
            run: true,
            ..SharedProgram::default()
        })
    );
    assert_eq!(decode(golden::EMPTY), Ok(program("")));
    assert_eq!(
        decode(golden::FOREIGN_KEYS),
        Ok(SharedProgram {
            clock: Clock::Virtual,
            ..program("pass")
        })
    );
    assert_eq!(decode(golden::STORED), Ok(program("print(1)\n")));
}

#[test]
fn the_encoder_writes_only_what_is_needed_and_never_escapes() {
    let fragment = encode(&program("pass"));
    let payload = fragment.strip_prefix("#v1/").expect("a v1 link");
    let packed = URL_SAFE_NO_PAD
        .decode(payload)
        .expect("base64url without padding");
    let json = miniz_oxide::inflate::decompress_to_vec(&packed).expect("raw DEFLATE");
    assert_eq!(
        String::from_utf8_lossy(&json),
        r#"{"code":"pass","clock":"real"}"#
    );
    let odd = encode(&program("ÿ~🎈?>\\\u{7f}"));
    assert!(
        odd[4..]
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
        "{odd}"
    );
}

#[test]
fn a_program_of_100_000_characters_travels() {
    let mut code = String::new();
    let mut line = 0;
    while code.chars().count() < 100_000 {
        code.push_str(&format!(
            "    await step({line}, 'Zeile № {line} 🎈')  # {:x}\n",
            line * 2_654_435_761_u64
        ));
        line += 1;
    }
    assert_eq!(decode(&encode(&program(&code))), Ok(program(&code)));
}

#[test]
fn line_ends_and_white_space_are_kept() {
    for code in [
        "\n",
        "\r",
        "\r\n",
        "",
        " ",
        "\t\n\n\n",
        "a\n",
        "\u{feff}a",
        "a\u{0}b",
        "\u{2028}\u{2029}\u{85}",
    ] {
        assert_eq!(
            decode(&encode(&program(code))),
            Ok(program(code)),
            "{code:?}"
        );
    }
}

#[test]
fn links_are_read_as_mail_programs_leave_them() {
    let fragment = encode(&program("print(1)\n"));
    let bare = fragment.trim_start_matches('#');
    for text in [
        bare.to_owned(),
        format!(" {fragment}\n"),
        format!("{fragment}="),
    ] {
        assert_eq!(decode(&text), Ok(program("print(1)\n")), "{text:?}");
    }
}

#[test]
fn what_is_not_a_link_is_told_apart() {
    for text in [
        "",
        "#",
        "#editor",
        "v1",
        "#v1",
        "#v/abc",
        "#v0/abc",
        "#v01/abc",
        "#v+1/abc",
        "#V1/abc",
        "#v-1/a",
        "#v99999999999/abc",
        "#/v1/abc",
        "##v1/abc",
        "v1\\abc",
        "#v1.0/abc",
    ] {
        assert_eq!(decode(text), Err(LinkError::NotALink), "{text:?}");
    }
    assert_eq!(decode("#v2/anything at all"), Err(LinkError::Newer(2)));
    assert_eq!(decode("#v4294967295/"), Err(LinkError::Newer(u32::MAX)));
    for text in [
        "#v1/",
        "#v1/A",
        "#v1/!!!!",
        "#v1/AAAA BBBB",
        "#v1/é",
        "#v1/AAAA",
        "#v1/____",
        "#v1/q1ZK.",
        "#v1/q1ZKzk9JVbJSUqoFAA.",
        "#v1/q1ZKzk9JVbJSUqoFAA/",
    ] {
        assert_eq!(decode(text), Err(LinkError::Damaged), "{text:?}");
    }
}

#[test]
fn json_that_is_no_program_is_refused() {
    let deep = format!(
        r#"{{"code":"","view":{}1{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    let cases: [&[u8]; 15] = [
        b"",
        b"null",
        b"[]",
        b"\"code\"",
        b"{}",
        br#"{"code":null}"#,
        br#"{"code":1}"#,
        br#"{"code":"x""#,
        br#"{"code":"x"}}"#,
        br#"{"code":"x","clock":"sundial"}"#,
        br#"{"code":"x","seed":-1}"#,
        br#"{"code":"x","seed":18446744073709551616}"#,
        br#"{"code":"x","run":"yes"}"#,
        b"{\"code\":\"\xff\"}",
        deep.as_bytes(),
    ];
    for json in cases {
        let shown = String::from_utf8_lossy(&json[..json.len().min(60)]);
        assert_eq!(
            decode(&link_of(json)),
            Err(LinkError::NotAProgram),
            "{shown}"
        );
    }
    // A lone surrogate, which JavaScript can write and UTF-8 cannot hold.
    assert_eq!(
        decode(&link_of(br#"{"code":"\ud83c"}"#)),
        Err(LinkError::NotAProgram)
    );
}

#[test]
fn what_would_inflate_without_end_is_stopped() {
    // 64 MiB of spaces pack into 64 KB, and a thousand times that into a fragment a browser still takes.
    let bomb = link_of(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 128 << 10, "{} characters", bomb.len());
    assert_eq!(decode(&bomb), Err(LinkError::TooBig));

    let longest = program(&"x".repeat(MAX_JSON_BYTES - r#"{"code":"","clock":"real"}"#.len()));
    assert_eq!(decode(&encode(&longest)), Ok(longest));
    let too_long = program(&"x".repeat(MAX_JSON_BYTES));
    assert_eq!(decode(&encode(&too_long)), Err(LinkError::TooBig));
    assert_eq!(
        decode(&format!("#v1/{}", "A".repeat(2 * MAX_JSON_BYTES))),
        Err(LinkError::TooBig)
    );
}

#[test]
fn no_cut_link_opens_as_something_else() {
    let shared = SharedProgram {
        clock: Clock::Virtual,
        seed: Some(7),
        view: Some(json!({"task": "Task-1"})),
        ..program(
            "import asyncio\n\nasync def main():\n    print('naïve 🎈')\n\nasyncio.run(main())\n",
        )
    };
    let made = encode(&shared);
    for (link, whole) in [
        (made.as_str(), shared),
        (golden::HELLO, decode(golden::HELLO).expect("opens")),
        (golden::STORED, decode(golden::STORED).expect("opens")),
    ] {
        for cut in 0..link.len() {
            let result = decode(&link[..cut]);
            assert!(
                result.is_err() || result.as_ref() == Ok(&whole),
                "cut at {cut}: {result:?}"
            );
        }
    }
}

#[test]
fn errors_are_sentences() {
    for error in [
        LinkError::NotALink,
        LinkError::Newer(3),
        LinkError::Damaged,
        LinkError::TooBig,
        LinkError::NotAProgram,
    ] {
        let text = error.to_string();
        assert!(
            text.starts_with("This ") && text.ends_with('.') && !text.contains("  "),
            "{text}"
        );
    }
    assert!(LinkError::Newer(3).to_string().contains("format 3"));
    assert!(
        LinkError::TooBig
            .to_string()
            .contains(&format!("{} MiB", MAX_JSON_BYTES >> 20))
    );
}

/// Text as programs have it, and text as nobody should have it.
fn any_code() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::collection::vec(any::<char>(), 0..400).prop_map(|chars| chars.into_iter().collect()),
        "(?s)([ a-z()'=:\n\r\t]|🎈|é|\u{200d}){0,600}",
    ]
}

/// Selections and the like, without floating-point numbers: JSON does not promise their last digit.
fn any_view() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        any::<u64>().prop_map(|n| json!(n)),
        any::<String>().prop_map(|s| json!(s)),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| json!(items)),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
    // `null` in an optional key and an absent key are the same thing.
    .prop_filter("null is the same as absent", |view| !view.is_null())
}

fn any_program() -> impl Strategy<Value = SharedProgram> {
    let clock = prop_oneof![Just(Clock::Real), Just(Clock::Virtual)];
    (
        any_code(),
        clock,
        any::<Option<u64>>(),
        any::<Option<u64>>(),
        prop::option::of(any_view()),
        any::<[bool; 4]>(),
    )
        .prop_map(|(code, clock, seed, at, view, flags)| SharedProgram {
            code,
            clock,
            seed,
            at,
            view,
            run: flags[0],
            waits_forever: flags[1],
            debug: flags[2],
            top_level_await: flags[3],
        })
}

/// Bytes that get past the first checks: random, or a good payload with one thing done to it.
fn hostile_payload() -> impl Strategy<Value = Vec<u8>> {
    let damaged = (
        any_program(),
        any::<prop::sample::Index>(),
        any::<u8>(),
        0..4_u8,
    )
        .prop_map(|(shared, index, byte, what)| {
            let link = encode(&shared);
            let mut packed = URL_SAFE_NO_PAD.decode(&link[4..]).expect("our own payload");
            let place = index.index(packed.len());
            match what {
                0 => packed[place] ^= 1 << (byte % 8),
                1 => packed.insert(place, byte),
                2 => drop(packed.remove(place)),
                _ => packed.truncate(place),
            }
            packed
        });
    prop_oneof![prop::collection::vec(any::<u8>(), 0..300), damaged]
}

proptest! {
    #[test]
    fn what_is_shared_is_what_is_opened(shared in any_program()) {
        prop_assert_eq!(decode(&encode(&shared)), Ok(shared));
    }

    #[test]
    fn any_text_is_refused_or_opened_but_never_panics(text in any::<String>()) {
        for prefix in ["", "#", "#v1/", "v1/", "#v2/"] {
            let _ = decode(&format!("{prefix}{text}"));
        }
    }

    #[test]
    fn any_bytes_behind_the_prefix_never_panic(payload in hostile_payload()) {
        // Whatever a damaged link opens as, it can be shared again.
        if let Ok(opened) = decode(&format!("#v1/{}", URL_SAFE_NO_PAD.encode(payload))) {
            prop_assert_eq!(decode(&encode(&opened)), Ok(opened));
        }
    }

    #[test]
    fn any_json_behind_the_prefix_never_panics(json in prop::collection::vec(any::<u8>(), 0..200), code in any_code()) {
        let _ = decode(&link_of(&json));
        let mut object = json!({ "code": code }).to_string().into_bytes();
        let at = json.len().min(object.len());
        object.splice(at..at, json);
        let _ = decode(&link_of(&object));
    }

    #[test]
    fn keys_of_later_pages_are_ignored(shared in any_program(), key in "x-[a-z]{0,8}", value in any_view()) {
        let mut object = serde_json::to_value(&shared).expect("an object");
        object[key] = value;
        prop_assert_eq!(decode(&link_of(object.to_string().as_bytes())), Ok(shared));
    }

    #[test]
    fn no_cut_makes_another_program(shared in any_program(), index in any::<prop::sample::Index>()) {
        let link = encode(&shared);
        let cut = decode(&link[..index.index(link.len())]);
        prop_assert!(cut.is_err() || cut == Ok(shared));
    }
}
