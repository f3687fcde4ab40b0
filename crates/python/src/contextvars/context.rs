//! `contextvars.Context`.

use super::map::VarMap;
use super::var::PyContextVar;
use rustpython_common::lock::{LazyLock, PyMutex};
use rustpython_vm::builtins::{PyList, PyType, PyTypeRef};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::{FuncArgs, OptionalArg, PyComparisonValue};
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::protocol::{PyMappingMethods, PySequenceMethods};
use rustpython_vm::types::{
    AsMapping, AsSequence, Comparable, Constructor, Iterable, PyComparisonOp,
};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    atomic_func, class_or_notimplemented, pyclass,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// A mapping of context variables to values, entered by one thread at a time.
#[pyclass(
    module = "_contextvars",
    name = "Context",
    unhashable = true,
    traverse = "manual"
)]
#[derive(Debug)]
pub(crate) struct PyContext {
    vars: PyMutex<PyRef<VarMap>>,
    entered: AtomicBool,
}

impl PyPayload for PyContext {
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: the only reference is the map, visited once.
unsafe impl Traverse for PyContext {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        if let Some(vars) = self.vars.try_lock() {
            tracer(vars.as_object());
        }
    }
}

impl PyContext {
    fn over(vars: PyRef<VarMap>) -> Self {
        Self {
            vars: PyMutex::new(vars),
            entered: AtomicBool::new(false),
        }
    }

    fn empty(vm: &VirtualMachine) -> Self {
        Self::over(VarMap::default().into_ref(&vm.ctx))
    }

    /// The thread's current context, made on first use.
    pub(crate) fn current(vm: &VirtualMachine) -> PyRef<Self> {
        let mut stack = vm.context_stack.borrow_mut();
        if let Some(top) = stack.last().and_then(|top| top.downcast_ref::<Self>()) {
            return top.to_owned();
        }
        let base = Self::empty(vm);
        base.entered.store(true, Ordering::Relaxed);
        let base = base.into_ref(&vm.ctx);
        stack.push(base.clone().into());
        base
    }

    /// A copy of the current context, sharing its values. `contextvars.copy_context()`.
    pub(crate) fn copy_current(vm: &VirtualMachine) -> PyRef<Self> {
        let vars = Self::current(vm).map();
        Self::over(vars).into_ref(&vm.ctx)
    }

    /// Makes this the current context.
    ///
    /// # Errors
    /// `RuntimeError` if it is entered already, by whichever thread.
    #[inline]
    pub(crate) fn enter(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.entered.swap(true, Ordering::AcqRel) {
            return Err(vm.new_runtime_error(format!(
                "cannot enter context: {} is already entered",
                zelf.as_object().repr(vm)?
            )));
        }
        vm.context_stack.borrow_mut().push(zelf.to_owned().into());
        Ok(())
    }

    /// Whether this is the thread's current context.
    #[inline]
    pub(crate) fn is_current(zelf: &Py<Self>, vm: &VirtualMachine) -> bool {
        let stack = vm.context_stack.borrow();
        stack.last().is_some_and(|top| top.is(zelf))
    }

    /// Leaves this context, which has to be the current one.
    ///
    /// # Errors
    /// `RuntimeError` if it is not.
    #[inline]
    pub(crate) fn exit(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if !zelf.entered.load(Ordering::Acquire) {
            return Err(vm.new_runtime_error(format!(
                "cannot exit context: {} has not been entered",
                zelf.as_object().repr(vm)?
            )));
        }
        let popped = vm.context_stack.borrow_mut().pop_if(|top| top.is(zelf));
        if popped.is_none() {
            return Err(vm.new_runtime_error(
                "cannot exit context: thread state references a different context object",
            ));
        }
        zelf.entered.store(false, Ordering::Release);
        Ok(())
    }

    /// What it holds now. Whoever keeps it sees no later changes.
    pub(crate) fn map(&self) -> PyRef<VarMap> {
        self.vars.lock().clone()
    }

    pub(crate) fn value(&self, var: &Py<PyContextVar>) -> Option<PyObjectRef> {
        self.vars.lock().get(var)
    }

    pub(crate) fn set_value(
        &self,
        var: &Py<PyContextVar>,
        value: PyObjectRef,
        vm: &VirtualMachine,
    ) {
        let old = self.own_map(vm).insert(var, value);
        drop(old);
    }

    pub(crate) fn remove_value(&self, var: &Py<PyContextVar>, vm: &VirtualMachine) -> bool {
        self.own_map(vm).remove(var).is_some()
    }

    /// The map, made this context's own if a copy shares it.
    fn own_map(&self, vm: &VirtualMachine) -> PyRef<VarMap> {
        let (own, old) = {
            let mut vars = self.vars.lock();
            if vars.as_object().strong_count() == 1 {
                (vars.clone(), None)
            } else {
                let own = vars.duplicate().into_ref(&vm.ctx);
                (own.clone(), Some(std::mem::replace(&mut *vars, own)))
            }
        };
        drop(old);
        own
    }

