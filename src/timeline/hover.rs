//! What is under a pointer, in words.

use coroscope_model::trace::{LoopKind, PrimitiveKind, SpanKind, TaskNo};

use super::axis::Scale;
use super::inspect::plain;
use super::recording::Recording;
use super::rows::{Layout, RowKind};
use super::words::{Reading, clock, duration, kind_name, primitive_name};
use crate::state::look::Look;

/// What to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// First, in bold.
    pub title: String,
    /// And then.
    pub lines: Vec<String>,
}

/// What is under a pointer on the canvas; nothing between the rows.
pub fn hover(
    recording: &Recording,
    layout: &Layout,
    look: &Look,
    scale: Scale,
    x: f64,
    y: f64,
) -> Option<Said> {
    let metrics = layout.metrics;
    let position = scale.position(x);
    if y < metrics.ruler {
        return None;
    }
    if y < layout.head_height() {
        return over_loop(recording, look, position);
    }
    match kind_at(layout, look, y)? {
        RowKind::Task { task, .. } => over_task(recording, look, scale, task, position),
        RowKind::Primitive { row, primitive } => {
            over_primitive(recording, look, row, primitive, position)
        }
        RowKind::Ended { .. } | RowKind::Output => None,
    }
}

/// The task whose lane is at a height of the canvas.
pub fn task_at(layout: &Layout, look: &Look, y: f64) -> Option<TaskNo> {
    match kind_at(layout, look, y)? {
        RowKind::Task { task, .. } => Some(task),
        _ => None,
    }
}

fn kind_at(layout: &Layout, look: &Look, y: f64) -> Option<RowKind> {
    let height = look.size.height;
    let scroll = look.scroll.min(layout.scroll_limit(height));
    let foot = layout.foot_top(scroll, height);
    let (rows, top) = if y >= foot {
        (&layout.foot, foot)
    } else if y >= layout.head_height() {
        (&layout.body, layout.body_top(scroll))
    } else {
        return None;
    };
    let y = y - top;
    rows.iter()
        .find(|row| (row.y..row.y + row.height).contains(&y))
        .map(|row| row.kind)
}

fn over_loop(recording: &Recording, look: &Look, position: f64) -> Option<Said> {
    let trace = recording.trace();
    let spans = &trace.lanes().event_loop;
    let at = spans.partition_point(|span| look.axis.of(span.from) <= position);
    let span = spans.get(at.checked_sub(1)?)?;
    if span.to.is_some_and(|to| look.axis.of(to) < position) {
        return None;
    }
    let end = span.to.unwrap_or_else(|| trace.instant(trace.last()));
    let took = duration(end.time.saturating_sub(span.from.time));
    let from = format!("from {}", clock(span.from.time));
    Some(match span.kind {
        LoopKind::Busy => Said {
            title: format!("The loop runs, {took}"),
            lines: vec![from],
        },
        LoopKind::Idle => Said {
            title: format!("The loop waits, {took}"),
            lines: vec![from, "nothing is ready".into()],
        },
        LoopKind::Blocked(task) => {
            let state = recording.state(look.moment.event);
            let who = task.map_or_else(
                || "a callback".to_owned(),
                |task| super::words::name(&trace, &state, task),
            );
            Said {
                title: format!("Blocked for {took}"),
                lines: vec![from, format!("by {who}: nothing else can run meanwhile")],
            }
        }
    })
}

/// Steps narrower than a pixel are hard to hit: the nearest within this many pixels counts.
const NEAR: f64 = 4.0;

