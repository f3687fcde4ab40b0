//! `_asyncio.Task`: what Python sees beyond `Future`.

use super::future::PyFuture;
use super::future_attrs::{CancelArgs, assigned, report_unretrieved};
use super::library::{self, Name};
use super::task::{PyTask, TaskArgs};
use crate::trace;
use rustpython_vm::builtins::{PyGenericAlias, PyStr, PyType, PyTypeRef};
use rustpython_vm::class::{PyClassImpl as _, StaticType as _};
use rustpython_vm::function::{FuncArgs, OptionalArg, PySetterValue};
use rustpython_vm::types::{Constructor, Destructor, Initializer, Representable};
use rustpython_vm::{
    AsObject as _, Py, PyObject, PyObjectRef, PyPayload as _, PyRef, PyResult, TryFromObject as _,
    VirtualMachine, pyclass,
};
use std::cell::Cell;
use std::sync::atomic::Ordering;

/// `__init__(coro, *, loop=None, name=None, context=None, eager_start=False)`.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct InitArgs {
    #[pyarg(any)]
    coro: PyObjectRef,
    #[pyarg(named, name = "loop", optional)]
    loop_: OptionalArg<PyObjectRef>,
    #[pyarg(named, optional)]
    name: OptionalArg<PyObjectRef>,
    #[pyarg(named, optional)]
    context: OptionalArg<PyObjectRef>,
    #[pyarg(named, optional)]
    eager_start: OptionalArg<PyObjectRef>,
}

#[pyclass(
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF),
    with(Constructor, Initializer, Destructor, Representable)
)]
impl PyTask {
    #[pymethod]
    fn cancel(zelf: &Py<Self>, args: CancelArgs, vm: &VirtualMachine) -> PyResult<bool> {
        PyTask::cancel_impl(zelf, args.message(vm), vm)
    }

    #[pymethod]
    fn uncancel(zelf: &Py<Self>) -> u32 {
        let before = zelf.task.lock().core.cancelling();
        let left = zelf.task.lock().core.uncancel();
        if left != before {
            trace::with(|it| {
                if let Some(number) = zelf.number() {
                    it.uncancelled(number, left);
                }
            });
        }
        left
    }

    #[pymethod]
    fn cancelling(zelf: &Py<Self>) -> u32 {
        zelf.task.lock().core.cancelling()
    }

    #[pymethod]
    fn set_result(_zelf: &Py<Self>, _result: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        Err(vm.new_runtime_error("Task does not support set_result operation"))
    }

    #[pymethod]
    fn set_exception(
        _zelf: &Py<Self>,
        _exception: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        Err(vm.new_runtime_error("Task does not support set_exception operation"))
    }

    #[pymethod]
    fn get_coro(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.coroutine())
    }

    #[pymethod]
    fn get_context(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.context())
    }

    #[pymethod]
    fn get_name(zelf: &Py<Self>, vm: &VirtualMachine) -> PyRef<PyStr> {
        zelf.name(vm)
    }

    #[pymethod(name = "set_name")]
    fn rename(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        zelf.set_name(value, vm)
    }

    #[pymethod]
    fn get_stack(zelf: PyObjectRef, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let limit = args.take_keyword("limit");
        no_more("get_stack", &args, vm)?;
        library::get(Name::TaskGetStack, vm)?.call((zelf, vm.unwrap_or_none(limit)), vm)
    }

    #[pymethod]
    fn print_stack(zelf: PyObjectRef, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let limit = vm.unwrap_or_none(args.take_keyword("limit"));
        let file = vm.unwrap_or_none(args.take_keyword("file"));
        no_more("print_stack", &args, vm)?;
        library::get(Name::TaskPrintStack, vm)?.call((zelf, limit, file), vm)
    }

    #[pygetset]
    fn _coro(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.coroutine())
    }

    #[pygetset]
    fn _fut_waiter(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let waiter = zelf.task.lock().core.waiter().cloned();
        vm.unwrap_or_none(waiter)
    }

    #[pygetset]
    fn _must_cancel(zelf: &Py<Self>) -> bool {
        zelf.task.lock().core.must_cancel()
    }

    #[pygetset]
    fn _log_destroy_pending(zelf: &Py<Self>) -> bool {
        zelf.log_destroy_pending.load(Ordering::Relaxed)
    }

    #[pygetset(setter)]
    fn set__log_destroy_pending(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let value =
            assigned(value, "_log_destroy_pending", "_asyncio.Task", vm)?.try_to_bool(vm)?;
        zelf.log_destroy_pending.store(value, Ordering::Relaxed);
        Ok(())
    }

    #[pygetset]
    fn _cancel_message(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.cancel_message())
    }

    #[pygetset(setter)]
    fn set__cancel_message(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let message = assigned(value, "_cancel_message", "_asyncio.Future", vm)?;
        let old = {
            let mut data = zelf.task.lock();
            data.core.set_cancel_message(Some(message.clone()))
        };
        let of_future = zelf.future.data.lock().cancel_message.replace(message);
        drop((old, of_future));
        Ok(())
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

/// Refuses what a keyword-only signature leaves over.
fn no_more(method: &str, args: &FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    if !args.args.is_empty() {
        return Err(vm.new_type_error(format!("{method}() takes no positional arguments")));
    }
    match args.kwargs.first() {
        Some((keyword, _)) => Err(vm.new_type_error(format!(
            "{method}() got an unexpected keyword argument '{keyword}'"
        ))),
        None => Ok(()),
    }
}

impl Constructor for PyTask {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::uninitialized())
    }

    fn slot_new(cls: PyTypeRef, _args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let task = Self::uninitialized().into_ref_with_type_lazy_dict(vm, cls)?;
        Ok(task.into())
    }
}

