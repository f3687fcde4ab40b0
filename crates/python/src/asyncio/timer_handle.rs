//! `asyncio.TimerHandle`: a handle with a time.

use super::args::Args;
use super::event_loop::LoopCore;
use super::future_attrs::assigned;
use super::handle::PyHandle;
use coroscope_scheduler::{Time, TimerKey};
use rustpython_common::hash::PyHash;
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyFloat, PyType, PyTypeRef};
use rustpython_vm::class::PySubclass;
use rustpython_vm::function::{FuncArgs, OptionalArg, PyComparisonValue, PySetterValue};
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::types::{Comparable, Constructor, Hashable, Initializer, PyComparisonOp};
use rustpython_vm::{
    AsObject as _, Py, PyObject, PyObjectRef, PyPayload as _, PyRef, PyResult, VirtualMachine,
    pyclass,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// The payload of a `TimerHandle`.
#[pyclass(
    module = "asyncio.events",
    name = "TimerHandle",
    base = PyHandle,
    traverse = "manual"
)]
#[derive(Debug)]
#[repr(C)]
pub(crate) struct PyTimerHandle {
    handle: PyHandle,
    timer: PyMutex<TimerData>,
    scheduled: AtomicBool,
}

#[derive(Debug, Default)]
struct TimerData {
    when: Option<PyObjectRef>,
    /// Where the timer is in our scheduler; `None` on other loops.
    key: Option<TimerKey>,
}

impl PySubclass for PyTimerHandle {
    type Base = PyHandle;

    fn as_base(&self) -> &PyHandle {
        &self.handle
    }
}

// SAFETY: every reference is visited once; nothing is cloned. See `PyFuture` for the locks.
unsafe impl Traverse for PyTimerHandle {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        self.handle.traverse(tracer);
        if let Some(when) = self
            .timer
            .try_lock()
            .as_deref()
            .and_then(|it| it.when.as_ref())
        {
            tracer(when);
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        self.handle.clear(out);
        out.extend(self.timer.get_mut().when.take());
    }
}

/// A time as a float.
///
/// # Errors
/// `TypeError` for what is not a number.
pub(crate) fn seconds(when: &PyObject, vm: &VirtualMachine) -> PyResult<f64> {
    match when.downcast_ref::<PyFloat>() {
        Some(float) => Ok(float.to_f64()),
        None => Ok(when.try_float(vm)?.to_f64()),
    }
}

impl PyTimerHandle {
    fn uninitialized() -> Self {
        Self {
            handle: PyHandle::uninitialized(),
            timer: PyMutex::new(TimerData::default()),
            scheduled: AtomicBool::new(false),
        }
    }

    fn when_object(&self, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(self.timer.lock().when.clone())
    }
}

impl PyTimerHandle {
    pub(crate) fn as_handle(zelf: &Py<Self>) -> &Py<PyHandle> {
        zelf.upcast_ref::<PyHandle>()
    }

    /// Remembers its place in our scheduler.
    pub(crate) fn scheduled_as(zelf: &Py<Self>, key: TimerKey) {
        zelf.timer.lock().key = Some(key);
        zelf.scheduled.store(true, Ordering::Relaxed);
    }

    /// Its place in our scheduler, which it forgets.
    pub(crate) fn take_key(zelf: &Py<Self>) -> Option<TimerKey> {
        zelf.timer.lock().key.take()
    }

    /// It is due, and no longer `_scheduled`.
    pub(crate) fn fired(zelf: &Py<Self>) {
        zelf.scheduled.store(false, Ordering::Relaxed);
        zelf.timer.lock().key = None;
    }

    /// `TimerHandle._repr_info`.
    pub(crate) fn timer_repr_info(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Vec<String>> {
        let handle = PyTimerHandle::as_handle(zelf);
        let mut info = PyHandle::repr_info(handle, vm)?;
        let position = if handle.is_cancelled() { 2 } else { 1 };
        let when = zelf.when_object(vm).str(vm)?;
        info.insert(position.min(info.len()), format!("when={when}"));
        Ok(info)
    }
}

/// A new `TimerHandle` on a loop of ours, with a source traceback in debug mode (`own` as for
/// [`handle::here`]).
pub(crate) fn new_timer(
    core: &Py<LoopCore>,
    when: PyObjectRef,
    callback: PyObjectRef,
    args: Vec<PyObjectRef>,
    context: Option<PyObjectRef>,
    own: usize,
    vm: &VirtualMachine,
) -> PyResult<(PyRef<PyTimerHandle>, Time)> {
    let time = Time::from_secs(seconds(&when, vm)?);
    let timer = PyTimerHandle::uninitialized();
    timer.timer.lock().when = Some(when);
    let timer = timer.into_ref(&vm.ctx);
    let loop_ = core.as_object().to_owned();
    let args = Args::Loose(args);
    PyTimerHandle::as_handle(&timer).start(callback, args, loop_, context, own, vm)?;
    Ok((timer, time))
}

/// `__init__(when, callback, args, loop, context=None)`.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct InitArgs {
    #[pyarg(any)]
    when: PyObjectRef,
    #[pyarg(any)]
    callback: PyObjectRef,
    #[pyarg(any)]
    args: PyObjectRef,
    #[pyarg(any, name = "loop")]
    loop_: PyObjectRef,
    #[pyarg(any, optional)]
    context: OptionalArg<PyObjectRef>,
}

