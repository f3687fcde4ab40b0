//! The timeline as a table, for those who do not see it.

use super::lanes::SpanKind;
use super::record::{Nanos, TaskNo};
use super::state::{Instant, State};
use super::store::Trace;

/// A row of the table: one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub task: TaskNo,
    /// Its name at the instant.
    pub name: String,
    /// How deep under a root, 0 for a root.
    pub depth: u32,
    /// When it was created.
    pub created: Instant,
    /// What it is doing, such as `waits for lock`, `returned: 42`.
    pub state: String,
    /// In which line of the program it stands; `None` if in none.
    pub line: Option<u32>,
    /// Steps that ended.
    pub steps: u32,
    /// Real time in its steps, in nanoseconds.
    pub busy: Nanos,
    /// Loop time in the ready queue, in nanoseconds.
    pub ready: Nanos,
    /// What it waited for and for how long altogether, in nanoseconds of loop time; in the order in which it first did.
    pub waited_for: Vec<(String, Nanos)>,
}

impl Trace {
    /// The rows for a state of this trace, in the order of the lanes. They say what the timeline shows up to that
    /// instant.
    pub fn rows(&self, state: &State) -> Vec<Row> {
        let lanes = self.lanes();
        let order = lanes.order().into_iter();
        let lanes = order.filter_map(|place| lanes.tasks.get(place));
        let rows = lanes.filter_map(|lane| {
            let is = state.tasks.get(&lane.task)?;
            let mut waited_for: Vec<(String, Nanos)> = Vec::new();
            for span in lane.spans() {
                if span.from.event > state.now.event {
                    break;
                }
                if matches!(span.kind, SpanKind::Running | SpanKind::Ready) {
                    continue;
                }
                let to = span
                    .to
                    .map_or(state.now.time, |to| to.time.min(state.now.time));
                let took = to.saturating_sub(span.from.time);
                let what = self.span_words(span.kind);
                match waited_for.iter_mut().find(|(known, _)| *known == what) {
                    Some((_, all)) => *all = all.saturating_add(took),
                    None => waited_for.push((what, took)),
                }
            }
            Some(Row {
                task: lane.task,
                name: match self.text(is.name) {
                    "" => self.task_name(lane.task),
                    name => name.to_owned(),
                },
                depth: lane.depth,
                created: lane.created,
                state: self.phase_words(is.phase, state),
                line: self.own_place(is.stack).map(|place| place.line),
                steps: is.counters.steps,
                busy: is.counters.busy,
                ready: is.counters.ready,
                waited_for,
            })
        });
        rows.collect()
    }
}
