//! The one line that says how things stand.

use coroscope_model::protocol::{Clock, End, EndKind};

use super::{Download, Page, Run};
use crate::text;

/// How things stand, for readers and for scripts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// `data-state`: `loading`, `idle`, `running`, `paused`, `finished`, `raised`, `deadlocked`, `stopped` or `crashed`.
    pub state: &'static str,
    /// The icon's name in the page's sprite.
    pub icon: &'static str,
    /// In a word or two.
    pub title: String,
    /// The rest of the sentence.
    pub detail: String,
    /// The part that changes all the time, which need not be read aloud.
    pub moving: String,
}

impl Status {
    fn new(state: &'static str, icon: &'static str, title: &str, detail: String) -> Self {
        Self {
            state,
            icon,
            title: title.into(),
            detail,
            moving: String::new(),
        }
    }
}

impl Page {
    /// How things stand.
    pub fn status(&self) -> Status {
        match &self.run {
            Run::Never => self.engine_status(),
            Run::Queued => match &self.engines.download {
                Download::Failed(_) => self.engine_status(),
                download => Status {
                    moving: moving(download),
                    ..Status::new(
                        "loading",
                        "g-timer",
                        "Queued",
                        "runs when Python is ready".into(),
                    )
                },
            },
            Run::Running {
                waits_for_input: true,
                ..
            } => Status::new(
                "running",
                "g-input",
                "Running",
                "waits for your input".into(),
            ),
            Run::Running {
                hold: super::Hold::Paused,
                ..
            } => Status::new(
                "paused",
                "g-paused",
                "Paused",
                format!("after {} of loop time", text::duration(self.recorded_ms())),
            ),
            Run::Running { hold, since, .. } => {
                let title = match hold {
                    super::Hold::Asked => "Pausing",
                    super::Hold::Stopping => "Stopping",
                    super::Hold::None | super::Hold::Paused => "Running",
                };
                Status {
                    moving: text::elapsed(self.now - since),
                    ..Status::new("running", "g-running", title, String::new())
                }
            }
            Run::Opened => Status::new("finished", "g-open", "Trace", "from a file".into()),
            Run::Ended(end) => ended(end, &self.ended_at(end)),
            Run::Stopped { after } => Status::new(
                "stopped",
                "g-stopped",
                "Stopped",
                format!("after {}", text::duration(*after)),
            ),
            Run::Crashed { after } => Status::new(
                "crashed",
                "g-crashed",
                "Crashed",
                format!("after {}", text::duration(*after)),
            ),
        }
    }

    /// How far the trace goes, in milliseconds of the loop's time.
    fn recorded_ms(&self) -> f64 {
        loop_ms(self.recording.instant(self.recording.last()).time)
    }

    /// When a run was over: how long it took, but for a deadlock the instant that the timeline ends with, which is earlier
    /// by what it took to begin and to make sure.
    fn ended_at(&self, end: &End) -> String {
        match self.ran_by {
            Clock::Real if end.kind == EndKind::Deadlocked && self.has_trace() => {
                text::duration(self.recorded_ms())
            }
            Clock::Real => text::duration(end.wall_ms),
            Clock::Virtual => format!("{} of loop time", text::duration(end.loop_ms)),
        }
    }

    fn engine_status(&self) -> Status {
        match &self.engines.download {
            Download::Failed(_) => Status::new(
                "crashed",
                "g-crashed",
                "Not loaded",
                "Python is missing".into(),
            ),
            Download::Done { .. } if self.engines.python.is_some() => {
                Status::new("idle", "g-idle", "Ready", String::new())
            }
            Download::Done { .. } => {
                Status::new("loading", "g-loading", "Starting Python", String::new())
            }
            download => Status {
                moving: moving(download),
                ..Status::new("loading", "g-loading", "Loading Python", String::new())
            },
        }
    }

    /// How much of the engine has come, from 0 to 1, while it does and the total is known.
    #[expect(clippy::cast_precision_loss, reason = "drawn as a bar")]
    pub fn loaded(&self) -> Option<f64> {
        match self.engines.download {
            Download::Loading {
                received,
                total: Some(total),
            } if total > 0 => Some((received as f64 / total as f64).min(1.0)),
            _ => None,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown to three digits")]
fn loop_ms(time: u64) -> f64 {
    time as f64 / 1e6
}

fn moving(download: &Download) -> String {
    match download {
        Download::Loading {
            received: 0,
            total: None,
        } => String::new(),
        Download::Loading { received, total } => text::progress(*received, *total),
        Download::Done { .. } | Download::Failed(_) => String::new(),
    }
}

/// Which exception it was, without what it said.
fn exception_name(message: &str) -> &str {
    message
        .split_once(':')
        .map_or(message, |(name, _)| name)
        .trim()
}

fn ended(end: &End, instant: &str) -> Status {
    let mut counts = String::new();
    if end.tasks > 0 {
        counts.push_str(&format!(", {}", text::counted(end.tasks, "task", "tasks")));
    }
    if end.turns > 0 {
        counts.push_str(&format!(", {}", text::counted(end.turns, "turn", "turns")));
    }
    match end.kind {
        EndKind::Finished if end.exit_code == 0 => Status::new(
            "finished",
            "g-finished",
            "Finished",
            format!("in {instant}{counts}"),
        ),
        EndKind::Finished => Status::new(
            "finished",
            "g-finished",
            "Finished",
            format!("with exit code {} after {instant}{counts}", end.exit_code),
        ),
        EndKind::Raised => {
            let place = end
                .line
                .map(|line| format!(" on line {line}"))
                .unwrap_or_default();
            Status::new(
                "raised",
                "g-raised",
                "Raised",
                format!("{}{place}", exception_name(&end.message)),
            )
        }
        EndKind::Deadlocked => Status::new(
            "deadlocked",
            "g-deadlocked",
            "Deadlocked",
            format!("at {instant}{counts}"),
        ),
        EndKind::Stopped => Status::new(
            "stopped",
            "g-stopped",
            "Stopped",
            format!("after {instant}{counts}"),
        ),
    }
}
