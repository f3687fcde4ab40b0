//! Which row is where: the loop on top, a lane a task under its parent, primitives and output at the end.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::rc::Rc;

use coroscope_model::trace::{Lane, Lanes, PrimitiveKind, PrimitiveNo, TaskNo, Trace};

use super::tree::Tree;

/// Sizes in CSS pixels; they depend on the kind of screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// The ruler.
    pub ruler: f64,
    /// The loop's row.
    pub event_loop: f64,
    /// A task's row.
    pub lane: f64,
    /// The row of a primitive.
    pub primitive: f64,
    /// The row of output marks.
    pub output: f64,
    /// How high a step is drawn.
    pub bar: f64,
    /// How far under the top of a row it is; on a phone the name stands above it.
    pub bar_top: f64,
    /// Whether primitives and output stay in sight while the lanes scroll.
    pub pinned: bool,
    /// Room on the right that the ruler's last label needs.
    pub margin: f64,
    /// Whether names stand in the lanes and not beside them.
    pub phone: bool,
}

impl Metrics {
    /// A desktop's.
    pub const DESKTOP: Metrics = Metrics {
        ruler: 22.0,
        event_loop: 30.0,
        lane: 26.0,
        primitive: 20.0,
        output: 20.0,
        bar: 16.0,
        bar_top: 5.0,
        pinned: true,
        margin: 16.0,
        phone: false,
    };
    /// A phone's.
    pub const PHONE: Metrics = Metrics {
        ruler: 24.0,
        event_loop: 40.0,
        lane: 40.0,
        primitive: 40.0,
        output: 38.0,
        bar: 15.0,
        bar_top: 20.0,
        pinned: false,
        margin: 12.0,
        phone: true,
    };
}

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// The task whose lane has this place among the trace's lanes.
    Task {
        /// The place.
        lane: usize,
        /// Whose it is.
        task: TaskNo,
    },
    /// So many children that ended before what is shown.
    Ended {
        /// Of which task; of none for roots.
        under: Option<TaskNo>,
        /// How many lanes are behind it.
        count: usize,
    },
    /// The primitive that has this place among the trace's rows of primitives.
    Primitive {
        /// The place.
        row: usize,
        /// Which it is.
        primitive: PrimitiveNo,
    },
    /// What was printed.
    Output,
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What it shows.
    pub kind: RowKind,
    /// From the top of its part of the layout.
    pub y: f64,
    /// How high it is.
    pub height: f64,
    /// How deep under a root, for drawing the tree; not more than [`DEEPEST`].
    pub depth: u32,
    /// Whether it is the last of its siblings.
    pub last: bool,
    /// How many lanes are under it, folded away or not.
    pub under: usize,
    /// Whether those are folded away.
    pub folded: bool,
}

/// Deeper tasks are drawn no further to the right.
pub const DEEPEST: u32 = 5;

/// From so many lanes on, children that ended before what is shown fold into one row.
const FOLDS_FROM: usize = 40;

/// From so many lanes on, one in [`FEW`] may have a row although it has ended before what is shown.
const VERY_MANY: usize = 2_000;
const FEW: usize = 16;

/// Rows of primitives that are shown; the panel beside has all of them.
const PRIMITIVES: usize = 6;

/// What decides the layout besides the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Tasks whose children are folded away.
    pub folded: BTreeSet<TaskNo>,
    /// Tasks of which the visitor wants to see the ended children too; 0 stands for the roots' place.
    pub unfolded: BTreeSet<TaskNo>,
    /// Tasks that ended before this event fold, if there are many.
    pub shown_from: u64,
    /// The sizes.
    pub metrics: Metrics,
}

impl Choice {
    /// Whether it is the same but for where the view begins.
    pub fn is_like(&self, other: &Self) -> bool {
        (self.metrics, &self.folded, &self.unfolded)
            == (other.metrics, &other.folded, &other.unfolded)
    }

    /// The events with which the view may begin as well: the same tasks have ended before it.
    pub fn same_from(&self, trace: &Trace) -> RangeInclusive<u64> {
        let (mut from, mut to) = (0, u64::MAX);
        for ended in trace.lanes().tasks.iter().filter_map(|lane| lane.ended) {
            if ended.event < self.shown_from {
                from = from.max(ended.event + 1);
            } else {
                to = to.min(ended.event);
            }
        }
        from..=to
    }

