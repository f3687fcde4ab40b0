//! What records speak of by number.

use super::record::{CodeId, PrimitiveNo, Purpose, Record, StackId, TaskNo, TextId};

/// Something with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    Text(TextId),
    Code(CodeId),
    Stack(StackId),
    Primitive(PrimitiveNo),
    /// The task that the record is about, or waits for. Not who did it.
    Task(TaskNo),
}

impl Record {
    /// Names each text, code, stack, primitive and task that the record speaks of; not what it defines itself, and not
    /// 0, which stands for none.
    pub(super) fn refers(&self, mut to: impl FnMut(Reference)) {
        use Reference::{Code, Primitive, Stack, Task, Text};
        let mut to = |reference| match reference {
            Text(0) | Code(0) | Stack(0) => {}
            reference => to(reference),
        };
        match *self {
            Record::Code { name, file, .. } => {
                to(Text(name));
                to(Text(file));
            }
            Record::Stack { ref places, .. } => {
                places.iter().for_each(|place| to(Code(place.code)))
            }
            Record::Primitive { name, created, .. } => {
                to(Text(name));
                to(Stack(created));
            }
            Record::TaskCreated {
                name,
                code,
                created,
                ..
            } => {
                to(Text(name));
                to(Code(code));
                to(Stack(created));
            }
            Record::TaskNamed { task, name } => {
                to(Task(task));
                to(Text(name));
            }
            Record::TaskReady { task, .. }
            | Record::StepBegan { task, .. }
            | Record::Uncancelled { task, .. } => to(Task(task)),
            Record::StepEnded { task, stack, .. } => {
                to(Task(task));
                to(Stack(stack));
            }
            Record::Waits { task, purpose, .. } => {
                to(Task(task));
                match purpose {
                    Purpose::Task(other) => to(Task(other)),
                    Purpose::Primitive(primitive) => to(Primitive(primitive)),
                    _ => {}
                }
            }
            Record::TaskDone {
                task, text, stack, ..
            }
            | Record::CancelRequested {
                task,
                message: text,
                stack,
                ..
            } => {
                to(Task(task));
                to(Text(text));
                to(Stack(stack));
            }
            Record::TimerSet { what, .. }
            | Record::HandleQueued { what, .. }
            | Record::CallbackQueued { what, .. } => to(Text(what)),
            Record::PrimitiveChanged { primitive, .. } => to(Primitive(primitive)),
            // The task of a complaint may have ended long before.
            Record::Blocked {
                what: text, stack, ..
            }
            | Record::Complained { text, stack, .. } => {
                to(Text(text));
                to(Stack(stack));
            }
            Record::Text { .. }
            | Record::Clock { .. }
            | Record::LoopBegan { .. }
            | Record::LoopEnded { .. }
            | Record::Turn { .. }
            | Record::Idle { .. }
            | Record::FutureCreated { .. }
            | Record::FutureSettled { .. }
            | Record::TimerFired { .. }
            | Record::TimerCancelled { .. }
            | Record::HandleBegan { .. }
            | Record::HandleEnded { .. }
            | Record::HandleSkipped { .. }
            | Record::Output { .. } => {}
        }
    }
}
