//! What an observer is told, what a policy may choose, and what happens to queues in the middle of a turn.

mod common;

use common::script::{Exc, Op, Program, Target};
use common::world::{Scripted, World};
use coroscope_scheduler::{Ids, Observer, Ready, Scheduler, Time, Wait};
use std::cell::RefCell;
use std::rc::Rc;

fn program<const N: usize>(scripts: [Vec<Op>; N]) -> Program {
    Program {
        scripts: scripts.into(),
        futures: 1,
    }
}

fn world(program: &Program) -> Rc<World> {
    Rc::new(World::new(program))
}

#[test]
fn an_observer_is_told_of_each_transition_as_it_happens() {
    let main = vec![Op::Spawn(1, false), Op::Yield(false), Op::SetResult(0, 1)];
    let world = world(&program([main, vec![Op::Await(Target::Future(0), false)]]));
    world.trace();
    world.run();
    let log = world.log.borrow();
    let log: Vec<&str> = log
        .iter()
        .map(String::as_str)
        .take_while(|line| *line != "end")
        .collect();
    let expected = "
        TaskCreated { task: TaskId(1), future: FutureId(2), parent: None }
        TaskReady { task: TaskId(1), cause: Start, by: None }
        TurnBegan { turn: 1, now: 0s }
        StepBegan { task: TaskId(1), throws: false }
        TaskCreated { task: TaskId(2), future: FutureId(3), parent: Some(TaskId(1)) }
        TaskReady { task: TaskId(2), cause: Start, by: Some(TaskId(1)) }
        t0.0 spawn t1
        StepEnded { task: TaskId(1), how: Yielded }
        TaskReady { task: TaskId(1), cause: Yield, by: None }
        TurnEnded { turn: 1 }
        TurnBegan { turn: 2, now: 0s }
        StepBegan { task: TaskId(2), throws: false }
        StepEnded { task: TaskId(2), how: Waits }
        Waits { task: TaskId(2), future: Some(FutureId(1)) }
        StepBegan { task: TaskId(1), throws: false }
        t0.1 0
        FutureSettled { future: FutureId(1), how: Value, by: Some(TaskId(1)) }
        TaskReady { task: TaskId(2), cause: Woken(Some(FutureId(1))), by: Some(TaskId(1)) }
        t0.2 set true
        StepEnded { task: TaskId(1), how: Returned }
        TaskDone { task: TaskId(1), how: Value }
        TurnEnded { turn: 2 }
        TurnBegan { turn: 3, now: 0s }
        StepBegan { task: TaskId(2), throws: false }
        t1.0 1
        StepEnded { task: TaskId(2), how: Returned }
        TaskDone { task: TaskId(2), how: Value }
        TurnEnded { turn: 3 }";
    let expected: Vec<&str> = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(log, expected);
}

#[test]
fn timers_handles_and_cancellations_are_told_too() {
    let main = vec![
        Op::CallLater(1, Box::new(Op::Log("never"))),
        Op::CallLater(2, Box::new(Op::Log("timer"))),
        Op::CallSoon(Box::new(Op::Log("never"))),
        Op::CancelHandle(0),
        Op::CancelHandle(2),
        Op::Cancel(Target::Task(0), None),
    ];
    let world = world(&program([main]));
    world.trace();
    world.run();
    let log = world.log.borrow();
    let told = log.iter().filter(|line| {
        line.contains("Timer") || line.contains("Handle") || line.contains("Cancel")
    });
    let told: Vec<&str> = told.map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "TimerSet { timer: HandleId(1), when: 1s, by: Some(TaskId(1)) }",
            "TimerSet { timer: HandleId(2), when: 2s, by: Some(TaskId(1)) }",
            "HandleQueued { handle: HandleId(3), by: Some(TaskId(1)) }",
            "TimerCancelled { timer: HandleId(1), when: 1s, by: Some(TaskId(1)) }",
            "CancelRequested { task: TaskId(1), by: Some(TaskId(1)) }",
            "TaskDone { task: TaskId(1), how: Cancelled }",
            "HandleSkipped { handle: HandleId(3) }",
            "TimerFired { timer: HandleId(2), when: 2s }",
            "HandleBegan { handle: HandleId(2) }",
            "HandleEnded { handle: HandleId(2) }",
        ]
    );
}

