//! Opening another program: an example, a file, a link, an earlier one. What the visitor wrote is never lost.

use coroscope_model::link;

use super::program::{Kept, Origin, Saved};
use super::{Action, Effect, Gallery, Notice, Page, Run};
use crate::state::output::Output;
use crate::timeline::Recording;

/// What a new program begins with.
const NEW: &str =
    "import asyncio\n\n\nasync def main():\n    print(\"hello\")\n\n\nasyncio.run(main())\n";

impl Page {
    pub(super) fn opening(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::WantExample(id) => {
                let Gallery::Ready(list) = &self.gallery else {
                    return Vec::new();
                };
                let found = list.iter().find(|example| example.id == id);
                found
                    .map(|example| Effect::FetchExample(example.clone()))
                    .into_iter()
                    .collect()
            }
            Action::OpenExample {
                example,
                text: Ok(text),
                current,
                at,
            } => {
                let origin = Origin::Example {
                    id: example.id,
                    title: example.title,
                    lesson: example.lesson,
                };
                self.open(text, origin, current, at)
            }
            Action::OpenExample {
                example,
                text: Err(why),
                ..
            } => {
                self.tell(Notice::Sorry(format!(
                    "The example “{}” could not be loaded: {why}.",
                    example.title
                )));
                Vec::new()
            }
            Action::OpenFile {
                name,
                code,
                current,
                at,
            } => self.open(code, Origin::File { name }, current, at),
            Action::OpenTrace {
                name,
                bytes,
                current,
                at,
            } => self.open_trace(name, bytes, current, at),
            Action::ReadOn { current, at } => self.read_on(current, at),
            Action::New { current, at } => self.open(NEW.into(), Origin::Blank, current, at),
            Action::Reset { current, at } => {
                let (text, origin) = (self.program.original.clone(), self.program.origin.clone());
                self.open(text, origin, current, at)
            }
            Action::OpenRecent { saved, current, at } => self.open_recent(*saved, current, at),
            Action::HashChanged {
                fragment,
                current,
                at,
            } => self.open_link(fragment, current, at),
            Action::Back { current, at } => self.back(current, at),
            _ => Vec::new(),
        }
    }

    /// Another program takes the editor.
    pub(super) fn open(
        &mut self,
        code: String,
        origin: Origin,
        current: String,
        at: f64,
    ) -> Vec<Effect> {
        let is_link = matches!(origin, Origin::Link { .. });
        let opened = origin.title().to_owned();
        self.notices
            .retain(|notice| matches!(notice, Notice::NoJspi | Notice::NotSaved));
        if self.program.replace(&code, origin, current) {
            self.tell(Notice::Kept { opened });
        }
        self.opened();
        self.sheet = None;
        self.after_opening(code, is_link, at)
    }

    /// The former program's output, mark and seed would be told of this one.
    fn after_opening(&mut self, code: String, is_link: bool, at: f64) -> Vec<Effect> {
        if self.can_run() {
            self.run = Run::Never;
            self.output = Output::default();
            self.recording = Recording::default();
            self.look = self.look.afresh(self.look.axis);
            self.ran = None;
        }
        self.wanted = None;
        let mut effects = vec![Effect::SetText(code.clone()), Effect::Unmark];
        if !is_link {
            self.seed = None;
            effects.push(Effect::ClearHash);
        }
        effects.push(self.save(code, at));
        effects
    }

    fn open_recent(&mut self, saved: Saved, current: String, at: f64) -> Vec<Effect> {
        let original = saved.original.clone().unwrap_or_else(|| saved.code.clone());
        self.chosen_clock = saved.clock;
        let mut effects = self.open(saved.code.clone(), saved.origin, current, at);
        self.program.original = original;
        effects.push(self.save(saved.code, at));
        effects
    }

    /// Opens a share link. One that this tab has open already stays as the visitor edited it.
    pub(super) fn open_link(&mut self, fragment: String, current: String, at: f64) -> Vec<Effect> {
        if matches!(&self.program.origin, Origin::Link { fragment: open } if *open == fragment) {
            return Vec::new();
        }
        match link::decode(&fragment) {
            Ok(shared) => {
                self.chosen_clock = shared.clock;
                let mut effects =
                    self.open(shared.code.clone(), Origin::Link { fragment }, current, at);
                self.seed = shared.seed;
                self.take_options(&shared);
                effects.push(self.save(shared.code.clone(), at));
                if shared.run && self.can_run() {
                    effects.extend(self.run_pressed(shared.code, at));
                } else if !self
                    .notices
                    .iter()
                    .any(|notice| matches!(notice, Notice::Kept { .. }))
                {
                    self.tell(Notice::Linked);
                }
                effects
            }
            Err(error) => {
                self.tell(Notice::BadLink(error.to_string()));
                Vec::new()
            }
        }
    }

    fn back(&mut self, current: String, at: f64) -> Vec<Effect> {
        let Some(code) = self.program.swap(current) else {
            return Vec::new();
        };
        self.notices
            .retain(|notice| matches!(notice, Notice::NoJspi | Notice::NotSaved));
        self.tell(Notice::Back);
        self.sheet = None;
        let mut effects = self.after_opening(code, false, at);
        effects.push(Effect::FocusEditor);
        effects
    }

    /// What the visitor can go back to.
    pub fn kept(&self) -> Option<&Kept> {
        self.program.kept.as_ref()
    }
}
