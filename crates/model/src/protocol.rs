//! The session protocol: one request, then a stream of events, then exactly one [`Event::End`].
//!
//! Messages travel as JSON text through `postMessage`, one message a text. The engine lives in a
//! dedicated worker and serves one run: after its end event the page discards it and takes a fresh
//! one, so that no program sees what another left behind. An engine that goes away without an end
//! event has crashed.
//!
//! Order: events arrive in the order in which the engine sent them; output of the two streams is
//! therefore ordered as the program wrote it.
//!
//! The trace of a run travels beside the events as binary messages (a `Uint8Array` each), in order with them:
//! records of [`crate::trace::Record`] as [`crate::trace::wire`] writes them, as many as have gathered.

use serde::{Deserialize, Serialize};

/// What the page asks of an engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// Run a program. At most one in an engine's life.
    Run(RunRequest),
    /// A line typed by the visitor, with its newline, for a program that waits in `input()`.
    Stdin {
        /// The line; an empty text is end of file.
        text: String,
    },
    /// Hold the loop before the next step or callback. Answered by [`Event::Paused`] when it stands still; a step
    /// that is going on is finished first. Without JSPI nothing can be held, and there is no answer.
    Pause,
    /// Go on after a pause.
    Continue,
    /// While paused: go on to the end of this unit, and pause again.
    Step {
        /// How far.
        unit: Unit,
    },
    /// Slow motion: every sleep takes this many times as long, and every step or callback is followed by a wait.
    /// `1` is the usual pace. On the virtual clock loop time is not touched: only the visitor waits.
    Pace {
        /// How many times slower, from 1 to 1,000.
        factor: f64,
    },
    /// Send the program SIGINT, as Ctrl-C does in a terminal. It is heard where the program waits and between turns of
    /// the loop, so not in the middle of a step; a program that is paused or slowed down goes on at its usual pace.
    Interrupt,
    /// Call `task.cancel()` before the next step or callback. Without effect if the task has ended.
    Cancel {
        /// Which, by its number in the trace.
        task: u64,
    },
}

/// How far a paused program goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// One step of a task, or one callback.
    Step,
    /// One turn of the loop.
    Turn,
}

/// A program and how to run it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRequest {
    /// The program's source text.
    pub code: String,
    /// The name that tracebacks show, such as `main.py`.
    pub file: String,
    /// Which clock the program lives by.
    #[serde(default)]
    pub clock: Clock,
    /// Seeds `random` and the schedule; `None` leaves `random` seeded by the host's entropy.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Whether to send a trace.
    #[serde(default)]
    pub trace: bool,
    /// Whether to pause before the first step.
    #[serde(default)]
    pub paused: bool,
    /// Whether a loop that can never go on waits for ever, as CPython does, and does not end as deadlocked.
    #[serde(default)]
    pub waits_forever: bool,
    /// Whether asyncio's debug mode is on, as by `PYTHONASYNCIODEBUG=1`.
    #[serde(default)]
    pub debug: bool,
    /// Whether the program may use `await` outside of functions, as in `python -m asyncio`.
    #[serde(default)]
    pub top_level_await: bool,
}

/// Which clock a program lives by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Time passes as it does for the visitor.
    #[default]
    Real,
    /// Time stands still while code runs, and jumps to the next deadline when nothing is ready.
    Virtual,
}

/// Which of the program's output streams a text was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// `sys.stdout`.
    Stdout,
    /// `sys.stderr`.
    Stderr,
}

/// A stretch of output written to one stream without another in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Where it was written.
    pub stream: Stream,
    /// Exactly what was written; not necessarily whole lines.
    pub text: String,
}

/// What an engine says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The interpreter is up, `asyncio` is imported, a [`Request::Run`] will start at once.
    Ready {
        /// The Python version, such as `3.14.0`.
        python: String,
        /// Whether blocking calls can suspend the program (JSPI). Without it only the virtual clock works.
        jspi: bool,
    },
    /// The program was compiled and its first line is about to run.
    Started,
    /// Output, batched: sent at most every few milliseconds.
    Output {
        /// In the order in which it was written.
        chunks: Vec<Chunk>,
    },
    /// After a flood: the newest output, replacing what an earlier `Tail` said. Everything sent by
    /// [`Event::Output`] stays; then `dropped_lines` lines are missing; then come these chunks.
    Tail {
        /// The newest output.
        chunks: Vec<Chunk>,
        /// How many lines between the last `Output` and these chunks are not shown.
        dropped_lines: u64,
        /// And how many bytes of UTF-8 they had.
        dropped_bytes: u64,
    },
    /// The program waits in `input()` until a [`Request::Stdin`] comes.
    InputWanted,
    /// The loop stands still, and everything that it did was sent. [`Request::Continue`] or [`Request::Step`] go on.
    Paused,
    /// The loop goes on after a pause.
    Continued,
    /// [`Request::Interrupt`] was heard, and the program is about to be interrupted.
    Interrupted,
    /// The program's top level is over by an exception, which is reported next: after what it printed, and before the traceback.
    Reporting,
    /// The run is over. The last event of every engine that did not crash.
    End(End),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// Which way.
    pub kind: EndKind,
    /// For [`EndKind::Raised`] the exception's last line (`ValueError: no`), for
    /// [`EndKind::Deadlocked`] who waits where for what, in sentences; otherwise empty.
    pub message: String,
    /// Where in the program it happened, counted from 1: the line of the innermost frame that is the visitor's.
    #[serde(default)]
    pub line: Option<u32>,
    /// The program's exit code: 0, 1 for an exception, what `sys.exit` said, 3 for a deadlock.
    pub exit_code: i32,
    /// How long it ran, in milliseconds of wall time.
    pub wall_ms: f64,
    /// How far the loop's clock went, in milliseconds; differs from `wall_ms` with the virtual clock.
    pub loop_ms: f64,
    /// How many turns the event loop took.
    pub turns: u64,
    /// How many tasks were created.
    pub tasks: u64,
}

/// The ways in which a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// The program came to its end, or left by `sys.exit`.
    Finished,
    /// An exception nobody caught, syntax errors included.
    Raised,
    /// Nothing is ready, no timer is set, no input is pending, and the loop still waits.
    Deadlocked,
    /// The visitor asked for it and the program ended by `KeyboardInterrupt`.
    Stopped,
}
