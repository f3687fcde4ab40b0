//! What the loop asks its selector: which sockets are ready, before each turn, as `BaseEventLoop._run_once` does.
//!
//! The transports, servers and their callbacks are CPython's `selector_events`. A turn begins with `select(0)`, whose
//! events are queued before the timers that are due. To ask costs nothing to speak of as long as nothing is ready,
//! because an epoll instance of the page's network knows that natively; any other selector is called each time.

use super::event_loop::LoopCore;
use crate::net::PyEpoll;
use rustpython_vm::{AsObject as _, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

/// Sets the loop's selector.
///
/// # Errors
/// What looking for its epoll instance raised.
pub(super) fn set_selector(
    core: &Py<LoopCore>,
    selector: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let epoll = match &selector {
        Some(selector) => epoll_of(selector, vm)?,
        None => None,
    };
    let old = {
        let mut attrs = core.attrs.lock();
        attrs.epoll = epoll;
        std::mem::replace(&mut attrs.selector, selector)
    };
    drop(old);
    Ok(())
}

/// The epoll instance of an EpollSelector; of its subclasses too few things are known.
fn epoll_of(selector: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<PyRef<PyEpoll>>> {
    let class = vm.import("selectors", 0)?.get_attr("EpollSelector", vm)?;
    if !class.is(selector.class()) {
        return Ok(None);
    }
    let inner = selector.get_attr("_selector", vm)?;
    Ok(inner.downcast::<PyEpoll>().ok())
}

/// Queues the handles of sockets that are ready.
///
/// # Errors
/// What the selector, or `_process_events`, raised.
pub(super) fn queue_ready(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<()> {
    let Some(selector) = selector_to_ask(core) else {
        return Ok(());
    };
    process(core, &selector, vm)?;
    Ok(())
}

/// Whether a socket is ready, after a turn that left nothing to do. Handles that are found are queued.
///
/// # Errors
/// As for [`queue_ready`].
pub(super) fn any_ready(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<bool> {
    let Some(selector) = selector_to_ask(core) else {
        return Ok(false);
    };
    if core.attrs.lock().epoll.is_some() {
        // The next turn will ask again, and find it.
        return Ok(true);
    }
    process(core, &selector, vm)
}

/// The selector, unless it is known to have nothing.
fn selector_to_ask(core: &Py<LoopCore>) -> Option<PyObjectRef> {
    let attrs = core.attrs.lock();
    match &attrs.epoll {
        Some(epoll) if !epoll.has_events() => None,
        _ => attrs.selector.clone(),
    }
}

fn process(core: &Py<LoopCore>, selector: &PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
    let events = vm.call_method(selector, "select", (vm.ctx.new_int(0),))?;
    let any = events.clone().try_to_bool(vm)?;
    if any {
        vm.call_method(core.as_object(), "_process_events", (events,))?;
    }
    Ok(any)
}
