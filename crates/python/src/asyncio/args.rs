//! The arguments of a handle's callback.

use rustpython_vm::builtins::{PyTuple, PyTupleRef};
use rustpython_vm::object::TraverseFn;
use rustpython_vm::{AsObject as _, PyObjectRef, PyResult, VirtualMachine};

/// The arguments of a callback.
#[derive(Clone, Debug)]
pub(crate) enum Args {
    /// As the loop was given them. Most handles are never asked for them.
    Loose(Vec<PyObjectRef>),
    /// As somebody has seen them: one and the same tuple whenever it is asked for.
    Tuple(PyTupleRef),
}

impl Args {
    /// The `args` argument of a handle, usually a tuple.
    ///
    /// # Errors
    /// If it cannot be iterated over, or what its iterator raises.
    pub(crate) fn of(args: PyObjectRef, vm: &VirtualMachine) -> PyResult<Self> {
        match args.downcast::<PyTuple>() {
            Ok(tuple) => Ok(Args::Tuple(tuple)),
            Err(args) => Ok(Args::Loose(vm.extract_elements_with(&args, Ok)?)),
        }
    }

    pub(crate) fn as_slice(&self) -> &[PyObjectRef] {
        match self {
            Args::Loose(args) => args,
            Args::Tuple(args) => args.as_slice(),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<PyObjectRef> {
        match self {
            Args::Loose(args) => args,
            Args::Tuple(args) => args.as_slice().to_vec(),
        }
    }

    /// For the collector, as `Traverse` has it.
    pub(crate) fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        match self {
            Args::Loose(args) => args.iter().for_each(|it| tracer(it)),
            Args::Tuple(args) => tracer(args.as_object()),
        }
    }

    /// What it refers to, as `Traverse::clear` wants it.
    pub(crate) fn clear(self, out: &mut Vec<PyObjectRef>) {
        match self {
            Args::Loose(args) => out.extend(args),
            Args::Tuple(args) => out.push(args.into()),
        }
    }
}
