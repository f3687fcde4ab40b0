//! The trace event format of Chrome, which Perfetto (ui.perfetto.dev) and `chrome://tracing` open.
//!
//! One process, one thread for the loop and one for each task, in the order of the lanes. Steps and waits are complete
//! events (`X`), so that a task's slices follow each other without gaps; wake-ups are flows (`s`, `f`); cancellations and
//! output are instants (`i`); the length of the ready queue is a counter (`C`). Times are loop time in microseconds. Events
//! at the same time are set a nanosecond apart: on the virtual clock steps take no time, and would not be seen. How long
//! they took in reality is not in the file.
//!
//! The format: "Trace Event Format", linked from <https://perfetto.dev/docs/faq>.

use crate::trace::lanes::{LoopKind, MarkKind, SpanKind};
use crate::trace::record::{Nanos, TaskNo};
use crate::trace::state::Instant;
use crate::trace::store::Trace;
use serde_json::{Value, json};

/// The thread of the loop; a task's is its place among the lanes after it.
const LOOP: usize = 1;

/// The trace as a JSON text, one event a line.
pub fn perfetto(trace: &Trace) -> String {
    let mut events = Events {
        trace,
        lines: Vec::new(),
        times: apart(trace),
    };
    events.names();
    events.event_loop();
    events.tasks();
    events.marks();
    events.ready_queue();
    format!(
        "{{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n{}\n]}}\n",
        events.lines.join(",\n")
    )
}

struct Events<'a> {
    trace: &'a Trace,
    lines: Vec<String>,
    /// The time of each event from the one before the first that is kept.
    times: Vec<Nanos>,
}

