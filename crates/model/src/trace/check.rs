//! Whether records keep their promise: what a record speaks of was defined before.

use super::record::{Record, TaskNo};
use super::refers::Reference;
use rustc_hash::FxHashSet;

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
    texts: Numbers,
    codes: Numbers,
    stacks: Numbers,
    primitives: Numbers,
    tasks: Numbers,
}

/// A set of numbers. Those from 1 on without a gap are found at once: in a trace that a run made they are all.
#[derive(Debug, Default)]
struct Numbers {
    /// The last of those.
    until: u64,
    others: FxHashSet<u64>,
}

impl Numbers {
    fn insert(&mut self, number: u64) {
        if self.contains(number) {
            return;
        }
        if number == self.until + 1 {
            self.until = number;
        } else {
            self.others.insert(number);
        }
    }

    fn contains(&self, number: u64) -> bool {
        (1..=self.until).contains(&number) || self.others.contains(&number)
    }
}

impl Defined {
    /// Nothing but tasks that are `known` from before.
    pub(super) fn new(known: impl Iterator<Item = TaskNo>) -> Defined {
        let mut defined = Defined::default();
        known.for_each(|task| defined.tasks.insert(task));
        defined
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
            Record::Text { id, .. } => self.texts.insert(id.into()),
            Record::Code { id, .. } => self.codes.insert(id.into()),
            Record::Stack { id, .. } => self.stacks.insert(id.into()),
            Record::Primitive { id, .. } => self.primitives.insert(id.into()),
            Record::TaskCreated { task, .. } => self.tasks.insert(task),
            _ => {}
        };
    }

    /// What it is called, if it is not defined.
    fn missing(&self, reference: Reference) -> Option<(&'static str, u64)> {
        let (is_defined, kind, number) = match reference {
            Reference::Text(id) => (self.texts.contains(id.into()), "text", id.into()),
            Reference::Code(id) => (self.codes.contains(id.into()), "code", id.into()),
            Reference::Stack(id) => (self.stacks.contains(id.into()), "stack", id.into()),
            Reference::Primitive(id) => {
                (self.primitives.contains(id.into()), "primitive", id.into())
            }
            Reference::Task(task) => (self.tasks.contains(task), "task", task),
        };
        (!is_defined).then_some((kind, number))
    }
}
