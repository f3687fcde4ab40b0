//! The native half of the event loop: the scheduler, and who may reach it directly.
//!
//! The Python half (`_coroscope_asyncio`) subclasses `LoopCore` together with asyncio's
//! `BaseEventLoop`, whose life cycle, exception handlers and executor it inherits unchanged.

use super::handle::PyHandle;
use super::library;
use super::owned::Owned;
use super::sockets::Selector;
use super::timer_handle::PyTimerHandle;
use super::world::World;
use crate::platform;
use coroscope_scheduler::{Ready, Scheduler, Time};
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyStr, PyType};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::PySetterValue;
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    pyclass,
};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The methods that a loop must not override for tasks, futures and handles to go past them.
const DIRECT_METHODS: [&str; 6] = [
    "call_soon",
    "call_at",
    "get_debug",
    "_timer_handle_cancelled",
    "_check_closed",
    "is_running",
];

/// The payload of an event loop.
#[pyclass(module = "_coroscope_loop", name = "LoopCore", traverse = "manual")]
#[derive(Debug)]
pub(crate) struct LoopCore {
    owned: Owned,
    /// Handles from other threads, in the order in which they came.
    inbox: PyMutex<VecDeque<PyRef<PyHandle>>>,
    has_mail: AtomicBool,
    /// Whether no method of [`DIRECT_METHODS`] is overridden, by a class or on the instance.
    direct: AtomicBool,
    /// Whether `time` is overridden, by a class or on the instance.
    own_clock: AtomicBool,
    pub(crate) closed: AtomicBool,
    debug: AtomicBool,
    /// Its number in a trace; 0 while it has none.
    pub(crate) number: AtomicU32,
    pub(crate) attrs: PyMutex<LoopAttrs>,
}

/// Attributes that both halves use.
#[derive(Debug, Default)]
pub(crate) struct LoopAttrs {
    pub(crate) thread_id: Option<PyObjectRef>,
    pub(crate) task_factory: Option<PyObjectRef>,
    /// What the loop asks for sockets that are ready, before each turn.
    pub(crate) selector: Selector,
    /// When the step that is going on began, in debug mode.
    step_began: f64,
}

impl PyPayload for LoopCore {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: every reference in the queues is visited once; nothing is cloned. The collector stops all other
// threads first, so that it may look into a scheduler that one of them owns.
unsafe impl Traverse for LoopCore {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        let scheduler = self.owned.for_collector();
        scheduler.for_each_ready(|item| match item {
            Ready::Step(task) => tracer(task.as_object()),
            Ready::Throw(task, error) => {
                tracer(task.as_object());
                tracer(error.as_object());
            }
            Ready::Wakeup(task, future) => {
                tracer(task.as_object());
                tracer(future);
            }
            Ready::Callback(_, callback, future) => {
                tracer(&callback.function);
                tracer(&callback.context);
                tracer(future);
            }
            Ready::Handle(_, handle) => tracer(handle.as_object()),
        });
        scheduler.for_each_timer(|_, _, handle| tracer(handle.as_object()));
        if let Some(inbox) = self.inbox.try_lock() {
            inbox.iter().for_each(|handle| tracer(handle.as_object()));
        }
        if let Some(attrs) = self.attrs.try_lock() {
            let objects = [&attrs.thread_id, &attrs.task_factory];
            objects.into_iter().flatten().for_each(|it| tracer(it));
            attrs.selector.traverse(tracer);
        }
    }
}

impl LoopCore {
    /// A loop of class `class`.
    pub(crate) fn of_class(class: &Py<PyType>, resolution: f64, vm: &VirtualMachine) -> Self {
        Self {
            owned: Owned::new(resolution),
            inbox: PyMutex::new(VecDeque::new()),
            has_mail: AtomicBool::new(false),
            direct: AtomicBool::new(is_direct(class, vm)),
            own_clock: AtomicBool::new(!is_inherited("time", class, vm)),
            closed: AtomicBool::new(false),
            debug: AtomicBool::new(false),
            number: AtomicU32::new(0),
            attrs: PyMutex::new(LoopAttrs::default()),
        }
    }

    /// The loop, if it is one of ours whose methods need not be called.
    #[inline]
    pub(crate) fn direct(loop_: &PyObject) -> Option<&Py<Self>> {
        let core = loop_.downcast_ref::<Self>()?;
        core.direct.load(Ordering::Relaxed).then_some(core)
    }

