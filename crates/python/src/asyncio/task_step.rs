//! One step of a task: resuming its coroutine, and reading what it yielded.

use super::event_loop::LoopCore;
use super::future::PyFuture;
use super::handle::PyHandle;
use super::registry::future_loop;
use super::task::PyTask;
use super::world::{PyDriver, World};
use super::{awaited_by, callbacks, library, registry, running, wrappers};
use crate::contextvars::PyContext;
use crate::trace;
use coroscope_scheduler::{Ready, Resume, Scheduler, Step, Suspension};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyCoroutine, PyGenerator};
use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};
use std::sync::atomic::Ordering;

/// How a step ended.
pub(crate) type PyStep = Step<World, PyBaseExceptionRef>;

/// Runs the coroutine to its next suspension, as the current task and in the task's context.
///
/// `enters` tells whether that is still to be done: a foreign loop enters the context itself, and
/// [`step_on_foreign_loop`] the task.
pub(crate) fn resume(
    task: &PyRef<PyTask>,
    input: Resume<World>,
    enters: bool,
    vm: &VirtualMachine,
) -> PyStep {
    let (coroutine, context) = {
        let data = task.task.lock();
        (data.coroutine.clone(), data.context.clone())
    };
    let Some(coroutine) = coroutine else {
        return Step::Raised(vm.new_runtime_error("uninitialized Task object"));
    };
    if !enters {
        let result = drive(&coroutine, input, vm);
        return classify(task, result, vm);
    }
    let context = context
        .as_deref()
        .and_then(PyObject::downcast_ref::<PyContext>);
    // A handle that a foreign future made for the wakeup has entered the context already.
    let context = context.filter(|context| !PyContext::is_current(context, vm));
    if let Some(context) = context
        && let Err(error) = PyContext::enter(context, vm)
    {
        return Step::Raised(error);
    }
    let before = running::replace_task(Some(task.as_object().to_owned()), vm);
    let result = drive(&coroutine, input, vm);
    let step = classify(task, result, vm);
    trace::with(|it| it.step_over(task, &coroutine, &step, vm));
    let this = running::replace_task(before, vm);
    drop(this);
    if let Some(context) = context
        && let Err(error) = PyContext::exit(context, vm)
    {
        return Step::Raised(error);
    }
    step
}

/// `coro.send(None)` or `coro.throw(error)`, without attribute look-ups for the usual kinds.
#[inline]
fn drive(
    coroutine: &PyObject,
    input: Resume<World>,
    vm: &VirtualMachine,
) -> PyResult<PyIterReturn> {
    let native = if let Some(coroutine) = coroutine.downcast_ref::<PyCoroutine>() {
        Some(coroutine.as_coro())
    } else {
        coroutine
            .downcast_ref::<PyGenerator>()
            .map(|it| it.as_coro())
    };
    let result = match (native, input) {
        (Some(native), Resume::Send) => return native.send(coroutine, vm.ctx.none(), vm),
        (Some(native), Resume::Throw(error)) => {
            let none = || vm.ctx.none();
            return native.throw(coroutine, error.into(), none(), none(), vm);
        }
        (None, Resume::Send) => vm.call_method(coroutine, "send", (vm.ctx.none(),)),
        (None, Resume::Throw(error)) => vm.call_method(coroutine, "throw", (error,)),
    };
    match result {
        Ok(value) => Ok(PyIterReturn::Return(value)),
        Err(error) if error.fast_isinstance(vm.ctx.exceptions.stop_iteration) => {
            let value = error.as_object().get_attr("value", vm)?;
            Ok(PyIterReturn::StopIteration(Some(value)))
        }
        Err(error) => Err(error),
    }
}

#[inline]
fn classify(task: &PyRef<PyTask>, result: PyResult<PyIterReturn>, vm: &VirtualMachine) -> PyStep {
    match result {
        Ok(PyIterReturn::Return(yielded)) => {
            let suspension = match suspension(task, yielded, vm) {
                Ok(suspension) => suspension,
                Err(error) => Suspension::Invalid(error),
            };
            Step::Suspended(suspension)
        }
        Ok(PyIterReturn::StopIteration(value)) => Step::Returned(vm.unwrap_or_none(value)),
        Err(error) if library::is_cancelled_error(error.as_object(), vm) => Step::Cancelled(error),
        Err(error) if library::leaves_loop(error.as_object(), vm) => {
            Step::Fatal(error.clone(), error)
        }
        Err(error) => Step::Raised(error),
    }
}

