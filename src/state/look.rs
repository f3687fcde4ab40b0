//! What the visitor looks at: the instant, the stretch of the run, the selection. Winding back and forth changes
//! nothing but this.

use std::collections::BTreeSet;
use std::rc::Rc;

use coroscope_model::protocol::EndKind;
use coroscope_model::trace::{Finding, FindingKind, TaskNo};

use super::{Effect, Page, Run};
use crate::timeline::rows::{Choice, Layout, Metrics};
use crate::timeline::words::{Dead, Reading};
use crate::timeline::{Axis, Moment, Recording, Window};

/// Longer runs than this are not shown whole at first, in events for each pixel of width: by order, and by time, where
/// much of what happens shares its place.
const DENSE: [f64; 2] = [1.5, 4.0];
/// Of those this many events are.
const SHOWN: u64 = 400;
/// How much of the view lies ahead of a head that is followed.
const AHEAD: f64 = 0.92;
/// How often findings are looked for while a program runs, in milliseconds.
const FINDINGS_EVERY: f64 = 500.0;

/// The paces of play: how much loop time passes in a second, and by order how many events.
pub const SPEEDS: [Speed; 7] = [
    Speed::new("1/100", 0.01, 1.0),
    Speed::new("1/10", 0.1, 3.0),
    Speed::new("1/4", 0.25, 6.0),
    Speed::new("1", 1.0, 12.0),
    Speed::new("2", 2.0, 30.0),
    Speed::new("5", 5.0, 100.0),
    Speed::new("25", 25.0, 400.0),
];

/// A pace of play.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// As a factor.
    pub name: &'static str,
    /// By time: loop time over the visitor's.
    pub factor: f64,
    /// By order: events a second.
    pub events: f64,
}

impl Speed {
    const fn new(name: &'static str, factor: f64, events: f64) -> Self {
        Self {
            name,
            factor,
            events,
        }
    }
}

/// The stretch that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Shown {
    /// The whole run, or of a long one what is around the instant.
    #[default]
    Auto,
    /// The whole run, however long.
    Whole,
    /// This.
    Window(Window),
}

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    /// One event.
    Event,
    /// One turn of the loop.
    Turn,
}

/// What stands in the first panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reader {
    /// The selected task.
    #[default]
    Task,
    /// Who awaits whom.
    Graph,
}

/// The timeline's size on the screen, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// The canvas's width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Whether the page is laid out for a phone.
    pub phone: bool,
}

/// Something the visitor does to look elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Move {
    /// A step back or forward.
    Step {
        /// How far.
        stride: Stride,
        /// Whether forward.
        forward: bool,
    },
    /// To an event.
    To(u64),
    /// To a place on the axis.
    ToPosition(f64),
    /// To the beginning.
    Home,
    /// To the end of what there is.
    End,
    /// Follow the head of a running program, or stay.
    Follow(bool),
    /// Select a task.
    Select(Option<TaskNo>),
    /// Select the task of the next or previous lane.
    Neighbour {
        /// Whether downwards.
        down: bool,
    },
    /// Go to a finding and select its first task.
    Finding(usize),
    /// Go to the next finding after the instant, and round.
    NextFinding,
    /// Show `factor` times as much of the run; what is at `around` (0 to 1) stays there.
    Zoom {
        /// Below 1 to see more closely.
        factor: f64,
        /// The fixed place; the instant if there is none.
        around: Option<f64>,
    },
    /// Move the view by a part of its width.
    Pan(f64),
    /// Show this stretch.
    Show(Shown),
    /// Lay out by time or by order.
    By(Axis),
    /// Lay out by the other of the two.
    SwapAxis,
    /// Follow the head, or stay, whichever is not the case.
    SwapFollow,
    /// Fold a task's children away, or show them again.
    Fold(TaskNo),
    /// Show a task's ended children, or hide them again; of `None` those without a parent.
    Ended(Option<TaskNo>),
    /// Scroll the lanes.
    Scroll(f64),
    /// The timeline has another size.
    Size(Size),
    /// Play from here, or stop playing.
    Play {
        /// When, in milliseconds.
        at: f64,
        /// Whether to go from event to event instead of gliding: the visitor wants little motion.
        steady: bool,
    },
    /// Time passes while it plays.
    Frame {
        /// The time now, in milliseconds.
        at: f64,
    },
    /// Choose a pace: a place in [`SPEEDS`].
    Speed(usize),
    /// Choose what stands in the first panel.
    Read(Reader),
    /// Show a table in place of the lanes, or the lanes again.
    Table(bool),
    /// Show the legend, or hide it.
    Legend(bool),
}

