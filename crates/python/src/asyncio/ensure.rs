//! `asyncio.isfuture` and `asyncio.ensure_future`, for the usual kinds without running Python.
//!
//! Every task of a `gather` comes through both. In the library's `isfuture` a coroutine costs an AttributeError that is made and
//! thrown away (`hasattr(obj.__class__, ...)`): a sixth of what `gather` needs for a task. What is not a plain future, task
//! or coroutine, and whatever can fail, is left to the library's own functions, so that messages and tracebacks are theirs.

use super::callbacks;
use super::event_loop::LoopCore;
use super::library::{self, Name};
use super::registry::future_loop;
use super::running;
use rustpython_vm::builtins::PyCoroutine;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject as _, PyObject, PyObjectRef, PyResult, VirtualMachine};

/// `base_futures.isfuture(obj)`.
pub(crate) fn is_future(object: &PyObject, vm: &VirtualMachine) -> PyResult<bool> {
    if callbacks::exact(object).is_some() {
        return Ok(true);
    }
    if object.downcast_ref_if_exact::<PyCoroutine>(vm).is_some() {
        return Ok(false);
    }
    let blocking = vm.ctx.intern_str("_asyncio_future_blocking");
    let class = object.get_attr(vm.ctx.intern_str("__class__"), vm)?;
    if vm.get_attribute_opt(&class, blocking)?.is_none() {
        return Ok(false);
    }
    let value = object.get_attr(blocking, vm)?;
    Ok(!vm.is_none(&value))
}

/// `tasks.ensure_future(coro_or_future, *, loop=None)`.
pub(crate) fn ensure_future(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    if let [given] = &args.args[..] {
        let loop_ = args.kwargs.get("loop");
        if args.kwargs.len() == usize::from(loop_.is_some()) {
            let loop_ = loop_.filter(|it| !vm.is_none(it));
            if let Some(done) = directly(given, loop_, vm)? {
                return Ok(done);
            }
        }
    }
    library::get(Name::EnsureFuture, vm)?.call(args, vm)
}

/// The same, if it is one of the usual kinds and cannot fail.
#[inline]
fn directly(
    given: &PyObjectRef,
    loop_: Option<&PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<Option<PyObjectRef>> {
    if callbacks::exact(given).is_some() {
        let fits = match loop_ {
            Some(loop_) => future_loop(given, vm)?.is(loop_),
            None => true,
        };
        return Ok(fits.then(|| given.clone()));
    }
    if given.downcast_ref_if_exact::<PyCoroutine>(vm).is_none() {
        return Ok(None);
    }
    let Some(loop_) = loop_.cloned().or_else(|| running::running_loop(vm)) else {
        return Ok(None);
    };
    // In debug mode the library's frame is part of the task's source traceback.
    let is_plain = LoopCore::direct(&loop_).is_some_and(|core| core.makes_plain_tasks());
    if !is_plain {
        return Ok(None);
    }
    let create = vm.ctx.intern_str("create_task");
    vm.call_method(&loop_, create.as_str(), (given.clone(),))
        .map(Some)
}
