//! Native modules: the operating-system pieces that Python code of ours builds on.

mod coroscope;
mod text;

use rustpython_vm::Context;
use rustpython_vm::builtins::PyModuleDef;

/// The native modules of this folder.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![coroscope::module_def(ctx)]
}
