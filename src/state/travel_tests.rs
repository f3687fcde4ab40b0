//! Looking at a run: winding back and forth, selecting, holding the program.

use coroscope_model::link;
use coroscope_model::protocol::{Clock, End, EndKind, Event, Request, RunRequest, Unit};
use coroscope_model::trace::Record;

use super::look::{Move, Shown, Stride};
use super::program::STARTER;
use super::*;
use crate::timeline::testing::Build;
use crate::timeline::{Axis, Window};

/// `main` creates two tasks; each runs once a turn and gives way, `rounds` times.
fn records(rounds: u64) -> Vec<Record> {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    b.create(2, "a", "worker", 5);
    b.create(3, "b", "worker", 6);
    b.wait_task("main:7", 2);
    for round in 0..rounds {
        b.turn(round);
        for task in [2, 3] {
            b.begin(task);
            b.output(2, 3);
            b.end(coroscope_model::trace::StepEnd::Yielded, "worker:2");
            b.push(Record::TaskReady {
                task,
                cause: coroscope_model::trace::Cause::Yield,
                by: Some(task),
            });
        }
    }
    b.records
}

fn page_with(clock: Clock) -> Page {
    let start = Start {
        saved: None,
        recents: Vec::new(),
        code: STARTER.into(),
        address: "https://example.org/".into(),
        fragment: String::new(),
        jspi: true,
        theme: Theme::System,
        plain: false,
        at: 0.0,
    };
    let mut page = Page::new(start).0;
    page.apply(Action::SetClock(clock));
    page.apply(Action::Downloaded { bytes: 10 });
    said(
        &mut page,
        Event::Ready {
            python: "3.14.0".into(),
            jspi: true,
        },
    );
    page
}

fn said(page: &mut Page, event: Event) -> Vec<Effect> {
    page.apply(Action::FromEngine {
        id: 1,
        events: vec![event],
        at: 150.0,
    })
}

/// More of the trace of engine 1, and a look at it.
fn traced(page: &mut Page, records: Vec<Record>, at: f64) {
    page.apply(Action::Traced { id: 1, records });
    page.apply(Action::CatchUp { at });
}

/// A page whose program runs, with that trace so far.
fn running(clock: Clock, records: Vec<Record>) -> Page {
    let mut page = page_with(clock);
    page.apply(Action::Run {
        code: "x".into(),
        at: 100.0,
    });
    traced(&mut page, records, 120.0);
    page
}

fn ended(page: &mut Page, kind: EndKind) {
    said(
        page,
        Event::End(End {
            kind,
            message: String::new(),
            line: None,
            exit_code: 0,
            wall_ms: 1.0,
            loop_ms: 1.0,
            turns: 3,
            tasks: 3,
        }),
    );
}

fn go(page: &mut Page, by: Move) -> u64 {
    page.apply(Action::Move(by));
    page.look.moment.event
}

fn step(stride: Stride, forward: bool) -> Move {
    Move::Step { stride, forward }
}

#[test]
fn a_run_is_traced_and_its_head_is_followed() {
    let mut page = running(Clock::Real, records(2));
    let last = page.recording.last();
    assert!(last > 10 && page.look.follows);
    assert_eq!(page.look.moment.event, last);
    assert_eq!(page.look.selected, Some(1), "the first task");
    traced(&mut page, vec![Record::Turn { turn: 9 }], 130.0);
    assert_eq!(page.look.moment.event, last + 1);
    // Looking back, it stays where it is.
    assert_eq!(go(&mut page, Move::To(4)), 4);
    assert!(!page.look.follows);
    traced(&mut page, vec![Record::Turn { turn: 10 }], 140.0);
    assert_eq!(page.look.moment.event, 4);
    assert_eq!(go(&mut page, Move::Follow(true)), last + 2);
    assert!(page.look.follows);
}

#[test]
fn a_trace_is_looked_at_when_there_is_time_or_the_engine_says_something() {
    let mut page = running(Clock::Real, records(1));
    let (before, moment) = (page.recording.clone(), page.look.moment);
    let part = |turn| Action::Traced {
        id: 1,
        records: vec![Record::Turn { turn }],
    };
    page.apply(part(9));
    page.apply(part(10));
    assert_eq!(page.recording, before, "nothing has to be drawn");
    assert!(page.at_head() && page.look.moment == moment);
    page.apply(Action::CatchUp { at: 130.0 });
    assert_ne!(page.recording, before);
    assert_eq!(page.look.moment.event, before.last() + 2);
    page.apply(part(11));
    said(&mut page, Event::Paused);
    assert_eq!(page.look.moment.event, before.last() + 3);
}

