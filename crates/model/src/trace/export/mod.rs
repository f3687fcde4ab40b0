//! Traces in the formats of other tools. Pure functions from a trace to a text.

mod mermaid;
mod perfetto;
mod svg;

pub use mermaid::mermaid;
pub use perfetto::perfetto;
pub use svg::svg;
