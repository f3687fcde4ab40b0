//! Findings: what each says, word for word, and when there is none.

use crate::build::{Build, MS};
use coroscope_model::protocol::{Clock, EndKind};
use coroscope_model::trace::*;

/// A finding as the page shows it: its title, and its sentences.
pub(crate) fn say(trace: &Trace, finding: &Finding) -> (String, String) {
    let state = trace.state_at(trace.last());
    let pieces = finding.sentences.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Code(code) => format!("`{code}`"),
        Piece::Line(line) => format!("line {line}"),
        Piece::Task(task) => trace.text(state.tasks[task].name).to_owned(),
        Piece::Primitive(primitive) => {
            let name = trace.primitive(*primitive).expect("a known one").name;
            format!("`{}`", trace.text(name))
        }
    });
    (finding.title.clone(), pieces.collect())
}

fn says(b: &Build, ended: EndKind) -> Vec<(String, String)> {
    let trace = b.trace();
    let findings = trace.findings(Some(ended));
    findings
        .iter()
        .map(|finding| say(&trace, finding))
        .collect()
}

fn one(b: &Build, ended: EndKind, title: &str, sentences: &str) {
    let said = says(b, ended);
    assert_eq!(said, [(title.to_owned(), sentences.to_owned())]);
}

fn deadlock(b: &Build, title: &str, sentences: &str) {
    one(b, EndKind::Deadlocked, title, sentences);
    for ended in [EndKind::Finished, EndKind::Raised, EndKind::Stopped] {
        assert_eq!(says(b, ended), []);
    }
    assert_eq!(b.trace().findings(None), []);
}

/// `main` runs and has created A, B, ... with numbers from 2; they stand in the ready queue.
fn with_tasks(names: &[&str]) -> Build {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    for (place, name) in names.iter().enumerate() {
        b.create(place as TaskNo + 2, name, "work", 30);
    }
    b
}

const LOCK: PrimitiveKind = PrimitiveKind::Lock;
const QUEUE: PrimitiveKind = PrimitiveKind::Queue;

/// A and B take two locks in opposite orders; main waits for A, and C for the second lock.
fn crossed() -> Build {
    let mut b = with_tasks(&["A", "B", "C"]);
    b.primitive(1, LOCK, "left", 0);
    b.primitive(2, LOCK, "right", 0);
    b.wait_task("main:33", 2);
    b.turn(0);
    b.begin(2);
    b.change(1, 1, 0);
    let a = b.sleep("work:11 *sleep:1", 10);
    b.begin(3);
    b.change(2, 1, 0);
    let c = b.sleep("work:19 *sleep:1", 10);
    b.begin(4);
    b.change(2, 1, 1);
    b.wait_primitive("work:25 Lock.acquire:5", 2);
    b.idle(10);
    b.fire(2, a);
    b.fire(3, c);
    b.begin(2);
    b.change(2, 1, 2);
    b.wait_primitive("work:12 Lock.acquire:5", 2);
    b.begin(3);
    b.change(1, 1, 1);
    b.wait_primitive("work:20 Lock.acquire:5", 1);
    b.push(Record::Idle { until: None });
    b
}

#[test]
fn two_locks_taken_in_opposite_orders() {
    let b = crossed();
    deadlock(
        &b,
        "Deadlock: two tasks wait for each other",
        "A holds `left` and waits at line 12 for `right`, which B holds while it waits at line 20 for `left`. Neither \
         can go on. main and C wait behind them. Let all tasks take them in the same order: then whoever has the first \
         one gets the others too.",
    );
    let trace = b.trace();
    let finding = trace.findings(Some(EndKind::Deadlocked)).remove(0);
    assert_eq!(finding.kind, FindingKind::Deadlock);
    assert_eq!(finding.tasks, [2, 3, 1, 4]);
    assert_eq!(finding.at.time, 10 * MS);
    let edge = |from, to, what: &str| CycleEdge {
        from,
        to,
        what: what.to_owned(),
    };
    assert_eq!(finding.cycle, [edge(2, 3, "right"), edge(3, 2, "left")]);
    assert_eq!(trace.own_place(finding.stack).expect("a line").line, 12);
}