/// Where a look is.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The instant.
    pub moment: Moment,
    /// Whether the instant is the head of the run, and stays it.
    pub follows: bool,
    /// The selected task.
    pub selected: Option<TaskNo>,
    /// By time or by order.
    pub axis: Axis,
    /// The stretch that is shown.
    pub shown: Shown,
    /// Tasks whose children are folded away.
    pub folded: BTreeSet<TaskNo>,
    /// Tasks whose ended children are shown; 0 stands for those without a parent.
    pub unfolded: BTreeSet<TaskNo>,
    /// How far the lanes are scrolled.
    pub scroll: f64,
    /// The timeline's size.
    pub size: Size,
    /// While it plays: when the last frame was, and what is left over from it.
    pub playing: Option<(f64, f64)>,
    /// Whether it goes from event to event instead of gliding.
    pub steady: bool,
    /// A place in [`SPEEDS`].
    pub speed: usize,
    /// What stands in the first panel.
    pub reader: Reader,
    /// Whether a table stands in place of the lanes.
    pub table: bool,
    /// Whether the legend is shown.
    pub legend: bool,
    /// What there is to say about the run.
    pub findings: Rc<Vec<Finding>>,
    /// Who is deadlocked, from those.
    pub dead: Option<Rc<Dead>>,
    /// The finding that the visitor went to.
    pub finding: Option<usize>,
    found_at: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            moment: Moment::default(),
            follows: true,
            selected: None,
            axis: Axis::Time,
            shown: Shown::Auto,
            folded: BTreeSet::new(),
            unfolded: BTreeSet::new(),
            scroll: 0.0,
            size: Size {
                width: 800.0,
                height: 300.0,
                phone: false,
            },
            playing: None,
            steady: false,
            speed: 3,
            reader: Reader::Task,
            table: false,
            legend: true,
            findings: Rc::default(),
            dead: None,
            finding: None,
            found_at: f64::NEG_INFINITY,
        }
    }
}

impl Look {
    /// A look at the next run: what the visitor chose stays, places in the run do not.
    pub(super) fn afresh(&self, axis: Axis) -> Self {
        Self {
            axis,
            size: self.size,
            speed: self.speed,
            reader: self.reader,
            table: self.table,
            legend: self.legend,
            ..Self::default()
        }
    }

    /// The sizes of rows.
    pub fn metrics(&self) -> Metrics {
        if self.size.phone {
            Metrics::PHONE
        } else {
            Metrics::DESKTOP
        }
    }

    /// The stretch that is shown, in positions of the axis.
    pub fn window(&self, recording: &Recording) -> Window {
        let trace = recording.trace();
        let whole = self.axis.whole(&trace);
        match self.shown {
            Shown::Whole => whole,
            Shown::Window(window) => window,
            Shown::Auto => {
                let events = trace.last() - trace.dropped();
                let dense = match self.axis {
                    Axis::Order => DENSE[0],
                    Axis::Time => DENSE[1],
                };
                if events as f64 <= self.size.width * dense {
                    return whole;
                }
                let behind = self.moment.event.saturating_sub(SHOWN).max(trace.dropped());
                let from = self.axis.of(trace.instant(behind));
                let least = whole.span() / 400.0;
                let span = (self.axis.at(self.moment) - from).max(least) / AHEAD;
                Window {
                    from,
                    to: from + span,
                }
                .within(whole)
            }
        }
    }

    /// Where the rows are.
    pub fn layout(&self, recording: &Recording) -> Rc<Layout> {
        let window = self.window(recording);
        let shown_from = self.axis.moment(&recording.trace(), window.from).event;
        recording.layout(&Choice {
            folded: self.folded.clone(),
            unfolded: self.unfolded.clone(),
            shown_from,
            metrics: self.metrics(),
        })
    }

    /// Runs `read` with what was the case at the instant.
    pub fn read<T>(&self, recording: &Recording, read: impl FnOnce(&Reading<'_>) -> T) -> T {
        let state = recording.state(self.moment.event);
        let trace = recording.trace();
        read(&Reading {
            trace: &trace,
            state: &state,
            moment: self.moment,
            dead: self.dead.as_deref(),
        })
    }
}

impl Page {
    /// Whether there is a trace to look at.
    pub fn has_trace(&self) -> bool {
        !self.recording.is_empty()
    }

    /// Whether the instant is the last one there is.
    pub fn at_head(&self) -> bool {
        self.look.moment.event >= self.recording.last()
    }