    /// Whether so few of very many tasks have ended between the beginnings of this view and of a later one that they may keep
    /// their rows: who follows such a run would have all rows made anew with each frame otherwise.
    pub fn is_near(&self, later: u64, trace: &Trace) -> bool {
        let tasks = &trace.lanes().tasks;
        let between = self.shown_from..later;
        let is_between = |lane: &&Lane| {
            lane.ended
                .is_some_and(|ended| between.contains(&ended.event))
        };
        let few = tasks.len() / FEW;
        tasks.len() >= VERY_MANY
            && self.shown_from < later
            && tasks.iter().filter(is_between).nth(few).is_none()
    }
}

/// Where the rows are.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The sizes.
    pub metrics: Metrics,
    /// What scrolls, from the top.
    pub body: Vec<Row>,
    /// What follows it.
    pub foot: Vec<Row>,
    /// How high the body is.
    pub body_height: f64,
    /// How high the foot is.
    pub foot_height: f64,
    /// For each lane the place of its row in the body, or of the row that stands for it.
    places: Vec<usize>,
    /// The last row, before it the one that it is under, and so on up to a root.
    spine: Vec<usize>,
    basis: Basis,
}

/// What of a trace decides the layout, besides the lanes that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Basis {
    dropped: u64,
    outlived: u64,
}

impl Basis {
    fn of(trace: &Trace) -> Self {
        Self {
            dropped: trace.dropped(),
            outlived: trace.lanes().outlived,
        }
    }
}

impl Layout {
    /// Lays out what is there so far.
    pub fn new(trace: &Trace, choice: &Choice) -> Self {
        let lanes = trace.lanes();
        let metrics = choice.metrics;
        let mut layout = Self {
            metrics,
            body: Vec::with_capacity(lanes.tasks.len()),
            foot: Vec::new(),
            body_height: 0.0,
            foot_height: 0.0,
            places: vec![usize::MAX; lanes.tasks.len()],
            spine: Vec::new(),
            basis: Basis::of(trace),
        };
        let tree = Tree::new(lanes);
        layout.grow(lanes, &tree, choice);
        layout.body_height = layout.body.last().map_or(0.0, |row| row.y + row.height);
        layout.foot_height = add_foot(&mut layout.foot, trace, metrics);
        layout
    }

    /// The same of a trace that has gone on since, and a view before which the same tasks have ended. `None` if it takes more
    /// than rows at the end, or if this cannot tell.
    pub fn grown(self: &Rc<Self>, trace: &Trace, choice: &Choice) -> Option<Rc<Self>> {
        let lanes = trace.lanes();
        let (before, now) = (self.places.len(), lanes.tasks.len());
        let folds = |count| count >= FOLDS_FROM;
        if self.basis != Basis::of(trace) || now < before || folds(before) != folds(now) {
            return None;
        }
        let mut layout = Rc::clone(self);
        if now > before {
            let grown = Rc::make_mut(&mut layout);
            for lane in before..now {
                grown.append(lanes, lane, choice)?;
            }
            grown.body_height = grown.body.last().map_or(0.0, |row| row.y + row.height);
        }
        let mut foot = Vec::with_capacity(self.foot.len());
        let foot_height = add_foot(&mut foot, trace, self.metrics);
        if foot != layout.foot {
            let changed = Rc::make_mut(&mut layout);
            (changed.foot, changed.foot_height) = (foot, foot_height);
        }
        Some(layout)
    }

    /// Adds the lane of a task that was just created.
    fn append(&mut self, lanes: &Lanes, lane: usize, choice: &Choice) -> Option<()> {
        let task = lanes.tasks[lane].task;
        let parent = lanes.tasks[lane].parent.and_then(|task| lanes.place(task));
        let depth = match parent {
            None => 0,
            Some(parent) => {
                let row = *self.places.get(parent)?;
                let of = lanes.tasks[parent].task;
                let is_own = matches!(self.body.get(row)?.kind, RowKind::Task { lane, .. } if lane == parent);
                if !is_own || choice.folded.contains(&of) {
                    return None;
                }
                1 + self.spine.iter().rposition(|above| *above == row)?
            }
        };
        for above in &self.spine[..depth] {
            self.body[*above].under += 1;
        }
        if let Some(sibling) = self.spine.get(depth) {
            self.body[*sibling].last = false;
        }
        let row = self.row(RowKind::Task { lane, task }, depth);
        self.places.push(self.body.len());
        self.add(row, depth);
        Some(())
    }

