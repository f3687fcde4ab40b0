//! What happens to the page, and what the page then wants done.
//!
//! Times are milliseconds since 1970. `current` is the text in the editor at that moment.

use coroscope_model::protocol::{Clock, Event, Request};
use coroscope_model::trace::{Record, TaskNo};

use super::engines::EngineId;
use super::look::{Move, Stride};
use super::program::{Example, Recent, Saved};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the visitor's system is.
    #[default]
    System,
    /// Light, whatever the system is.
    Light,
    /// Dark, whatever the system is.
    Dark,
}

impl Theme {
    /// Its name in storage and in `data-theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; the system's for anything else.
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The one that the theme switch goes to.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }
}

/// The panes of which a phone shows one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The lanes.
    Timeline,
    /// The selected task.
    Task,
    /// The loop's queues.
    Loop,
    /// What there is to say about the run.
    Findings,
    /// What the program printed.
    #[default]
    Output,
}

/// How a program is to be run, besides its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunOption {
    /// A loop that can never go on waits for ever, as in CPython, and does not end as deadlocked.
    WaitsForever,
    /// asyncio's debug mode.
    Debug,
    /// `await` outside of functions.
    TopLevelAwait,
    /// Pause before the first step.
    Paused,
}

/// A file that a trace can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Ours, which the page opens again.
    Trace,
    /// For Perfetto and Chrome's own viewer.
    Perfetto,
    /// A picture of the lanes.
    Svg,
    /// A Mermaid sequence diagram.
    Mermaid,
}

/// Something that was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// The output.
    Output,
    /// The share link.
    Link,
    /// The program and its link, as Markdown.
    Markdown,
}

