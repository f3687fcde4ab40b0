//! Sockets and the loop: what it asks its selector before each turn, and who is called when one is ready.
//!
//! The transports, servers and their callbacks are CPython's `selector_events`. A turn begins with `select(0)`, whose
//! events are queued before the timers that are due, as `BaseEventLoop._run_once` does it.
//!
//! With the selector that a loop has by default, `_add_reader` and its like and `_process_events` are done here, on that
//! selector's own table and in the order of CPython's: each connection calls them a dozen times. With any other
//! selector, and in debug mode, CPython's own methods are called.

use super::event_loop::LoopCore;
use super::handle::PyHandle;
use super::library;
use crate::contextvars::PyContext;
use crate::net::{Interest, PyEpoll};
use rustpython_vm::builtins::{PyDict, PyDictRef, PyInt, PyTuple, PyTypeRef};
use rustpython_vm::function::FuncArgs;
use rustpython_vm::object::TraverseFn;
use rustpython_vm::{AsObject as _, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};
use std::sync::atomic::Ordering;

/// `selectors.EVENT_READ`
const READ: u32 = 1;
/// `selectors.EVENT_WRITE`
const WRITE: u32 = 2;

/// What the loop asks for sockets that are ready.
#[derive(Debug, Default)]
pub(crate) struct Selector {
    object: Option<PyObjectRef>,
    /// There if it is exactly an EpollSelector.
    known: Option<Known>,
    /// Whether somebody has a `_process_events` of their own.
    processes: bool,
    /// What the selector answered when it was asked whether to wait: the events of the next turn.
    answer: Option<PyObjectRef>,
}

/// The inside of an EpollSelector.
#[derive(Clone, Debug)]
struct Known {
    epoll: PyRef<PyEpoll>,
    /// `_fd_to_key`
    keys: PyDictRef,
    /// `selectors.SelectorKey`
    class: PyTypeRef,
}

impl Selector {
    pub(crate) fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        let objects = self.object.iter().chain(&self.answer);
        objects.for_each(|it| tracer(it));
        if let Some(known) = &self.known {
            tracer(known.epoll.as_object());
            tracer(known.keys.as_object());
            tracer(known.class.as_object());
        }
    }

    /// The object that `loop._selector` is.
    pub(crate) fn object(&self) -> Option<PyObjectRef> {
        self.object.clone()
    }

    /// From now on `_process_events` is called, since it is no longer CPython's.
    pub(crate) const fn process_events_assigned(&mut self) {
        self.processes = true;
    }
}

/// Sets the loop's selector.
///
/// # Errors
/// What looking into it raised.
pub(super) fn set_selector(
    core: &Py<LoopCore>,
    object: Option<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let known = match &object {
        Some(object) => Known::look_into(object, vm)?,
        None => None,
    };
    let name = vm.ctx.intern_str("_process_events");
    let own = library::module_attr("asyncio.selector_events", "BaseSelectorEventLoop", vm)?;
    let own = own.get_attr(name, vm)?;
    let theirs = core.class().get_attr(name);
    let fresh = Selector {
        object,
        known,
        processes: theirs.is_none_or(|theirs| !theirs.is(&own)),
        answer: None,
    };
    let old = std::mem::replace(&mut core.attrs.lock().selector, fresh);
    drop(old);
    Ok(())
}

