//! The whole run in a strip: how busy the loop was.

use coroscope_model::trace::{LoopKind, LoopSpan};

use super::axis::{Axis, Scale};

/// What the loop did in a stretch of the strip.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// The part of the stretch in which it ran something, from 0 to 1.
    pub busy: f64,
    /// Whether something in it blocked the loop.
    pub blocked: bool,
}

/// The load in each of `count` stretches of equal width.
pub fn loads(spans: &[LoopSpan], axis: Axis, scale: Scale, end: f64, count: usize) -> Vec<Load> {
    let mut loads = vec![Load::default(); count];
    if count == 0 {
        return loads;
    }
    let width = scale.window.span() / count as f64;
    let place = |position: f64| (position - scale.window.from) / width;
    for span in spans {
        if span.kind == LoopKind::Idle {
            continue;
        }
        let (from, to) = (
            place(axis.of(span.from)),
            place(span.to.map_or(end, |to| axis.of(to))),
        );
        // What takes no time, as everything does with the virtual clock, is still seen.
        let to = to.max(from + 0.08);
        add(
            &mut loads,
            from,
            to,
            matches!(span.kind, LoopKind::Blocked(_)),
        );
    }
    loads
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "places in a strip of some hundred"
)]
fn add(loads: &mut [Load], from: f64, to: f64, blocked: bool) {
    let last = loads.len() - 1;
    let (first, end) = (from.max(0.0) as usize, to.max(0.0) as usize);
    if from > loads.len() as f64 {
        return;
    }
    for (at, load) in loads
        .iter_mut()
        .enumerate()
        .take(end.min(last) + 1)
        .skip(first)
    {
        let part = (to.min(at as f64 + 1.0) - from.max(at as f64)).max(0.0);
        load.busy = (load.busy + part).min(1.0);
        load.blocked |= blocked && part > 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::axis::Window;
    use coroscope_model::trace::Instant;

    fn at(time: u64) -> Instant {
        Instant {
            event: 0,
            time,
            real: 0,
        }
    }

    #[test]
    fn a_strip_shows_which_part_of_each_stretch_was_busy() {
        let span = |kind, from, to| LoopSpan {
            kind,
            from: at(from),
            to,
        };
        let spans = [
            span(LoopKind::Busy, 0, Some(at(50))),
            span(LoopKind::Idle, 50, Some(at(200))),
            span(LoopKind::Blocked(None), 250, Some(at(320))),
            span(LoopKind::Busy, 390, None),
        ];
        let scale = Scale {
            window: Window {
                from: 0.0,
                to: 400.0,
            },
            width: 400.0,
        };
        let loads = loads(&spans, Axis::Time, scale, 400.0, 4);
        let seen: Vec<_> = loads
            .iter()
            .map(|load| ((load.busy * 100.0).round(), load.blocked))
            .collect();
        assert_eq!(
            seen,
            [(50.0, false), (0.0, false), (50.0, true), (30.0, true)]
        );
    }
}