#[pyclass(
    flags(BASETYPE, HAS_WEAKREF),
    with(Constructor, Initializer, Hashable, Comparable)
)]
impl PyTimerHandle {
    #[pymethod]
    fn cancel(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        let handle = PyTimerHandle::as_handle(zelf);
        if !handle.is_cancelled() {
            let loop_ = vm.unwrap_or_none(handle.data.lock().loop_.clone());
            match LoopCore::direct(&loop_) {
                Some(core) => core.timer_cancelled(zelf),
                None => {
                    vm.call_method(&loop_, "_timer_handle_cancelled", (zelf.to_owned(),))?;
                }
            }
        }
        PyHandle::cancel_impl(handle, vm)
    }

    #[pymethod]
    fn when(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        zelf.when_object(vm)
    }

    #[pygetset]
    fn _when(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        zelf.when_object(vm)
    }

    #[pygetset]
    fn _scheduled(zelf: &Py<Self>) -> bool {
        zelf.scheduled.load(Ordering::Relaxed)
    }

    #[pygetset(setter)]
    fn set__scheduled(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let value = assigned(value, "_scheduled", "TimerHandle", vm)?.try_to_bool(vm)?;
        zelf.scheduled.store(value, Ordering::Relaxed);
        Ok(())
    }
}

impl Constructor for PyTimerHandle {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::uninitialized())
    }

    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let timer = Self::py_new(&cls, args, vm)?;
        timer.into_ref_with_type(vm, cls).map(Into::into)
    }
}

impl Initializer for PyTimerHandle {
    type Args = InitArgs;

    fn init(zelf: &Py<Self>, args: InitArgs, vm: &VirtualMachine) -> PyResult<()> {
        let context = args.context.into_option().filter(|it| !vm.is_none(it));
        let positional = Args::of(args.args, vm)?;
        let handle = PyTimerHandle::as_handle(zelf);
        handle.start(args.callback, positional, args.loop_, context, 0, vm)?;
        let fresh = TimerData {
            when: Some(args.when),
            key: None,
        };
        let old = std::mem::replace(&mut *zelf.timer.lock(), fresh);
        drop(old);
        zelf.scheduled.store(false, Ordering::Relaxed);
        Ok(())
    }
}

impl Hashable for PyTimerHandle {
    fn hash(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyHash> {
        zelf.when_object(vm).hash(vm)
    }
}

impl Comparable for PyTimerHandle {
    fn cmp(
        zelf: &Py<Self>,
        other: &PyObject,
        op: PyComparisonOp,
        vm: &VirtualMachine,
    ) -> PyResult<PyComparisonValue> {
        let Some(other) = other.downcast_ref::<Self>() else {
            return Ok(PyComparisonValue::NotImplemented);
        };
        let ordered = |op| {
            zelf.when_object(vm)
                .rich_compare_bool(&other.when_object(vm), op, vm)
        };
        let result = match op {
            PyComparisonOp::Lt | PyComparisonOp::Gt => ordered(op)?,
            PyComparisonOp::Le => ordered(PyComparisonOp::Lt)? || equal(zelf, other, vm)?,
            PyComparisonOp::Ge => ordered(PyComparisonOp::Gt)? || equal(zelf, other, vm)?,
            PyComparisonOp::Eq => equal(zelf, other, vm)?,
            PyComparisonOp::Ne => !equal(zelf, other, vm)?,
        };
        Ok(PyComparisonValue::Implemented(result))
    }
}

/// Equal in time, callback, arguments and cancellation.
fn equal(
    left: &Py<PyTimerHandle>,
    right: &Py<PyTimerHandle>,
    vm: &VirtualMachine,
) -> PyResult<bool> {
    let parts = |timer: &Py<PyTimerHandle>| {
        let handle = PyTimerHandle::as_handle(timer);
        let callback = handle.data.lock().callback.clone();
        [
            timer.when_object(vm),
            vm.unwrap_or_none(callback),
            PyHandle::_args(handle, vm),
            vm.ctx.new_bool(handle.is_cancelled()).into(),
        ]
    };
    for (left, right) in parts(left).iter().zip(&parts(right)) {
        if !vm.identical_or_equal(left, right)? {
            return Ok(false);
        }
    }
    Ok(true)
}
