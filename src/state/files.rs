//! Traces as files: saved in one of several forms, and opened again.

use coroscope_model::protocol::{Clock, End};
use coroscope_model::trace::file::{self, About, Progress, Reading};
use coroscope_model::trace::{Trace, export};
use std::cell::RefCell;
use std::rc::Rc;

use super::program::{FILE, Origin};
use super::{Effect, Export, Notice, Page, Run};
use crate::timeline::{Axis, Recording, recording};

/// How many records are read before the browser may do something else: it then misses some frames, and the visitor still has
/// an answer within a tenth of a second. Between two parts the page is drawn, which takes about as long as a few thousand records.
const SLICE: usize = 50_000;

/// A trace file that is being read.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    name: String,
    reading: Rc<RefCell<Reading>>,
}

impl PartialEq for Opening {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.reading, &other.reading)
    }
}

impl Page {
    /// Offers the trace as a file.
    pub(super) fn export(&mut self, form: Export) -> Vec<Effect> {
        if !self.has_trace() {
            return Vec::new();
        }
        self.sheet = None;
        let name = self.program.file_name();
        let name = name.strip_suffix(".py").unwrap_or(&name);
        let trace = self.recording.trace();
        let (name, text) = match form {
            Export::Trace => (
                format!("{name}.trace.json"),
                file::write(&trace, &self.about_trace()),
            ),
            Export::Perfetto => (format!("{name}.perfetto.json"), export::perfetto(&trace)),
            Export::Svg => (format!("{name}.svg"), export::svg(&trace)),
            Export::Mermaid => (format!("{name}.mmd"), export::mermaid(&trace)),
        };
        vec![Effect::OfferFile(name, text)]
    }

    fn about_trace(&self) -> About {
        About {
            program: file::Program {
                code: self.ran.as_deref().unwrap_or_default().to_owned(),
                file: FILE.into(),
                clock: self.ran_by,
                seed: self.seed,
            },
            python: self.engines.python.clone().unwrap_or_default(),
            end: match &self.run {
                Run::Ended(end) => Some(end.clone()),
                Run::Opened => self.opened_end.clone(),
                _ => None,
            },
            output: Some(self.output.chunks()),
        }
    }

    /// Begins to open a trace.
    pub(super) fn open_trace(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        current: String,
        at: f64,
    ) -> Vec<Effect> {
        let reading = Rc::new(RefCell::new(Reading::new(bytes, recording::KEEP)));
        self.opening = Some(Opening { name, reading });
        self.read_on(current, at)
    }

    /// Reads the next part of the trace that is being opened.
    pub(super) fn read_on(&mut self, current: String, at: f64) -> Vec<Effect> {
        let Some(Opening { name, reading }) = self.opening.clone() else {
            return Vec::new();
        };
        if !self.can_run() {
            self.opened();
            self.tell(Notice::Sorry(
                "A program runs. Stop it before you open a trace.".into(),
            ));
            return Vec::new();
        }
        let progress = reading.borrow_mut().read_on(SLICE);
        let read = match progress {
            Progress::More(part) => {
                let percent = (part * 100.0) as u32;
                self.tell(Notice::Opening { name, percent });
                return vec![Effect::ReadOn];
            }
            Progress::Done(read) => *read,
        };
        self.opened();
        match read {
            Ok((trace, about)) => self.show_trace(&name, trace, about, current, at),
            Err(error) => {
                self.tell(Notice::Sorry(format!("{name} cannot be opened. {error}")));
                Vec::new()
            }
        }
    }

    /// Nothing is being opened any more.
    pub(super) fn opened(&mut self) {
        self.opening = None;
        let name = String::new();
        self.hush(&Notice::Opening { name, percent: 0 });
    }

    /// Shows a trace as a run that is over. The visitor's own program is kept, as with any other file.
    fn show_trace(
        &mut self,
        name: &str,
        trace: Trace,
        about: About,
        current: String,
        at: f64,
    ) -> Vec<Effect> {
        let title = name
            .strip_suffix(".json")
            .map(|name| name.strip_suffix(".trace").unwrap_or(name))
            .unwrap_or(name);
        let origin = Origin::File {
            name: format!("{title}.py"),
        };
        let program = about.program;
        let effects = self.open(program.code.clone(), origin, current, at);
        self.chosen_clock = program.clock;
        self.seed = program.seed;
        self.ran_by = program.clock;
        self.ran = Some(program.code.as_str().into());
        self.edited_since = false;
        self.run = Run::Opened;
        self.opened_end = about.end;
        self.output.append(&about.output.unwrap_or_default());
        let axis = match program.clock {
            Clock::Real => Axis::Time,
            Clock::Virtual => Axis::Order,
        };
        self.recording = Recording::of(trace);
        self.look = self.look.afresh(axis);
        self.grown();
        self.run_over(at);
        effects
    }

    /// How a trace that came from a file ended, if it had.
    pub fn opened_end(&self) -> Option<&End> {
        self.opened_end.as_ref()
    }
}
