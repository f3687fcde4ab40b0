//! What the timeline shows, as plain data: pure functions of a trace, an instant and a size, without a browser.
//!
//! - [`recording`] holds the trace and remembers what is costly to look up;
//! - [`axis`] maps the run to pixels, [`rows`] says which lane is where;
//! - [`scene`] turns both into shapes, which www/canvas.js paints;
//! - [`words`] says in words what a task does, [`inspect`] what there is to know about one;
//! - [`standing`] says which task stands on which line of the program;
//! - [`graph`] lays out who awaits whom.

pub mod axis;
pub mod graph;
pub mod hover;
pub mod inspect;
mod kept;
pub mod overview;
pub mod recording;
pub mod rows;
pub mod scene;
pub mod standing;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod tree;
pub mod words;

pub use axis::{Axis, Scale, Window};
pub use recording::{Moment, Recording};
