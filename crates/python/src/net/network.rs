//! One network an interpreter.

use super::kernel::Kernel;
use rustpython_common::lock::PyMutex;
use rustpython_common::rc::PyRc;
use std::cell::RefCell;

/// A network, shared by all that belongs to it: sockets of an interpreter that is gone keep theirs.
pub(super) type Network = PyRc<PyMutex<Kernel>>;

thread_local! {
    static CURRENT: RefCell<Network> = RefCell::new(fresh());
}

fn fresh() -> Network {
    PyRc::new(PyMutex::new(Kernel::default()))
}

/// Begins a network without anybody in it, for a new interpreter.
pub(super) fn restart() {
    CURRENT.with(|current| *current.borrow_mut() = fresh());
}

/// This thread's network.
pub(super) fn current() -> Network {
    CURRENT.with(|current| current.borrow().clone())
}
