//! Bytes for the page: numbers for what is named again and again, and records, one after the other.

use super::frames::{self, Spot};
use coroscope_model::trace::{
    Cause, CodeId, Nanos, Place, Record, StackId, StepEnd, TaskNo, TextId, wire,
};
use coroscope_stdlib::LIBRARY_ROOT;
use rustpython_vm::builtins::{PyCode, PyTraceback};
use rustpython_vm::{Py, PyObject, PyRef};
use std::collections::HashMap;

/// How many of a kind are remembered. Past that all are forgotten, and what comes again gets a new number: memory
/// stays bounded, and a program that goes on making new texts had little use for the old ones.
const REMEMBERED: usize = 50_000;

/// A stack as frames have it. Cheaper to compare than lines, and different for two awaits on one line.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct FrameKey {
    /// The address of the code.
    code: usize,
    /// The address of its name, which is never freed: an address of code may be used again.
    name: usize,
    lasti: u32,
}

impl FrameKey {
    fn of(spot: Spot<'_>) -> Self {
        Self {
            code: std::ptr::from_ref(spot.code).addr(),
            name: std::ptr::from_ref(spot.code.qualname).addr(),
            lasti: spot.lasti,
        }
    }
}

/// Names a stack for [`Writer::awaits`]: from 1, 0 for none.
pub(super) type PathId = u32;

struct Path {
    frames: Box<[FrameKey]>,
    stack: StackId,
    waits: Waits,
}

/// What a future is there for that the innermost frames of a stack wait for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    /// They do not say.
    Unsaid,
    /// They are of one of [`SEVERAL`].
    Several,
    /// The innermost is in one of [`OUTSIDE`].
    Outside,
}

impl Waits {
    /// The same with one more frame inside.
    fn within(self, code: &Py<PyCode>) -> Self {
        let Some(file) = library_file(code) else {
            return Self::Unsaid;
        };
        if self == Self::Several || SEVERAL.contains(&code.qualname.as_str()) {
            Self::Several
        } else if OUTSIDE.contains(&file) {
            Self::Outside
        } else {
            Self::Unsaid
        }
    }
}

/// Functions of the library that wait for several tasks at once.
const SEVERAL: [&str; 4] = [
    "_wait",
    "_AsCompletedIterator._wait_for_one",
    "TaskGroup._aexit",
    "staggered_race",
];

/// Files of asyncio whose coroutines wait for the network whenever they wait for a future that says nothing itself: for data, for
/// room in a buffer, for a connection, an address, the end of a server.
const OUTSIDE: [&str; 4] = [
    "base_events.py",
    "selector_events.py",
    "streams.py",
    "unix_events.py",
];

struct KnownCode {
    id: CodeId,
    name: usize,
    file: usize,
    line: u32,
}

/// Whether this is asyncio's.
pub(super) fn is_library(code: &Py<PyCode>) -> bool {
    library_file(code).is_some()
}

/// Which of asyncio's files this is in.
fn library_file(code: &Py<PyCode>) -> Option<&str> {
    let path = code.source_path().as_str().strip_prefix(LIBRARY_ROOT)?;
    path.strip_prefix("/asyncio/")
}

/// Gives numbers, and collects bytes.
pub(super) struct Writer {
    /// The program's own file.
    file: String,
    bytes: Vec<u8>,
    /// Whose step's beginning comes after `bytes`. If nothing comes before it ends by a bare yield, all that is written as
    /// one: see [`wire::write_yield`].
    held: Option<TaskNo>,
    texts: HashMap<Box<str>, TextId>,
    last_text: TextId,
    codes: HashMap<usize, KnownCode>,
    last_code: CodeId,
    stacks: HashMap<Box<[Place]>, StackId>,
    last_stack: StackId,
    paths: HashMap<Box<[FrameKey]>, PathId>,
    known_paths: Vec<Path>,
    /// The number of the first of `known_paths`.
    first_path: PathId,
    scratch: Vec<FrameKey>,
    places: Vec<Place>,
}

