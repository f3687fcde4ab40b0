//! Coroutines that nobody awaited, seen where the interpreter reports them.

use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

/// What the interpreter calls to warn of one.
const HELPER: &str = "_warn_unawaited_coroutine";

/// Puts a function that tells the recorder in front of the helper. A native one, which is in no traceback. Returns the
/// helper.
///
/// # Errors
/// What importing `warnings` raised.
pub(super) fn install(vm: &VirtualMachine) -> PyResult {
    let warnings = vm.import("warnings", 0)?;
    let name = vm.ctx.intern_str(HELPER);
    let helper = warnings.get_attr(name, vm)?;
    let inner = helper.clone();
    let told = move |coroutine: PyObjectRef, vm: &VirtualMachine| -> PyResult {
        super::with(|it| it.never_awaited(&coroutine));
        inner.call((coroutine,), vm)
    };
    warnings.set_attr(name, vm.new_function(HELPER, told), vm)?;
    Ok(helper)
}

/// Puts the helper back.
///
/// # Errors
/// As for [`install`].
pub(super) fn uninstall(helper: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let warnings = vm.import("warnings", 0)?;
    warnings.set_attr(vm.ctx.intern_str(HELPER), helper, vm)
}
