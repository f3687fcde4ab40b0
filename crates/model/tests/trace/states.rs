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
fn states_with_thousands_of_ended_tasks_are_those_of_a_replay() {
    let mut records = Vec::new();
    // Now and then one goes on while others end, and a number comes again.
    for task in 1..=3_000 {
        let task = if task % 700 == 0 { 7 } else { task };
        records.push(Record::TaskCreated {
            task,
            future: task + 10_000,
            by: None,
            name: 0,
            code: 0,
            created: 0,
        });
        if task % 100 != 0 {
            records.push(Record::TaskDone {
                task,
                how: Settled::Value,
                text: 0,
                stack: 0,
            });
        }
    }
    let mut trace = Trace::new(Clock::Virtual, usize::MAX);
    let mut short = Trace::new(Clock::Virtual, 1_500);
    for record in &records {
        trace.push(record.clone());
        short.push(record.clone());
    }
    let mut state = State::default();
    for record in &records {
        state.apply(record, Clock::Virtual);
        let event = state.now.event;
        if event % 61 == 0 || event == trace.last() {
            let reached = trace.state_at(event);
            assert_eq!(reached, state);
            assert_eq!(reached.tasks.get(&7), state.tasks.get(&7));
            assert!(reached.tasks.live().eq(state.tasks.live()));
            assert_eq!(reached.tasks.get(&2_999), state.tasks.get(&2_999));
        }
        if event == short.dropped() {
            let mut base = short.state_at(event);
            assert!(base.tasks.iter().eq(state.tasks.live()));
            short.advance(&mut base, short.last());
            assert_eq!(base, short.state_at(short.last()));
        }
    }
}

#[test]
fn lanes_are_without_gaps() {
    let trace = sleepers().trace();
    let lanes = trace.lanes();
    assert_eq!(lanes.order(), [0, 1, 2]);
    for lane in &lanes.tasks {
        let spans: Vec<_> = lane.spans().into_iter().collect();
        assert_eq!(spans[0].from, lane.created);
        for pair in spans.windows(2) {
            assert_eq!(pair[0].to, Some(pair[1].from));
        }
        assert_eq!(spans.last().unwrap().to, lane.ended);
    }
    let kinds = |lane: usize| -> Vec<(SpanKind, u64)> {
        lanes.tasks[lane]
            .spans()
            .into_iter()
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

#[test]
fn marks_levels_and_the_loop() {
    let trace = crate::exports::demo().trace();
    let lanes = trace.lanes();
    let marks: Vec<(u64, MarkKind)> = lanes
        .marks
        .iter()
        .map(|mark| (mark.at.time / MS, mark.kind))
        .collect();
    assert_eq!(
        marks,
        [
            (
                20,
                MarkKind::WokenByTimer {
                    task: 2,
                    timer: Some(102)
                }
            ),
            (
                20,
                MarkKind::Output {
                    by: Some(2),
                    stderr: false
                }
            ),
            (20, MarkKind::WokenByTask { by: 2, task: 3 }),
            (
                30,
                MarkKind::WokenByTimer {
                    task: 1,
                    timer: Some(101)
                }
            ),
            (
                30,
                MarkKind::Cancel {
                    by: Some(1),
                    task: 3
                }
            ),
            (30, MarkKind::WokenByTask { by: 1, task: 3 }),
            (30, MarkKind::WokenByTask { by: 3, task: 1 }),
        ]
    );
    let (lock, levels) = &lanes.primitives[0];
    assert_eq!(*lock, 1);
    let levels: Vec<(u64, u64, Option<TaskNo>)> = levels
        .iter()
        .map(|level| (level.from.time / MS, level.value, level.holder))
        .collect();
    assert_eq!(
        levels,
        [
            (0, 1, Some(2)),
            (20, 0, None),
            (20, 1, Some(3)),
            (30, 0, None)
        ]
    );
    let long: Vec<(LoopKind, u64, u64)> = lanes
        .event_loop
        .iter()
        .map(|span| {
            (
                span.kind,
                span.from.time / MS,
                span.to.expect("it ended").time / MS,
            )
        })
        .filter(|(_, from, to)| from < to)
        .collect();
    assert_eq!(
        long,
        [
            (LoopKind::Idle, 0, 20),
            (LoopKind::Idle, 20, 30),
            (LoopKind::Blocked(Some(1)), 30, 90),
        ]
    );
    assert!(
        lanes
            .event_loop
            .windows(2)
            .all(|pair| pair[0].to == Some(pair[1].from))
    );
}

#[test]
fn permits_go_from_hand_to_hand() {
    let mut b = Build::new();
    b.primitive(1, PrimitiveKind::Semaphore, "slots", 2);
    for task in 1..=3 {
        b.create(task, "task", "worker", 0);
    }
    b.turn(0);
    let holders = |b: &Build| {
        let trace = b.trace();
        trace.state_at(trace.last()).primitives[&1].clone()
    };
    b.begin(1);
    b.change(1, 1, 0);
    let one = b.sleep("worker:1", 10);
    b.begin(2);
    b.change(1, 0, 0);
    b.sleep("worker:1", 20);
    b.begin(3);
    b.change(1, 0, 1);
    let future = b.wait_primitive("worker:2 Semaphore.acquire:5", 1);
    assert_eq!(holders(&b).holders, [1, 2]);
    assert!(holders(&b).waiters.iter().eq(&[3]));
    b.idle(10);
    b.fire(1, one);
    b.begin(1);
    // `release` counts up, and down again for the task that it wakes: nothing of the value is to be seen.
    b.settle(future, Settled::Value);
    b.ready(3, Some(future));
    b.done(&[]);
    assert_eq!(holders(&b).holders, [2, 3]);
    b.begin(3);
    b.change(1, 0, 0);
    b.change(1, 1, 0);
    assert_eq!(holders(&b).holders, [2]);
    assert_eq!((holders(&b).value, holders(&b).waiters.len()), (1, 0));
}

#[test]
fn callbacks_wake_for_the_task_that_queued_them() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    b.create(2, "child", "worker", 3);
    let future = b.wait_future("main:4", Purpose::Several);
    b.begin(2);
    b.done(&[]);
    // The scheduler does not say whose end queued it: the future does.
    b.push(Record::CallbackQueued {
        handle: 9,
        future: Some(2),
        by: None,
        what: 0,
    });
    b.turn(0);
    b.push(Record::HandleBegan { handle: 9 });
    b.settle(future, Settled::Value);
    b.ready(1, Some(future));
    b.push(Record::HandleEnded { handle: 9, busy: 0 });
    let trace = b.trace();
    let kinds: Vec<MarkKind> = trace.lanes().marks.iter().map(|mark| mark.kind).collect();
    assert_eq!(kinds, [MarkKind::WokenByTask { by: 2, task: 1 }]);
}

#[test]
fn what_is_done_already_wakes_nobody() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    let future = b.wait_future("main:4", Purpose::Future);
    b.ready(1, Some(future));
    assert_eq!(b.trace().lanes().marks, []);
}

