//! Running programs: with the terminal program, or with the built page's engine in Chromium.

use std::fmt;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::browser;
use crate::node;
use crate::page;
use crate::project::Project;
use crate::run::{Failure, Result, read, run};
use crate::tools;

/// How long a program may say nothing before it is stopped: no test of asyncio needs that long on the virtual clock.
const SILENCE: Duration = Duration::from_secs(30);

/// How many programs run at once.
const AT_ONCE: usize = 2;

/// Which build of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Engine {
    /// `coroscope`, the terminal program.
    Native,
    /// The worker of `dist/`, in Chromium.
    Wasm,
}

/// A program to run.
pub(crate) struct Job {
    /// A name for its files.
    pub(crate) name: String,
    pub(crate) program: String,
    /// `real` or `virtual`.
    pub(crate) clock: &'static str,
}

/// What came of it.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// In a few words, such as `exit code 3` or `crashed: RuntimeError: unreachable`.
    pub(crate) end: String,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Native => "native",
            Self::Wasm => "wasm",
        })
    }
}

impl Engine {
    /// Builds what is needed. The page is taken as it is, if it is there.
    pub(crate) fn prepare(self, project: &mut Project) -> Result {
        match self {
            // As the stage `native` builds it: with other packages or features the interpreter would be compiled again.
            Self::Native => run(project.command("cargo").args([
                "test",
                "--locked",
                "--workspace",
                "--no-run",
                "--test",
                "programs",
            ])),
            Self::Wasm => {
                tools::node(project)?;
                if project.dist().join("index.html").is_file() {
                    return Ok(());
                }
                tools::for_page(project)?;
                page::build(project, page::Profile::Release)
            }
        }
    }

    /// Runs all jobs, two at a time. What they print stays in `target/conformance/NAME/`.
    pub(crate) fn run(self, project: &Project, name: &str, jobs: &[Job]) -> Result<Vec<Ran>> {
        let folder = project.target().join("conformance").join(name);
        let failed = |error| Failure::new(format!("{}: {error}", folder.display()));
        fs::create_dir_all(&folder).map_err(failed)?;
        // Of the round before, if there was one. What was printed there stays to be read.
        for entry in fs::read_dir(&folder).map_err(failed)?.flatten() {
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "py")
            {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        for job in jobs {
            let file = |extension| folder.join(format!("{}.{extension}", job.name));
            fs::write(file("py"), &job.program).map_err(failed)?;
            fs::write(file("clock"), job.clock).map_err(failed)?;
        }
        match self {
            Self::Native => natively(project, &folder, jobs)?,
            Self::Wasm => in_chromium(project, &folder)?,
        }
        jobs.iter()
            .map(|job| {
                let text =
                    |extension: &str| read(&folder.join(format!("{}.{extension}", job.name)));
                Ok(Ran {
                    stdout: text("out")?,
                    stderr: text("err")?,
                    end: text("end")?.trim().to_owned(),
                })
            })
            .collect()
    }
}

fn in_chromium(project: &Project, folder: &Path) -> Result {
    let chromium = browser::ensure(project)?.chromium;
    let seconds = SILENCE.as_secs().to_string();
    let folder = folder.to_string_lossy().into_owned();
    let args = [
        folder,
        "--at-once".to_owned(),
        AT_ONCE.to_string(),
        "--silence".to_owned(),
        seconds,
    ];
    node::script(project, "tests/e2e", "programs.mjs", &chromium, &args)
}

fn natively(project: &Project, folder: &Path, jobs: &[Job]) -> Result {
    let program = project
        .target()
        .join("debug")
        .join(format!("coroscope{}", std::env::consts::EXE_SUFFIX));
    let queue = Mutex::new(jobs.iter());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().map_or(None, |mut queue| queue.next());
                    let Some(job) = next else { break };
                    let started = Instant::now();
                    match one(&program, folder, job) {
                        Ok(end) => println!(
                            "{} ({:.0} s): {end}",
                            job.name,
                            started.elapsed().as_secs_f64()
                        ),
                        Err(error) => {
                            if let Ok(mut failures) = failures.lock() {
                                failures.push(format!("{}: {error}", job.name));
                            }
                        }
                    }
                }
            });
        }
    });
    match failures.into_inner().unwrap_or_default().first() {
        None => Ok(()),
        Some(failure) => Err(Failure::new(failure.clone())),
    }
}

/// Runs one program; gives how it ended.
fn one(program: &Path, folder: &Path, job: &Job) -> std::io::Result<String> {
    let name = &job.name;
    let file = |extension: &str| -> PathBuf { folder.join(format!("{name}.{extension}")) };
    let mut child = Command::new(program)
        .args(["run", "--clock", job.clock])
        .arg(file("py"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(fs::File::create(file("err"))?)
        .spawn()?;
    let mut pipe = child
        .stdout
        .take()
        .ok_or_else(|| std::io::Error::other("there is no pipe"))?;
    // Milliseconds since the start at which it last said something.
    let (heard, start) = (AtomicU64::new(0), Instant::now());
    let (mut text, mut silent) = (Vec::new(), false);
    let status = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut buffer = [0; 65536];
            while let Ok(read) = pipe.read(&mut buffer) {
                if read == 0 {
                    break;
                }
                text.extend_from_slice(&buffer[..read]);
                heard.store(start.elapsed().as_millis() as u64, Ordering::Relaxed);
            }
        });
        while !reader.is_finished() {
            std::thread::sleep(Duration::from_millis(20));
            let quiet = start
                .elapsed()
                .saturating_sub(Duration::from_millis(heard.load(Ordering::Relaxed)));
            if quiet > SILENCE && !silent {
                silent = true;
                child.kill()?;
            }
        }
        child.wait()
    })?;
    let end = match status.code() {
        _ if silent => format!("said nothing for {} seconds", SILENCE.as_secs()),
        Some(3) => "deadlocked".to_owned(),
        Some(code) => format!("exit code {code}"),
        None => format!("{status}"),
    };
    fs::write(file("out"), &text)?;
    fs::write(file("end"), &end)?;
    Ok(end)
}