    /// Whether `create_task` of a coroutine is sure to make a task of it, and nothing else sees that.
    pub(crate) fn makes_plain_tasks(&self) -> bool {
        !self.closed.load(Ordering::Relaxed)
            && !self.debug()
            && self.attrs.lock().task_factory.is_none()
    }

    /// The scheduler, if this thread owns it.
    #[inline]
    pub(crate) fn scheduler(&self) -> Option<&Scheduler<World>> {
        self.owned.get()
    }

    /// The scheduler, which this thread owns from now on, because it runs the loop.
    pub(crate) fn take_over(&self) -> Option<&Scheduler<World>> {
        self.owned.take_over();
        self.owned.get()
    }

    #[inline]
    pub(crate) fn debug(&self) -> bool {
        self.debug.load(Ordering::Relaxed)
    }

    pub(crate) fn set_debug_flag(&self, debug: bool) {
        self.debug.store(debug, Ordering::Relaxed);
    }

    /// Whether `run_forever` is going on.
    pub(crate) fn is_running_now(&self) -> bool {
        self.attrs.lock().thread_id.is_some()
    }

    /// The platform's clock, which is the loop's unless a subclass has one of its own; see [`LoopCore::clock`].
    pub(crate) fn now() -> Time {
        platform::current().now()
    }

    /// Queues a handle: from the loop's own thread in the scheduler, from any other in the inbox.
    pub(crate) fn queue(&self, handle: PyRef<PyHandle>, vm: &VirtualMachine) {
        match self.scheduler() {
            Some(scheduler) => {
                PyHandle::announce(&handle, vm);
                scheduler.call_soon(handle);
            }
            None => {
                self.inbox.lock().push_back(handle);
                self.has_mail.store(true, Ordering::Release);
            }
        }
    }

    /// Moves what other threads sent into the ready queue; returns whether there was anything.
    pub(crate) fn fetch_mail(&self, scheduler: &Scheduler<World>, vm: &VirtualMachine) -> bool {
        if !self.has_mail.swap(false, Ordering::AcqRel) {
            return false;
        }
        let mail = std::mem::take(&mut *self.inbox.lock());
        for handle in mail {
            PyHandle::announce(&handle, vm);
            scheduler.call_soon(handle);
        }
        true
    }

    /// Takes a cancelled timer out of the queue.
    pub(crate) fn timer_cancelled(&self, timer: &Py<PyTimerHandle>) {
        if let Some(key) = PyTimerHandle::take_key(timer)
            && let Some(scheduler) = self.scheduler()
        {
            let handle = scheduler.cancel_timer(key);
            drop(handle);
        }
    }

    /// Drops all that is queued, when the loop closes.
    pub(crate) fn clear_queues(&self) {
        if let Some(scheduler) = self.scheduler() {
            scheduler.clear();
        }
        let mail = std::mem::take(&mut *self.inbox.lock());
        drop(mail);
    }

    /// In debug mode: a task's step begins.
    pub(crate) fn step_began(&self) {
        self.attrs.lock().step_began = Self::now().as_secs();
    }
}

/// Whether a class leaves all of [`DIRECT_METHODS`] as they are.
fn is_direct(class: &Py<PyType>, vm: &VirtualMachine) -> bool {
    DIRECT_METHODS
        .iter()
        .all(|name| is_inherited(name, class, vm))
}

/// Whether a class leaves one of our methods as it is.
fn is_inherited(name: &'static str, class: &Py<PyType>, vm: &VirtualMachine) -> bool {
    let own: &Py<PyType> = LoopCore::static_type();
    let name = vm.ctx.intern_str(name);
    match (class.get_attr(name), own.get_attr(name)) {
        (Some(theirs), Some(ours)) => theirs.is(&ours),
        _ => false,
    }
}

