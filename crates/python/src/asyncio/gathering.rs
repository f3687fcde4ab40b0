//! What `asyncio.gather` does when one child of several is done.
//!
//! The library's done callback is a Python closure that runs once for each child, and for nearly all of them does nothing
//! but count: a quarter of what a task of a `gather` costs. [`count`] does that on the closure's own cells. For the last
//! child, for one that failed or was cancelled, and whenever anything is not as expected, the closure itself is called.

use super::awaited_by;
use super::callbacks;
use super::future::PyFuture;
use super::library::{self, Name};
use coroscope_scheduler::FutureState;
use rustpython_vm::builtins::{PyFunction, PyInt, PyTuple};
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, VirtualMachine};

/// Does what the closure would do for a child that is done, and says whether it has.
#[inline]
pub(crate) fn count(function: &PyObject, child: &PyObject, vm: &VirtualMachine) -> bool {
    function.downcast_ref_if_exact::<PyFunction>(vm).is_some()
        && attempt(function, child, vm).is_some()
}

/// The places of `nfinished`, `nfuts` and `outer` among the closure's cells, as `_coroscope_asyncio` looks them up in its
/// code; `None` if `code` is not that: every other done callback in Python comes by here, too.
fn places(code: &PyObject, vm: &VirtualMachine) -> Option<[usize; 3]> {
    let found = library::get(Name::GatherCallback, vm).ok()?;
    let [gathers, finished, all, outer] = found.downcast_ref::<PyTuple>()?.as_slice() else {
        return None;
    };
    if !code.is(gathers) {
        return None;
    }
    let place = |number: &PyObjectRef| {
        let number = number.downcast_ref::<PyInt>()?;
        number.try_to_primitive::<usize>(vm).ok()
    };
    Some([place(finished)?, place(all)?, place(outer)?])
}

fn attempt(function: &PyObject, child: &PyObject, vm: &VirtualMachine) -> Option<()> {
    let attribute =
        |of: &PyObject, name: &'static str| of.get_attr(vm.ctx.intern_str(name), vm).ok();
    let [finished, all, outer] = places(&*attribute(function, "__code__")?, vm)?;
    let succeeded = |state: FutureState<'_, _>| matches!(state, FutureState::Finished(_));
    if callbacks::exact(child)?.with_state(succeeded) != Some(true) {
        return None;
    }
    let cells = attribute(function, "__closure__")?;
    let cells = cells.downcast_ref::<PyTuple>()?.as_slice();
    let content = |cell: usize| attribute(cells.get(cell)?, "cell_contents");
    // None while `gather` itself still runs.
    let outer = content(outer)?;
    if !is_pending_outer(&outer) {
        return None;
    }
    let number = |object: PyObjectRef| {
        let number = object.downcast_ref_if_exact::<PyInt>(vm)?;
        number.try_to_primitive::<u64>(vm).ok()
    };
    let count = number(content(finished)?)? + 1;
    if count >= number(content(all)?)? {
        return None;
    }
    let defaults = attribute(function, "__defaults__")?;
    let [waiter] = defaults.downcast_ref::<PyTuple>()?.as_slice() else {
        return None;
    };
    let cell = cells.get(finished)?;
    cell.set_attr("cell_contents", vm.ctx.new_int(count), vm)
        .ok()?;
    if !vm.is_none(waiter) {
        awaited_by::discard(child, waiter);
    }
    Some(())
}

/// Whether it is the future that `gather` has returned, and still waits.
fn is_pending_outer(outer: &PyObject) -> bool {
    let outer: Option<&Py<PyFuture>> = outer.downcast_ref();
    outer.is_some_and(|outer| {
        outer.is_pending() && &*outer.class().slot_name() == "_GatheringFuture"
    })
}
