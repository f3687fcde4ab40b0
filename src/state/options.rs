//! How a program is run, besides its clock.

use serde::{Deserialize, Serialize};

use super::RunOption;

/// What the visitor chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// A loop that can never go on waits for ever, as in CPython.
    #[serde(default)]
    pub waits_forever: bool,
    /// asyncio's debug mode.
    #[serde(default)]
    pub debug: bool,
    /// `await` outside of functions.
    #[serde(default)]
    pub top_level_await: bool,
    /// Pause before the first step.
    #[serde(default)]
    pub paused: bool,
}

impl Options {
    /// Whether nothing was chosen.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Chooses.
    pub fn set(&mut self, option: RunOption, on: bool) {
        *match option {
            RunOption::WaitsForever => &mut self.waits_forever,
            RunOption::Debug => &mut self.debug,
            RunOption::TopLevelAwait => &mut self.top_level_await,
            RunOption::Paused => &mut self.paused,
        } = on;
    }

    /// How many were chosen.
    pub fn count(&self) -> usize {
        [
            self.waits_forever,
            self.debug,
            self.top_level_await,
            self.paused,
        ]
        .into_iter()
        .filter(|on| *on)
        .count()
    }
}
