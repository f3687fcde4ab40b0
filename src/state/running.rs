//! From Run to the end of the run.

use coroscope_model::protocol::{End, EndKind, Event, Request, RunRequest};

use super::program::FILE;
use super::{Effect, EngineId, Notice, Page, Pane};
use crate::state::output::Output;

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
    },
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
            ..RunRequest::default()
        });
        self.run = Run::Queued;
        self.output = Output::default();
        self.pane = Pane::Output;
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
        };
        self.ran_by = request.clock;
        self.now = at;
        vec![
            Effect::Send(engine, Request::Run(request)),
            Effect::SpareSoon,
        ]
    }

    pub(super) fn stop_pressed(&mut self, at: f64) -> Vec<Effect> {
        match self.run {
            Run::Queued => {
                self.queued = None;
                self.run = Run::Never;
                Vec::new()
            }
            Run::Running { engine, since, .. } => {
                self.run = Run::Stopped { after: at - since };
                self.finish(engine)
            }
            _ => Vec::new(),
        }
    }

    /// Ends the engine of a run that is over.
    fn finish(&mut self, engine: EngineId) -> Vec<Effect> {
        let mut effects = vec![Effect::Terminate(engine)];
        effects.extend(self.engines.fill());
        effects
    }

    pub(super) fn engine_said(&mut self, id: EngineId, events: Vec<Event>, at: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
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
                event => effects.extend(self.run_said(id, event)),
            }
        }
        effects
    }

    /// What the engine of the run says. What comes after the run's end, or from an engine that was stopped, is late.
    fn run_said(&mut self, id: EngineId, event: Event) -> Vec<Effect> {
        let Run::Running {
            engine,
            waits_for_input,
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
                effects
            }
        }
    }

    pub(super) fn engine_broke(&mut self, id: EngineId, why: String, at: f64) -> Vec<Effect> {
        match self.run {
            Run::Running { engine, since, .. } if engine == id => {
                self.run = Run::Crashed { after: at - since };
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
}
