//! What is recorded of a run, record for record.
//!
//! `traces/*.py` are programs, `traces/*.trace` beside them what is recorded of each on the virtual clock. After a
//! change that is meant, write them anew and read the difference:
//!
//! ```text
//! COROSCOPE_WRITE_TRACES=1 cargo test -p coroscope-engine --test traces
//! git diff crates/engine/tests/traces
//! ```

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "traces/lines.rs"]
mod lines;
#[path = "session/mod.rs"]
mod session;

use coroscope_model::protocol::{Clock, Event};
use coroscope_model::trace::Record;
use session::{Sent, run, traced};
use std::fs;
use std::path::{Path, PathBuf};

fn programs() -> Vec<PathBuf> {
    programs_in("tests/traces")
}

fn programs_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap();
    let mut programs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    programs.retain(|path| path.extension().is_some_and(|it| it == "py"));
    programs.sort();
    programs
}

#[test]
fn the_records_are_those_that_were_reviewed() {
    let programs = programs();
    assert!(programs.len() >= 12);
    let writes = std::env::var_os("COROSCOPE_WRITE_TRACES").is_some();
    let mut wrong = String::new();
    for program in programs {
        let run = run(traced(&fs::read_to_string(&program).unwrap()));
        let got = lines::lines(&run.records());
        let path = program.with_extension("trace");
        if writes {
            fs::write(&path, got).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap();
        if got != expected {
            let same = got
                .lines()
                .zip(expected.lines())
                .take_while(|(a, b)| a == b);
            let line = same.count();
            let at = |text: &str| text.lines().nth(line).unwrap_or("the end").to_owned();
            wrong.push_str(&format!(
                "{}, line {}:\n  expected {}\n  got      {}\n",
                path.display(),
                line + 1,
                at(&expected),
                at(&got)
            ));
        }
    }
    assert!(!writes, "the traces were written anew: read the difference");
    assert_eq!(wrong, "");
}

#[test]
fn primitives_of_a_list_are_called_by_their_place() {
    // `left` and `right` are whichever came last; `door` and `window` are names of their own.
    let program = "\
import asyncio

async def eat(left, right):
    async with left, right:
        await asyncio.sleep(0)

async def main():
    door, window = asyncio.Lock(), asyncio.Lock()
    ways = [door, window]
    forks = [asyncio.Lock() for _ in range(3)]
    async with asyncio.TaskGroup() as group:
        for seat in range(3):
            left, right = forks[seat], forks[(seat + 1) % 3]
            group.create_task(eat(left, right))
        for way in ways:
            async with way:
                pass

asyncio.run(main())
";
    let records = run(traced(program)).records();
    let text = |id| {
        records.iter().find_map(|it| match it {
            Record::Text { id: this, text } if *this == id => Some(text.as_str()),
            _ => None,
        })
    };
    let names = records.iter().filter_map(|it| match it {
        Record::Primitive { name, .. } => text(*name),
        _ => None,
    });
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["door", "forks[0]", "forks[1]", "forks[2]", "window"]
    );
}

#[test]
fn two_runs_on_the_virtual_clock_give_equal_records() {
    for program in programs() {
        let code = fs::read_to_string(&program).unwrap();
        let records = || {
            let records = run(traced(&code)).records();
            let records = records.into_iter().map(Record::without_real_time);
            records.collect::<Vec<_>>()
        };
        let first = records();
        assert!(!first.is_empty());
        assert_eq!(first, records(), "{}", program.display());
    }
}

#[test]
fn recording_does_not_change_what_a_program_prints() {
    let looking = programs_in("tests/traces/same");
    assert!(looking.len() >= 3);
    for program in programs().into_iter().chain(looking) {
        let mut request = traced(&fs::read_to_string(&program).unwrap());
        let with = run(request.clone());
        request.trace = false;
        let without = run(request);
        assert_eq!(with.output(), without.output(), "{}", program.display());
        let (mut a, mut b) = (with.end().clone(), without.end().clone());
        (a.wall_ms, b.wall_ms) = (0.0, 0.0);
        assert_eq!(a, b);
        assert!(without.records().is_empty());
    }
}

#[test]
fn the_trace_is_complete_before_the_end_whatever_the_end_is() {
    for (code, kind) in [
        (
            "import asyncio\nasync def main(): pass\nasyncio.run(main())",
            "Finished",
        ),
        (
            "import asyncio\nasync def main(): 1/0\nasyncio.run(main())",
            "Raised",
        ),
        (
            "import asyncio\nasync def main(): await asyncio.Event().wait()\nasyncio.run(main())",
            "Deadlocked",
        ),
    ] {
        let run = run(traced(code));
        assert_eq!(format!("{:?}", run.end().kind), kind);
        let records = run.records();
        let turns = records
            .iter()
            .filter(|it| matches!(it, Record::Turn { .. }));
        assert_eq!(turns.count() as u64, run.end().turns);
        let last = match kind {
            "Deadlocked" => matches!(records.last(), Some(Record::Idle { until: None })),
            _ => records
                .iter()
                .any(|it| matches!(it, Record::LoopEnded { .. })),
        };
        assert!(last, "{kind}");
    }
}