#[test]
fn tasks_that_await_each_other() {
    let mut b = with_tasks(&["A", "B"]);
    b.wait_task("main:33", 2);
    b.begin(2);
    b.wait_task("work:3", 3);
    b.begin(3);
    b.wait_task("work:9", 2);
    deadlock(
        &b,
        "Deadlock: two tasks wait for each other",
        "A waits at line 3 for B, which waits at line 9 for A. Neither can go on. main waits behind them. One of them \
         has to end, or to stop waiting, without the other.",
    );
}

#[test]
fn a_task_that_waits_for_one_that_needs_its_lock() {
    let mut b = with_tasks(&["A"]);
    b.primitive(1, LOCK, "lock", 0);
    b.change(1, 1, 0);
    b.wait_task("main:33", 2);
    b.begin(2);
    b.change(1, 1, 1);
    b.wait_primitive("work:3 Lock.acquire:5", 1);
    deadlock(
        &b,
        "Deadlock: two tasks wait for each other",
        "main holds `lock` and waits at line 33 for A, which waits at line 3 for `lock`. Neither can go on. Do not wait \
         for a task while you hold what it needs.",
    );
}

#[test]
fn a_lock_taken_twice() {
    let mut b = with_tasks(&[]);
    b.primitive(1, LOCK, "lock", 0);
    b.change(1, 1, 1);
    b.wait_primitive("main:4 Lock.acquire:5", 1);
    deadlock(
        &b,
        "Deadlock: a task waits for itself",
        "main holds `lock` and waits at line 4 for `lock` again. An asyncio lock cannot be taken again by the task \
         that holds it: take it once, outside of what needs it.",
    );
}

#[test]
fn three_in_a_circle() {
    let mut b = with_tasks(&["A", "B"]);
    for (id, name) in [(1, "x"), (2, "y"), (3, "z")] {
        b.primitive(id, LOCK, name, 0);
    }
    b.change(1, 1, 0);
    b.wait_primitive("main:1 Lock.acquire:5", 2);
    b.begin(2);
    b.change(2, 1, 0);
    b.wait_primitive("work:2 Lock.acquire:5", 3);
    b.begin(3);
    b.change(3, 1, 0);
    b.wait_primitive("work:3 Lock.acquire:5", 1);
    // Who held the locks when the others began to wait does not matter: they hold them at the end.
    deadlock(
        &b,
        "Deadlock: three tasks wait for each other",
        "main holds `x` and waits at line 1 for `y`, which A holds while it waits at line 2 for `z`, which B holds \
         while it waits at line 3 for `x`. None of them can go on. Let all tasks take them in the same order: then \
         whoever has the first one gets the others too.",
    );
}

#[test]
fn a_future_that_nothing_can_set() {
    let mut b = with_tasks(&["A", "B"]);
    b.wait_future("main:12", Purpose::Future);
    b.begin(2);
    b.wait_task("work:3", 1);
    b.begin(3);
    b.done(&[]);
    deadlock(
        &b,
        "Deadlock: waiting for a future that nothing can set",
        "main waits at line 12 for a future that nothing can set: no task can run, no callback is queued, and no timer \
         is set. A waits behind it. Somebody has to call `set_result()` or `set_exception()`: keep hold of the future \
         where that is to happen, or wait with `asyncio.timeout()`.",
    );
}