impl LoopCore {
    /// `loop.time()`.
    ///
    /// # Errors
    /// What a subclass's clock raises.
    #[inline]
    pub(crate) fn clock(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Time> {
        if !zelf.own_clock.load(Ordering::Relaxed) {
            return Ok(Self::now());
        }
        let time = vm.call_method(zelf.as_object(), "time", ())?;
        let time = super::timer_handle::seconds(&time, vm)?;
        Ok(Time::from_secs(time))
    }

    /// An instant of the loop's clock on the platform's, as far away as it is now.
    ///
    /// # Errors
    /// What a subclass's clock raises.
    pub(crate) fn on_platform(zelf: &Py<Self>, time: Time, vm: &VirtualMachine) -> PyResult<Time> {
        if !zelf.own_clock.load(Ordering::Relaxed) {
            return Ok(time);
        }
        let left = time.secs_since(LoopCore::clock(zelf, vm)?);
        Ok(Self::now().plus_secs(left))
    }

    /// # Errors
    /// `RuntimeError` if the loop is closed.
    #[inline]
    pub(crate) fn check_closed(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.closed.load(Ordering::Relaxed) {
            return Err(vm.new_runtime_error("Event loop is closed"));
        }
        Ok(())
    }

    /// What `call_soon` checks before it queues anything.
    ///
    /// # Errors
    /// `RuntimeError` if the loop is closed or, in debug mode, runs in another thread.
    #[inline]
    pub(crate) fn check_may_queue(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        LoopCore::check_closed(zelf, vm)?;
        if zelf.debug() {
            vm.call_method(zelf.as_object(), "_check_thread", ())?;
        }
        Ok(())
    }

    /// Runs a handle in debug mode.
    pub(crate) fn run_timed(
        zelf: &Py<Self>,
        handle: &Py<PyHandle>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        // For the exception handler, which tells where the handle was made.
        let current = vm.ctx.intern_str("_current_handle");
        let zelf_object = zelf.as_object();
        zelf_object.set_attr(current, handle.as_object().to_owned(), vm)?;
        let began = LoopCore::now().as_secs();
        let result = PyHandle::run(handle, vm);
        zelf_object.set_attr(current, vm.ctx.none(), vm)?;
        let took = LoopCore::now().as_secs() - began;
        LoopCore::report_slow(zelf, took, || handle_text(handle, vm), vm);
        result
    }

    /// In debug mode: a task's step has ended.
    pub(crate) fn step_ended(zelf: &Py<Self>, task: &PyObject, vm: &VirtualMachine) {
        let began = zelf.attrs.lock().step_began;
        let took = LoopCore::now().as_secs() - began;
        LoopCore::report_slow(zelf, took, || task.repr(vm), vm);
    }

    /// Warns on asyncio's logger if something held the loop for `slow_callback_duration` or longer.
    fn report_slow(
        zelf: &Py<Self>,
        took: f64,
        what: impl FnOnce() -> PyResult<PyRef<PyStr>>,
        vm: &VirtualMachine,
    ) {
        let report = || -> PyResult<()> {
            let limit = vm.ctx.intern_str("slow_callback_duration");
            let limit = zelf.as_object().get_attr(limit, vm)?;
            if took < super::timer_handle::seconds(&limit, vm)? {
                return Ok(());
            }
            let format = vm.ctx.new_str("Executing %s took %.3f seconds");
            // As base_events finds it: tests put another one there.
            let logger = library::module_attr("asyncio.base_events", "logger", vm)?;
            vm.call_method(&logger, "warning", (format, what()?, took))?;
            Ok(())
        };
        if let Err(error) = report() {
            vm.run_unraisable(error, None, zelf.as_object().to_owned());
        }
    }

    /// Notices when somebody replaces one of [`DIRECT_METHODS`] or the clock on the instance.
    pub(crate) fn attribute_assigned(
        zelf: &Py<Self>,
        name: &Py<PyStr>,
        value: &PySetterValue,
        vm: &VirtualMachine,
    ) {
        let name = name.to_string_lossy();
        if DIRECT_METHODS.contains(&&*name) {
            let direct = match value {
                PySetterValue::Assign(_) => false,
                PySetterValue::Delete => is_direct(zelf.class(), vm),
            };
            zelf.direct.store(direct, Ordering::Relaxed);
        } else if &*name == "time" {
            let own = match value {
                PySetterValue::Assign(_) => true,
                PySetterValue::Delete => !is_inherited("time", zelf.class(), vm),
            };
            zelf.own_clock.store(own, Ordering::Relaxed);
        } else if &*name == "_process_events" {
            zelf.attrs.lock().selector.process_events_assigned();
        }
    }
}

/// `base_events._format_handle`: a task's own repr, or the handle's.
fn handle_text(handle: &Py<PyHandle>, vm: &VirtualMachine) -> PyResult<PyRef<PyStr>> {
    let callback = handle.data.lock().callback.clone();
    if let Some(callback) = callback
        && let Some(owner) = vm.get_attribute_opt(&callback, vm.ctx.intern_str("__self__"))?
        && owner.downcast_ref::<super::task::PyTask>().is_some()
    {
        return owner.repr(vm);
    }
    handle.as_object().str(vm)
}
