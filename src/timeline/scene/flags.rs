//! The playhead and the beginning of a deadlock: a line through all lanes, and a flag on the ruler.

use super::{Align, Dash, Font, Paint, Shape, Stage};
use crate::timeline::axis::Axis;
use crate::timeline::words;

/// Half of a flag's width.
const FLAG: f64 = 31.0;

impl Stage<'_> {
    /// Where the deadlock begins, if that is in sight.
    fn deadlock(&self) -> Option<f64> {
        let dead = self.view.dead.filter(|_| self.view.ended)?;
        let x = self.x(match self.view.axis {
            Axis::Time => dead.time as f64,
            Axis::Order => dead.from as f64,
        });
        (0.0..=self.view.width).contains(&x).then_some(x)
    }

    /// The middle of its name on the ruler, which makes room for the playhead's flag.
    pub(super) fn deadlock_flag(&self) -> Option<f64> {
        let x = self.flag_place(self.deadlock()?);
        let Some(now) = self.playhead_flag() else {
            return Some(x);
        };
        let apart = 2.0 * FLAG + 4.0;
        if (x - now).abs() >= apart {
            return Some(x);
        }
        let before = self.flag_place(now - apart);
        let behind = self.flag_place(now + apart);
        let fits = |place: f64| (place - now).abs() >= apart;
        match (x <= now, fits(before), fits(behind)) {
            (true, true, _) | (false, true, false) => Some(before),
            (_, _, true) => Some(behind),
            _ => None,
        }
    }

    pub(super) fn end_of_run(&mut self) {
        let Some(x) = self.deadlock() else {
            return;
        };
        let ruler = self.view.layout.metrics.ruler;
        self.line(
            Paint::Bad,
            (x, ruler),
            (x, self.view.height),
            1.5,
            Dash::Dashes,
        );
        if let Some(flag) = self.deadlock_flag() {
            self.flag(flag, "deadlock", Paint::Bad);
        }
    }

    /// The middle of a flag that belongs at `x`, kept inside.
    fn flag_place(&self, x: f64) -> f64 {
        x.clamp(FLAG, (self.view.width - FLAG).max(FLAG))
    }

    /// A name on the ruler.
    fn flag(&mut self, x: f64, text: &str, under: Paint) {
        let half = FLAG;
        self.add(Shape::Rect {
            paint: under,
            x: x - half,
            y: 2.0,
            width: half * 2.0,
            height: 18.0,
            radius: 4.0,
        });
        self.add(Shape::Text {
            paint: Paint::Bg0,
            text: text.to_owned(),
            x,
            y: 11.0,
            font: Font::Bold,
            align: Align::Centre,
            limit: half * 2.0 - 4.0,
            under: None,
            frame: None,
        });
    }

    /// The middle of the playhead's flag, if the instant is in sight.
    pub(super) fn playhead_flag(&self) -> Option<f64> {
        let x = self.x(self.now());
        (-1.0..=self.view.width + 1.0)
            .contains(&x)
            .then(|| self.flag_place(x))
    }

    pub(super) fn playhead(&mut self) {
        let Some(flag) = self.playhead_flag() else {
            return;
        };
        let x = self.x(self.now());
        self.rect(Paint::Ink, x - 0.75, 18.0, 1.5, self.view.height - 18.0);
        let text = words::clock(self.view.moment.time);
        self.flag(flag, &text, Paint::Ink);
    }
}
