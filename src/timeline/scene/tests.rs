//! What is painted, for traces made by hand.

use coroscope_model::protocol::Clock;
use coroscope_model::trace::{PrimitiveKind, TaskNo};

use super::{Dash, Font, Mark, Paint, Scene, Shape, View, scene};
use crate::timeline::axis::{Axis, Window};
use crate::timeline::recording::{Moment, Recording};
use crate::timeline::rows::{Choice, Layout, Metrics};
use crate::timeline::testing::{Build, MS};
use crate::timeline::words::{self, Dead};

/// `main` waits for `first`, which sleeps 30 ms, and holds up `second`, which wants its lock.
fn locked() -> Build {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    b.primitive(1, PrimitiveKind::Lock, "gate", 0);
    b.create(2, "first", "worker", 5);
    b.create(3, "second", "worker", 6);
    b.wait_task("main:7", 2);
    b.turn(0);
    b.begin(2);
    b.change(1, 1, 0);
    let sleep = b.sleep("worker:2 sleep:1", 30);
    b.begin(3);
    let place = b.wait_primitive("worker:3 Lock.acquire:1", 1);
    b.change(1, 1, 1);
    b.idle(30);
    b.fire(2, sleep);
    b.turn(30);
    b.begin(2);
    b.change(1, 0, 1);
    b.settle(place, coroscope_model::trace::Settled::Value);
    b.ready(3, Some(place));
    b.done(&[1]);
    b.turn(30);
    b.begin(3);
    b.change(1, 1, 0);
    b.output(6, 4);
    b.done(&[]);
    b.begin(1);
    b.done(&[]);
    b
}

struct Shown {
    recording: Recording,
    moment: Moment,
    selected: Option<TaskNo>,
    axis: Axis,
    window: Window,
    dead: Option<Dead>,
}

impl Shown {
    fn of(b: &Build, axis: Axis) -> Self {
        let recording = Recording::of(b.trace_on(Clock::Real));
        let (moment, window) = {
            let last = recording.last();
            (recording.moment(last), axis.whole(&recording.trace()))
        };
        Self {
            recording,
            moment,
            selected: None,
            axis,
            window,
            dead: None,
        }
    }

    fn scene(&self) -> Scene {
        let choice = Choice {
            folded: Default::default(),
            unfolded: Default::default(),
            shown_from: 0,
            metrics: Metrics::DESKTOP,
        };
        let layout = Layout::new(&self.recording.trace(), &choice);
        let state = self.recording.state(self.moment.event);
        scene(&View {
            recording: &self.recording,
            state: &state,
            moment: self.moment,
            layout: &layout,
            axis: self.axis,
            window: self.window,
            width: 816.0,
            height: layout.natural_height(),
            scroll: 0.0,
            selected: self.selected,
            dead: self.dead.as_ref(),
            ended: true,
        })
    }
}

/// The rectangles of a paint in the row of the task with this place, as where they begin and how wide they are.
fn bars(scene: &Scene, paint: Paint, lane: usize) -> Vec<(f64, f64)> {
    let top = 52.0 + lane as f64 * 26.0;
    scene
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Rect {
                paint: found,
                x,
                y,
                width,
                ..
            } if *found == paint && *y >= top && *y < top + 26.0 => {
                Some((x.round(), width.round()))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn states_are_told_apart_by_shape() {
    let shown = Shown::of(&locked(), Axis::Order);
    let scene = shown.scene();
    // Each has run twice.
    for lane in 0..3 {
        assert_eq!(bars(&scene, Paint::Run, lane).len(), 2, "lane {lane}");
    }
    // All were ready before they ran.
    assert!(!bars(&scene, Paint::ReadyHatch, 2).is_empty());
    // The first slept: dots. The second waited for the lock: a bar. Main waited for a task: two thin lines.
    let dots = scene.shapes.iter().any(|shape| {
        matches!(shape, Shape::Line { dash: Dash::Dots, from, .. } if (78.0..104.0).contains(&from.1))
    });
    assert!(dots);
    assert_eq!(bars(&scene, Paint::Level, 2).len(), 1);
    assert_eq!(bars(&scene, Paint::Wait, 0).len(), 2);
    let checks = scene
        .shapes
        .iter()
        .filter(|shape| {
            matches!(
                shape,
                Shape::Sign {
                    mark: Mark::Check,
                    ..
                }
            )
        })
        .count();
    assert_eq!(checks, 3, "all have ended");
}

#[test]
fn by_order_an_event_is_as_wide_as_any_other() {
    let shown = Shown::of(&locked(), Axis::Order);
    let pixels = 800.0 / shown.window.span();
    let scene = shown.scene();
    let first = shown
        .recording
        .with_lane(1, |lane| lane.spans().get(1))
        .flatten()
        .unwrap();
    let (x, width) = bars(&scene, Paint::Run, 0)[0];
    let events = (first.to.unwrap().event - first.from.event) as f64;
    assert_eq!(width, (events * pixels).round());
    assert_eq!(
        x,
        ((first.from.event as f64 - shown.window.from) * pixels).round()
    );
}

#[test]
fn by_time_a_step_that_takes_none_is_still_seen() {
    let shown = Shown::of(&locked(), Axis::Time);
    let scene = shown.scene();
    for (_, width) in bars(&scene, Paint::Run, 1) {
        assert!(width >= 1.0, "{width}");
    }
    let sleeps: Vec<_> = scene
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Line {
                dash: Dash::Dots,
                from,
                to,
                ..
            } => Some((from.0.round(), to.0.round())),
            _ => None,
        })
        .collect();
    assert_eq!(
        sleeps,
        [(0.0, (800.0_f64 / 1.05).round())],
        "30 ms of 30 ms"
    );
}

