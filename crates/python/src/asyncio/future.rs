//! `_asyncio.Future`: state and its transitions. Attributes are in `future_attrs`.

use super::awaited_by::AwaitedBy;
use super::event_loop::LoopCore;
use super::library::{self, Name};
use super::world::World;
use super::{callbacks, running};
use coroscope_scheduler::{
    CancelTransition, DoneCallback, DoneCallbacks, FutureCore, FutureId, FutureState, Settled,
};
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyBaseException, PyBaseExceptionRef, PyTraceback, PyType};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    pyclass,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The payload of a `Future`, and the base of a `Task`'s.
///
/// `data` is locked for a few instructions at a time, and never while Python code can run: what comes
/// out of it is dropped outside.
#[pyclass(module = "_asyncio", name = "Future", traverse = "manual")]
#[derive(Debug)]
#[repr(C)]
pub(crate) struct PyFuture {
    pub(crate) data: PyMutex<FutureData>,
    /// `_asyncio_future_blocking`: yielded by `await`, and not yet seen by a task.
    pub(crate) blocking: AtomicBool,
    /// `__log_traceback`: it holds an exception that nobody asked for.
    pub(crate) log_traceback: AtomicBool,
}

/// What a future holds. `core` and `loop_` are empty until `__init__` has run.
#[derive(Default)]
pub(crate) struct FutureData {
    pub(crate) core: Option<FutureCore<World>>,
    pub(crate) loop_: Option<PyObjectRef>,
    pub(crate) cancel_message: Option<PyObjectRef>,
    /// The `CancelledError` that ended a task, to be raised again for the first who asks.
    pub(crate) cancelled_error: Option<PyBaseExceptionRef>,
    /// The traceback the exception had when it was set, for the first who asks.
    pub(crate) exception_traceback: Option<PyRef<PyTraceback>>,
    pub(crate) source_traceback: Option<PyObjectRef>,
    pub(crate) awaited_by: AwaitedBy,
}

impl std::fmt::Debug for FutureData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FutureData")
    }
}

impl PyPayload for PyFuture {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

/// Where the ids of futures and tasks begin that are on loops which are not ours.
pub(crate) const FOREIGN: u64 = 1 << 63;

static FOREIGN_IDS: AtomicU64 = AtomicU64::new(FOREIGN);

/// A future's or task's number on a loop that has no scheduler of ours.
pub(crate) fn foreign_id() -> std::num::NonZeroU64 {
    let number = FOREIGN_IDS.fetch_add(1, Ordering::Relaxed);
    std::num::NonZeroU64::new(number).unwrap_or(std::num::NonZeroU64::MIN)
}

/// What asking for a future's result gives.
pub(crate) enum Answer {
    Value(PyObjectRef),
    /// An exception to raise: the future's own, or a `CancelledError`.
    Error(PyBaseExceptionRef),
}

impl PyFuture {
    pub(crate) fn uninitialized() -> Self {
        Self {
            data: PyMutex::new(FutureData::default()),
            blocking: AtomicBool::new(false),
            log_traceback: AtomicBool::new(false),
        }
    }

    /// A pending future for a loop of ours, without going through `__init__`.
    pub(crate) fn pending(id: FutureId, loop_: PyObjectRef) -> Self {
        let future = Self::uninitialized();
        {
            let mut data = future.data.lock();
            data.core = Some(FutureCore::new(id));
            data.loop_ = Some(loop_);
        }
        future
    }

    /// `__init__`: forgets everything and becomes pending on `loop_`, or on the current event loop.
    pub(crate) fn start(
        &self,
        loop_: Option<PyObjectRef>,
        is_task: bool,
        vm: &VirtualMachine,
    ) -> PyResult<PyObjectRef> {
        let loop_ = match loop_.filter(|loop_| !vm.is_none(loop_)) {
            Some(loop_) => loop_,
            None => running::get_event_loop(vm)?,
        };
        let core = LoopCore::direct(&loop_);
        let debug = match core {
            Some(core) => core.debug(),
            None => vm.call_method(&loop_, "get_debug", ())?.try_to_bool(vm)?,
        };
        let scheduler = core.and_then(|core| core.scheduler());
        let id = scheduler.map_or_else(|| foreign_id().into(), |it| it.new_future_id());
        let fresh = FutureData {
            core: Some(FutureCore::new(id)),
            loop_: Some(loop_.clone()),
            ..FutureData::default()
        };
        let old = std::mem::replace(&mut *self.data.lock(), fresh);
        self.blocking.store(false, Ordering::Relaxed);
        self.log_traceback.store(false, Ordering::Relaxed);
        drop(old);
        if let Some(scheduler) = scheduler
            && !is_task
        {
            scheduler.observe_future_created(id);
        }
        if debug {
            let stack = library::get(Name::ExtractStack, vm)?.call((), vm)?;
            self.data.lock().source_traceback = Some(stack);
        }
        Ok(loop_)
    }

    /// The loop.
    ///
    /// # Errors
    /// `RuntimeError` before `__init__`.
    pub(crate) fn alive(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        self.loop_if_alive()
            .ok_or_else(|| vm.new_runtime_error("Future object is not initialized."))
    }

