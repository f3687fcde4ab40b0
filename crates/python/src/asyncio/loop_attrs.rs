//! The event loop as Python sees it.

use super::drive;
use super::event_loop::LoopCore;
use super::future::PyFuture;
use super::future_attrs::assigned;
use super::handle::PyHandle;
use super::library::{self, Name};
use super::sockets;
use super::task::PyTask;
use super::timer_handle::PyTimerHandle;
use super::wrappers;
use crate::trace;
use coroscope_scheduler::Ready;
use rustpython_vm::builtins::{PyStr, PyType, PyTypeRef};
use rustpython_vm::function::{FuncArgs, PySetterValue};
use rustpython_vm::types::{Constructor, SetAttr};
use rustpython_vm::{
    AsObject as _, Py, PyObjectRef, PyPayload as _, PyRef, PyResult, VirtualMachine, pyclass,
};
use std::sync::atomic::Ordering;

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor, SetAttr))]
impl LoopCore {
    #[pymethod]
    fn call_soon(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyHandle>> {
        LoopCore::call_soon_impl(zelf, args, vm)
    }

    #[pymethod]
    fn call_soon_threadsafe(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyHandle>> {
        LoopCore::call_soon_threadsafe_impl(zelf, args, vm)
    }

    #[pymethod]
    fn call_later(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyTimerHandle>> {
        LoopCore::call_later_impl(zelf, args, vm)
    }

    #[pymethod]
    fn call_at(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyTimerHandle>> {
        LoopCore::call_at_impl(zelf, args, vm)
    }

    #[pymethod]
    fn create_future(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<PyFuture>> {
        LoopCore::create_future_impl(zelf, vm)
    }

    #[pymethod]
    fn create_task(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        LoopCore::create_task_impl(zelf, args, vm)
    }

    #[pymethod]
    fn time(_zelf: &Py<Self>) -> f64 {
        Self::now().as_secs()
    }

    #[pymethod]
    fn stop(zelf: &Py<Self>) {
        if let Some(scheduler) = zelf.scheduler() {
            scheduler.stop();
        }
    }

    #[pymethod]
    fn is_running(zelf: &Py<Self>) -> bool {
        zelf.is_running_now()
    }

    #[pymethod]
    fn is_closed(zelf: &Py<Self>) -> bool {
        zelf.closed.load(Ordering::Relaxed)
    }

    #[pymethod]
    fn get_debug(zelf: &Py<Self>) -> bool {
        zelf.debug()
    }

    #[pymethod]
    fn _check_closed(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        LoopCore::check_closed(zelf, vm)
    }

    #[pymethod]
    fn _timer_handle_cancelled(zelf: &Py<Self>, timer: PyObjectRef) {
        if let Some(timer) = timer.downcast_ref::<PyTimerHandle>() {
            zelf.timer_cancelled(timer);
        }
    }

    #[pymethod]
    fn _add_callback(zelf: &Py<Self>, handle: PyRef<PyHandle>, vm: &VirtualMachine) {
        if !handle.is_cancelled() {
            zelf.queue(handle, vm);
        }
    }

    /// `BaseEventLoop`'s, told to the recorder as well. Native, so that no traceback shows it.
    #[pymethod]
    fn call_exception_handler(
        zelf: &Py<Self>,
        context: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        trace::with(|it| it.handler_called(&context, vm));
        let base = library::get(Name::BaseEventLoop, vm)?;
        let method = base.get_attr(vm.ctx.intern_str("call_exception_handler"), vm)?;
        method.call((zelf.to_owned(), context), vm)
    }

    /// Runs turns until `stop()`.
    #[pymethod]
    fn _drive(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        drive::drive(zelf, vm)
    }

    /// Drops everything that is queued; for `close()`.
    #[pymethod]
    fn _clear_queues(zelf: &Py<Self>) {
        zelf.clear_queues();
    }

    #[pygetset]
    fn _closed(zelf: &Py<Self>) -> bool {
        LoopCore::is_closed(zelf)
    }

    #[pygetset(setter)]
    fn set__closed(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let closed = assigned(value, "_closed", "LoopCore", vm)?.try_to_bool(vm)?;
        zelf.closed.store(closed, Ordering::Relaxed);
        Ok(())
    }

    #[pygetset]
    fn _debug(zelf: &Py<Self>) -> bool {
        zelf.debug()
    }

    #[pygetset(setter)]
    fn set__debug(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let debug = assigned(value, "_debug", "LoopCore", vm)?.try_to_bool(vm)?;
        zelf.set_debug_flag(debug);
        Ok(())
    }

    #[pygetset]
    fn _stopping(zelf: &Py<Self>) -> bool {
        zelf.scheduler().is_some_and(|it| it.is_stopping())
    }

    #[pygetset(setter)]
    fn set__stopping(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        // The scheduler clears the flag by itself when the loop stops.
        if assigned(value, "_stopping", "LoopCore", vm)?.try_to_bool(vm)? {
            LoopCore::stop(zelf);
        }
        Ok(())
    }

    #[pygetset]
    fn _thread_id(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.attrs.lock().thread_id.clone())
    }

    #[pygetset(setter)]
    fn set__thread_id(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let value = vm.option_if_none(assigned(value, "_thread_id", "LoopCore", vm)?);
        let old = std::mem::replace(&mut zelf.attrs.lock().thread_id, value);
        drop(old);
        Ok(())
    }

    #[pygetset]
    fn _task_factory(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.attrs.lock().task_factory.clone())
    }

    #[pygetset(setter)]
    fn set__task_factory(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let value = vm.option_if_none(assigned(value, "_task_factory", "LoopCore", vm)?);
        let old = std::mem::replace(&mut zelf.attrs.lock().task_factory, value);
        drop(old);
        Ok(())
    }

    #[pymethod]
    fn _add_reader(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        sockets::add(zelf, true, args, vm)
    }

    #[pymethod]
    fn _add_writer(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        sockets::add(zelf, false, args, vm)
    }

    #[pymethod]
    fn _remove_reader(zelf: &Py<Self>, fd: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        sockets::remove(zelf, true, fd, vm)
    }

    #[pymethod]
    fn _remove_writer(zelf: &Py<Self>, fd: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        sockets::remove(zelf, false, fd, vm)
    }

    #[pygetset]
    fn _selector(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.attrs.lock().selector.object())
    }

    #[pygetset(setter)]
    fn set__selector(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let selector = vm.option_if_none(assigned(value, "_selector", "LoopCore", vm)?);
        sockets::set_selector(zelf, selector, vm)
    }

    /// The ready queue as a deque of handles: a copy, for reading.
    #[pygetset]
    fn _ready(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let mut items: Vec<Shown> = Vec::new();
        if let Some(scheduler) = zelf.scheduler() {
            scheduler.for_each_ready(|item| items.push(Shown::of(item)));
        }
        let handles = items.into_iter().map(|item| item.as_handle(zelf, vm));
        let handles = vm.ctx.new_list(handles.collect());
        library::get(Name::Deque, vm)?.call((handles,), vm)
    }

    #[pygetset(setter)]
    fn set__ready(_zelf: &Py<Self>, _value: PySetterValue) {
        // `BaseEventLoop.__init__` assigns an empty deque, which is what we start with.
    }

    /// The timers as a list of handles, by deadline: a copy, for reading.
    #[pygetset]
    fn _scheduled(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let mut timers: Vec<PyObjectRef> = Vec::new();
        if let Some(scheduler) = zelf.scheduler() {
            scheduler.for_each_timer(|_, _, handle| timers.push(handle.clone().into()));
        }
        vm.ctx.new_list(timers).into()
    }

    #[pygetset(setter)]
    fn set__scheduled(_zelf: &Py<Self>, _value: PySetterValue) {
        // As for `_ready`.
    }
}

/// An item of the ready queue, to be shown as the handle that CPython would have.
enum Shown {
    Handle(PyRef<PyHandle>),
    Step(PyRef<PyTask>),
    Wakeup(PyRef<PyTask>, PyObjectRef),
    Callback(PyObjectRef, PyObjectRef, PyObjectRef),
}

impl Shown {
    fn of(item: &Ready<super::world::World>) -> Self {
        match item {
            Ready::Handle(_, handle) => Self::Handle(handle.clone()),
            Ready::Step(task) | Ready::Throw(task, _) => Self::Step(task.clone()),
            Ready::Wakeup(task, future) => Self::Wakeup(task.clone(), future.clone()),
            Ready::Callback(_, callback, future) => Self::Callback(
                callback.function.clone(),
                callback.context.clone(),
                future.clone(),
            ),
        }
    }

    fn as_handle(&self, core: &Py<LoopCore>, vm: &VirtualMachine) -> PyObjectRef {
        let (function, args, context) = match self {
            Self::Handle(handle) => return handle.clone().into(),
            Self::Step(task) => {
                let step = wrappers::step(task.clone(), None, vm);
                (step, vec![], vm.unwrap_or_none(task.context()))
            }
            Self::Wakeup(task, future) => {
                let wakeup = wrappers::wakeup(task.clone(), vm);
                let context = vm.unwrap_or_none(task.context());
                (wakeup, vec![future.clone()], context)
            }
            Self::Callback(function, context, future) => {
                (function.clone(), vec![future.clone()], context.clone())
            }
        };
        let loop_ = core.as_object().to_owned();
        PyHandle::bare(loop_, function, args, context)
            .into_handle(vm)
            .into()
    }
}

impl Constructor for LoopCore {
    type Args = FuncArgs;

    fn py_new(cls: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        // The resolution of the virtual clock and of `performance.now()` rounded: `_clock_resolution`.
        Ok(Self::of_class(cls, drive::CLOCK_RESOLUTION, vm))
    }

    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let core = Self::py_new(&cls, args, vm)?;
        core.into_ref_with_type(vm, cls).map(Into::into)
    }
}

impl SetAttr for LoopCore {
    fn setattro(
        zelf: &Py<Self>,
        name: &Py<PyStr>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        LoopCore::attribute_assigned(zelf, name, &value, vm);
        zelf.as_object().generic_setattr(name, value, vm)
    }
}