/// What can be open over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// The list of examples, files and recent programs.
    Programs,
    /// Keys, limits, browsers, privacy.
    Help,
    /// What a phone's top bar has no room for.
    More,
    /// How the program is to be run.
    Options,
    /// Files that the trace can be saved as.
    Export,
}

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The visitor changed the program.
    Edited,
    /// It is time to save, or the visitor asked for it.
    Save {
        /// The text in the editor.
        code: String,
        /// When.
        at: f64,
    },
    /// Storage is full or forbidden.
    SaveFailed,
    /// Run the program.
    Run {
        /// The text in the editor.
        code: String,
        /// When.
        at: f64,
    },
    /// Stop the program, or do not start it after all.
    Stop {
        /// When.
        at: f64,
    },
    /// The moment is over that a program had to end by itself.
    StopDue {
        /// In which engine.
        id: EngineId,
        /// When.
        at: f64,
    },
    /// Time passes while a program runs.
    Tick {
        /// The time now.
        at: f64,
    },
    /// An engine said something.
    FromEngine {
        /// Which engine.
        id: EngineId,
        /// What it said, in order.
        events: Vec<Event>,
        /// When.
        at: f64,
    },
    /// More of the trace has come. Nothing that is shown changes before [`CatchUp`](Action::CatchUp), or before the engine
    /// says something else.
    Traced {
        /// From which engine.
        id: EngineId,
        /// In order.
        records: Vec<Record>,
    },
    /// Look at what has come.
    CatchUp {
        /// When.
        at: f64,
    },
    /// The visitor looks elsewhere.
    Move(Move),
    /// Hold the program.
    Pause,
    /// Let it go on.
    Continue,
    /// Hold the program, or let it go on if it is held.
    Hold,
    /// While it is held: let it go on by a step or a turn.
    StepProgram(Stride),
    /// How many times slower the program is to run.
    Pace(f64),
    /// Cancel a task of the running program.
    CancelTask(TaskNo),
    /// Change how programs are run.
    SetOption(RunOption, bool),
    /// Save the trace as a file.
    Export(Export),
    /// An engine broke.
    EngineBroke {
        /// Which engine.
        id: EngineId,
        /// What the browser says of it.
        why: String,
        /// When.
        at: f64,
    },
    /// More of the engine's module has come.
    Progress {
        /// Bytes so far.
        received: u64,
        /// Of how many, if known.
        total: Option<u64>,
    },
    /// The engine's module is compiled.
    Downloaded {
        /// Its size.
        bytes: u64,
    },
    /// The engine's module cannot be had.
    DownloadFailed(String),
    /// Try to get it again.
    Retry,
    /// It is time to start a spare engine.
    SpareDue,
    /// The visitor chose a clock.
    SetClock(Clock),
    /// The visitor does without the seed that came with a link.
    ForgetSeed,
    /// A place in the program was clicked.
    GoTo(u32),
    /// The visitor typed a line for `input()`.
    Typed(String),
    /// The visitor ended the input.
    EndOfInput,
    /// Empty the output pane.
    ClearOutput,
    /// Copy the output.
    CopyOutput,
    /// Copy from the share dialog.
    CopyShared(Copied),
    /// The browser copied, or could not.
    WasCopied(Copied, bool),
    /// Long enough after copying to stop saying so.
    CopiedShown,
    /// Open something over the page, or close it if it is open.
    Toggle(Open),
    /// Close what is open over the page.
    Close,
    /// Open the share dialog.
    Share {
        /// The text in the editor.
        code: String,
    },
    /// Whether the link runs the program by itself.
    ShareRuns(bool),
    /// Whether the link carries the instant.
    ShareInstant(bool),
    /// The list of examples has come, or why not.
    Examples(Result<Vec<Example>, String>),
    /// The visitor wants an example.
    WantExample(String),
    /// An example's text has come, or why not.
    OpenExample {
        /// Which.
        example: Example,
        /// Its text.
        text: Result<String, String>,
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// The visitor opened a file.
    OpenFile {
        /// Its name.
        name: String,
        /// Its text.
        code: String,
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// The visitor opened a trace.
    OpenTrace {
        /// The file's name.
        name: String,
        /// What is in it.
        bytes: Vec<u8>,
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// The next part of the trace that is being opened may be read.
    ReadOn {
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// A file cannot be opened, and why.
    FileRefused(String),
    /// A file hovers over the page, or has gone.
    Hovering(bool),
    /// Programs that other tabs saved.
    Recents(Vec<Recent>),
    /// The visitor wants one of them.
    OpenRecent {
        /// What was saved.
        saved: Box<Saved>,
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// The address has another fragment.
    HashChanged {
        /// It, with its `#`.
        fragment: String,
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// Bring back the visitor's own program.
    Back {
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// Begin a program from nothing.
    New {
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// Undo all edits.
    Reset {
        /// The text in the editor.
        current: String,
        /// When.
        at: f64,
    },
    /// Download the program as a file.
    Download {
        /// The text in the editor.
        code: String,
    },
    /// Take a notice away.
    Dismiss(usize),
    /// The visitor chose a theme.
    SetTheme(Theme),
    /// Plain text area or CodeMirror.
    SetPlain(bool),
    /// The visitor chose a pane.
    Show(Pane),
}

/// What an engine has a moment for whose program is being stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// To hear of it: one that computes without end never does.
    ToHear,
    /// To let its program end.
    ToEnd,
    /// To write the traceback with which it ended.
    ToReport,
}

/// Something to be done outside the page's state.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Get the engine's module.
    Download,
    /// Start an engine.
    Boot(EngineId),
    /// Send an engine a request.
    Send(EngineId, Request),
    /// End an engine at once.
    Terminate(EngineId),
    /// Send [`Action::StopDue`] after a moment.
    StopSoon(EngineId, Patience),
    /// Send [`Action::SpareDue`] when a run has gone on for a while.
    SpareSoon,
    /// Send [`Action::Save`] when the visitor pauses.
    SaveSoon,
    /// Write to storage.
    Write(Box<Saved>),
    /// Put a program into the editor.
    SetText(String),
    /// Mark a line of the program, with a message.
    Mark(u32, String),
    /// Take the mark away.
    Unmark,
    /// Show a line of the program.
    GoTo(u32),
    /// Put the caret into the program.
    FocusEditor,
    /// Put the caret into the input line.
    FocusInput,
    /// Show the newest output, wherever the reader scrolled to.
    ShowNewest,
    /// Copy a text.
    Copy(Copied, String),
    /// Offer a file: its name and text.
    OfferFile(String, String),
    /// Send [`Move::Frame`] before the next frame is drawn.
    NextFrame,
    /// Send [`Action::ReadOn`] once the browser has had time for other things.
    ReadOn,
    /// Take the fragment out of the address.
    ClearHash,
    /// Get the list of examples.
    FetchExamples,
    /// Get an example's text.
    FetchExample(Example),
    /// Find what other tabs saved.
    FindRecents,
    /// Show and remember a theme.
    UseTheme(Theme),
    /// Show and remember the kind of editor.
    UsePlain(bool),
}
