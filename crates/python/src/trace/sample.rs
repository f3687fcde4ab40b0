//! What has become of the primitives that were touched, and who waits for which.

use super::names;
use super::primitives::{Known, Sample, Visibility, item, number};
use super::recorder::Recorder;
use coroscope_model::trace::{PrimitiveKind, PrimitiveNo, Record};
use rustpython_vm::builtins::{PyInt, PyList};
use rustpython_vm::{AsObject as _, PyObject, PyObjectRef, VirtualMachine};

/// How often a name is looked for. A primitive that has none after so many steps is in no simple place.
const TRIES: u8 = 16;

/// Somebody who was touched, held for as long as it is looked at.
struct Touched {
    address: usize,
    object: PyObjectRef,
    kind: PrimitiveKind,
}

impl Recorder {
    /// At the end of a step, callback or whatever else touched primitives: tells what changed. `coroutine` is that of
    /// the task whose step it was; its frames know names. `future` is what the task waits for now; returns whether
    /// that is a place in the queue of one of the primitives.
    pub(super) fn sample(
        &self,
        coroutine: Option<&PyObject>,
        future: Option<&PyObject>,
        vm: &VirtualMachine,
    ) -> Option<PrimitiveNo> {
        if self.primitives.touched.borrow().is_empty() {
            return None;
        }
        let mut waited_for = None;
        for address in self.primitives.take_touched() {
            let Some(touched) = self.alive(address) else {
                continue;
            };
            self.name(&touched, coroutine, vm);
            let number = self.tell(&touched, vm);
            if let Some(future) = future
                && waited_for.is_none()
                && has_last(&touched, future, vm)
            {
                waited_for = number;
            }
        }
        waited_for
    }

    fn alive(&self, address: usize) -> Option<Touched> {
        let known = self.primitives.known.borrow();
        let entry = known.get(&address)?;
        Some(Touched {
            address,
            object: entry.weak.upgrade()?,
            kind: entry.kind,
        })
    }

    fn with_entry<R>(&self, address: usize, f: impl FnOnce(&mut Known) -> R) -> Option<R> {
        self.primitives.known.borrow_mut().get_mut(&address).map(f)
    }

    /// Looks for its name, if it has none yet.
    fn name(&self, touched: &Touched, coroutine: Option<&PyObject>, vm: &VirtualMachine) {
        let wanted = self.with_entry(touched.address, |entry| {
            let wanted = entry.name == 0 && entry.tries < TRIES;
            entry.tries += u8::from(wanted);
            wanted
        });
        if wanted != Some(true) {
            return;
        }
        let is_own = |code: &_| self.writer.borrow().is_own(code);
        let found = self.quietly(vm, || names::find(&touched.object, coroutine, is_own, vm));
        let Some(found) = found else { return };
        let name = self.writer.borrow_mut().text(&found);
        let numbered = self.with_entry(touched.address, |entry| {
            entry.name = name;
            matches!(entry.visibility, Visibility::Numbered(_))
        });
        if numbered == Some(true) {
            self.define(touched, vm);
        }
    }

    /// Tells what it is, for the first time or again.
    fn define(&self, touched: &Touched, vm: &VirtualMachine) -> Option<PrimitiveNo> {
        let limit = match touched.kind {
            PrimitiveKind::Queue => integer(&touched.object, "_maxsize", vm),
            PrimitiveKind::Barrier => integer(&touched.object, "_parties", vm),
            _ => None,
        };
        self.with_entry(touched.address, |entry| {
            let id = match entry.visibility {
                Visibility::Numbered(id) => id,
                Visibility::New => {
                    let id = self.primitives.last.get() + 1;
                    self.primitives.last.set(id);
                    entry.visibility = Visibility::Numbered(id);
                    id
                }
                Visibility::Inner => return None,
            };
            let limit = match entry.kind {
                PrimitiveKind::Semaphore => entry.initial,
                _ => limit.unwrap_or(0),
            };
            self.write(&Record::Primitive {
                id,
                kind: entry.kind,
                name: entry.name,
                created: entry.created,
                limit,
            });
            Some(id)
        })
        .flatten()
    }