    /// A row at the end, so deep under a root.
    fn add(&mut self, row: Row, depth: usize) {
        self.spine.truncate(depth);
        self.spine.push(self.body.len());
        self.body.push(row);
    }

    fn grow(&mut self, lanes: &Lanes, tree: &Tree, choice: &Choice) {
        let ended = ended_before(lanes, tree, choice);
        // What is still to be laid out, the next one last: no recursion, since chains of tasks can be long.
        let mut rest: Vec<Next> = Vec::new();
        self.queue(&mut rest, lanes, tree, choice, &ended, None, 0);
        while let Some(Next { lane, depth, last }) = rest.pop() {
            let task = lanes.tasks[lane].task;
            let under = tree.under(lane);
            let folded = under > 0 && choice.folded.contains(&task);
            let place = self.body.len();
            self.places[lane] = place;
            let row = self.row(RowKind::Task { lane, task }, depth);
            let row = Row {
                last,
                under,
                folded,
                ..row
            };
            self.add(row, depth);
            if folded {
                for kid in tree.kids(Some(lane)) {
                    self.hide(tree, *kid, place);
                }
            } else if under > 0 {
                self.queue(
                    &mut rest,
                    lanes,
                    tree,
                    choice,
                    &ended,
                    Some(lane),
                    depth + 1,
                );
            }
        }
    }

    /// A row that would be the next.
    fn row(&self, kind: RowKind, depth: usize) -> Row {
        Row {
            kind,
            y: self.body.last().map_or(0.0, |row| row.y + row.height),
            height: self.metrics.lane,
            depth: u32::try_from(depth).map_or(DEEPEST, |depth| depth.min(DEEPEST)),
            last: true,
            under: 0,
            folded: false,
        }
    }

    /// A lane and all under it are drawn at the row of whoever stands for them.
    fn hide(&mut self, tree: &Tree, lane: usize, place: usize) {
        self.places[lane] = place;
        if tree.under(lane) == 0 {
            return;
        }
        let mut rest = tree.kids(Some(lane)).to_vec();
        while let Some(lane) = rest.pop() {
            self.places[lane] = place;
            rest.extend(tree.kids(Some(lane)));
        }
    }

    /// Adds the row that stands for children that have ended, if there are some, and queues the others.
    #[expect(clippy::too_many_arguments, reason = "one loop in two functions")]
    fn queue(
        &mut self,
        rest: &mut Vec<Next>,
        lanes: &Lanes,
        tree: &Tree,
        choice: &Choice,
        ended: &[bool],
        parent: Option<usize>,
        depth: usize,
    ) {
        let kids = tree.kids(parent);
        let under = parent.map(|parent| lanes.tasks[parent].task);
        let hidden = kids.iter().filter(|lane| ended[**lane]).count();
        let folds = hidden > 1 && !choice.unfolded.contains(&under.unwrap_or(0));
        if folds {
            let mut count = 0;
            for lane in kids.iter().filter(|lane| ended[**lane]) {
                self.hide(tree, *lane, self.body.len());
                count += 1 + tree.under(*lane);
            }
            let row = Row {
                last: hidden == kids.len(),
                folded: true,
                ..self.row(RowKind::Ended { under, count }, depth)
            };
            self.add(row, depth);
        }
        let others = rest.len();
        for &lane in kids.iter().rev() {
            if !(folds && ended[lane]) {
                let last = rest.len() == others;
                rest.push(Next { lane, depth, last });
            }
        }
    }

    /// How high everything is, without the legend.
    pub fn natural_height(&self) -> f64 {
        self.head_height() + self.body_height + self.foot_height
    }

    /// How high what stays on top is.
    pub fn head_height(&self) -> f64 {
        self.metrics.ruler + self.metrics.event_loop
    }

