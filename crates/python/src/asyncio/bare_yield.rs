//! What `asyncio.sleep(0)` awaits: one bare `yield`, without a generator and its frame.
//!
//! CPython's `asyncio.tasks.__sleep0` is a generator-based coroutine of one `yield`. To make, resume and finish a
//! generator is a third of what a step of a task costs, so `_coroscope_asyncio` puts [`bare_yield`] in its place. An
//! exception that is thrown in at the `yield` is handed to the generator itself, so that tracebacks show its line.

use super::library::module_attr;
use rustpython_vm::builtins::PyType;
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::types::{Callable, IterNext, Iterable, SelfIter};
use rustpython_vm::{
    Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// Yields None once, and then returns None.
#[pyclass(module = "_coroscope_loop", name = "BareYield")]
#[derive(Debug, Default)]
pub(crate) struct BareYield {
    yielded: AtomicBool,
}

impl PyPayload for BareYield {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

/// `asyncio.tasks.__sleep0()`.
pub(crate) fn bare_yield(vm: &VirtualMachine) -> PyRef<BareYield> {
    BareYield::default().into_ref(&vm.ctx)
}

impl BareYield {
    #[inline]
    fn advance(&self, vm: &VirtualMachine) -> PyIterReturn {
        if self.yielded.swap(true, Ordering::Relaxed) {
            PyIterReturn::StopIteration(None)
        } else {
            PyIterReturn::Return(vm.ctx.none())
        }
    }
}

#[pyclass(with(Callable, IterNext, Iterable), flags(DISALLOW_INSTANTIATION))]
impl BareYield {
    #[pymethod]
    fn send(zelf: &Py<Self>, _value: PyObjectRef, vm: &VirtualMachine) -> PyIterReturn {
        zelf.advance(vm)
    }

    /// Raises at the `yield` of the generator that this stands for.
    #[pymethod]
    fn throw(zelf: &Py<Self>, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let generator = module_attr("_coroscope_asyncio", "sleep0_generator", vm)?.call((), vm)?;
        if zelf.yielded.swap(true, Ordering::Relaxed) {
            vm.call_method(&generator, "send", (vm.ctx.none(),))?;
        }
        vm.call_method(&generator, "throw", args)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>) {
        zelf.yielded.store(true, Ordering::Relaxed);
    }
}

/// It is its own `__await__`: see [`AwaitMethod`](super::await_method::AwaitMethod).
impl Callable for BareYield {
    type Args = ();

    #[inline]
    fn slot_call(zelf: &PyObject, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult {
        Ok(zelf.to_owned())
    }

    fn call(zelf: &Py<Self>, (): (), _vm: &VirtualMachine) -> PyResult {
        Ok(zelf.to_owned().into())
    }
}

impl SelfIter for BareYield {}

impl IterNext for BareYield {
    #[inline]
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        Ok(zelf.advance(vm))
    }
}
