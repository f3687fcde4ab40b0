//! What was the case at an instant.

use crate::build::{Build, MS};
use coroscope_model::protocol::Clock;
use coroscope_model::trace::*;

/// `main` creates two sleepers and waits for the first.
fn sleepers() -> Build {
    let mut b = Build::new();
    b.create(1, "Task-1", "main", 0);
    b.turn(0);
    b.begin(1);
    b.create(2, "first", "worker", 5);
    b.create(3, "second", "worker", 6);
    b.wait_task("main:7", 2);
    b.turn(0);
    b.begin(2);
    let first = b.sleep("worker:2 *sleep:1", 30);
    b.begin(3);
    let second = b.sleep("worker:2 *sleep:1", 20);
    b.idle(20);
    b.fire(3, second);
    b.turn(20);
    b.begin(3);
    b.done(&[]);
    b.idle(30);
    b.fire(2, first);
    b.turn(30);
    b.begin(2);
    b.done(&[1]);
    b.turn(30);
    b.begin(1);
    b.done(&[]);
    b.push(Record::LoopEnded { event_loop: 1 });
    b
}

#[test]
fn every_state_is_that_of_a_replay() {
    let b = sleepers();
    let trace = b.trace();
    let mut state = State::default();
    assert_eq!(trace.state_at(0), state);
    for record in &b.records {
        state.apply(record, Clock::Virtual);
        if record.is_event() {
            assert_eq!(trace.state_at(state.now.event), state);
            assert_eq!(trace.instant(state.now.event), state.now);
            assert_eq!(trace.event(state.now.event), Some(record));
        }
    }
    assert_eq!(trace.last(), state.now.event);
    assert_eq!(trace.state_at(u64::MAX), state);
}

#[test]
fn lanes_are_without_gaps() {
    let trace = sleepers().trace();
    let lanes = trace.lanes();
    assert_eq!(lanes.order(), [0, 1, 2]);
    for lane in &lanes.tasks {
        assert_eq!(lane.spans[0].from, lane.created);
        for pair in lane.spans.windows(2) {
            assert_eq!(pair[0].to, Some(pair[1].from));
        }
        assert_eq!(lane.spans.last().unwrap().to, lane.ended);
    }
    let kinds = |lane: usize| -> Vec<(SpanKind, u64)> {
        lanes.tasks[lane]
            .spans
            .iter()
            .map(|span| (span.kind, span.from.time / MS))
            .collect()
    };
    use SpanKind::*;
    assert_eq!(
        kinds(0),
        [
            (Ready, 0),
            (Running, 0),
            (Task(2), 0),
            (Ready, 30),
            (Running, 30)
        ]
    );
    assert_eq!(
        kinds(1),
        [
            (Ready, 0),
            (Running, 0),
            (Timer(Some(30 * MS)), 0),
            (Ready, 30),
            (Running, 30)
        ]
    );
}
