//! Random runs: every instant is reached with the right state, whatever was dropped on the way.

use crate::simulate::{Account, Item, simulate};
use coroscope_model::protocol::Clock;
use coroscope_model::trace::*;
use proptest::prelude::*;

fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 0..2_000),
        1 => prop::collection::vec(any::<u8>(), 2_000..8_000),
    ]
}

fn trace_of(records: &[Record], clock: Clock, keep: usize) -> Trace {
    let mut trace = Trace::new(clock, keep);
    for record in records {
        trace.push(record.clone());
    }
    trace
}

/// What a state says, in the scheduler's words.
fn account(state: &State) -> Account {
    let tasks = |wanted: fn(Phase) -> bool| -> Vec<TaskNo> {
        let tasks = state.tasks.iter().filter(|(_, task)| wanted(task.phase));
        tasks.map(|(no, _)| no).collect()
    };
    Account {
        event: state.now.event,
        time: state.now.time,
        ready: (state.ready.iter())
            .map(|item| match item.what {
                ReadyWhat::Task(task, _) => Item::Task(task),
                ReadyWhat::Handle(handle, _)
                | ReadyWhat::Timer(handle, _)
                | ReadyWhat::Callback(handle, ..) => Item::Handle(handle),
            })
            .collect(),
        timers: state.timers.iter().map(|timer| timer.timer).collect(),
        waiting: tasks(|phase| matches!(phase, Phase::Waiting { .. })),
        done: tasks(|phase| matches!(phase, Phase::Done { .. })),
        locks: (1..=3)
            .map(|lock| {
                let state = state.primitives.get(&lock).cloned().unwrap_or_default();
                (state.holders, state.waiters.into_iter().collect())
            })
            .collect(),
    }
}

/// The state with only those tasks that had not ended by an event.
fn without_ended(mut state: State, by: u64) -> State {
    let is_later =
        |task: &TaskState| !matches!(task.phase, Phase::Done { .. }) || task.since.event > by;
    let tasks = state.tasks.iter().filter(|(_, task)| is_later(task));
    state.tasks = tasks.map(|(no, task)| (no, task.clone())).collect();
    state
}

fn check_lanes(trace: &Trace) -> Result<(), TestCaseError> {
    let lanes = trace.lanes();
    let dropped = trace.dropped();
    for (place, lane) in lanes.tasks.iter().enumerate() {
        prop_assert_eq!(lanes.place(lane.task), Some(place));
        let first = lane.spans().first().expect("a lane that is kept has spans");
        prop_assert!(first.from == lane.created || first.from.event <= dropped);
        let kept: Vec<_> = lane.spans().into_iter().collect();
        for pair in kept.windows(2) {
            prop_assert_eq!(pair[0].to, Some(pair[1].from));
            prop_assert!(pair[0].from.event <= pair[1].from.event);
        }
        let last = kept.last().expect("seen above");
        prop_assert_eq!(last.to, lane.ended);
        prop_assert!(last.to.is_none_or(|to| to.event > dropped));
        if let Some(parent) = lane.parent {
            let above = lanes.lane(parent).expect("a parent's lane is there");
            prop_assert_eq!(lane.depth, above.depth + 1);
        }
    }
    let mut order = lanes.order();
    for pair in order.windows(2) {
        let [above, below] = [&lanes.tasks[pair[0]], &lanes.tasks[pair[1]]];
        prop_assert!(below.depth <= above.depth + 1);
    }
    order.sort_unstable();
    prop_assert_eq!(order, (0..lanes.tasks.len()).collect::<Vec<_>>());
    for pair in lanes.event_loop.windows(2) {
        prop_assert_eq!(pair[0].to, Some(pair[1].from));
    }
    prop_assert!(lanes.marks.is_sorted_by_key(|mark| mark.at.event));
    Ok(())
}

/// The phases in the lanes are those in the states.
fn check_spans(trace: &Trace, state: &State) -> Result<(), TestCaseError> {
    let event = state.now.event;
    for (no, task) in state.tasks.iter() {
        let lane = trace.lanes().lane(no).expect("a task has a lane");
        let span = lane.spans().at_event(event).expect("it has begun");
        let right = match task.phase {
            Phase::Ready { .. } => span.kind == SpanKind::Ready,
            Phase::Running => span.kind == SpanKind::Running,
            Phase::Waiting { .. } => !matches!(span.kind, SpanKind::Ready | SpanKind::Running),
            Phase::Done { .. } => lane.ended.is_some_and(|ended| ended.event <= event),
        };
        prop_assert!(right, "task {} at {}: {:?} {:?}", no, event, task, span);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn states_are_those_of_the_scheduler(choices in choices()) {
        let (records, accounts) = simulate(&choices);
        let trace = trace_of(&records, Clock::Virtual, 1_000_000);
        for expected in accounts {
            let state = trace.state_at(expected.event);
            prop_assert_eq!(account(&state), expected);
            prop_assert!(state.running.is_empty());
            check_spans(&trace, &state)?;
        }
        check_lanes(&trace)?;
    }

    #[test]
    fn every_instant_is_reached(choices in choices(), keep in 50_usize..3_000, real in any::<bool>()) {
        let clock = if real { Clock::Real } else { Clock::Virtual };
        let (records, _) = simulate(&choices);
        let trace = trace_of(&records, clock, keep);
        let whole = trace_of(&records, clock, usize::MAX);
        let dropped = trace.dropped();
        prop_assert!(trace.last() - dropped <= (keep + (keep / 8).max(64)) as u64);
        prop_assert_eq!(whole.dropped(), 0);
        let mut state = State::default();
        // Taken on from one instant to the next one that is looked at.
        let mut taken = State::default();
        let mut turn = 0;
        for record in &records {
            state.apply(record, clock);
            if !record.is_event() {
                continue;
            }
            let event = state.now.event;
            if let Record::Turn { .. } = record {
                prop_assert_eq!(whole.turn_of(event - 1).1, event);
                turn = event;
            }
            prop_assert_eq!(whole.turn_of(event).0, turn);
            // Cloning states costs most: not each of them.
            if event % 7 == 0 || event == dropped {
                prop_assert_eq!(&whole.state_at(event), &state);
                whole.advance(&mut taken, event);
                prop_assert_eq!(&taken, &state);
            }
            prop_assert_eq!(whole.instant(event), state.now);
            if event >= dropped {
                prop_assert_eq!(trace.instant(event), state.now);
                if event % 7 == 0 || event == dropped {
                    prop_assert_eq!(trace.state_at(event), without_ended(state.clone(), dropped));
                }
            }
            if event > dropped {
                prop_assert_eq!(trace.event(event), Some(record));
                let at = trace.event_at(state.now.time);
                prop_assert!(at >= event && trace.instant(at).time == state.now.time);
                prop_assert!(at == trace.last() || trace.instant(at + 1).time > state.now.time);
            }
        }
        prop_assert_eq!(trace.last(), state.now.event);
        check_lanes(&trace)?;
        check_lanes(&whole)?;
        let written: Vec<Record> = whole.records().collect();
        prop_assert_eq!(written, records);
    }
}