    /// How the run ended; none while it goes on. A stopped or crashed run ends as stopped.
    pub fn ended(&self) -> Option<EndKind> {
        match &self.run {
            Run::Ended(end) => Some(end.kind),
            Run::Stopped { .. } | Run::Crashed { .. } => Some(EndKind::Stopped),
            Run::Opened => Some(
                self.opened_end
                    .as_ref()
                    .map_or(EndKind::Stopped, |end| end.kind),
            ),
            Run::Never | Run::Queued | Run::Running { .. } => None,
        }
    }

    /// More of the trace has come.
    pub(super) fn grown(&mut self) {
        let look = &mut self.look;
        if look.follows {
            look.moment = self.recording.moment(self.recording.last());
            follow(look, &self.recording);
            // At the head there is nothing to replay. More may have come by the time that this is drawn.
            self.recording.state(look.moment.event);
        }
        if look.selected.is_none() {
            look.selected = self
                .recording
                .trace()
                .lanes()
                .tasks
                .first()
                .map(|lane| lane.task);
        }
    }

    /// Looks for findings; while a program runs only now and then.
    pub(super) fn find(&mut self, at: f64) {
        let ended = self.ended();
        // They are looked for in all that there is.
        let pause = FINDINGS_EVERY * (1.0 + self.recording.last() as f64 / 20_000.0);
        if ended.is_none() && at - self.look.found_at < pause {
            return;
        }
        self.look.found_at = at;
        let findings = self.recording.findings(ended);
        if *self.look.findings == findings {
            return;
        }
        self.look.dead = findings
            .iter()
            .find(|finding| finding.kind == FindingKind::Deadlock)
            .map(|finding| {
                let mut tasks: BTreeSet<TaskNo> = finding.tasks.iter().copied().collect();
                tasks.extend(finding.cycle.iter().flat_map(|edge| [edge.from, edge.to]));
                Rc::new(Dead {
                    from: finding.at.event,
                    time: finding.at.time,
                    tasks,
                })
            });
        self.look.findings = Rc::new(findings);
    }

    /// The run is over: says what there is to say, and selects the task that it is about.
    pub(super) fn run_over(&mut self, at: f64) {
        self.find(at);
        self.look.playing = None;
        let deadlock = self.look.findings.first();
        let deadlock = deadlock.filter(|finding| finding.kind == FindingKind::Deadlock);
        let caught = deadlock.and_then(|finding| finding.tasks.first().copied());
        // A step that goes on although the run is over was ended from outside.
        let last = self.recording.last();
        if let Some(task) = caught.or_else(|| self.recording.running(last)) {
            self.look.selected = Some(task);
        }
        self.look_where_wanted();
    }

    pub(super) fn moved(&mut self, by: Move) -> Vec<Effect> {
        match by {
            Move::Size(size) => self.look.size = size,
            Move::Scroll(scroll) => self.look.scroll = scroll.max(0.0),
            Move::Speed(speed) => self.look.speed = speed.min(SPEEDS.len() - 1),
            Move::Read(reader) => self.look.reader = reader,
            Move::Table(table) => self.look.table = table,
            Move::Legend(legend) => self.look.legend = legend,
            Move::Fold(task) => toggle(&mut self.look.folded, task),
            Move::Ended(task) => toggle(&mut self.look.unfolded, task.unwrap_or(0)),
            Move::Select(task) => self.select(task),
            Move::Neighbour { down } => self.select_neighbour(down),
            Move::By(axis) => self.lay_out_by(axis),
            Move::Zoom { factor, around } => self.zoom(factor, around),
            Move::Pan(part) => {
                let whole = self.look.axis.whole(&self.recording.trace());
                let window = self.look.window(&self.recording).panned(part, whole);
                self.look.shown = Shown::Window(window);
            }
            Move::Show(Shown::Window(window)) => {
                let whole = self.look.axis.whole(&self.recording.trace());
                self.look.shown = Shown::Window(window.within(whole));
            }
            Move::Show(shown) => self.look.shown = shown,
            Move::Play { at, steady } => {
                self.look.steady = steady;
                return self.play(at);
            }
            Move::Frame { at } => return self.frame(at),
            Move::Finding(index) => self.go_to_finding(index),
            Move::NextFinding => self.go_to_next_finding(),
            Move::SwapAxis => {
                let other = match self.look.axis {
                    Axis::Time => Axis::Order,
                    Axis::Order => Axis::Time,
                };
                self.lay_out_by(other);
            }
            Move::SwapFollow => return self.moved(Move::Follow(!self.look.follows)),
            Move::Follow(follows) => {
                self.look.follows = follows;
                self.look.playing = None;
                if follows {
                    self.go(self.recording.moment(self.recording.last()));
                    self.look.follows = true;
                }
            }
            Move::Step { .. } | Move::To(_) | Move::ToPosition(_) | Move::Home | Move::End => {
                return self.travel(&by);
            }
        }
        Vec::new()
    }