#[test]
fn time_goes_on_by_what_steps_take() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    b.create(2, "child", "worker", 3);
    // An eager start: a step inside of the step, both measured from their own beginnings.
    b.begin(2);
    b.end_after(StepEnd::Returned, "", 3);
    b.current = Some(1);
    b.end_after(StepEnd::Yielded, "main:4", 5);
    for (clock, time) in [(Clock::Virtual, 0), (Clock::Real, 5 * MS)] {
        let trace = b.trace_on(clock);
        let end = trace.instant(trace.last());
        assert_eq!((end.time, end.real), (time, 5 * MS));
        assert_eq!(trace.instant(trace.last() - 1).real, 3 * MS);
    }
    // A clock in the middle of a step is no later than its end.
    b.begin(1);
    b.push(Record::Clock {
        time: 0,
        real: 7 * MS,
    });
    b.end_after(StepEnd::Yielded, "main:4", 4);
    let trace = b.trace();
    assert_eq!(trace.instant(trace.last()).real, 9 * MS);
}

#[test]
fn a_digest_knows_nothing_of_real_time() {
    let digest = |real: u64, chars: u32| {
        let mut trace = Trace::new(Clock::Virtual, 1_000);
        let task = 1;
        trace.push(Record::Clock { time: 0, real });
        trace.push(Record::StepBegan {
            task,
            throws: false,
        });
        trace.push(Record::Output {
            stream: coroscope_model::protocol::Stream::Stdout,
            chars,
            by: Some(1),
            line: 1,
        });
        trace.push(Record::Blocked {
            what: 0,
            by: Some(1),
            stack: 0,
            time: 5,
            real,
        });
        trace.push(Record::StepEnded {
            task,
            how: StepEnd::Yielded,
            stack: 0,
            busy: real,
        });
        trace.push(Record::HandleEnded {
            handle: 1,
            busy: real,
        });
        trace.digest().expect("nothing was dropped")
    };
    assert_eq!(digest(1, 1), digest(1_000_000, 1));
    assert_ne!(digest(1, 1), digest(1, 2));
    assert_eq!(
        Trace::new(Clock::Virtual, 1).digest(),
        Some(0xcbf2_9ce4_8422_2325)
    );
}

#[test]
fn texts_that_nothing_speaks_of_any_more_are_forgotten() {
    let mut trace = Trace::new(Clock::Virtual, 1_000);
    let text = |id| Record::Text {
        id,
        text: format!("text {id}"),
    };
    trace.push(text(1));
    trace.push(Record::TaskCreated {
        task: 1,
        future: 1,
        by: None,
        name: 1,
        code: 0,
        created: 0,
    });
    trace.push(Record::TimerSet {
        timer: 1,
        when: 1,
        by: None,
        what: 1,
    });
    for name in 2..=300_000 {
        trace.push(text(name));
        trace.push(Record::TaskNamed { task: 1, name });
    }
    assert_eq!(trace.text(300_000), "text 300000");
    assert_eq!(trace.task_name(1), "text 300000");
    // The timer is still set.
    assert_eq!(trace.text(1), "text 1");
    assert_eq!(trace.text(2), "");
    let state = trace.state_at(trace.dropped());
    assert_eq!(
        trace.text(state.tasks[&1].name),
        format!("text {}", state.tasks[&1].name)
    );
    let texts = trace
        .records()
        .filter(|record| matches!(record, Record::Text { .. }))
        .count();
    assert!((100_000..250_000).contains(&texts), "{texts}");
}
