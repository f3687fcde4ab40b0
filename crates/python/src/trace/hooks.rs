//! What the binding tells the recorder, beside what the scheduler tells it.

use super::notes::{Blocking, Cancel, Created};
use super::recorder::{Line, Recorder};
use super::values;
use super::writer::Waits;
use crate::asyncio::{PyStep, PyTask};
use coroscope_model::protocol::Stream;
use coroscope_model::trace::{CodeId, Complaint, LoopNo, Purpose, Record, StackId, TaskNo};
use coroscope_scheduler::{Step, Suspension, Time};
use rustpython_vm::builtins::{
    PyBaseException, PyBaseExceptionRef, PyCoroutine, PyDict, PyGenerator, PyStr,
};
use rustpython_vm::{AsObject as _, Py, PyObject, VirtualMachine};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a task remembers for the recorder.
#[derive(Debug, Default)]
pub(crate) struct TaskMarks {
    /// Where it stood after its last step: a `PathId`.
    path: AtomicU32,
    /// Where it was created: a `StackId`.
    created: AtomicU32,
}

/// # Loops
impl Recorder {
    /// A loop begins to run. `number` is the loop's own, and 0 until it has one.
    pub(crate) fn loop_began(&self, number: &AtomicU32, debug: bool) {
        if number.load(Ordering::Relaxed) == 0 {
            number.store(self.next_loop(), Ordering::Relaxed);
        }
        self.clock();
        self.write(&Record::LoopBegan {
            event_loop: number.load(Ordering::Relaxed),
            debug,
        });
    }

    /// It no longer does.
    pub(crate) fn loop_ended(&self, number: LoopNo) {
        self.write(&Record::LoopEnded { event_loop: number });
        self.steps_are_over();
    }

    /// Nothing is ready: the loop is about to wait.
    pub(crate) fn idle(&self, until: Option<Time>) {
        let until = until.map(|until| self.nanos(until));
        self.write(&Record::Idle { until });
        self.waits();
    }
}

/// # Tasks
impl Recorder {
    /// A task is about to be announced.
    pub(crate) fn task_created(
        &self,
        task: &Py<PyTask>,
        coroutine: &PyObject,
        vm: &VirtualMachine,
    ) {
        let mut writer = self.writer.borrow_mut();
        let name = writer.text(&task.name(vm).to_string_lossy());
        let code = if let Some(coroutine) = coroutine.downcast_ref::<PyCoroutine>() {
            writer.code(&coroutine.as_coro().code())
        } else if let Some(generator) = coroutine.downcast_ref::<PyGenerator>() {
            writer.code(&generator.as_coro().code())
        } else {
            CodeId::default()
        };
        let stack = writer.running();
        task.marks().created.store(stack, Ordering::Relaxed);
        task.marks().path.store(0, Ordering::Relaxed);
        self.notes.created.set(Created { name, code, stack });
    }

    /// `set_name` was called.
    pub(crate) fn task_named(&self, task: TaskNo, name: &Py<PyStr>) {
        let name = self.writer.borrow_mut().text(&name.to_string_lossy());
        self.write(&Record::TaskNamed { task, name });
    }

    /// A cancellation is about to be requested, the `cancelling`th that counts.
    pub(crate) fn cancelling(
        &self,
        message: Option<&PyObject>,
        cancelling: u32,
        vm: &VirtualMachine,
    ) {
        let message = message.filter(|message| !vm.is_none(message));
        let message = message.map_or_else(String::new, |message| values::shown(message, vm));
        let mut writer = self.writer.borrow_mut();
        self.notes.cancel.set(Cancel {
            message: writer.text(&message),
            stack: writer.running(),
            cancelling,
        });
    }

    /// One was taken back.
    pub(crate) fn uncancelled(&self, task: TaskNo, cancelling: u32) {
        self.write(&Record::Uncancelled { task, cancelling });
    }

    /// A task's coroutine gave up control.
    pub(crate) fn step_over(
        &self,
        task: &Py<PyTask>,
        coroutine: &PyObject,
        step: &PyStep,
        vm: &VirtualMachine,
    ) {
        match step {
            Step::Suspended(suspension) => {
                let marks = task.marks();
                let last = marks.path.load(Ordering::Relaxed);
                let (path, stack) = self.writer.borrow_mut().awaits(coroutine, last);
                marks.path.store(path, Ordering::Relaxed);
                self.notes.stands.set(stack);
                let future = match suspension {
                    Suspension::Await(future) => Some(&**future),
                    Suspension::Yield | Suspension::Invalid(_) => None,
                };
                let primitive = self.sample(Some(coroutine), future, vm);
                if let Some(future) = future {
                    let purpose = match primitive {
                        Some(primitive) => Purpose::Primitive(primitive),
                        None => self.purpose(future, path),
                    };
                    self.notes.purpose.set(purpose);
                }
                return;
            }
            Step::Returned(value) if vm.is_none(value) => self.notes.result.set((0, 0)),
            Step::Returned(value) => {
                let text = values::shown(value, vm);
                let text = self.writer.borrow_mut().text(&text);
                self.notes.result.set((text, 0));
            }
            Step::Raised(error) | Step::Fatal(error, _) | Step::Cancelled(error) => {
                self.raised(error, vm);
            }
        }
        self.sample(None, None, vm);
    }