#[test]
fn a_join_without_task_done() {
    let mut b = with_tasks(&["A"]);
    b.primitive(1, QUEUE, "jobs", 0);
    b.change_queue(1, 3, 0, 0, 3);
    b.wait_primitive("main:8 Queue.join:5 Event.wait:3", 1);
    b.begin(2);
    b.change_queue(1, 0, 1, 0, 3);
    b.wait_primitive("work:3 Queue.get:5", 1);
    deadlock(
        &b,
        "Deadlock: waiting for a queue whose items are never done",
        "main waits at line 8 in `join()` of `jobs`. Three items that were put were never marked by `task_done()`, and \
         nobody is left to do it. Whoever takes an item with `get()` has to call `task_done()` once it is dealt with, \
         in `finally:` if that may fail.",
    );
}

#[test]
fn a_full_queue_without_a_consumer() {
    let mut b = with_tasks(&[]);
    b.primitive(1, QUEUE, "jobs", 2);
    b.change_queue(1, 2, 0, 1, 2);
    b.wait_primitive("main:8 Queue.put:5", 1);
    deadlock(
        &b,
        "Deadlock: waiting for room in a queue that nobody empties",
        "main waits at line 8 to put an item into `jobs`, which is full with two items, and nobody is left to take \
         one. Start somebody who takes items before you put more than the queue holds.",
    );
}

#[test]
fn an_empty_queue_without_a_producer() {
    let mut b = with_tasks(&["A", "B"]);
    b.primitive(1, QUEUE, "jobs", 0);
    b.wait_future("main:9", Purpose::Several);
    b.begin(2);
    b.change_queue(1, 0, 1, 0, 0);
    b.wait_primitive("work:3 Queue.get:5", 1);
    b.begin(3);
    b.change_queue(1, 0, 2, 0, 0);
    b.wait_primitive("work:3 Queue.get:5", 1);
    deadlock(
        &b,
        "Deadlock: waiting for an item that nobody will put",
        "A and B wait at line 3 for an item of `jobs`, which is empty, and nobody is left to put one. main waits \
         behind them. Tell consumers when there is no more to come: call `shutdown()` on the queue, put an end marker \
         for each, or cancel them.",
    );
}

#[test]
fn events_conditions_barriers_and_permits() {
    let mut b = with_tasks(&["A", "B", "C", "D"]);
    b.primitive(1, PrimitiveKind::Event, "ready", 0);
    b.primitive(2, PrimitiveKind::Condition, "changed", 0);
    b.primitive(3, PrimitiveKind::Barrier, "gate", 3);
    b.primitive(4, PrimitiveKind::Semaphore, "slots", 1);
    b.change(4, 0, 0);
    b.done(&[]);
    for (task, primitive) in [(2, 1), (3, 2), (4, 3), (5, 4)] {
        b.begin(task);
        b.change(primitive, u64::from(primitive == 3), 1);
        b.wait_primitive(&format!("work:{task} *wait:1"), primitive);
    }
    let said = says(&b, EndKind::Deadlocked);
    let said: Vec<&str> = said
        .iter()
        .map(|(_, sentences)| sentences.as_str())
        .collect();
    let beginnings = [
        "A waits at line 2 for `ready`, and nobody is left to set it. Somebody has to call `set()` on the event,",
        "B waits at line 3 to be notified by `changed`, and nobody is left to do it. Call `notify()` after",
        "C waits at line 4 at `gate`, where 1 of 3 have arrived, and nobody is left to come. A barrier opens",
        "D waits at line 5 for a permit of `slots`, which main took and never gave back. Use `async with`,",
    ];
    assert_eq!(said.len(), 4);
    for (said, beginning) in said.iter().zip(beginnings) {
        assert!(said.starts_with(beginning), "{said}");
    }
}

#[test]
fn whoever_runs_while_nothing_waits_holds_up_the_thread() {
    let b = with_tasks(&[]);
    deadlock(
        &b,
        "Deadlock: nothing can go on",
        "main blocks the whole loop in a call that waits for something that only another task or callback could do. \
         None of them can run until it returns.",
    );
}

