//! A map by numbers that were given out one after the other, of which copies share what is the same.
//!
//! [`OrdMap`] splits a full leaf in the middle and has room for sixteen entries in each half: of what is only ever added at
//! the end half the room stays empty, in every version of a leaf that some copy keeps. Here neighbours lie together in
//! blocks of no more than they need, and the map has one entry a block.

use imbl::OrdMap;
use imbl::ordmap::{self, DiffItem};
use imbl::shared_ptr::DefaultSharedPtr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::slice;

/// How many numbers belong to a block.
const SIZE: u64 = 16;

/// Values by number. To copy it costs next to nothing; to look up, add, change or take out a value the logarithm of their
/// count, and a copy of its block where that is shared.
#[derive(Clone, Debug)]
pub struct Blocks<V> {
    /// By number divided by [`SIZE`]. None is empty.
    blocks: OrdMap<u64, Shared<V>>,
    len: usize,
}

/// A block, equal only to itself.
#[derive(Debug)]
struct Shared<V>(Rc<Block<V>>);

#[derive(Clone, Debug)]
struct Block<V> {
    /// A bit for each number that is there.
    mask: u16,
    /// Their values, in order.
    values: Vec<V>,
}

impl<V> Default for Blocks<V> {
    fn default() -> Self {
        Self {
            blocks: OrdMap::default(),
            len: 0,
        }
    }
}

impl<V> Clone for Shared<V> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<V> PartialEq for Shared<V> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The bit of a number in its block.
const fn bit(no: u64) -> u16 {
    1 << (no % SIZE)
}

impl<V> Block<V> {
    /// The place of a number's value, if it has one or once it has.
    const fn place(&self, bit: u16) -> usize {
        (self.mask & (bit - 1)).count_ones() as usize
    }

    fn get(&self, bit: u16) -> Option<&V> {
        (self.mask & bit != 0).then(|| &self.values[self.place(bit)])
    }
}

/// Numbers with their values, in order.
pub struct Iter<'a, V> {
    blocks: ordmap::Iter<'a, u64, Shared<V>, DefaultSharedPtr>,
    /// Of the block that is gone through: the first number, and what is left.
    first: u64,
    mask: u16,
    values: slice::Iter<'a, V>,
    left: usize,
}