    pub(crate) fn loop_if_alive(&self) -> Option<PyObjectRef> {
        self.data.lock().loop_.clone()
    }

    /// Looks at the state; `None` before `__init__`. `f` must run no Python code.
    pub(crate) fn with_state<R>(&self, f: impl FnOnce(FutureState<'_, World>) -> R) -> Option<R> {
        let data = self.data.lock();
        data.core.as_ref().map(|core| f(core.state()))
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.with_state(|state| matches!(state, FutureState::Pending))
            .unwrap_or(false)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.with_state(|state| !matches!(state, FutureState::Pending))
            .unwrap_or(false)
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.with_state(|state| matches!(state, FutureState::Cancelled(_)))
            .unwrap_or(false)
    }

    /// The result, or the exception to raise. Marks the exception as retrieved.
    ///
    /// # Errors
    /// `InvalidStateError` while pending.
    pub(crate) fn answer(&self, vm: &VirtualMachine) -> PyResult<Answer> {
        enum Found {
            Value(PyObjectRef),
            Error(PyBaseExceptionRef, Option<PyRef<PyTraceback>>),
            Cancelled,
        }
        let found = {
            let mut data = self.data.lock();
            let data = &mut *data;
            match data.core.as_ref().map(FutureCore::state) {
                None | Some(FutureState::Pending) => None,
                Some(FutureState::Finished(value)) => Some(Found::Value(value.clone())),
                Some(FutureState::Failed(error)) => {
                    Some(Found::Error(error.clone(), data.exception_traceback.take()))
                }
                Some(FutureState::Cancelled(_)) => Some(Found::Cancelled),
            }
        };
        match found {
            None => Err(self.not_done("Result is not set.", vm)),
            Some(Found::Cancelled) => Ok(Answer::Error(self.make_cancelled_error(vm))),
            Some(Found::Value(value)) => {
                self.log_traceback.store(false, Ordering::Relaxed);
                Ok(Answer::Value(value))
            }
            Some(Found::Error(error, traceback)) => {
                self.log_traceback.store(false, Ordering::Relaxed);
                error.set_traceback(traceback);
                Ok(Answer::Error(error))
            }
        }
    }

    /// The error for asking too early, with `message` unless it is so early that there is no loop.
    pub(crate) fn not_done(&self, message: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
        let message = match self.loop_if_alive() {
            Some(_) => message,
            None => "Future object is not initialized.",
        };
        library::invalid_state(message, vm)
    }

    /// The `CancelledError` for whoever asks a cancelled future.
    pub(crate) fn make_cancelled_error(&self, vm: &VirtualMachine) -> PyBaseExceptionRef {
        let (kept, message) = {
            let mut data = self.data.lock();
            (data.cancelled_error.take(), data.cancel_message.clone())
        };
        kept.unwrap_or_else(|| library::cancelled_error(message, vm))
    }
}

/// Transitions. They need the Python object, because its callbacks are called with it.
impl PyFuture {
    pub(crate) fn set_result_impl(
        zelf: &Py<Self>,
        value: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let loop_ = zelf.alive(vm)?;
        let settled = {
            let mut data = zelf.data.lock();
            data.core.as_mut().map(|core| core.set_result(value))
        };
        match settled {
            Some(Ok(callbacks)) => PyFuture::settled(zelf, &loop_, Settled::Value, callbacks, vm),
            _ => Err(library::invalid_state("invalid state", vm)),
        }
    }

    pub(crate) fn set_exception_impl(
        zelf: &Py<Self>,
        exception: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let loop_ = zelf.alive(vm)?;
        if zelf.is_done() {
            return Err(library::invalid_state("invalid state", vm));
        }
        let error = exception_instance(exception, vm)?;
        let traceback = error.traceback();
        let settled = {
            let mut data = zelf.data.lock();
            let settled = data.core.as_mut().map(|core| core.set_error(error));
            if matches!(settled, Some(Ok(_))) {
                data.exception_traceback = traceback;
            }
            settled
        };
        match settled {
            Some(Ok(callbacks)) => {
                PyFuture::settled(zelf, &loop_, Settled::Error, callbacks, vm)?;
                zelf.log_traceback.store(true, Ordering::Relaxed);
                Ok(())
            }
            _ => Err(library::invalid_state("invalid state", vm)),
        }
    }

    /// Cancels unless done; returns whether it did.
    pub(crate) fn cancel_impl(
        zelf: &Py<Self>,
        message: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        let loop_ = zelf.alive(vm)?;
        zelf.log_traceback.store(false, Ordering::Relaxed);
        let (cancelled, old) = {
            let mut data = zelf.data.lock();
            let transition = data.core.as_mut().map(|core| core.cancel(None));
            match transition {
                Some(CancelTransition::Cancelled(callbacks)) => {
                    let old = std::mem::replace(&mut data.cancel_message, message);
                    (Some(callbacks), old)
                }
                _ => (None, message),
            }
        };
        drop(old);
        let Some(callbacks) = cancelled else {
            return Ok(false);
        };
        PyFuture::settled(zelf, &loop_, Settled::Cancelled, callbacks, vm)?;
        Ok(true)
    }

