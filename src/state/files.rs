//! Traces as files: saved in one of several forms, and opened again.

use coroscope_model::protocol::{Clock, End};
use coroscope_model::trace::export;
use coroscope_model::trace::file::{self, About};

use super::program::{FILE, Origin};
use super::{Effect, Export, Notice, Page, Run};
use crate::timeline::{Axis, Recording, recording};

impl Page {
    /// Offers the trace as a file.
    pub(super) fn export(&mut self, form: Export) -> Vec<Effect> {
        if !self.has_trace() {
            return Vec::new();
        }
        self.sheet = None;
        let name = self.program.origin.file_name();
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

    /// Opens a trace as a run that is over. The visitor's own program is kept, as with any other file.
    pub(super) fn open_trace(
        &mut self,
        name: String,
        text: &str,
        current: String,
        at: f64,
    ) -> Vec<Effect> {
        if !self.can_run() {
            self.tell(Notice::Sorry(
                "A program runs. Stop it before you open a trace.".into(),
            ));
            return Vec::new();
        }
        let (trace, about) = match file::read(text, recording::KEEP) {
            Ok(read) => read,
            Err(error) => {
                self.tell(Notice::Sorry(format!("{name} cannot be opened. {error}")));
                return Vec::new();
            }
        };
        let title = name
            .strip_suffix(".json")
            .map(|name| name.strip_suffix(".trace").unwrap_or(name))
            .unwrap_or(&name);
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