#[test]
fn an_address_that_is_used_again_is_another_primitive() {
    let run = run(traced(
        "\
import asyncio

async def main():
    for number in range(500):
        lock = asyncio.Lock()
        async with lock:
            await asyncio.sleep(0)
        del lock

asyncio.run(main())
",
    ));
    let mut defined = Vec::new();
    let mut changes = Vec::new();
    for record in run.records() {
        match record {
            Record::Primitive { id, .. } => defined.push(id),
            Record::PrimitiveChanged {
                primitive, value, ..
            } => changes.push((primitive, value)),
            _ => {}
        }
    }
    assert_eq!(defined, (1..=500).collect::<Vec<_>>());
    let expected: Vec<_> = (1..=500).map(|lock| (lock, 1)).collect();
    // The release is seen as well, as long as the lock lives until the end of the step.
    changes.retain(|(_, value)| *value == 1);
    assert_eq!(changes, expected);
}

#[test]
fn texts_are_cut_short_and_no_code_of_the_program_runs_for_them() {
    let run = run(traced(
        "\
import asyncio

class Mine: pass

async def give(value): return value
async def fail(*args): raise ValueError(*args)

async def main():
    for value in (1, -2.5, 'a\\nb', b'x', None, True, (1, [2, {'k': (3,)}]), Mine(), 'y' * 1000, 10 ** 1000, KeyError('k')):
        await asyncio.create_task(give(value))
    for args in ((), ('no',), (1, 'two'), (Mine(),)):
        await asyncio.wait([asyncio.create_task(fail(*args))])

asyncio.run(main())
",
    ));
    let mut texts = std::collections::HashMap::from([(0, String::new())]);
    let mut results = Vec::new();
    for record in run.records() {
        match record {
            Record::Text { id, text } => {
                texts.insert(id, text);
            }
            Record::TaskDone { text, .. } => results.push(texts[&text].clone()),
            _ => {}
        }
    }
    let long = format!("'{}…", "y".repeat(78));
    assert_eq!(
        results[..15],
        [
            "1",
            "-2.5",
            "'a\\nb'",
            "b'x'",
            "",
            "True",
            "(1, [2, {'k': (3,)}])",
            "<Mine object>",
            &long,
            "<int object>",
            "KeyError: 'k'",
            "ValueError",
            "ValueError: no",
            "ValueError: (1, 'two')",
            "ValueError",
        ]
    );
}

/// How often a program waits that sleeps so many times for so many seconds, and how many parts of its trace end by that.
fn waits(times: usize, seconds: f64, clock: Clock) -> (usize, usize) {
    let mut request = traced(&format!(
        "import asyncio\nasync def main():\n    for _ in range({times}): await asyncio.sleep({seconds})\nasyncio.run(main())"
    ));
    request.clock = clock;
    let run = run(request);
    let parts = run.parts();
    let idle = |record: &&Record| matches!(record, Record::Idle { .. });
    let waits = parts.iter().flat_map(|part| part.iter()).filter(idle);
    let sent = parts.iter().filter_map(|part| part.last()).filter(idle);
    (waits.count(), sent.count())
}

#[test]
fn records_go_out_before_a_wait_that_somebody_can_see() {
    // Nothing comes after them until it is over.
    assert_eq!(waits(2, 0.02, Clock::Real), (2, 2));
    // These are over at once, and so many messages would hold the page up.
    for (seconds, clock) in [(0.0005, Clock::Real), (1.0, Clock::Virtual)] {
        let (waits, sent) = waits(400, seconds, clock);
        assert_eq!(waits, 400);
        assert!(sent < 100, "{sent} for waits of {seconds} s");
    }
}

#[test]
fn a_trace_on_the_real_clock_has_times_that_never_go_back() {
    let mut request = traced(
        "import asyncio, time\nasync def main():\n    for _ in range(3):\n        time.sleep(0.002)\n        \
         await asyncio.sleep(0.002)\nasyncio.run(main())",
    );
    request.clock = Clock::Real;
    let run = run(request);
    let clocks = run.records().into_iter().filter_map(|record| match record {
        Record::Clock { time, real } => Some((time, real)),
        _ => None,
    });
    let clocks: Vec<_> = clocks.collect();
    assert!(clocks.len() > 6);
    assert!(clocks.is_sorted_by_key(|(time, _)| *time));
    assert!(clocks.is_sorted_by_key(|(_, real)| *real));
    assert!(clocks.last().unwrap().0 >= 12_000_000);
    assert!(run.sent.contains(&Sent::Event(Event::Started)));
}
