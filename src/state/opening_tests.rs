//! Opening trace files.

use coroscope_model::protocol::Clock;
use coroscope_model::trace::file::{self, About};
use coroscope_model::trace::{Record, Trace};

use super::tests::page;
use super::*;

/// A trace of so many turns, as a file.
fn file(turns: u64) -> Vec<u8> {
    let mut trace = Trace::new(Clock::Virtual, usize::MAX);
    for turn in 1..=turns {
        trace.push(Record::Turn { turn });
    }
    let program = file::Program {
        code: "print(1)".into(),
        file: "main.py".into(),
        clock: Clock::Virtual,
        seed: None,
    };
    let about = About {
        program,
        ..About::default()
    };
    file::write(&trace, &about).into_bytes()
}

fn open(page: &mut Page, bytes: Vec<u8>) -> Vec<Effect> {
    page.apply(Action::OpenTrace {
        name: "long.trace.json".into(),
        bytes,
        current: "mine".into(),
        at: 1.0,
    })
}

fn read_on(page: &mut Page) -> Vec<Effect> {
    page.apply(Action::ReadOn {
        current: "mine".into(),
        at: 2.0,
    })
}

fn opening(percent: u32) -> Notice {
    Notice::Opening {
        name: "long.trace.json".into(),
        percent,
    }
}

#[test]
fn a_long_trace_is_read_in_parts_and_then_shown() {
    let mut page = page();
    assert_eq!(open(&mut page, file(125_000)), [Effect::ReadOn]);
    assert_eq!(page.notices, [opening(39)]);
    assert_eq!((page.recording.last(), &page.run), (0, &Run::Never));
    assert_eq!(read_on(&mut page), [Effect::ReadOn]);
    assert_eq!(page.notices, [opening(79)]);
    let effects = read_on(&mut page);
    assert_eq!(effects[0], Effect::SetText("print(1)".into()));
    assert_eq!((page.recording.last(), &page.run), (125_000, &Run::Opened));
    assert!(!page.notices.contains(&opening(79)));
    assert_eq!(read_on(&mut page), [], "there is nothing more");
}

#[test]
fn a_damaged_trace_is_refused_and_the_program_stays() {
    let mut page = page();
    let mut bytes = file(75_000);
    bytes.truncate(bytes.len() - 1);
    assert_eq!(open(&mut page, bytes), [Effect::ReadOn]);
    assert_eq!(read_on(&mut page), []);
    assert_eq!(page.notices.len(), 1);
    let Notice::Sorry(why) = &page.notices[0] else {
        panic!("{:?}", page.notices)
    };
    assert_eq!(
        why,
        "long.trace.json cannot be opened. This trace is damaged or not complete: it ends too early. Ask for the file \
         again, or run the program."
    );
    assert_eq!(page.run, Run::Never);
}

#[test]
fn what_is_dismissed_or_overtaken_is_not_opened() {
    let mut page = page();
    open(&mut page, file(125_000));
    page.apply(Action::Dismiss(0));
    assert_eq!(read_on(&mut page), []);
    assert_eq!((&page.notices[..], &page.run), (&[][..], &Run::Never));

    open(&mut page, file(125_000));
    page.apply(Action::OpenFile {
        name: "other.py".into(),
        code: "print(2)".into(),
        current: "mine".into(),
        at: 3.0,
    });
    assert_eq!(read_on(&mut page), []);
    assert_eq!(page.run, Run::Never);
    assert!(!page.notices.contains(&opening(39)));
}
