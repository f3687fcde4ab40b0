//! Exports and the table: exactly what is written for a small run.

use crate::build::Build;
use crate::simulate::simulate;
use coroscope_model::protocol::Clock;
use coroscope_model::trace::export::{mermaid, perfetto, svg};
use coroscope_model::trace::*;
use serde_json::Value;
use std::collections::HashMap;

/// `main` starts two workers that share a lock, cancels one that is late, and waits for the other.
pub(crate) fn demo() -> Build {
    let mut b = Build::new();
    b.create(1, "Task-1", "main", 0);
    b.turn(0);
    b.begin(1);
    b.create(2, "first", "worker", 12);
    b.create(3, "<second & last>", "worker", 13);
    let main = b.sleep("main:14 *sleep:1", 30);
    b.turn(0);
    b.primitive(1, PrimitiveKind::Lock, "lock", 0);
    b.begin(2);
    b.change(1, 1, 0);
    let first = b.sleep("worker:5 *sleep:1", 20);
    b.begin(3);
    b.change(1, 1, 1);
    let second = b.wait_primitive("worker:4 Lock.acquire:5", 1);
    b.idle(20);
    b.fire(2, first);
    b.turn(20);
    b.begin(2);
    b.output(6, 6);
    b.settle(second, Settled::Value);
    b.ready(3, Some(second));
    b.change(1, 0, 1);
    b.done(&[]);
    b.turn(20);
    b.begin(3);
    b.change(1, 1, 0);
    let late = b.sleep("worker:5 *sleep:1", 40);
    b.idle(30);
    b.fire(1, main);
    b.turn(30);
    b.begin(1);
    b.cancel(3, "main:15", 1);
    b.push(Record::TimerCancelled {
        timer: late,
        by: Some(1),
    });
    b.settle(late, Settled::Cancelled);
    b.ready(3, Some(late));
    b.wait_task("main:16", 3);
    b.turn(30);
    b.begins(3, true);
    b.change(1, 0, 0);
    b.done_as(StepEnd::Cancelled, Settled::Cancelled, &[1]);
    b.turn(30);
    b.begin(1);
    b.blocked("time.sleep(0.06)", "main:17", 30, 90);
    b.done(&[]);
    b.push(Record::LoopEnded { event_loop: 1 });
    b
}

/// Compares with a file beside this one. With `COROSCOPE_WRITE_EXPECTED=1` it writes what is, to be looked at.
fn expect(name: &str, is: &str) {
    let path = format!("{}/tests/trace/expected/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("COROSCOPE_WRITE_EXPECTED").is_some() {
        std::fs::write(&path, is).expect("writable");
    }
    let expected = std::fs::read_to_string(&path).expect("a file of what is expected");
    assert_eq!(is, expected, "{name}");
}

#[test]
fn the_demo_in_each_format() {
    let trace = demo().trace();
    expect("demo.perfetto.json", &perfetto(&trace));
    expect("demo.mmd", &mermaid(&trace));
    expect("demo.svg", &svg(&trace));
}

#[test]
fn a_run_without_anything() {
    let trace = Trace::new(Clock::Virtual, 100);
    assert!(svg(&trace).contains("0 tasks, 0 events, 0 ms of loop time"));
    assert_eq!(
        mermaid(&trace),
        "sequenceDiagram\n    participant L as event loop\n"
    );
    check_perfetto(&perfetto(&trace));
}

/// What the trace event format asks of each event.
fn check_perfetto(text: &str) {
    let file: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(file["displayTimeUnit"], "ms");
    // For each thread where its last slice ends, and the flows that were begun.
    let mut ends: HashMap<u64, f64> = HashMap::new();
    let mut flows: HashMap<u64, f64> = HashMap::new();
    for event in file["traceEvents"].as_array().expect("a list") {
        let phase = event["ph"].as_str().expect("ph");
        assert!(event["name"].is_string(), "{event}");
        assert!(event["pid"].is_u64() && event["tid"].is_u64(), "{event}");
        if phase != "M" {
            assert!(event["ts"].as_f64().expect("ts") >= 0.0, "{event}");
        }
        let (thread, ts) = (event["tid"].as_u64().expect("tid"), event["ts"].as_f64());
        match phase {
            "M" => assert!(event["args"].is_object(), "{event}"),
            "X" => {
                let (ts, length) = (ts.expect("ts"), event["dur"].as_f64().expect("dur"));
                assert!(length >= 0.0);
                // Slices of one thread follow each other: overlapping ones would be nested.
                assert!(
                    ts + 1e-6 >= ends.get(&thread).copied().unwrap_or(0.0),
                    "{event}"
                );
                ends.insert(thread, ts + length);
            }
            "s" => {
                flows.insert(event["id"].as_u64().expect("id"), ts.expect("ts"));
            }
            "f" => {
                let began = flows.remove(&event["id"].as_u64().expect("id"));
                assert_eq!(began, ts, "{event}");
                assert_eq!(event["bp"], "e");
            }
            "i" => assert_eq!(event["s"], "t"),
            "C" => assert!(event["args"]["waiting"].is_u64(), "{event}"),
            other => panic!("no such phase: {other}"),
        }
    }
    assert!(flows.is_empty());
}