    fn settled(
        zelf: &Py<Self>,
        loop_: &PyObject,
        how: Settled,
        callbacks: DoneCallbacks<World>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let Some(scheduler) = LoopCore::direct(loop_).and_then(|core| core.scheduler())
            && scheduler.is_observed()
            && PyFuture::downcast_ref_is_plain(zelf)
            && let Some(id) = zelf.data.lock().core.as_ref().map(|core| core.id())
        {
            scheduler.observe_future_settled(id, how);
        }
        callbacks::schedule_all(zelf.as_object(), loop_, callbacks, vm)
    }

    fn downcast_ref_is_plain(zelf: &Py<Self>) -> bool {
        zelf.as_object()
            .downcast_ref::<super::task::PyTask>()
            .is_none()
    }
}

/// What `set_exception` stores for what it is given.
fn exception_instance(given: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyBaseExceptionRef> {
    let instance = match given.downcast::<PyType>() {
        Ok(class) if class.fast_issubclass(vm.ctx.exceptions.base_exception_type) => {
            class.as_object().call((), vm)?
        }
        Ok(class) => class.into(),
        Err(object) => object,
    };
    let error = instance
        .downcast::<PyBaseException>()
        .map_err(|_| vm.new_type_error("invalid exception object"))?;
    if !error.fast_isinstance(vm.ctx.exceptions.stop_iteration) {
        return Ok(error);
    }
    let wrapper = vm.new_runtime_error(
        "StopIteration interacts badly with generators and cannot be raised into a Future",
    );
    wrapper.set_cause(Some(error.clone()));
    wrapper.set_context(Some(error));
    Ok(wrapper)
}

/// Visits a done callback's references.
pub(crate) fn traverse_callback(callback: &DoneCallback<World>, tracer: &mut TraverseFn<'_>) {
    match callback {
        DoneCallback::Wakeup(task) => tracer(task.as_object()),
        DoneCallback::Call(call) => {
            tracer(&call.function);
            tracer(&call.context);
        }
    }
}

// SAFETY: every reference in `data` is visited once; nothing is cloned. A lock that is held means that
// the object is being changed by a thread that was stopped, and skipping it only keeps things alive.
unsafe impl Traverse for PyFuture {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        let Some(data) = self.data.try_lock() else {
            return;
        };
        if let Some(core) = &data.core {
            for callback in core.callbacks() {
                traverse_callback(callback, tracer);
            }
            match core.state() {
                FutureState::Finished(value) => tracer(value),
                FutureState::Failed(error) => tracer(error.as_object()),
                FutureState::Pending | FutureState::Cancelled(_) => {}
            }
        }
        let objects = [&data.loop_, &data.cancel_message, &data.source_traceback];
        objects.into_iter().flatten().for_each(|it| tracer(it));
        if let Some(error) = &data.cancelled_error {
            tracer(error.as_object());
        }
        if let Some(traceback) = &data.exception_traceback {
            tracer(traceback.as_object());
        }
        data.awaited_by.traverse(tracer);
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        let data = std::mem::take(self.data.get_mut());
        let FutureData {
            core,
            loop_,
            cancel_message,
            cancelled_error,
            exception_traceback,
            source_traceback,
            mut awaited_by,
        } = data;
        out.extend(
            [loop_, cancel_message, source_traceback]
                .into_iter()
                .flatten(),
        );
        out.extend(cancelled_error.map(PyObjectRef::from));
        out.extend(exception_traceback.map(PyObjectRef::from));
        awaited_by.drain_into(out);
        let Some(mut core) = core else { return };
        match core.state() {
            FutureState::Finished(value) => out.push(value.clone()),
            FutureState::Failed(error) => out.push(error.clone().into()),
            FutureState::Pending | FutureState::Cancelled(_) => {}
        }
        for callback in core.take_callbacks() {
            match callback {
                DoneCallback::Wakeup(task) => out.push(task.into()),
                DoneCallback::Call(call) => out.extend([call.function, call.context]),
            }
        }
    }
}

/// A new `Future` on a loop of ours (`loop.create_future()`).
pub(crate) fn create(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<PyRef<PyFuture>> {
    match core.scheduler() {
        Some(scheduler) if !core.debug() => {
            let id = scheduler.new_future_id();
            let future = PyFuture::pending(id, core.as_object().to_owned());
            scheduler.observe_future_created(id);
            Ok(PyRef::new_ref(
                future,
                PyFuture::static_type().to_owned(),
                None,
            ))
        }
        _ => {
            let future = PyFuture::uninitialized();
            let future = PyRef::new_ref(future, PyFuture::static_type().to_owned(), None);
            future.start(Some(core.as_object().to_owned()), false, vm)?;
            let source = future.data.lock().source_traceback.clone();
            if let Some(source) = source {
                // CPython's `create_future` is a function of the library, and the last frame.
                let add = library::module_attr("_coroscope_asyncio", "add_create_future", vm)?;
                add.call((source,), vm)?;
            }
            Ok(future)
        }
    }
}