    fn travel(&mut self, by: &Move) -> Vec<Effect> {
        self.look.playing = None;
        let at = self.look.moment;
        let last = self.recording.last();
        let target = match *by {
            Move::Step {
                stride,
                forward: true,
            } if at.event >= last && self.is_paused() => {
                // There is nothing more to look at, but the program can make more.
                return self.step_program(stride);
            }
            Move::Step { stride, forward } => {
                let event = self.stepped(stride, forward);
                self.recording.moment(event)
            }
            Move::To(event) => self.recording.moment(event),
            Move::ToPosition(position) => self.look.axis.moment(&self.recording.trace(), position),
            Move::Home => {
                let first = self.recording.trace().dropped();
                self.recording.moment(first)
            }
            _ => self.recording.moment(last),
        };
        self.go(target);
        Vec::new()
    }

    /// The event that a step goes to.
    fn stepped(&self, stride: Stride, forward: bool) -> u64 {
        let trace = self.recording.trace();
        let at = self.look.moment;
        let (first, last) = (trace.dropped(), trace.last());
        match (stride, forward) {
            (Stride::Event, true) => (at.event + 1).min(last),
            // From between two events back to the first of them.
            (Stride::Event, false) if at.time > trace.instant(at.event).time => at.event,
            (Stride::Event, false) => at.event.saturating_sub(1).max(first),
            (Stride::Turn, true) => {
                let (_, next) = trace.turn_of(at.event);
                next.max(at.event + 1).min(last)
            }
            (Stride::Turn, false) => {
                let (begin, _) = trace.turn_of(at.event);
                if begin < at.event {
                    return begin.max(first);
                }
                let (before, _) = trace.turn_of(at.event.saturating_sub(1));
                before.min(at.event.saturating_sub(1)).max(first)
            }
        }
    }

    /// Goes to a moment, and brings it into view.
    fn go(&mut self, moment: Moment) {
        let is_head = moment.event >= self.recording.last();
        let goes_on = self.ended().is_none();
        let look = &mut self.look;
        // What was chosen by itself stays while one winds back and forth in it.
        if look.shown == Shown::Auto {
            let whole = look.axis.whole(&self.recording.trace());
            let window = look.window(&self.recording);
            if window.span() < whole.span() {
                look.shown = Shown::Window(window);
            }
        }
        let forward = moment.event >= look.moment.event;
        look.moment = moment;
        look.follows = is_head && goes_on;
        if let Shown::Window(window) = look.shown {
            let whole = look.axis.whole(&self.recording.trace());
            let part = if forward { 0.3 } else { 0.7 };
            look.shown = Shown::Window(window.showing(look.axis.at(moment), part, whole));
        }
    }

    fn select(&mut self, task: Option<TaskNo>) {
        self.look.selected = task;
        let Some(task) = task else {
            return;
        };
        // Somebody may have folded it away.
        let mut above = self.recording.with_lane(task, |lane| lane.parent).flatten();
        while let Some(parent) = above {
            self.look.folded.remove(&parent);
            above = self
                .recording
                .with_lane(parent, |lane| lane.parent)
                .flatten();
        }
        self.scroll_to(task);
    }

    /// Scrolls the lanes so that a task's is in sight.
    fn scroll_to(&mut self, task: TaskNo) {
        let layout = self.look.layout(&self.recording);
        let trace = self.recording.trace();
        let Some(row) = layout.row_of(trace.lanes(), task) else {
            return;
        };
        let height = self.look.size.height;
        let bottom = if layout.metrics.pinned {
            layout.foot_height
        } else {
            0.0
        };
        let room = (height - layout.head_height() - bottom).max(row.height);
        let scroll = &mut self.look.scroll;
        *scroll = scroll
            .min(row.y)
            .max(row.y + row.height - room)
            .min(layout.scroll_limit(height))
            .max(0.0);
    }