#[test]
fn the_trace_of_an_engine_that_was_stopped_is_late() {
    let mut page = running(Clock::Real, records(1));
    page.apply(Action::Stop { at: 190.0 });
    page.apply(Action::Stop { at: 200.0 });
    let last = page.recording.last();
    traced(&mut page, records(1), 210.0);
    assert_eq!(page.recording.last(), last, "what was there is kept");
    assert!(page.has_trace());
}

#[test]
fn steps_go_by_event_and_by_turn_and_stop_at_the_ends() {
    let mut page = running(Clock::Real, records(3));
    ended(&mut page, EndKind::Finished);
    let last = page.recording.last();
    assert_eq!(go(&mut page, step(Stride::Event, true)), last);
    assert_eq!(go(&mut page, step(Stride::Event, false)), last - 1);
    assert_eq!(go(&mut page, Move::Home), 0);
    assert_eq!(go(&mut page, step(Stride::Event, false)), 0);
    assert_eq!(go(&mut page, step(Stride::Event, true)), 1);
    let turns: Vec<u64> = (1..=last)
        .filter(|event| {
            matches!(
                page.recording.trace().event(*event),
                Some(Record::Turn { .. })
            )
        })
        .collect();
    assert_eq!(turns.len(), 4);
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(go(&mut page, step(Stride::Turn, true)));
    }
    assert_eq!(seen, turns);
    assert_eq!(go(&mut page, step(Stride::Turn, true)), last);
    seen.clear();
    for _ in 0..4 {
        seen.push(go(&mut page, step(Stride::Turn, false)));
    }
    seen.reverse();
    assert_eq!(seen, turns);
    assert!(!page.look.follows, "nothing follows a run that is over");
}

#[test]
fn between_two_events_time_still_passes() {
    let mut page = running(Clock::Real, records(3));
    ended(&mut page, EndKind::Finished);
    go(&mut page, Move::ToPosition(500_000.0));
    assert_eq!(page.look.moment.time, 500_000);
    let event = page.look.moment.event;
    assert!(page.recording.instant(event).time < 500_000);
    assert_eq!(
        go(&mut page, step(Stride::Event, false)),
        event,
        "first to the event before"
    );
    assert_eq!(page.look.moment, page.recording.moment(event));
}

#[test]
fn the_virtual_clock_is_laid_out_by_order_unless_the_visitor_chose() {
    let mut page = running(Clock::Virtual, records(1));
    assert_eq!(page.look.axis, Axis::Order);
    page.apply(Action::Move(Move::By(Axis::Time)));
    ended(&mut page, EndKind::Finished);
    page.apply(Action::FromEngine {
        id: 2,
        events: vec![Event::Ready {
            python: "3.14.0".into(),
            jspi: true,
        }],
        at: 160.0,
    });
    page.apply(Action::Run {
        code: "x".into(),
        at: 300.0,
    });
    assert_eq!(page.look.axis, Axis::Time);
    assert!(!page.has_trace(), "a new run has a trace of its own");
}

#[test]
fn zooming_out_of_everything_shows_the_whole_run() {
    let mut page = running(Clock::Real, records(20));
    ended(&mut page, EndKind::Finished);
    go(&mut page, Move::To(20));
    page.apply(Action::Move(Move::Zoom {
        factor: 0.25,
        around: None,
    }));
    let Shown::Window(near) = page.look.shown else {
        panic!("zoomed in")
    };
    assert!(near.contains(page.look.axis.at(page.look.moment)));
    // Winding out of the window moves it.
    go(&mut page, Move::End);
    let window = page.look.window(&page.recording);
    assert!(window.contains(page.look.axis.at(page.look.moment)));
    assert_eq!(window.span(), near.span());
    for _ in 0..4 {
        page.apply(Action::Move(Move::Zoom {
            factor: 2.0,
            around: None,
        }));
    }
    assert_eq!(page.look.shown, Shown::Whole);
}

