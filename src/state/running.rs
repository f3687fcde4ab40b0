//! From Run to the end of the run.

use coroscope_model::protocol::{End, EndKind, Event, Request, RunRequest};

use coroscope_model::protocol::Unit;
use coroscope_model::trace::{Record, TaskNo};

use super::look::Stride;
use super::program::FILE;
use super::{Effect, EngineId, Notice, Page, Pane, Patience};
use crate::state::output::Output;
use crate::timeline::{Axis, Recording};
use coroscope_model::protocol::Clock;

/// The last run, or the one that goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
    /// Nothing was run yet.
    Never,
    /// Waits for an engine.
    Queued,
    /// Goes on.
    Running {
        /// In which engine.
        engine: EngineId,
        /// When it was given to the engine.
        since: f64,
        /// Whether it waits in `input()`.
        waits_for_input: bool,
        /// Whether it is held.
        hold: Hold,
    },
    /// Was not run here: its trace came from a file.
    Opened,
    /// Came to one of its ends.
    Ended(End),
    /// The visitor stopped it.
    Stopped {
        /// How long it had gone on, in milliseconds.
        after: f64,
    },
    /// The engine broke.
    Crashed {
        /// How long it had gone on, in milliseconds.
        after: f64,
    },
}

/// Whether the visitor holds a running program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hold {
    /// It goes on.
    #[default]
    None,
    /// It was asked to pause, and finishes the step that is going on.
    Asked,
    /// It stands still.
    Paused,
    /// It was interrupted, as by Ctrl-C, and has a moment to end by itself.
    Stopping,
}

impl Page {
    pub(super) fn run_pressed(&mut self, code: String, at: f64) -> Vec<Effect> {
        if !self.can_run() {
            return Vec::new();
        }
        self.queued = Some(RunRequest {
            code: code.clone(),
            file: FILE.into(),
            clock: self.clock(),
            seed: self.seed,
            trace: true,
            paused: self.options.paused,
            waits_forever: self.options.waits_forever,
            debug: self.options.debug,
            top_level_await: self.options.top_level_await,
        });
        self.run = Run::Queued;
        self.output = Output::default();
        self.ran = Some(code.as_str().into());
        if !self.pane_chosen {
            self.pane = Pane::Output;
        }
        self.hush(&Notice::Crashed(String::new()));
        self.hush(&Notice::Linked);
        let mut effects = vec![self.save(code, at), Effect::Unmark, Effect::ShowNewest];
        effects.extend(self.start_queued(at));
        effects
    }

    /// Gives what is queued to the spare engine, if there are both.
    fn start_queued(&mut self, at: f64) -> Vec<Effect> {
        if self.queued.is_none() {
            return Vec::new();
        }
        let Some(engine) = self.engines.take() else {
            return self.engines.fill();
        };
        let Some(mut request) = self.queued.take() else {
            return Vec::new();
        };
        // It may have been queued before an engine could say what it can do.
        request.clock = if self.engines.jspi {
            request.clock
        } else {
            self.clock()
        };
        self.run = Run::Running {
            engine,
            since: at,
            waits_for_input: false,
            hold: Hold::None,
        };
        self.ran_by = request.clock;
        self.record_afresh(request.clock);
        self.now = at;
        let mut effects = vec![
            Effect::Send(engine, Request::Run(request)),
            Effect::SpareSoon,
        ];
        if self.pace > 1.0 && self.engines.jspi {
            let factor = self.pace;
            effects.push(Effect::Send(engine, Request::Pace { factor }));
        }
        effects
    }

