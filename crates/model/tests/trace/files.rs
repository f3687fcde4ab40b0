//! Files: what was written is what is read, and what is no trace is refused in words.

use crate::build::Build;
use crate::simulate::simulate;
use coroscope_model::protocol::{Chunk, Clock, End, EndKind, Stream};
use coroscope_model::trace::file::{About, FileError, Program, Progress, Reading, read, write};
use coroscope_model::trace::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn about() -> About {
    About {
        program: Program {
            code: "print('héllo 🎈')\n".to_owned(),
            file: "main.py".to_owned(),
            clock: Clock::Virtual,
            seed: Some(u64::MAX),
        },
        python: "3.14.0".to_owned(),
        end: Some(End {
            kind: EndKind::Finished,
            message: String::new(),
            line: None,
            exit_code: 0,
            wall_ms: 1.5,
            loop_ms: 0.0,
            turns: 2,
            tasks: 1,
        }),
        output: Some(vec![Chunk {
            stream: Stream::Stdout,
            text: "héllo 🎈\n".to_owned(),
        }]),
    }
}

/// Everything that can be seen of a trace.
fn assert_same(one: &Trace, another: &Trace) {
    assert_eq!(one.clock(), another.clock());
    assert_eq!(
        (one.dropped(), one.last()),
        (another.dropped(), another.last())
    );
    assert_eq!(one.digest(), another.digest());
    for event in one.dropped()..=one.last() {
        assert_eq!(one.instant(event), another.instant(event));
        if event % 7 == 0 || event == one.dropped() || event == one.last() {
            assert_eq!(one.state_at(event), another.state_at(event));
        }
    }
    assert!(one.records().eq(another.records()));
    let (lanes, others) = (one.lanes(), another.lanes());
    assert_eq!(lanes.tasks.len(), others.tasks.len());
    for (lane, other) in lanes.tasks.iter().zip(&others.tasks) {
        assert_eq!(lane.task, other.task);
        assert_eq!((lane.parent, lane.depth), (other.parent, other.depth));
        assert_eq!((lane.created, lane.ended), (other.created, other.ended));
        assert_eq!(lane.spans(), other.spans());
        assert_eq!(one.task(lane.task), another.task(lane.task));
    }
    assert_eq!(lanes.marks, others.marks);
    assert_eq!(lanes.primitives.len(), others.primitives.len());
    for (row, other) in lanes.primitives.iter().zip(&others.primitives) {
        assert_eq!(row.0, other.0);
        // A lock that is free may not have been told of yet.
        let seen = |levels: &[Level]| -> Vec<(u64, Option<TaskNo>)> {
            let levels = levels.iter().map(|level| (level.value, level.holder));
            levels.skip_while(|&level| level == (0, None)).collect()
        };
        assert_eq!(seen(&row.1), seen(&other.1));
    }
}

#[test]
fn what_belongs_to_a_trace_travels_with_it() {
    let trace = Build::new().trace();
    let (again, read_about) = read(&write(&trace, &about()), 1_000).expect("a trace");
    assert_eq!(read_about, about());
    assert_same(&trace, &again);
    let bare = About::default();
    let (_, read_bare) = read(&write(&trace, &bare), 1_000).expect("a trace");
    assert_eq!(read_bare, bare);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn traces_travel(choices in prop::collection::vec(any::<u8>(), 0..3_000), keep in 50_usize..2_000) {
        let (records, _) = simulate(&choices);
        for keep in [keep, usize::MAX] {
            let mut trace = Trace::new(Clock::Virtual, keep);
            for record in &records {
                trace.push(record.clone());
            }
            let text = write(&trace, &about());
            let (again, _) = read(&text, usize::MAX).expect("a trace");
            assert_same(&trace, &again);
            prop_assert_eq!(write(&again, &about()), text);
        }
    }
}

/// A small trace as JSON, to be damaged.
fn small() -> Value {
    let mut b = Build::new();
    b.create(1, "Task-1", "main", 0);
    serde_json::from_str(&write(&b.trace(), &about())).expect("JSON")
}

