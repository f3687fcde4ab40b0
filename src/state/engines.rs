//! The engines: one that runs the program, and a spare one that is warm.
//!
//! An engine serves one run. When that is over its worker is ended and the spare takes its place, so that the next
//! run need not wait; another spare is then started.

use super::Effect;

/// Numbers engines in the order in which they were started.
pub type EngineId = u32;

/// How often an engine may break while it starts before the page gives up and asks the visitor.
const START_ATTEMPTS: u32 = 3;

/// How far the engine's module is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Download {
    /// It arrives, and is compiled as it does.
    Loading {
        /// Bytes so far.
        received: u64,
        /// Of how many, if that is known.
        total: Option<u64>,
    },
    /// It could not be had, or what it holds does not start.
    Failed(String),
    /// It is compiled.
    Done {
        /// Its size.
        bytes: u64,
    },
}

/// An engine that waits for a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spare {
    /// Which one.
    pub id: EngineId,
    /// Whether it has said that it is ready.
    pub ready: bool,
}

/// All engines of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engines {
    /// The module that they are made of.
    pub download: Download,
    /// The next to run something.
    pub spare: Option<Spare>,
    /// The Python version, once an engine has said it.
    pub python: Option<String>,
    /// Whether blocking calls can suspend a program. First what the page found, then what the engine found.
    pub jspi: bool,
    started: EngineId,
    broken_starts: u32,
}

impl Engines {
    /// Before the download.
    pub fn new(jspi: bool) -> Self {
        Self {
            download: Download::Loading {
                received: 0,
                total: None,
            },
            spare: None,
            python: None,
            jspi,
            started: 0,
            broken_starts: 0,
        }
    }

    /// The download is complete: starts the first engine.
    pub fn compiled(&mut self, bytes: u64) -> Vec<Effect> {
        self.download = Download::Done { bytes };
        self.fill()
    }

    /// Starts a spare engine if there is none.
    pub fn fill(&mut self) -> Vec<Effect> {
        if self.spare.is_some() || !matches!(self.download, Download::Done { .. }) {
            return Vec::new();
        }
        self.started += 1;
        self.spare = Some(Spare {
            id: self.started,
            ready: false,
        });
        vec![Effect::Boot(self.started)]
    }

    /// An engine is ready. Says whether it is the spare one.
    pub fn ready(&mut self, id: EngineId, python: String, jspi: bool) -> bool {
        let Some(spare) = self.spare.as_mut().filter(|spare| spare.id == id) else {
            return false;
        };
        spare.ready = true;
        self.python = Some(python);
        self.jspi = jspi;
        self.broken_starts = 0;
        true
    }

    /// Takes the spare engine for a run, if it is ready.
    pub fn take(&mut self) -> Option<EngineId> {
        let spare = self.spare.take_if(|spare| spare.ready)?;
        Some(spare.id)
    }

    /// The spare engine broke: starts another, or gives up after some attempts.
    pub fn broke(&mut self, id: EngineId, why: &str) -> Vec<Effect> {
        if self.spare.take_if(|spare| spare.id == id).is_none() {
            return Vec::new();
        }
        let mut effects = vec![Effect::Terminate(id)];
        self.broken_starts += 1;
        if self.broken_starts < START_ATTEMPTS {
            effects.extend(self.fill());
        } else {
            self.broken_starts = 0;
            self.download = Download::Failed(format!("Python does not start here: {why}"));
        }
        effects
    }

    /// Tries once more to get the module.
    pub fn retry(&mut self) -> Vec<Effect> {
        self.download = Download::Loading {
            received: 0,
            total: None,
        };
        vec![Effect::Download]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spare_is_taken_only_when_ready_and_filled_only_once() {
        let mut engines = Engines::new(true);
        assert_eq!(engines.fill(), []);
        assert_eq!(engines.compiled(10), [Effect::Boot(1)]);
        assert_eq!(engines.fill(), []);
        assert_eq!(engines.take(), None);
        assert!(!engines.ready(7, "3.14.0".into(), true));
        assert!(engines.ready(1, "3.14.0".into(), true));
        assert_eq!(engines.take(), Some(1));
        assert_eq!(engines.take(), None);
        assert_eq!(engines.fill(), [Effect::Boot(2)]);
    }

    #[test]
    fn a_start_that_breaks_is_tried_again_and_then_given_up() {
        let mut engines = Engines::new(true);
        engines.compiled(10);
        assert_eq!(engines.broke(9, "x"), []);
        assert_eq!(
            engines.broke(1, "x"),
            [Effect::Terminate(1), Effect::Boot(2)]
        );
        assert_eq!(
            engines.broke(2, "x"),
            [Effect::Terminate(2), Effect::Boot(3)]
        );
        assert_eq!(engines.broke(3, "no memory"), [Effect::Terminate(3)]);
        assert_eq!(
            engines.download,
            Download::Failed("Python does not start here: no memory".into())
        );
        assert_eq!(engines.retry(), [Effect::Download]);
        assert_eq!(engines.compiled(10), [Effect::Boot(4)]);
    }
}