#[test]
fn an_observer_changes_nothing_and_may_be_taken_away() {
    let program = program([
        vec![Op::Spawn(1, true), Op::Yield(false)],
        vec![Op::Sleep(1, false)],
    ]);
    let plain = world(&program);
    plain.run();
    let observed = world(&program);
    let told = Rc::new(RefCell::new(0));
    let count = Rc::clone(&told);
    observed.scheduler.set_observer(Some(
        Box::new(move |_| *count.borrow_mut() += 1) as Box<dyn Observer>
    ));
    observed.run();
    assert_eq!(*plain.log.borrow(), *observed.log.borrow());
    let before = *told.borrow();
    assert!(before > 0);
    observed.scheduler.set_observer(None);
    assert!(!observed.scheduler.is_observed());
    observed.scheduler.stop();
    let _ = observed.scheduler.turn(&*observed, Time::ZERO).unwrap();
    assert_eq!(*told.borrow(), before);
}

#[test]
fn a_policy_orders_a_turn_and_never_reaches_into_the_next() {
    let spawn = |script| Op::Spawn(script, false);
    let child = || vec![Op::Log("first"), Op::Yield(false), Op::Log("second")];
    let world = world(&program([
        vec![spawn(1), spawn(2), spawn(3)],
        child(),
        child(),
        child(),
    ]));
    // The newest first; out of range stands for the last.
    world
        .scheduler
        .set_policy(Some(Box::new(|_: usize| usize::MAX)));
    world.run();
    let log = world.log.borrow();
    let steps: Vec<&str> = log
        .iter()
        .map(String::as_str)
        .filter(|line| line.contains("first") || line.contains("second"))
        .collect();
    assert_eq!(
        steps,
        [
            "t3.0 first",
            "t2.0 first",
            "t1.0 first",
            "t1.2 second",
            "t2.2 second",
            "t3.2 second"
        ]
    );
}

#[test]
fn a_policy_that_always_takes_the_oldest_is_no_policy() {
    let spawn = |script| Op::Spawn(script, false);
    let child = || vec![Op::Sleep(1, false), Op::Yield(false), Op::SetResult(0, 1)];
    let program = program([vec![spawn(1), spawn(2), Op::Exit(1)], child(), child()]);
    let plain = world(&program);
    plain.run();
    let steered = world(&program);
    steered.scheduler.set_policy(Some(Box::new(|_: usize| 0)));
    steered.run();
    assert_eq!(*plain.log.borrow(), *steered.log.borrow());
}

#[test]
fn the_same_program_gives_the_same_trace() {
    let main = vec![
        Op::Spawn(1, false),
        Op::Spawn(1, true),
        Op::Sleep(1, false),
        Op::Cancel(Target::Task(1), None),
    ];
    let program = program([main, vec![Op::Sleep(3, true), Op::Yield(false)]]);
    let trace = || {
        let world = world(&program);
        world.trace();
        world.run();
        world.log.take()
    };
    let first = trace();
    assert!((0..5).all(|_| trace() == first));
}

#[test]
fn the_queues_can_be_looked_at_and_dropped() {
    let main = vec![
        Op::CallSoon(Box::new(Op::Log("soon"))),
        Op::CallLater(5, Box::new(Op::Log("five"))),
        Op::CallLater(2, Box::new(Op::Log("two"))),
        Op::Yield(false),
    ];
    let world = world(&program([main]));
    common::script::Api::spawn(&*world, 0, false).unwrap();
    assert_eq!(world.scheduler.turn(&*world, Time::ZERO), Ok(Wait::Ready));
    let mut kinds = Vec::new();
    world
        .scheduler
        .for_each_ready(|item| kinds.push(matches!(item, Ready::Handle(..))));
    assert_eq!(kinds, [true, false]);
    let mut deadlines = Vec::new();
    world
        .scheduler
        .for_each_timer(|_, when, _| deadlines.push(when));
    assert_eq!(deadlines, [Time::from_secs(2.0), Time::from_secs(5.0)]);
    assert_eq!(world.scheduler.next_deadline(), Some(Time::from_secs(2.0)));

    world.scheduler.clear();
    assert_eq!(
        (world.scheduler.ready_len(), world.scheduler.timers_len()),
        (0, 0)
    );
    assert_eq!(world.scheduler.turn(&*world, Time::ZERO), Ok(Wait::Idle));
    assert_eq!(world.scheduler.turns(), 2);
}

