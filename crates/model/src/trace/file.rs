//! Traces as files: format 1, written down in `docs/trace-format.md`.
//!
//! A file is a stranger's text. [`read`] never panics, and takes memory in proportion to the text only.

use super::check::{Defined, Flaw};
use super::lanes::SpanKind;
use super::record::{Nanos, Purpose, Record, TaskNo};
use super::state::{Phase, State};
use super::store::{TaskInfo, Trace};
use crate::protocol::{Chunk, Clock, End};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

pub use super::reading::{Progress, Reading};

/// What `format` says in every such file.
pub const FORMAT: &str = "coroscope-trace";

/// The version that [`write`] writes and the newest that [`read`] reads.
pub const VERSION: u32 = 1;

/// More events than any run has; counting goes on from there without a thought of its end.
const MOST_DROPPED: u64 = 1 << 60;

/// What a file says besides the trace itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The program that ran.
    pub program: Program,
    /// The Python version, such as `3.14.0`; empty if it is not known.
    pub python: String,
    /// How the run ended; `None` if it had not.
    pub end: Option<End>,
    /// What it printed, if that is to be in the file.
    pub output: Option<Vec<Chunk>>,
}

/// A program and how it was run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The source text.
    pub code: String,
    /// The name that tracebacks show.
    #[serde(default)]
    pub file: String,
    /// The clock of the run.
    #[serde(default)]
    pub clock: Clock,
    /// What seeded `random` and the schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// Why a file cannot be opened. Its [`Display`](fmt::Display) text is a sentence or two for the visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is not JSON, or not a JSON object with a `format`.
    NotATrace,
    /// JSON of another format; holds its name.
    OtherFormat(String),
    /// A version that this page does not know yet; holds its number.
    Newer(u32),
    /// A key is missing or has a value of another kind; holds what the JSON reader says.
    Damaged(String),
    /// A record speaks of something that was not defined before; holds which record, counted from 1, and what it is
    /// about, such as `text 7`.
    Undefined(usize, String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATrace => {
                f.write_str("This file is not a Coroscope trace: it is not JSON that says so.")
            }
            Self::OtherFormat(name) => write!(
                f,
                "This file is not a Coroscope trace: it says that its format is \u{201c}{name}\u{201d}."
            ),
            Self::Newer(version) => write!(
                f,
                "This trace was made by a newer Coroscope (format {version}). Reload the page to get the newest one."
            ),
            Self::Damaged(what) => write!(
                f,
                "This trace is damaged or not complete: {what}. Ask for the file again, or run the program."
            ),
            Self::Undefined(record, what) => write!(
                f,
                "This trace is damaged: its record {record} speaks of {what}, which is not defined before."
            ),
        }
    }
}

impl std::error::Error for FileError {}

/// The file in its own order, so that whoever looks at it sees first what it is.
#[derive(Serialize)]
struct Written<'a> {
    format: &'a str,
    version: u32,
    program: &'a Program,
    #[serde(skip_serializing_if = "str::is_empty")]
    python: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'a End>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<&'a [Chunk]>,
    dropped: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<Base>,
    records: Records<'a>,
}

/// The same with what it needs to be read.
#[derive(Deserialize)]
pub(super) struct Read {
    program: Program,
    #[serde(default)]
    python: String,
    #[serde(default)]
    end: Option<End>,
    #[serde(default)]
    output: Option<Vec<Chunk>>,
    #[serde(default)]
    dropped: u64,
    #[serde(default)]
    base: Option<Base>,
    records: Vec<Record>,
}

/// Only what tells formats and versions apart.
#[derive(Deserialize)]
pub(super) struct Head {
    format: String,
    version: u32,
}

/// What was the case after the events that were dropped.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Base {
    pub(super) state: State,
    pub(super) tasks: BTreeMap<TaskNo, TaskInfo>,
    /// Under whose lanes the tasks' lanes are drawn, where that is not who created them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) parents: BTreeMap<TaskNo, TaskNo>,
    /// When the timers were due of tasks that sleep and whose timers have fired.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) deadlines: BTreeMap<TaskNo, Nanos>,
}

/// The records, made one by one while they are written.
struct Records<'a>(&'a Trace);

impl Serialize for Records<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.records())
    }
}

