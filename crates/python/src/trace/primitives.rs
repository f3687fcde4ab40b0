//! Locks, events, conditions, semaphores, barriers and queues, seen without a change to asyncio's files.
//!
//! While a run is recorded, the classes have a native descriptor in place of one or two attributes each that every
//! operation reads or writes. It keeps the value where it is otherwise, in the instance's `__dict__`, and marks the
//! instance as touched. At the end of the step what was touched is looked at (see [`sample`](super::sample)).
//!
//! Known primitives are referred to weakly, and by address only as long as they live: an address that is used again
//! is somebody else.

use super::recorder::Recorder;
use super::{frames, writer};
use crate::asyncio::module_attr;
use coroscope_model::trace::{PrimitiveKind, PrimitiveNo, StackId, TextId};
use rustpython_vm::builtins::{PyGetSet, PyInt, PyStrInterned, PyType, PyWeak};
use rustpython_vm::function::PySetterValue;
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// How many are remembered before those that are gone are forgotten.
const SWEEP_FROM: usize = 256;

/// An attribute that is watched.
struct Watched {
    module: &'static str,
    class: &'static str,
    attribute: &'static str,
    kind: PrimitiveKind,
}

/// Of each class what none of its methods gets around.
const WATCHED: [Watched; 9] = [
    watched("asyncio.locks", "Lock", "_locked", PrimitiveKind::Lock),
    watched("asyncio.locks", "Event", "_value", PrimitiveKind::Event),
    watched(
        "asyncio.locks",
        "Condition",
        "_waiters",
        PrimitiveKind::Condition,
    ),
    watched(
        "asyncio.locks",
        "Semaphore",
        "_value",
        PrimitiveKind::Semaphore,
    ),
    watched("asyncio.locks", "Barrier", "_cond", PrimitiveKind::Barrier),
    watched("asyncio.locks", "Barrier", "_count", PrimitiveKind::Barrier),
    watched("asyncio.queues", "Queue", "_getters", PrimitiveKind::Queue),
    watched("asyncio.queues", "Queue", "_putters", PrimitiveKind::Queue),
    watched(
        "asyncio.queues",
        "Queue",
        "_unfinished_tasks",
        PrimitiveKind::Queue,
    ),
];

const fn watched(
    module: &'static str,
    class: &'static str,
    attribute: &'static str,
    kind: PrimitiveKind,
) -> Watched {
    Watched {
        module,
        class,
        attribute,
        kind,
    }
}

/// What is known of the primitives of a run.
#[derive(Default)]
pub(super) struct Primitives {
    /// By address.
    pub(super) known: RefCell<HashMap<usize, Known>>,
    /// The addresses of those that were touched since they were last looked at, in that order.
    pub(super) touched: RefCell<Vec<usize>>,
    pub(super) last: Cell<PrimitiveNo>,
    sweep_at: Cell<usize>,
}

/// One of them.
pub(super) struct Known {
    pub(super) weak: PyRef<PyWeak>,
    pub(super) kind: PrimitiveKind,
    pub(super) visibility: Visibility,
    pub(super) created: StackId,
    /// The value that it was made with.
    pub(super) initial: u64,
    pub(super) name: TextId,
    /// How often a name was looked for.
    pub(super) tries: u8,
    pub(super) sample: Sample,
    is_touched: bool,
}

/// Whether it is in the trace.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Visibility {
    /// It is part of another primitive, or of something else in the library.
    Inner,
    /// It has no number yet.
    New,
    Numbered(PrimitiveNo),
}

/// What was seen of it last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) value: u64,
    pub(super) waiting: u32,
    pub(super) putters: u32,
    pub(super) unfinished: u32,
}

/// Puts the descriptors into the classes.
///
/// # Errors
/// If a class is not there, which is a defect of ours.
pub(super) fn install(vm: &VirtualMachine) -> PyResult<()> {
    put::<0>(vm)?;
    put::<1>(vm)?;
    put::<2>(vm)?;
    put::<3>(vm)?;
    put::<4>(vm)?;
    put::<5>(vm)?;
    put::<6>(vm)?;
    put::<7>(vm)?;
    put::<8>(vm)
}

/// Takes them out.
///
/// # Errors
/// As for [`install`].
pub(super) fn uninstall(vm: &VirtualMachine) -> PyResult<()> {
    for Watched {
        module,
        class,
        attribute,
        ..
    } in &WATCHED
    {
        let class = module_attr(module, class, vm)?;
        class.del_attr(vm.ctx.intern_str(*attribute), vm)?;
    }
    Ok(())
}

fn put<const WHICH: usize>(vm: &VirtualMachine) -> PyResult<()> {
    let watched = &WATCHED[WHICH];
    let class = module_attr(watched.module, watched.class, vm)?;
    let class = class
        .downcast::<PyType>()
        .map_err(|_| vm.new_type_error(format!("{} is no class", watched.class)))?;
    let descriptor = PyGetSet::new(watched.attribute, &class, &vm.ctx)
        .with_get(get::<WHICH>)
        .with_set(set::<WHICH>);
    let name = vm.ctx.intern_str(watched.attribute);
    class
        .as_object()
        .set_attr(name, vm.new_pyobj(descriptor), vm)
}