#[test]
fn a_new_scheduler_is_idle_unless_it_is_stopping() {
    let scheduler: Scheduler<Scripted> = Scheduler::new(0.0);
    assert_eq!(scheduler.wait(), Wait::Idle);
    scheduler.stop();
    assert!(scheduler.is_stopping());
    assert_eq!(scheduler.wait(), Wait::Ready, "a turn is needed to stop");
}

#[test]
fn a_timer_within_the_resolution_is_due() {
    let world = world(&program([vec![Op::CallLater(
        1,
        Box::new(Op::Log("fired")),
    )]]));
    common::script::Api::spawn(&*world, 0, false).unwrap();
    assert_eq!(
        world.scheduler.turn(&*world, Time::ZERO),
        Ok(Wait::At(Time::from_secs(1.0)))
    );
    assert_eq!(
        world.scheduler.turn(&*world, Time::from_secs(1.0 - 1e-6)),
        Ok(Wait::At(Time::from_secs(1.0)))
    );
    assert_eq!(
        world.scheduler.turn(&*world, Time::from_secs(1.0 - 1e-10)),
        Ok(Wait::Idle)
    );
    assert_eq!(*world.log.borrow(), ["t0.0l fired"]);
}

#[test]
fn each_item_can_be_watched_and_none_is_unless_somebody_wants_to() {
    let main = vec![
        Op::CallSoon(Box::new(Op::Log("soon"))),
        Op::CallSoon(Box::new(Op::Log("never"))),
        Op::CancelHandle(1),
        Op::Yield(false),
        Op::Log("last"),
    ];
    for by_policy in [false, true] {
        let world = world(&program([main.clone()]));
        if by_policy {
            world.scheduler.set_policy(Some(Box::new(|_: usize| 0)));
        }
        world.watches.set(true);
        world.run();
        let log = world.log.borrow();
        let log: Vec<&str> = log.iter().map(String::as_str).collect();
        assert_eq!(
            log[..15],
            [
                "before",
                "step",
                "t0.2 unschedule done",
                "stepped",
                "after", // up to the yield
                "before",
                "t0.0s soon",
                "after", // a handle is no step
                "before",
                "after", // a cancelled one is an item too
                "before",
                "step",
                "t0.3 0",
                "t0.4 last",
                "stepped",
            ]
        );
    }
    let unwatched = world(&program([main]));
    unwatched.run();
    assert!(unwatched.log.borrow().iter().all(|line| line != "before"));
}

#[test]
fn what_leaves_the_loop_is_not_followed_by_anything() {
    let world = world(&program([vec![Op::Exit(1)]]));
    world.watches.set(true);
    common::script::Api::spawn(&*world, 0, false).unwrap();
    world.scheduler.turn(&*world, Time::ZERO).unwrap_err();
    let log = world.log.borrow();
    assert_eq!(log.last().map(String::as_str), Some("stepped"));
}

#[test]
fn what_leaves_the_loop_before_an_item_leaves_it_queued() {
    for by_policy in [false, true] {
        let world = world(&program([vec![Op::Log("only")]]));
        if by_policy {
            world.scheduler.set_policy(Some(Box::new(|_: usize| 0)));
        }
        world.watches.set(true);
        world.leaves.set(Some(Exc::Exit(7)));
        common::script::Api::spawn(&*world, 0, false).unwrap();
        let left = world.scheduler.turn(&*world, Time::ZERO);
        assert_eq!(left, Err(Exc::Exit(7)));
        assert_eq!(*world.log.borrow(), ["before"]);
        assert_eq!(world.scheduler.turn(&*world, Time::ZERO), Ok(Wait::Idle));
        assert_eq!(
            *world.log.borrow(),
            ["before", "before", "step", "t0.0 only", "stepped", "after"]
        );
    }
}

#[test]
fn schedulers_that_share_their_ids_give_none_out_twice() {
    let ids = Ids::new();
    let first: Scheduler<Scripted> = Scheduler::with_ids(0.0, ids.clone());
    let second: Scheduler<Scripted> = Scheduler::with_ids(0.0, ids);
    let alone: Scheduler<Scripted> = Scheduler::new(0.0);
    assert_eq!(first.new_task_id().get(), 1);
    assert_eq!(second.new_task_id().get(), 2);
    assert_eq!(first.new_future_id().get(), 1);
    assert_eq!(second.new_future_id().get(), 2);
    assert_eq!(first.new_task_id().get(), 3);
    assert_eq!(alone.new_task_id().get(), 1);
}