    /// How far the lanes can be scrolled in a pane of this height.
    pub fn scroll_limit(&self, height: f64) -> f64 {
        (self.natural_height() - height).max(0.0)
    }

    /// Where the body begins on a screen, scrolled by so much.
    pub fn body_top(&self, scroll: f64) -> f64 {
        self.head_height() - scroll
    }

    /// Where the foot begins on a screen.
    pub fn foot_top(&self, scroll: f64, height: f64) -> f64 {
        let after = self.body_top(scroll) + self.body_height;
        if self.metrics.pinned {
            after.min(height - self.foot_height).max(self.head_height())
        } else {
            after
        }
    }

    /// The rows of the body that are in sight.
    pub fn visible(&self, scroll: f64, height: f64) -> &[Row] {
        let bottom = if self.metrics.pinned {
            self.foot_top(scroll, height)
        } else {
            height
        };
        let top = self.body_top(scroll);
        let from = self
            .body
            .partition_point(|row| top + row.y + row.height <= self.head_height());
        let to = self.body.partition_point(|row| top + row.y < bottom);
        &self.body[from.min(to)..to]
    }

    /// The row of a task; of whoever stands for it if it is folded away.
    pub fn row_of(&self, lanes: &Lanes, task: TaskNo) -> Option<&Row> {
        let place = self.places.get(lanes.place(task)?)?;
        self.body.get(*place)
    }

    /// The tasks that have a row, in their order.
    pub fn tasks(&self) -> impl Iterator<Item = TaskNo> + '_ {
        self.body.iter().filter_map(|row| match row.kind {
            RowKind::Task { task, .. } => Some(task),
            _ => None,
        })
    }
}

/// The rows at the end, and how high they are together.
fn add_foot(foot: &mut Vec<Row>, trace: &Trace, metrics: Metrics) -> f64 {
    let mut y = if metrics.phone { 0.0 } else { 4.0 };
    let mut add = |kind, height| {
        foot.push(Row {
            kind,
            y,
            height,
            depth: 0,
            last: false,
            under: 0,
            folded: false,
        });
        y += height;
    };
    for row in shown_primitives(trace) {
        let primitive = trace.lanes().primitives[row].0;
        add(RowKind::Primitive { row, primitive }, metrics.primitive);
    }
    add(RowKind::Output, metrics.output);
    y
}

/// A lane that is to have a row.
struct Next {
    lane: usize,
    depth: usize,
    /// Whether it is the last of its siblings.
    last: bool,
}

/// For each lane whether it may fold away: it ended before what is shown, and its children have ended too.
fn ended_before(lanes: &Lanes, tree: &Tree, choice: &Choice) -> Vec<bool> {
    let folds = lanes.tasks.len() >= FOLDS_FROM;
    let is_over = |(at, lane): (usize, &Lane)| {
        folds
            && lane
                .ended
                .is_some_and(|ended| ended.event < choice.shown_from)
            && tree
                .kids(Some(at))
                .iter()
                .all(|kid| lanes.tasks[*kid].ended.is_some())
    };
    lanes.tasks.iter().enumerate().map(is_over).collect()
}

/// The rows of primitives that are worth drawing: those with a name first, in the order in which they were seen.
/// A condition has no level of its own; its lock has a row.
fn shown_primitives(trace: &Trace) -> Vec<usize> {
    let lanes = trace.lanes();
    let rank = |row: &usize| {
        let info = trace.primitive(lanes.primitives[*row].0);
        let own = info.is_some_and(|info| trace.own_place(info.created).is_some());
        let named = info.is_some_and(|info| info.name != 0);
        u8::from(!named) + u8::from(!own)
    };
    let mut rows: Vec<usize> = (0..lanes.primitives.len())
        .filter(|row| {
            let (primitive, levels) = &lanes.primitives[*row];
            !levels.is_empty()
                && trace
                    .primitive(*primitive)
                    .is_some_and(|info| info.kind != PrimitiveKind::Condition)
        })
        .take(500)
        .collect();
    rows.sort_by_key(rank);
    rows.truncate(PRIMITIVES);
    rows.sort_unstable();
    rows
}
