//! What the native half takes from the Python half of the `asyncio` package and its neighbours.
//!
//! Looked up when first needed, then kept: `_asyncio` is imported while `asyncio` itself is.

use rustpython_vm::builtins::{PyBaseExceptionRef, PyTypeRef};
use rustpython_vm::convert::ToPyObject as _;
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, PyResult, VirtualMachine};
use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// A function or class of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Name {
    CancelledError,
    InvalidStateError,
    FutureRepr,
    TaskRepr,
    TaskGetStack,
    TaskPrintStack,
    IsCoroutine,
    ExtractStack,
    HandleExtractStack,
    FormatCallbackSource,
    GetEventLoopPolicy,
    OtherTasks,
    OtherEagerTasks,
    Deque,
    TasksModule,
    BaseEventLoop,
    EnsureFuture,
    GatherCallback,
}

/// Module and attribute of each name, in the order of the enum.
const PLACES: [(&str, &str); 18] = [
    ("asyncio.exceptions", "CancelledError"),
    ("asyncio.exceptions", "InvalidStateError"),
    ("asyncio.base_futures", "_future_repr"),
    ("asyncio.base_tasks", "_task_repr"),
    ("asyncio.base_tasks", "_task_get_stack"),
    ("asyncio.base_tasks", "_task_print_stack"),
    ("asyncio.coroutines", "iscoroutine"),
    ("traceback", "extract_stack"),
    ("asyncio.format_helpers", "extract_stack"),
    ("asyncio.format_helpers", "_format_callback_source"),
    ("asyncio.events", "_get_event_loop_policy"),
    ("_coroscope_asyncio", "other_tasks"),
    ("_coroscope_asyncio", "other_eager_tasks"),
    ("collections", "deque"),
    ("asyncio", "tasks"),
    ("asyncio.base_events", "BaseEventLoop"),
    ("_coroscope_asyncio", "library_ensure_future"),
    ("_coroscope_asyncio", "gather_callback"),
];

struct Kept {
    /// Which interpreter the objects belong to: the address of its global state.
    interpreter: usize,
    objects: [Option<PyObjectRef>; PLACES.len()],
}

thread_local! {
    /// Not dropped with the thread: by then the interpreter may be gone.
    static KEPT: ManuallyDrop<RefCell<Option<Kept>>> = const { ManuallyDrop::new(RefCell::new(None)) };
}

fn interpreter(vm: &VirtualMachine) -> usize {
    std::ptr::from_ref(&*vm.state).addr()
}

/// Forgets what was kept, since a new interpreter may live where an old one lived.
pub(super) fn forget() {
    KEPT.with(|kept| {
        let old = kept.borrow_mut().take();
        std::mem::forget(old);
    });
}

/// The object behind `name`.
///
/// # Errors
/// What importing its module raised.
pub(crate) fn get(name: Name, vm: &VirtualMachine) -> PyResult {
    let index = name as usize;
    let id = interpreter(vm);
    let found = KEPT.with(|kept| {
        kept.borrow()
            .as_ref()
            .filter(|kept| kept.interpreter == id)
            .and_then(|kept| kept.objects[index].clone())
    });
    if let Some(found) = found {
        return Ok(found);
    }
    let (module, attribute) = PLACES[index];
    let found = module_attr(module, attribute, vm)?;
    KEPT.with(|kept| {
        let mut kept = kept.borrow_mut();
        if kept.as_ref().is_none_or(|kept| kept.interpreter != id) {
            let old = kept.replace(Kept {
                interpreter: id,
                objects: [const { None }; PLACES.len()],
            });
            std::mem::forget(old);
        }
        if let Some(kept) = kept.as_mut() {
            kept.objects[index] = Some(found.clone());
        }
    });
    Ok(found)
}

/// `import module; module.attribute`, for a dotted module.
pub(crate) fn module_attr(
    module: &'static str,
    attribute: &'static str,
    vm: &VirtualMachine,
) -> PyResult {
    let name = vm.ctx.intern_str(module);
    vm.import(name, 0)?;
    let modules = vm.sys_module.get_attr("modules", vm)?;
    modules
        .get_item(name.as_object(), vm)?
        .get_attr(vm.ctx.intern_str(attribute), vm)
}

fn class(name: Name, vm: &VirtualMachine) -> PyResult<PyTypeRef> {
    get(name, vm)?
        .downcast()
        .map_err(|_| vm.new_type_error(format!("{} is not a class", PLACES[name as usize].1)))
}

/// Whether `error` is an `asyncio.CancelledError`.
pub(crate) fn is_cancelled_error(error: &PyObject, vm: &VirtualMachine) -> bool {
    class(Name::CancelledError, vm).is_ok_and(|class| error.fast_isinstance(&class))
}

/// A `CancelledError` with this message; without arguments if it is None.
pub(crate) fn cancelled_error(
    message: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    match class(Name::CancelledError, vm) {
        Ok(class) => {
            let message = message.filter(|message| !vm.is_none(message));
            vm.new_exception(class, message.into_iter().collect())
        }
        Err(error) => error,
    }
}

/// An `InvalidStateError`.
pub(crate) fn invalid_state(message: impl Into<String>, vm: &VirtualMachine) -> PyBaseExceptionRef {
    match class(Name::InvalidStateError, vm) {
        Ok(class) => vm.new_exception(class, vec![message.into().to_pyobject(vm)]),
        Err(error) => error,
    }
}

/// Whether an exception leaves the loop: `KeyboardInterrupt` or `SystemExit`.
pub(crate) fn leaves_loop(error: &PyObject, vm: &VirtualMachine) -> bool {
    let exceptions = &vm.ctx.exceptions;
    error.fast_isinstance(exceptions.keyboard_interrupt)
        || error.fast_isinstance(exceptions.system_exit)
}

/// Reports to the loop's exception handler. An exception raised by the handler is unraisable.
pub(crate) fn call_exception_handler(
    loop_: &PyObject,
    entries: impl IntoIterator<Item = (&'static str, PyObjectRef)>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let context = vm.ctx.new_dict();
    for (key, value) in entries {
        context.set_item(vm.ctx.intern_str(key), value, vm)?;
    }
    vm.call_method(loop_, "call_exception_handler", (context,))?;
    Ok(())
}

/// The repr of `object` for a message, or a stand-in when its `__repr__` raises.
pub(crate) fn repr(object: &PyObject, vm: &VirtualMachine) -> PyResult<String> {
    Ok(object.repr(vm)?.to_string_lossy().into_owned())
}

/// The name of an object's class.
pub(crate) fn class_name<T>(object: &Py<T>) -> String
where
    Py<T>: rustpython_vm::AsObject,
{
    object.as_object().class().name().to_string()
}
