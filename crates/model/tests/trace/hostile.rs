//! Traces that no loop ever wrote: nothing panics, nothing takes more memory than the records do, and states are still
//! the same by whatever way they are reached.

use coroscope_model::protocol::{Clock, EndKind};
use coroscope_model::trace::*;
use proptest::prelude::*;

/// Records from bytes, as the engine's messages hold them: any variant, with mostly small numbers, so that they speak of
/// the same things, and now and then with very large ones.
fn records(bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        match postcard::take_from_bytes::<Record>(rest) {
            Ok((record, after)) => {
                records.push(record);
                rest = after;
            }
            Err(_) => rest = &rest[1..],
        }
    }
    records
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        12 => 0_u8..6,
        6 => 6_u8..40,
        1 => Just(255_u8),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..6_000)
}

#[test]
fn numbers_out_of_all_bounds() {
    let mut trace = Trace::new(Clock::Real, 10);
    let text = |id| Record::Text {
        id,
        text: "far".into(),
    };
    let stack = |id| Record::Stack {
        id,
        places: vec![Place {
            code: u32::MAX,
            line: u32::MAX,
        }],
    };
    for id in [0, 1, u32::MAX, u32::MAX - 1, 2] {
        trace.push(text(id));
        trace.push(stack(id));
        trace.push(Record::Primitive {
            id,
            kind: PrimitiveKind::Semaphore,
            name: id,
            created: id,
            limit: u64::MAX,
        });
        trace.push(Record::PrimitiveChanged {
            primitive: id,
            value: 0,
            waiting: u32::MAX,
            putters: u32::MAX,
            unfinished: u32::MAX,
            by: Some(u64::MAX),
        });
    }
    trace.push(Record::Clock {
        time: u64::MAX,
        real: u64::MAX,
    });
    let task = u64::MAX;
    trace.push(Record::TaskCreated {
        task,
        future: task,
        by: Some(task),
        name: 7,
        code: 7,
        created: 7,
    });
    for _ in 0..3 {
        trace.push(Record::StepBegan { task, throws: true });
        trace.push(Record::StepEnded {
            task,
            how: StepEnd::Waits,
            stack: 9,
            busy: u64::MAX,
        });
    }
    assert_eq!(trace.text(u32::MAX), "far");
    assert_eq!(trace.text(3), "");
    assert_eq!(trace.stack(u32::MAX).len(), 1);
    assert_eq!(trace.stack(3), []);
    assert_eq!(trace.own_place(u32::MAX), None);
    assert_eq!(trace.instant(u64::MAX).time, u64::MAX);
    assert_eq!(trace.event_at(u64::MAX), trace.last());
    assert_eq!(trace.event(u64::MAX), None);
    assert_eq!(trace.event(0), None);
    let holders = &trace.state_at(u64::MAX).primitives[&1].holders;
    assert!(holders.len() <= 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn anything_is_taken(bytes in bytes(), keep in 1_usize..500, real in any::<bool>()) {
        let clock = if real { Clock::Real } else { Clock::Virtual };
        let records = records(&bytes);
        let mut trace = Trace::new(clock, keep);
        let mut whole = Trace::new(clock, usize::MAX);
        let mut state = State::default();
        for record in &records {
            trace.push(record.clone());
            whole.push(record.clone());
            state.apply(record, clock);
            if record.is_event() && state.now.event % 16 == 0 {
                prop_assert_eq!(&whole.state_at(state.now.event), &state);
                prop_assert_eq!(whole.instant(state.now.event), state.now);
            }
        }
        for trace in [&trace, &whole] {
            let lanes = trace.lanes();
            prop_assert_eq!(lanes.order().len(), lanes.tasks.len());
            let state = trace.state_at(trace.last());
            let _ = trace.await_graph(&state);
            for ended in [None, Some(EndKind::Deadlocked)] {
                let _ = trace.findings(ended);
            }
            let text = file::write(trace, &file::About::default());
            let _ = file::read(&text, keep);
        }
    }

    /// A graph has a circle for each group that waits for itself, and each edge of it is one of the graph.
    #[test]
    fn circles_are_circles(bytes in bytes()) {
        let mut trace = Trace::new(Clock::Virtual, usize::MAX);
        for record in records(&bytes) {
            trace.push(record);
        }
        let graph = trace.await_graph(&trace.state_at(trace.last()));
        for cycle in &graph.cycles {
            for (place, &from) in cycle.iter().enumerate() {
                let to = cycle[(place + 1) % cycle.len()];
                prop_assert!(graph.waits_for[from].contains(&to));
            }
        }
    }
}
