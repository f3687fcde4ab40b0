//! Traces: states, lanes, findings, files and exports.

mod build;
mod cut_off;
mod document;
mod exports;
mod files;
mod findings;
mod hostile;
mod random;
mod simulate;
mod states;
