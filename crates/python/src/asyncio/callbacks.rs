//! Done callbacks: adding, scheduling and calling them, and what tasks do with futures of any kind.
//!
//! On a loop of ours a callback goes into the scheduler's queue as it is. Any other loop gets it
//! through its own `call_soon(callback, future, context=context)`, and any other kind of future is asked
//! through its own methods.

use super::event_loop::LoopCore;
use super::future::{Answer, PyFuture};
use super::handle::{self, PyHandle};
use super::task::PyTask;
use super::world::{Callback, World};
use super::wrappers::{self, TaskWakeup};
use super::{awaited_by, gathering, library};
use crate::contextvars::PyContext;
use crate::trace;
use coroscope_scheduler::{AddCallback, DoneCallback, DoneCallbacks};
use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::{FuncArgs, KwArgs};
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

/// The future, if it is exactly a `Future` or a `Task` of ours, so that no method can be overridden.
#[inline]
pub(crate) fn exact(future: &PyObject) -> Option<&Py<PyFuture>> {
    let class = future.class();
    if class.is(PyFuture::static_type()) || class.is(PyTask::static_type()) {
        future.downcast_ref::<PyFuture>()
    } else {
        None
    }
}

/// `loop.call_soon(function, *args, context=context)` on any loop.
pub(crate) fn call_soon_method(
    loop_: &PyObject,
    function: PyObjectRef,
    arg: Option<PyObjectRef>,
    context: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let mut positional = vec![function];
    positional.extend(arg);
    let keywords: KwArgs = context
        .into_iter()
        .map(|context| ("context".to_owned(), context))
        .collect();
    let call_soon = loop_.get_attr(vm.ctx.intern_str("call_soon"), vm)?;
    call_soon.call(FuncArgs::new(positional, keywords), vm)?;
    Ok(())
}

/// Schedules one callback of a future that is done.
fn schedule(
    future: &PyObject,
    loop_: &PyObject,
    callback: DoneCallback<World>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if let Some(core) = LoopCore::direct(loop_)
        && let Some(scheduler) = core.scheduler()
    {
        LoopCore::check_may_queue(core, vm)?;
        match callback {
            DoneCallback::Wakeup(task) if task.has_plain_context() => {
                scheduler.schedule_wakeup(task, future.to_owned());
                return Ok(());
            }
            DoneCallback::Call(call) if !core.debug() => {
                trace::with(|it| it.queueing(&call.function, None, vm));
                scheduler.schedule_callback(call, future.to_owned());
                return Ok(());
            }
            callback => {
                let (function, context) = as_function(callback, vm);
                let args = vec![future.to_owned()];
                trace::with(|it| it.queueing(&function, None, vm));
                let handle = handle::new_handle(loop_.to_owned(), function, args, context, vm)?;
                scheduler.call_soon(handle);
                return Ok(());
            }
        }
    }
    let (function, context) = as_function(callback, vm);
    call_soon_method(loop_, function, Some(future.to_owned()), Some(context), vm)
}

/// Schedules what a future gave out when it was settled, in order.
pub(crate) fn schedule_all(
    future: &PyObject,
    loop_: &PyObject,
    callbacks: DoneCallbacks<World>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    for callback in callbacks {
        schedule(future, loop_, callback, vm)?;
    }
    Ok(())
}

/// A callback as Python sees it: a callable and its context.
pub(crate) fn as_function(
    callback: DoneCallback<World>,
    vm: &VirtualMachine,
) -> (PyObjectRef, PyObjectRef) {
    match callback {
        DoneCallback::Call(call) => (call.function, call.context),
        DoneCallback::Wakeup(task) => {
            let context = task.context();
            (wrappers::wakeup(task, vm), vm.unwrap_or_none(context))
        }
    }
}

/// `Future.add_done_callback`, or its scheduling if the future is done.
pub(crate) fn add(
    future: &Py<PyFuture>,
    callback: DoneCallback<World>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let (added, loop_) = {
        let mut data = future.data.lock();
        let data = &mut *data;
        match (&mut data.core, &data.loop_) {
            (Some(core), Some(loop_)) => match core.add_callback(callback) {
                AddCallback::Added => return Ok(()),
                AddCallback::AlreadyDone(callback) => (callback, loop_.clone()),
            },
            _ => return Err(vm.new_runtime_error("uninitialized Future object")),
        }
    };
    schedule(future.as_object(), &loop_, added, vm)
}

/// A callback made of what `add_done_callback` was given.
pub(crate) fn from_function(function: PyObjectRef, context: PyObjectRef) -> DoneCallback<World> {
    match function
        .downcast_ref::<TaskWakeup>()
        .and_then(TaskWakeup::task)
    {
        Some(task) if task.context().is_some_and(|own| own.is(&context)) => {
            DoneCallback::Wakeup(task)
        }
        _ => DoneCallback::Call(Callback { function, context }),
    }
}

