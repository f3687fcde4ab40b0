//! `_asyncio.Task`: state and its transitions. Attributes are in `task_attrs`, steps in `task_step`.

use super::event_loop::LoopCore;
use super::future::{FOREIGN, PyFuture, foreign_id};
use super::library::{self, Name};
use super::registry::Registration;
use super::world::{PyDriver, World};
use super::{callbacks, registry, task_step, wrappers};
use crate::contextvars::PyContext;
use crate::totals;
use crate::trace::{self, TaskMarks};
use coroscope_scheduler::{CancelRequest, Outcome, TaskCore};
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyCoroutine, PyStr};
use rustpython_vm::class::{PySubclass, StaticType as _};
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::{AsObject as _, Py, PyObjectRef, PyRef, PyResult, VirtualMachine, pyclass};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// The payload of a `Task`.
#[pyclass(
    module = "_asyncio",
    name = "Task",
    base = PyFuture,
    traverse = "manual"
)]
#[derive(Debug)]
#[repr(C)]
pub(crate) struct PyTask {
    pub(crate) future: PyFuture,
    pub(crate) task: PyMutex<TaskData>,
    /// `_log_destroy_pending`.
    pub(crate) log_destroy_pending: AtomicBool,
    registration: Registration,
    marks: TaskMarks,
}

/// What a task holds besides its future.
pub(crate) struct TaskData {
    pub(crate) core: TaskCore<World>,
    pub(crate) coroutine: Option<PyObjectRef>,
    /// A `Context`, or anything with a `run` method.
    pub(crate) context: Option<PyObjectRef>,
    name: TaskName,
}

enum TaskName {
    /// `Task-N`, written out when somebody asks.
    Number(u64),
    Given(PyRef<PyStr>),
}

thread_local! {
    static NEXT_NAME: Cell<u64> = const { Cell::new(1) };
}

/// Starts numbering tasks from 1, for a new interpreter.
pub(super) fn restart_names() {
    NEXT_NAME.set(1);
}

fn next_name() -> TaskName {
    let number = NEXT_NAME.get();
    NEXT_NAME.set(number + 1);
    TaskName::Number(number)
}

impl std::fmt::Debug for TaskData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TaskData")
    }
}

/// What `Task()` takes.
pub(crate) struct TaskArgs {
    pub(crate) coroutine: PyObjectRef,
    pub(crate) loop_: Option<PyObjectRef>,
    pub(crate) name: Option<PyObjectRef>,
    pub(crate) context: Option<PyObjectRef>,
    pub(crate) eager_start: bool,
}

impl PyTask {
    pub(crate) fn uninitialized() -> Self {
        Self {
            future: PyFuture::uninitialized(),
            task: PyMutex::new(TaskData {
                core: TaskCore::new(foreign_id().into()),
                coroutine: None,
                context: None,
                name: TaskName::Number(0),
            }),
            log_destroy_pending: AtomicBool::new(false),
            registration: Registration::default(),
            marks: TaskMarks::default(),
        }
    }

    pub(crate) fn coroutine(&self) -> Option<PyObjectRef> {
        self.task.lock().coroutine.clone()
    }

    pub(crate) fn context(&self) -> Option<PyObjectRef> {
        self.task.lock().context.clone()
    }

    /// Whether its context is a real one, which the loop may enter by itself.
    #[inline]
    pub(crate) fn has_plain_context(&self) -> bool {
        let data = self.task.lock();
        let context = data.context.as_ref();
        context.is_some_and(|context| context.downcast_ref::<PyContext>().is_some())
    }

    pub(crate) fn name(&self, vm: &VirtualMachine) -> PyRef<PyStr> {
        match &self.task.lock().name {
            TaskName::Given(name) => name.clone(),
            TaskName::Number(number) => vm.ctx.new_str(format!("Task-{number}")),
        }
    }

    pub(crate) fn set_name(&self, name: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let name = match name.downcast::<PyStr>() {
            Ok(name) => name,
            Err(other) => other.str(vm)?,
        };
        trace::with(|it| {
            if let Some(number) = self.number() {
                it.task_named(number, &name);
            }
        });
        let old = std::mem::replace(&mut self.task.lock().name, TaskName::Given(name));
        drop(old);
        Ok(())
    }

    /// The newest cancellation's message: of the task while it runs, of its future when it is done.
    pub(crate) fn cancel_message(&self) -> Option<PyObjectRef> {
        if self.future.is_pending() {
            self.task.lock().core.cancel_message().cloned()
        } else {
            self.future.data.lock().cancel_message.clone()
        }
    }

    pub(crate) const fn registration(&self) -> &Registration {
        &self.registration
    }

    /// What the recorder remembers of it.
    pub(crate) const fn marks(&self) -> &TaskMarks {
        &self.marks
    }

    /// Its number in a trace; none on a loop that is not ours.
    pub(crate) fn number(&self) -> Option<u64> {
        let number = self.task.lock().core.id().get();
        (number < FOREIGN).then_some(number)
    }
}

