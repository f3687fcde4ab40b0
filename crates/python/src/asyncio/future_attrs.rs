//! `_asyncio.Future`: what Python sees.

use super::future::{Answer, PyFuture};
use super::library::{self, Name};
use super::{awaited_by, callbacks, future_iter};
use crate::contextvars::PyContext;
use coroscope_scheduler::FutureState;
use rustpython_vm::builtins::{PyGenericAlias, PyStr, PyType, PyTypeRef};
use rustpython_vm::class::{PyClassImpl as _, StaticType as _};
use rustpython_vm::function::{FuncArgs, OptionalArg, PySetterValue};
use rustpython_vm::types::{Constructor, Destructor, Initializer, Iterable, Representable};
use rustpython_vm::{
    AsObject as _, Py, PyObject, PyObjectRef, PyPayload as _, PyRef, PyResult, TryFromObject as _,
    VirtualMachine, pyclass,
};
use std::sync::atomic::Ordering;

/// `__init__(*, loop=None)`.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct InitArgs {
    #[pyarg(named, name = "loop", optional)]
    loop_: OptionalArg<PyObjectRef>,
}

/// `add_done_callback(fn, /, *, context=None)`.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct AddDoneCallbackArgs {
    #[pyarg(positional)]
    function: PyObjectRef,
    #[pyarg(named, optional)]
    context: OptionalArg<PyObjectRef>,
}

/// `cancel(msg=None)`.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct CancelArgs {
    #[pyarg(any, optional)]
    pub(crate) msg: OptionalArg<PyObjectRef>,
}

impl CancelArgs {
    /// The message, unless it is None.
    pub(crate) fn message(self, vm: &VirtualMachine) -> Option<PyObjectRef> {
        self.msg.into_option().filter(|msg| !vm.is_none(msg))
    }
}

#[pyclass(
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF),
    with(Constructor, Initializer, Destructor, Representable, Iterable)
)]
impl PyFuture {
    #[pymethod]
    fn result(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        match zelf.answer(vm)? {
            Answer::Value(value) => Ok(value),
            Answer::Error(error) => Err(error),
        }
    }

    #[pymethod]
    fn exception(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        if zelf.is_cancelled() {
            return Err(zelf.make_cancelled_error(vm));
        }
        if !zelf.is_done() {
            return Err(zelf.not_done("Exception is not set.", vm));
        }
        zelf.log_traceback.store(false, Ordering::Relaxed);
        Ok(Self::_exception(zelf, vm))
    }

    #[pymethod]
    fn set_result(zelf: &Py<Self>, result: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        PyFuture::set_result_impl(zelf, result, vm)
    }

    #[pymethod]
    fn set_exception(zelf: &Py<Self>, exception: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        PyFuture::set_exception_impl(zelf, exception, vm)
    }

    #[pymethod]
    fn add_done_callback(
        zelf: &Py<Self>,
        args: AddDoneCallbackArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let context = match args.context.into_option() {
            Some(context) => context,
            None => PyContext::copy_current(vm).into(),
        };
        let callback = callbacks::from_function(args.function, context);
        callbacks::add(zelf, callback, vm)
    }

    #[pymethod]
    fn remove_done_callback(
        zelf: &Py<Self>,
        function: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        zelf.alive(vm)?;
        callbacks::remove(zelf, &function, vm)
    }

    #[pymethod]
    fn cancel(zelf: &Py<Self>, args: CancelArgs, vm: &VirtualMachine) -> PyResult<bool> {
        PyFuture::cancel_impl(zelf, args.message(vm), vm)
    }

    #[pymethod]
    fn cancelled(zelf: &Py<Self>) -> bool {
        zelf.is_cancelled()
    }

    #[pymethod]
    fn done(zelf: &Py<Self>) -> bool {
        zelf.is_done()
    }

    #[pymethod]
    fn get_loop(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.alive(vm)
    }

    #[pymethod]
    fn _make_cancelled_error(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        zelf.make_cancelled_error(vm).into()
    }

    #[pygetset]
    fn _asyncio_future_blocking(zelf: &Py<Self>) -> bool {
        zelf.blocking.load(Ordering::Relaxed)
    }

    #[pygetset(setter)]
    fn set__asyncio_future_blocking(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        zelf.alive(vm)?;
        let value =
            assigned(value, "_asyncio_future_blocking", "_asyncio.Future", vm)?.try_to_bool(vm)?;
        zelf.blocking.store(value, Ordering::Relaxed);
        Ok(())
    }

    #[pygetset]
    fn _asyncio_awaited_by(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        awaited_by::get(zelf, vm)
    }

    #[pygetset]
    fn _log_traceback(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<bool> {
        zelf.alive(vm)?;
        Ok(zelf.log_traceback.load(Ordering::Relaxed))
    }

    #[pygetset(setter)]
    fn set__log_traceback(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if assigned(value, "_log_traceback", "_asyncio.Future", vm)?.try_to_bool(vm)? {
            return Err(vm.new_value_error("_log_traceback can only be set to False"));
        }
        zelf.log_traceback.store(false, Ordering::Relaxed);
        Ok(())
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.loop_if_alive())
    }

