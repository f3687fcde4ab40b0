//! The trace of a run, collected and written to a file at its end.

use coroscope_model::protocol::{Chunk, End, RunRequest};
use coroscope_model::trace::{Trace, file, wire};
use std::path::{Path, PathBuf};

/// What is going to be in the file.
pub(super) struct TraceFile {
    path: PathBuf,
    program: file::Program,
    records: Vec<u8>,
    output: Vec<Chunk>,
}

impl TraceFile {
    pub(super) fn new(path: &Path, request: &RunRequest) -> Self {
        Self {
            path: path.to_owned(),
            program: file::Program {
                code: request.code.clone(),
                file: request.file.clone(),
                clock: request.clock,
                seed: request.seed,
            },
            records: Vec::new(),
            output: Vec::new(),
        }
    }

    pub(super) fn take_records(&mut self, records: &[u8]) {
        self.records.extend_from_slice(records);
    }

    pub(super) fn take_output(&mut self, chunks: &[Chunk]) {
        for chunk in chunks {
            match self.output.last_mut() {
                Some(last) if last.stream == chunk.stream => last.text.push_str(&chunk.text),
                _ => self.output.push(chunk.clone()),
            }
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// A sentence that says why it could not be written.
    pub(super) fn write(&mut self, end: &End) -> Result<(), String> {
        let cannot = |why: &dyn std::fmt::Display| {
            format!(
                "the trace cannot be written to {}: {why}",
                self.path.display()
            )
        };
        let mut trace = Trace::new(self.program.clock, usize::MAX);
        let records = wire::read(&self.records).map_err(|error| cannot(&error))?;
        for record in records {
            trace.push(record);
        }
        let about = file::About {
            program: self.program.clone(),
            python: coroscope_python::VERSION.to_owned(),
            end: Some(end.clone()),
            output: Some(std::mem::take(&mut self.output)),
        };
        std::fs::write(&self.path, file::write(&trace, &about)).map_err(|error| cannot(&error))
    }
}
