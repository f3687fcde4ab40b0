//! Who is under whom.

use coroscope_model::trace::Lanes;

/// The lanes as a forest, by their places.
pub(super) struct Tree {
    /// The roots, then the children of the first lane, of the second, and so on, each in the order of creation.
    kids: Vec<usize>,
    /// Where the roots begin among them, then the children of each lane, and where the last ones end.
    from: Vec<usize>,
    /// How many there are under each, at any depth.
    under: Vec<usize>,
}

impl Tree {
    pub(super) fn new(lanes: &Lanes) -> Self {
        let count = lanes.tasks.len();
        // 0 for a root, one more than the place of its parent for another.
        let mut above = Vec::with_capacity(count);
        // Tasks that follow each other mostly have one parent.
        let mut last = (None, 0);
        for (at, lane) in lanes.tasks.iter().enumerate() {
            if lane.parent != last.0 {
                let parent = lane.parent.and_then(|parent| lanes.place(parent));
                last = (lane.parent, parent.map_or(0, |parent| parent + 1));
            }
            // A parent is older than its children.
            above.push(if last.1 <= at { last.1 } else { 0 });
        }
        let mut from = vec![0; count + 2];
        for parent in &above {
            from[parent + 1] += 1;
        }
        for slot in 1..from.len() {
            from[slot] += from[slot - 1];
        }
        let mut next = from.clone();
        let mut kids = vec![0; count];
        for (at, parent) in above.iter().enumerate() {
            kids[next[*parent]] = at;
            next[*parent] += 1;
        }
        let mut under = vec![0; count];
        for at in (0..count).rev() {
            if let Some(parent) = above[at].checked_sub(1) {
                under[parent] += 1 + under[at];
            }
        }
        Self { kids, from, under }
    }

    /// The children of a lane; the roots without one.
    pub(super) fn kids(&self, of: Option<usize>) -> &[usize] {
        let slot = of.map_or(0, |lane| lane + 1);
        &self.kids[self.from[slot]..self.from[slot + 1]]
    }

    /// How many lanes there are under one, at any depth.
    pub(super) fn under(&self, lane: usize) -> usize {
        self.under[lane]
    }
}
