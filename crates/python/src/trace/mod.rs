//! The recorder: what the event loops of a run do, as the records of `coroscope_model::trace`.
//!
//! A [`Recorder`] is the schedulers' observer, and is told by hooks of the binding what the scheduler does not know:
//! names, code, stacks, results, output. A hook that comes before the scheduler's event leaves a note, which the
//! event picks up, so that the order of the records is the order of the events.
//!
//! While it records, a program must behave as it does without: nothing here calls Python code, keeps an object alive,
//! or depends on addresses or on real time except in the fields that measure it.
//!
//! | file | what |
//! | --- | --- |
//! | `recorder`, `telling` | from events to records, and when a step is told at once |
//! | `hooks`, `notes` | what the binding adds |
//! | `writer` | numbers for texts, code and stacks; bytes |
//! | `frames` | who awaits what, and who called whom |
//! | `values` | results and callbacks in words |
//! | `primitives`, `sample`, `names` | locks, events, queues, ... |
//! | `unawaited` | coroutines that nobody awaited |

mod frames;
mod hooks;
mod names;
mod notes;
mod primitives;
mod recorder;
mod sample;
mod telling;
mod unawaited;
mod values;
mod writer;

pub(crate) use hooks::TaskMarks;
pub(crate) use recorder::Recorder;

use rustpython_vm::VirtualMachine;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

thread_local! {
    /// Whether there is a recorder: asked before every hook, so that a run without one pays a load and a branch.
    static ACTIVE: Cell<bool> = const { Cell::new(false) };
    static RECORDER: RefCell<Option<Rc<Recorder>>> = const { RefCell::new(None) };
}

/// Records from here on, for a program whose own file tracebacks call `file`.
pub(crate) fn start(file: &str, vm: &VirtualMachine) {
    let recorder = Rc::new(Recorder::new(file));
    if let Err(error) = recorder.install(vm) {
        vm.print_exception(&error);
    }
    RECORDER.with(|slot| *slot.borrow_mut() = Some(recorder));
    ACTIVE.set(true);
}

/// Records no more. What was recorded has been handed to the platform.
pub(crate) fn stop(vm: &VirtualMachine) {
    if !ACTIVE.get() {
        return;
    }
    flush();
    ACTIVE.set(false);
    let recorder = RECORDER.with(|slot| slot.borrow_mut().take());
    if let Some(recorder) = recorder
        && let Err(error) = recorder.uninstall(vm)
    {
        vm.print_exception(&error);
    }
}

/// Hands what was recorded to the platform: before the program blocks, and at its end.
pub fn flush() {
    with(Recorder::flush);
}

/// The same if the last time is long ago: before the program blocks for a moment.
pub fn flush_if_due() {
    with(Recorder::flush_if_due);
}

/// The recorder, to observe a new event loop.
pub(crate) fn observer() -> Option<Rc<Recorder>> {
    if !ACTIVE.get() {
        return None;
    }
    RECORDER.with(|slot| slot.borrow().clone())
}

/// Calls a hook if somebody records. The hook must not start or stop recording.
#[inline]
pub(crate) fn with(hook: impl FnOnce(&Recorder)) {
    if ACTIVE.get() {
        call(hook);
    }
}

/// Does what holds up the loop, and records it under the name that `what` gives it.
pub(crate) fn blocking<R>(what: impl FnOnce() -> String, act: impl FnOnce() -> R) -> R {
    let mut began = None;
    with(|it| began = Some(it.block()));
    let result = act();
    if let Some(began) = began {
        with(|it| it.blocked(began, &what()));
    }
    result
}

/// Out of the way of a run without a recorder. Not `#[cold]`: in the page every run has one.
#[inline(never)]
fn call(hook: impl FnOnce(&Recorder)) {
    RECORDER.with(|slot| {
        if let Some(recorder) = &*slot.borrow() {
            hook(recorder);
        }
    });
}