impl<'a, V> Iterator for Iter<'a, V> {
    type Item = (u64, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        if self.mask == 0 {
            let (block, Shared(found)) = self.blocks.next()?;
            self.first = block * SIZE;
            self.mask = found.mask;
            self.values = found.values.iter();
        }
        let no = self.first + u64::from(self.mask.trailing_zeros());
        self.mask &= self.mask - 1;
        self.left -= 1;
        Some((no, self.values.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}

impl<V> Blocks<V> {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value of a number.
    pub fn get(&self, no: u64) -> Option<&V> {
        self.blocks.get(&(no / SIZE))?.0.get(bit(no))
    }

    /// All of them, in the order of their numbers.
    pub fn iter(&self) -> Iter<'_, V> {
        Iter {
            blocks: self.blocks.iter(),
            first: 0,
            mask: 0,
            values: [].iter(),
            left: self.len,
        }
    }

    /// The numbers whose values are not the same as `before`, each with its value now; in order. What copies share is
    /// skipped, so that between two copies that were one it takes about as long as there are changes.
    pub(super) fn changed<'a>(
        &'a self,
        before: &'a Self,
    ) -> impl Iterator<Item = (u64, Option<&'a V>)>
    where
        V: PartialEq,
    {
        before.blocks.diff(&self.blocks).flat_map(|change| {
            let (no, old, new) = match change {
                DiffItem::Add(&no, new) => (no, None, Some(new)),
                DiffItem::Remove(&no, old) => (no, Some(old), None),
                DiffItem::Update {
                    old: (&no, old),
                    new: (_, new),
                } => (no, Some(old), Some(new)),
            };
            (0..SIZE).filter_map(move |at| {
                let of = |block: Option<&'a Shared<V>>| block.and_then(|it| it.0.get(bit(at)));
                let now = of(new);
                (of(old) != now).then_some((no * SIZE + at, now))
            })
        })
    }
}

impl<V: Clone> Blocks<V> {
    /// The value of a number, to change it.
    pub(super) fn get_mut(&mut self, no: u64) -> Option<&mut V> {
        let bit = bit(no);
        // Nothing is copied for a number that is not there.
        self.get(no)?;
        let block = Rc::make_mut(&mut self.blocks.get_mut(&(no / SIZE))?.0);
        let place = block.place(bit);
        block.values.get_mut(place)
    }

    /// Sets the value of a number.
    pub(super) fn insert(&mut self, no: u64, value: V) {
        let bit = bit(no);
        let Some(block) = self.blocks.get_mut(&(no / SIZE)) else {
            let block = Block {
                mask: bit,
                values: vec![value],
            };
            self.blocks.insert(no / SIZE, Shared(Rc::new(block)));
            self.len += 1;
            return;
        };
        let block = Rc::make_mut(&mut block.0);
        let place = block.place(bit);
        if block.mask & bit != 0 {
            block.values[place] = value;
        } else {
            block.mask |= bit;
            block.values.insert(place, value);
            self.len += 1;
        }
    }

    /// The value of a number, this one if it has none.
    pub(super) fn get_or_insert(&mut self, no: u64, value: impl FnOnce() -> V) -> &mut V {
        if self.get(no).is_none() {
            self.insert(no, value());
        }
        self.get_mut(no).expect("it was inserted")
    }

    /// Takes a number out.
    pub(super) fn remove(&mut self, no: u64) -> Option<V> {
        let bit = bit(no);
        self.get(no)?;
        let block = Rc::make_mut(&mut self.blocks.get_mut(&(no / SIZE))?.0);
        let value = block.values.remove(block.place(bit));
        block.mask &= !bit;
        if block.mask == 0 {
            self.blocks.remove(&(no / SIZE));
        } else if block.values.len() * 2 <= block.values.capacity() {
            block.values.shrink_to_fit();
        }
        self.len -= 1;
        Some(value)
    }
}

impl<V: PartialEq> PartialEq for Blocks<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<V: Eq> Eq for Blocks<V> {}

impl<V: Clone> FromIterator<(u64, V)> for Blocks<V> {
    fn from_iter<T: IntoIterator<Item = (u64, V)>>(values: T) -> Self {
        let mut all = Self::default();
        for (no, value) in values {
            all.insert(no, value);
        }
        all
    }
}

impl<V: Serialize> Serialize for Blocks<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, V: Clone + Deserialize<'de>> Deserialize<'de> for Blocks<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = BTreeMap::<u64, V>::deserialize(deserializer)?;
        Ok(values.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_need_no_more_than_their_room() {
        let blocks: Blocks<u64> = (1..=1_000).map(|no| (no, no)).collect();
        assert_eq!(blocks.blocks.len(), 63);
        let room: usize = blocks
            .blocks
            .values()
            .map(|it| it.0.values.capacity())
            .sum();
        assert!((1_000..1_016).contains(&room), "{room}");
    }

    #[test]
    fn a_copy_shares_what_is_the_same() {
        let before: Blocks<u64> = (0..1_000).map(|no| (no, no)).collect();
        let mut after = before.clone();
        *after.get_mut(20).unwrap() = 0;
        assert_eq!(after.get_mut(1_000), None);
        let shared = before.blocks.iter().zip(&after.blocks);
        let shared = shared.filter(|((_, before), (_, after))| before == after);
        assert_eq!(shared.count(), 62);
        assert_eq!(before.get(20), Some(&20));
    }

    proptest! {
        /// It does what a map does, whatever is done to it and to copies of it.
        #[test]
        fn is_a_map(steps in proptest::collection::vec((0..4_u8, 0..80_u64, any::<u8>()), 0..200)) {
            let (mut map, mut blocks) = (BTreeMap::new(), Blocks::default());
            let (mut old_map, mut old_blocks) = (map.clone(), blocks.clone());
            for (step, no, value) in steps {
                match step {
                    0 => {
                        map.insert(no, value);
                        blocks.insert(no, value);
                    }
                    1 => prop_assert_eq!(map.remove(&no), blocks.remove(no)),
                    2 => {
                        let entry = map.entry(no).or_insert(value);
                        prop_assert_eq!(entry, blocks.get_or_insert(no, || value));
                    }
                    _ => (old_map, old_blocks) = (map.clone(), blocks.clone()),
                }
                prop_assert_eq!(map.get(&no), blocks.get(no));
                prop_assert_eq!(map.get_mut(&no), blocks.get_mut(no));
                prop_assert_eq!(map.len(), blocks.len());
            }
            let all: Vec<_> = blocks.iter().map(|(no, value)| (no, *value)).collect();
            prop_assert_eq!(all, map.clone().into_iter().collect::<Vec<_>>());
            let changed: Vec<_> = blocks.changed(&old_blocks).map(|(no, now)| (no, now.copied())).collect();
            let numbers = (0..80).filter(|no| map.get(no) != old_map.get(no));
            prop_assert_eq!(changed, numbers.map(|no| (no, map.get(&no).copied())).collect::<Vec<_>>());
            prop_assert!(old_blocks.iter().eq(old_map.iter().map(|(no, value)| (*no, value))));
            let json = serde_json::to_string(&blocks).unwrap();
            prop_assert_eq!(serde_json::from_str::<Blocks<u8>>(&json).unwrap(), blocks);
        }
    }
}
