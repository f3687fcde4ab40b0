//! The exact order of what small programs do: on the scheduler, on the model, and, with
//! `COROSCOPE_CPYTHON` set, in CPython.

mod common;

use common::check;
use common::script::Op::{
    AddCallback, AwaitSelf, CallLater, CallSoon, Cancel, CancelHandle, Exit, Log, Raise, SetError,
    SetResult, Sleep, Spawn, Stop, Yield,
};
use common::script::{Op, Program, Target};

fn future(number: usize) -> Target {
    Target::Future(number)
}

fn soon(op: Op) -> Op {
    CallSoon(Box::new(op))
}

fn later(delay: u32, op: Op) -> Op {
    CallLater(delay, Box::new(op))
}

fn program<const N: usize>(scripts: [Vec<Op>; N]) -> Program {
    Program {
        scripts: scripts.into(),
        futures: 3,
    }
}

#[test]
fn a_turn_is_a_snapshot() {
    let main = vec![soon(Log("one")), Log("now"), Yield(false), Log("after")];
    check(
        &program([main]),
        "t0.1 now
         t0.0s one
         t0.2 0
         t0.3 after",
    );
}

#[test]
fn what_a_handle_queues_waits_for_the_next_turn() {
    let main = vec![
        soon(soon(Log("inner"))),
        soon(Log("outer")),
        Yield(false),
        Yield(false),
    ];
    check(
        &program([main]),
        "t0.1s outer
         t0.2 0
         t0.0ss inner
         t0.3 0",
    );
}

#[test]
fn done_callbacks_run_in_the_order_in_which_they_were_added() {
    let main = vec![
        Spawn(1, false),
        AddCallback(future(0)),
        Yield(false),
        AddCallback(future(0)),
        SetResult(0, 7),
        SetResult(0, 8),
        AddCallback(future(0)),
        Log("callbacks wait for the next turn"),
    ];
    let waiter = vec![Op::Await(future(0), false)];
    check(
        &program([main, waiter]),
        "t0.0 spawn t1
         t0.1 add done
         t0.2 0
         t0.3 add done
         t0.4 set true
         t0.5 set false
         t0.6 add done
         t0.7 callbacks wait for the next turn
         t0.1 7
         t1.0 7
         t0.3 7
         t0.6 7",
    );
}

#[test]
fn several_tasks_await_one_future_and_one_error() {
    let main = vec![
        Spawn(1, false),
        Spawn(1, false),
        Yield(false),
        SetError(0, 3),
    ];
    let waiter = vec![Op::Await(future(0), true), Log("on")];
    check(
        &program([main, waiter]),
        "t0.0 spawn t1
         t0.1 spawn t2
         t0.2 0
         t0.3 fail true
         t1.0 Error(3)
         t1.1 on
         t2.0 Error(3)
         t2.1 on",
    );
}

#[test]
fn awaiting_a_done_future_gives_up_no_turn() {
    let main = vec![
        SetResult(0, 5),
        soon(Log("later")),
        Op::Await(future(0), false),
        Log("at once"),
    ];
    check(
        &program([main]),
        "t0.0 set true
         t0.2 5
         t0.3 at once
         t0.1s later",
    );
}

#[test]
fn timers_go_by_deadline_then_by_age() {
    let main = vec![
        later(2, Log("two, first")),
        later(1, Log("one")),
        later(2, Log("two, second")),
        later(0, Log("zero")),
        soon(Log("soon")),
    ];
    check(
        &program([main]),
        "t0.4s soon
         t0.3l zero
         t0.1l one
         t0.0l two, first
         t0.2l two, second",
    );
}

#[test]
fn a_timer_that_is_due_goes_behind_what_is_ready() {
    let main = vec![
        later(0, Log("timer")),
        soon(Log("ready")),
        Yield(false),
        Yield(false),
    ];
    check(
        &program([main]),
        "t0.1s ready
         t0.2 0
         t0.0l timer
         t0.3 0",
    );
}

