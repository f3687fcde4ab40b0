//! The timeline as shapes, in the order in which they are painted. Only what is in sight is there.

mod edges;
mod flags;
mod lanes;
mod marks;
mod ruler;
mod shape;
mod strip;
#[cfg(test)]
mod tests;

pub use shape::{Align, Dash, Font, Mark, Paint, Scene, Shape};
pub use strip::{Strip, strip};

use coroscope_model::trace::{Nanos, State, TaskNo, Trace};

use super::axis::{Axis, Scale, Window};
use super::recording::{Moment, Recording};
use super::rows::{Layout, Row, RowKind};
use super::words::Dead;

/// Everything that decides what is painted.
pub struct View<'a> {
    /// The trace and its index.
    pub recording: &'a Recording,
    /// What was the case at the moment.
    pub state: &'a State,
    /// The moment.
    pub moment: Moment,
    /// Where the rows are.
    pub layout: &'a Layout,
    /// By time or by order.
    pub axis: Axis,
    /// The stretch of the run.
    pub window: Window,
    /// The canvas's size in CSS pixels.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// How far the lanes are scrolled.
    pub scroll: f64,
    /// The selected task.
    pub selected: Option<TaskNo>,
    /// Who is deadlocked.
    pub dead: Option<&'a Dead>,
    /// Whether the run is over; what still goes on then goes on for ever.
    pub ended: bool,
}

/// What the parts of the scene share.
struct Stage<'a> {
    view: &'a View<'a>,
    trace: &'a Trace,
    scale: Scale,
    /// The position of the last event.
    end: f64,
    scene: Scene,
}

/// The shapes of a view.
pub fn scene(view: &View<'_>) -> Scene {
    let trace = view.recording.trace();
    let mut stage = Stage {
        view,
        trace: &trace,
        scale: Scale {
            window: view.window,
            width: (view.width - view.layout.metrics.margin).max(1.0),
        },
        end: view.axis.of(trace.instant(trace.last())),
        scene: Scene::default(),
    };
    stage.selection();
    stage.grid();
    stage.row_lines();
    stage.blocked_through_all();
    stage.lanes();
    stage.cancellations();
    stage.wakeups();
    stage.foot();
    stage.veil();
    stage.under_way();
    stage.await_edges();
    stage.event_loop();
    stage.ruler();
    stage.end_of_run();
    stage.playhead();
    stage.scene
}

impl Stage<'_> {
    fn x(&self, position: f64) -> f64 {
        self.scale.x(position)
    }

    fn add(&mut self, shape: Shape) {
        self.scene.shapes.push(shape);
    }

    fn rect(&mut self, paint: Paint, x: f64, y: f64, width: f64, height: f64) {
        self.add(Shape::Rect {
            paint,
            x,
            y,
            width,
            height,
            radius: 0.0,
        });
    }

    fn line(&mut self, paint: Paint, from: (f64, f64), to: (f64, f64), width: f64, dash: Dash) {
        self.add(Shape::Line {
            paint,
            from,
            to,
            width,
            dash,
        });
    }

    /// The position of now: the visitor's moment.
    fn now(&self) -> f64 {
        self.view.axis.at(self.view.moment)
    }

    /// Where a row of the body is on the screen.
    fn top_of(&self, row: &Row) -> f64 {
        self.view.layout.body_top(self.view.scroll) + row.y
    }

    /// Where a task's bars are: their top; none if the task has no row in sight.
    fn bar_of(&self, task: TaskNo) -> Option<f64> {
        let row = self.view.layout.row_of(self.trace.lanes(), task)?;
        Some(self.top_of(row) + self.view.layout.metrics.bar_top)
    }

    /// The tasks in sight with the tops of their rows.
    fn visible_tasks(&self) -> Vec<(usize, TaskNo, f64)> {
        let rows = self.view.layout.visible(self.view.scroll, self.view.height);
        rows.iter()
            .filter_map(|row| match row.kind {
                RowKind::Task { lane, task } => Some((lane, task, self.top_of(row))),
                _ => None,
            })
            .collect()
    }

    /// Where the scrolling lanes end on the screen.
    fn body_bottom(&self) -> f64 {
        self.view
            .layout
            .foot_top(self.view.scroll, self.view.height)
            .min(self.view.height)
    }

    /// A duration in loop time that is worth telling apart from none.
    fn is_overdue(due: Nanos, until: Nanos) -> bool {
        until > due + OVERDUE
    }
}

/// A timer this much behind is overdue, in nanoseconds.
const OVERDUE: Nanos = 25_000_000;
