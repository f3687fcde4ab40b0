//! What definitions define, looked up by number.

use super::record::{CodeId, Place, PrimitiveKind, PrimitiveNo, Record, StackId, TextId};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// What is known of a primitive for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrimitiveInfo {
    /// What it is.
    pub kind: PrimitiveKind,
    /// Its name in the program; 0 if none is known.
    pub name: TextId,
    /// Where it was created.
    pub created: StackId,
    /// How much it holds at most; 0: no limit.
    pub limit: u64,
}

/// A code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// Its qualified name.
    pub name: TextId,
    /// Its file.
    pub file: TextId,
    /// Its first line.
    pub line: u32,
    /// Whether it is the visitor's own program.
    pub own: bool,
}

/// All definitions.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) texts: Table<Box<str>>,
    pub(super) codes: Table<CodeInfo>,
    pub(super) stacks: Table<Box<[Place]>>,
    pub(super) primitives: Table<PrimitiveInfo>,
}

impl Tables {
    /// Takes a definition in; a later one of the same number counts. Other records are passed over.
    pub(super) fn define(&mut self, record: Record) {
        match record {
            Record::Text { id, text } => self.texts.insert(id, text.into()),
            Record::Code {
                id,
                name,
                file,
                line,
                own,
            } => self.codes.insert(
                id,
                CodeInfo {
                    name,
                    file,
                    line,
                    own,
                },
            ),
            Record::Stack { id, places } => self.stacks.insert(id, places.into()),
            Record::Primitive {
                id,
                kind,
                name,
                created,
                limit,
            } => self.primitives.insert(
                id,
                PrimitiveInfo {
                    kind,
                    name,
                    created,
                    limit,
                },
            ),
            _ => {}
        }
    }

    /// A text; the empty one if it was not defined.
    pub(super) fn text(&self, id: TextId) -> &str {
        self.texts.get(id).map_or("", |text| text)
    }

    /// A stack; an empty one if it was not defined.
    pub(super) fn stack(&self, id: StackId) -> &[Place] {
        self.stacks.get(id).map_or(&[], |stack| stack)
    }

    /// A code object.
    pub(super) fn code(&self, id: CodeId) -> Option<&CodeInfo> {
        self.codes.get(id)
    }

    /// A primitive.
    pub(super) fn primitive(&self, id: PrimitiveNo) -> Option<&PrimitiveInfo> {
        self.primitives.get(id)
    }

    /// The innermost place of a stack that is in the visitor's own program.
    pub(super) fn own_place(&self, id: StackId) -> Option<Place> {
        let own = |place: &&Place| self.code(place.code).is_some_and(|code| code.own);
        self.stack(id).iter().rev().find(own).copied()
    }
}

/// Values by number. Numbers that come one after the other are found at once; a file may have any number, and one that
/// is far away costs no more memory than another.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    /// The number of the first in `dense`.
    base: u32,
    dense: Vec<T>,
    sparse: BTreeMap<u32, T>,
}

impl<T> Default for Table<T> {
    fn default() -> Table<T> {
        Table {
            base: 1,
            dense: Vec::new(),
            sparse: BTreeMap::new(),
        }
    }
}

impl<T> Table<T> {
    fn insert(&mut self, id: u32, value: T) {
        let place = id.checked_sub(self.base).map(|place| place as usize);
        match place {
            Some(place) if place < self.dense.len() => self.dense[place] = value,
            Some(place) if place == self.dense.len() => self.dense.push(value),
            _ => {
                self.sparse.insert(id, value);
            }
        }
    }

    pub(super) fn get(&self, id: u32) -> Option<&T> {
        let place = id.checked_sub(self.base).map(|place| place as usize);
        let dense = place.and_then(|place| self.dense.get(place));
        dense.or_else(|| self.sparse.get(&id))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.dense.len() + self.sparse.len()
    }

    /// Forgets those that are not among the `newest` ones with numbers in a row, and not `used`.
    pub(super) fn forget(&mut self, newest: usize, used: &FxHashSet<u32>) {
        let old = self.dense.len().saturating_sub(newest);
        let base = self.base;
        let old = (base..).zip(self.dense.drain(..old));
        self.sparse.retain(|id, _| used.contains(id));
        for (id, value) in old {
            if used.contains(&id) {
                self.sparse.insert(id, value);
            }
            self.base = id + 1;
        }
    }

    /// All of them with their numbers; not sorted.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let dense = (self.base..).zip(&self.dense);
        dense.chain(self.sparse.iter().map(|(&id, value)| (id, value)))
    }
}