#[test]
fn a_long_run_is_shown_around_its_head() {
    let mut page = running(Clock::Real, records(1_000));
    let window = page.look.window(&page.recording);
    let whole = page.look.axis.whole(&page.recording.trace());
    assert!(window.span() < whole.span() / 4.0);
    assert!(window.contains(page.look.axis.at(page.look.moment)));
    page.apply(Action::Move(Move::Show(Shown::Whole)));
    assert_eq!(page.look.window(&page.recording), whole);
    page.apply(Action::Move(Move::Show(Shown::Window(Window {
        from: -5.0,
        to: 100.0,
    }))));
    assert!(page.look.window(&page.recording).from >= whole.from);
}

#[test]
fn selecting_unfolds_what_hides_a_task() {
    let mut page = running(Clock::Real, records(1));
    page.apply(Action::Move(Move::Fold(1)));
    let rows = |page: &Page| page.look.layout(&page.recording).tasks().count();
    assert_eq!(rows(&page), 1);
    page.apply(Action::Move(Move::Select(Some(3))));
    assert_eq!(rows(&page), 3);
    page.apply(Action::Move(Move::Neighbour { down: false }));
    assert_eq!(page.look.selected, Some(2));
    for _ in 0..3 {
        page.apply(Action::Move(Move::Neighbour { down: true }));
    }
    assert_eq!(page.look.selected, Some(3), "there is none below");
}

#[test]
fn play_goes_on_frame_by_frame_and_stops_at_the_end() {
    let mut page = running(Clock::Virtual, records(3));
    ended(&mut page, EndKind::Finished);
    let last = page.recording.last();
    // At the end it begins anew.
    assert_eq!(
        page.apply(Action::Move(Move::Play {
            at: 0.0,
            steady: false,
        })),
        [Effect::NextFrame]
    );
    assert_eq!(page.look.moment.event, 0);
    // 12 events a second.
    for frame in 1..=10 {
        page.apply(Action::Move(Move::Frame {
            at: f64::from(frame) * 50.0,
        }));
    }
    assert_eq!(page.look.moment.event, 6);
    page.apply(Action::Move(Move::Speed(6)));
    let effects = page.apply(Action::Move(Move::Frame { at: 600.0 }));
    assert_eq!(effects, []);
    assert_eq!((page.look.moment.event, page.look.playing), (last, None));
    // Any step ends it.
    page.apply(Action::Move(Move::Play {
        at: 0.0,
        steady: false,
    }));
    go(&mut page, step(Stride::Event, true));
    assert_eq!(page.look.playing, None);
    assert_eq!(page.apply(Action::Move(Move::Frame { at: 50.0 })), []);
}

#[test]
fn a_program_is_held_stepped_and_let_go() {
    let mut page = running(Clock::Real, records(1));
    assert_eq!(page.apply(Action::Pause), [Effect::Send(1, Request::Pause)]);
    assert_eq!(page.status().title, "Pausing");
    assert_eq!(page.apply(Action::Pause), [], "asked already");
    said(&mut page, Event::Paused);
    assert_eq!(page.status().state, "paused");
    // At the head a step forward is one of the program.
    assert_eq!(
        page.apply(Action::Move(step(Stride::Event, true))),
        [Effect::Send(1, Request::Step { unit: Unit::Step })]
    );
    assert_eq!(page.status().state, "running");
    said(&mut page, Event::Paused);
    // Behind it, it is one through the trace.
    go(&mut page, Move::To(3));
    assert_eq!(page.apply(Action::Move(step(Stride::Turn, true))), []);
    assert_eq!(
        page.apply(Action::StepProgram(Stride::Turn)),
        [Effect::Send(1, Request::Step { unit: Unit::Turn })]
    );
    assert!(page.look.follows);
    said(&mut page, Event::Paused);
    assert_eq!(
        page.apply(Action::Hold),
        [Effect::Send(1, Request::Continue)]
    );
    said(&mut page, Event::Continued);
    assert_eq!(page.status().state, "running");
    assert_eq!(
        page.apply(Action::CancelTask(3)),
        [Effect::Send(1, Request::Cancel { task: 3 })]
    );
    assert_eq!(
        page.apply(Action::Pace(5.0)),
        [Effect::Send(1, Request::Pace { factor: 5.0 })]
    );
}

#[test]
fn nothing_is_held_without_jspi() {
    let mut page = running(Clock::Real, records(1));
    page.engines.jspi = false;
    assert!(!page.can_hold());
    assert_eq!(page.apply(Action::Pause), []);
    assert_eq!(page.apply(Action::Pace(5.0)), []);
}

