//! `_contextvars`: contexts, context variables and tokens (PEP 567).
//!
//! Ours instead of RustPython's, because the event loop enters a context for every callback:
//! entering has to be reachable from Rust, copying must not depend on how many variables are
//! set, and the cycle collector has to see what a context holds. Behaviour and messages are those
//! of CPython 3.14's `Python/context.c`.

mod context;
mod map;
mod var;

pub(crate) use context::PyContext;
use rustpython_vm::builtins::{PyModule, PyModuleDef};
use rustpython_vm::class::PyClassImpl as _;
use rustpython_vm::{Context, Py, PyResult, VirtualMachine, extend_module, pymodule};

#[pymodule]
mod _contextvars {
    use super::context::PyContext;
    use rustpython_vm::builtins::PyModule;
    use rustpython_vm::{Py, PyRef, PyResult, VirtualMachine};

    #[pyfunction]
    fn copy_context(vm: &VirtualMachine) -> PyRef<PyContext> {
        PyContext::copy_current(vm)
    }

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        super::add_types(vm, module)
    }
}

/// Makes the types, for Rust code that uses contexts before Python has imported the module.
pub(crate) fn make_types() {
    drop(map::VarMap::make_static_type());
    drop(PyContext::make_static_type());
}

fn add_types(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
    make_types();
    let token = var::PyToken::make_static_type();
    let missing = var::missing(vm);
    token.set_attr(vm.ctx.intern_str("MISSING"), missing);
    extend_module!(vm, module, {
        "Context" => PyContext::make_static_type(),
        "ContextVar" => var::PyContextVar::make_static_type(),
        "Token" => token,
    });
    Ok(())
}

/// The definition to register in place of RustPython's module of the same name.
pub(crate) fn module_def(ctx: &Context) -> &'static PyModuleDef {
    _contextvars::module_def(ctx)
}