    fn raised(&self, error: &PyBaseExceptionRef, vm: &VirtualMachine) {
        let text = values::exception(error, vm);
        let mut writer = self.writer.borrow_mut();
        let text = writer.text(&text);
        let stack = writer.raised(error.traceback());
        self.notes.result.set((text, stack));
    }

    /// What a task waits for that stands where `path` says.
    fn purpose(&self, future: &PyObject, path: u32) -> Purpose {
        if let Some(task) = future.downcast_ref::<PyTask>() {
            return match task.number() {
                Some(number) => Purpose::Task(number),
                None => Purpose::Future,
            };
        }
        let (timer, argument) = self.notes.timer.get();
        if argument == future.get_id() {
            return Purpose::Sleep(Some(timer));
        }
        if &*future.class().slot_name() == "_GatheringFuture" {
            return Purpose::Several;
        }
        match self.writer.borrow().waits(path) {
            Waits::Several => Purpose::Several,
            Waits::Outside => Purpose::Outside,
            Waits::Unsaid => Purpose::Future,
        }
    }
}

/// # Handles
impl Recorder {
    /// A handle, timer or done callback is about to be queued: what it calls, and with what first.
    pub(crate) fn queueing(
        &self,
        function: &PyObject,
        argument: Option<&PyObject>,
        vm: &VirtualMachine,
    ) {
        let what = values::callable(function, vm);
        self.notes.what.set(self.writer.borrow_mut().text(&what));
        self.notes
            .argument
            .set(argument.map_or(0, |argument| argument.get_id()));
    }
}

/// # What else is seen
impl Recorder {
    /// The program printed.
    pub(crate) fn printed(&self, stream: Stream, chars: usize, ends_line: bool) {
        let line = self.writer.borrow().own_line();
        let piece = Line {
            stream,
            chars: u32::try_from(chars).unwrap_or(u32::MAX),
            by: self.current(),
            line,
        };
        self.print(piece, ends_line);
    }

    /// A call that holds up the loop begins.
    pub(crate) fn block(&self) -> Blocking {
        Blocking {
            time: self.nanos(self.platform.now()),
            real: self.look(),
        }
    }

    /// It has returned.
    pub(crate) fn blocked(&self, began: Blocking, what: &str) {
        let (time, real) = self.clock();
        let (what, stack) = {
            let mut writer = self.writer.borrow_mut();
            (writer.text(what), writer.running())
        };
        self.write(&Record::Blocked {
            what,
            by: self.current(),
            stack,
            time: time - began.time,
            real: real - began.real,
        });
    }

    /// A coroutine goes that nobody has awaited.
    pub(crate) fn never_awaited(&self, coroutine: &PyObject) {
        let Some(coroutine) = coroutine.downcast_ref::<PyCoroutine>() else {
            return;
        };
        let name = coroutine
            .as_coro()
            .qualname()
            .to_string_lossy()
            .into_owned();
        let text = format!("coroutine '{name}' was never awaited");
        let stack = self.writer.borrow_mut().running();
        self.complain(Complaint::NeverAwaited, None, &text, stack);
    }

    /// The loop's exception handler is called.
    pub(crate) fn handler_called(&self, context: &PyObject, vm: &VirtualMachine) {
        let Some(context) = context.downcast_ref_if_exact::<PyDict>(vm) else {
            return;
        };
        let entry = |name: &'static str| {
            let found = context.get_item_opt(vm.ctx.intern_str(name), vm);
            found.ok().flatten()
        };
        let mut text = entry("message").map_or_else(
            || "Unhandled exception in event loop".to_owned(),
            |message| match message.downcast_ref_if_exact::<PyStr>(vm) {
                Some(text) => text.to_string_lossy().into_owned(),
                None => values::shown(&message, vm),
            },
        );
        let kind = if text == "Task was destroyed but it is pending!" {
            Complaint::DestroyedPending
        } else if text.ends_with(" exception was never retrieved") {
            Complaint::NeverRetrieved
        } else {
            Complaint::Handler
        };
        if kind == Complaint::Handler {
            // "Exception in callback f() at 0x...": an address is nothing to look at.
            text = without_addresses(&text);
        }
        let error = entry("exception");
        let error = error
            .as_deref()
            .and_then(|it| it.downcast_ref::<PyBaseException>());
        if let Some(error) = error {
            text.push_str(": ");
            text.push_str(&values::exception(error, vm));
        }
        let task = entry("task").or_else(|| entry("future"));
        let task = task.as_deref().and_then(|it| it.downcast_ref::<PyTask>());
        let stack = match (task, error) {
            (Some(task), _) => task.marks().created.load(Ordering::Relaxed),
            (None, Some(error)) => self.writer.borrow_mut().raised(error.traceback()),
            (None, None) => 0,
        };
        let task = task.and_then(|task| task.number());
        self.complain(kind, task, &text, stack);
    }

    fn complain(&self, kind: Complaint, task: Option<TaskNo>, text: &str, stack: StackId) {
        let text = self.writer.borrow_mut().text(text);
        self.write(&Record::Complained {
            kind,
            task,
            text,
            stack,
        });
    }
}

/// The text with every `0x7f...` as `0x…`.
fn without_addresses(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("0x") {
        let (before, address) = rest.split_at(at + 2);
        out.push_str(before);
        out.push('…');
        rest = address.trim_start_matches(|c: char| c.is_ascii_hexdigit());
    }
    out.push_str(rest);
    out
}