#[test]
fn a_blocking_call() {
    let mut b = with_tasks(&["A"]);
    b.blocked("time.sleep(0.175)", "main:12", 0, 175);
    b.sleep("main:13 *sleep:1", 300);
    one(
        &b,
        EndKind::Finished,
        "A step blocked the loop for 175 ms",
        "main called `time.sleep(0.175)` at line 12, and the loop stood still for 175 ms: meanwhile no other task could \
         run, and no timer could fire. Write `await asyncio.sleep(...)`, which lets the others run.",
    );
    let trace = b.trace();
    let finding = &trace.findings(None)[0];
    assert_eq!((finding.at.time, finding.to), (0, Some(175 * MS)));
    let lane = &trace.lanes().event_loop;
    let kinds: Vec<LoopKind> = lane.iter().map(|span| span.kind).collect();
    assert_eq!(
        kinds[kinds.len() - 2..],
        [LoopKind::Blocked(Some(1)), LoopKind::Busy]
    );
}

#[test]
fn blocking_calls_of_one_line_are_one_finding() {
    let mut b = with_tasks(&["A"]);
    for turn in 0..3 {
        let begins = turn * 100;
        b.blocked("time.sleep(0.06)", "main:12", begins, begins + 60);
        let future = b.sleep("main:13 *sleep:1", begins + 100);
        b.idle(begins + 100);
        b.fire(1, future);
        b.begin(1);
    }
    one(
        &b,
        EndKind::Finished,
        "The loop was blocked three times, for 180 ms in all",
        "main called `time.sleep(0.06)` at line 12, and the loop stood still, the longest time for 60 ms: meanwhile no \
         other task could run, and no timer could fire. Write `await asyncio.sleep(...)`, which lets the others run.",
    );
}

#[test]
fn computing_blocks_on_the_real_clock_only() {
    let mut b = with_tasks(&["A"]);
    let future = b.sleep("main:12 *sleep:1", 10);
    b.idle(10);
    b.fire(1, future);
    b.begin(1);
    let stack = b.stack("main:20 *sleep:1");
    b.current = None;
    b.push(Record::StepEnded {
        task: 1,
        how: StepEnd::Waits,
        stack,
        busy: 80 * MS,
    });
    assert_eq!(says(&b, EndKind::Finished), []);
    let trace = b.trace_on(Clock::Real);
    let findings = trace.findings(None);
    assert_eq!(findings.len(), 1);
    assert_eq!(
        say(&trace, &findings[0]),
        (
            "A step blocked the loop for 80 ms".to_owned(),
            "main computed between line 12 and line 20 for 80 ms without an `await`: meanwhile no other task could \
             run, and no timer could fire. In a long loop, `await asyncio.sleep(0)` now and then gives the others \
             their turn."
                .to_owned()
        )
    );
    assert_eq!(trace.instant(trace.last()).time, 90 * MS);
}

#[test]
fn complaints() {
    let mut b = with_tasks(&["A"]);
    let text = b.text("coroutine 'work' was never awaited");
    let stack = b.stack("main:5");
    let mut complain = |kind, task, text, stack| {
        b.push(Record::Complained {
            kind,
            task,
            text,
            stack,
        });
    };
    complain(Complaint::NeverAwaited, None, text, stack);
    complain(Complaint::NeverAwaited, None, text, stack);
    complain(Complaint::NeverRetrieved, Some(2), text, 0);
    complain(Complaint::DestroyedPending, Some(2), text, stack);
    complain(Complaint::Handler, None, text, 0);
    let said = says(&b, EndKind::Finished);
    let expected = [
        (
            "Two coroutines were never awaited",
            "`coroutine 'work' was never awaited` and others like it, all created at line 5. Calling an `async def` \
             function only makes a coroutine: write `await` in front of the call, or give it to \
             `asyncio.create_task()`.",
        ),
        (
            "An exception was never retrieved",
            "A: `coroutine 'work' was never awaited`. Nobody asked how it ended, so the error went unheard: `await` \
             the task, or use a `asyncio.TaskGroup`, which does.",
        ),
        (
            "A task was destroyed while it was pending",
            "A: `coroutine 'work' was never awaited`, created at line 5. The loop holds tasks only weakly: keep a \
             reference until the task has ended, or use a `asyncio.TaskGroup`, and `await` it before the loop ends.",
        ),
    ];
    let expected = expected.map(|(title, sentences)| (title.to_owned(), sentences.to_owned()));
    assert_eq!(said, expected);
}