impl Writer {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            bytes: Vec::new(),
            held: None,
            texts: HashMap::new(),
            last_text: 0,
            codes: HashMap::new(),
            last_code: 0,
            stacks: HashMap::new(),
            last_stack: 0,
            paths: HashMap::new(),
            known_paths: Vec::new(),
            first_path: 1,
            scratch: Vec::new(),
            places: Vec::new(),
        }
    }

    /// About how many bytes wait to be taken.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What was written since the last time: whole records.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.let_go();
        let capacity = self.bytes.capacity();
        std::mem::replace(&mut self.bytes, Vec::with_capacity(capacity))
    }

    #[inline]
    pub(super) fn write(&mut self, record: &Record) {
        if self.held.is_some() {
            self.let_go();
        }
        match *record {
            Record::StepBegan {
                task,
                throws: false,
            } => self.held = Some(task),
            _ => wire::write(record, &mut self.bytes),
        }
    }

    /// Writes that a task's step ended by a bare yield, and that `by` put it into the ready queue again.
    #[inline]
    pub(super) fn write_yield(
        &mut self,
        task: TaskNo,
        stack: StackId,
        busy: Nanos,
        by: Option<TaskNo>,
    ) {
        if self.held == Some(task) && by.is_none() {
            self.held = None;
            wire::write_yield(task, stack, busy, &mut self.bytes);
            return;
        }
        self.write(&Record::StepEnded {
            task,
            how: StepEnd::Yielded,
            stack,
            busy,
        });
        self.write(&Record::TaskReady {
            task,
            cause: Cause::Yield,
            by,
        });
    }

    /// Writes what is held back.
    fn let_go(&mut self) {
        if let Some(task) = self.held.take() {
            let began = Record::StepBegan {
                task,
                throws: false,
            };
            wire::write(&began, &mut self.bytes);
        }
    }

    /// The number of a text, which is defined if it is new.
    pub(super) fn text(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return 0;
        }
        if let Some(id) = self.texts.get(text) {
            return *id;
        }
        if self.texts.len() >= REMEMBERED {
            self.texts.clear();
        }
        self.last_text += 1;
        let id = self.last_text;
        self.texts.insert(text.into(), id);
        self.write(&Record::Text {
            id,
            text: text.to_owned(),
        });
        id
    }

    /// Whether this is the visitor's own program.
    pub(super) fn is_own(&self, code: &Py<PyCode>) -> bool {
        code.source_path().as_str() == self.file
    }

    /// The number of a code object.
    pub(super) fn code(&mut self, code: &Py<PyCode>) -> CodeId {
        let address = std::ptr::from_ref(code).addr();
        let name = std::ptr::from_ref(code.qualname).addr();
        let file = std::ptr::from_ref(code.source_path()).addr();
        let line = code.first_line_number.map_or(1, |line| line.get());
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        if let Some(known) = self.codes.get(&address)
            && (known.name, known.file, known.line) == (name, file, line)
        {
            return known.id;
        }
        if self.codes.len() >= REMEMBERED {
            self.codes.clear();
        }
        self.last_code += 1;
        let id = self.last_code;
        let known = KnownCode {
            id,
            name,
            file,
            line,
        };
        self.codes.insert(address, known);
        let name = self.text(code.qualname.as_str());
        let file = self.text(code.source_path().as_str());
        let own = self.is_own(code);
        self.write(&Record::Code {
            id,
            name,
            file,
            line,
            own,
        });
        id
    }

    /// The stack of what a coroutine awaits, outermost first. `last` is what this returned for the same task before:
    /// while it stands where it stood, that is all it takes to know.
    pub(super) fn awaits(&mut self, coroutine: &PyObject, last: PathId) -> (PathId, StackId) {
        if let Some(path) = self.path(last) {
            let mut expected = path.frames.iter();
            let mut same = true;
            let end = frames::awaited(coroutine, |spot| {
                same = same && expected.next() == Some(&FrameKey::of(spot));
            });
            drop(end);
            if same && expected.as_slice().is_empty() {
                return (last, path.stack);
            }
        }
        let mut keys = std::mem::take(&mut self.scratch);
        keys.clear();
        let end = frames::awaited(coroutine, |spot| keys.push(FrameKey::of(spot)));
        drop(end);
        let path = match self.paths.get(&keys[..]) {
            Some(path) => *path,
            None => {
                let mut places = std::mem::take(&mut self.places);
                places.clear();
                let mut waits = Waits::Unsaid;
                let end = frames::awaited(coroutine, |spot| {
                    places.push(self.place(spot));
                    waits = waits.within(spot.code);
                });
                drop(end);
                let stack = self.stack(&places);
                self.places = places;
                self.new_path(&keys, stack, waits)
            }
        };
        self.scratch = keys;
        let stack = self.path(path).map_or(0, |path| path.stack);
        (path, stack)
    }

    /// The stack of what is running, outermost first, from the task's coroutine or the callback on.
    pub(super) fn running(&mut self) -> StackId {
        let mut keys = std::mem::take(&mut self.scratch);
        keys.clear();
        frames::running(|spot| {
            keys.push(FrameKey::of(spot));
            keys.len() < frames::DEEPEST
        });
        let path = match self.paths.get(&keys[..]) {
            Some(path) => *path,
            None => {
                let mut places = std::mem::take(&mut self.places);
                places.clear();
                frames::running(|spot| {
                    places.push(self.place(spot));
                    places.len() < frames::DEEPEST
                });
                places.reverse();
                let stack = self.stack(&places);
                self.places = places;
                // Innermost first, so never equal to a stack of awaits but for one frame, where order is no matter.
                self.new_path(&keys, stack, Waits::Unsaid)
            }
        };
        self.scratch = keys;
        self.path(path).map_or(0, |path| path.stack)
    }

    /// The stack of an exception, outermost first.
    pub(super) fn raised(&mut self, traceback: Option<PyRef<PyTraceback>>) -> StackId {
        let mut places = std::mem::take(&mut self.places);
        places.clear();
        frames::traceback(traceback, |code, line| {
            let code = self.code(code);
            places.push(Place { code, line });
        });
        let stack = self.stack(&places);
        self.places = places;
        stack
    }

    /// The line of the innermost frame of the visitor's program; 0 if none is running.
    pub(super) fn own_line(&self) -> u32 {
        let mut line = 0;
        frames::running(|spot| {
            if self.is_own(spot.code) {
                line = spot.line();
            }
            line == 0
        });
        line
    }

    fn place(&mut self, spot: Spot<'_>) -> Place {
        Place {
            code: self.code(spot.code),
            line: spot.line(),
        }
    }

    fn stack(&mut self, places: &[Place]) -> StackId {
        if places.is_empty() {
            return 0;
        }
        if let Some(id) = self.stacks.get(places) {
            return *id;
        }
        if self.stacks.len() >= REMEMBERED {
            self.stacks.clear();
        }
        self.last_stack += 1;
        let id = self.last_stack;
        self.stacks.insert(places.into(), id);
        let places = places.to_vec();
        self.write(&Record::Stack { id, places });
        id
    }

    /// What the innermost frames of a stack of awaits say of the future that they wait for.
    pub(super) fn waits(&self, path: PathId) -> Waits {
        self.path(path).map_or(Waits::Unsaid, |path| path.waits)
    }

    fn path(&self, id: PathId) -> Option<&Path> {
        let index = id.checked_sub(self.first_path)?;
        self.known_paths.get(index as usize)
    }

    fn new_path(&mut self, keys: &[FrameKey], stack: StackId, waits: Waits) -> PathId {
        if self.known_paths.len() >= REMEMBERED {
            self.first_path += REMEMBERED as u32;
            self.known_paths.clear();
            self.paths.clear();
        }
        let id = self.first_path + self.known_paths.len() as u32;
        self.known_paths.push(Path {
            frames: keys.into(),
            stack,
            waits,
        });
        self.paths.insert(keys.into(), id);
        id
    }
}
