//! The list of what does not pass, with reasons: `tests/conformance/cpython/3.N.txt`.
//!
//! ```text
//! recorded with 3.14.10
//! # A comment.
//! ## Interpreter: what it does otherwise
//! program: interpreter/name.py
//! test_tasks.Class.test_name
//! test_tasks.Other.*
//! wasm test_tasks.Class.test_deep
//! ## Skipped: the condition
//! test_unix_events.Class.test_fork
//! ```
//!
//! A heading that begins with `Skipped:` is for tests that CPython's own conditions skip; all other headings are for
//! failures. `.*` stands for all tests of a class, or of a file. One that begins with `Interpreter:` names a program that
//! shows the difference without asyncio's loop, beside `tests/conformance/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::engine::Engine;
use super::outcome::{Kind, Outcomes};
use crate::project::Project;
use crate::run::{Failure, Result, read};

/// A heading and what is under it.
pub(crate) struct Reason {
    pub(crate) text: String,
    pub(crate) program: Option<String>,
    lines: Vec<Line>,
}

struct Line {
    /// `None` for all.
    engine: Option<Engine>,
    /// A test id, or the beginning of one with its dot, for `.*`.
    id: String,
    all: bool,
}

/// The list.
pub(crate) struct Expectations {
    path: PathBuf,
    pub(crate) recorded_with: String,
    pub(crate) reasons: Vec<Reason>,
}

impl Reason {
    pub(crate) fn kind(&self) -> Kind {
        if self.text.starts_with("Skipped: ") {
            Kind::Skipped
        } else {
            Kind::Failed
        }
    }

    /// Whether a test is listed here, for this engine.
    pub(crate) fn names(&self, engine: Engine, id: &str) -> bool {
        self.lines.iter().any(|line| line.names(engine, id))
    }
}

impl Line {
    fn names(&self, engine: Engine, id: &str) -> bool {
        let right_engine = self.engine.is_none_or(|own| own == engine);
        right_engine
            && if self.all {
                id.starts_with(&self.id)
            } else {
                id == self.id
            }
    }

    fn shown(&self) -> String {
        let engine = self
            .engine
            .map(|engine| format!("{engine} "))
            .unwrap_or_default();
        format!("{engine}{}{}", self.id, if self.all { "*" } else { "" })
    }
}

impl Expectations {
    /// Reads the list for a minor version; an empty one if there is none yet.
    pub(crate) fn read(project: &Project, minor: &str) -> Result<Self> {
        let home = project.root.join("tests/conformance");
        let path = home.join(format!("cpython/{minor}.txt"));
        let text = if path.is_file() {
            read(&path)?
        } else {
            String::new()
        };
        let mut expectations =
            Self::parse(&text).map_err(|why| Failure::new(format!("{}: {why}", path.display())))?;
        expectations.check_programs(&home)?;
        expectations.path = path;
        Ok(expectations)
    }

    fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut read = Self {
            path: PathBuf::new(),
            recorded_with: "no version".to_owned(),
            reasons: Vec::new(),
        };
        for (index, line) in text.lines().enumerate() {
            let wrong = |what: &str| Err(format!("line {}: {what}", index + 1));
            if let Some(heading) = line.strip_prefix("## ") {
                read.reasons.push(Reason {
                    text: heading.to_owned(),
                    program: None,
                    lines: Vec::new(),
                });
            } else if line.trim().is_empty() || line.starts_with('#') {
                continue;
            } else if let Some(version) = line.strip_prefix("recorded with ") {
                read.recorded_with = version.to_owned();
            } else if let Some(reason) = read.reasons.last_mut() {
                if let Some(program) = line.strip_prefix("program: ") {
                    reason.program = Some(program.to_owned());
                    continue;
                }
                let (engine, id) = match line.split_once(' ') {
                    None => (None, line),
                    Some(("native", id)) => (Some(Engine::Native), id),
                    Some(("wasm", id)) => (Some(Engine::Wasm), id),
                    Some(_) => return wrong("a test id, after `native` or `wasm` or nothing"),
                };
                let all = id.ends_with(".*");
                let id = id.trim_end_matches('*').to_owned();
                reason.lines.push(Line { engine, id, all });
            } else {
                return wrong("a heading comes first");
            }
        }
        match read.reasons.iter().find(|reason| reason.lines.is_empty()) {
            Some(reason) => Err(format!("nothing is listed under {:?}", reason.text)),
            None => Ok(read),
        }
    }

    fn check_programs(&self, home: &Path) -> Result {
        for reason in &self.reasons {
            match &reason.program {
                None if reason.text.starts_with("Interpreter: ") => {
                    return Err(Failure::new(format!(
                        "no program shows that {:?}",
                        reason.text
                    )));
                }
                Some(program) if !home.join(program).is_file() => {
                    return Err(Failure::new(format!(
                        "there is no tests/conformance/{program}"
                    )));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The reason why a test need not pass on an engine.
    pub(crate) fn reason(&self, engine: Engine, id: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.names(engine, id))
    }

    /// What is otherwise than listed, one sentence each.
    pub(crate) fn compare(
        &self,
        files: &[String],
        results: &BTreeMap<Engine, Outcomes>,
    ) -> Vec<String> {
        let mut complaints = BTreeSet::new();
        for (&engine, outcomes) in results {
            for (id, outcome) in outcomes.values().flatten() {
                let expected = self.reason(engine, id).map_or(Kind::Passed, Reason::kind);
                if outcome.kind != expected {
                    let message = if outcome.message.is_empty() { "" } else { ": " };
                    complaints.insert(format!(
                        "{engine} {id} {} ({expected}, by the list){message}{}",
                        outcome.kind, outcome.message
                    ));
                }
            }
        }
        for line in self.reasons.iter().flat_map(|reason| &reason.lines) {
            let of_files = files
                .iter()
                .any(|file| line.id == *file || line.id.starts_with(&format!("{file}.")));
            let engines = results
                .iter()
                .filter(|(engine, _)| line.engine.is_none_or(|own| own == **engine));
            for (&engine, outcomes) in engines {
                let ran = outcomes
                    .values()
                    .flatten()
                    .any(|(id, _)| line.names(engine, id));
                if of_files && !ran {
                    complaints.insert(format!(
                        "{engine} {}: listed, and there is no such test",
                        line.shown()
                    ));
                }
            }
        }
        complaints.into_iter().collect()
    }

    /// Writes the list anew for the files that ran: what still holds stays where it is, and what is new comes under
    /// `unsorted` headings with its messages as comments, for somebody to find the reason of.
    pub(crate) fn write(
        &mut self,
        project: &Project,
        files: &[String],
        results: &BTreeMap<Engine, Outcomes>,
    ) -> Result {
        let mut fresh: BTreeMap<String, (Kind, String, Vec<Engine>)> = BTreeMap::new();
        for (&engine, outcomes) in results {
            for (id, outcome) in outcomes
                .values()
                .flatten()
                .filter(|(_, outcome)| outcome.kind != Kind::Passed)
            {
                if self
                    .reason(engine, id)
                    .is_none_or(|reason| reason.kind() != outcome.kind)
                {
                    let entry = fresh.entry(id.clone()).or_insert((
                        outcome.kind,
                        outcome.message.clone(),
                        vec![],
                    ));
                    entry.2.push(engine);
                }
            }
        }
        let ran = |line: &Line| {
            files
                .iter()
                .any(|file| line.id == *file || line.id.starts_with(&format!("{file}.")))
        };
        let holds = |kind: Kind, line: &Line| {
            results.iter().all(|(&engine, outcomes)| {
                let mut named = outcomes
                    .values()
                    .flatten()
                    .filter(|(id, _)| line.names(engine, id))
                    .peekable();
                let concerned = line.engine.is_none_or(|own| own == engine);
                !concerned
                    || (named.peek().is_some() && named.all(|(_, outcome)| outcome.kind == kind))
            })
        };
        for reason in &mut self.reasons {
            let kind = reason.kind();
            reason.lines.retain(|line| !ran(line) || holds(kind, line));
        }
        self.reasons.retain(|reason| !reason.lines.is_empty());
        let mut text = std::fs::read_to_string(&self.path).unwrap_or_default();
        text = text
            .lines()
            .take_while(|line| !line.starts_with("## "))
            .map(|line| format!("{line}\n"))
            .collect();
        for reason in &self.reasons {
            let _ = writeln!(text, "\n## {}", reason.text);
            if let Some(program) = &reason.program {
                let _ = writeln!(text, "program: {program}");
            }
            for line in &reason.lines {
                let _ = writeln!(text, "{}", line.shown());
            }
        }
        for (kind, heading) in [
            (Kind::Failed, "unsorted"),
            (Kind::Skipped, "Skipped: unsorted"),
        ] {
            let mut of_kind = fresh
                .iter()
                .filter(|(_, (own, _, _))| *own == kind)
                .peekable();
            if of_kind.peek().is_some() {
                let _ = writeln!(text, "\n## {heading}");
            }
            for (id, (_, message, engines)) in of_kind {
                let engine = match &engines[..] {
                    [engine] if results.len() > 1 => format!("{engine} "),
                    _ => String::new(),
                };
                let _ = writeln!(text, "# {message}\n{engine}{id}");
            }
        }
        std::fs::write(&self.path, text)
            .map_err(|error| Failure::new(format!("{}: {error}", self.path.display())))?;
        let shown = self
            .path
            .strip_prefix(&project.root)
            .unwrap_or(&self.path)
            .display()
            .to_string();
        println!("\nWrote {shown}: {} new entries.", fresh.len());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Outcome;
    use super::*;

    const LIST: &str = "recorded with 3.14.10\n\n# why\n## A reason\ntest_a.C.test_x\ntest_a.D.*\nwasm test_a.C.test_y\n\
        ## Skipped: no fork\ntest_a.C.test_z\n";

    fn outcomes(list: &[(&str, Kind)]) -> BTreeMap<Engine, Outcomes> {
        let of_file = list
            .iter()
            .map(|(id, kind)| {
                (
                    (*id).to_owned(),
                    Outcome {
                        kind: *kind,
                        message: String::new(),
                    },
                )
            })
            .collect();
        BTreeMap::from([(
            Engine::Native,
            BTreeMap::from([("test_a".to_owned(), of_file)]),
        )])
    }

    fn complaints(list: &[(&str, Kind)]) -> Vec<String> {
        let expectations = Expectations::parse(LIST).unwrap_or_else(|why| panic!("{why}"));
        expectations.compare(&["test_a".to_owned()], &outcomes(list))
    }

    #[test]
    fn what_is_listed_is_no_complaint() {
        let as_listed = [
            ("test_a.C.test_x", Kind::Failed),
            ("test_a.D.test_1", Kind::Failed),
            ("test_a.C.test_y", Kind::Passed),
            ("test_a.C.test_z", Kind::Skipped),
        ];
        assert_eq!(complaints(&as_listed), Vec::<String>::new());
    }

    #[test]
    fn a_change_either_way_is_a_complaint() {
        let changed = [
            ("test_a.C.test_x", Kind::Passed),
            ("test_a.D.test_1", Kind::Skipped),
            ("test_a.C.test_y", Kind::Failed),
        ];
        let expected = [
            "native test_a.C.test_x passes (fails, by the list)",
            "native test_a.C.test_y fails (passes, by the list)",
            "native test_a.C.test_z: listed, and there is no such test",
            "native test_a.D.test_1 is skipped (fails, by the list)",
        ];
        assert_eq!(complaints(&changed), expected);
    }

    #[test]
    fn a_heading_alone_is_an_error() {
        assert!(Expectations::parse("## A reason\n").is_err());
        assert!(Expectations::parse("test_a.b\n").is_err());
    }
}