/// `main` cancels A, which sleeps; the error is raised in A.
fn cancelled(code: &str) -> Build {
    let mut b = with_tasks(&[]);
    b.create(2, "A", code, 30);
    let main = b.sleep("main:31 *sleep:1", 5);
    b.begin(2);
    let future = b.sleep("work:3 *sleep:1", 50);
    b.idle(5);
    b.fire(1, main);
    b.begin(1);
    b.cancel(2, "main:32", 1);
    b.settle(future, Settled::Cancelled);
    b.ready(2, Some(future));
    b.wait_task("main:33", 2);
    b.begins(2, true);
    b
}

#[test]
fn a_swallowed_cancellation() {
    let mut b = cancelled("work");
    let more = b.sleep("work:5 *sleep:1", 20);
    b.idle(20);
    b.fire(2, more);
    b.begin(2);
    b.done(&[1]);
    one(
        &b,
        EndKind::Finished,
        "A cancellation was swallowed",
        "main cancelled A at line 32. `CancelledError` was raised in it at line 3, but the task caught it and ended as \
         if it had not been cancelled. Clean up in `finally:`, or end `except asyncio.CancelledError:` with `raise`.",
    );
    let finding = b.trace().findings(None).remove(0);
    assert_eq!((finding.at.time, finding.to), (5 * MS, Some(20 * MS)));
}

#[test]
fn what_the_library_swallows_hides_nothing() {
    let mut b = with_tasks(&[]);
    // More than findings of one kind are gathered; only the last is a coroutine of the program's.
    const LIBRARY: u64 = 150;
    for task in 2..=LIBRARY + 2 {
        let code = if task < LIBRARY + 2 {
            "*run_one_coro"
        } else {
            "work"
        };
        b.create(task, &format!("T{task}"), code, 30);
    }
    let main = b.sleep("main:31 *sleep:1", 5);
    let mut futures = Vec::new();
    for task in 2..=LIBRARY + 2 {
        b.begin(task);
        futures.push(b.sleep("work:3 *sleep:1", 50));
    }
    b.idle(5);
    b.fire(1, main);
    b.begin(1);
    for (task, &future) in (2..).zip(&futures) {
        b.cancel(task, "main:32", 1);
        b.settle(future, Settled::Cancelled);
        b.ready(task, Some(future));
    }
    b.wait_task("main:33", 2);
    for task in 2..=LIBRARY + 2 {
        b.begins(task, true);
        b.done(&[]);
    }
    one(
        &b,
        EndKind::Finished,
        "A cancellation was swallowed",
        "main cancelled T152 at line 32. `CancelledError` was raised in it at line 3, but the task caught it and ended as \
         if it had not been cancelled. Clean up in `finally:`, or end `except asyncio.CancelledError:` with `raise`.",
    );
}

#[test]
fn cancellations_that_are_not_swallowed() {
    let mut ends = cancelled("work");
    ends.done_as(StepEnd::Cancelled, Settled::Cancelled, &[1]);
    let mut taken_back = cancelled("work");
    taken_back.push(Record::Uncancelled {
        task: 2,
        cancelling: 0,
    });
    taken_back.done(&[1]);
    let mut raises = cancelled("work");
    raises.done_as(StepEnd::Raised, Settled::Error, &[1]);
    // It goes on: whether it will end as cancelled nobody knows.
    let mut cleans_up = cancelled("work");
    cleans_up.sleep("work:5 *sleep:1", 20);
    // Such as `asyncio.staggered`'s: the program cannot do otherwise.
    let mut of_library = cancelled("*run_one_coro");
    of_library.done(&[1]);
    for b in [ends, taken_back, raises, cleans_up, of_library] {
        assert_eq!(says(&b, EndKind::Finished), []);
    }
}

