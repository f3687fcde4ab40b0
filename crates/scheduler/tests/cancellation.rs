//! Cancellation: which of its two ways it takes, and in which order things follow. As `order.rs`.

mod common;

use common::script::Op::{
    Await, Cancel, Cancelling, Log, SetResult, Sleep, Spawn, Uncancel, Yield,
};
use common::script::{Op, Program, Target};
use common::{check, run};

const T1: Target = Target::Task(1);
const F0: Target = Target::Future(0);

fn program<const N: usize>(scripts: [Vec<Op>; N]) -> Program {
    Program {
        scripts: scripts.into(),
        futures: 2,
    }
}

#[test]
fn before_its_first_step_a_task_never_begins() {
    let main = vec![Spawn(1, false), Cancel(T1, Some(5)), Await(T1, true)];
    check(
        &program([main, vec![Log("never")]]),
        "t0.0 spawn t1
         t0.1 cancel true
         t0.2 Cancelled(5)",
    );
}

#[test]
fn a_waiting_task_is_cancelled_through_what_it_waits_for() {
    let main = vec![
        Spawn(1, false),
        Yield(false),
        Cancel(T1, Some(1)),
        Log("the future is cancelled"),
        Await(F0, true),
    ];
    check(
        &program([main, vec![Await(F0, false)]]),
        "t0.0 spawn t1
         t0.1 0
         t0.2 cancel true
         t0.3 the future is cancelled
         t0.4 Cancelled(1)
         t1.0 Cancelled(1)",
    );
}

#[test]
fn a_future_that_is_done_refuses_and_the_task_must_cancel() {
    let main = vec![
        Spawn(1, false),
        Yield(false),
        SetResult(0, 1),
        Cancel(T1, Some(2)),
        Await(T1, true),
    ];
    check(
        &program([main, vec![Await(F0, false)]]),
        "t0.0 spawn t1
         t0.1 0
         t0.2 set true
         t0.3 cancel true
         t1.0 Cancelled(2)
         t0.4 Cancelled(2)",
    );
}

#[test]
fn of_two_cancellations_while_it_waits_the_first_one_arrives_first() {
    let main = vec![
        Spawn(1, false),
        Yield(false),
        Cancel(T1, Some(1)),
        Cancel(T1, Some(2)),
        Cancelling(1),
    ];
    let task = vec![Await(F0, true), Log("used up both"), Yield(false)];
    check(
        &program([main, task]),
        "t0.0 spawn t1
         t0.1 0
         t0.2 cancel true
         t0.3 cancel true
         t0.4 cancelling 2
         t1.0 Cancelled(1)
         t1.1 used up both
         t1.2 0",
    );
}

#[test]
fn a_task_that_cancels_itself_is_cancelled_where_it_waits_next() {
    let own = Target::Task(0);
    let main = vec![
        Cancel(own, Some(1)),
        Log("still running"),
        Await(F0, true),
        Await(F0, true),
    ];
    check(
        &program([main]),
        "t0.0 cancel true
         t0.1 still running
         t0.2 Cancelled(1)
         t0.3 Cancelled(1)",
    );
}

#[test]
fn a_bare_yield_after_cancelling_oneself_throws_in_the_next_turn() {
    let own = Target::Task(0);
    check(
        &program([vec![
            Cancel(own, None),
            Yield(true),
            Log("on"),
            Yield(false),
        ]]),
        "t0.0 cancel true
         t0.1 Cancelled()
         t0.2 on
         t0.3 0",
    );
}

#[test]
fn a_task_cancelled_right_before_it_returns_is_cancelled() {
    let log = run(&program([vec![Cancel(Target::Task(0), Some(1))]]));
    assert_eq!(
        log,
        [
            "t0.0 cancel true",
            "end",
            "t0 cancelled 1",
            "f0 pending",
            "f1 pending"
        ]
    );
}

#[test]
fn a_finished_task_cannot_be_cancelled() {
    let main = vec![
        Spawn(1, false),
        Yield(false),
        Yield(false),
        Cancel(T1, None),
        Cancelling(1),
    ];
    check(
        &program([main, vec![]]),
        "t0.0 spawn t1
         t0.1 0
         t0.2 0
         t0.3 cancel false
         t0.4 cancelling 0",
    );
}

#[test]
fn the_last_uncancel_calls_off_what_was_not_thrown() {
    let own = Target::Task(0);
    let main = vec![
        Cancel(own, None),
        Cancel(own, None),
        Uncancel(0),
        Uncancel(0),
        Uncancel(0),
        Yield(false),
        Log("alive"),
    ];
    check(
        &program([main]),
        "t0.0 cancel true
         t0.1 cancel true
         t0.2 uncancel 1
         t0.3 uncancel 0
         t0.4 uncancel 0
         t0.5 0
         t0.6 alive",
    );
}

#[test]
fn one_uncancel_of_two_calls_nothing_off() {
    let own = Target::Task(0);
    check(
        &program([vec![
            Cancel(own, None),
            Cancel(own, Some(2)),
            Uncancel(0),
            Yield(false),
        ]]),
        "t0.0 cancel true
         t0.1 cancel true
         t0.2 uncancel 1
         t0.3 Cancelled(2)",
    );
}

#[test]
fn a_cancellation_runs_down_a_chain_of_awaits_and_its_end_comes_up() {
    let main = vec![
        Spawn(1, false),
        Yield(false),
        Yield(false),
        Cancel(T1, Some(7)),
        Log("asked"),
    ];
    let middle = vec![
        Spawn(2, false),
        Await(Target::Task(2), true),
        Log("middle goes on"),
    ];
    let leaf = vec![Sleep(9, true), Log("leaf refuses"), Yield(false)];
    check(
        &program([main, middle, leaf]),
        "t0.0 spawn t1
         t1.0 spawn t2
         t0.1 0
         t0.2 0
         t0.3 cancel true
         t0.4 asked
         t2.0 Cancelled(7)
         t2.1 leaf refuses
         t2.2 0
         t1.1 3
         t1.2 middle goes on",
    );
}

#[test]
fn the_first_who_asks_gets_the_error_itself_with_its_message() {
    let main = vec![
        Spawn(1, false),
        Cancel(T1, Some(3)),
        Await(T1, true),
        Await(T1, true),
    ];
    check(
        &program([main, vec![]]),
        "t0.0 spawn t1
         t0.1 cancel true
         t0.2 Cancelled(3)
         t0.3 Cancelled()",
    );
}
