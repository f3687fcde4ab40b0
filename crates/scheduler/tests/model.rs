//! Random programs, on the scheduler and on a plain model of asyncio: the same lines in the same order.
//!
//! With `COROSCOPE_CPYTHON` set to a command that runs Python 3.14, CPython's asyncio runs them as well.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::script::{Op, Program, Target};
use common::{cpython, model, world};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

const SCRIPTS: usize = 5;
const FUTURES: usize = 3;

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        (0..FUTURES).prop_map(Target::Future),
        (0..6usize).prop_map(Target::Task)
    ]
}

fn message() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(0..9u32)
}

/// What needs no coroutine around it. A script spawns later scripts only, so that programs end.
fn plain(script: usize) -> BoxedStrategy<Op> {
    let simple = prop_oneof![
        3 => ((0..FUTURES), 0..9i32).prop_map(|(future, value)| Op::SetResult(future, value)),
        1 => ((0..FUTURES), 0..9i32).prop_map(|(future, number)| Op::SetError(future, number)),
        4 => (target(), message()).prop_map(|(target, message)| Op::Cancel(target, message)),
        1 => (0..6usize).prop_map(Op::Uncancel),
        1 => (0..6usize).prop_map(Op::Cancelling),
        2 => target().prop_map(Op::AddCallback),
        1 => (0..4usize).prop_map(Op::CancelHandle),
        1 => Just(Op::Log("here")),
        1 => Just(Op::Stop),
        1 => (0..9i32).prop_map(Op::Raise),
        1 => (0..9i32).prop_map(Op::Exit),
    ];
    if script + 1 < SCRIPTS {
        let spawn = (script + 1..SCRIPTS, prop::bool::weighted(0.3));
        prop_oneof![4 => simple, 1 => spawn.prop_map(|(script, eager)| Op::Spawn(script, eager))]
            .boxed()
    } else {
        simple.boxed()
    }
}

fn op(script: usize) -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => prop::bool::weighted(0.5).prop_map(Op::Yield),
        3 => (0..4u32, prop::bool::weighted(0.5)).prop_map(|(delay, catch)| Op::Sleep(delay, catch)),
        5 => (target(), prop::bool::weighted(0.5)).prop_map(|(target, catch)| Op::Await(target, catch)),
        7 => plain(script),
        1 => plain(script).prop_map(|op| Op::CallSoon(Box::new(op))),
        1 => (0..4u32, plain(script)).prop_map(|(delay, op)| Op::CallLater(delay, Box::new(op))),
    ]
}

fn program() -> impl Strategy<Value = Program> {
    let scripts = (0..SCRIPTS).map(|script| {
        let ops = prop::collection::vec(op(script), 1..8);
        // The first tasks spawn enough for the rest to be about something.
        ops.prop_map(move |mut ops| {
            if script == 0 {
                let spawns = (1..SCRIPTS).map(|script| Op::Spawn(script, false));
                ops.splice(0..0, spawns);
            }
            ops
        })
    });
    scripts.collect::<Vec<_>>().prop_map(|scripts| Program {
        scripts,
        futures: FUTURES,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_scheduler_is_the_model(program in program()) {
        prop_assert_eq!(world::run(&program), model::run(&program));
    }
}

/// A thousand programs at once, since starting CPython takes longer than running them.
#[test]
fn the_scheduler_is_cpython() {
    let mut runner = TestRunner::deterministic();
    let programs: Vec<Program> = (0..1000)
        .map(|_| {
            program()
                .new_tree(&mut runner)
                .expect("nothing is filtered")
                .current()
        })
        .collect();
    let Some(logs) = cpython::run(&programs) else {
        return;
    };
    for (program, log) in programs.iter().zip(logs) {
        assert_eq!(world::run(program), log, "{program:#?}");
    }
}
