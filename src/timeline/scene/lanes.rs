//! What each task did when, and the selected row.

use coroscope_model::trace::{BLOCKS_AFTER, Lane, Settled, Span, SpanKind, TaskNo};

use super::{Align, Dash, Font, Mark, Paint, Shape, Stage};
use crate::timeline::axis::Axis;
use crate::timeline::words;

/// The least width of a step, in pixels: one is always seen.
const LEAST: f64 = 1.6;

impl Stage<'_> {
    pub(super) fn selection(&mut self) {
        let Some(row) = self
            .view
            .selected
            .and_then(|task| self.view.layout.row_of(self.trace.lanes(), task))
        else {
            return;
        };
        let (top, height) = (self.top_of(row), row.height);
        let (head, bottom) = (self.view.layout.head_height(), self.body_bottom());
        if top + height <= head || top >= bottom {
            return;
        }
        let (from, to) = (top.max(head), (top + height).min(bottom));
        self.rect(Paint::AccentSoft, 0.0, from, self.view.width, to - from);
        if self.view.layout.metrics.phone {
            self.rect(Paint::Accent, 0.0, from, 3.0, to - from);
        }
    }

    pub(super) fn row_lines(&mut self) {
        let bottom = self.body_bottom();
        self.clip_body();
        self.add(Shape::Alpha(0.55));
        let rows: Vec<f64> = self
            .view
            .layout
            .visible(self.view.scroll, self.view.height)
            .iter()
            .map(|row| self.top_of(row) + row.height)
            .collect();
        for y in rows {
            if y < bottom {
                self.rect(Paint::Line, 0.0, y - 1.0, self.view.width, 1.0);
            }
        }
        self.add(Shape::Alpha(1.0));
        self.add(Shape::Unclip);
    }

    pub(super) fn clip_body(&mut self) {
        let head = self.view.layout.head_height();
        let bottom = self.body_bottom();
        self.add(Shape::Clip {
            x: 0.0,
            y: head,
            width: self.view.width,
            height: (bottom - head).max(0.0),
        });
    }

    pub(super) fn lanes(&mut self) {
        self.clip_body();
        let trace = self.trace;
        for (place, task, top) in self.visible_tasks() {
            if let Some(lane) = trace.lanes().tasks.get(place) {
                self.lane(lane, task, top + self.view.layout.metrics.bar_top);
            }
        }
        self.add(Shape::Unclip);
    }

    fn lane(&mut self, lane: &Lane, task: TaskNo, y: f64) {
        let axis = self.view.axis;
        let created = self.x(axis.of(lane.created));
        let bar = self.view.layout.metrics.bar;
        if (-1.0..self.view.width).contains(&created) {
            self.rect(Paint::Ink3, created - 0.75, y + 1.0, 1.5, bar - 2.0);
        }
        self.spans(lane, task, y);
        let Some(ended) = lane.ended else {
            return;
        };
        let x = self.x(axis.of(ended));
        if x < -10.0 || x > self.view.width {
            return;
        }
        let (mark, paint) = match self.how(task, ended.event) {
            Settled::Value => (Mark::Check, Paint::Ink3),
            Settled::Error => (Mark::Warning, Paint::Bad),
            Settled::Cancelled => (Mark::Cross, Paint::Cancel),
        };
        self.add(Shape::Sign {
            paint,
            mark,
            x: x + 8.0,
            y: y + bar / 2.0,
        });
    }

    /// How a task ended: the event of its end says so.
    fn how(&self, task: TaskNo, event: u64) -> Settled {
        use coroscope_model::trace::Record;
        match self.trace.event(event) {
            Some(Record::TaskDone {
                task: done, how, ..
            }) if *done == task => *how,
            _ => Settled::Value,
        }
    }

    fn spans(&mut self, lane: &Lane, task: TaskNo, y: f64) {
        let axis = self.view.axis;
        let window = self.view.window;
        let spans = lane.spans();
        let mut at =
            spans.partition_point(|span| span.to.is_some_and(|to| axis.of(to) < window.from));
        let pixel = self.scale.per_pixel();
        let mut dense: Option<(f64, f64)> = None;
        while let Some(span) = spans.get(at) {
            let from = axis.of(span.from);
            if from > window.to {
                break;
            }
            let to = self.end_of(&span);
            // Several spans within one pixel: a strip, and on to the first span behind it.
            let rest = spans.starting_at(at);
            let next = rest.partition_point(|other| axis.of(other.from) <= from + pixel);
            if next > 3 && to - from < pixel * LEAST {
                let behind = at + next;
                let until = spans
                    .get(behind)
                    .map_or(self.end, |other| axis.of(other.from));
                let (x, z) = (self.x(from), self.x(until.min(from + pixel * 1.5)));
                dense = match dense {
                    Some((begin, end)) if x <= end + 1.0 => Some((begin, z.max(end))),
                    Some(former) => {
                        self.dense(former, y);
                        Some((x, z))
                    }
                    None => Some((x, z)),
                };
                // The last span of the group may go on far beyond it.
                at = if spans
                    .get(behind - 1)
                    .is_some_and(|last| self.end_of(&last) > from + pixel * 3.0)
                {
                    behind - 1
                } else {
                    behind
                };
                continue;
            }
            self.span(&span, task, y, from, to);
            at += 1;
        }
        if let Some(strip) = dense {
            self.dense(strip, y);
        }
    }

    fn dense(&mut self, (from, to): (f64, f64), y: f64) {
        let bar = self.view.layout.metrics.bar;
        self.rect(
            Paint::Dense,
            from,
            y + 1.0,
            (to - from).max(LEAST),
            bar - 2.0,
        );
    }

    /// Where a span ends; one that goes on ends with the run so far.
    fn end_of(&self, span: &Span) -> f64 {
        span.to.map_or(self.end, |to| self.view.axis.of(to))
    }

    fn span(&mut self, span: &Span, task: TaskNo, y: f64, from: f64, to: f64) {
        let bar = self.view.layout.metrics.bar;
        let (x, z) = (
            self.x(from).max(-4.0),
            self.x(to).min(self.view.width + 4.0),
        );
        match span.kind {
            SpanKind::Running => self.step(span, x, z, y),
            SpanKind::Ready => {
                if z - x > 0.7 {
                    self.ready(x, z, y);
                }
            }
            kind => {
                let middle = y + bar / 2.0;
                let cut = match self.view.dead {
                    Some(dead) if span.to.is_none() && dead.tasks.contains(&task) => {
                        let cut = match self.view.axis {
                            Axis::Time => dead.time as f64,
                            Axis::Order => dead.from as f64,
                        };
                        Some(self.x(cut.max(from)))
                    }
                    _ => None,
                };
                let waits_to = cut.unwrap_or(z);
                if waits_to > x {
                    self.wait(kind, span, x, waits_to, middle);
                }
                if let Some(cut) = cut {
                    self.deadlocked(cut.max(-4.0), middle);
                }
            }
        }
    }

    fn step(&mut self, span: &Span, x: f64, z: f64, y: f64) {
        let bar = self.view.layout.metrics.bar;
        let width = (z - x).max(LEAST);
        let took = span
            .to
            .map_or(0, |to| to.time.saturating_sub(span.from.time));
        let blocks = took >= BLOCKS_AFTER;
        self.add(Shape::Rect {
            paint: if blocks {
                Paint::BlockHatch
            } else {
                Paint::Run
            },
            x,
            y,
            width,
            height: bar,
            radius: if width > 6.0 { 2.0 } else { 0.0 },
        });
        if blocks && width > 62.0 {
            let (from, to) = (x.max(0.0), z.min(self.view.width));
            self.add(Shape::Text {
                paint: Paint::Bad,
                text: words::duration(took),
                x: f64::midpoint(from, to),
                y: y + bar / 2.0,
                font: Font::MonoBold,
                align: Align::Centre,
                limit: to - from - 8.0,
                under: Some(Paint::Bg0),
                frame: None,
            });
        }
    }

    fn ready(&mut self, x: f64, z: f64, y: f64) {
        let bar = self.view.layout.metrics.bar;
        self.rect(Paint::ReadyHatch, x, y + 2.0, z - x, bar - 4.0);
        if z - x > 3.0 {
            self.add(Shape::Frame {
                paint: Paint::Ready,
                x: x + 0.4,
                y: y + 2.4,
                width: z - x - 0.8,
                height: bar - 4.8,
                radius: 0.0,
                line: 0.8,
            });
        }
    }

    fn wait(&mut self, kind: SpanKind, span: &Span, x: f64, z: f64, middle: f64) {
        match kind {
            SpanKind::Primitive(_) => {
                self.rect(Paint::Level, x, middle - 3.0, z - x, 6.0);
                if z - x > 2.0 {
                    self.add(Shape::Frame {
                        paint: Paint::Wait,
                        x: x + 0.4,
                        y: middle - 3.0,
                        width: z - x - 0.8,
                        height: 6.0,
                        radius: 0.0,
                        line: 0.8,
                    });
                }
            }
            SpanKind::Task(_) | SpanKind::Several => {
                for y in [middle - 1.5, middle + 1.5] {
                    self.rect(Paint::Wait, x, y - 0.5, z - x, 1.0);
                }
            }
            SpanKind::Timer(due) => self.timer(due, span, x, z, middle),
            SpanKind::Running | SpanKind::Ready => {}
            SpanKind::Future(_) => {
                self.rect(Paint::Wait, x, middle - 0.75, z - x, 1.5);
            }
            SpanKind::Outside => {
                self.line(Paint::Wait, (x, middle), (z, middle), 1.6, Dash::Dashes);
            }
        }
    }

    /// Dots until it is due, and heavy ones from there on if the loop was late.
    fn timer(&mut self, due: Option<u64>, span: &Span, x: f64, z: f64, middle: f64) {
        let overdue = due.filter(|due| {
            self.view.axis == Axis::Time
                && span.to.is_some_and(|to| Self::is_overdue(*due, to.time))
        });
        let cut = overdue.map_or(z, |due| self.x(due as f64).clamp(x, z));
        self.line(Paint::Wait, (x, middle), (cut, middle), 1.6, Dash::Dots);
        if overdue.is_some() && z - cut > 1.0 {
            self.rect(Paint::Bad, cut - 0.8, middle - 3.0, 1.6, 6.0);
            self.line(Paint::Bad, (cut, middle), (z, middle), 2.0, Dash::Heavy);
        }
    }

    /// From the instant the knot was tied to the edge: it never ends.
    fn deadlocked(&mut self, x: f64, middle: f64) {
        let to = self.scale.width.max(self.x(self.end)) + self.view.layout.metrics.margin;
        let width = to.min(self.view.width + 4.0) - x;
        if width <= 0.0 {
            return;
        }
        self.rect(Paint::BadSoft, x, middle - 4.0, width, 8.0);
        self.rect(Paint::DeadHatch, x, middle - 4.0, width, 8.0);
        self.add(Shape::Frame {
            paint: Paint::Bad,
            x,
            y: middle - 4.0,
            width,
            height: 8.0,
            radius: 0.0,
            line: 0.8,
        });
    }

    /// What goes on at the moment is not veiled as what lies ahead is.
    pub(super) fn under_way(&mut self) {
        self.clip_body();
        let axis = self.view.axis;
        let now = self.now();
        let trace = self.trace;
        for (place, task, top) in self.visible_tasks() {
            let Some(lane) = trace.lanes().tasks.get(place) else {
                continue;
            };
            let Some(span) = lane.spans().at_event(self.view.moment.event) else {
                continue;
            };
            let goes_on = matches!(span.kind, SpanKind::Running | SpanKind::Ready)
                && span.to.is_none_or(|to| to.event > self.view.moment.event);
            if goes_on && self.end_of(&span) > now {
                let (from, to) = (axis.of(span.from), self.end_of(&span));
                self.span(
                    &span,
                    task,
                    top + self.view.layout.metrics.bar_top,
                    from,
                    to,
                );
            }
        }
        self.add(Shape::Unclip);
    }
}