#[test]
fn what_is_out_of_sight_is_not_there() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    let mut sleeper = None;
    for step in 0..50_000 {
        if let Some(sleep) = sleeper.take() {
            b.idle(step);
            b.fire(1, sleep);
        }
        b.begin(1);
        sleeper = Some(b.sleep("main:2 sleep:1", step + 1));
    }
    let mut shown = Shown::of(&b, Axis::Time);
    let whole = shown.scene().shapes.len();
    assert!(whole < 8_000, "{whole} shapes for the whole run");
    shown.window = Window {
        from: 20_000.0 * MS as f64,
        to: 20_020.0 * MS as f64,
    };
    let near = shown.scene();
    let steps = bars(&near, Paint::Run, 0).len();
    assert!((19..=23).contains(&steps), "{steps} steps in 20 ms");
}

#[test]
fn the_selected_task_shows_what_woke_it() {
    let mut shown = Shown::of(&locked(), Axis::Order);
    let plain = shown.scene();
    assert!(!plain.shapes.iter().any(is_wake));
    shown.selected = Some(3);
    let scene = shown.scene();
    assert_eq!(
        scene.shapes.iter().filter(|shape| is_wake(shape)).count(),
        1
    );
}

fn is_wake(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Line {
            paint: Paint::Accent,
            dash: Dash::Solid,
            ..
        }
    )
}

#[test]
fn who_waits_for_whom_is_drawn_at_the_instant() {
    let mut shown = Shown::of(&locked(), Axis::Order);
    // After the step in which the second began to wait for the lock.
    let at = shown
        .recording
        .with_lane(3, |lane| lane.spans().get(2).unwrap().from.event)
        .unwrap();
    shown.moment = shown.recording.moment(at + 1);
    let scene = shown.scene();
    let labels: Vec<&str> = labels(&scene).into_iter().map(|(text, ..)| text).collect();
    assert_eq!(labels, ["task", "gate"]);
}

/// The texts in frames, and where they are.
fn labels(scene: &Scene) -> Vec<(&str, f64, f64)> {
    let framed = scene.shapes.iter().filter_map(|shape| match shape {
        Shape::Text {
            text,
            x,
            y,
            frame: Some(_),
            ..
        } => Some((text.as_str(), *x, *y)),
        _ => None,
    });
    framed.collect()
}

#[test]
fn labels_of_two_that_wait_for_each_other_do_not_cover_one_another() {
    let mut b = Build::new();
    b.create(1, "left", "hold", 0);
    b.create(2, "right", "hold", 0);
    b.turn(0);
    b.primitive(1, PrimitiveKind::Lock, "a", 0);
    b.primitive(2, PrimitiveKind::Lock, "b", 0);
    b.begin(1);
    b.change(1, 1, 0);
    let nap = b.sleep("hold:2 sleep:1", 10);
    b.begin(2);
    b.change(2, 1, 0);
    b.wait_primitive("hold:3 Lock.acquire:1", 1);
    b.idle(10);
    b.fire(1, nap);
    b.turn(10);
    b.begin(1);
    b.wait_primitive("hold:3 Lock.acquire:1", 2);
    let scene = Shown::of(&b, Axis::Order).scene();
    let labels = labels(&scene);
    let [("b", first, y), ("a", second, level)] = labels[..] else {
        panic!("{labels:?}");
    };
    assert_eq!(y, level);
    // A letter and what is around it.
    assert!(((first - second).abs() - 20.2).abs() < 1e-9, "{labels:?}");
}

#[test]
fn the_name_of_a_deadlock_stands_beside_the_playhead_and_not_under_it() {
    let mut shown = Shown::of(&locked(), Axis::Order);
    let last = shown.recording.last();
    let flag = |shown: &Shown, text: &str| {
        shown.scene().shapes.iter().find_map(|shape| match shape {
            Shape::Text {
                text: found,
                x,
                font: Font::Bold,
                ..
            } if found == text => Some(*x),
            _ => None,
        })
    };
    let clock = words::clock(shown.moment.time);
    assert_eq!(flag(&shown, "deadlock"), None);
    for from in 0..=last {
        shown.dead = Some(Dead {
            from,
            time: 0,
            tasks: [1].into(),
        });
        let (now, dead) = (flag(&shown, &clock), flag(&shown, "deadlock"));
        let (now, dead) = (now.unwrap(), dead.unwrap());
        assert!(dead + 62.0 < now, "{dead} and {now} at event {from}");
    }
    // On the other side of an instant before it.
    shown.moment = shown.recording.moment(1);
    let now = flag(&shown, &words::clock(shown.moment.time)).unwrap();
    shown.dead = Some(Dead {
        from: 2,
        time: 0,
        tasks: [1].into(),
    });
    assert!(flag(&shown, "deadlock").unwrap() > now + 62.0);
}

#[test]
fn names_of_holders_are_written_where_there_is_room() {
    let scene = Shown::of(&locked(), Axis::Order).scene();
    let names: Vec<_> = scene
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Text {
                text,
                font: Font::Mono,
                ..
            } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert!(names.contains(&"first"), "{names:?}");
}

#[test]
fn numbers_and_texts_hold_the_whole_picture() {
    let scene = Shown::of(&locked(), Axis::Order).scene();
    let (numbers, texts) = scene.encode();
    let texts_drawn = scene
        .shapes
        .iter()
        .filter(|shape| matches!(shape, Shape::Text { .. }))
        .count();
    assert_eq!(texts.len(), texts_drawn);
    assert!(numbers.len() > scene.shapes.len());
    assert!(numbers.iter().all(|number| number.is_finite()));
}