    /// Tells what changed.
    fn tell(&self, touched: &Touched, vm: &VirtualMachine) -> Option<PrimitiveNo> {
        let visibility = self.with_entry(touched.address, |entry| entry.visibility)?;
        let id = match visibility {
            Visibility::Numbered(id) => id,
            Visibility::Inner => return None,
            Visibility::New => {
                let id = self.define(touched, vm)?;
                // A semaphore begins full, so that who takes a permit in the step that makes it is seen to take one.
                let initial = self.with_entry(touched.address, |entry| entry.initial)?;
                if touched.kind == PrimitiveKind::Semaphore && initial > 0 {
                    let full = Sample {
                        value: initial,
                        ..Sample::default()
                    };
                    self.changed(id, full);
                    self.with_entry(touched.address, |entry| entry.sample = full);
                }
                id
            }
        };
        let now = sampled(touched, vm);
        let before = self.with_entry(touched.address, |entry| {
            std::mem::replace(&mut entry.sample, now)
        });
        if before != Some(now) {
            self.changed(id, now);
        }
        Some(id)
    }

    fn changed(&self, primitive: PrimitiveNo, sample: Sample) {
        self.write(&Record::PrimitiveChanged {
            primitive,
            value: sample.value,
            waiting: sample.waiting,
            putters: sample.putters,
            unfinished: sample.unfinished,
            by: self.current(),
        });
    }
}

fn sampled(touched: &Touched, vm: &VirtualMachine) -> Sample {
    let object = &*touched.object;
    let flag = |name| {
        let value = item(object, vm.ctx.intern_str(name), vm);
        u64::from(value.is_some_and(|value| value.is(&vm.ctx.true_value)))
    };
    let waiting =
        |name| item(object, vm.ctx.intern_str(name), vm).map_or(0, |waiters| length(&waiters, vm));
    let count = |name| integer(object, name, vm).unwrap_or(0);
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    match touched.kind {
        PrimitiveKind::Lock => Sample {
            value: flag("_locked"),
            waiting: small(waiting("_waiters")),
            ..Sample::default()
        },
        PrimitiveKind::Event => Sample {
            value: flag("_value"),
            waiting: small(waiting("_waiters")),
            ..Sample::default()
        },
        PrimitiveKind::Condition => Sample {
            waiting: small(waiting("_waiters")),
            ..Sample::default()
        },
        PrimitiveKind::Semaphore => Sample {
            value: count("_value"),
            waiting: small(waiting("_waiters")),
            ..Sample::default()
        },
        PrimitiveKind::Barrier => Sample {
            value: count("_count"),
            waiting: small(count("_count")),
            ..Sample::default()
        },
        PrimitiveKind::Queue => Sample {
            value: waiting("_queue"),
            waiting: small(waiting("_getters")),
            putters: small(waiting("_putters")),
            unfinished: small(count("_unfinished_tasks")),
        },
    }
}

/// Whether the future is the last in one of its queues: where a task puts itself before it waits.
fn has_last(touched: &Touched, future: &PyObject, vm: &VirtualMachine) -> bool {
    let places: &[&[&'static str]] = match touched.kind {
        PrimitiveKind::Queue => &[&["_getters"], &["_putters"], &["_finished", "_waiters"]],
        PrimitiveKind::Barrier => &[&["_cond", "_waiters"], &["_cond", "_lock", "_waiters"]],
        _ => &[&["_waiters"]],
    };
    places.iter().any(|place| {
        let mut at = Some(touched.object.clone());
        for name in *place {
            at = at.and_then(|object| item(&object, vm.ctx.intern_str(*name), vm));
        }
        at.and_then(|waiters| last(&waiters, vm))
            .is_some_and(|last| last.is(future))
    })
}

fn integer(object: &PyObject, name: &'static str, vm: &VirtualMachine) -> Option<u64> {
    let value = item(object, vm.ctx.intern_str(name), vm)?;
    value.downcast_ref_if_exact::<PyInt>(vm).map(number)
}

/// Whether it is the interpreter's own deque or list, and no subclass with methods of its own.
fn is_plain(container: &PyObject, vm: &VirtualMachine) -> bool {
    container.downcast_ref_if_exact::<PyList>(vm).is_some()
        || (&*container.class().slot_name() == "collections.deque"
            || &*container.class().slot_name() == "deque")
            && names::is_native(container)
}

fn length(container: &PyObject, vm: &VirtualMachine) -> u64 {
    if !is_plain(container, vm) {
        return 0;
    }
    container.length(vm).map_or(0, |length| length as u64)
}

fn last(container: &PyObject, vm: &VirtualMachine) -> Option<PyObjectRef> {
    if length(container, vm) == 0 {
        return None;
    }
    container.get_item(vm.ctx.new_int(-1).as_object(), vm).ok()
}
