//! How each test ended, as the driver says it, and how a run goes on after a test that ended it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::engine::{Engine, Job, Ran};
use super::source::Tests;
use crate::project::Project;
use crate::run::{Failure, Result};

/// What stands in front of the driver's lines.
const MARK: &str = "@@conformance ";

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Passed,
    Skipped,
    Failed,
}

/// And why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) kind: Kind,
    /// The exception's last lines, or why it was skipped.
    pub(crate) message: String,
}

/// By file, then by test id (such as `test_tasks.SleepTests.test_sleep`).
pub(crate) type Outcomes = BTreeMap<String, BTreeMap<String, Outcome>>;

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "passes",
            Self::Skipped => "is skipped",
            Self::Failed => "fails",
        })
    }
}

/// Files whose tests wait for time to pass with a loop of their own that never sleeps, but asks again and again. On the
/// virtual clock no time passes while code runs.
const ON_THE_REAL_CLOCK: [&str; 3] = ["test_base_events", "test_pep492", "test_runners"];

/// Runs the tests of all `files`, again and again without those that ended a run, until each has ended.
pub(crate) fn collect(
    project: &Project,
    engine: Engine,
    tests: &Tests,
    files: &[String],
) -> Result<Outcomes> {
    let mut all = Outcomes::new();
    let mut left: Vec<String> = files.to_vec();
    let mut stalled = BTreeSet::new();
    while !left.is_empty() {
        let mut jobs = Vec::new();
        for file in &left {
            let done = all
                .get(file)
                .map(|known| known.keys().cloned().collect())
                .unwrap_or_default();
            let real = ON_THE_REAL_CLOCK.contains(&file.as_str());
            jobs.push(Job {
                clock: if real { "real" } else { "virtual" },
                name: file.clone(),
                program: tests.program(project, file, &done)?,
            });
        }
        let ran = engine.run(project, &format!("{}-{engine}", tests.minor), &jobs)?;
        left.clear();
        for (job, ran) in jobs.iter().zip(&ran) {
            let known = all.entry(job.name.clone()).or_default();
            match take(known, &job.name, ran) {
                Ok(true) => {}
                Ok(false) => left.push(job.name.clone()),
                // A machine that stood still for a minute is no fault of the file; twice is.
                Err(_) if stalled.insert(job.name.clone()) => left.push(job.name.clone()),
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(all)
}

/// Takes what a run said of its tests; returns whether the file is through.
fn take(known: &mut BTreeMap<String, Outcome>, file: &str, ran: &Ran) -> Result<bool> {
    let mut planned = BTreeSet::new();
    let mut running = None;
    let mut ended = false;
    let mut fresh = 0;
    for line in ran.stdout.lines() {
        let Some((_, fact)) = line.split_once(MARK) else {
            continue;
        };
        let (what, rest) = fact.split_once(' ').unwrap_or((fact, ""));
        let (id, message) = rest.split_once(' ').unwrap_or((rest, ""));
        let kind = match what {
            "planned" => {
                planned.insert(id.to_owned());
                continue;
            }
            "start" => {
                running = Some(id.to_owned());
                continue;
            }
            "end" => {
                ended = true;
                continue;
            }
            "pass" => Kind::Passed,
            "skip" => Kind::Skipped,
            "fail" => Kind::Failed,
            _ => return Err(Failure::new(format!("{file}: the driver said {line:?}"))),
        };
        running = None;
        fresh += 1;
        let outcome = Outcome {
            kind,
            message: message.to_owned(),
        };
        // Classes may hold a test twice; the worst counts.
        match known.get(id) {
            Some(before) if before.kind >= kind => {}
            _ => drop(known.insert(id.to_owned(), outcome)),
        }
    }
    if let Some(id) = running {
        let message = format!("ended the run: {}", ran.end);
        known.insert(
            id,
            Outcome {
                kind: Kind::Failed,
                message,
            },
        );
        return Ok(false);
    }
    if !ended {
        let tail: Vec<&str> = ran.stderr.lines().rev().take(20).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        if fresh > 0 {
            // Between two tests, which is nobody's fault; the rest can go on.
            return Ok(false);
        }
        return Err(Failure::new(format!(
            "{file}: the run ended before any test ({}):\n{}",
            ran.end,
            tail.join("\n")
        )));
    }
    for id in planned {
        known.entry(id).or_insert_with(|| Outcome {
            kind: Kind::Failed,
            message: "was not run".to_owned(),
        });
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(stdout: &str) -> Ran {
        Ran {
            stdout: stdout.to_owned(),
            stderr: String::new(),
            end: "deadlocked".to_owned(),
        }
    }

    fn taken(known: &mut BTreeMap<String, Outcome>, stdout: &str) -> bool {
        take(known, "test_x", &ran(stdout)).unwrap_or_else(|failure| panic!("{failure}"))
    }

    #[test]
    fn a_test_that_ends_the_run_is_charged_and_the_rest_goes_on() {
        let mut known = BTreeMap::new();
        let first = "@@conformance planned a\n@@conformance planned b\n@@conformance planned c\n\
            @@conformance start a\nsaid by a@@conformance pass a\n@@conformance start b\n";
        assert!(!taken(&mut known, first));
        assert_eq!(known["a"].kind, Kind::Passed);
        assert_eq!(known["b"].kind, Kind::Failed);
        assert_eq!(known["b"].message, "ended the run: deadlocked");
        let second = "@@conformance planned c\n@@conformance start c\n@@conformance fail c E: no\n@@conformance end\n";
        assert!(taken(&mut known, second));
        assert_eq!(
            known["c"],
            Outcome {
                kind: Kind::Failed,
                message: "E: no".to_owned()
            }
        );
    }

    #[test]
    fn a_test_that_nobody_ran_has_failed() {
        let mut known = BTreeMap::new();
        assert!(taken(
            &mut known,
            "@@conformance planned a\n@@conformance end\n"
        ));
        assert_eq!(known["a"].message, "was not run");
    }

    #[test]
    fn a_run_without_any_test_is_an_error() {
        assert!(take(&mut BTreeMap::new(), "test_x", &ran("")).is_err());
    }
}
