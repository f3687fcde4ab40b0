//! Runs recorded programs with `coroscope` and says how they differ from the record.

use super::normalise::{normalise, strip_directory};
use coroscope_model::trace::{Record, file};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Reads a JSON file of the project.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> T {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What was recorded of one program, beside its output files.
#[derive(Clone, Deserialize)]
struct Recorded {
    id: String,
    end: String,
    exit: i32,
    /// What is asked of the engine besides the program.
    #[serde(default)]
    request: Options,
}

/// Of a request, what a program's `# Debug: on` and `# Await: on` ask for.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Options {
    debug: bool,
    top_level_await: bool,
}

/// A folder of recorded programs.
pub(crate) struct Collection {
    programs: PathBuf,
    outputs: PathBuf,
    records: Vec<Recorded>,
    /// Whether the programs are traced while they run.
    traces: bool,
}

/// How one program differs from its record.
pub(crate) struct Difference {
    pub(crate) id: String,
    pub(crate) what: String,
    /// What it printed here: standard output, and after it the normalised standard error.
    pub(crate) printed: String,
}

/// What running a collection showed.
#[derive(Default)]
pub(crate) struct Report {
    /// How programs differ from their records, by id.
    pub(crate) differences: Vec<Difference>,
    /// The titles of what the findings say of a traced program, of those of which they say anything.
    pub(crate) findings: BTreeMap<String, Vec<String>>,
}

impl Collection {
    pub(crate) fn gallery(folder: &Path) -> Self {
        let outputs = folder.join("expected");
        let records = read_json(&outputs.join("index.json"));
        Self {
            programs: folder.to_owned(),
            outputs,
            records,
            traces: false,
        }
    }

    pub(crate) fn corpus(folder: &Path) -> Self {
        let records = read_json(&folder.join("manifest.json"));
        Self {
            programs: folder.to_owned(),
            outputs: folder.to_owned(),
            records,
            traces: false,
        }
    }

    /// The same, traced.
    pub(crate) fn traced(self) -> Self {
        Self {
            traces: true,
            ..self
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.records.iter().any(|record| record.id == id)
    }

    /// Whether the record says that CPython waits for ever.
    pub(crate) fn deadlocks(&self, id: &str) -> bool {
        let mut records = self.records.iter();
        records.any(|record| record.id == id && record.end == "deadlocked")
    }

    /// The file beside a program with this extension.
    pub(crate) fn beside(&self, id: &str, extension: &str) -> PathBuf {
        self.outputs.join(format!("{id}.{extension}"))
    }

    /// Runs all programs, two at a time.
    pub(crate) fn run(&self) -> Report {
        let queue = Mutex::new(self.records.iter());
        let report = Mutex::new(Report::default());
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    loop {
                        let Some(record) = queue.lock().unwrap().next() else {
                            break;
                        };
                        let (difference, findings) = self.run_one(record);
                        let mut report = report.lock().unwrap();
                        report.differences.extend(difference);
                        if !findings.is_empty() {
                            report.findings.insert(record.id.clone(), findings);
                        }
                    }
                });
            }
        });
        let mut report = report.into_inner().unwrap();
        report.differences.sort_by(|a, b| a.id.cmp(&b.id));
        report
    }

    fn run_one(&self, record: &Recorded) -> (Option<Difference>, Vec<String>) {
        let directory = std::env::temp_dir().join(format!(
            "coroscope-{}-{}{}",
            std::process::id(),
            record.id.replace('/', "-"),
            // Both may run at once.
            if self.traces { "-traced" } else { "" }
        ));
        fs::create_dir_all(&directory).unwrap();
        fs::copy(
            self.programs.join(format!("{}.py", record.id)),
            directory.join("main.py"),
        )
        .unwrap();
        let recorded = |extension: &str| {
            fs::read_to_string(self.outputs.join(format!("{}.{extension}", record.id)))
                .unwrap_or_default()
        };
        let mut arguments = vec!["run", "--clock", "virtual", "main.py"];
        if self.traces {
            arguments.extend(["--trace", "trace.json"]);
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
            .args(arguments)
            .args(record.request.debug.then_some("--debug"))
            .args(
                record
                    .request
                    .top_level_await
                    .then_some("--top-level-await"),
            )
            .current_dir(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = recorded("in");
        let mut stdin = child.stdin.take().unwrap();
        // A program that reads nothing may be gone already.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let trace = self
            .traces
            .then(|| fs::read_to_string(directory.join("trace.json")));
        fs::remove_dir_all(&directory).unwrap();

        let directory = directory.to_string_lossy();
        let out = strip_directory(&String::from_utf8_lossy(&output.stdout), &directory);
        let err = normalise(&strip_directory(
            &String::from_utf8_lossy(&output.stderr),
            &directory,
        ));
        let mut what = String::new();
        compare(&mut what, "stdout", &recorded("out"), &out);
        let expected_err = recorded("err");
        if record.end == "deadlocked" {
            // The report of the deadlock follows what the program itself wrote.
            let report = err.strip_prefix(&*expected_err).unwrap_or(&err);
            if !report.starts_with("deadlocked: ") {
                what.push_str(&format!("  stderr: no report of the deadlock in {err:?}\n"));
            }
        } else {
            compare(&mut what, "stderr", &expected_err, &err);
        }
        let findings = trace.map_or_else(Vec::new, |trace| {
            check_trace(&mut what, trace, &out, &recorded("err"))
        });
        if output.status.code() != Some(record.exit) {
            what.push_str(&format!(
                "  exit: {:?} instead of {}\n",
                output.status.code(),
                record.exit
            ));
        }
        let difference = (!what.is_empty()).then(|| Difference {
            id: record.id.clone(),
            what,
            printed: format!("{out}{err}"),
        });
        (difference, findings)
    }
}

/// A trace is there, can be read, and holds what was printed. Gives the titles of its findings.
fn check_trace(
    what: &mut String,
    text: std::io::Result<String>,
    out: &str,
    err: &str,
) -> Vec<String> {
    let read = text.map_err(|error| error.to_string());
    let read = read.and_then(|text| file::read(&text, usize::MAX).map_err(|it| it.to_string()));
    match read {
        Err(error) => {
            what.push_str(&format!("  trace: {error}\n"));
            Vec::new()
        }
        Ok((trace, about)) => {
            let printed: usize = about
                .output
                .iter()
                .flatten()
                .map(|chunk| chunk.text.chars().count())
                .sum();
            let recorded: u64 = trace
                .records()
                .map(|record| match record {
                    Record::Output { chars, .. } => u64::from(chars),
                    _ => 0,
                })
                .sum();
            if printed as u64 != recorded {
                what.push_str(&format!(
                    "  trace: {recorded} characters of output, and not {printed}\n"
                ));
            }
            if trace.last() == 0 && !(out.is_empty() && err.is_empty()) {
                what.push_str("  trace: no events\n");
            }
            let findings = trace.findings(about.end.map(|end| end.kind));
            findings.into_iter().map(|finding| finding.title).collect()
        }
    }
}

/// Shows the first line that differs, with what surrounds it.
fn compare(what: &mut String, stream: &str, expected: &str, got: &str) {
    if expected == got {
        return;
    }
    let same = expected
        .lines()
        .zip(got.lines())
        .take_while(|(a, b)| a == b)
        .count();
    what.push_str(&format!("  {stream}, from line {}:\n", same + 1));
    for line in expected.lines().skip(same).take(4) {
        what.push_str(&format!("    cpython   {line}\n"));
    }
    for line in got.lines().skip(same).take(4) {
        what.push_str(&format!("    coroscope {line}\n"));
    }
}
