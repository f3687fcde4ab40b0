//! Pausing, stepping, slow motion and cancelling from outside, in the order in which a page sees them.
//!
//! The page of these tests asks for things at the moment at which it is told that the program is paused, so that
//! nothing depends on how fast the machine is. In a browser requests come while the program's stack is suspended, which
//! is the same to the loop.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "session/mod.rs"]
mod session;

use coroscope_engine::control::Controls;
use coroscope_model::protocol::{Clock, EndKind, Event, Unit};
use coroscope_model::trace::Record;
use session::{Run, Sent, run, run_with, traced};
use std::time::Instant;

const TWO_TASKS: &str = "\
import asyncio

async def count(name):
    for number in range(2):
        print(name, number)
        await asyncio.sleep(1)

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(count('a'), name='a')
        group.create_task(count('b'), name='b')

asyncio.run(main())
";

/// What the page saw: pauses, and in between who ran, which turn began, and where time went.
fn seen(run: &Run) -> Vec<String> {
    let mut seen = Vec::new();
    for sent in &run.sent {
        match sent {
            Sent::Event(Event::Paused) => seen.push("paused".to_owned()),
            Sent::Event(Event::Continued) => seen.push("continued".to_owned()),
            Sent::Event(Event::End(end)) => seen.push(format!("{:?}", end.kind)),
            Sent::Event(_) => {}
            Sent::Records(records) => seen.extend(records.iter().filter_map(|it| match it {
                Record::Turn { turn } => Some(format!("turn {turn}")),
                Record::StepBegan { task, .. } => Some(format!("t{task}")),
                Record::HandleBegan { handle } => Some(format!("h{handle}")),
                Record::Idle { .. } => Some("idle".to_owned()),
                Record::CancelRequested { task, by: None, .. } => Some(format!("cancel t{task}")),
                _ => None,
            })),
        }
    }
    seen
}

/// Calls `ask` with how many pauses there were, at each of them.
fn at_each_pause(mut ask: impl FnMut(u32, &Controls) + Send + 'static) -> Option<session::Script> {
    let mut pauses = 0;
    Some(Box::new(move |sent, controls| {
        if *sent == Sent::Event(Event::Paused) {
            pauses += 1;
            ask(pauses, controls);
        }
    }))
}

#[test]
fn paused_from_the_start_it_steps_from_item_to_item() {
    let mut request = traced(TWO_TASKS);
    request.paused = true;
    let run = run_with(
        request,
        at_each_pause(|pause, controls| match pause {
            1..=7 => controls.step(Unit::Step),
            _ => controls.go_on(),
        }),
    );
    let seen = seen(&run);
    assert_eq!(
        seen[..26],
        [
            "turn 1",
            "paused",
            "continued",
            "t1",
            "paused",
            "continued", // the group
            "turn 2",
            "t2",
            "paused",
            "continued",
            "t3",
            "paused",
            "continued", // both tasks
            "idle",
            "turn 3",
            "h1",
            "paused",
            "continued",
            "h2",
            "paused",
            "continued", // both timers
            "turn 4",
            "t2",
            "paused",
            "continued",
            "t3",
        ]
    );
    assert_eq!(seen.last().unwrap(), "Finished");
    assert_eq!(run.output(), "a 0\nb 0\na 1\nb 1\n");
}

#[test]
fn it_steps_from_turn_to_turn() {
    let mut request = traced(TWO_TASKS);
    request.paused = true;
    let run = run_with(
        request,
        at_each_pause(|pause, controls| match pause {
            1..=3 => controls.step(Unit::Turn),
            _ => controls.go_on(),
        }),
    );
    assert_eq!(
        seen(&run)[..16],
        [
            "turn 1",
            "paused",
            "continued",
            "t1",
            "paused",
            "continued", // the rest of the turn
            "turn 2",
            "t2",
            "t3",
            "paused",
            "continued", // a whole one
            "idle",
            "turn 3",
            "h1",
            "h2",
            "paused",
        ]
    );
}

