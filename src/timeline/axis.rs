//! From the run to pixels and back.
//!
//! There are two axes. By *time* a lane shows how long things took, in loop time. By *order* each event has the same
//! width, so that what happens at one instant can be told apart: with the virtual clock everything that runs takes no
//! time at all.

use coroscope_model::trace::{Instant, Nanos, Trace};

use super::recording::Moment;

/// What the timeline is laid out by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Axis {
    /// Loop time: a position is in nanoseconds.
    #[default]
    Time,
    /// The order of events: a position is an event's number.
    Order,
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions are drawn; times below 100 days and counts of events below 2^53 survive"
)]
impl Axis {
    /// Its name in links.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Order => "order",
        }
    }

    /// The position of an instant.
    pub fn of(self, instant: Instant) -> f64 {
        match self {
            Self::Time => instant.time as f64,
            Self::Order => instant.event as f64,
        }
    }

    /// The position of a moment.
    pub fn at(self, moment: Moment) -> f64 {
        match self {
            Self::Time => moment.time as f64,
            Self::Order => moment.event as f64,
        }
    }

    /// The moment at a position, clamped to the trace.
    pub fn moment(self, trace: &Trace, position: f64) -> Moment {
        match self {
            Self::Time => {
                let end = trace.instant(trace.last()).time;
                let time = (position.max(0.0).round() as Nanos).min(end);
                let event = trace.event_at(time);
                Moment {
                    event,
                    time: time.max(trace.instant(event).time),
                }
            }
            Self::Order => {
                let event = position.max(0.0).round() as u64;
                let instant = trace.instant(event.clamp(trace.dropped(), trace.last()));
                Moment {
                    event: instant.event,
                    time: instant.time,
                }
            }
        }
    }

    /// The same stretch on the other axis.
    pub fn translate(self, trace: &Trace, window: Window, to: Axis) -> Window {
        if self == to {
            return window;
        }
        let from = to.at(self.moment(trace, window.from));
        let until = to.at(self.moment(trace, window.to));
        let least = match to {
            Self::Time => 1_000.0,
            Self::Order => 2.0,
        };
        Window {
            from,
            to: until.max(from + least),
        }
    }

    /// The whole run so far, with a little room at its end.
    pub fn whole(self, trace: &Trace) -> Window {
        let first = trace.instant(trace.dropped());
        let from = match self {
            // The first events come when the interpreter has imported what the program asks for.
            Self::Time => {
                let begun = trace.instant(trace.dropped() + 1).time as f64;
                let end = trace.instant(trace.last()).time as f64;
                if begun > end * 0.05 {
                    begun
                } else {
                    first.time as f64
                }
            }
            Self::Order => first.event as f64,
        };
        let last = self.of(trace.instant(trace.last()));
        let least = match self {
            Self::Time => 100_000.0,
            Self::Order => 8.0,
        };
        let span = (last - from).max(least);
        Window {
            from,
            to: from + span * 1.05,
        }
    }

    /// The narrowest window: one cannot zoom in any more.
    fn narrowest(self) -> f64 {
        match self {
            Self::Time => 2_000.0,
            Self::Order => 6.0,
        }
    }
}

/// A stretch of the run, in positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// From here.
    pub from: f64,
    /// To here; always more.
    pub to: f64,
}

impl Window {
    /// How much it shows.
    pub fn span(self) -> f64 {
        self.to - self.from
    }

    /// Whether a position is in it.
    pub fn contains(self, position: f64) -> bool {
        (self.from..=self.to).contains(&position)
    }

    /// Shows `factor` times as much; the position at `around` (from 0 to 1) stays where it is.
    #[must_use]
    pub fn zoomed(self, factor: f64, around: f64, axis: Axis, whole: Window) -> Window {
        let span = (self.span() * factor).clamp(axis.narrowest(), whole.span());
        let fixed = self.from + self.span() * around;
        let from = fixed - span * around;
        Window {
            from,
            to: from + span,
        }
        .within(whole)
    }

    /// Moved by a part of its width.
    #[must_use]
    pub fn panned(self, part: f64, whole: Window) -> Window {
        let by = self.span() * part;
        Window {
            from: self.from + by,
            to: self.to + by,
        }
        .within(whole)
    }

    /// Moved as little as needed to lie in the whole run.
    #[must_use]
    pub fn within(self, whole: Window) -> Window {
        let span = self.span().min(whole.span());
        let from = self
            .from
            .clamp(whole.from, (whole.to - span).max(whole.from));
        Window {
            from,
            to: from + span,
        }
    }

    /// Moved so that a position is in it: to `part` of its width if it is not.
    #[must_use]
    pub fn showing(self, position: f64, part: f64, whole: Window) -> Window {
        if self.contains(position) {
            return self;
        }
        let from = position - self.span() * part;
        Window {
            from,
            to: from + self.span(),
        }
        .within(whole)
    }
}

/// A window on so many pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// What is shown.
    pub window: Window,
    /// Over how many CSS pixels.
    pub width: f64,
}