/// `main` creates a task, waits for it, and does so again: with the number of others that it creates first.
fn one_after_the_other(tasks: u64, others: u64, sleeps: u64) -> Build {
    let mut b = with_tasks(&[]);
    let (mut no, mut now) = (10, 0);
    for _ in 0..tasks {
        for _ in 0..others {
            no += 1;
            b.create(no, "other", "work", 5);
        }
        no += 1;
        b.create(no, "child", "fetch", 7);
        b.wait_task("main:8", no);
        b.turn(now);
        b.begin(no);
        if sleeps > 0 {
            let future = b.sleep("fetch:2 *sleep:1", now + sleeps);
            now += sleeps;
            b.idle(now);
            b.fire(no, future);
            b.begin(no);
        }
        b.done(&[1]);
        b.begin(1);
    }
    b
}

#[test]
fn tasks_that_could_have_run_together() {
    one(
        &one_after_the_other(4, 0, 20),
        EndKind::Finished,
        "Four tasks ran one after the other",
        "main created four tasks of `fetch` one after the other at line 7, and waited for each before it created the \
         next: 80 ms in all. Together they would have taken about 20 ms, if none needs what another one did. Create \
         all of them first, in an `asyncio.TaskGroup`, or give them to `asyncio.gather()`.",
    );
}

#[test]
fn tasks_that_have_their_reasons() {
    for b in [
        one_after_the_other(2, 0, 20),
        one_after_the_other(5, 0, 0),
        one_after_the_other(5, 1, 20),
    ] {
        assert_eq!(says(&b, EndKind::Finished), []);
    }
}

#[test]
fn a_wait_for_the_network_that_nobody_answers() {
    let mut b = with_tasks(&[]);
    b.wait_future(
        "main:5 *StreamReader.read:747 *StreamReader._wait_for_data:556",
        Purpose::Outside,
    );
    b.push(Record::Idle { until: None });
    deadlock(
        &b,
        "Deadlock: waiting for the network",
        "main waits at line 5 for the network: for data, a connection, or their end. Nobody is left who could bring that \
         about. Close the other end when it has sent everything, so that who reads learns of it, or wait with \
         `asyncio.timeout()`.",
    );
}

#[test]
fn no_finding_in_a_program_that_does_well() {
    let mut b = with_tasks(&["A"]);
    b.primitive(1, LOCK, "lock", 0);
    b.change(1, 1, 0);
    b.wait_future("main:3", Purpose::Outside);
    b.begin(2);
    b.change(1, 1, 1);
    b.wait_primitive("work:3 Lock.acquire:5", 1);
    assert_eq!(b.trace().findings(None), []);
    assert_eq!(says(&b, EndKind::Finished), []);
}

#[test]
fn a_task_that_was_destroyed_waits_for_nothing() {
    let mut b = with_tasks(&["A"]);
    b.wait_future("main:12", Purpose::Future);
    b.begin(2);
    b.wait_future("work:3", Purpose::Future);
    b.push(Record::Complained {
        kind: Complaint::DestroyedPending,
        task: Some(2),
        text: 0,
        stack: 0,
    });
    let trace = b.trace();
    let findings = trace.findings(Some(EndKind::Deadlocked));
    let kinds: Vec<FindingKind> = findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(
        kinds,
        [FindingKind::Deadlock, FindingKind::DestroyedPending]
    );
    assert_eq!(findings[0].tasks, [1]);
    let lane = trace.lanes().lane(2).expect("a lane");
    assert_eq!(lane.ended, Some(trace.instant(trace.last())));
}
