//! Forgetting texts and stacks that nothing speaks of any more, so that a long run stays within bounds.
//!
//! Whoever records remembers only so many texts and stacks: one that was defined more than [`REMEMBERED`] definitions
//! of its kind ago is defined anew when it comes again (`crates/python/src/trace/writer.rs` remembers half as many). What
//! is older, and what no record, task or finding that is kept speaks of, is forgotten.

use super::log::Kept;
use super::record::Record;
use super::refers::Reference;
use super::state::{Phase, ReadyWhat, Running, State};
use super::store::Trace;
use rustc_hash::FxHashSet;

/// How many of the newest definitions of a kind may be spoken of again.
const REMEMBERED: usize = 100_000;

/// What is spoken of.
#[derive(Default)]
pub(super) struct Used {
    texts: FxHashSet<u32>,
    stacks: FxHashSet<u32>,
}

impl Used {
    pub(super) fn text(&mut self, text: u32) {
        self.texts.insert(text);
    }

    pub(super) fn stack(&mut self, stack: u32) {
        self.stacks.insert(stack);
    }

    fn record(&mut self, record: &Record) {
        record.refers(|reference| match reference {
            Reference::Text(id) => self.text(id),
            Reference::Stack(id) => self.stack(id),
            Reference::Code(_) | Reference::Primitive(_) | Reference::Task(_) => {}
        });
    }

    fn state(&mut self, state: &State) {
        for (_, task) in state.tasks.iter() {
            self.text(task.name);
            self.stack(task.stack);
            if let Phase::Done { text, stack, .. } = task.phase {
                self.text(text);
                self.stack(stack);
            }
        }
        for timer in &state.timers {
            self.text(timer.what);
        }
        for item in &state.ready {
            match item.what {
                ReadyWhat::Task(..) => {}
                ReadyWhat::Handle(_, what)
                | ReadyWhat::Timer(_, what)
                | ReadyWhat::Callback(_, _, what) => self.text(what),
            }
        }
        for &(running, _) in &state.running {
            if let Running::Handle(_, what) = running {
                self.text(what);
            }
        }
    }
}

impl Trace {
    /// Forgets texts and stacks, if there are many.
    pub(super) fn forget_definitions(&mut self) {
        let (texts, stacks) = (self.tables.texts.len(), self.tables.stacks.len());
        if texts.max(stacks) <= self.defined_after_tidying + 2 * REMEMBERED {
            return;
        }
        let mut used = Used::default();
        used.state(&self.state_at(self.dropped()));
        for kept in self.log.records(self.dropped(), self.last()) {
            if let Kept::Event(record) = kept {
                used.record(record);
            }
        }
        for info in self.tasks.values() {
            used.text(info.name);
            used.stack(info.created);
        }
        for (_, code) in self.tables.codes.iter() {
            used.text(code.name);
            used.text(code.file);
        }
        for (_, primitive) in self.tables.primitives.iter() {
            used.text(primitive.name);
            used.stack(primitive.created);
        }
        self.watch.used(&mut used);
        self.tables.texts.forget(REMEMBERED, &used.texts);
        self.tables.stacks.forget(REMEMBERED, &used.stacks);
        let (texts, stacks) = (self.tables.texts.len(), self.tables.stacks.len());
        self.defined_after_tidying = texts.max(stacks);
    }
}
