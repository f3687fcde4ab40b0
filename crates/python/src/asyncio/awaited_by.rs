//! Who awaits a future: the edges of the await graph that `asyncio.graph` walks.

use super::future::PyFuture;
use rustpython_vm::builtins::PyFrozenSet;
use rustpython_vm::object::TraverseFn;
use rustpython_vm::{AsObject as _, PyObject, PyObjectRef, PyResult, VirtualMachine};

/// A set of awaiters by identity, in the order in which they came. Wakeups come in that order too, so
/// the one to be removed is found at the front.
#[derive(Debug, Default)]
pub(crate) struct AwaitedBy(Vec<PyObjectRef>);

impl AwaitedBy {
    fn add(&mut self, waiter: PyObjectRef) -> Option<PyObjectRef> {
        if self.0.iter().any(|known| known.is(&waiter)) {
            return Some(waiter);
        }
        self.0.push(waiter);
        None
    }

    fn discard(&mut self, waiter: &PyObject) -> Option<PyObjectRef> {
        let at = self.0.iter().position(|known| known.is(waiter))?;
        Some(self.0.remove(at))
    }

    pub(crate) fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        self.0.iter().for_each(|waiter| tracer(waiter));
    }

    pub(crate) fn drain_into(&mut self, out: &mut Vec<PyObjectRef>) {
        out.append(&mut self.0);
    }
}

/// `future_add_to_awaited_by`: does nothing unless both are futures of ours or of a subclass.
pub(crate) fn add(future: &PyObject, waiter: &PyObject) {
    if let Some(future) = future.downcast_ref::<PyFuture>()
        && waiter.downcast_ref::<PyFuture>().is_some()
    {
        let waiter = waiter.to_owned();
        let not_taken = future.data.lock().awaited_by.add(waiter);
        drop(not_taken);
    }
}

/// `future_discard_from_awaited_by`, likewise.
pub(crate) fn discard(future: &PyObject, waiter: &PyObject) {
    if let Some(future) = future.downcast_ref::<PyFuture>() {
        let removed = future.data.lock().awaited_by.discard(waiter);
        drop(removed);
    }
}

/// `Future._asyncio_awaited_by`: a frozenset, or None if nobody awaits it.
pub(crate) fn get(future: &PyFuture, vm: &VirtualMachine) -> PyResult {
    let waiters = future.data.lock().awaited_by.0.clone();
    if waiters.is_empty() {
        return Ok(vm.ctx.none());
    }
    let set = PyFrozenSet::from_iter(vm, waiters)?;
    Ok(vm.new_pyobj(set))
}
