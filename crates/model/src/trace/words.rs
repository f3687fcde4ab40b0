//! What is in a trace, in words: for tables, exports and labels.

use super::lanes::SpanKind;
use super::record::{Nanos, PrimitiveKind, PrimitiveNo, Settled, TaskNo};
use super::state::{Phase, State};
use super::store::Trace;

impl Trace {
    /// A task's newest name; `task 7` if it has none or is not known.
    pub fn task_name(&self, task: TaskNo) -> String {
        match self.task(task).map_or("", |info| self.text(info.name)) {
            "" => format!("task {task}"),
            name => name.to_owned(),
        }
    }

    /// A primitive's name, or its kind if it has none.
    pub fn primitive_name(&self, primitive: PrimitiveNo) -> String {
        let Some(info) = self.primitive(primitive) else {
            return format!("primitive {primitive}");
        };
        match self.text(info.name) {
            "" => kind_name(info.kind).to_owned(),
            name => name.to_owned(),
        }
    }

    /// What a task does in a span: `running`, `ready`, or what it waits for.
    pub fn span_words(&self, kind: SpanKind) -> String {
        match kind {
            SpanKind::Running => "running".to_owned(),
            SpanKind::Ready => "ready".to_owned(),
            SpanKind::Timer(_) => "a timer".to_owned(),
            SpanKind::Primitive(primitive) => self.primitive_name(primitive),
            SpanKind::Task(task) => self.task_name(task),
            SpanKind::Several => "several".to_owned(),
            SpanKind::Future(_) => "a future".to_owned(),
            SpanKind::Outside => "the network".to_owned(),
        }
    }

    /// What a task is doing, such as `waits for a timer that is due at 30 ms`.
    pub fn phase_words(&self, phase: Phase, state: &State) -> String {
        let text = |before: &str, text| match self.text(text) {
            "" => before.to_owned(),
            text => format!("{before}: {text}"),
        };
        match phase {
            Phase::Ready { .. } => "ready".to_owned(),
            Phase::Running => "running".to_owned(),
            Phase::Waiting { future, purpose } => {
                let kind = super::draw::wait_kind(future, purpose, state);
                match kind {
                    SpanKind::Timer(Some(when)) => {
                        format!("waits for a timer that is due at {}", duration(when))
                    }
                    kind => format!("waits for {}", self.span_words(kind)),
                }
            }
            Phase::Done { how, text: id, .. } => match how {
                Settled::Value => text("returned", id),
                Settled::Error => text("raised", id),
                Settled::Cancelled => "cancelled".to_owned(),
            },
        }
    }
}

/// A time as it is read: `175 ms`, `1.25 s`, `3 min 20 s`.
pub fn duration(time: Nanos) -> String {
    let in_units = |unit: Nanos, name: &str| {
        let number = format!("{:.2}", time as f64 / unit as f64);
        let number = number.trim_end_matches('0').trim_end_matches('.');
        format!("{number} {name}")
    };
    match time {
        0 => "0 ms".to_owned(),
        1..1_000 => format!("{time} ns"),
        1_000..1_000_000 => in_units(1_000, "µs"),
        1_000_000..10_000_000 => in_units(1_000_000, "ms"),
        10_000_000..1_000_000_000 => format!("{} ms", (time + 500_000) / 1_000_000),
        1_000_000_000..60_000_000_000 => in_units(1_000_000_000, "s"),
        _ => {
            let seconds = time / 1_000_000_000;
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }
}

/// What a primitive of this kind is called in a sentence.
pub(crate) const fn kind_name(kind: PrimitiveKind) -> &'static str {
    match kind {
        PrimitiveKind::Lock => "lock",
        PrimitiveKind::Event => "event",
        PrimitiveKind::Condition => "condition",
        PrimitiveKind::Semaphore => "semaphore",
        PrimitiveKind::Barrier => "barrier",
        PrimitiveKind::Queue => "queue",
    }
}
