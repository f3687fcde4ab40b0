//! Whether records keep their promise: what a record speaks of was defined before.

use super::record::{Record, TaskNo};
use super::refers::Reference;
use std::collections::HashSet;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    /// With which record, counted from 1.
    pub(super) record: usize,
    /// What it speaks of, such as `text 7`.
    pub(super) what: String,
}

/// What the records defined that were seen so far.
#[derive(Debug, Default)]
pub(super) struct Defined {
    seen: usize,
    texts: HashSet<u32>,
    codes: HashSet<u32>,
    stacks: HashSet<u32>,
    primitives: HashSet<u32>,
    tasks: HashSet<TaskNo>,
}

impl Defined {
    /// Nothing but tasks that are `known` from before.
    pub(super) fn new(known: impl Iterator<Item = TaskNo>) -> Defined {
        Defined {
            tasks: known.collect(),
            ..Defined::default()
        }
    }

    /// Looks whether the next record speaks of a text, code, stack, primitive or task that no record before it defines,
    /// and takes in what it defines itself.
    pub(super) fn see(&mut self, record: &Record) -> Result<(), Flaw> {
        self.seen += 1;
        let mut missing = None;
        record.refers(|reference| {
            if missing.is_none() {
                missing = self.missing(reference);
            }
        });
        if let Some((kind, number)) = missing {
            return Err(Flaw {
                record: self.seen,
                what: format!("{kind} {number}"),
            });
        }
        self.define(record);
        Ok(())
    }

    fn define(&mut self, record: &Record) {
        match *record {
            Record::Text { id, .. } => self.texts.insert(id),
            Record::Code { id, .. } => self.codes.insert(id),
            Record::Stack { id, .. } => self.stacks.insert(id),
            Record::Primitive { id, .. } => self.primitives.insert(id),
            Record::TaskCreated { task, .. } => self.tasks.insert(task),
            _ => false,
        };
    }

    /// What it is called, if it is not defined.
    fn missing(&self, reference: Reference) -> Option<(&'static str, u64)> {
        let (is_defined, kind, number) = match reference {
            Reference::Text(id) => (self.texts.contains(&id), "text", id.into()),
            Reference::Code(id) => (self.codes.contains(&id), "code", id.into()),
            Reference::Stack(id) => (self.stacks.contains(&id), "stack", id.into()),
            Reference::Primitive(id) => (self.primitives.contains(&id), "primitive", id.into()),
            Reference::Task(task) => (self.tasks.contains(&task), "task", task),
        };
        (!is_defined).then_some((kind, number))
    }
}
