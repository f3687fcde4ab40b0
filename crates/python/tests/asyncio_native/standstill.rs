//! Deadlocks: who is named, where, and why.

use crate::support::run;

#[track_caller]
fn stands_still(source: &str, report: &str, line: u32) {
    let ended = run(source);
    assert_eq!(ended.err, "");
    let (text, at) = ended.deadlock.unwrap();
    assert_eq!(text, report);
    assert_eq!(at, Some(line));
}

#[test]
fn a_future_that_nobody_sets() {
    stands_still(
        "\
import asyncio

async def main():
    future = asyncio.get_running_loop().create_future()
    await future

asyncio.run(main())
",
        "\
Deadlock: every task waits, and nothing is left that could wake one.
Task 'Task-1' waits on line 5, in main(), for a future that nobody has set: \
<Future pending cb=[Task.task_wakeup()]>.",
        5,
    );
}

#[test]
fn the_line_is_that_of_the_task_where_the_chain_ends() {
    stands_still(
        "\
import asyncio

async def reader(queue):
    return await queue.get()

async def helper(queue):
    return await reader(queue)

async def main():
    task = asyncio.create_task(helper(asyncio.Queue()), name='helper')
    await task

asyncio.run(main())
",
        "\
Deadlock: every task waits, and nothing is left that could wake one.
Task 'Task-1' waits on line 11, in main(), for task 'helper'.
Task 'helper' waits on line 4, in reader(), in Queue.get() of <Queue maxsize=0 _getters[1]>.",
        4,
    );
}

#[test]
fn gather_names_those_that_are_not_done() {
    let ended = run("\
import asyncio

async def main():
    stuck = asyncio.create_task(asyncio.Event().wait(), name='stuck')
    quick = asyncio.create_task(asyncio.sleep(1), name='quick')
    await asyncio.gather(stuck, quick)

asyncio.run(main())
");
    let (text, line) = ended.deadlock.unwrap();
    let sentences: Vec<&str> = text.lines().collect();
    assert_eq!(
        sentences[1],
        "Task 'Task-1' waits on line 6, in main(), for gather() of task 'stuck'."
    );
    assert_eq!(line, Some(6));
}

#[test]
fn an_endless_sleep_is_one_too() {
    let ended = run("import asyncio\nasyncio.run(asyncio.sleep(float('inf')))\n");
    assert!(ended.deadlock.is_some());
}
