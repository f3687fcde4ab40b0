//! A queue that grows without moving what is in it.
//!
//! A `VecDeque` that is full copies everything into twice the room: with a million events that holds a page up for as long
//! as several frames take, and needs three times the memory meanwhile.

use std::collections::VecDeque;

/// How many are in a piece.
const PIECE: usize = 1 << 12;

/// A queue in pieces of the same size.
#[derive(Debug)]
pub(super) struct Chunks<T> {
    /// All full but the last, and none empty.
    pieces: VecDeque<Vec<T>>,
    /// How many at the beginning of the first were taken out already.
    skipped: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self {
            pieces: VecDeque::new(),
            skipped: 0,
        }
    }
}

impl<T> Chunks<T> {
    pub(super) fn len(&self) -> usize {
        match self.pieces.back() {
            Some(last) => (self.pieces.len() - 1) * PIECE + last.len() - self.skipped,
            None => 0,
        }
    }

    #[inline]
    pub(super) fn push_back(&mut self, value: T) {
        match self.pieces.back_mut() {
            Some(last) if last.len() < PIECE => last.push(value),
            // The first of a short run grows as it needs to.
            None => self.pieces.push_back(vec![value]),
            Some(_) => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(value);
                self.pieces.push_back(piece);
            }
        }
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        let at = at.checked_add(self.skipped)?;
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    /// How many at the beginning have what no later one has.
    pub(super) fn partition_point(&self, mut has: impl FnMut(&T) -> bool) -> usize {
        let whole = self
            .pieces
            .partition_point(|piece| piece.last().is_some_and(&mut has));
        match self.pieces.get(whole) {
            // What was taken out of the first may have it or not.
            Some(piece) => {
                (whole * PIECE + piece.partition_point(has)).saturating_sub(self.skipped)
            }
            None => self.len(),
        }
    }

    /// Takes the first ones out.
    ///
    /// # Panics
    /// If there are not so many.
    pub(super) fn forget(&mut self, count: usize) {
        assert!(count <= self.len(), "more than there are");
        if count == self.len() {
            *self = Self::default();
            return;
        }
        self.skipped += count;
        self.pieces.drain(..self.skipped / PIECE);
        self.skipped %= PIECE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_queue() {
        let mut chunks = Chunks::default();
        let mut queue = VecDeque::new();
        let mut next = 0;
        for (more, fewer) in [
            (1, 0),
            (PIECE - 1, 0),
            (1, 1),
            (3 * PIECE, PIECE - 1),
            (0, 0),
            (7, PIECE + 5),
            (0, 2 * PIECE - 5),
            (2, 0),
        ] {
            for _ in 0..more {
                chunks.push_back(next);
                queue.push_back(next);
                next += 1;
            }
            chunks.forget(fewer);
            queue.drain(..fewer);
            assert_eq!(chunks.len(), queue.len());
            for at in 0..queue.len() + 3 {
                assert_eq!(chunks.get(at), queue.get(at));
            }
            let ends = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, next];
            for end in ends
                .into_iter()
                .flat_map(|end| [end, next.saturating_sub(end)])
            {
                let found = chunks.partition_point(|value| *value < end);
                assert_eq!(found, queue.partition_point(|value| *value < end), "{end}");
            }
        }
        chunks.forget(chunks.len());
        assert_eq!((chunks.len(), chunks.get(0)), (0, None));
        assert_eq!(chunks.get(usize::MAX), None);
    }
}
