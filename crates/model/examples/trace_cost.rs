//! What a large trace costs: pushing it, reaching its instants, and memory.
//!
//! In processor time, so that what else the machine does counts little.
//!
//! `cargo run --release -p coroscope-model --example trace_cost [EVENTS] [TASKS]` prints one line for each measure.

use coroscope_model::protocol::Clock;
use coroscope_model::trace::{Cause, Purpose, Record, Settled, StepEnd, Trace};
use std::time::Duration;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|arg| arg.parse().ok());
    let events = numbers.next().unwrap_or(1_000_000);
    let tasks = numbers.next().unwrap_or(10_000);
    println!("{events} events");
    measure(
        &format!("{tasks} tasks that sleep"),
        events,
        &sleepers(events, tasks as u64),
    );
    measure("tasks that end at once", events, &spawns(events));
}

fn measure(name: &str, events: usize, records: &[Record]) {
    println!("{name}:");
    let before = resident();
    let began = cpu();
    let mut trace = Trace::new(Clock::Virtual, events);
    for record in records {
        trace.push(record.clone());
    }
    let took = cpu() - began;
    let each = took.as_nanos() as usize / records.len();
    println!("  push: {each} ns a record, {} ms in all", took.as_millis());
    println!("  memory: {} MB", (resident().saturating_sub(before)) >> 20);
    let mut worst = Duration::ZERO;
    let mut all = Duration::ZERO;
    const SAMPLES: u64 = 200;
    for sample in 0..SAMPLES {
        let event = (sample * 2_654_435_761) % trace.last();
        let began = cpu();
        let state = trace.state_at(event);
        let took = cpu() - began;
        assert_eq!(state.now.event, event);
        worst = worst.max(took);
        all += took;
    }
    println!(
        "  state_at: {:.2} ms on average, {:.2} ms at worst",
        millis(all) / SAMPLES as f64,
        millis(worst)
    );
    let began = cpu();
    let order = trace.lanes().order();
    println!(
        "  order of {} lanes: {:.2} ms",
        order.len(),
        millis(cpu() - began)
    );
    let began = cpu();
    let findings = trace.findings(None);
    println!(
        "  {} findings: {:.2} ms",
        findings.len(),
        millis(cpu() - began)
    );
    // The same run in a trace that keeps a tenth of it.
    let began = cpu();
    let mut trace = Trace::new(Clock::Virtual, events / 10);
    for record in records {
        trace.push(record.clone());
    }
    let each = (cpu() - began).as_nanos() as usize / records.len();
    println!(
        "  push with dropping: {each} ns a record, {} events dropped",
        trace.dropped()
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How long this thread has run so far; only on Linux, and 0 elsewhere.
fn cpu() -> Duration {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ran = times.split(' ').next().and_then(|ran| ran.parse().ok());
    Duration::from_nanos(ran.unwrap_or(0))
}

/// Bytes of memory in use; 0 where the system does not say.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}

/// Tasks that each sleep again and again, one of them due in each turn.
fn sleepers(events: usize, tasks: u64) -> Vec<Record> {
    let mut records = vec![Record::LoopBegan {
        event_loop: 1,
        debug: false,
    }];
    for task in 1..=tasks {
        create(&mut records, task, None);
    }
    let mut number = tasks;
    let sleep = |records: &mut Vec<Record>, number: &mut u64, task, now: u64| {
        *number += 1;
        let (future, timer) = (*number, *number);
        let by = Some(task);
        records.push(Record::StepBegan {
            task,
            throws: false,
        });
        records.push(Record::FutureCreated { future, by });
        records.push(Record::TimerSet {
            timer,
            when: now + tasks,
            by,
            what: 0,
        });
        records.push(Record::StepEnded {
            task,
            how: StepEnd::Waits,
            stack: 0,
            busy: 1,
        });
        records.push(Record::Waits {
            task,
            future: Some(future),
            purpose: Purpose::Sleep(Some(timer)),
        });
    };
    for task in 1..=tasks {
        sleep(&mut records, &mut number, task, task);
    }
    let mut now = tasks;
    while records.len() < events {
        let due = number - tasks + 1;
        let task = (due - 1) % tasks + 1;
        now += 1;
        records.push(Record::Idle { until: Some(now) });
        records.push(Record::Clock {
            time: now,
            real: now,
        });
        records.push(Record::Turn { turn: now });
        records.push(Record::TimerFired { timer: due });
        records.push(Record::HandleBegan { handle: due });
        records.push(Record::FutureSettled {
            future: due,
            how: Settled::Value,
            by: None,
        });
        records.push(Record::TaskReady {
            task,
            cause: Cause::Woken(Some(due)),
            by: None,
        });
        records.push(Record::HandleEnded {
            handle: due,
            busy: 1,
        });
        sleep(&mut records, &mut number, task, now);
    }
    records
}

/// One task after the other that ends in its first step.
fn spawns(events: usize) -> Vec<Record> {
    let mut records = vec![Record::LoopBegan {
        event_loop: 1,
        debug: false,
    }];
    let mut task = 0;
    while records.len() < events {
        task += 1;
        records.push(Record::Clock {
            time: task,
            real: task,
        });
        records.push(Record::Turn { turn: task });
        create(&mut records, task, None);
        records.push(Record::StepBegan {
            task,
            throws: false,
        });
        records.push(Record::StepEnded {
            task,
            how: StepEnd::Returned,
            stack: 0,
            busy: 1,
        });
        records.push(Record::TaskDone {
            task,
            how: Settled::Value,
            text: 0,
            stack: 0,
        });
    }
    records
}

fn create(records: &mut Vec<Record>, task: u64, by: Option<u64>) {
    let future = task + (1 << 40);
    records.push(Record::TaskCreated {
        task,
        future,
        by,
        name: 0,
        code: 0,
        created: 0,
    });
    records.push(Record::TaskReady {
        task,
        cause: Cause::Start,
        by,
    });
}