impl PyTask {
    /// `Task.__init__`.
    pub(crate) fn start(zelf: &Py<Self>, args: TaskArgs, vm: &VirtualMachine) -> PyResult<()> {
        let loop_ = zelf.future.start(args.loop_, true, vm)?;
        totals::count_task();
        if !is_coroutine(&args.coroutine, vm)? {
            zelf.log_destroy_pending.store(false, Ordering::Relaxed);
            return Err(vm.new_type_error(format!(
                "a coroutine was expected, got {}",
                library::repr(&args.coroutine, vm)?
            )));
        }
        let context = match args.context {
            Some(context) => context,
            None => PyContext::copy_current(vm).into(),
        };
        let core = LoopCore::direct(&loop_);
        let scheduler = core.and_then(|core| core.scheduler());
        let id = scheduler.map_or_else(|| foreign_id().into(), |it| it.new_task_id());
        let name = match args.name {
            None => next_name(),
            Some(name) => match name.downcast::<PyStr>() {
                Ok(name) => TaskName::Given(name),
                Err(other) => TaskName::Given(other.str(vm)?),
            },
        };
        let data = TaskData {
            core: TaskCore::new(id),
            coroutine: Some(args.coroutine),
            context: Some(context),
            name,
        };
        let old = std::mem::replace(&mut *zelf.task.lock(), data);
        drop(old);
        zelf.log_destroy_pending.store(true, Ordering::Relaxed);
        if let Some(scheduler) = scheduler
            && scheduler.is_observed()
            && let Some(future) = zelf.future.data.lock().core.as_ref().map(|core| core.id())
        {
            if let Some(coroutine) = zelf.coroutine() {
                trace::with(|it| it.task_created(zelf, &coroutine, vm));
            }
            scheduler.observe_task_created(id, future);
        }
        if args.eager_start {
            let running = match core {
                Some(core) => core.is_running_now(),
                None => vm.call_method(&loop_, "is_running", ())?.try_to_bool(vm)?,
            };
            if running {
                return task_step::start_eagerly(zelf, &loop_, core, vm);
            }
        }
        if let (Some(core), Some(scheduler)) = (core, scheduler)
            && zelf.has_plain_context()
        {
            LoopCore::check_may_queue(core, vm)?;
            scheduler.schedule_step(zelf.to_owned());
        } else {
            let step = wrappers::step(zelf.to_owned(), None, vm);
            callbacks::call_soon_method(&loop_, step, None, zelf.context(), vm)?;
        }
        registry::register(zelf);
        Ok(())
    }

    /// `Task.cancel`.
    pub(crate) fn cancel_impl(
        zelf: &Py<Self>,
        message: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<bool> {
        let loop_ = zelf.future.alive(vm)?;
        zelf.future.log_traceback.store(false, Ordering::Relaxed);
        if !zelf.future.is_pending() {
            return Ok(false);
        }
        if let Some(core) = LoopCore::direct(&loop_)
            && let Some(scheduler) = core.scheduler()
        {
            let driver = PyDriver {
                vm,
                core: Some(core),
                watch: None,
            };
            trace::with(|it| {
                let cancelling = zelf.task.lock().core.cancelling() + 1;
                it.cancelling(message.as_deref(), cancelling, vm);
            });
            return Ok(scheduler.cancel_task(&driver, &zelf.to_owned(), message));
        }
        let request = zelf.task.lock().core.cancel(message.as_ref());
        match request {
            CancelRequest::AlreadyDone => Ok(false),
            CancelRequest::AtNextStep => Ok(true),
            CancelRequest::Forward(future) => {
                if !callbacks::cancel_any(&future, message.clone(), vm)? {
                    zelf.task.lock().core.must_cancel_with(message);
                }
                Ok(true)
            }
        }
    }

    /// Settles the task's future when its coroutine has ended.
    pub(crate) fn finish(
        zelf: &Py<Self>,
        outcome: Outcome<World>,
        cause: Option<PyBaseExceptionRef>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        registry::unregister(zelf);
        let future = PyTask::as_future(zelf);
        match outcome {
            Outcome::Value(value) => PyFuture::set_result_impl(future, value, vm),
            Outcome::Error(error) => PyFuture::set_exception_impl(future, error.into(), vm),
            Outcome::Cancelled(message) => {
                let old = std::mem::replace(&mut future.data.lock().cancelled_error, cause);
                drop(old);
                PyFuture::cancel_impl(future, message, vm).map(drop)
            }
        }
    }

    /// The future that every task is.
    pub(crate) fn as_future(zelf: &Py<Self>) -> &Py<PyFuture> {
        zelf.upcast_ref::<PyFuture>()
    }
}

fn is_coroutine(object: &PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
    if object.downcast_ref::<PyCoroutine>().is_some() {
        return Ok(true);
    }
    library::get(Name::IsCoroutine, vm)?
        .call((object.clone(),), vm)?
        .try_to_bool(vm)
}

impl PySubclass for PyTask {
    type Base = PyFuture;

    fn as_base(&self) -> &PyFuture {
        &self.future
    }
}

// SAFETY: every reference is visited once; nothing is cloned. See `PyFuture` for the locks.
unsafe impl Traverse for PyTask {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        self.future.traverse(tracer);
        let Some(data) = self.task.try_lock() else {
            return;
        };
        if let Some(message) = data.core.cancel_message() {
            tracer(message);
        }
        if let Some(waiter) = data.core.waiter() {
            tracer(waiter);
        }
        for object in [&data.coroutine, &data.context].into_iter().flatten() {
            tracer(object);
        }
        if let TaskName::Given(name) = &data.name {
            tracer(name.as_object());
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        self.future.clear(out);
        let data = self.task.get_mut();
        out.extend(data.core.set_cancel_message(None));
        out.extend(data.core.abandon());
        out.extend(data.coroutine.take());
        out.extend(data.context.take());
    }
}

/// A new `Task` of exactly that class (`loop.create_task()`).
pub(crate) fn create(args: TaskArgs, vm: &VirtualMachine) -> PyResult<PyRef<PyTask>> {
    let class = PyTask::static_type().to_owned();
    let task = PyRef::new_ref(PyTask::uninitialized(), class, None);
    PyTask::start(&task, args, vm)?;
    Ok(task)
}