fn over_task(
    recording: &Recording,
    look: &Look,
    scale: Scale,
    task: TaskNo,
    position: f64,
) -> Option<Said> {
    let trace = recording.trace();
    let axis = look.axis;
    let lane = trace.lanes().lane(task)?;
    if axis.of(lane.created) > position + scale.per_pixel() * NEAR {
        return None;
    }
    let spans = lane.spans();
    let at = spans.partition_point(|span| axis.of(span.from) <= position);
    let near = scale.per_pixel() * NEAR;
    let is_near_step = |at: usize| {
        spans.get(at).is_some_and(|span| {
            span.kind == SpanKind::Running
                && (axis.of(span.from) - position).abs() <= near
                && span
                    .to
                    .is_none_or(|to| axis.of(to) - axis.of(span.from) < near)
        })
    };
    let at = (at.saturating_sub(3)..=at)
        .rev()
        .find(|at| is_near_step(*at))
        .or(at.checked_sub(1))?;
    let span = spans.get(at)?;
    let end = span.to.unwrap_or_else(|| trace.instant(trace.last()));
    if lane
        .ended
        .is_some_and(|ended| axis.of(ended) < position - near)
    {
        return None;
    }
    // What it stands on is known from the instant at which the span began, and ended.
    let before = trace.state_at(span.from.event);
    let after = trace.state_at(end.event);
    let moment = |instant: coroscope_model::trace::Instant| super::Moment {
        event: instant.event,
        time: instant.time,
    };
    let began = Reading {
        trace: &trace,
        state: &before,
        moment: moment(span.from),
        dead: None,
    };
    let ended = Reading {
        trace: &trace,
        state: &after,
        moment: moment(end),
        dead: None,
    };
    let name = began.name(task);
    let took = end.time.saturating_sub(span.from.time);
    let mut lines = vec![format!(
        "from {}, event {}",
        clock(span.from.time),
        span.from.event
    )];
    let title = match span.kind {
        SpanKind::Running => {
            let from = before
                .tasks
                .get(&task)
                .and_then(|known| began.line(task, known));
            let stand = ended.stand(task);
            lines.push(match (from, stand.line, span.to) {
                (Some(from), Some(to), Some(_)) => {
                    format!("from line {from} to line {to}, then {}", then(&stand))
                }
                (_, _, None) => "still running".into(),
                (Some(from), None, _) => format!("from line {from}, then it is {}", stand.state),
                _ => format!("then it is {}", stand.state),
            });
            format!(
                "{name} runs{}",
                if took > 0 {
                    format!(", {}", duration(took))
                } else {
                    String::new()
                }
            )
        }
        SpanKind::Ready => {
            lines.push(plain(&began, &began.sentence(task)));
            format!("{name} is ready, {}", duration(took))
        }
        _ => {
            lines.push(plain(&began, &began.sentence(task)));
            format!("{name} waits, {}", duration(took))
        }
    };
    Some(Said { title, lines })
}

/// What a step ended with.
fn then(stand: &super::words::Stand) -> String {
    match stand.state {
        "waiting" => format!("it waits: {}", stand.short),
        "ready" => "it gave the others a turn".into(),
        other => format!("it is {other}"),
    }
}

fn over_primitive(
    recording: &Recording,
    look: &Look,
    row: usize,
    primitive: u32,
    position: f64,
) -> Option<Said> {
    let trace = recording.trace();
    let (_, levels) = trace.lanes().primitives.get(row)?;
    let at = levels.partition_point(|level| look.axis.of(level.from) <= position);
    let level = levels.get(at.checked_sub(1)?)?;
    let info = trace.primitive(primitive)?;
    let state = recording.state(look.moment.event);
    let held = level
        .holder
        .map(|holder| super::words::name(&trace, &state, holder));
    let what = match (info.kind, held) {
        (PrimitiveKind::Lock, Some(holder)) => format!("held by {holder}"),
        (PrimitiveKind::Lock, None) => if level.value > 0 { "held" } else { "free" }.into(),
        (PrimitiveKind::Event, _) => if level.value > 0 { "set" } else { "not set" }.into(),
        (PrimitiveKind::Semaphore, _) => format!("{} left of {}", level.value, info.limit),
        (PrimitiveKind::Queue, _) if info.limit > 0 => {
            format!("{} of {} items", level.value, info.limit)
        }
        (PrimitiveKind::Queue, _) => format!("{} items", level.value),
        (PrimitiveKind::Barrier, _) => format!("{} of {} arrived", level.value, info.limit),
        (PrimitiveKind::Condition, _) => return None,
    };
    Some(Said {
        title: format!(
            "{} {}",
            kind_name(info.kind),
            primitive_name(&trace, primitive)
        ),
        lines: vec![what, format!("since {}", clock(level.from.time))],
    })
}