/// A trace and what belongs to it as the text of a file. `about.program.clock` should be the trace's own.
pub fn write(trace: &Trace, about: &About) -> String {
    let base = (trace.dropped() > 0).then(|| base(trace));
    let file = Written {
        format: FORMAT,
        version: VERSION,
        program: &about.program,
        python: &about.python,
        end: about.end.as_ref(),
        output: about.output.as_deref(),
        dropped: trace.dropped(),
        base,
        records: Records(trace),
    };
    // Writing plain data into memory has no way to fail; were there one, an empty file is what nobody takes for a trace.
    serde_json::to_string(&file).unwrap_or_default()
}

fn base(trace: &Trace) -> Base {
    let state = trace.state_at(trace.dropped());
    let before = |info: &TaskInfo| info.at.event <= trace.dropped();
    let tasks = trace.tasks.iter().filter(|(_, info)| before(info));
    let tasks = tasks.map(|(&no, info)| (no, info.clone())).collect();
    let parents = trace.lanes().tasks.iter().filter_map(|lane| {
        let info = trace.task(lane.task).filter(|info| before(info))?;
        let parent = lane.parent.filter(|_| lane.parent != info.by)?;
        Some((lane.task, parent))
    });
    let deadlines = trace.lanes().tasks.iter().filter_map(|lane| {
        match lane.spans().at_event(trace.dropped())?.kind {
            SpanKind::Timer(Some(when)) => Some((lane.task, when)),
            _ => None,
        }
    });
    let set = |task: &TaskNo| match state.tasks.get(task)?.phase {
        Phase::Waiting {
            purpose: Purpose::Sleep(Some(timer)),
            ..
        } => state.timers.get(timer),
        _ => None,
    };
    let deadlines = deadlines.filter(|(task, _)| set(task).is_none());
    Base {
        parents: parents.collect(),
        deadlines: deadlines.collect(),
        state,
        tasks,
    }
}

/// The trace in the text of a file, and what belongs to it. `keep` is as for [`Trace::new`].
///
/// Keys that this version does not know are ignored.
///
/// # Errors
/// Says why there is none; see [`FileError`].
pub fn read(text: &str, keep: usize) -> Result<(Trace, About), FileError> {
    let text = text.trim_start_matches('\u{feff}');
    let head: Head = serde_json::from_str(text).map_err(|error| match error.classify() {
        // Some other text, or a trace that was cut short.
        serde_json::error::Category::Eof if says_format(text) => {
            FileError::Damaged("it ends too early".to_owned())
        }
        _ => FileError::NotATrace,
    })?;
    head.check()?;
    let mut file: Read =
        serde_json::from_str(text).map_err(|error| FileError::Damaged(error.to_string()))?;
    let records = std::mem::take(&mut file.records);
    let (mut trace, about, mut defined) = begin(file, keep)?;
    for record in &records {
        let seen = defined.see(record);
        seen.map_err(|Flaw { record, what }| FileError::Undefined(record, what))?;
    }
    for record in records {
        trace.push(record);
    }
    Ok((trace, about))
}

impl Head {
    /// Whether it is of this format, and of a version that is known here.
    pub(super) fn check(&self) -> Result<(), FileError> {
        if self.format != FORMAT {
            return Err(FileError::OtherFormat(self.format.clone()));
        }
        if self.version > VERSION {
            return Err(FileError::Newer(self.version));
        }
        Ok(())
    }
}

/// A trace as it is before the first record of a file, what belongs to it, and what its records may speak of.
pub(super) fn begin(file: Read, keep: usize) -> Result<(Trace, About, Defined), FileError> {
    let base = match (file.dropped, file.base) {
        (0, _) => None,
        (dropped, Some(base)) if base.state.now.event == dropped && dropped < MOST_DROPPED => {
            Some(base)
        }
        _ => {
            let missing = "the state after the events that were dropped is missing";
            return Err(FileError::Damaged(missing.to_owned()));
        }
    };
    let known = base.as_ref().map(|base| base.tasks.keys().copied());
    let defined = Defined::new(known.into_iter().flatten());
    let mut trace = Trace::new(file.program.clock, keep);
    if let Some(base) = base {
        trace.begin_at(base);
    }
    let about = About {
        program: file.program,
        python: file.python,
        end: file.end,
        output: file.output,
    };
    Ok((trace, about, defined))
}

/// Whether a text that is no whole JSON says at its beginning that it is a trace.
fn says_format(text: &str) -> bool {
    let mut begin = text.len().min(200);
    while !text.is_char_boundary(begin) {
        begin -= 1;
    }
    text[..begin].contains(FORMAT)
}
