//! The five rules of `www/examples/README.md` that make outputs of different interpreters comparable.

use regex_lite::Regex;
use serde::Deserialize;
use std::path::Path;
use std::sync::LazyLock;

static FRAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^([ |]*)File (?:"([^"]*)"|'([^']*)'), line \d+(?:, in .*)?$"#).unwrap()
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new("0x[0-9a-fA-F]+").unwrap());
static TOOK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r" took \d+\.\d{3} seconds").unwrap());
static PLACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r" at (\S+):\d+").unwrap());

/// Rule 1: the program's own path becomes its bare name.
pub(crate) fn strip_directory(text: &str, directory: &str) -> String {
    text.replace(
        &format!("{}/main.py", directory.trim_end_matches('/')),
        "main.py",
    )
}

/// Rules 2 to 5, for standard error.
pub(crate) fn normalise(text: &str) -> String {
    let text = drop_library_frames(text);
    let text = ADDRESS.replace_all(&text, "0xADDR");
    let text = TOOK.replace_all(&text, " took N.NNN seconds");
    let place = |found: &regex_lite::Captures<'_>| {
        let whole = if &found[1] == "main.py" {
            &found[0]
        } else {
            " at LIBRARY"
        };
        whole.to_owned()
    };
    PLACE.replace_all(&text, place).into_owned()
}

fn drop_library_frames(text: &str) -> String {
    let mut kept = String::new();
    let mut dropped_margin: Option<String> = None;
    for line in text.split_inclusive('\n') {
        if let Some(frame) = FRAME.captures(line.trim_end_matches('\n')) {
            let name = frame
                .get(2)
                .or_else(|| frame.get(3))
                .map_or("", |name| name.as_str());
            if name != "main.py" {
                dropped_margin = Some(frame[1].to_owned());
                continue;
            }
            dropped_margin = None;
        } else if let Some(rest) = dropped_margin
            .as_deref()
            .and_then(|margin| line.strip_prefix(margin))
        {
            if rest.starts_with("  ") || rest.starts_with("[Previous line repeated") {
                continue;
            }
            dropped_margin = None;
        } else {
            dropped_margin = None;
        }
        kept.push_str(line);
    }
    kept
}

#[derive(Deserialize)]
struct Case {
    name: String,
    directory: String,
    before: String,
    after: String,
}

/// Holds this implementation against the cases that all implementations have to pass.
pub(crate) fn check_cases(path: &Path) {
    let cases: Vec<Case> = super::runner::read_json(path);
    assert!(!cases.is_empty());
    for case in cases {
        let got = normalise(&strip_directory(&case.before, &case.directory));
        assert_eq!(got, case.after, "{}", case.name);
    }
}
