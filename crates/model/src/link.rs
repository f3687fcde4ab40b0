//! Share links: a whole program, and how to run it, in the fragment of a URL.
//!
//! Format v1 is `#v1/` and then base64url without padding over raw DEFLATE over UTF-8 JSON. It is
//! written down in `docs/link-format.md`, and links in it open for ever: a later format gets its own
//! number, and [`decode`] keeps reading this one.
//!
//! A link comes from a stranger. [`decode`] never panics, never inflates more than
//! [`MAX_JSON_BYTES`], and never runs anything: whether the program starts by itself is the page's
//! decision, from [`SharedProgram::run`].
//!
//! ```
//! use coroscope_model::link::{SharedProgram, decode, encode};
//!
//! let shared = SharedProgram { code: "print('héllo 🎈')\n".into(), ..SharedProgram::default() };
//! let fragment = encode(&shared);
//! assert!(fragment.starts_with("#v1/"));
//! assert_eq!(decode(&fragment), Ok(shared));
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use serde::{Deserialize, Serialize};

pub use crate::protocol::Clock;

/// What every link in this format begins with, after the `#`.
pub const PREFIX: &str = "v1/";

/// The most UTF-8 bytes of JSON that a link may hold. Larger ones are refused with
/// [`LinkError::TooBig`] while they are being inflated, before more memory is taken.
pub const MAX_JSON_BYTES: usize = 8 << 20;

/// The longest payload that is looked at, in characters. DEFLATE never makes a text of
/// [`MAX_JSON_BYTES`] longer than this, not even one that cannot be compressed.
const MAX_PAYLOAD_CHARS: usize = MAX_JSON_BYTES / 2 * 3;

/// How hard DEFLATE tries, of 0 to 10. Links are made once, when someone asks for one, and are better short.
const DEFLATE_LEVEL: u8 = 9;

/// What a link holds. In JSON every key but `code` may be absent, and keys not listed here are ignored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedProgram {
    /// The program, exactly as in the editor.
    pub code: String,
    /// Which clock it is meant to run by.
    #[serde(default)]
    pub clock: Clock,
    /// Seeds `random` and the schedule. All 64 bits survive: they are written as a JSON number and read
    /// by this crate without going through a double.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The event of the run that was looked at, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// How the page looked: selection, zoom, open pane. Whatever the page put there; a page that does not
    /// understand it leaves it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<serde_json::Value>,
    /// Whether the link asks to be run when it is opened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub run: bool,
    /// Whether a loop that can never go on waits for ever, as CPython does, and does not end as deadlocked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub waits_forever: bool,
    /// Whether asyncio's debug mode is on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub debug: bool,
    /// Whether the program may use `await` outside of functions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub top_level_await: bool,
}

/// Why a link cannot be opened. Its [`Display`](fmt::Display) text is a sentence or two for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// There is no `v<number>/` in front: not one of ours.
    NotALink,
    /// A format that this version does not know yet; holds its number.
    Newer(u32),
    /// Characters that no link has, or a stream that ends early or makes no sense.
    Damaged,
    /// It holds more than [`MAX_JSON_BYTES`].
    TooBig,
    /// It was unpacked, and there is no program in it.
    NotAProgram,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotALink => f.write_str("This is not a Coroscope link."),
            Self::Newer(version) => write!(
                f,
                "This link was made by a newer Coroscope (format {version}). Reload the page to get the newest one."
            ),
            Self::Damaged => f.write_str(
                "This link is damaged or not complete. Programs that pass links on sometimes cut long ones: \
                 ask for it again, or for the program as a file.",
            ),
            Self::TooBig => {
                f.write_str("This link holds more than 8 MiB, which is more than a program may have.")
            }
            Self::NotAProgram => f.write_str("This link can be unpacked, but there is no program in it."),
        }
    }
}

impl std::error::Error for LinkError {}

/// The link's fragment, with its `#`. Only ASCII letters, digits, `-`, `_` and `/` follow the `#`, so it needs
/// no escaping in a URL.
///
/// The same program gives the same fragment within one version of this crate. Another version may compress
/// differently; what [`decode`] makes of it stays the same.
///
/// A program too large for [`MAX_JSON_BYTES`] still gives a fragment, which [`decode`] refuses. Browsers stop
/// at shorter URLs than that, so that the page has offered a file long before.
pub fn encode(program: &SharedProgram) -> String {
    // Serialising strings, integers and a `Value` into memory has no way to fail; were there one, a link that
    // opens with "there is no program in it" is what the visitor should get.
    let json = serde_json::to_vec(program).unwrap_or_default();
    let mut fragment = format!("#{PREFIX}");
    URL_SAFE_NO_PAD.encode_string(compress_to_vec(&json, DEFLATE_LEVEL), &mut fragment);
    fragment
}

/// The program in a link's fragment, with or without its `#`. White space around it is ignored.
///
/// # Errors
/// Says why there is none; see [`LinkError`].
pub fn decode(fragment: &str) -> Result<SharedProgram, LinkError> {
    let fragment = fragment.trim();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let payload = match version(fragment) {
        Some((1, payload)) => payload,
        Some((newer, _)) => return Err(LinkError::Newer(newer)),
        None => return Err(LinkError::NotALink),
    };
    if payload.len() > MAX_PAYLOAD_CHARS {
        return Err(LinkError::TooBig);
    }
    // Some programs that pass links on "repair" base64 by padding it.
    let packed = URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .map_err(|_| LinkError::Damaged)?;
    let json =
        decompress_to_vec_with_limit(&packed, MAX_JSON_BYTES).map_err(|error| {
            match error.status {
                TINFLStatus::HasMoreOutput => LinkError::TooBig,
                _ => LinkError::Damaged,
            }
        })?;
    serde_json::from_slice(&json).map_err(|_| LinkError::NotAProgram)
}

/// The format's number and what follows, if there is a number: `v`, a decimal from 1 without leading zeros, `/`.
fn version(fragment: &str) -> Option<(u32, &str)> {
    let (number, payload) = fragment.strip_prefix('v')?.split_once('/')?;
    let plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
    plain.then_some(())?;
    Some((number.parse().ok()?, payload))
}