    fn key<'a>(key: &'a PyObject, vm: &VirtualMachine) -> PyResult<&'a Py<PyContextVar>> {
        key.downcast_ref::<PyContextVar>().map_or_else(
            || {
                Err(vm.new_type_error(format!(
                    "a ContextVar key was expected, got {}",
                    key.repr(vm)?
                )))
            },
            Ok,
        )
    }

    fn list_iter(items: Vec<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
        <PyList as Iterable>::iter(vm.ctx.new_list(items), vm)
    }
}

#[pyclass(
    with(Constructor, AsMapping, AsSequence, Iterable, Comparable),
    flags(HAS_WEAKREF)
)]
impl PyContext {
    #[pymethod]
    fn run(zelf: &Py<Self>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        if args.args.is_empty() {
            return Err(vm.new_type_error("run() missing 1 required positional argument"));
        }
        let callable = args.args.remove(0);
        Self::enter(zelf, vm)?;
        let result = callable.call(args, vm);
        Self::exit(zelf, vm)?;
        result
    }

    #[pymethod]
    fn copy(zelf: &Py<Self>) -> Self {
        Self::over(zelf.map())
    }

    #[pymethod]
    fn get(
        zelf: &Py<Self>,
        key: PyObjectRef,
        default: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult {
        let key = Self::key(&key, vm)?;
        Ok(zelf
            .value(key)
            .unwrap_or_else(|| default.unwrap_or_none(vm)))
    }

    #[pymethod]
    fn keys(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let keys = zelf.map().snapshot().into_iter().map(|(var, _)| var.into());
        Self::list_iter(keys.collect(), vm)
    }

    #[pymethod]
    fn values(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let values = zelf.map().snapshot().into_iter().map(|(_, value)| value);
        Self::list_iter(values.collect(), vm)
    }

    #[pymethod]
    fn items(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let items = zelf.map().snapshot().into_iter();
        let items = items.map(|(var, value)| vm.ctx.new_tuple(vec![var.into(), value]).into());
        Self::list_iter(items.collect(), vm)
    }
}

impl Constructor for PyContext {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        if args.args.is_empty() && args.kwargs.is_empty() {
            Ok(Self::empty(vm))
        } else {
            Err(vm.new_type_error("Context() does not accept any arguments"))
        }
    }

    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let context = Self::py_new(&cls, args, vm)?;
        context.into_ref_with_type(vm, cls).map(Into::into)
    }
}

impl AsMapping for PyContext {
    fn as_mapping() -> &'static PyMappingMethods {
        static METHODS: PyMappingMethods = PyMappingMethods {
            length: atomic_func!(|mapping, _vm| Ok(PyContext::mapping_downcast(mapping)
                .map()
                .len())),
            subscript: atomic_func!(|mapping, key, vm| {
                let var = PyContext::key(key, vm)?;
                PyContext::mapping_downcast(mapping)
                    .value(var)
                    .ok_or_else(|| vm.new_key_error(var.to_owned().into()))
            }),
            ass_subscript: None,
        };
        &METHODS
    }
}

impl AsSequence for PyContext {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: LazyLock<PySequenceMethods> = LazyLock::new(|| PySequenceMethods {
            contains: atomic_func!(|seq, key, vm| {
                let var = PyContext::key(key, vm)?;
                Ok(PyContext::sequence_downcast(seq).value(var).is_some())
            }),
            ..PySequenceMethods::NOT_IMPLEMENTED
        });
        &METHODS
    }
}

impl Iterable for PyContext {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        PyContext::keys(&zelf, vm)
    }
}

impl Comparable for PyContext {
    fn cmp(
        zelf: &Py<Self>,
        other: &PyObject,
        op: PyComparisonOp,
        vm: &VirtualMachine,
    ) -> PyResult<PyComparisonValue> {
        let other = class_or_notimplemented!(Self, other);
        op.eq_only(|| same_values(zelf, other, vm).map(Into::into))
    }
}

/// Compares snapshots, because comparing two values may run Python code that sets variables.
fn same_values(left: &Py<PyContext>, right: &Py<PyContext>, vm: &VirtualMachine) -> PyResult<bool> {
    let (left, right) = (left.map(), right.map());
    if left.is(&right) {
        return Ok(true);
    }
    let (left, right) = (left.snapshot(), right.snapshot());
    if left.len() != right.len() {
        return Ok(false);
    }
    for ((var, value), (other_var, other_value)) in left.iter().zip(&right) {
        if !var.is(other_var) || !vm.identical_or_equal(value, other_value)? {
            return Ok(false);
        }
    }
    Ok(true)
}