/// `Future.remove_done_callback`: how many callbacks were equal to `function` and are gone.
pub(crate) fn remove(
    future: &Py<PyFuture>,
    function: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<usize> {
    // Comparing may run Python code, so it is done on copies, and what is found is removed by identity.
    let mut equal: Vec<Identity> = Vec::new();
    for callback in copies(future) {
        let same = match &callback {
            DoneCallback::Call(call) => vm.identical_or_equal(&call.function, function)?,
            DoneCallback::Wakeup(task) => function
                .downcast_ref::<TaskWakeup>()
                .and_then(TaskWakeup::task)
                .is_some_and(|other| other.is(task)),
        };
        if same {
            equal.push(Identity::of(&callback));
        }
    }
    if equal.is_empty() {
        return Ok(0);
    }
    let removed = {
        let mut data = future.data.lock();
        data.core
            .as_mut()
            .map(|core| core.remove_callbacks(|it| equal.contains(&Identity::of(it))))
    };
    Ok(removed.map_or(0, |removed| removed.len()))
}

/// Tells callbacks apart without running any code.
#[derive(PartialEq, Eq)]
struct Identity(usize, usize);

impl Identity {
    fn of(callback: &DoneCallback<World>) -> Self {
        match callback {
            DoneCallback::Wakeup(task) => Self(task.get_id(), 0),
            DoneCallback::Call(call) => Self(call.function.get_id(), call.context.get_id()),
        }
    }
}

/// Copies of the callbacks that wait.
pub(crate) fn copies(future: &Py<PyFuture>) -> Vec<DoneCallback<World>> {
    let data = future.data.lock();
    let callbacks = data.core.iter().flat_map(|core| core.callbacks());
    callbacks
        .map(|callback| match callback {
            DoneCallback::Wakeup(task) => DoneCallback::Wakeup(task.clone()),
            DoneCallback::Call(call) => DoneCallback::Call(call.clone()),
        })
        .collect()
}

/// Adds a task's wakeup to a future of any kind.
pub(crate) fn subscribe(
    task: &PyRef<PyTask>,
    future: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    awaited_by::add(future, task.as_object());
    if let Some(future) = exact(future) {
        return add(future, DoneCallback::Wakeup(task.clone()), vm);
    }
    let wakeup = wrappers::wakeup(task.clone(), vm);
    let context = vm.unwrap_or_none(task.context());
    let keywords: KwArgs = [("context".to_owned(), context)].into_iter().collect();
    let add = future.get_attr(vm.ctx.intern_str("add_done_callback"), vm)?;
    add.call(FuncArgs::new(vec![wakeup], keywords), vm)?;
    Ok(())
}

/// `future.cancel(msg=message)` for a future of any kind.
pub(crate) fn cancel_any(
    future: &PyObject,
    message: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<bool> {
    let class = future.class();
    if class.is(PyTask::static_type())
        && let Some(task) = future.downcast_ref::<PyTask>()
    {
        return PyTask::cancel_impl(task, message, vm);
    }
    if class.is(PyFuture::static_type())
        && let Some(future) = future.downcast_ref::<PyFuture>()
    {
        return PyFuture::cancel_impl(future, message, vm);
    }
    let message = vm.unwrap_or_none(message);
    let keywords: KwArgs = [("msg".to_owned(), message)].into_iter().collect();
    let cancel = future.get_attr(vm.ctx.intern_str("cancel"), vm)?;
    cancel
        .call(FuncArgs::new(vec![], keywords), vm)?
        .try_to_bool(vm)
}

/// Asks a future of any kind for its result, only to learn what it raises.
pub(crate) fn result_of_any(future: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let Some(future) = exact(future) else {
        return vm.call_method(future, "result", ()).map(drop);
    };
    match future.answer(vm)? {
        Answer::Value(_) => Ok(()),
        Answer::Error(error) => Err(error),
    }
}

/// Calls a done callback in its context, as `Handle._run` does.
///
/// # Errors
/// Only what leaves the loop; the rest is reported to the loop's exception handler.
pub(crate) fn notify(
    callback: Callback,
    future: PyObjectRef,
    core: Option<&Py<LoopCore>>,
    vm: &VirtualMachine,
) -> Result<(), PyBaseExceptionRef> {
    let Callback { function, context } = callback;
    let result = match context.downcast_ref::<PyContext>() {
        // Which sees nothing of a context.
        Some(_) if gathering::count(&function, &future, vm) => return Ok(()),
        Some(context) => PyContext::enter(context, vm).and_then(|()| {
            let result = function.call((future.clone(),), vm);
            PyContext::exit(context, vm)?;
            result
        }),
        None => vm.call_method(&context, "run", (function.clone(), future.clone())),
    };
    let Err(error) = result else { return Ok(()) };
    if library::leaves_loop(error.as_object(), vm) {
        return Err(error);
    }
    let Some(core) = core else { return Ok(()) };
    // The handle that CPython has made when it scheduled the callback is made now, for the report.
    let loop_ = core.as_object().to_owned();
    let handle = PyHandle::bare(loop_, function, vec![future], context).into_handle(vm);
    PyHandle::report(&handle, error, vm);
    Ok(())
}