    pub(super) fn stop_pressed(&mut self, at: f64) -> Vec<Effect> {
        match self.run {
            Run::Queued => {
                self.queued = None;
                self.run = Run::Never;
                Vec::new()
            }
            // Without JSPI it hears nothing, and who presses twice does not want to wait.
            Run::Running { engine, hold, .. } if !self.engines.jspi || hold == Hold::Stopping => {
                self.stop_at_once(engine, at)
            }
            Run::Running {
                engine,
                ref mut hold,
                ref mut waits_for_input,
                ..
            } => {
                *hold = Hold::Stopping;
                *waits_for_input = false;
                vec![
                    Effect::Send(engine, Request::Interrupt),
                    Effect::StopSoon(engine, Patience::ToHear),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// Ends an engine whose program was interrupted and goes on all the same.
    pub(super) fn stop_at_once(&mut self, id: EngineId, at: f64) -> Vec<Effect> {
        match self.run {
            Run::Running { engine, since, .. } if engine == id => {
                self.run = Run::Stopped { after: at - since };
                self.cut_off(at - since, at);
                self.finish(engine)
            }
            _ => Vec::new(),
        }
    }

    /// The run was ended from outside so many milliseconds after it had begun: nothing more of its trace comes.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and a run takes less than 2^64 nanoseconds"
    )]
    fn cut_off(&mut self, after: f64, at: f64) {
        self.recording.cut_off((after * 1e6) as u64);
        self.catch_up(at);
        self.run_over(at);
    }

    /// Ends the engine of a run that is over.
    fn finish(&mut self, engine: EngineId) -> Vec<Effect> {
        let mut effects = vec![Effect::Terminate(engine)];
        effects.extend(self.engines.fill());
        effects
    }

    pub(super) fn engine_said(&mut self, id: EngineId, events: Vec<Event>, at: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.catch_up(at);
        for event in events {
            match event {
                Event::Ready { python, jspi } => {
                    if self.engines.ready(id, python, jspi) {
                        if jspi {
                            self.hush(&Notice::NoJspi);
                        } else {
                            self.tell(Notice::NoJspi);
                        }
                        effects.extend(self.start_queued(at));
                    }
                }
                event => effects.extend(self.run_said(id, event, at)),
            }
        }
        effects
    }

    /// What the engine of the run says. What comes after the run's end, or from an engine that was stopped, is late.
    fn run_said(&mut self, id: EngineId, event: Event, at: f64) -> Vec<Effect> {
        let Run::Running {
            engine,
            waits_for_input,
            hold,
            ..
        } = &mut self.run
        else {
            return Vec::new();
        };
        if *engine != id {
            return Vec::new();
        }
        match event {
            Event::Ready { .. } | Event::Started => Vec::new(),
            Event::Output { chunks } => {
                self.output.append(&chunks);
                Vec::new()
            }
            Event::Tail {
                chunks,
                dropped_lines,
                dropped_bytes,
            } => {
                self.output
                    .replace_tail(&chunks, dropped_lines, dropped_bytes);
                Vec::new()
            }
            Event::Paused => {
                // Unless it is being stopped meanwhile.
                if *hold != Hold::Stopping {
                    *hold = Hold::Paused;
                }
                self.find(at);
                Vec::new()
            }
            Event::Continued => {
                // A pause may have been asked for meanwhile.
                if *hold == Hold::Paused {
                    *hold = Hold::None;
                }
                Vec::new()
            }
            Event::Interrupted if *hold == Hold::Stopping => {
                vec![Effect::StopSoon(id, Patience::ToEnd)]
            }
            Event::Reporting if *hold == Hold::Stopping => {
                vec![Effect::StopSoon(id, Patience::ToReport)]
            }
            Event::Interrupted | Event::Reporting => Vec::new(),
            Event::InputWanted => {
                *waits_for_input = true;
                self.pane = Pane::Output;
                vec![Effect::FocusInput, Effect::ShowNewest]
            }
            Event::End(end) => {
                let mut effects = self.finish(id);
                let marked = match end.kind {
                    EndKind::Raised => Some(end.message.clone()),
                    EndKind::Deadlocked => Some("waits here for ever".to_owned()),
                    EndKind::Finished | EndKind::Stopped => None,
                };
                if let (Some(line), Some(message)) = (end.line, marked) {
                    effects.push(Effect::Mark(line, message));
                }
                self.run = Run::Ended(end);
                self.run_over(at);
                effects
            }
        }
    }

    pub(super) fn engine_broke(&mut self, id: EngineId, why: String, at: f64) -> Vec<Effect> {
        match self.run {
            Run::Running { engine, since, .. } if engine == id => {
                self.run = Run::Crashed { after: at - since };
                self.cut_off(at - since, at);
                self.tell(Notice::Crashed(why));
                self.finish(id)
            }
            _ => self.engines.broke(id, &why),
        }
    }

    pub(super) fn typed(&mut self, line: &str) -> Vec<Effect> {
        self.answer(format!("{line}\n"), line)
    }

    pub(super) fn end_of_input(&mut self) -> Vec<Effect> {
        self.answer(String::new(), "^D")
    }

    fn answer(&mut self, text: String, echo: &str) -> Vec<Effect> {
        match &mut self.run {
            Run::Running {
                engine,
                waits_for_input,
                ..
            } if *waits_for_input => {
                *waits_for_input = false;
                let engine = *engine;
                self.output.echo(echo);
                vec![
                    Effect::Send(engine, Request::Stdin { text }),
                    Effect::ShowNewest,
                ]
            }
            _ => Vec::new(),
        }
    }

    /// Whether the program waits for a line from the visitor.
    pub fn wants_input(&self) -> bool {
        matches!(
            self.run,
            Run::Running {
                waits_for_input: true,
                ..
            }
        )
    }

    /// Forgets the trace of the run before.
    fn record_afresh(&mut self, clock: Clock) {
        let usual = match clock {
            Clock::Real => Axis::Time,
            // Whatever runs takes no time: only by order can it be told apart.
            Clock::Virtual => Axis::Order,
        };
        let axis = match self.chosen_axis {
            Some((of, axis)) if of == clock => axis,
            _ => usual,
        };
        self.recording = Recording::new(clock);
        self.look = self.look.afresh(axis);
        self.opened_end = None;
        self.edited_since = false;
    }

    /// More of the trace has come. Of a run that was stopped the rest is late.
    pub(super) fn traced(&mut self, id: EngineId, records: Vec<Record>) {
        if matches!(self.run, Run::Running { engine, .. } if engine == id) {
            self.recording.add(records);
        }
    }

    /// Looks at what was added to the trace.
    pub(super) fn catch_up(&mut self, at: f64) {
        let first = !self.has_trace();
        if !self.recording.renew() {
            return;
        }
        // A phone has room for one of them: the lanes, once there are any.
        if first && !self.pane_chosen && !self.wants_input() {
            self.pane = Pane::Timeline;
        }
        self.grown();
        self.find(at);
    }

    /// Whether the visitor can hold the program: something must be able to suspend it.
    pub fn can_hold(&self) -> bool {
        self.engines.jspi && matches!(self.run, Run::Running { .. })
    }

    /// Whether the program stands still because the visitor holds it.
    pub fn is_paused(&self) -> bool {
        self.hold() == Hold::Paused
    }

    /// How the running program is held.
    pub fn hold(&self) -> Hold {
        match self.run {
            Run::Running { hold, .. } => hold,
            _ => Hold::None,
        }
    }

    pub(super) fn pause(&mut self) -> Vec<Effect> {
        match &mut self.run {
            Run::Running {
                engine,
                hold: hold @ Hold::None,
                ..
            } if self.engines.jspi => {
                *hold = Hold::Asked;
                vec![Effect::Send(*engine, Request::Pause)]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn go_on(&mut self) -> Vec<Effect> {
        match &mut self.run {
            Run::Running {
                engine,
                hold: hold @ (Hold::Asked | Hold::Paused),
                ..
            } => {
                *hold = Hold::None;
                self.look.follows = true;
                vec![Effect::Send(*engine, Request::Continue)]
            }
            _ => Vec::new(),
        }
    }

    /// Lets a held program go on by a step or a turn, and looks at what that does.
    pub(super) fn step_program(&mut self, stride: Stride) -> Vec<Effect> {
        match &mut self.run {
            Run::Running {
                engine,
                hold: hold @ Hold::Paused,
                ..
            } => {
                *hold = Hold::Asked;
                self.look.follows = true;
                let unit = match stride {
                    Stride::Event => Unit::Step,
                    Stride::Turn => Unit::Turn,
                };
                vec![Effect::Send(*engine, Request::Step { unit })]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn set_pace(&mut self, factor: f64) -> Vec<Effect> {
        self.pace = factor.clamp(1.0, 1_000.0);
        match self.run {
            Run::Running { engine, .. } if self.engines.jspi => {
                let factor = self.pace;
                vec![Effect::Send(engine, Request::Pace { factor })]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn cancel_task(&mut self, task: TaskNo) -> Vec<Effect> {
        match self.run {
            Run::Running { engine, .. } => {
                vec![Effect::Send(engine, Request::Cancel { task })]
            }
            _ => Vec::new(),
        }
    }
}