impl Events<'_> {
    /// Adds an event. `rest` holds the keys after the common ones, as an object.
    fn push(&mut self, phase: &str, thread: usize, at: Option<Nanos>, rest: &Value) {
        let ts = at.map_or(String::new(), |at| format!(",\"ts\":{}", micros(at)));
        let rest = rest.to_string();
        let rest = rest.trim_start_matches('{').trim_end_matches('\n');
        self.lines.push(format!(
            "{{\"ph\":\"{phase}\",\"pid\":1,\"tid\":{thread}{ts},{rest}"
        ));
    }

    fn thread(&self, task: TaskNo) -> Option<usize> {
        self.trace.lanes().place(task).map(|place| place + LOOP + 1)
    }

    /// When it is in the file. What began before the first event that is kept did so at its own time.
    fn time(&self, at: Instant) -> Nanos {
        let place = at.event.checked_sub(self.trace.dropped());
        let place = place.and_then(|place| usize::try_from(place).ok());
        let time = place.and_then(|place| self.times.get(place));
        time.copied().unwrap_or(at.time)
    }

    fn names(&mut self) {
        let name = |name: &str, value: Value| json!({"name": name, "args": value});
        self.push(
            "M",
            LOOP,
            None,
            &name("process_name", json!({"name": "Coroscope"})),
        );
        self.push(
            "M",
            LOOP,
            None,
            &name("thread_name", json!({"name": "event loop"})),
        );
        self.push(
            "M",
            LOOP,
            None,
            &name("thread_sort_index", json!({"sort_index": 0})),
        );
        let lanes = self.trace.lanes();
        for (row, place) in lanes.order().into_iter().enumerate() {
            let thread = place + LOOP + 1;
            let task = self.trace.task_name(lanes.tasks[place].task);
            self.push(
                "M",
                thread,
                None,
                &name("thread_name", json!({"name": task})),
            );
            let index = json!({"sort_index": row + 1});
            self.push("M", thread, None, &name("thread_sort_index", index));
        }
    }

    fn slice(&mut self, thread: usize, from: Instant, to: Option<Instant>, mut rest: Value) {
        let from = self.time(from);
        let to = to.map_or(self.times.last().copied().unwrap_or(from), |to| {
            self.time(to)
        });
        // Through text, so that no digit is lost.
        let length = micros(to.saturating_sub(from));
        rest["dur"] = serde_json::from_str(&length).unwrap_or_default();
        self.push("X", thread, Some(from), &rest);
    }

    fn event_loop(&mut self) {
        for span in &self.trace.lanes().event_loop {
            let rest = match span.kind {
                LoopKind::Busy => json!({"name": "busy", "cat": "loop"}),
                LoopKind::Idle => {
                    json!({"name": "idle", "cat": "loop", "cname": "thread_state_sleeping"})
                }
                LoopKind::Blocked(task) => {
                    let by = task.map(|task| self.trace.task_name(task));
                    json!({"name": "blocked", "cat": "loop", "cname": "terrible", "args": {"by": by}})
                }
            };
            self.slice(LOOP, span.from, span.to, rest);
        }
    }

    fn tasks(&mut self) {
        for (place, lane) in self.trace.lanes().tasks.iter().enumerate() {
            for span in lane.spans() {
                let words = self.trace.span_words(span.kind);
                let rest = match span.kind {
                    SpanKind::Running => {
                        json!({"name": "running", "cat": "step", "cname": "thread_state_running"})
                    }
                    SpanKind::Ready => {
                        json!({"name": "ready", "cat": "ready", "cname": "thread_state_runnable"})
                    }
                    _ => json!({
                        "name": format!("waits for {words}"),
                        "cat": "wait",
                        "cname": "thread_state_sleeping",
                    }),
                };
                self.slice(place + LOOP + 1, span.from, span.to, rest);
            }
        }
    }

    fn marks(&mut self) {
        let mut flow = 0;
        for mark in &self.trace.lanes().marks {
            let at = Some(self.time(mark.at));
            match mark.kind {
                MarkKind::WokenByTask { by, task } => {
                    if let (Some(from), Some(to)) = (self.thread(by), self.thread(task)) {
                        flow += 1;
                        self.push(
                            "s",
                            from,
                            at,
                            &json!({"name": "wakes", "cat": "wake", "id": flow}),
                        );
                        let rest = json!({"name": "wakes", "cat": "wake", "id": flow, "bp": "e"});
                        self.push("f", to, at, &rest);
                    }
                }
                MarkKind::WokenByTimer { task, .. } => {
                    let rest = json!({"name": "timer", "cat": "wake", "s": "t"});
                    self.instant(Some(task), at, &rest);
                }
                MarkKind::Cancel { by, task } => {
                    let by = by.map(|by| self.trace.task_name(by));
                    let rest =
                        json!({"name": "cancel", "cat": "cancel", "s": "t", "args": {"by": by}});
                    self.instant(Some(task), at, &rest);
                }
                MarkKind::Output { by, stderr } => {
                    let stream = if stderr { "stderr" } else { "stdout" };
                    let rest = json!({"name": stream, "cat": "output", "s": "t"});
                    self.instant(by, at, &rest);
                }
            }
        }
    }

    fn instant(&mut self, task: Option<TaskNo>, at: Option<Nanos>, rest: &Value) {
        let thread = task.and_then(|task| self.thread(task)).unwrap_or(LOOP);
        self.push("i", thread, at, rest);
    }

    /// The length of the ready queue whenever it changed.
    fn ready_queue(&mut self) {
        let mut shown = None;
        let mut lengths = Vec::new();
        self.trace.replay(|_, state| {
            let length = state.ready.len();
            if shown != Some(length) {
                shown = Some(length);
                lengths.push((state.now, length));
            }
        });
        for (at, length) in lengths {
            let rest = json!({"name": "ready queue", "args": {"waiting": length}});
            self.push("C", LOOP, Some(self.time(at)), &rest);
        }
    }
}

/// The times of all events that are kept, and before them that of the instant before: each later than the one before.
fn apart(trace: &Trace) -> Vec<Nanos> {
    let mut last: Nanos = 0;
    let times = (trace.dropped()..=trace.last()).map(|event| {
        let time = trace.instant(event).time;
        last = time.max(if event == trace.dropped() {
            0
        } else {
            last.saturating_add(1)
        });
        last
    });
    times.collect()
}

/// Microseconds, to the nanosecond.
fn micros(time: Nanos) -> String {
    match time % 1_000 {
        0 => (time / 1_000).to_string(),
        rest => format!("{}.{rest:03}", time / 1_000),
    }
}