impl Initializer for PyTask {
    type Args = InitArgs;

    fn init(zelf: &Py<Self>, args: InitArgs, vm: &VirtualMachine) -> PyResult<()> {
        let given = |arg: OptionalArg<PyObjectRef>| arg.into_option().filter(|it| !vm.is_none(it));
        let eager_start = match args.eager_start.into_option() {
            Some(eager_start) => eager_start.try_to_bool(vm)?,
            None => false,
        };
        let args = TaskArgs {
            coroutine: args.coro,
            loop_: given(args.loop_),
            name: given(args.name),
            context: given(args.context),
            eager_start,
        };
        PyTask::start(zelf, args, vm)
    }
}

impl Representable for PyTask {
    fn repr(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<PyStr>> {
        let repr = library::get(Name::TaskRepr, vm)?.call((zelf.to_owned(),), vm)?;
        PyRef::<PyStr>::try_from_object(vm, repr)
    }
}

impl Destructor for PyTask {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.future.is_pending()
            && zelf.log_destroy_pending.load(Ordering::Relaxed)
            && let Some(loop_) = zelf.future.loop_if_alive()
        {
            finalize_coroutine_first(zelf);
            let message = vm.ctx.new_str("Task was destroyed but it is pending!");
            let mut entries = vec![
                ("task", zelf.as_object().to_owned()),
                ("message", message.into()),
            ];
            let source = zelf.future.data.lock().source_traceback.clone();
            entries.extend(source.map(|source| ("source_traceback", source)));
            library::call_exception_handler(&loop_, entries, vm)?;
        }
        report_unretrieved(PyTask::as_future(zelf), vm)
    }
}

thread_local!(static PROGRAM_ENDS: Cell<bool> = const { Cell::new(false) });

/// The program's globals are about to be dropped (`true`), or a new program begins.
pub(crate) fn program_ends(ends: bool) {
    PROGRAM_ENDS.set(ends);
}

/// CPython's cycle collector finalizes in order of creation: a task's coroutine is closed by the time
/// that the task reports its end, and looks so in the report. RustPython's finalizes the newest first.
///
/// Not so at the end of a program. Before CPython drops the globals it collects once, which puts what is left into the order
/// in which it is reached: tasks come before their coroutines.
fn finalize_coroutine_first(task: &Py<PyTask>) {
    if PROGRAM_ENDS.get() {
        return;
    }
    // Dropped by its last reference, a task has two references here, both of the deallocation. Those
    // that the collector finalizes have one from it and those of the cycle.
    if task.as_object().strong_count() > 2
        && let Some(coroutine) = task.coroutine()
    {
        coroutine.try_call_finalizer();
    }
}

/// Whether `__del__` has anything to do: asked for each task that is dropped.
fn del_needed(task: &PyObject) -> bool {
    let Some(future) = task.downcast_ref::<PyFuture>() else {
        return true;
    };
    future.is_pending() || future.log_traceback.load(Ordering::Relaxed)
}

/// The class, ready for use.
pub(crate) fn make_type() -> PyTypeRef {
    let class = PyTask::make_static_type();
    PyTask::static_type()
        .slots
        .del_needed
        .store(Some(del_needed));
    class
}
