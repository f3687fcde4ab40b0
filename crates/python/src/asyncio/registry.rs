//! All tasks that have not ended: `asyncio.all_tasks()` and what registers with it.
//!
//! CPython keeps its tasks in an intrusive list; this is a slab of weak pointers, so that a task costs
//! two stores when it starts and two when it ends. Tasks that are not ours (`_register_task` takes
//! any object) live in a `WeakSet` of the Python half.

use super::future::PyFuture;
use super::library::{self, Name};
use super::owned::this_thread;
use super::task::PyTask;
use rustpython_vm::builtins::PySet;
use rustpython_vm::{
    AsObject as _, Py, PyObject, PyObjectRef, PyPayload as _, PyRef, PyResult, VirtualMachine,
};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A task's place in the slab, from 1; 0 while it has none. Gives it back when the task goes.
#[derive(Debug, Default)]
pub(crate) struct Registration(AtomicUsize);

enum Slot {
    /// A task and the thread that registered it.
    Task(NonNull<PyObject>, usize),
    /// The slot that was freed before this one, from 1.
    Free(usize),
}

struct Slab {
    slots: Vec<Slot>,
    free: usize,
}

// SAFETY: the pointers are only followed under the lock, by the thread that put them there; see
// `live_tasks`.
unsafe impl Send for Slab {}

static TASKS: Mutex<Slab> = Mutex::new(Slab {
    slots: Vec::new(),
    free: 0,
});

fn slab() -> MutexGuard<'static, Slab> {
    TASKS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Slab {
    fn insert(&mut self, task: NonNull<PyObject>) -> usize {
        let slot = Slot::Task(task, this_thread());
        if self.free == 0 {
            self.slots.push(slot);
            return self.slots.len();
        }
        let place = self.free;
        let freed = std::mem::replace(&mut self.slots[place - 1], slot);
        self.free = match freed {
            Slot::Free(next) => next,
            Slot::Task(..) => 0,
        };
        place
    }

    fn remove(&mut self, place: usize) {
        self.slots[place - 1] = Slot::Free(self.free);
        self.free = place;
    }
}

impl Registration {
    fn release(&self) {
        let place = self.0.swap(0, Ordering::Relaxed);
        if place != 0 {
            slab().remove(place);
        }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.release();
    }
}

/// Makes a task known to `all_tasks()`, until it ends or goes.
pub(crate) fn register(task: &Py<PyTask>) {
    let registration = task.registration();
    if registration.0.load(Ordering::Relaxed) == 0 {
        let place = slab().insert(NonNull::from(task.as_object()));
        registration.0.store(place, Ordering::Relaxed);
    }
}

/// Forgets a task that has ended.
pub(crate) fn unregister(task: &Py<PyTask>) {
    task.registration().release();
}

/// The tasks that this thread registered and that are still alive, in no particular order.
pub(crate) fn live_tasks() -> Vec<PyObjectRef> {
    let here = this_thread();
    let slab = slab();
    let tasks = slab.slots.iter().filter_map(|slot| match slot {
        Slot::Task(task, thread) if *thread == here => Some(*task),
        Slot::Task(..) | Slot::Free(_) => None,
    });
    // SAFETY: a task leaves the slab before its memory is freed, when its payload drops its
    // `Registration`, which takes the lock held here. So each pointer is to an object whose header is
    // intact; if its last reference is gone already, `try_to_owned` says so. The tasks of other threads
    // are left alone, since reference counts are only shared between threads with `threading`.
    tasks
        .filter_map(|task| unsafe { task.as_ref() }.try_to_owned())
        .collect()
}

/// Which set of tasks that are not ours.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Others {
    /// Registered with `_register_task`.
    Scheduled,
    /// Registered with `_register_eager_task`.
    Eager,
}

/// Adds a task that is not ours to its set, or discards it.
pub(crate) fn change_others(
    which: Others,
    method: &'static str,
    task: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let name = match which {
        Others::Scheduled => Name::OtherTasks,
        Others::Eager => Name::OtherEagerTasks,
    };
    vm.call_method(&*library::get(name, vm)?, method, (task,))?;
    Ok(())
}

/// The tasks of `loop_` that are not done.
pub(crate) fn all_tasks(loop_: &PyObject, vm: &VirtualMachine) -> PyResult<PyRef<PySet>> {
    let found = PySet::default().into_ref(&vm.ctx);
    for task in live_tasks() {
        if let Some(future) = task.downcast_ref::<PyFuture>()
            && future.loop_if_alive().is_some_and(|own| own.is(loop_))
            && !future.is_done()
        {
            found.add(task, vm)?;
        }
    }
    for name in [Name::OtherTasks, Name::OtherEagerTasks] {
        let others = vm.call_method(&*library::get(name, vm)?, "copy", ())?;
        for task in vm.extract_elements_with(&others, Ok)? {
            let done = vm.call_method(&task, "done", ())?.try_to_bool(vm)?;
            if !done && future_loop(&task, vm)?.is(loop_) {
                found.add(task, vm)?;
            }
        }
    }
    Ok(found)
}

/// `futures._get_loop`: by method, or for old future-likes by attribute.
pub(crate) fn future_loop(future: &PyObject, vm: &VirtualMachine) -> PyResult {
    if let Some(ours) = super::callbacks::exact(future) {
        return ours.alive(vm);
    }
    match vm.get_attribute_opt(future, vm.ctx.intern_str("get_loop"))? {
        Some(get_loop) => get_loop.call((), vm),
        None => future.get_attr(vm.ctx.intern_str("_loop"), vm),
    }
}
