//! Cancellations and wake-ups.

use coroscope_model::trace::{Mark as TraceMark, MarkKind, TaskNo};

use super::{Dash, Mark, Paint, Shape, Stage};

/// More cancellations in sight than this are drawn without their lines.
const MANY: usize = 400;

impl Stage<'_> {
    /// The places of those marks among `places` that are in the window.
    fn in_sight(&self, places: &[usize]) -> Vec<TraceMark> {
        let marks = &self.trace.lanes().marks;
        let axis = self.view.axis;
        let margin = self.scale.per_pixel() * 6.0;
        let from =
            places.partition_point(|at| axis.of(marks[*at].at) < self.view.window.from - margin);
        let to =
            places.partition_point(|at| axis.of(marks[*at].at) <= self.view.window.to + margin);
        let step = 1 + (to - from.min(to)) / 20_000;
        places[from.min(to)..to]
            .iter()
            .step_by(step)
            .map(|at| marks[*at])
            .collect()
    }

    pub(super) fn cancellations(&mut self) {
        let cancels = self.in_sight(&self.view.recording.cancels());
        let many = cancels.len() > MANY;
        self.clip_body();
        let bar = self.view.layout.metrics.bar;
        let mut last = f64::NEG_INFINITY;
        for mark in cancels {
            let MarkKind::Cancel { by, task } = mark.kind else {
                continue;
            };
            let x = self.x(self.view.axis.of(mark.at));
            if many && x - last < 0.5 {
                continue;
            }
            last = x;
            let Some(y) = self.bar_of(task) else {
                continue;
            };
            let from = by.filter(|by| *by != task).and_then(|by| self.bar_of(by));
            if let (Some(from), false) = (from, many) {
                let strong = self.is_selected(task) || by.is_some_and(|by| self.is_selected(by));
                let (a, b) = if from < y {
                    (from + bar, y - 5.0)
                } else {
                    (from, y + bar + 3.0)
                };
                self.add(Shape::Alpha(if strong { 1.0 } else { 0.6 }));
                self.line(Paint::Cancel, (x, a), (x, b), 1.4, Dash::Dashes);
                self.add(Shape::Alpha(1.0));
            }
            self.rect(Paint::Cancel, x - 0.7, y - 3.0, 1.4, bar + 6.0);
            self.add(Shape::Sign {
                paint: Paint::Cancel,
                mark: Mark::TriangleDown,
                x,
                y: y - 2.5,
            });
        }
        self.add(Shape::Unclip);
    }

    fn is_selected(&self, task: TaskNo) -> bool {
        self.view.selected == Some(task)
    }

    /// What woke the selected task: the last before the moment and the next one strong, the others faint.
    pub(super) fn wakeups(&mut self) {
        let Some((task, y)) = self
            .view
            .selected
            .and_then(|task| Some((task, self.bar_of(task)?)))
        else {
            return;
        };
        let wakes = self.in_sight(&self.view.recording.wakes(task));
        let next = wakes.partition_point(|mark| mark.at.event <= self.view.moment.event);
        let faint = wakes.len() <= MANY;
        self.clip_body();
        for (at, mark) in wakes.iter().enumerate() {
            let strong = at == next || at + 1 == next;
            let x = self.x(self.view.axis.of(mark.at));
            match mark.kind {
                MarkKind::WokenByTask { by, .. } if by != task && (strong || faint) => {
                    if let Some(from) = self.bar_of(by) {
                        self.wake(x, from, y, strong);
                    }
                }
                MarkKind::WokenByTimer { .. } if strong => {
                    let from = self.view.layout.head_height() - self.view.layout.metrics.bar;
                    self.wake(x, from, y, true);
                }
                MarkKind::WokenByTimer { .. } if faint => {
                    self.rect(Paint::Accent, x - 0.6, y - 4.0, 1.2, 3.0);
                }
                _ => {}
            }
        }
        self.add(Shape::Unclip);
    }

    /// A line from one lane to another, with a head if it is strong.
    fn wake(&mut self, x: f64, from: f64, to: f64, strong: bool) {
        let bar = self.view.layout.metrics.bar;
        let down = from < to;
        let (a, b) = if down {
            (from + bar, to - 1.0)
        } else {
            (from, to + bar + 1.0)
        };
        self.add(Shape::Alpha(if strong { 1.0 } else { 0.5 }));
        let width = if strong { 1.6 } else { 1.0 };
        self.line(Paint::Accent, (x, a), (x, b), width, Dash::Solid);
        self.add(Shape::Sign {
            paint: Paint::Accent,
            mark: Mark::Dot,
            x,
            y: a,
        });
        if strong {
            self.add(Shape::Sign {
                paint: Paint::Accent,
                mark: if down { Mark::ArrowDown } else { Mark::ArrowUp },
                x,
                y: b,
            });
        }
        self.add(Shape::Alpha(1.0));
    }
}
