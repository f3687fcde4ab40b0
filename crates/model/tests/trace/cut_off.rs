//! What a trace says of a program that was ended from outside.

use crate::build::{Build, MS};
use crate::findings::say;
use coroscope_model::protocol::{Clock, EndKind};
use coroscope_model::trace::*;

const SECOND: Nanos = 1000 * MS;

/// `main` sleeps at line 12 for 10 ms, and then computes.
fn computing() -> Build {
    let mut b = Build::new();
    b.create(1, "main", "main", 3);
    b.turn(0);
    b.begin(1);
    let future = b.sleep("main:12 *sleep:1", 10);
    b.idle(10);
    b.fire(1, future);
    b.begin(1);
    b
}

#[test]
fn a_step_that_never_ended_went_on_until_then() {
    for (clock, time) in [(Clock::Real, SECOND), (Clock::Virtual, 10 * MS)] {
        let mut trace = computing().trace_on(clock);
        trace.cut_off(SECOND);
        let now = trace.instant(trace.last());
        assert_eq!((now.time, now.real), (time, SECOND));
        let state = trace.state_at(trace.last());
        assert_eq!(state.tasks[&1].phase, Phase::Running);
        assert_eq!(state.event_loop, None);
        let findings = trace.findings(Some(EndKind::Stopped));
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].at.time, findings[0].to), (10 * MS, Some(time)));
        let (title, text) = say(&trace, &findings[0]);
        assert_eq!(title, "A step did not end, and blocked the loop for 990 ms");
        assert_eq!(
            text,
            "main computed after line 12 for 990 ms without an `await`, until the program was stopped: meanwhile no other \
             task could run, and no timer could fire. In a long loop, `await asyncio.sleep(0)` now and then gives the others \
             their turn."
        );
        assert_eq!(trace.findings(Some(EndKind::Raised)), []);
        // On the virtual clock computing takes no time.
        let blocked = trace.lanes().event_loop.last().map(|span| span.kind);
        let expected = match clock {
            Clock::Real => LoopKind::Blocked(Some(1)),
            Clock::Virtual => LoopKind::Busy,
        };
        assert_eq!(blocked, Some(expected));
    }
}

#[test]
fn a_first_step_began_at_its_coroutine() {
    let mut b = Build::new();
    b.create(1, "main", "main", 3);
    b.turn(0);
    b.begin(1);
    let mut trace = b.trace_on(Clock::Real);
    trace.cut_off(SECOND);
    let findings = trace.findings(Some(EndKind::Stopped));
    let (_, text) = say(&trace, &findings[0]);
    let begin = "main computed since it began at line 1 for 1 s without an `await`, until the program was stopped:";
    assert!(text.starts_with(begin), "{text}");
}

#[test]
fn a_short_step_is_nothing_to_speak_of() {
    let mut trace = computing().trace_on(Clock::Real);
    trace.cut_off(11 * MS);
    assert_eq!(trace.findings(Some(EndKind::Stopped)), []);
}

#[test]
fn where_nothing_is_known_nothing_is_told() {
    let mut b = computing();
    b.sleep("main:20 *sleep:1", 10);
    let mut trace = b.trace_on(Clock::Real);
    let before = trace.instant(trace.last());
    trace.cut_off(SECOND);
    let now = trace.instant(trace.last());
    assert_eq!((now.time, now.real), (before.time, before.real));
    assert_eq!(now.event, before.event + 1);
    assert_eq!(trace.findings(Some(EndKind::Stopped)), []);
}
