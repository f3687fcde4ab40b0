//! The network's errors as Python's, and OSError's choice of a class by number.

use super::kernel::Errno;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyInt, PyType, PyTypeRef};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject as _, Py, PyResult, VirtualMachine};
use std::sync::OnceLock;

/// The OSError for `error`.
pub(super) fn os_error(error: Errno, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let number = error.number();
    let class = class_of(number, vm).unwrap_or(vm.ctx.exceptions.os_error);
    // Called, because the VM's own constructor leaves more than two arguments in `args`.
    let args = vec![
        vm.ctx.new_int(number).into(),
        vm.ctx.new_str(error.text()).into(),
    ];
    vm.invoke_exception(class, args)
        .unwrap_or_else(|failed| failed)
}

/// `socket.gaierror` with a number and a text.
pub(super) fn name_error(number: i32, text: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let raised = vm
        .import("_socket", 0)
        .and_then(|module| module.get_attr("gaierror", vm))
        .and_then(|class| class.call((number, vm.ctx.new_str(text)), vm));
    match raised.map(rustpython_vm::PyObjectRef::downcast) {
        Ok(Ok(error)) => error,
        Ok(Err(_)) => vm.new_type_error("gaierror is an exception"),
        Err(error) => error,
    }
}

/// The subclass of OSError for a number, as PEP 3151 has it.
fn class_of(number: i32, vm: &VirtualMachine) -> Option<&'static Py<PyType>> {
    let classes = &vm.ctx.exceptions;
    Some(match number {
        1 | 13 => classes.permission_error,
        2 => classes.file_not_found_error,
        3 => classes.process_lookup_error,
        4 => classes.interrupted_error,
        10 => classes.child_process_error,
        11 | 114 | 115 => classes.blocking_io_error,
        17 => classes.file_exists_error,
        20 => classes.not_a_directory_error,
        21 => classes.is_a_directory_error,
        32 | 108 => classes.broken_pipe_error,
        103 => classes.connection_aborted_error,
        104 => classes.connection_reset_error,
        110 => classes.timeout_error,
        111 => classes.connection_refused_error,
        _ => return None,
    })
}

type New = fn(PyTypeRef, FuncArgs, &VirtualMachine) -> PyResult;

/// OSError's own `__new__`.
static ORIGINAL: OnceLock<New> = OnceLock::new();

/// Makes `OSError(111, ...)` a ConnectionRefusedError on every platform: the interpreter's own `__new__` knows
/// no numbers in a browser.
pub(crate) fn install(vm: &VirtualMachine) {
    let slot = &vm.ctx.exceptions.os_error.slots.new;
    if let Some(original) = slot.load() {
        ORIGINAL.get_or_init(|| original);
        slot.store(Some(new_os_error));
    }
}

fn new_os_error(mut class: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let Some(original) = ORIGINAL.get() else {
        return Err(vm.new_system_error("OSError has no __new__"));
    };
    if !class.is(vm.ctx.exceptions.os_error) {
        // A subclass that inherited this function: the choice is OSError's alone, and the original wants to
        // find itself in its place.
        class.slots.new.store(Some(*original));
    } else if (2..=5).contains(&args.args.len())
        && args.kwargs.is_empty()
        && let Some(number) = args.args[0].downcast_ref::<PyInt>()
        && let Ok(number) = number.try_to_primitive::<i32>(vm)
        && let Some(chosen) = class_of(number, vm)
    {
        class = chosen.to_owned();
    }
    original(class, args, vm)
}
