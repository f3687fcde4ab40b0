//! Who waits for whom at the moment, as arcs at the playhead.

use coroscope_model::trace::{Phase, Purpose, TaskNo};

use super::{Align, Font, Mark, Paint, Shape, Stage};
use crate::timeline::words;

/// With more waiting tasks in sight than this only the selected one's arc is drawn.
const MANY: usize = 14;

/// With more than this only the selected one's is labelled.
const CROWD: usize = 3;

/// How high a label is.
const LABEL: f64 = 17.0;

/// About how wide a character of a label is, and what is around the characters.
const LETTER: (f64, f64) = (6.2, 14.0);

/// A label where none of the others lies: two tasks that wait for each other have the same arc.
fn beside(others: &[Shape], mut label: Shape) -> Shape {
    for other in others {
        let (
            Shape::Text {
                x, y, text, align, ..
            },
            Shape::Text {
                x: at, y: level, ..
            },
        ) = (other, &mut label)
        else {
            continue;
        };
        let width = text.chars().count() as f64 * LETTER.0 + LETTER.1;
        let side = if *align == Align::Left { 1.0 } else { -1.0 };
        if (*y - *level).abs() < LABEL && (*x - *at).abs() < width {
            *at = x + side * width;
        }
    }
    label
}

/// From a task to what it waits for.
struct Edge {
    from: TaskNo,
    to: TaskNo,
    /// What of theirs.
    what: String,
}

impl Stage<'_> {
    pub(super) fn await_edges(&mut self) {
        let x = self.x(self.now());
        if x < 0.0 || x > self.view.width {
            return;
        }
        let mut edges: Vec<Edge> = self
            .visible_tasks()
            .into_iter()
            .filter_map(|(_, task, _)| self.edge_of(task))
            .collect();
        if edges.len() > MANY {
            edges.retain(|edge| self.view.selected == Some(edge.from));
        }
        // Labels for all of them would lie over one another. On a phone the words in the lanes say the same.
        let crowded = edges.len() > CROWD;
        let phone = self.view.layout.metrics.phone;
        self.clip_body();
        let mut said: Vec<(String, TaskNo)> = Vec::new();
        let mut labels = Vec::new();
        for edge in &edges {
            let key = (edge.what.clone(), edge.to);
            let wanted = !phone && (!crowded || self.view.selected == Some(edge.from));
            let first = wanted && !said.contains(&key);
            if first {
                said.push(key);
            }
            if let Some(label) = self.arc(edge, x, first) {
                labels.push(beside(&labels, label));
            }
        }
        for label in labels {
            self.add(label);
        }
        self.add(Shape::Unclip);
    }

    fn edge_of(&self, task: TaskNo) -> Option<Edge> {
        let Phase::Waiting { purpose, .. } = self.view.state.tasks.get(&task)?.phase else {
            return None;
        };
        let (to, what) = match purpose {
            Purpose::Task(other) => (other, "task".to_owned()),
            Purpose::Primitive(primitive) => {
                let holder = *self
                    .view
                    .state
                    .primitives
                    .get(&primitive)?
                    .holders
                    .first()?;
                (holder, words::primitive_name(self.trace, primitive))
            }
            _ => return None,
        };
        (to != task).then_some(Edge {
            from: task,
            to,
            what,
        })
    }

    /// Draws an arc, and gives its label, which is to lie over all arcs.
    fn arc(&mut self, edge: &Edge, x: f64, labelled: bool) -> Option<Shape> {
        let half = self.view.layout.metrics.bar / 2.0;
        let from = self.bar_of(edge.from)? + half;
        let to = self.bar_of(edge.to)? + half;
        if (from - to).abs() < 1.0 {
            return None;
        }
        let side = if x + 120.0 > self.view.width {
            -1.0
        } else {
            1.0
        };
        let is_dead = self.view.dead.is_some_and(|dead| {
            self.view.moment.event >= dead.from
                && dead.tasks.contains(&edge.from)
                && dead.tasks.contains(&edge.to)
        });
        let paint = if is_dead { Paint::Bad } else { Paint::Ink };
        let bend = (20.0 + (to - from).abs() * 0.28).min(64.0) * side;
        self.add(Shape::Arc {
            paint,
            from: (x + 2.0 * side, from),
            to: (x + 4.0 * side, to),
            bend,
            width: if self.view.selected == Some(edge.from) {
                1.75
            } else {
                1.25
            },
        });
        self.add(Shape::Sign {
            paint,
            mark: Mark::Dot,
            x,
            y: from,
        });
        labelled.then(|| Shape::Text {
            paint: Paint::Ink,
            text: edge.what.clone(),
            x: x + bend * 0.78 + side * 4.0,
            y: f64::midpoint(from, to),
            font: Font::Sans,
            align: if side > 0.0 {
                Align::Left
            } else {
                Align::Right
            },
            limit: 110.0,
            under: Some(Paint::Bg0),
            frame: Some(paint),
        })
    }
}