impl Scale {
    /// Where a position is drawn.
    pub fn x(self, position: f64) -> f64 {
        (position - self.window.from) / self.window.span() * self.width
    }

    /// Which position is drawn there.
    pub fn position(self, x: f64) -> f64 {
        self.window.from + x / self.width.max(1.0) * self.window.span()
    }

    /// How much of the run a pixel shows.
    pub fn per_pixel(self) -> f64 {
        self.window.span() / self.width.max(1.0)
    }
}

/// A tick of the ruler.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub position: f64,
    /// What is written there; nothing on the ticks in between.
    pub label: Option<String>,
}

/// The ruler's ticks by time or by number, with about `spacing` pixels between the labels.
pub fn ticks(axis: Axis, scale: Scale, spacing: f64) -> Vec<Tick> {
    let mut step = nice(scale.per_pixel() * spacing);
    if axis == Axis::Order {
        step = step.max(1.0);
    }
    let minor = if axis == Axis::Order && step < 2.0 {
        step
    } else {
        step / 2.0
    };
    let mut ticks = Vec::new();
    let mut at = (scale.window.from / minor).ceil();
    while at * minor <= scale.window.to && ticks.len() < 1_000 {
        let position = at * minor;
        let whole = (position / step).round() * step;
        let label = ((position - whole).abs() < step * 1e-6).then(|| match axis {
            Axis::Time => time_label(position, step),
            Axis::Order => format!("{position:.0}"),
        });
        ticks.push(Tick { position, label });
        at += 1.0;
    }
    ticks
}

/// The next larger of 1, 2 and 5 times a power of ten.
fn nice(least: f64) -> f64 {
    let power = 10_f64.powf(least.max(1e-9).log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= least * 0.999)
        .unwrap_or(10.0 * power)
}

/// A time in nanoseconds as a tick says it, with as many digits as the ticks' distance needs.
fn time_label(time: f64, step: f64) -> String {
    let (unit, size) = if step >= 99_999_999.0 {
        ("s", 1e9)
    } else if step >= 99_999.0 {
        ("ms", 1e6)
    } else {
        ("µs", 1e3)
    };
    let digits = usize::from(step / size < 0.999);
    format!("{:.*} {unit}", digits, time / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Window = Window {
        from: 0.0,
        to: 1_000.0,
    };

    fn labels(axis: Axis, from: f64, to: f64, width: f64) -> Vec<String> {
        let scale = Scale {
            window: Window { from, to },
            width,
        };
        ticks(axis, scale, 70.0)
            .into_iter()
            .filter_map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn pixels_and_positions_are_each_others_inverse() {
        let scale = Scale {
            window: Window {
                from: 200.0,
                to: 700.0,
            },
            width: 1_000.0,
        };
        assert_eq!((scale.x(200.0), scale.x(450.0)), (0.0, 500.0));
        assert_eq!(scale.position(scale.x(333.0)).round(), 333.0);
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer_and_stays_in_the_run() {
        let window = Window {
            from: 400.0,
            to: 600.0,
        };
        let near = window.zoomed(0.5, 0.25, Axis::Order, WHOLE);
        assert_eq!((near.from, near.to), (425.0, 525.0));
        assert_eq!(
            near.from + near.span() * 0.25,
            window.from + window.span() * 0.25
        );
        assert_eq!(window.zoomed(100.0, 0.5, Axis::Order, WHOLE), WHOLE);
        assert_eq!(
            window.zoomed(1e-9, 0.5, Axis::Order, WHOLE).span(),
            6.0,
            "there is a limit"
        );
        assert_eq!(window.panned(-10.0, WHOLE).from, 0.0);
        assert_eq!(window.panned(10.0, WHOLE).to, 1_000.0);
    }

    #[test]
    fn a_window_moves_only_when_it_must() {
        let window = Window {
            from: 400.0,
            to: 600.0,
        };
        assert_eq!(window.showing(599.0, 0.3, WHOLE), window);
        assert_eq!(window.showing(700.0, 0.3, WHOLE).from, 640.0);
    }

    #[test]
    fn ticks_are_round_and_say_their_unit() {
        assert_eq!(
            labels(Axis::Time, 0.0, 2e9, 800.0),
            [
                "0.0 s", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s", "1.2 s", "1.4 s", "1.6 s",
                "1.8 s", "2.0 s"
            ]
        );
        assert_eq!(
            labels(Axis::Time, 1.0e6, 3.0e6, 300.0),
            ["1.0 ms", "1.5 ms", "2.0 ms", "2.5 ms", "3.0 ms"]
        );
        assert_eq!(
            labels(Axis::Time, 0.0, 60e9, 300.0),
            ["0 s", "20 s", "40 s", "60 s"]
        );
        assert_eq!(
            labels(Axis::Order, 0.0, 4.0, 800.0),
            ["0", "1", "2", "3", "4"]
        );
        assert_eq!(
            labels(Axis::Order, 90.0, 240.0, 300.0),
            ["100", "150", "200"]
        );
    }
}