/// Well-formed as far as it goes without a parser: every element is closed, nothing is left unescaped.
fn check_svg(text: &str) {
    let mut open = Vec::new();
    for part in text.split('<').skip(1) {
        let (tag, rest) = part.split_once('>').expect("a tag ends");
        assert!(!rest.contains('>'), "{part}");
        let name: String = tag
            .chars()
            .take_while(|char| char.is_ascii_alphanumeric())
            .collect();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(closed));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<String>::new());
    assert!(!text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn random_runs_in_each_format() {
    for seed in 0..20_u64 {
        let mut state = seed;
        let choices: Vec<u8> = (0..1_500)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as u8
            })
            .collect();
        let (records, _) = simulate(&choices);
        for keep in [100, 1_000_000] {
            let mut trace = Trace::new(Clock::Virtual, keep);
            for record in &records {
                trace.push(record.clone());
            }
            check_perfetto(&perfetto(&trace));
            check_svg(&svg(&trace));
            let diagram = mermaid(&trace);
            assert!(diagram.lines().count() < 400);
            let rows = trace.rows(&trace.state_at(trace.last()));
            assert_eq!(rows.len(), trace.lanes().tasks.len());
        }
    }
}

#[test]
fn a_diagram_that_would_be_too_long_says_so() {
    let mut b = Build::new();
    b.turn(0);
    for task in 1..=50 {
        b.create(task, "end", "main", 0);
    }
    for round in 0..4 {
        for task in 1..=50 {
            b.begin(task);
            let future = b.sleep("main:1", round + 1);
            b.fire(task, future);
        }
    }
    let diagram = mermaid(&b.trace());
    assert!(diagram.contains("    participant T40 as #101;nd\n"));
    assert!(!diagram.contains("T41"));
    // 40 creations and 160 timers.
    assert!(
        diagram.ends_with("    Note over L: Not shown: 10 more tasks\n"),
        "{diagram}"
    );
    for round in 0..4 {
        for task in 1..=50 {
            b.begin(task);
            let future = b.sleep("main:1", round + 10);
            b.fire(task, future);
        }
    }
    let diagram = mermaid(&b.trace());
    assert!(
        diagram.ends_with("    Note over L: Not shown: 60 more lines, 10 more tasks\n"),
        "{diagram}"
    );
}

#[test]
fn names_cannot_break_out() {
    let mut b = Build::new();
    b.create(
        1,
        "a; b # <script>alert(1)</script> \"&amp;\"\n\u{1}",
        "main",
        0,
    );
    let trace = b.trace();
    check_svg(&svg(&trace));
    assert!(!svg(&trace).contains("<script"));
    check_perfetto(&perfetto(&trace));
    assert!(mermaid(&trace).contains(
        "participant T1 as a#59; b #35; #60;script#62;alert(1)#60;/script#62; #34;#38;amp#59;#34;\n"
    ));
}

#[test]
fn the_table_says_what_the_timeline_shows() {
    let trace = demo().trace();
    let table = |event: u64| -> Vec<String> {
        let rows = trace.rows(&trace.state_at(event));
        let say = |row: &Row| {
            let waited = row
                .waited_for
                .iter()
                .map(|(what, time)| format!("{what} {}", duration(*time)));
            let waited: Vec<String> = waited.collect();
            format!(
                "{}{} | {} | {} | line {:?} | {} steps | {}",
                "- ".repeat(row.depth as usize),
                row.name,
                duration(row.created.time),
                row.state,
                row.line,
                row.steps,
                waited.join(", ")
            )
        };
        rows.iter().map(say).collect()
    };
    assert_eq!(
        table(trace.event_at(10_000_000)),
        [
            "Task-1 | 0 ms | waits for a timer that is due at 30 ms | line Some(14) | 1 steps | a timer 0 ms",
            "- first | 0 ms | waits for a timer that is due at 20 ms | line Some(5) | 1 steps | a timer 0 ms",
            "- <second & last> | 0 ms | waits for lock | line Some(4) | 1 steps | lock 0 ms",
        ]
    );
    assert_eq!(
        table(trace.last()),
        [
            "Task-1 | 0 ms | returned | line None | 3 steps | a timer 30 ms, <second & last> 0 ms",
            "- first | 0 ms | returned | line None | 2 steps | a timer 20 ms",
            "- <second & last> | 0 ms | cancelled | line None | 3 steps | lock 20 ms, a timer 10 ms",
        ]
    );
}
