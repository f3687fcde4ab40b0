//! Everything the page knows, and how it changes.
//!
//! [`Page::apply`] is the one place where it changes. It reads no clock, storage or network: times and texts come in
//! with the [`Action`], and what is to be done comes out as [`Effect`]s. So the tests beside it state exactly what
//! the page does, and need no browser.

mod action;
mod engines;
mod files;
pub mod look;
mod opening;
#[cfg(test)]
mod opening_tests;
mod options;
pub mod output;
pub mod program;
mod running;
mod sharing;
mod status;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod travel_tests;

pub use action::{Action, Copied, Effect, Export, Open, Pane, Patience, RunOption, Theme};
pub use engines::{Download, EngineId, Engines, Spare};
pub use look::Look;
pub use options::Options;
pub use running::{Hold, Run};
pub use status::Status;

use coroscope_model::protocol::{Clock, End, RunRequest};

use crate::share::Shared;
use crate::timeline::{Axis, Recording};
use output::Output;
use program::{Example, Program, Recent, Saved};

/// Something to tell the visitor, until they have read it.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// The engine broke under the program; what the browser says of it.
    Crashed(String),
    /// The address holds a link that cannot be opened, and why.
    BadLink(String),
    /// This browser cannot suspend a program.
    NoJspi,
    /// Another program was opened; the visitor's own is kept.
    Kept {
        /// What was opened.
        opened: String,
    },
    /// A program from a link is open, and does not run by itself.
    Linked,
    /// The visitor's program is back.
    Back,
    /// There is a program from an earlier visit.
    Earlier(Recent),
    /// What the visitor asked for cannot be had, and why.
    Sorry(String),
    /// A trace file is being read.
    Opening {
        /// Its name.
        name: String,
        /// How much of it was read.
        percent: u32,
    },
    /// Storage is full or forbidden.
    NotSaved,
    /// The run of a link's program was compared with its sender's.
    Compared {
        /// Whether the traces are equal.
        same: bool,
    },
}

/// The list of examples.
#[derive(Clone, Debug, PartialEq)]
pub enum Gallery {
    /// On its way.
    Loading,
    /// It cannot be had, and why.
    Failed(String),
    /// In the order in which they are to be read.
    Ready(Vec<Example>),
}

/// What is open over the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Sheet {
    /// Something that needs nothing more to be known.
    Plain(Open),
    /// The share dialog.
    Share(Box<Shared>),
}

/// What the page starts from.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// What this tab saved.
    pub saved: Option<Saved>,
    /// What other tabs saved, newest first.
    pub recents: Vec<Recent>,
    /// The text that is in the editor already.
    pub code: String,
    /// The page's address, without its fragment.
    pub address: String,
    /// Its fragment, with its `#`, or empty.
    pub fragment: String,
    /// Whether blocking calls can suspend a program, as far as the page knows.
    pub jspi: bool,
    /// The theme that was chosen.
    pub theme: Theme,
    /// Whether the plain text area was chosen.
    pub plain: bool,
    /// When.
    pub at: f64,
}

/// Everything the page knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The program in the editor.
    pub program: Program,
    /// The clock that was chosen; see [`Page::clock`].
    pub chosen_clock: Clock,
    /// The seed that came with a link.
    pub seed: Option<u64>,
    /// The engines.
    pub engines: Engines,
    /// The last run, or the one that goes on.
    pub run: Run,
    /// What it printed.
    pub output: Output,
    /// What to tell the visitor.
    pub notices: Vec<Notice>,
    /// What is open over the page.
    pub sheet: Option<Sheet>,
    /// The examples.
    pub gallery: Gallery,
    /// What other tabs saved.
    pub recents: Vec<Recent>,
    /// What was just copied, and whether it worked.
    pub copied: Option<(Copied, bool)>,
    /// The theme.
    pub theme: Theme,
    /// Whether the plain text area is shown.
    pub plain: bool,
    /// The pane that a phone shows.
    pub pane: Pane,
    /// Whether the visitor chose it.
    pane_chosen: bool,
    /// Whether a file hovers over the page.
    pub hovering: bool,
    /// The page's address, without a fragment.
    pub address: String,
    /// The time, as of the last action that told it.
    pub now: f64,
    /// The clock that the last run lived by.
    pub ran_by: Clock,
    /// How programs are run, besides the clock.
    pub options: Options,
    /// What the last run did.
    pub recording: Recording,
    /// Where in it the visitor looks.
    pub look: Look,
    /// The text that was run last; lines of the trace are lines of it.
    pub ran: Option<std::rc::Rc<str>>,
    /// Whether the editor's text may differ from that.
    pub edited_since: bool,
    /// How many times slower than usual the program runs.
    pub pace: f64,
    /// Where a link wants the visitor to look once its program has run.
    wanted: Option<sharing::Wanted>,
    /// The trace file that is being read.
    opening: Option<files::Opening>,
    /// How a trace that came from a file ended.
    opened_end: Option<End>,
    /// The axis that the visitor chose, and for which clock.
    chosen_axis: Option<(Clock, Axis)>,
    queued: Option<RunRequest>,
}