#[test]
fn a_pause_comes_after_the_step_that_is_going_on_and_before_the_next() {
    let mut asked = false;
    let script: session::Script = Box::new(move |sent, controls| match sent {
        // The first output: in the middle of the first step of `a`.
        Sent::Event(Event::Output { .. }) if !asked => {
            asked = true;
            controls.pause();
        }
        Sent::Event(Event::Paused) => controls.go_on(),
        _ => {}
    });
    let run = run_with(traced(TWO_TASKS), Some(script));
    assert_eq!(
        seen(&run)[..7],
        ["turn 1", "t1", "turn 2", "t2", "paused", "continued", "t3"]
    );
}

#[test]
fn pausing_and_stepping_changes_nothing_that_the_program_does() {
    let records = |run: &Run| -> Vec<Record> {
        let records = run.records().into_iter();
        records.map(Record::without_real_time).collect()
    };
    let plain = run(traced(TWO_TASKS));
    let mut request = traced(TWO_TASKS);
    request.paused = true;
    let stepped = run_with(
        request,
        at_each_pause(|_, controls| controls.step(Unit::Step)),
    );
    assert_eq!(records(&plain), records(&stepped));
    assert_eq!(plain.output(), stepped.output());
}

#[test]
fn a_task_is_cancelled_from_outside_before_the_next_step() {
    let mut request = traced(
        "\
import asyncio

async def worker():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print('cancelled')
        raise

async def main():
    task = asyncio.create_task(worker())
    await asyncio.wait([task])
    print(task.cancelled())

asyncio.run(main())
",
    );
    request.paused = true;
    let run = run_with(
        request,
        at_each_pause(|pause, controls| match pause {
            // In the second turn the worker has begun to wait.
            1 | 2 => controls.step(Unit::Turn),
            3 => {
                controls.cancel(2);
                // Nobody has that number.
                controls.cancel(77);
                controls.go_on();
            }
            _ => unreachable!(),
        }),
    );
    assert_eq!(run.output(), "cancelled\nTrue\n");
    assert_eq!(
        seen(&run)[..11],
        [
            "turn 1",
            "paused",
            "continued",
            "t1",
            "paused",
            "continued",
            "turn 2",
            "t2",
            "paused",
            "continued",
            "cancel t2",
        ]
    );
    assert!(run.end().loop_ms < 1.0, "nobody waited for an hour");
}

#[test]
fn a_pause_holds_the_clock_so_that_no_sleep_is_overdue_after_it() {
    let mut request = traced(
        "\
import asyncio, time

async def main():
    loop = asyncio.get_running_loop()
    before, real = loop.time(), time.time()
    print('begins')
    await asyncio.sleep(0.05)
    print(0.05 <= loop.time() - before < 0.2)

asyncio.run(main())
",
    );
    request.clock = Clock::Real;
    let mut asked = false;
    let script: session::Script = Box::new(move |sent, controls| match sent {
        Sent::Event(Event::Output { .. }) if !asked => {
            asked = true;
            controls.pause();
        }
        Sent::Event(Event::Paused) => {
            // Longer than the program's own sleep by far.
            std::thread::sleep(std::time::Duration::from_millis(400));
            controls.go_on();
        }
        _ => {}
    });
    let began = Instant::now();
    let run = run_with(request, Some(script));
    assert!(began.elapsed().as_secs_f64() >= 0.4);
    assert_eq!(run.output(), "begins\nTrue\n");
}

#[test]
fn slow_motion_stretches_every_sleep_and_not_what_the_program_sees_of_it() {
    let mut request = traced(
        "\
import asyncio, time

async def main():
    print('begins')
    before = time.monotonic()
    await asyncio.sleep(0.05)
    time.sleep(0.05)
    print(0.1 <= time.monotonic() - before < 0.2)

asyncio.run(main())
",
    );
    request.clock = Clock::Real;
    let script: session::Script = Box::new(move |sent, controls| {
        if *sent == Sent::Event(Event::Started) {
            controls.set_pace(4.0);
        }
    });
    let began = Instant::now();
    let run = run_with(request, Some(script));
    assert_eq!(run.output(), "begins\nTrue\n");
    assert!(began.elapsed().as_secs_f64() >= 0.4);
}

