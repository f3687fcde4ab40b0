//! `_asyncio.FutureIter`: what `await future` and `yield from future` drive.

use super::bare_yield::BareYield;
use super::future::{Answer, PyFuture};
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyBaseException, PyBaseExceptionRef, PyTraceback, PyType};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::OptionalArg;
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::protocol::PyIterReturn;
use rustpython_vm::types::{IterNext, Iterable, SelfIter};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    pyclass,
};
use std::sync::atomic::Ordering;

/// Yields the future once, marked as blocking, and then returns its result.
#[pyclass(module = "_asyncio", name = "FutureIter", traverse = "manual")]
#[derive(Debug)]
pub(crate) struct FutureIter {
    future: PyMutex<Option<PyRef<PyFuture>>>,
}

impl PyPayload for FutureIter {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: the future is visited once.
unsafe impl Traverse for FutureIter {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        if let Some(future) = self.future.try_lock().as_deref().and_then(Option::as_ref) {
            tracer(future.as_object());
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        out.extend(self.future.get_mut().take().map(PyObjectRef::from));
    }
}

/// An iterator over `future`.
pub(crate) fn iterate(future: PyRef<PyFuture>, vm: &VirtualMachine) -> PyObjectRef {
    let iterator = FutureIter {
        future: PyMutex::new(Some(future)),
    };
    iterator.into_ref(&vm.ctx).into()
}

impl FutureIter {
    fn advance(&self, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        let Some(future) = self.future.lock().clone() else {
            return Ok(PyIterReturn::StopIteration(None));
        };
        if future.is_pending() {
            if !future.blocking.swap(true, Ordering::Relaxed) {
                return Ok(PyIterReturn::Return(future.into()));
            }
            return Err(vm.new_runtime_error("await wasn't used with future"));
        }
        let done = self.future.lock().take();
        drop(done);
        match future.answer(vm)? {
            Answer::Value(value) => Ok(PyIterReturn::StopIteration(Some(value))),
            Answer::Error(error) => Err(error),
        }
    }
}

/// Whether this is what nearly every task that has given up control stands at: a future's `await`, or that of `sleep(0)`.
#[inline]
pub(crate) fn is_leaf(awaited: &PyObject) -> bool {
    awaited.downcast_ref::<FutureIter>().is_some() || awaited.downcast_ref::<BareYield>().is_some()
}

#[pyclass(with(IterNext, Iterable), flags(DISALLOW_INSTANTIATION))]
impl FutureIter {
    #[pymethod]
    fn send(zelf: &Py<Self>, _value: PyObjectRef, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        zelf.advance(vm)
    }

    #[pymethod]
    fn throw(
        zelf: &Py<Self>,
        exc_type: PyObjectRef,
        value: OptionalArg<PyObjectRef>,
        traceback: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyIterReturn> {
        if value.is_present() || traceback.is_present() {
            rustpython_vm::warn::warn(
                vm.ctx
                    .new_str(
                        "the (type, exc, tb) signature of throw() is deprecated, \
                         use the single-arg signature instead.",
                    )
                    .into(),
                Some(vm.ctx.exceptions.deprecation_warning.to_owned()),
                1,
                None,
                vm,
            )?;
        }
        let value = value.into_option().filter(|value| !vm.is_none(value));
        let traceback = match traceback.into_option().filter(|it| !vm.is_none(it)) {
            Some(it) => Some(
                it.downcast::<PyTraceback>()
                    .map_err(|_| vm.new_type_error("throw() third argument must be a traceback"))?,
            ),
            None => None,
        };
        let error = instance(exc_type, value, vm)?;
        let done = zelf.future.lock().take();
        drop(done);
        if traceback.is_some() {
            error.set_traceback(traceback);
        }
        Err(error)
    }

    #[pymethod]
    fn close(zelf: &Py<Self>) {
        let done = zelf.future.lock().take();
        drop(done);
    }
}

/// The exception that `throw(type, value)` means.
fn instance(
    exc_type: PyObjectRef,
    value: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<PyBaseExceptionRef> {
    let not_exception = || {
        vm.new_type_error(
            "exceptions must be classes deriving BaseException or instances of such a class",
        )
    };
    match exc_type.downcast::<PyType>() {
        Ok(class) => {
            if !class.fast_issubclass(vm.ctx.exceptions.base_exception_type) {
                return Err(not_exception());
            }
            let object = match value {
                Some(value) if value.fast_isinstance(&class) => value,
                Some(value) => class.as_object().call((value,), vm)?,
                None => class.as_object().call((), vm)?,
            };
            object
                .downcast::<PyBaseException>()
                .map_err(|_| not_exception())
        }
        Err(object) => {
            let error = object
                .downcast::<PyBaseException>()
                .map_err(|_| not_exception())?;
            if value.is_some() {
                return Err(vm.new_type_error("instance exception may not have a separate value"));
            }
            Ok(error)
        }
    }
}

impl SelfIter for FutureIter {}

impl IterNext for FutureIter {
    #[inline]
    fn next(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyIterReturn> {
        zelf.advance(vm)
    }
}