impl Page {
    /// The page as it starts, and what to do first.
    pub fn new(start: Start) -> (Self, Vec<Effect>) {
        let mut page = Self {
            program: start
                .saved
                .as_ref()
                .map_or_else(Program::starter, Program::restored),
            chosen_clock: start
                .saved
                .as_ref()
                .map(|saved| saved.clock)
                .unwrap_or_default(),
            seed: start.saved.as_ref().and_then(|saved| saved.seed),
            engines: Engines::new(start.jspi),
            run: Run::Never,
            output: Output::default(),
            notices: Vec::new(),
            sheet: None,
            gallery: Gallery::Loading,
            recents: start.recents,
            copied: None,
            theme: start.theme,
            plain: start.plain,
            pane: Pane::default(),
            pane_chosen: false,
            hovering: false,
            address: start.address,
            now: start.at,
            ran_by: Clock::Real,
            options: start
                .saved
                .as_ref()
                .map(|saved| saved.options)
                .unwrap_or_default(),
            recording: Recording::default(),
            look: Look::default(),
            ran: None,
            edited_since: false,
            pace: 1.0,
            wanted: None,
            opening: None,
            opened_end: None,
            chosen_axis: None,
            queued: None,
        };
        let mut effects = vec![Effect::Download, Effect::FetchExamples];
        if !start.jspi {
            page.tell(Notice::NoJspi);
        }
        if start.code != page.program.original {
            page.program.edited = true;
        }
        if start.fragment.len() > 1 {
            effects.extend(page.open_link(start.fragment, start.code, start.at));
        } else if let (None, Some(recent)) = (&start.saved, page.recents.first()) {
            page.tell(Notice::Earlier(recent.clone()));
        }
        (page, effects)
    }

    /// The clock a program runs by. Without JSPI nothing can wait for real time.
    pub fn clock(&self) -> Clock {
        if self.engines.jspi {
            self.chosen_clock
        } else {
            Clock::Virtual
        }
    }

    /// Whether Run starts something, now or once an engine is ready.
    pub fn can_run(&self) -> bool {
        !matches!(self.run, Run::Queued | Run::Running { .. })
    }

    /// Whether there is something to stop.
    pub fn can_stop(&self) -> bool {
        !self.can_run()
    }