#[test]
fn slow_motion_on_the_virtual_clock_leaves_loop_time_alone() {
    let began = Instant::now();
    let script: session::Script = Box::new(move |sent, controls| {
        if *sent == Sent::Event(Event::Started) {
            controls.set_pace(2.0);
        }
    });
    let slow = run_with(traced(TWO_TASKS), Some(script));
    // 17 items and 2 waits of 20 ms each.
    assert!(began.elapsed().as_secs_f64() >= 0.3);
    let plain = run(traced(TWO_TASKS));
    assert_eq!(slow.end().loop_ms, plain.end().loop_ms);
    assert_eq!(seen(&slow), seen(&plain));
}

#[test]
fn a_loop_that_can_never_go_on_may_wait_for_ever() {
    let mut request = traced(
        "import asyncio\nasync def main(): await asyncio.Event().wait()\nasyncio.run(main())",
    );
    request.waits_forever = true;
    // Somebody cancels it, once it has told that it waits.
    let script: session::Script = Box::new(move |sent, controls| {
        if let Sent::Records(records) = sent
            && matches!(records.last(), Some(Record::Idle { until: None }))
        {
            controls.cancel(1);
        }
    });
    let run = run_with(request, Some(script));
    assert_eq!(run.end().kind, EndKind::Raised);
    assert_eq!(run.end().message, "asyncio.exceptions.CancelledError");
}

#[test]
fn a_step_without_end_is_traced_in_small_parts() {
    let programs = [
        "for i in range(20_000):\n    print(i)\n",
        "import asyncio\nasync def main():\n    loop = asyncio.get_running_loop()\n    for _ in range(20_000):\n        \
         loop.create_future()\nasyncio.run(main())\n",
    ];
    for program in programs {
        let run = run(traced(program));
        let parts: Vec<usize> = run.parts().iter().map(|part| part.len()).collect();
        assert!(parts.iter().sum::<usize>() >= 20_000);
        // Of 64 KiB at most, and no record takes less than two bytes.
        assert!(parts.iter().all(|part| *part <= 32 * 1024), "{parts:?}");
        assert!(parts.len() >= 2, "{parts:?}");
    }
}

const fn begins(record: &Record) -> bool {
    matches!(
        record,
        Record::StepBegan { .. } | Record::HandleBegan { .. }
    )
}

#[test]
fn who_ends_a_program_from_outside_knows_what_it_was_doing() {
    let run = run(traced(TWO_TASKS));
    let parts = run.parts();
    let told = parts.iter().filter(|part| part.last().is_some_and(begins));
    let begun = parts.iter().flat_map(|part| part.iter());
    let begun = begun.filter(|record| begins(record)).count();
    assert!(begun > 10, "{begun}");
    assert_eq!(told.count(), begun, "each goes out at once");
    // After a loop the program may compute for ever without one: no step goes on then.
    let ends = |record: &Record| matches!(record, Record::LoopEnded { .. });
    let ended = parts.iter().flat_map(|part| part.iter());
    assert_eq!(ended.filter(|record| ends(record)).count(), 3);
    let told = parts.iter().filter(|part| part.last().is_some_and(ends));
    assert_eq!(told.count(), 3);
}

#[test]
fn of_very_many_steps_few_are_told_at_once_and_none_seems_to_go_on() {
    // The clock of these tests goes on by a millisecond with each step, and so much faster than they are told.
    const STEPS: usize = 20_000;
    let program = format!(
        "import asyncio\n\
         async def work():\n    for _ in range({STEPS} // 100): await asyncio.sleep(0)\n\
         async def main():\n    await asyncio.gather(*(work() for _ in range(100)))\n\
         asyncio.run(main())"
    );
    let run = run(traced(&program));
    let parts = run.parts();
    // Each time the step that begins, and that it does not go on.
    let told = parts.iter().filter(|part| part.last().is_some_and(begins));
    assert!((64..STEPS / 3).contains(&told.count()));
    assert!(parts.len() < STEPS * 2 / 3, "{} parts", parts.len());
    for pair in parts.windows(2) {
        let told = pair[0].last().is_some_and(begins);
        let begun = pair[1].iter().position(begins);
        let last = pair[1].len() - 1;
        assert!(!told || begun.is_none_or(|place| place == last));
    }
}