fn get<const WHICH: usize>(object: PyObjectRef, vm: &VirtualMachine) -> PyResult {
    let name = vm.ctx.intern_str(WATCHED[WHICH].attribute);
    super::with(|it| it.touched(&object, WATCHED[WHICH].kind, None, vm));
    match item(&object, name, vm) {
        Some(value) => Ok(value),
        None => Err(vm.new_no_attribute_error(object, name.to_owned())),
    }
}

fn set<const WHICH: usize>(
    object: PyObjectRef,
    value: PySetterValue,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let name = vm.ctx.intern_str(WATCHED[WHICH].attribute);
    let dict = match object.dict() {
        Some(dict) => dict,
        None => {
            let dict = vm.ctx.new_dict();
            object
                .set_dict(Some(dict.clone()))
                .map_err(|_| vm.new_no_attribute_error(object.clone(), name.to_owned()))?;
            dict
        }
    };
    match value {
        PySetterValue::Assign(value) => {
            super::with(|it| it.touched(&object, WATCHED[WHICH].kind, Some(&value), vm));
            dict.set_item(name, value, vm)
        }
        PySetterValue::Delete => match dict.pop_item(name, vm)? {
            Some(_) => Ok(()),
            None => Err(vm.new_no_attribute_error(object, name.to_owned())),
        },
    }
}

/// What an object's own `__dict__` has under a name.
pub(super) fn item(
    object: &PyObject,
    name: &'static PyStrInterned,
    vm: &VirtualMachine,
) -> Option<PyObjectRef> {
    object.dict()?.inner_getitem_opt(name, vm).ok().flatten()
}

impl Recorder {
    /// A primitive is read or written. `value` is what is written.
    fn touched(
        &self,
        object: &PyObject,
        kind: PrimitiveKind,
        value: Option<&PyObjectRef>,
        vm: &VirtualMachine,
    ) {
        let primitives = &self.primitives;
        let address = object.get_id();
        {
            let mut known = primitives.known.borrow_mut();
            if let Some(entry) = known.get_mut(&address)
                && entry.weak.upgrade().is_some_and(|it| it.is(object))
            {
                if !entry.is_touched && entry.visibility != Visibility::Inner {
                    entry.is_touched = true;
                    primitives.touched.borrow_mut().push(address);
                }
                return;
            }
        }
        // Somebody new, perhaps where somebody was who is gone.
        let Some(weak) = self.quietly(vm, || object.downgrade(None, vm).ok()) else {
            return;
        };
        let is_inner = is_inner(kind);
        let initial = value.and_then(|value| value.downcast_ref_if_exact::<PyInt>(vm));
        let entry = Known {
            weak,
            kind,
            visibility: if is_inner {
                Visibility::Inner
            } else {
                Visibility::New
            },
            created: if is_inner {
                0
            } else {
                self.writer.borrow_mut().running()
            },
            initial: initial.map_or(0, number),
            name: 0,
            tries: 0,
            sample: Sample::default(),
            is_touched: !is_inner,
        };
        let old = {
            let mut known = primitives.known.borrow_mut();
            if known.len() >= primitives.sweep_at.get().max(SWEEP_FROM) {
                known.retain(|_, entry| entry.weak.upgrade().is_some());
                primitives.sweep_at.set(known.len() * 2);
            }
            if !is_inner {
                primitives.touched.borrow_mut().push(address);
            }
            known.insert(address, entry)
        };
        drop(old);
    }

    /// Allocates Python objects without bringing the next collection nearer.
    pub(super) fn quietly<R>(&self, vm: &VirtualMachine, act: impl FnOnce() -> R) -> R {
        let gc = &vm.state.gc;
        let enabled = gc.is_enabled();
        gc.disable();
        let result = act();
        if enabled {
            gc.enable();
        }
        result
    }
}

impl Primitives {
    /// Those that were touched, which count as looked at from here on.
    pub(super) fn take_touched(&self) -> Vec<usize> {
        let touched = self.touched.take();
        let mut known = self.known.borrow_mut();
        for address in &touched {
            if let Some(entry) = known.get_mut(address) {
                entry.is_touched = false;
            }
        }
        touched
    }
}

/// A count as the trace has it.
pub(super) fn number(int: &Py<PyInt>) -> u64 {
    u64::try_from(int.as_bigint()).unwrap_or(0)
}

/// Whether the primitive that is being made is part of another one (the event of a queue, the condition of a barrier),
/// or of something else of asyncio's (the queue of `as_completed`). The lock of a condition is not: programs use it.
fn is_inner(kind: PrimitiveKind) -> bool {
    let mut is_inner = false;
    frames::running(|spot| {
        if !writer::is_library(spot.code) {
            return false;
        }
        let name = spot.code.qualname.as_str();
        is_inner = match name {
            "Queue.__init__" => kind != PrimitiveKind::Queue,
            "Barrier.__init__" => kind != PrimitiveKind::Barrier,
            _ => !name.ends_with(".__init__") || name == "_AsCompletedIterator.__init__",
        };
        !is_inner
    });
    is_inner
}