#[test]
fn cancelled_handles_are_skipped_wherever_they_are() {
    let main = vec![
        soon(CancelHandle(1)),
        soon(Log("never")),
        later(1, Log("never")),
        later(1, CancelHandle(4)),
        later(1, Log("due in the same turn, and never")),
        CancelHandle(2),
    ];
    check(
        &program([main]),
        "t0.5 unschedule done
         t0.0s unschedule done
         t0.3l unschedule done",
    );
}

#[test]
fn stop_lets_the_turn_finish() {
    let main = vec![
        soon(Log("same turn")),
        soon(soon(Log("next turn"))),
        Yield(false),
        Stop,
        Log("still here"),
    ];
    check(
        &program([main]),
        "t0.0s same turn
         t0.2 0
         t0.3 stop done
         t0.4 still here
         stopped
         t0.1ss next turn",
    );
}

#[test]
fn a_stop_does_not_wait_for_timers() {
    let main = vec![later(5, Log("timer")), soon(Stop)];
    check(
        &program([main]),
        "t0.1s stop done
         stopped
         t0.0l timer",
    );
}

#[test]
fn an_error_in_a_handle_ends_nothing() {
    let main = vec![soon(Raise(1)), soon(Log("next"))];
    check(
        &program([main]),
        "t0.0s raised Error(1)
         t0.1s next",
    );
}

#[test]
fn what_leaves_the_loop_leaves_the_rest_queued_in_order() {
    let main = vec![
        soon(Log("before")),
        soon(Exit(1)),
        soon(Log("after")),
        Yield(false),
        Log("and the task"),
    ];
    check(
        &program([main]),
        "t0.0s before
         left by Exit(1)
         t0.2s after
         t0.3 0
         t0.4 and the task",
    );
}

#[test]
fn a_fatal_task_is_done_and_leaves_the_loop_which_forgets_a_stop() {
    let main = vec![AddCallback(Target::Task(0)), Stop, Exit(9)];
    check(
        &program([main]),
        "t0.0 add done
         t0.1 stop done
         left by Exit(9)
         t0.0 Exit(9)",
    );
}

#[test]
fn an_eager_task_may_end_inside_the_step_that_spawns_it() {
    let main = vec![
        soon(Log("later")),
        Spawn(1, true),
        Op::Await(Target::Task(1), false),
        Log("no turn was given up"),
    ];
    check(
        &program([main, vec![Log("eager")]]),
        "t1.0 eager
         t0.1 spawn t1
         t0.2 1
         t0.3 no turn was given up
         t0.0s later",
    );
}

#[test]
fn an_eager_task_may_suspend_and_goes_on_like_any_other() {
    let main = vec![
        Spawn(1, true),
        Log("spawned"),
        Op::Await(Target::Task(1), false),
    ];
    let child = vec![Log("begins"), Yield(false), Sleep(1, false)];
    check(
        &program([main, child]),
        "t1.0 begins
         t0.0 spawn t1
         t0.1 spawned
         t1.1 0
         t1.2 0
         t0.2 3",
    );
}

#[test]
fn an_eager_task_that_leaves_the_loop_takes_its_parent_along() {
    check(
        &program([vec![Spawn(1, true), Log("never")], vec![Exit(4)]]),
        "t0.0 spawn Exit(4)
         left by Exit(4)",
    );
}

#[test]
fn awaiting_oneself_is_an_error_one_turn_later() {
    let main = vec![soon(Log("in between")), AwaitSelf(true), Log("on")];
    check(
        &program([main]),
        "t0.0s in between
         t0.1 AwaitsItself
         t0.2 on",
    );
}

#[test]
fn a_cancelled_sleep_leaves_no_timer() {
    let main = vec![
        Spawn(1, false),
        Yield(false),
        Cancel(Target::Task(1), None),
        Sleep(1, false),
    ];
    check(
        &program([main, vec![Sleep(1000, false)]]),
        "t0.0 spawn t1
         t0.1 0
         t0.2 cancel true
         t1.0 Cancelled()
         t0.3 0",
    );
}