fn error(text: &str) -> String {
    match read(text, 1_000) {
        Ok(_) => panic!("{text} is a trace"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn keys_of_later_versions_are_ignored() {
    let mut file = small();
    file["shine"] = json!({"bright": [1, 2]});
    file["program"]["theme"] = json!("dark");
    file["end"]["mood"] = json!("good");
    let created = file["records"].as_array_mut().expect("records").iter_mut();
    for record in created {
        if let Some(created) = record.get_mut("task_created") {
            created["colour"] = json!("blue");
        }
    }
    let (trace, _) = read(&file.to_string(), 1_000).expect("a trace");
    assert_eq!(trace.last(), 3);
    assert!(read(&format!("\u{feff}{file}\n"), 1_000).is_ok());
}

#[test]
fn what_is_no_trace_is_refused_in_words() {
    const NO_TRACE: &str = "This file is not a Coroscope trace: it is not JSON that says so.";
    for text in [
        "",
        "print('hello')",
        "[]",
        "null",
        "{}",
        "{\"format\":1}",
        "\u{0}",
    ] {
        assert_eq!(error(text), NO_TRACE, "{text}");
    }
    assert_eq!(
        error(r#"{"format":"chrome-trace","version":1}"#),
        "This file is not a Coroscope trace: it says that its format is \u{201c}chrome-trace\u{201d}."
    );
    let mut newer = small();
    newer["version"] = json!(2);
    newer["records"] = json!("in another way");
    assert_eq!(
        error(&newer.to_string()),
        "This trace was made by a newer Coroscope (format 2). Reload the page to get the newest one."
    );
    let whole = small().to_string();
    let cut = &whole[..whole.len() - 10];
    assert!(
        error(cut).starts_with("This trace is damaged or not complete: "),
        "{}",
        error(cut)
    );
    let mut no_records = small();
    no_records
        .as_object_mut()
        .expect("an object")
        .remove("records");
    assert!(error(&no_records.to_string()).contains("missing field `records`"));
    let mut dropped = small();
    dropped["dropped"] = json!(7);
    assert_eq!(
        error(&dropped.to_string()),
        "This trace is damaged or not complete: the state after the events that were dropped is missing. Ask for the \
         file again, or run the program."
    );
}

#[test]
fn what_is_used_before_it_is_defined_is_named() {
    let cases = [
        (
            json!({"step_began": {"task": 9, "throws": false}}),
            "task 9",
        ),
        (
            json!({"code": {"id": 9, "name": 77, "file": 0, "line": 1, "own": true}}),
            "text 77",
        ),
        (
            json!({"stack": {"id": 9, "places": [{"code": 5, "line": 1}]}}),
            "code 5",
        ),
        (
            json!({"waits": {"task": 1, "future": null, "purpose": {"primitive": 3}}}),
            "primitive 3",
        ),
        (
            json!({"task_done": {"task": 1, "how": "value", "text": 0, "stack": 4_294_967_295_u32}}),
            "stack 4294967295",
        ),
    ];
    for (record, what) in cases {
        let mut file = small();
        let records = file["records"].as_array_mut().expect("records");
        records.push(record);
        let number = records.len();
        assert_eq!(
            read(&file.to_string(), 1_000).err(),
            Some(FileError::Undefined(number, what.to_owned()))
        );
    }
}

/// What is read `slice` records at a time, and how often there was more.
fn read_on(bytes: &[u8], slice: usize) -> (Result<(Trace, About), FileError>, usize) {
    let mut reading = Reading::new(bytes.to_vec(), usize::MAX);
    let mut before = 0.0;
    let mut more = 0;
    loop {
        match reading.read_on(slice) {
            Progress::More(part) => {
                assert!(part > before && part < 1.0, "{part} after {before}");
                before = part;
                more += 1;
            }
            Progress::Done(read) => return (*read, more),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reading_in_parts_is_reading(
        choices in prop::collection::vec(any::<u8>(), 0..1_000),
        keep in 50_usize..2_000,
        slice in 1_usize..200,
        harm in any::<Option<(u16, u8)>>(),
    ) {
        let (records, _) = simulate(&choices);
        let mut trace = Trace::new(Clock::Virtual, keep);
        for record in &records {
            trace.push(record.clone());
        }
        let mut bytes = write(&trace, &about()).into_bytes();
        if let Some((place, byte)) = harm {
            let place = usize::from(place) % bytes.len();
            bytes[place] = byte;
        }
        let whole = read(&String::from_utf8_lossy(&bytes), usize::MAX);
        let (parts, more) = read_on(&bytes, slice);
        match (whole, parts) {
            (Ok((whole, whole_about)), Ok((parts, parts_about))) => {
                prop_assert_eq!(whole_about, parts_about);
                assert_same(&whole, &parts);
            }
            (whole, parts) => prop_assert_eq!(whole.err(), parts.err()),
        }
        if harm.is_none() {
            prop_assert_eq!(more, trace.records().count() / slice);
        }
    }
}

#[test]
fn a_file_in_another_order_is_read_too() {
    let file = small();
    let records = file["records"].clone();
    let mut text = String::from("{\"records\":");
    text.push_str(&records.to_string());
    let mut rest = file.clone();
    rest.as_object_mut().expect("an object").remove("records");
    text.push(',');
    text.push_str(&rest.to_string()[1..]);
    let marked = format!("\u{feff}{text}\n");
    let (whole, _) = read(&text, 1_000).expect("a trace");
    let (parts, more) = read_on(marked.as_bytes(), 1);
    assert_same(&whole, &parts.expect("a trace").0);
    // All at once.
    assert_eq!(more, 0);
}
