//! `__await__` of our awaitables, without what a call of a native method costs.
//!
//! To await an object the interpreter takes `__await__` out of the object's class, binds it and calls what it got. With a
//! native method that is a bound method made and dropped and a general reading of no arguments, a tenth of a step that
//! awaits `asyncio.sleep(0)`. To Python an [`AwaitMethod`] is what it is in CPython, a slot wrapper (`Objects/typeobject.c`,
//! `slotdefs`, and `Objects/descrobject.c`).

use super::bare_yield::BareYield;
use super::future::PyFuture;
use super::future_attrs;
use rustpython_vm::builtins::PyType;
use rustpython_vm::class::{PyClassImpl as _, StaticType as _};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::types::{Callable, GetDescriptor, Representable};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    pyclass,
};

const DOC: &str = "Return an iterator to be used in await expression.";

/// The attribute of a class.
#[pyclass(module = false, name = "wrapper_descriptor")]
#[derive(Debug)]
pub(crate) struct AwaitMethod {
    class: &'static Py<PyType>,
}

/// `future.__await__`.
#[pyclass(module = false, name = "method-wrapper", traverse = "manual")]
#[derive(Debug)]
pub(crate) struct BoundAwait {
    future: PyRef<PyFuture>,
}

impl PyPayload for AwaitMethod {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

impl PyPayload for BoundAwait {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: the future is visited once.
unsafe impl Traverse for BoundAwait {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        tracer(self.future.as_object());
    }
}

/// Makes the types that the others need.
pub(crate) fn make_types() {
    drop(AwaitMethod::make_static_type());
    drop(BoundAwait::make_static_type());
}

/// Puts `__await__` into `class`, of [`BareYield`]s or of [`PyFuture`]s.
pub(crate) fn put_into(class: &'static Py<PyType>, vm: &VirtualMachine) {
    let method = AwaitMethod { class }.into_ref(&vm.ctx);
    class.set_attr(vm.ctx.intern_str("__await__"), method.into());
}

/// What a slot without parameters says of arguments.
fn expect_none(args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    if !args.kwargs.is_empty() {
        return Err(vm.new_type_error("wrapper __await__() takes no keyword arguments"));
    }
    match args.args.len() {
        0 => Ok(()),
        given => Err(vm.new_type_error(format!("expected 0 arguments, got {given}"))),
    }
}

impl AwaitMethod {
    /// The method of `object`, if that is of the class. What yields once is its own iterator and, when it is called, gives
    /// itself: it is its own method.
    #[inline]
    fn bind(&self, object: &PyObject, vm: &VirtualMachine) -> Option<PyObjectRef> {
        if !object.fast_isinstance(self.class) {
            return None;
        }
        if object.downcast_ref::<BareYield>().is_some() {
            return Some(object.to_owned());
        }
        let future = object.to_owned().downcast::<PyFuture>().ok()?;
        Some(BoundAwait { future }.into_ref(&vm.ctx).into())
    }
}

#[pyclass(
    with(Callable, GetDescriptor, Representable),
    flags(DISALLOW_INSTANTIATION)
)]
impl AwaitMethod {
    #[pygetset]
    fn __name__(_zelf: &Py<Self>) -> &'static str {
        "__await__"
    }

    #[pygetset]
    fn __qualname__(zelf: &Py<Self>) -> String {
        format!("{}.__await__", zelf.class.name())
    }

    #[pygetset]
    fn __objclass__(zelf: &Py<Self>) -> PyObjectRef {
        zelf.class.to_owned().into()
    }

    #[pygetset]
    fn __doc__(_zelf: &Py<Self>) -> &'static str {
        DOC
    }
}

impl GetDescriptor for AwaitMethod {
    fn descr_get(
        zelf: &PyObject,
        object: Option<&PyObject>,
        _class: Option<&PyObject>,
        vm: &VirtualMachine,
    ) -> PyResult {
        let (Some(method), Some(object)) = (zelf.downcast_ref::<Self>(), object) else {
            return Ok(zelf.to_owned());
        };
        method.bind(object, vm).ok_or_else(|| {
            vm.new_type_error(format!(
                "descriptor '__await__' for '{}' objects doesn't apply to a '{}' object",
                method.class.slot_name(),
                object.class().slot_name()
            ))
        })
    }
}

impl Callable for AwaitMethod {
    type Args = FuncArgs;

    /// `Future.__await__(future)`.
    fn call(zelf: &Py<Self>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let Some(object) = args.take_positional() else {
            return Err(vm.new_type_error(format!(
                "descriptor '__await__' of '{}' object needs an argument",
                zelf.class.slot_name()
            )));
        };
        let Some(bound) = zelf.bind(&object, vm) else {
            return Err(vm.new_type_error(format!(
                "descriptor '__await__' requires a '{}' object but received a '{}'",
                zelf.class.slot_name(),
                object.class().slot_name()
            )));
        };
        bound.call(args, vm)
    }
}

impl Representable for AwaitMethod {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let class = zelf.class.slot_name();
        Ok(format!("<slot wrapper '__await__' of '{class}' objects>"))
    }
}

#[pyclass(with(Callable, Representable), flags(DISALLOW_INSTANTIATION))]
impl BoundAwait {
    #[pygetset]
    fn __name__(_zelf: &Py<Self>) -> &'static str {
        "__await__"
    }

    #[pygetset]
    fn __qualname__(zelf: &Py<Self>) -> String {
        format!("{}.__await__", zelf.future.class().name())
    }

    #[pygetset]
    fn __self__(zelf: &Py<Self>) -> PyRef<PyFuture> {
        zelf.future.clone()
    }

    #[pygetset]
    fn __doc__(_zelf: &Py<Self>) -> &'static str {
        DOC
    }
}

impl Callable for BoundAwait {
    type Args = FuncArgs;

    #[inline]
    fn slot_call(zelf: &PyObject, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        expect_none(&args, vm)?;
        match zelf.downcast_ref::<Self>() {
            Some(method) => future_attrs::iterate(method.future.clone(), vm),
            None => Err(vm.new_type_error("not a bound __await__")),
        }
    }

    fn call(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        Self::slot_call(zelf.as_object(), args, vm)
    }
}

impl Representable for BoundAwait {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        let class = zelf.future.class().slot_name();
        let address = zelf.future.get_id();
        Ok(format!(
            "<method-wrapper '__await__' of {class} object at {address:#x}>"
        ))
    }
}
