//! What is the same for all lanes: grid, ruler, loop, primitives, output.

use coroscope_model::trace::{Level, LoopKind, LoopSpan, MarkKind, PrimitiveKind, TaskNo};

use super::{Align, Dash, Font, Paint, Shape, Stage};
use crate::timeline::axis::{self, Axis, Tick};
use crate::timeline::rows::RowKind;
use crate::timeline::words;

impl Stage<'_> {
    /// The ruler's ticks: by order they are where time jumps, if it does.
    fn ticks(&self) -> Vec<Tick> {
        let spacing = if self.view.layout.metrics.phone {
            84.0
        } else {
            70.0
        };
        let by_number = || axis::ticks(self.view.axis, self.scale, spacing);
        if self.view.axis == Axis::Time {
            return by_number();
        }
        let mut ticks: Vec<Tick> = Vec::new();
        let mut last = f64::NEG_INFINITY;
        let mut shown = None;
        let spans = &self.trace.lanes().event_loop;
        let from =
            spans.partition_point(|span| Axis::Order.of(span.from) < self.view.window.from - 1.0);
        for span in &spans[from..] {
            let position = Axis::Order.of(span.from);
            if position > self.view.window.to {
                break;
            }
            let jumped = span.kind != LoopKind::Idle && shown != Some(span.from.time);
            if !jumped {
                continue;
            }
            let x = self.x(position);
            let label = (x - last >= spacing * 0.9).then(|| words::clock(span.from.time));
            if label.is_some() {
                last = x;
                shown = Some(span.from.time);
            } else if x - last < 4.0 {
                continue;
            }
            ticks.push(Tick { position, label });
        }
        if ticks.iter().filter(|tick| tick.label.is_some()).count() < 2 {
            return by_number()
                .into_iter()
                .map(|tick| Tick {
                    label: tick.label.map(|number| format!("event {number}")),
                    ..tick
                })
                .collect();
        }
        ticks
    }

    pub(super) fn grid(&mut self) {
        let top = self.view.layout.metrics.ruler;
        for tick in self.ticks() {
            if tick.label.is_some() {
                let x = self.x(tick.position).round();
                self.rect(Paint::Line, x, top, 1.0, self.view.height - top);
            }
        }
    }

    pub(super) fn ruler(&mut self) {
        let (ruler, width) = (self.view.layout.metrics.ruler, self.view.width);
        self.rect(Paint::Bg0, 0.0, 0.0, width, ruler);
        let flags = [self.playhead_flag(), self.deadlock_flag()];
        for tick in self.ticks() {
            let x = self.x(tick.position);
            let Some(label) = tick.label else {
                self.rect(Paint::Line2, x.round(), ruler - 4.0, 1.0, 4.0);
                continue;
            };
            self.rect(Paint::Line2, x.round(), ruler - 5.0, 1.0, 5.0);
            // The flags have the same place.
            let free = flags.iter().flatten().all(|flag| (x - flag).abs() > 62.0);
            if free && x < width - 8.0 {
                let align = if x < 24.0 { Align::Left } else { Align::Centre };
                self.add(Shape::Text {
                    paint: Paint::Ink3,
                    text: label,
                    x: if x < 24.0 { x.max(0.0) + 3.0 } else { x },
                    y: ruler / 2.0 - 1.0,
                    font: Font::Sans,
                    align,
                    limit: 120.0,
                    under: None,
                    frame: None,
                });
            }
        }
        self.rect(Paint::Line, 0.0, ruler - 1.0, width, 1.0);
        let head = self.view.layout.head_height();
        self.rect(Paint::Line2, 0.0, head - 1.0, width, 1.0);
    }

    /// The spans of the loop in sight, those too narrow to be told apart put together.
    fn loop_spans(&self) -> Vec<(LoopKind, f64, f64, LoopSpan)> {
        let axis = self.view.axis;
        let spans = &self.trace.lanes().event_loop;
        let window = self.view.window;
        let mut at =
            spans.partition_point(|span| span.to.is_some_and(|to| axis.of(to) < window.from));
        let mut found: Vec<(LoopKind, f64, f64, LoopSpan)> = Vec::new();
        let pixel = self.scale.per_pixel();
        while let Some(span) = spans.get(at) {
            let from = axis.of(span.from);
            if from > window.to {
                break;
            }
            at += 1;
            if span.kind == LoopKind::Idle {
                continue;
            }
            let to = span.to.map_or(self.end, |to| axis.of(to));
            let (x, z) = (self.x(from), self.x(to));
            match found.last_mut() {
                Some((LoopKind::Busy, _, last, _))
                    if span.kind == LoopKind::Busy && x - *last < 0.8 =>
                {
                    *last = last.max(z);
                    // Many in one pixel: on to the first behind it.
                    if z - x < 0.2 {
                        let more = spans[at..].partition_point(|other| {
                            axis.of(other.from) <= from + pixel * 0.5
                                && !matches!(other.kind, LoopKind::Blocked(_))
                        });
                        at += more.saturating_sub(1);
                    }
                }
                _ => found.push((span.kind, x, z, *span)),
            }
        }
        found
    }

    pub(super) fn blocked_through_all(&mut self) {
        let top = self.view.layout.head_height();
        let bottom = self.body_bottom();
        for (kind, x, z, _) in self.loop_spans() {
            if matches!(kind, LoopKind::Blocked(_)) && z > 0.0 && z - x > 1.0 {
                let from = x.max(0.0);
                let width = z.min(self.view.width) - from;
                self.rect(Paint::LateHatch, from, top, width, bottom - top);
            }
        }
    }

    pub(super) fn event_loop(&mut self) {
        let metrics = self.view.layout.metrics;
        let top = metrics.ruler + metrics.event_loop - metrics.bar - 6.0;
        let top = if metrics.phone {
            top
        } else {
            metrics.ruler + 7.0
        };
        let middle = top + 8.0;
        // What wakes a task comes from under it, and the lanes scroll under it too.
        self.rect(
            Paint::Bg0,
            0.0,
            metrics.ruler,
            self.view.width,
            metrics.event_loop,
        );
        let from = self.x(self.view.axis.whole(self.trace).from).max(0.0);
        let to = self.x(self.end).min(self.view.width);
        if to > from {
            self.line(Paint::Wait, (from, middle), (to, middle), 1.5, Dash::Sparse);
        }
        let mut labels = Vec::new();
        for (kind, x, z, span) in self.loop_spans() {
            let blocked = matches!(kind, LoopKind::Blocked(_));
            let (x, z) = (x.max(-4.0), z.min(self.view.width + 4.0));
            let (paint, grow) = if blocked {
                (Paint::BlockHatch, 2.0)
            } else {
                (Paint::Ink2, 0.0)
            };
            let ahead = self.view.axis.of(span.from) > self.now();
            self.add(Shape::Alpha(if ahead { 0.45 } else { 1.0 }));
            self.rect(paint, x, top - grow, (z - x).max(1.5), 16.0 + 2.0 * grow);
            if blocked && z - x > 62.0 {
                let took = span
                    .to
                    .map_or(0, |to| to.time.saturating_sub(span.from.time));
                labels.push((f64::midpoint(x.max(0.0), z), took));
            }
        }
        self.add(Shape::Alpha(1.0));
        for (x, took) in labels {
            self.add(Shape::Text {
                paint: Paint::Bad,
                text: words::duration(took),
                x,
                y: middle,
                font: Font::Bold,
                align: Align::Centre,
                limit: 90.0,
                under: Some(Paint::Bg0),
                frame: None,
            });
        }
    }

    /// Primitives and output.
    pub(super) fn foot(&mut self) {
        let top = self
            .view
            .layout
            .foot_top(self.view.scroll, self.view.height);
        let head = self.view.layout.head_height();
        self.add(Shape::Clip {
            x: 0.0,
            y: head,
            width: self.view.width,
            height: (self.view.height - head).max(0.0),
        });
        if self.view.layout.metrics.pinned {
            let rest = self.view.height - top;
            if self.view.layout.natural_height() > self.view.height {
                self.rect(Paint::Bg0, 0.0, top, self.view.width, rest);
                self.rect(Paint::Line2, 0.0, top, self.view.width, 1.0);
            }
        }
        for row in self.view.layout.foot.clone() {
            let y = top + row.y;
            match row.kind {
                RowKind::Primitive { row: place, .. } => {
                    self.primitive(place, y, row.height);
                    self.add(Shape::Alpha(0.55));
                    self.rect(Paint::Line, 0.0, y + row.height - 1.0, self.view.width, 1.0);
                    self.add(Shape::Alpha(1.0));
                }
                RowKind::Output => self.output(y, row.height),
                _ => {}
            }
        }
        self.add(Shape::Unclip);
    }

    fn primitive(&mut self, place: usize, y: f64, height: f64) {
        let trace = self.trace;
        let Some((primitive, levels)) = trace.lanes().primitives.get(place) else {
            return;
        };
        let Some(info) = trace.primitive(*primitive) else {
            return;
        };
        let phone = self.view.layout.metrics.phone;
        let (top, high) = if phone {
            (y + 20.0, 14.0)
        } else {
            (y + 4.0, height - 8.0)
        };
        let pieces = self.levels(levels);
        match info.kind {
            PrimitiveKind::Lock | PrimitiveKind::Event => self.holders(&pieces, top, high),
            kind => {
                let most = pieces
                    .iter()
                    .map(|(.., level)| level.value)
                    .max()
                    .unwrap_or(0);
                let limit = if info.limit > 0 {
                    info.limit
                } else {
                    most.max(1)
                };
                // A semaphore's level is what is left of it; what is taken is what one wants to see.
                let filled = |value: u64| match kind {
                    PrimitiveKind::Semaphore => limit.saturating_sub(value),
                    _ => value.min(limit),
                };
                self.line(
                    Paint::Line2,
                    (0.0, top + 0.5),
                    (self.scale.width, top + 0.5),
                    1.0,
                    Dash::Heavy,
                );
                let points = pieces
                    .iter()
                    .flat_map(|(x, z, level)| {
                        let part = filled(level.value) as f64 / limit as f64;
                        let at = top + high - part * high;
                        [(*x, at), (*z, at)]
                    })
                    .collect();
                self.add(Shape::Area {
                    fill: Paint::Level,
                    edge: Paint::Wait,
                    base: top + high,
                    points,
                });
            }
        }
    }

    /// The levels in sight, each with where it begins and ends; of several in a pixel the last.
    fn levels(&self, levels: &[Level]) -> Vec<(f64, f64, Level)> {
        let axis = self.view.axis;
        let first = levels
            .partition_point(|level| axis.of(level.from) <= self.view.window.from)
            .saturating_sub(1);
        let mut found: Vec<(f64, f64, Level)> = Vec::new();
        let pixel = self.scale.per_pixel();
        let mut at = first;
        while let Some(level) = levels.get(at) {
            let from = axis.of(level.from);
            if from > self.view.window.to {
                break;
            }
            let same = levels[at..].partition_point(|other| axis.of(other.from) < from + pixel);
            let last = at + same.max(1) - 1;
            at += same.max(1);
            let to = levels.get(at).map_or(self.end, |next| axis.of(next.from));
            let goes_on = levels.get(at).is_none() && self.view.ended;
            let z = if goes_on {
                self.x(to).max(self.scale.width)
            } else {
                self.x(to)
            };
            found.push((
                self.x(from).max(-4.0),
                z.min(self.view.width + 4.0),
                levels[last],
            ));
        }
        found
    }

    fn holders(&mut self, pieces: &[(f64, f64, Level)], top: f64, high: f64) {
        let trace = self.trace;
        for (x, z, level) in pieces {
            if level.value == 0 {
                continue;
            }
            let mine = level.holder.is_some() && level.holder == self.view.selected;
            let (fill, edge) = if mine {
                (Paint::AccentLevel, Paint::Accent)
            } else {
                (Paint::Level, Paint::Wait)
            };
            let width = (z - x).max(1.5);
            self.rect(fill, *x, top, width, high);
            if width > 3.0 {
                self.add(Shape::Frame {
                    paint: edge,
                    x: x + 0.4,
                    y: top + 0.4,
                    width: width - 0.8,
                    height: high - 0.8,
                    radius: 1.0,
                    line: 0.8,
                });
            }
            let from = x.max(0.0);
            let room = z.min(self.view.width) - from;
            if let (Some(holder), true) = (level.holder, room > 40.0) {
                self.add(Shape::Text {
                    paint: if mine { Paint::Bg0 } else { Paint::Ink },
                    text: words::name(trace, self.view.state, holder),
                    x: from + 5.0,
                    y: top + high / 2.0,
                    font: Font::Mono,
                    align: Align::Left,
                    limit: room - 10.0,
                    under: None,
                    frame: None,
                });
            }
        }
    }

    fn output(&mut self, y: f64, height: f64) {
        let places = self.view.recording.outputs();
        let marks = &self.trace.lanes().marks;
        let axis = self.view.axis;
        let from = places.partition_point(|at| axis.of(marks[*at].at) < self.view.window.from);
        // On a phone the word stands above, as the lanes' names do.
        let top = if self.view.layout.metrics.phone {
            y + height - 15.0
        } else {
            y + height / 2.0 - 5.0
        };
        let mut last = f64::NEG_INFINITY;
        let mut at = from;
        let mut found: Vec<(f64, Option<TaskNo>, bool)> = Vec::new();
        while let Some(place) = places.get(at) {
            let mark = marks[*place];
            let position = axis.of(mark.at);
            if position > self.view.window.to {
                break;
            }
            let x = self.x(position);
            if x - last < 0.7 {
                let skipped = places[at..].partition_point(|place| {
                    axis.of(marks[*place].at) < position + self.scale.per_pixel() * 0.7
                });
                at += skipped.max(1);
                continue;
            }
            last = x;
            if let MarkKind::Output { by, stderr } = mark.kind {
                found.push((x, by, stderr));
            }
            at += 1;
        }
        drop(places);
        for (x, by, stderr) in found {
            let paint = if stderr {
                Paint::Bad
            } else if by.is_some() && by == self.view.selected {
                Paint::Accent
            } else {
                Paint::Ink2
            };
            self.rect(paint, x - 1.0, top, 2.4, 10.0);
        }
    }

    /// What lies ahead is paler.
    pub(super) fn veil(&mut self) {
        let x = self.x(self.now()).max(0.0);
        let top = self.view.layout.metrics.ruler;
        if x < self.view.width {
            self.rect(
                Paint::Veil,
                x,
                top,
                self.view.width - x,
                self.view.height - top,
            );
        }
    }
}