    /// Takes an action to the next state, and says what to do.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Edited => {
                self.program.unsaved = true;
                self.program.edited = true;
                self.edited_since = true;
                vec![Effect::SaveSoon]
            }
            Action::Save { code, at } => vec![self.save(code, at)],
            Action::SaveFailed => {
                self.tell(Notice::NotSaved);
                Vec::new()
            }
            Action::Run { code, at } => self.run_pressed(code, at),
            Action::Stop { at } => self.stop_pressed(at),
            Action::StopDue { id, at } => self.stop_at_once(id, at),
            Action::Tick { at } => {
                self.now = at;
                if self.has_trace() {
                    self.find(at);
                }
                Vec::new()
            }
            Action::Traced { id, records } => {
                self.traced(id, records);
                Vec::new()
            }
            Action::CatchUp { at } => {
                self.catch_up(at);
                Vec::new()
            }
            Action::Move(by) => {
                let chosen = matches!(by, look::Move::By(_) | look::Move::SwapAxis);
                let effects = self.moved(by);
                if chosen {
                    self.chosen_axis = Some((self.ran_by, self.look.axis));
                }
                effects
            }
            Action::Pause => self.pause(),
            Action::Continue => self.go_on(),
            Action::Hold if self.is_paused() => self.go_on(),
            Action::Hold => self.pause(),
            Action::StepProgram(stride) => self.step_program(stride),
            Action::Pace(factor) => self.set_pace(factor),
            Action::CancelTask(task) => self.cancel_task(task),
            Action::SetOption(option, on) => {
                self.options.set(option, on);
                vec![Effect::SaveSoon]
            }
            Action::Export(export) => self.export(export),
            Action::FromEngine { id, events, at } => self.engine_said(id, events, at),
            Action::EngineBroke { id, why, at } => self.engine_broke(id, why, at),
            Action::Progress { received, total } => {
                // It is told once a frame, and may come after the end.
                if matches!(self.engines.download, Download::Loading { .. }) {
                    self.engines.download = Download::Loading { received, total };
                }
                Vec::new()
            }
            Action::Downloaded { bytes } => self.engines.compiled(bytes),
            Action::DownloadFailed(why) => {
                self.engines.download =
                    Download::Failed(format!("Python could not be loaded: {why}."));
                Vec::new()
            }
            Action::Retry => self.engines.retry(),
            Action::SpareDue => self.engines.fill(),
            Action::SetClock(clock) => {
                self.chosen_clock = clock;
                vec![Effect::SaveSoon]
            }
            Action::ForgetSeed => {
                self.seed = None;
                vec![Effect::SaveSoon]
            }
            Action::GoTo(line) => vec![Effect::GoTo(line)],
            Action::Typed(line) => self.typed(&line),
            Action::EndOfInput => self.end_of_input(),
            Action::ClearOutput => {
                self.output.clear();
                Vec::new()
            }
            Action::CopyOutput => vec![Effect::Copy(Copied::Output, self.output.text())],
            Action::CopyShared(what) => self.copy_shared(what),
            Action::WasCopied(what, worked) => {
                self.copied = Some((what, worked));
                Vec::new()
            }
            Action::CopiedShown => {
                self.copied = None;
                Vec::new()
            }
            Action::Toggle(open) => self.toggle(open),
            Action::Close => {
                self.sheet = None;
                Vec::new()
            }
            Action::Share { code } => {
                let shared = Shared::new(&self.address, self.to_share(code));
                self.sheet = Some(Sheet::Share(Box::new(shared)));
                Vec::new()
            }
            Action::ShareRuns(runs) => {
                if let Some(Sheet::Share(shared)) = &mut self.sheet {
                    shared.set_run(&self.address, runs);
                }
                Vec::new()
            }
            Action::ShareInstant(carried) => {
                if let Some(Sheet::Share(shared)) = &mut self.sheet {
                    shared.set_instant(&self.address, carried);
                }
                Vec::new()
            }
            Action::Examples(Ok(list)) => {
                self.gallery = Gallery::Ready(list);
                Vec::new()
            }
            Action::Examples(Err(why)) => {
                self.gallery = Gallery::Failed(why);
                Vec::new()
            }
            Action::Hovering(hovering) => {
                self.hovering = hovering;
                Vec::new()
            }
            Action::Recents(recents) => {
                self.recents = recents;
                Vec::new()
            }
            Action::FileRefused(why) => {
                self.tell(Notice::Sorry(why));
                Vec::new()
            }
            Action::Download { code } => {
                vec![Effect::OfferFile(self.program.file_name(), code)]
            }
            Action::Dismiss(index) => {
                if index < self.notices.len()
                    && let Notice::Opening { .. } = self.notices.remove(index)
                {
                    self.opening = None;
                }
                Vec::new()
            }
            Action::SetTheme(theme) => {
                self.theme = theme;
                vec![Effect::UseTheme(theme)]
            }
            Action::SetPlain(plain) => {
                self.plain = plain;
                vec![Effect::UsePlain(plain), Effect::FocusEditor]
            }
            Action::Show(pane) => {
                self.pane = pane;
                self.pane_chosen = true;
                Vec::new()
            }
            Action::WantExample(_)
            | Action::OpenExample { .. }
            | Action::OpenFile { .. }
            | Action::OpenTrace { .. }
            | Action::ReadOn { .. }
            | Action::OpenRecent { .. }
            | Action::HashChanged { .. }
            | Action::Back { .. }
            | Action::New { .. }
            | Action::Reset { .. } => self.opening(action),
        }
    }

    /// Notes that the program is saved, and says what to write.
    fn save(&mut self, code: String, at: f64) -> Effect {
        self.program.unsaved = false;
        self.program.edited = code != self.program.original;
        self.edited_since = self.ran.as_deref() != Some(&*code);
        self.now = at;
        Effect::Write(Box::new(self.program.to_save(
            code,
            self.chosen_clock,
            self.seed,
            self.options,
            at,
        )))
    }

    /// Tells the visitor something, instead of an earlier notice of the same kind.
    fn tell(&mut self, notice: Notice) {
        self.hush(&notice);
        self.notices.push(notice);
    }

    /// Takes notices of the same kind away.
    fn hush(&mut self, like: &Notice) {
        self.notices
            .retain(|shown| std::mem::discriminant(shown) != std::mem::discriminant(like));
    }

    fn toggle(&mut self, open: Open) -> Vec<Effect> {
        if self.sheet == Some(Sheet::Plain(open)) {
            self.sheet = None;
            return Vec::new();
        }
        self.sheet = Some(Sheet::Plain(open));
        match open {
            Open::Programs if matches!(self.gallery, Gallery::Failed(_)) => {
                self.gallery = Gallery::Loading;
                vec![Effect::FindRecents, Effect::FetchExamples]
            }
            Open::Programs => vec![Effect::FindRecents],
            Open::Help | Open::More | Open::Options | Open::Export => Vec::new(),
        }
    }

    fn copy_shared(&self, what: Copied) -> Vec<Effect> {
        match (&self.sheet, what) {
            (Some(Sheet::Share(shared)), Copied::Link) => {
                vec![Effect::Copy(what, shared.link.clone())]
            }
            (Some(Sheet::Share(shared)), Copied::Markdown) => {
                vec![Effect::Copy(what, shared.markdown())]
            }
            _ => Vec::new(),
        }
    }
}
