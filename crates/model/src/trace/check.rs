//! Whether records keep their promise: what a record speaks of was defined before.

use super::record::{Purpose, Record, TaskNo};
use std::collections::HashSet;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// With which record, counted from 1.
    pub(super) record: usize,
    /// What it speaks of, such as `text 7`.
    pub(super) what: String,
}

/// Looks for the first record that speaks of a text, code, stack, primitive or task that no record before it defines,
/// and that is none of the tasks `known` from before.
pub(super) fn check(records: &[Record], known: impl Iterator<Item = TaskNo>) -> Result<(), Flaw> {
    let mut defined = Defined {
        tasks: known.collect(),
        ..Defined::default()
    };
    for (place, record) in records.iter().enumerate() {
        if let Err((kind, number)) = defined.look(record) {
            return Err(Flaw {
                record: place + 1,
                what: format!("{kind} {number}"),
            });
        }
    }
    Ok(())
}

#[derive(Default)]
struct Defined {
    texts: HashSet<u32>,
    codes: HashSet<u32>,
    stacks: HashSet<u32>,
    primitives: HashSet<u32>,
    tasks: HashSet<TaskNo>,
}

type Missing = (&'static str, u64);

impl Defined {
    fn look(&mut self, record: &Record) -> Result<(), Missing> {
        match *record {
            Record::Text { id, .. } => {
                self.texts.insert(id);
            }
            Record::Code { id, name, file, .. } => {
                self.text(name)?;
                self.text(file)?;
                self.codes.insert(id);
            }
            Record::Stack { id, ref places } => {
                for place in places {
                    self.code(place.code)?;
                }
                self.stacks.insert(id);
            }
            Record::Primitive {
                id, name, created, ..
            } => {
                self.text(name)?;
                self.stack(created)?;
                self.primitives.insert(id);
            }
            Record::TaskCreated {
                task,
                name,
                code,
                created,
                ..
            } => {
                self.text(name)?;
                self.code(code)?;
                self.stack(created)?;
                self.tasks.insert(task);
            }
            Record::TaskNamed { task, name } => {
                self.task(task)?;
                self.text(name)?;
            }
            Record::TaskReady { task, .. }
            | Record::StepBegan { task, .. }
            | Record::Uncancelled { task, .. } => self.task(task)?,
            Record::StepEnded { task, stack, .. } => {
                self.task(task)?;
                self.stack(stack)?;
            }
            Record::Waits { task, purpose, .. } => {
                self.task(task)?;
                match purpose {
                    Purpose::Task(other) => self.task(other)?,
                    Purpose::Primitive(primitive) => self.primitive(primitive)?,
                    _ => {}
                }
            }
            Record::TaskDone {
                task, text, stack, ..
            } => {
                self.task(task)?;
                self.text(text)?;
                self.stack(stack)?;
            }
            Record::CancelRequested {
                task,
                message,
                stack,
                ..
            } => {
                self.task(task)?;
                self.text(message)?;
                self.stack(stack)?;
            }
            Record::TimerSet { what, .. }
            | Record::HandleQueued { what, .. }
            | Record::CallbackQueued { what, .. } => self.text(what)?,
            Record::PrimitiveChanged { primitive, .. } => self.primitive(primitive)?,
            Record::Blocked { what, stack, .. } => {
                self.text(what)?;
                self.stack(stack)?;
            }
            // The task may have ended among the events that were dropped.
            Record::Complained { text, stack, .. } => {
                self.text(text)?;
                self.stack(stack)?;
            }
            Record::Clock { .. }
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
        Ok(())
    }

    fn text(&self, id: u32) -> Result<(), Missing> {
        one_of(&self.texts, id, "text")
    }

    fn code(&self, id: u32) -> Result<(), Missing> {
        one_of(&self.codes, id, "code")
    }

    fn stack(&self, id: u32) -> Result<(), Missing> {
        one_of(&self.stacks, id, "stack")
    }

    fn primitive(&self, id: u32) -> Result<(), Missing> {
        match self.primitives.contains(&id) {
            true => Ok(()),
            false => Err(("primitive", id.into())),
        }
    }

    fn task(&self, task: TaskNo) -> Result<(), Missing> {
        match self.tasks.contains(&task) {
            true => Ok(()),
            false => Err(("task", task)),
        }
    }
}

/// 0 stands for none.
fn one_of(defined: &HashSet<u32>, id: u32, kind: &'static str) -> Result<(), Missing> {
    match id == 0 || defined.contains(&id) {
        true => Ok(()),
        false => Err((kind, id.into())),
    }
}