/// What the coroutine waits for, from what it yielded. CPython's `task_step_handle_result_impl`.
///
/// # Errors
/// The `RuntimeError` that tells the coroutine what it did wrong.
#[inline]
fn suspension(
    task: &PyRef<PyTask>,
    yielded: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<Suspension<World>> {
    if vm.is_none(&yielded) {
        return Ok(Suspension::Yield);
    }
    if yielded.is(task) {
        return Err(vm.new_runtime_error(format!(
            "Task cannot await on itself: {}",
            library::repr(task.as_object(), vm)?
        )));
    }
    if let Some(future) = callbacks::exact(&yielded) {
        if !same_loop(task, future) {
            return Err(different_loop(task, &yielded, vm)?);
        }
        if !future.blocking.swap(false, Ordering::Relaxed) {
            return Err(not_awaited(task, &yielded, vm)?);
        }
        return Ok(Suspension::Await(yielded));
    }
    future_like(task, yielded, vm)
}

/// The same for what is not exactly a future of ours: `_asyncio_future_blocking` marks future-likes.
#[cold]
fn future_like(
    task: &PyRef<PyTask>,
    yielded: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<Suspension<World>> {
    let mark = vm.ctx.intern_str("_asyncio_future_blocking");
    let blocking = vm
        .get_attribute_opt(&yielded, mark)?
        .filter(|blocking| !vm.is_none(blocking));
    if let Some(blocking) = blocking {
        let blocking = blocking.try_to_bool(vm)?;
        let loop_ = future_loop(&yielded, vm)?;
        if task
            .future
            .loop_if_alive()
            .is_none_or(|own| !own.is(&loop_))
        {
            return Err(different_loop(task, &yielded, vm)?);
        }
        if !blocking {
            return Err(not_awaited(task, &yielded, vm)?);
        }
        yielded.set_attr(mark, vm.ctx.new_bool(false), vm)?;
        return Ok(Suspension::Await(yielded));
    }
    let task = library::repr(task.as_object(), vm)?;
    let message = if yielded.downcast_ref::<PyGenerator>().is_some() {
        let yielded = library::repr(&yielded, vm)?;
        format!("yield was used instead of yield from for generator in task {task} with {yielded}")
    } else {
        format!("Task got bad yield: {}", library::repr(&yielded, vm)?)
    };
    Err(vm.new_runtime_error(message))
}

#[inline]
fn same_loop(task: &PyTask, future: &PyFuture) -> bool {
    let Some(own) = task.future.loop_if_alive() else {
        return false;
    };
    let data = future.data.lock();
    data.loop_.as_ref().is_some_and(|loop_| loop_.is(&own))
}

#[cold]
fn different_loop(
    task: &PyRef<PyTask>,
    future: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<PyBaseExceptionRef> {
    Ok(vm.new_runtime_error(format!(
        "Task {} got Future {} attached to a different loop",
        library::repr(task.as_object(), vm)?,
        library::repr(future, vm)?
    )))
}

#[cold]
fn not_awaited(
    task: &PyRef<PyTask>,
    future: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<PyBaseExceptionRef> {
    Ok(vm.new_runtime_error(format!(
        "yield was used instead of yield from in task {} with {}",
        library::repr(task.as_object(), vm)?,
        library::repr(future, vm)?
    )))
}

/// Runs the first step of a new task at once: CPython's `task_eager_start`.
pub(crate) fn start_eagerly(
    task: &Py<PyTask>,
    loop_: &PyObject,
    core: Option<&Py<LoopCore>>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let task_ref = task.to_owned();
    let driver = PyDriver {
        vm,
        core,
        watch: None,
    };
    registry::register(task);
    match core.and_then(|core| core.scheduler()) {
        Some(scheduler) => scheduler.start_eagerly(&driver, task_ref)?,
        None => eagerly_on_foreign_loop(task_ref, loop_, vm)?,
    }
    if task.future.is_done() {
        let coroutine = task.task.lock().coroutine.take();
        drop(coroutine);
    }
    Ok(())
}

fn eagerly_on_foreign_loop(
    task: PyRef<PyTask>,
    loop_: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let before = running::swap_current_task(loop_, task.clone().into(), vm)?;
    let context = task.context();
    let context = context
        .as_deref()
        .and_then(PyObject::downcast_ref::<PyContext>);
    let result = match context {
        Some(context) => PyContext::enter(context, vm).and_then(|()| {
            let result = step_through(&task, Resume::Send, loop_, vm);
            PyContext::exit(context, vm)?;
            result
        }),
        None => step_through(&task, Resume::Send, loop_, vm),
    };
    running::swap_current_task(loop_, before, vm)?;
    result
}

/// A step that a wrapper in a loop's queue was called for, in the context that the loop has entered.
pub(crate) fn step_on_foreign_loop(
    task: &PyRef<PyTask>,
    input: Resume<World>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if !task.future.is_pending() {
        return Err(already_done(task, input, vm)?);
    }
    let loop_ = task.future.alive(vm)?;
    if let Some(core) = LoopCore::direct(&loop_)
        && let Some(scheduler) = core.scheduler()
        && task.has_plain_context()
    {
        let driver = PyDriver {
            vm,
            core: Some(core),
            watch: None,
        };
        return scheduler.step(&driver, task.clone(), input);
    }
    running::enter_task(&loop_, task.clone().into(), vm)?;
    let result = step_through(task, input, &loop_, vm);
    running::leave_task(&loop_, task.as_object(), vm)?;
    result
}

/// The same for the wakeup of a future.
pub(crate) fn wake_on_foreign_loop(
    task: &PyRef<PyTask>,
    future: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    awaited_by::discard(future, task.as_object());
    let input = match callbacks::result_of_any(future, vm) {
        Ok(()) => Resume::Send,
        Err(error) => Resume::Throw(error),
    };
    step_on_foreign_loop(task, input, vm)
}

/// Takes a step with a scheduler of its own, and hands what that queued to the loop's `call_soon`.
fn step_through(
    task: &PyRef<PyTask>,
    input: Resume<World>,
    loop_: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let scheduler = Scheduler::new(0.0);
    let driver = PyDriver {
        vm,
        core: None,
        watch: None,
    };
    let result = scheduler.step(&driver, task.clone(), input);
    while let Some(item) = scheduler.pop_ready() {
        let (task, error) = match item {
            Ready::Step(task) => (task, None),
            Ready::Throw(task, error) => (task, Some(error)),
            Ready::Wakeup(..) | Ready::Callback(..) | Ready::Handle(..) => continue,
        };
        let context = task.context();
        let step = wrappers::step(task, error, vm);
        callbacks::call_soon_method(loop_, step, None, context, vm)?;
    }
    result
}

/// The `InvalidStateError` for a step of a task that has ended.
pub(crate) fn already_done(
    task: &PyRef<PyTask>,
    input: Resume<World>,
    vm: &VirtualMachine,
) -> PyResult<PyBaseExceptionRef> {
    let thrown = match input {
        Resume::Send => vm.ctx.empty_str.to_owned().into(),
        Resume::Throw(error) => PyObjectRef::from(error),
    };
    let message = format!(
        "__step(): already done: {} {}",
        library::repr(task.as_object(), vm)?,
        library::repr(&thrown, vm)?
    );
    Ok(library::invalid_state(message, vm))
}

/// Reports such a step to the loop's exception handler, as the handle that ran it would have.
pub(crate) fn report_already_done(
    task: &PyRef<PyTask>,
    input: Resume<World>,
    core: &Py<LoopCore>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let error = already_done(task, input, vm)?;
    let step = wrappers::step(task.clone(), None, vm);
    let context = vm.unwrap_or_none(task.context());
    let loop_ = core.as_object().to_owned();
    let handle = PyHandle::bare(loop_, step, vec![], context).into_handle(vm);
    PyHandle::report(&handle, error, vm);
    Ok(())
}
