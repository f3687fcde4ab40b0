//! Python as a world that the scheduler drives.

use super::event_loop::LoopCore;
use super::future::{FOREIGN, PyFuture};
use super::handle::PyHandle;
use super::task::PyTask;
use super::timer_handle::PyTimerHandle;
use super::watch::Watch;
use super::{awaited_by, callbacks, library, task_step};
use crate::platform::Point;
use coroscope_scheduler::{Driver, FutureId, Outcome, Resume, Step, TaskCore, TaskId, Types};
use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::class::StaticType as _;
use rustpython_vm::{AsObject as _, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

/// The scheduler's types for Python.
#[derive(Debug)]
pub(crate) struct World;

/// A done callback that is not a task's wakeup.
#[derive(Clone, Debug)]
pub(crate) struct Callback {
    /// What is called with the future.
    pub(crate) function: PyObjectRef,
    /// The context that it runs in: a `Context`, or anything with a `run` method.
    pub(crate) context: PyObjectRef,
}

impl Types for World {
    type Value = PyObjectRef;
    type Error = PyBaseExceptionRef;
    type Message = PyObjectRef;
    type Callback = Callback;
    type Handle = PyRef<PyHandle>;
    type Task = PyRef<PyTask>;
    type Future = PyObjectRef;

    fn task_id(task: &PyRef<PyTask>) -> TaskId {
        task.task.lock().core.id()
    }

    fn future_id(future: &PyObjectRef) -> Option<FutureId> {
        let future = future.downcast_ref::<PyFuture>()?;
        let data = future.data.lock();
        let id = data.core.as_ref().map(|core| core.id());
        id.filter(|id| id.get() < FOREIGN)
    }
}

/// How the scheduler reaches Python: through one thread's virtual machine.
#[derive(Clone, Copy)]
pub(crate) struct PyDriver<'a> {
    pub(crate) vm: &'a VirtualMachine,
    /// The loop whose scheduler drives, or `None` for a step on somebody else's loop.
    pub(crate) core: Option<&'a Py<LoopCore>>,
    /// For a loop that may be held from outside.
    pub(crate) watch: Option<&'a Watch>,
}

impl PyDriver<'_> {
    fn hold(&self, point: Point) -> PyResult<()> {
        match self.watch {
            Some(watch) => watch.hold(point, self.vm),
            None => Ok(()),
        }
    }
}

impl Driver<World> for PyDriver<'_> {
    type Exit = PyBaseExceptionRef;

    #[inline]
    fn with_task<R>(&self, task: &PyRef<PyTask>, f: impl FnOnce(&mut TaskCore<World>) -> R) -> R {
        f(&mut task.task.lock().core)
    }

    #[inline]
    fn resume(
        &self,
        task: &PyRef<PyTask>,
        input: Resume<World>,
    ) -> Step<World, PyBaseExceptionRef> {
        task_step::resume(task, input, self.core.is_some(), self.vm)
    }

    #[inline]
    fn subscribe(
        &self,
        task: &PyRef<PyTask>,
        future: &PyObjectRef,
    ) -> Result<(), PyBaseExceptionRef> {
        callbacks::subscribe(task, future, self.vm)
    }

    fn cancel_future(&self, future: &PyObjectRef, message: Option<PyObjectRef>) -> bool {
        match callbacks::cancel_any(future, message, self.vm) {
            Ok(cancelled) => cancelled,
            Err(error) => {
                self.unraisable(error, future);
                false
            }
        }
    }

    #[inline]
    fn result_of(&self, task: &PyRef<PyTask>, future: &PyObjectRef) -> Resume<World> {
        awaited_by::discard(future, task.as_object());
        match callbacks::result_of_any(future, self.vm) {
            Ok(()) => Resume::Send,
            Err(error) => Resume::Throw(error),
        }
    }

    fn is_cancelled_error(&self, error: &PyBaseExceptionRef) -> bool {
        library::is_cancelled_error(error.as_object(), self.vm)
    }

    fn cancelled_error(
        &self,
        task: &PyRef<PyTask>,
        message: Option<PyObjectRef>,
    ) -> PyBaseExceptionRef {
        let kept = task.future.data.lock().cancelled_error.take();
        kept.unwrap_or_else(|| library::cancelled_error(message, self.vm))
    }

    fn finish(
        &self,
        task: &PyRef<PyTask>,
        outcome: Outcome<World>,
        cause: Option<PyBaseExceptionRef>,
    ) {
        if let Err(error) = PyTask::finish(task, outcome, cause, self.vm) {
            self.unraisable(error, task.as_object());
        }
    }

    #[inline]
    fn is_cancelled(&self, handle: &PyRef<PyHandle>) -> bool {
        handle.is_cancelled()
    }

    #[inline]
    fn call(&self, handle: PyRef<PyHandle>) -> PyResult<()> {
        if handle.class().is(PyTimerHandle::static_type())
            && let Some(timer) = handle.as_object().downcast_ref::<PyTimerHandle>()
        {
            PyTimerHandle::fired(timer);
        }
        match self.core {
            Some(core) if core.debug() => LoopCore::run_timed(core, &handle, self.vm),
            _ => PyHandle::run(&handle, self.vm),
        }
    }

    #[inline]
    fn notify(&self, callback: Callback, future: PyObjectRef) -> PyResult<()> {
        callbacks::notify(callback, future, self.core, self.vm)
    }

    fn already_done(&self, task: &PyRef<PyTask>, input: Resume<World>) -> PyResult<()> {
        let Some(core) = self.core else {
            return Err(task_step::already_done(task, input, self.vm)?);
        };
        task_step::report_already_done(task, input, core, self.vm)
    }

    #[inline]
    fn watches_items(&self) -> bool {
        self.watch.is_some_and(Watch::wants) || self.core.is_some_and(|core| core.debug())
    }

    #[cold]
    fn before_item(&self) -> Result<(), Self::Exit> {
        self.hold(Point::BeforeItem)
    }

    #[cold]
    fn after_item(&self) -> Result<(), Self::Exit> {
        self.hold(Point::AfterItem)
    }

    fn step_began(&self) {
        if let Some(core) = self.core.filter(|core| core.debug()) {
            core.step_began();
        }
    }

    fn step_ended(&self, task: &PyRef<PyTask>) {
        if let Some(core) = self.core.filter(|core| core.debug()) {
            LoopCore::step_ended(core, task.as_object(), self.vm);
        }
    }
}

impl PyDriver<'_> {
    /// Where CPython would raise out of a callback into the loop, there is nobody to raise to here.
    fn unraisable(&self, error: PyBaseExceptionRef, object: &rustpython_vm::PyObject) {
        self.vm.run_unraisable(error, None, object.to_owned());
    }
}