    fn select_neighbour(&mut self, down: bool) {
        let layout = self.look.layout(&self.recording);
        let tasks: Vec<TaskNo> = layout.tasks().collect();
        let at = self
            .look
            .selected
            .and_then(|selected| tasks.iter().position(|task| *task == selected));
        let next = match (at, down) {
            (Some(at), true) => (at + 1).min(tasks.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(task) = tasks.get(next) {
            self.select(Some(*task));
        }
    }

    fn lay_out_by(&mut self, axis: Axis) {
        let look = &mut self.look;
        if look.axis == axis {
            return;
        }
        if let Shown::Window(window) = look.shown {
            let trace = self.recording.trace();
            let translated = look.axis.translate(&trace, window, axis);
            look.shown = Shown::Window(translated.within(axis.whole(&trace)));
        }
        look.axis = axis;
    }

    fn zoom(&mut self, factor: f64, around: Option<f64>) {
        let look = &mut self.look;
        let window = look.window(&self.recording);
        let whole = look.axis.whole(&self.recording.trace());
        let around = around.unwrap_or_else(|| {
            let part = (look.axis.at(look.moment) - window.from) / window.span();
            if (0.0..=1.0).contains(&part) {
                part
            } else {
                0.5
            }
        });
        let zoomed = window.zoomed(factor, around, look.axis, whole);
        look.shown = if zoomed.span() >= whole.span() * 0.999 {
            Shown::Whole
        } else {
            Shown::Window(zoomed)
        };
    }

    fn play(&mut self, at: f64) -> Vec<Effect> {
        if self.look.playing.take().is_some() || !self.has_trace() {
            return Vec::new();
        }
        if self.at_head() {
            if self.ended().is_none() {
                return Vec::new();
            }
            let first = self.recording.trace().dropped();
            self.go(self.recording.moment(first));
        }
        self.look.playing = Some((at, 0.0));
        vec![Effect::NextFrame]
    }

    /// Goes on by what has passed since the last frame, and stops at the end of what there is.
    fn frame(&mut self, at: f64) -> Vec<Effect> {
        let Some((before, left)) = self.look.playing else {
            return Vec::new();
        };
        // A page that was hidden does not jump.
        let passed = (at - before).clamp(0.0, 100.0);
        let speed = SPEEDS[self.look.speed];
        let mut rest = 0.0;
        let target = match self.look.axis {
            Axis::Time => {
                let by = left + passed * 1e6 * speed.factor;
                let position = Axis::Time.at(self.look.moment) + by;
                let target = Axis::Time.moment(&self.recording.trace(), position);
                if self.look.steady {
                    let event = self.recording.moment(target.event);
                    rest = (position - Axis::Time.at(event)).max(0.0);
                    event
                } else {
                    target
                }
            }
            Axis::Order => {
                let due = left + passed / 1000.0 * speed.events;
                rest = due.fract();
                self.recording.moment(self.look.moment.event + due as u64)
            }
        };
        let target = if target.event < self.look.moment.event {
            self.look.moment
        } else {
            target
        };
        let done = target.event >= self.recording.last();
        self.go(target);
        if done {
            self.look.playing = None;
            return Vec::new();
        }
        self.look.playing = Some((at, rest));
        vec![Effect::NextFrame]
    }

    fn go_to_finding(&mut self, index: usize) {
        let findings = self.look.findings.clone();
        let Some(finding) = findings.get(index) else {
            return;
        };
        self.look.playing = None;
        self.look.finding = Some(index);
        let mut event = finding.at.event;
        // The event after the end of a step says what the task waits for: the knot is tied then.
        let next = event + 1;
        let ties = matches!(
            self.recording.trace().event(next),
            Some(coroscope_model::trace::Record::Waits { .. })
        );
        if ties && finding.kind == FindingKind::Deadlock {
            event = next;
        }
        self.go(self.recording.moment(event));
        if let Some(task) = finding.tasks.first() {
            self.select(Some(*task));
        }
    }

    fn go_to_next_finding(&mut self) {
        let count = self.look.findings.len();
        if count > 0 {
            let next = self.look.finding.map_or(0, |at| (at + 1) % count);
            self.go_to_finding(next);
        }
    }
}

/// The head stays in view, near the right edge.
fn follow(look: &mut Look, recording: &Recording) {
    let Shown::Window(window) = look.shown else {
        return;
    };
    let whole = look.axis.whole(&recording.trace());
    let head = look.axis.at(look.moment);
    if head > window.from + window.span() * AHEAD {
        let from = head - window.span() * AHEAD;
        look.shown = Shown::Window(
            Window {
                from,
                to: from + window.span(),
            }
            .within(whole),
        );
    }
}

fn toggle(set: &mut BTreeSet<TaskNo>, task: TaskNo) {
    if !set.remove(&task) {
        set.insert(task);
    }
}
