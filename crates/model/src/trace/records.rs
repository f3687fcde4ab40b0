//! The records of a trace, as they can be written to a file.

use super::log::{Between, Kept};
use super::record::Record;
use super::store::Trace;
use super::tables::{Table, Tables};
use rustc_hash::FxHashSet;

impl Trace {
    /// The records that are kept, in order. As long as nothing was dropped they are those that were pushed; otherwise
    /// all definitions that came with what was dropped stand in front.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let kept = self.log.records(self.dropped(), self.last());
        let trailing = self.log.trailing().map(Kept::Between);
        let kept = kept.chain(trailing).filter_map(|kept| match kept {
            Kept::Event(record) => Some(record.clone()),
            Kept::Between(between) => self.tables.record(between),
        });
        self.dropped_definitions()
            .into_iter()
            .filter_map(|definition| self.tables.record(definition))
            .chain(kept)
    }

    /// The definitions that came with events that were dropped. Texts first, since the others refer to them.
    fn dropped_definitions(&self) -> Vec<Between> {
        if self.dropped() == 0 {
            return Vec::new();
        }
        let mut kept = FxHashSet::default();
        for between in self.log.definitions() {
            kept.insert(between.number());
        }
        let tables = &self.tables;
        let mut dropped = numbers(&tables.texts, |id| Some(Between::Text(id)));
        dropped.extend(numbers(&tables.codes, |id| Some(Between::Code(id))));
        dropped.extend(numbers(&tables.stacks, |id| Some(Between::Stack(id))));
        dropped.extend(numbers(&tables.primitives, |id| {
            Some(Between::Primitive(id, tables.primitives.get(id).cloned()?))
        }));
        dropped.retain(|between| !kept.contains(&between.number()));
        dropped
    }
}

fn numbers<T>(table: &Table<T>, between: impl Fn(u32) -> Option<Between>) -> Vec<Between> {
    let mut numbers: Vec<u32> = table.iter().map(|(id, _)| id).collect();
    numbers.sort_unstable();
    numbers.into_iter().filter_map(between).collect()
}

impl Between {
    /// What tells definitions apart.
    const fn number(&self) -> (u8, u32) {
        match self {
            Between::Clock { .. } => (0, 0),
            Between::Text(id) => (1, *id),
            Between::Code(id) => (2, *id),
            Between::Stack(id) => (3, *id),
            Between::Primitive(id, _) => (4, *id),
        }
    }
}

impl Tables {
    /// The record that this is left of; a definition as it is now.
    pub(super) fn record(&self, between: Between) -> Option<Record> {
        Some(match between {
            Between::Clock { time, real } => Record::Clock { time, real },
            Between::Text(id) => Record::Text {
                id,
                text: self.texts.get(id)?.to_string(),
            },
            Between::Code(id) => {
                let code = *self.codes.get(id)?;
                Record::Code {
                    id,
                    name: code.name,
                    file: code.file,
                    line: code.line,
                    own: code.own,
                }
            }
            Between::Stack(id) => Record::Stack {
                id,
                places: self.stacks.get(id)?.to_vec(),
            },
            Between::Primitive(id, primitive) => Record::Primitive {
                id,
                kind: primitive.kind,
                name: primitive.name,
                created: primitive.created,
                limit: primitive.limit,
            },
        })
    }
}
