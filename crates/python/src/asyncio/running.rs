//! The running loop and the current task of a thread.

use super::library::{self, Name};
use rustpython_vm::{AsObject as _, PyObject, PyObjectRef, PyResult, VirtualMachine};

/// The loop that runs in this thread.
pub(crate) fn running_loop(vm: &VirtualMachine) -> Option<PyObjectRef> {
    vm.asyncio_running_loop.borrow().clone()
}

/// The loop that runs in this thread, for those who need one.
///
/// # Errors
/// `RuntimeError` if none does.
pub(crate) fn get_running_loop(vm: &VirtualMachine) -> PyResult {
    running_loop(vm).ok_or_else(|| vm.new_runtime_error("no running event loop"))
}

/// `asyncio.get_event_loop()`: the running loop, or else the policy's.
pub(crate) fn get_event_loop(vm: &VirtualMachine) -> PyResult {
    if let Some(running) = running_loop(vm) {
        return Ok(running);
    }
    let policy = library::get(Name::GetEventLoopPolicy, vm)?.call((), vm)?;
    vm.call_method(&policy, "get_event_loop", ())
}

/// Sets the running loop; None means that none runs.
pub(crate) fn set_running_loop(loop_: PyObjectRef, vm: &VirtualMachine) {
    let loop_ = vm.option_if_none(loop_);
    let old = vm.asyncio_running_loop.replace(loop_);
    drop(old);
}

/// The task that runs in this thread, whatever its loop.
pub(crate) fn running_task(vm: &VirtualMachine) -> Option<PyObjectRef> {
    vm.asyncio_running_task.borrow().clone()
}

/// Makes another task (or none) the current one and returns the one before.
#[inline]
pub(crate) fn replace_task(task: Option<PyObjectRef>, vm: &VirtualMachine) -> Option<PyObjectRef> {
    vm.asyncio_running_task.replace(task)
}

/// Only the loop that runs in this thread has a current task here.
fn check_running(loop_: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let is_running = {
        let running = vm.asyncio_running_loop.borrow();
        running.as_ref().is_some_and(|running| running.is(loop_))
    };
    if is_running {
        return Ok(());
    }
    Err(vm.new_runtime_error(format!(
        "loop {} is not the running loop",
        library::repr(loop_, vm)?
    )))
}

/// `asyncio.current_task(loop=None)`.
pub(crate) fn current_task(loop_: Option<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
    let running = match loop_ {
        None => Some(get_running_loop(vm)?),
        Some(loop_) => running_loop(vm).filter(|running| running.is(&loop_)),
    };
    let task = running.and_then(|_| running_task(vm));
    Ok(vm.unwrap_or_none(task))
}

/// `_enter_task(loop, task)`.
pub(crate) fn enter_task(loop_: &PyObject, task: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    check_running(loop_, vm)?;
    if let Some(current) = running_task(vm) {
        return Err(vm.new_runtime_error(format!(
            "Cannot enter into task {} while another task {} is being executed.",
            library::repr(&task, vm)?,
            library::repr(&current, vm)?
        )));
    }
    replace_task(Some(task), vm);
    Ok(())
}

/// `_leave_task(loop, task)`.
pub(crate) fn leave_task(loop_: &PyObject, task: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    check_running(loop_, vm)?;
    let current = running_task(vm);
    if current.as_ref().is_none_or(|current| !current.is(task)) {
        let current = vm.unwrap_or_none(current);
        return Err(vm.new_runtime_error(format!(
            "Invalid attempt to leave task {} while task {} is entered.",
            library::repr(task, vm)?,
            library::repr(&current, vm)?
        )));
    }
    replace_task(None, vm);
    Ok(())
}

/// `_swap_current_task(loop, task)`.
pub(crate) fn swap_current_task(
    loop_: &PyObject,
    task: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    check_running(loop_, vm)?;
    let before = replace_task(vm.option_if_none(task), vm);
    Ok(vm.unwrap_or_none(before))
}
