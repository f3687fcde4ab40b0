//! SIGINT from outside: Ctrl-C in a terminal, Stop in the page.
//!
//! Whoever runs the interpreter says through [`Platform::take_interrupt`] that it came. The interpreter asks where the
//! program waits, and, after a [`Prompter`] called, before its next instruction. What then happens is CPython's: the
//! handler that `signal.signal` set is called with the frame that was interrupted, and the default one raises
//! KeyboardInterrupt there (`Modules/signalmodule.c`); asyncio's runner and `loop.add_signal_handler` have their own.

use crate::asyncio::module_attr;
use crate::platform::{self, Platform};
use rustpython_vm::signal::UserSignalSender;
use rustpython_vm::{AsObject as _, PyResult, VirtualMachine};

/// SIGINT's number on every system.
const SIGINT: i32 = 2;

/// Makes an interpreter ask [`Platform::take_interrupt`] before its next instruction. May be called from any thread.
#[derive(Clone, Debug)]
pub struct Prompter(UserSignalSender);

impl Prompter {
    pub(crate) fn new(signals: UserSignalSender) -> Self {
        Self(signals)
    }

    /// Makes it ask. Without effect once the interpreter is gone.
    pub fn prompt(&self) {
        let _ = self.0.send(Box::new(|vm| check(vm).map(drop)));
    }
}

/// Handles the signal if it has come since the last time, and says whether it had.
///
/// # Errors
/// What the handler raises: KeyboardInterrupt, by default.
pub(crate) fn check(vm: &VirtualMachine) -> PyResult<bool> {
    if !platform::current().take_interrupt() {
        return Ok(false);
    }
    let arrived = module_attr("_signal", "_arrived", vm)?;
    let handler = arrived.call((SIGINT,), vm)?;
    let default = module_attr("_signal", "default_int_handler", vm)?;
    if handler.is(&default) {
        // In CPython it is written in C, and has no frame in the traceback.
        let error = vm.ctx.exceptions.keyboard_interrupt.to_owned();
        return Err(vm.new_exception_empty(error));
    }
    if !vm.is_none(&handler) {
        let frame = vm.current_frame().map(|frame| frame.as_object().to_owned());
        handler.call((SIGINT, vm.unwrap_or_none(frame)), vm)?;
    }
    Ok(true)
}

/// Whether the program waits for SIGINT, having told a loop what to do then (`loop.add_signal_handler`).
///
/// # Errors
/// None of the program's.
pub(crate) fn is_awaited(platform: &dyn Platform, vm: &VirtualMachine) -> PyResult<bool> {
    if !platform.can_be_interrupted() {
        return Ok(false);
    }
    let awaited = module_attr("_signal", "_is_awaited", vm)?;
    awaited.call((SIGINT,), vm)?.try_to_bool(vm)
}

/// Blocks until something outside of the program wakes it, where anything can; otherwise the program is deadlocked, and
/// this never returns.
///
/// # Errors
/// What a signal's handler raises.
pub(crate) fn wait_for_outside(
    platform: &dyn Platform,
    deadlock: impl FnOnce() -> (String, Option<u32>),
    vm: &VirtualMachine,
) -> PyResult<()> {
    if !platform.expects_wakeup() {
        let (report, line) = deadlock();
        platform.deadlocked(report, line);
    }
    platform.wait(None);
    check(vm).map(drop)
}