    #[pygetset]
    fn _callbacks(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        zelf.alive(vm)?;
        let callbacks: Vec<PyObjectRef> = callbacks::copies(&zelf)
            .into_iter()
            .map(|callback| {
                let (function, context) = callbacks::as_function(callback, vm);
                vm.ctx.new_tuple(vec![function, context]).into()
            })
            .collect();
        Ok(if callbacks.is_empty() {
            vm.ctx.none()
        } else {
            vm.ctx.new_list(callbacks).into()
        })
    }

    #[pygetset]
    fn _result(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let value = zelf.with_state(|state| match state {
            FutureState::Finished(value) => Some(value.clone()),
            _ => None,
        });
        vm.unwrap_or_none(value.flatten())
    }

    #[pygetset]
    fn _exception(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let error = zelf.with_state(|state| match state {
            FutureState::Failed(error) => Some(PyObjectRef::from(error.clone())),
            _ => None,
        });
        vm.unwrap_or_none(error.flatten())
    }

    #[pygetset]
    fn _source_traceback(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let stack = zelf.data.lock().source_traceback.clone();
        vm.unwrap_or_none(stack)
    }

    #[pygetset]
    fn _cancel_message(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let message = zelf.data.lock().cancel_message.clone();
        vm.unwrap_or_none(message)
    }

    #[pygetset(setter)]
    fn set__cancel_message(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let message = assigned(value, "_cancel_message", "_asyncio.Future", vm)?;
        let old = zelf.data.lock().cancel_message.replace(message);
        drop(old);
        Ok(())
    }

    #[pygetset]
    fn _state(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<&'static str> {
        zelf.alive(vm)?;
        let name = zelf.with_state(|state| match state {
            FutureState::Pending => "PENDING",
            FutureState::Cancelled(_) => "CANCELLED",
            FutureState::Finished(_) | FutureState::Failed(_) => "FINISHED",
        });
        Ok(name.unwrap_or("PENDING"))
    }

    #[pyclassmethod]
    fn __class_getitem__(
        cls: PyTypeRef,
        args: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyGenericAlias> {
        PyGenericAlias::from_args(cls, args, vm)
    }
}

/// What `__await__` and `__iter__` give.
#[inline]
pub(super) fn iterate(future: PyRef<PyFuture>, vm: &VirtualMachine) -> PyResult {
    future.alive(vm)?;
    Ok(future_iter::iterate(future, vm))
}

/// The value of an attribute that cannot be deleted.
pub(crate) fn assigned(
    value: PySetterValue,
    attribute: &str,
    class: &str,
    vm: &VirtualMachine,
) -> PyResult {
    match value {
        PySetterValue::Assign(value) => Ok(value),
        PySetterValue::Delete => Err(vm.new_attribute_error(format!(
            "attribute '{attribute}' of '{class}' objects cannot be deleted"
        ))),
    }
}

impl Constructor for PyFuture {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::uninitialized())
    }

    fn slot_new(cls: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        // The dict is made when somebody stores an attribute.
        let future = Self::uninitialized().into_ref_with_type_lazy_dict(vm, cls)?;
        Ok(future.into())
    }
}

impl Initializer for PyFuture {
    type Args = InitArgs;

    fn init(zelf: &Py<Self>, args: InitArgs, vm: &VirtualMachine) -> PyResult<()> {
        zelf.start(args.loop_.into_option(), false, vm).map(drop)
    }
}

impl Representable for PyFuture {
    fn repr(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<PyStr>> {
        let repr = library::get(Name::FutureRepr, vm)?.call((zelf.to_owned(),), vm)?;
        PyRef::<PyStr>::try_from_object(vm, repr)
    }
}

impl Iterable for PyFuture {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        iterate(zelf, vm)
    }
}

impl Destructor for PyFuture {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        report_unretrieved(zelf, vm)
    }
}

/// `Future.__del__`: tells the loop's exception handler of an exception that nobody asked for.
pub(crate) fn report_unretrieved(future: &Py<PyFuture>, vm: &VirtualMachine) -> PyResult<()> {
    if !future.log_traceback.swap(false, Ordering::Relaxed) {
        return Ok(());
    }
    let Some(loop_) = future.loop_if_alive() else {
        return Ok(());
    };
    let class = library::class_name(future);
    let message = format!("{class} exception was never retrieved");
    let mut entries = vec![
        ("message", vm.ctx.new_str(message).into()),
        ("exception", PyFuture::_exception(future, vm)),
        ("future", future.as_object().to_owned()),
    ];
    let source = PyFuture::_source_traceback(future, vm);
    if !vm.is_none(&source) {
        entries.push(("source_traceback", source));
    }
    library::call_exception_handler(&loop_, entries, vm)
}

/// Whether `__del__` has anything to do: asked for each future that is dropped.
fn del_needed(future: &PyObject) -> bool {
    future
        .downcast_ref::<PyFuture>()
        .is_none_or(|future| future.log_traceback.load(Ordering::Relaxed))
}

/// The class, ready for use.
pub(crate) fn make_type() -> PyTypeRef {
    let class = PyFuture::make_static_type();
    PyFuture::static_type()
        .slots
        .del_needed
        .store(Some(del_needed));
    class
}