#[test]
fn options_hold_from_the_next_run_on() {
    let mut page = page_with(Clock::Virtual);
    for option in [
        RunOption::Debug,
        RunOption::WaitsForever,
        RunOption::TopLevelAwait,
        RunOption::Paused,
    ] {
        assert_eq!(
            page.apply(Action::SetOption(option, true)),
            [Effect::SaveSoon]
        );
    }
    let effects = page.apply(Action::Run {
        code: "x".into(),
        at: 1.0,
    });
    let asked = RunRequest {
        code: "x".into(),
        file: "main.py".into(),
        clock: Clock::Virtual,
        seed: None,
        trace: true,
        paused: true,
        waits_forever: true,
        debug: true,
        top_level_await: true,
    };
    assert!(effects.contains(&Effect::Send(1, Request::Run(asked))));
}

#[test]
fn a_link_carries_the_instant_and_its_reader_sees_the_same() {
    let mut page = running(Clock::Virtual, records(4));
    ended(&mut page, EndKind::Finished);
    go(&mut page, Move::To(9));
    page.apply(Action::Move(Move::Select(Some(3))));
    page.apply(Action::Share { code: "x".into() });
    let Some(Sheet::Share(shared)) = page.sheet.clone() else {
        panic!("no dialog")
    };
    let (_, fragment) = shared.link.split_once('#').unwrap();
    let fragment = format!("#{fragment}");
    let opened = link::decode(&fragment).unwrap();
    assert_eq!(opened.at, Some(9));

    for (rounds, same) in [(4, true), (5, false)] {
        let mut reader = page_with(Clock::Real);
        reader.apply(Action::HashChanged {
            fragment: fragment.clone(),
            current: STARTER.into(),
            at: 1.0,
        });
        assert_eq!(reader.clock(), Clock::Virtual);
        reader.apply(Action::Run {
            code: opened.code.clone(),
            at: 2.0,
        });
        traced(&mut reader, records(rounds), 3.0);
        ended(&mut reader, EndKind::Finished);
        assert_eq!(reader.look.moment.event, 9);
        assert_eq!(reader.look.selected, Some(3));
        assert!(reader.notices.contains(&Notice::Compared { same }));
    }
}

#[test]
fn another_text_is_shared_without_the_instant() {
    let mut page = running(Clock::Virtual, records(1));
    ended(&mut page, EndKind::Finished);
    page.apply(Action::Share { code: "y".into() });
    let Some(Sheet::Share(shared)) = page.sheet.clone() else {
        panic!("no dialog")
    };
    assert!(!shared.has_instant());
}

#[test]
fn marks_in_the_program_are_of_the_text_that_ran() {
    let mut page = running(Clock::Real, records(1));
    assert!(!page.edited_since);
    page.apply(Action::Edited);
    assert!(page.edited_since);
    page.apply(Action::Save {
        code: "x".into(),
        at: 1.0,
    });
    assert!(!page.edited_since, "it is the same text again");
}

#[test]
fn a_deadlock_is_said_to_be_at_the_instant_that_the_timeline_ends_with() {
    let mut page = running(Clock::Real, records(5));
    let end = page.recording.instant(page.recording.last()).time;
    assert!(end > 0, "the trace takes time");
    ended(&mut page, EndKind::Deadlocked);
    let at = crate::timeline::words::duration(end);
    assert_eq!(page.status().detail, format!("at {at}, 3 tasks, 3 turns"));
}

#[test]
fn a_step_that_was_ended_from_outside_is_seen_to_its_end() {
    let mut b = Build::new();
    b.create(1, "main", "main", 3);
    b.create(2, "a", "worker", 5);
    b.turn(0);
    b.begin(2);
    let mut page = running(Clock::Real, b.records);
    let before = page.recording.last();
    page.apply(Action::Stop { at: 1_000.0 });
    page.apply(Action::StopDue { id: 1, at: 1_100.0 });
    assert!(matches!(page.run, Run::Stopped { .. }));
    // It follows the head, where the loop has ended and the step has not.
    assert_eq!(page.look.moment.event, before + 1);
    assert_eq!(page.look.moment.time, 1_000_000_000);
    assert_eq!(page.look.selected, Some(2));
    let [finding] = &page.look.findings[..] else {
        panic!("one finding: {:?}", page.look.findings);
    };
    assert_eq!(
        finding.title,
        "A step did not end, and blocked the loop for 1 s"
    );
}
