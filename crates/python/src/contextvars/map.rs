//! What a context holds: an immutable-looking map, shared between copies until one of them writes.

use super::var::PyContextVar;
use rustpython_common::lock::PyMutex;
use rustpython_vm::class::StaticType as _;
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::{Context, Py, PyObjectRef, PyPayload, PyRef, pyclass};

/// One variable and its value.
pub(crate) type Entry = (PyRef<PyContextVar>, PyObjectRef);

/// Entries sorted by the variables' creation order.
///
/// It is a Python object of its own so that copies of a context can share it and the cycle collector
/// still counts every reference once. Programs hold few variables, so a sorted array is both the
/// smallest and the fastest map.
#[pyclass(module = "_contextvars", name = "_VarMap", traverse = "manual")]
#[derive(Debug, Default)]
pub(crate) struct VarMap {
    entries: PyMutex<Vec<Entry>>,
}

impl PyPayload for VarMap {
    fn class(_ctx: &Context) -> &'static Py<rustpython_vm::builtins::PyType> {
        Self::static_type()
    }
}

#[pyclass(flags(DISALLOW_INSTANTIATION))]
impl VarMap {}

impl VarMap {
    pub(crate) fn get(&self, var: &Py<PyContextVar>) -> Option<PyObjectRef> {
        let entries = self.entries.lock();
        find(&entries, var).ok().map(|at| entries[at].1.clone())
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.lock().len()
    }

    pub(crate) fn snapshot(&self) -> Vec<Entry> {
        self.entries.lock().clone()
    }

    /// Stores a value in place; only for a map that nobody shares. What it replaced is returned, so
    /// that it is dropped with no lock held.
    pub(crate) fn insert(&self, var: &Py<PyContextVar>, value: PyObjectRef) -> Option<PyObjectRef> {
        let mut entries = self.entries.lock();
        match find(&entries, var) {
            Ok(at) => Some(std::mem::replace(&mut entries[at].1, value)),
            Err(at) => {
                entries.insert(at, (var.to_owned(), value));
                None
            }
        }
    }

    /// Removes a variable in place; only for a map that nobody shares.
    pub(crate) fn remove(&self, var: &Py<PyContextVar>) -> Option<Entry> {
        let mut entries = self.entries.lock();
        find(&entries, var).ok().map(|at| entries.remove(at))
    }

    /// A map of its own with the same entries.
    pub(crate) fn duplicate(&self) -> Self {
        Self {
            entries: PyMutex::new(self.snapshot()),
        }
    }
}

fn find(entries: &[Entry], var: &Py<PyContextVar>) -> Result<usize, usize> {
    entries.binary_search_by_key(&var.serial(), |(key, _)| key.serial())
}

// SAFETY: every reference the map owns is visited once, and nothing is cloned while visiting.
unsafe impl Traverse for VarMap {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        if let Some(entries) = self.entries.try_lock() {
            for (var, value) in entries.iter() {
                tracer(var.as_ref());
                tracer(value);
            }
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        for (var, value) in self.entries.get_mut().drain(..) {
            out.push(var.into());
            out.push(value);
        }
    }
}
