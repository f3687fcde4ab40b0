//! The scrubber: the whole run in a strip.

use super::{Dash, Paint, Scene, Shape};
use crate::timeline::axis::{Scale, Window};
use crate::timeline::overview::Load;

/// What the strip shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip<'a> {
    /// How busy the loop was, in stretches of equal width.
    pub loads: &'a [Load],
    /// The whole run on the strip's width.
    pub scale: Scale,
    /// Its height.
    pub height: f64,
    /// Where the visitor is.
    pub now: f64,
    /// What the lanes show, if not all of it.
    pub window: Option<Window>,
    /// From where on nothing can happen.
    pub dead: Option<f64>,
    /// Whether fingers are to hit the knob.
    pub touch: bool,
}

/// The shapes of the strip.
pub fn strip(strip: &Strip<'_>) -> Scene {
    let mut shapes = Vec::new();
    let (width, height) = (strip.scale.width, strip.height);
    // The knob is in sight as a whole, at the beginning too.
    let radius = if strip.touch { 9.0 } else { 6.0 };
    let base = height - radius - 4.5;
    let room = base - 7.0;
    let now = strip.scale.x(strip.now).clamp(0.0, width);
    let mut rect = |paint, x: f64, y: f64, width: f64, height: f64, radius: f64| {
        shapes.push(Shape::Rect {
            paint,
            x,
            y,
            width,
            height,
            radius,
        });
    };
    rect(Paint::Line2, 0.0, base + 2.0, width, 3.0, 1.5);
    rect(Paint::Accent, 0.0, base + 2.0, now, 3.0, 1.5);
    let each = width / strip.loads.len().max(1) as f64;
    let mut ahead = Vec::new();
    for (at, load) in strip.loads.iter().enumerate() {
        if load.busy <= 0.0 {
            continue;
        }
        let x = at as f64 * each;
        let high = (load.busy * room).max(2.0);
        let paint = if load.blocked { Paint::Bad } else { Paint::Run };
        if x > now {
            ahead.push((paint, x, high));
        } else {
            rect(paint, x, base - high, (each - 1.0).max(1.0), high, 0.0);
        }
    }
    shapes.push(Shape::Alpha(0.42));
    for (paint, x, high) in ahead {
        shapes.push(Shape::Rect {
            paint,
            x,
            y: base - high,
            width: (each - 1.0).max(1.0),
            height: high,
            radius: 0.0,
        });
    }
    shapes.push(Shape::Alpha(1.0));
    if let Some(dead) = strip.dead {
        let x = strip.scale.x(dead).clamp(0.0, width - 2.0);
        shapes.push(Shape::Alpha(0.55));
        shapes.push(Shape::Rect {
            paint: Paint::DeadHatch,
            x,
            y: 3.0,
            width: width - x,
            height: base - 3.0,
            radius: 0.0,
        });
        shapes.push(Shape::Alpha(1.0));
        shapes.push(Shape::Line {
            paint: Paint::Bad,
            from: (x, 2.0),
            to: (x, height - 2.0),
            width: 1.5,
            dash: Dash::Heavy,
        });
    }
    if let Some(window) = strip.window {
        let (x, z) = (strip.scale.x(window.from), strip.scale.x(window.to));
        let (x, z) = (x.clamp(0.0, width), z.clamp(0.0, width));
        shapes.push(Shape::Alpha(0.1));
        shapes.push(Shape::Rect {
            paint: Paint::Accent,
            x,
            y: 2.0,
            width: (z - x).max(3.0),
            height: height - 4.0,
            radius: 4.0,
        });
        shapes.push(Shape::Alpha(1.0));
        shapes.push(Shape::Frame {
            paint: Paint::Accent,
            x,
            y: 2.0,
            width: (z - x).max(3.0),
            height: height - 4.0,
            radius: 4.0,
            line: 1.5,
        });
    }
    shapes.push(Shape::Rect {
        paint: Paint::Ink,
        x: now - 0.75,
        y: 2.0,
        width: 1.5,
        height,
        radius: 0.0,
    });
    let knob = now.max(radius);
    for (paint, radius) in [(Paint::Bg1, radius + 2.0), (Paint::Ink, radius)] {
        shapes.push(Shape::Rect {
            paint,
            x: knob - radius,
            y: base + 3.5 - radius,
            width: radius * 2.0,
            height: radius * 2.0,
            radius,
        });
    }
    Scene { shapes }
}
