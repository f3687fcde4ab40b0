//! Plain data shared by the engine and the page: the session protocol, and share links.
//!
//! Nothing in here knows Python, JavaScript or the scheduler's insides, so that the page can link this
//! crate without linking the interpreter.

pub mod link;
pub mod protocol;
pub mod trace;