impl Known {
    fn look_into(selector: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Self>> {
        let module = vm.import("selectors", 0)?;
        if !module.get_attr("EpollSelector", vm)?.is(selector.class()) {
            return Ok(None);
        }
        let epoll = selector.get_attr("_selector", vm)?.downcast::<PyEpoll>();
        let keys = selector.get_attr("_fd_to_key", vm)?.downcast::<PyDict>();
        let class = module.get_attr("SelectorKey", vm)?.downcast();
        Ok(match (epoll, keys, class) {
            (Ok(epoll), Ok(keys), Ok(class)) => Some(Self { epoll, keys, class }),
            _ => None,
        })
    }

    fn key(&self, fd: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Key>> {
        let Some(key) = self.keys.get_item_opt(&**fd, vm)? else {
            return Ok(None);
        };
        Ok(Key::of(&key, vm))
    }

    fn set_key(&self, fd: &PyObjectRef, key: Key, vm: &VirtualMachine) -> PyResult<()> {
        let pair = |handle: Option<PyRef<PyHandle>>| vm.unwrap_or_none(handle.map(Into::into));
        let data = vec![pair(key.reader), pair(key.writer)];
        let items = vec![
            key.object,
            fd.clone(),
            vm.ctx.new_int(key.events).into(),
            vm.ctx.new_tuple(data).into(),
        ];
        let Some(new) = vm.ctx.types.tuple_type.slots.new.load() else {
            return Err(vm.new_system_error("tuple has no __new__"));
        };
        let args = FuncArgs::from(vec![vm.ctx.new_tuple(items).into()]);
        let key = new(self.class.clone(), args, vm)?;
        self.keys.set_item(&**fd, key, vm)
    }
}

/// What a SelectorKey holds that a loop has registered.
struct Key {
    object: PyObjectRef,
    events: u32,
    reader: Option<PyRef<PyHandle>>,
    writer: Option<PyRef<PyHandle>>,
}

impl Key {
    /// None if somebody else has registered it.
    fn of(key: &PyObjectRef, vm: &VirtualMachine) -> Option<Self> {
        let [object, _, events, data] = key.downcast_ref::<PyTuple>()?.as_slice() else {
            return None;
        };
        let [reader, writer] = data.downcast_ref::<PyTuple>()?.as_slice() else {
            return None;
        };
        let handle = |it: &PyObjectRef| -> Option<Option<PyRef<PyHandle>>> {
            if vm.is_none(it) {
                return Some(None);
            }
            it.clone().downcast::<PyHandle>().ok().map(Some)
        };
        Some(Self {
            object: object.clone(),
            events: events.downcast_ref::<PyInt>()?.try_to_primitive(vm).ok()?,
            reader: handle(reader)?,
            writer: handle(writer)?,
        })
    }

    const fn handle_mut(&mut self, event: u32) -> &mut Option<PyRef<PyHandle>> {
        if event == READ {
            &mut self.reader
        } else {
            &mut self.writer
        }
    }
}

/// Queues the handles of sockets that are ready.
///
/// # Errors
/// What the selector, or `_process_events`, raised.
pub(super) fn queue_ready(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<()> {
    match to_ask(core) {
        Ask::Nobody => Ok(()),
        Ask::Known(known) => queue_known(core, &known, vm),
        Ask::Selector(selector) => {
            let answer = core.attrs.lock().selector.answer.take();
            let events = match answer {
                Some(events) => events,
                None => select(&selector, vm)?,
            };
            if events.clone().try_to_bool(vm)? {
                vm.call_method(core.as_object(), "_process_events", (events,))?;
            }
            Ok(())
        }
    }
}

/// Whether a socket is ready, after a turn that left nothing to do.
///
/// # Errors
/// As for [`queue_ready`].
pub(super) fn any_ready(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<bool> {
    match to_ask(core) {
        Ask::Nobody => Ok(false),
        // The next turn will ask again, and find it.
        Ask::Known(_) => Ok(true),
        Ask::Selector(selector) => {
            if core.attrs.lock().selector.known.is_some() {
                return Ok(true);
            }
            let events = select(&selector, vm)?;
            let any = events.clone().try_to_bool(vm)?;
            if any {
                core.attrs.lock().selector.answer = Some(events);
            }
            Ok(any)
        }
    }
}

fn select(selector: &PyObjectRef, vm: &VirtualMachine) -> PyResult {
    vm.call_method(selector, "select", (vm.ctx.new_int(0),))
}

enum Ask {
    /// It is known that nothing is ready.
    Nobody,
    Known(Known),
    Selector(PyObjectRef),
}

fn to_ask(core: &Py<LoopCore>) -> Ask {
    let attrs = core.attrs.lock();
    let selector = &attrs.selector;
    match (&selector.known, &selector.object) {
        (Some(known), _) if !known.epoll.has_events() => Ask::Nobody,
        (Some(known), _) if !selector.processes => Ask::Known(known.clone()),
        (_, Some(object)) => Ask::Selector(object.clone()),
        (_, None) => Ask::Nobody,
    }
}

/// `EpollSelector.select` and `_process_events`.
fn queue_known(core: &Py<LoopCore>, known: &Known, vm: &VirtualMachine) -> PyResult<()> {
    for (fd, ready) in known.epoll.take_events(known.keys.__len__().max(1)) {
        let fd: PyObjectRef = vm.ctx.new_int(fd).into();
        let Some(key) = known.key(&fd, vm)? else {
            continue;
        };
        let ready = Interest::from_bits(ready, READ, WRITE) & key.events;
        for (event, handle) in [(READ, key.reader), (WRITE, key.writer)] {
            let Some(handle) = handle.filter(|_| ready & event != 0) else {
                continue;
            };
            if handle.is_cancelled() {
                let method = if event == READ {
                    "_remove_reader"
                } else {
                    "_remove_writer"
                };
                vm.call_method(core.as_object(), method, (key.object.clone(),))?;
            } else {
                core.queue(handle, vm);
            }
        }
    }
    Ok(())
}

/// The inside of the selector, if `fd` is a plain number and CPython's way need not be taken.
fn known(core: &Py<LoopCore>, fd: &PyObjectRef, vm: &VirtualMachine) -> Option<Known> {
    if core.debug() {
        return None;
    }
    let number = fd.downcast_ref_if_exact::<PyInt>(vm)?;
    number.try_to_primitive::<u16>(vm).ok()?;
    core.attrs.lock().selector.known.clone()
}

/// Calls CPython's own method.
fn call_library(
    core: &Py<LoopCore>,
    name: &'static str,
    args: Vec<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult {
    let class = library::module_attr("asyncio.selector_events", "BaseSelectorEventLoop", vm)?;
    let all: Vec<PyObjectRef> = std::iter::once(core.as_object().to_owned())
        .chain(args)
        .collect();
    class
        .get_attr(vm.ctx.intern_str(name), vm)?
        .call(FuncArgs::from(all), vm)
}

/// `_add_reader(fd, callback, *args)` and `_add_writer`.
///
/// # Errors
/// `RuntimeError` on a closed loop, and what the selector raised.
pub(super) fn add(
    core: &Py<LoopCore>,
    is_reader: bool,
    args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let (name, event) = if is_reader {
        ("_add_reader", READ)
    } else {
        ("_add_writer", WRITE)
    };
    let args = args.args;
    let [fd, callback, rest @ ..] = &args[..] else {
        return call_library(core, name, args, vm);
    };
    let Some(known) = known(core, fd, vm) else {
        return call_library(core, name, args, vm);
    };
    LoopCore::check_closed(core, vm)?;
    let mut key = match known.keys.get_item_opt(&**fd, vm)? {
        None => Key {
            object: fd.clone(),
            events: 0,
            reader: None,
            writer: None,
        },
        Some(key) => match Key::of(&key, vm) {
            Some(key) => key,
            None => return call_library(core, name, args, vm),
        },
    };
    let was = key.events;
    key.events |= event;
    let number: i32 = fd.try_index(vm)?.try_to_primitive(vm)?;
    let interest = Interest::to_bits(key.events, READ, WRITE);
    if was == 0 {
        known.epoll.watch(number, interest, vm)?;
    } else if was != key.events
        && let Err(error) = known.epoll.change_watch(number, interest, vm)
    {
        known.keys.del_item(&**fd, vm)?;
        return Err(error);
    }
    let context = PyContext::copy_current(vm).into();
    let loop_ = core.as_object().to_owned();
    let handle = PyHandle::bare(loop_, callback.clone(), rest.to_vec(), context).into_handle(vm);
    let old = key.handle_mut(event).replace(handle.clone());
    known.set_key(fd, key, vm)?;
    if let Some(old) = old {
        PyHandle::cancel_impl(&old, vm)?;
    }
    Ok(handle.into())
}

/// `_remove_reader(fd)` and `_remove_writer`: whether there was one.
///
/// # Errors
/// What the selector raised.
pub(super) fn remove(
    core: &Py<LoopCore>,
    is_reader: bool,
    fd: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    let (name, event) = if is_reader {
        ("_remove_reader", READ)
    } else {
        ("_remove_writer", WRITE)
    };
    if core.closed.load(Ordering::Relaxed) {
        return Ok(vm.ctx.new_bool(false).into());
    }
    let Some(known) = known(core, &fd, vm) else {
        return call_library(core, name, vec![fd], vm);
    };
    let Some(key) = known.keys.get_item_opt(&*fd, vm)? else {
        return Ok(vm.ctx.new_bool(false).into());
    };
    let Some(mut key) = Key::of(&key, vm) else {
        return call_library(core, name, vec![fd], vm);
    };
    let was = key.events;
    key.events &= !event;
    let old = key.handle_mut(event).take();
    let number: i32 = fd.try_index(vm)?.try_to_primitive(vm)?;
    if key.events == 0 {
        known.keys.del_item(&*fd, vm)?;
        // It may have been closed since it was registered.
        let _ = known.epoll.stop_watch(number);
    } else {
        if was != key.events
            && let Err(error) =
                known
                    .epoll
                    .change_watch(number, Interest::to_bits(key.events, READ, WRITE), vm)
        {
            known.keys.del_item(&*fd, vm)?;
            return Err(error);
        }
        known.set_key(&fd, key, vm)?;
    }
    let existed = old.is_some();
    if let Some(old) = old {
        PyHandle::cancel_impl(&old, vm)?;
    }
    Ok(vm.ctx.new_bool(existed).into())
}
