//! What the page does, action by action: exact states and exact effects.

use coroscope_model::link::{self, SharedProgram};
use coroscope_model::protocol::{Chunk, Clock, End, EndKind, Event, Request, RunRequest, Stream};

use super::program::{Example, Kept, Origin, STARTER, Saved};
use super::*;

fn start() -> Start {
    Start {
        saved: None,
        recents: Vec::new(),
        code: STARTER.into(),
        address: "https://example.org/".into(),
        fragment: String::new(),
        jspi: true,
        theme: Theme::System,
        plain: false,
        at: 0.0,
    }
}

pub(super) fn page() -> Page {
    Page::new(start()).0
}

fn ready(id: EngineId) -> Action {
    Action::FromEngine {
        id,
        events: vec![Event::Ready {
            python: "3.14.0".into(),
            jspi: true,
        }],
        at: 0.0,
    }
}

/// A page whose first engine is warm.
fn warm() -> Page {
    let mut page = page();
    page.apply(Action::Downloaded { bytes: 10 });
    page.apply(ready(1));
    page
}

fn run(code: &str) -> Action {
    Action::Run {
        code: code.into(),
        at: 100.0,
    }
}

fn request(code: &str) -> RunRequest {
    RunRequest {
        code: code.into(),
        file: "main.py".into(),
        clock: Clock::Real,
        seed: None,
        trace: true,
        ..RunRequest::default()
    }
}

fn said(id: EngineId, event: Event) -> Action {
    Action::FromEngine {
        id,
        events: vec![event],
        at: 150.0,
    }
}

fn printed(text: &str) -> Event {
    Event::Output {
        chunks: vec![Chunk {
            stream: Stream::Stdout,
            text: text.into(),
        }],
    }
}

fn end(kind: EndKind) -> End {
    let (message, line, exit_code) = match kind {
        EndKind::Finished => (String::new(), None, 0),
        EndKind::Raised => ("ValueError: no".into(), Some(7), 1),
        EndKind::Deadlocked => ("main waits on line 3".into(), Some(3), 3),
        EndKind::Stopped => (String::new(), None, 130),
    };
    End {
        kind,
        message,
        line,
        exit_code,
        wall_ms: 812.0,
        loop_ms: 1_968.0,
        turns: 34,
        tasks: 12,
    }
}

/// The effects but for writes to storage, which most tests are not about.
fn without_writes(effects: Vec<Effect>) -> Vec<Effect> {
    effects
        .into_iter()
        .filter(|effect| !matches!(effect, Effect::Write(_)))
        .collect()
}

/// Stops a program that does not end by itself.
fn stop(page: &mut Page) {
    for _ in 0..2 {
        page.apply(Action::Stop { at: 200.0 });
    }
}

fn status(page: &Page) -> (&'static str, String) {
    let status = page.status();
    let words = [status.title, status.detail, status.moving];
    (
        status.state,
        words
            .iter()
            .filter(|word| !word.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn mine(page: &mut Page, code: &str) -> Vec<Effect> {
    page.apply(Action::OpenFile {
        name: "mine.py".into(),
        code: code.into(),
        current: STARTER.into(),
        at: 1.0,
    })
}

fn example() -> Example {
    Example {
        id: "lock".into(),
        title: "Lock".into(),
        lesson: "One at a time.".into(),
        file: "lock.py".into(),
        group: "Synchronisation".into(),
    }
}

#[test]
fn loading_shows_bytes_and_then_the_engine_is_ready() {
    let (mut page, effects) = Page::new(start());
    assert_eq!(effects, [Effect::Download, Effect::FetchExamples]);
    assert_eq!(status(&page), ("loading", "Loading Python".into()));
    assert_eq!(
        page.apply(Action::Progress {
            received: 1_234_567,
            total: Some(4_800_000)
        }),
        []
    );
    assert_eq!(
        status(&page),
        ("loading", "Loading Python 1.2 of 4.8 MB".into())
    );
    assert_eq!(
        page.apply(Action::Downloaded { bytes: 4_800_000 }),
        [Effect::Boot(1)]
    );
    assert_eq!(
        page.apply(Action::Progress {
            received: 4_700_000,
            total: Some(4_800_000)
        }),
        [],
        "too late to tell"
    );
    assert_eq!(status(&page), ("loading", "Starting Python".into()));
    assert_eq!(page.apply(ready(1)), []);
    assert_eq!(status(&page), ("idle", "Ready".into()));
}

#[test]
fn a_run_from_start_to_end() {
    let mut page = warm();
    let effects = page.apply(run("x"));
    assert_eq!(
        without_writes(effects),
        [
            Effect::Unmark,
            Effect::ShowNewest,
            Effect::Send(1, Request::Run(request("x"))),
            Effect::SpareSoon
        ]
    );
    assert_eq!(
        page.run,
        Run::Running {
            engine: 1,
            since: 100.0,
            waits_for_input: false,
            hold: Hold::None,
        }
    );
    page.apply(Action::Tick { at: 1_390.0 });
    assert_eq!(status(&page), ("running", "Running 1.2 s".into()));
    assert_eq!(
        page.apply(run("again")),
        [],
        "Run does nothing while a program runs"
    );
    assert_eq!(page.apply(said(1, Event::Started)), []);
    assert_eq!(page.apply(said(1, printed("hello\n"))), []);
    assert_eq!(page.apply(Action::SpareDue), [Effect::Boot(2)]);
    assert_eq!(
        page.apply(said(1, Event::End(end(EndKind::Finished)))),
        [Effect::Terminate(1)]
    );
    assert_eq!(
        status(&page),
        ("finished", "Finished in 812 ms, 12 tasks, 34 turns".into())
    );
    assert_eq!(page.output.text(), "hello\n");
    assert_eq!(
        page.apply(said(1, printed("late\n"))),
        [],
        "what comes after the end is not shown"
    );
    assert_eq!(page.output.text(), "hello\n");
}

#[test]
fn a_short_run_starts_its_spare_at_the_end() {
    let mut page = warm();
    page.apply(run("x"));
    let effects = page.apply(said(1, Event::End(end(EndKind::Finished))));
    assert_eq!(effects, [Effect::Terminate(1), Effect::Boot(2)]);
    assert_eq!(
        page.apply(Action::SpareDue),
        [],
        "and the timer finds it there"
    );
}

#[test]
fn each_end_has_its_sentence_and_its_mark() {
    let ended = |kind| {
        let mut page = warm();
        page.apply(run("x"));
        let effects = page.apply(said(1, Event::End(end(kind))));
        (
            status(&page),
            effects
                .into_iter()
                .find(|effect| matches!(effect, Effect::Mark(..))),
        )
    };
    assert_eq!(
        ended(EndKind::Raised),
        (
            ("raised", "Raised ValueError on line 7".into()),
            Some(Effect::Mark(7, "ValueError: no".into()))
        )
    );
    assert_eq!(
        ended(EndKind::Deadlocked),
        (
            (
                "deadlocked",
                "Deadlocked at 812 ms, 12 tasks, 34 turns".into()
            ),
            Some(Effect::Mark(3, "waits here for ever".into()))
        )
    );
    assert_eq!(
        ended(EndKind::Stopped),
        (
            ("stopped", "Stopped after 812 ms, 12 tasks, 34 turns".into()),
            None
        )
    );
    let mut page = warm();
    page.apply(run("x"));
    page.apply(said(
        1,
        Event::End(End {
            exit_code: 2,
            tasks: 0,
            turns: 0,
            ..end(EndKind::Finished)
        }),
    ));
    assert_eq!(
        status(&page),
        ("finished", "Finished with exit code 2 after 812 ms".into())
    );
}

#[test]
fn stop_ends_the_engine_and_keeps_the_output() {
    let mut page = warm();
    page.apply(run("while True: print()"));
    page.apply(said(1, printed("\n")));
    assert_eq!(
        page.apply(Action::Stop { at: 3_300.0 }),
        [
            Effect::Send(1, Request::Interrupt),
            Effect::StopSoon(1, Patience::ToHear)
        ]
    );
    assert_eq!(status(&page), ("running", "Stopping 0.0 s".into()));
    assert_eq!(page.apply(Action::Pause), [], "nothing is held any more");
    assert_eq!(
        page.apply(Action::StopDue { id: 1, at: 3_300.0 }),
        [Effect::Terminate(1), Effect::Boot(2)]
    );
    assert_eq!(status(&page), ("stopped", "Stopped after 3.20 s".into()));
    assert_eq!(page.output.text(), "\n");
    assert_eq!(page.apply(Action::Stop { at: 3_400.0 }), []);
    page.apply(said(1, Event::End(end(EndKind::Finished))));
    assert_eq!(
        status(&page).0,
        "stopped",
        "an end that was under way comes too late"
    );
}

#[test]
fn a_program_that_ends_by_its_interrupt_is_not_ended_again() {
    let mut page = warm();
    page.apply(run("input()"));
    page.apply(said(1, Event::InputWanted));
    page.apply(Action::Stop { at: 200.0 });
    assert!(!page.wants_input());
    assert_eq!(
        page.apply(said(1, Event::Interrupted)),
        [Effect::StopSoon(1, Patience::ToEnd)]
    );
    assert_eq!(
        page.apply(said(1, Event::Reporting)),
        [Effect::StopSoon(1, Patience::ToReport)]
    );
    page.apply(said(1, printed("KeyboardInterrupt\n")));
    assert_eq!(
        page.apply(said(1, Event::End(end(EndKind::Stopped)))),
        [Effect::Terminate(1), Effect::Boot(2)]
    );
    let stopped = ("stopped", "Stopped after 812 ms, 12 tasks, 34 turns".into());
    assert_eq!(status(&page), stopped);
    let late = Action::StopDue { id: 1, at: 700.0 };
    assert_eq!(page.apply(late), []);
    assert_eq!(status(&page), stopped);
    assert_eq!(page.output.text(), "KeyboardInterrupt\n");
}

#[test]
fn stop_ends_the_engine_at_once_when_it_is_pressed_twice_or_nothing_can_be_heard() {
    let mut page = warm();
    page.apply(run("x"));
    page.apply(Action::Stop { at: 200.0 });
    // It was paused just then.
    page.apply(said(1, Event::Paused));
    assert_eq!(
        page.apply(Action::Stop { at: 300.0 }),
        [Effect::Terminate(1), Effect::Boot(2)]
    );
    page.engines.jspi = false;
    page.apply(run("y"));
    page.apply(ready(2));
    assert_eq!(status(&page).0, "running");
    page.engines.jspi = false;
    assert_eq!(
        page.apply(Action::Stop { at: 400.0 }),
        [Effect::Terminate(2), Effect::Boot(3)]
    );
    assert_eq!(status(&page).0, "stopped");
}

#[test]
fn a_run_right_after_a_stop_takes_the_spare_or_waits_for_it() {
    let mut page = warm();
    page.apply(run("a"));
    stop(&mut page);
    let effects = page.apply(run("b"));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Send(..)))
    );
    assert_eq!(
        status(&page),
        ("loading", "Queued runs when Python is ready".into())
    );
    assert_eq!(
        page.apply(ready(2)),
        [
            Effect::Send(2, Request::Run(request("b"))),
            Effect::SpareSoon
        ]
    );
    page.apply(Action::SpareDue);
    page.apply(ready(3));
    stop(&mut page);
    assert!(
        page.apply(run("c"))
            .contains(&Effect::Send(3, Request::Run(request("c"))))
    );
}

#[test]
fn run_before_the_engine_is_there_waits_and_can_be_called_off() {
    let mut page = page();
    page.apply(Action::Progress {
        received: 1_000_000,
        total: Some(4_000_000),
    });
    page.apply(run("x"));
    assert_eq!(
        status(&page),
        (
            "loading",
            "Queued runs when Python is ready 1.0 of 4.0 MB".into()
        )
    );
    assert!(page.can_stop());
    assert_eq!(page.apply(Action::Stop { at: 5.0 }), []);
    assert_eq!(status(&page).1, "Loading Python 1.0 of 4.0 MB");
    page.apply(Action::Downloaded { bytes: 4_000_000 });
    assert_eq!(
        page.apply(ready(1)),
        [],
        "what was called off does not start"
    );
}

#[test]
fn a_crash_is_told_and_a_fresh_engine_takes_over() {
    let mut page = warm();
    page.apply(run("x"));
    page.apply(said(1, printed("so far\n")));
    let effects = page.apply(Action::EngineBroke {
        id: 1,
        why: "unreachable".into(),
        at: 400.0,
    });
    assert_eq!(effects, [Effect::Terminate(1), Effect::Boot(2)]);
    assert_eq!(status(&page), ("crashed", "Crashed after 300 ms".into()));
    assert_eq!(page.notices, [Notice::Crashed("unreachable".into())]);
    assert_eq!(page.output.text(), "so far\n");
    assert_eq!(
        page.apply(Action::EngineBroke {
            id: 1,
            why: "again".into(),
            at: 500.0
        }),
        []
    );
    page.apply(ready(2));
    page.apply(run("y"));
    assert_eq!(page.notices, [], "the next run takes the notice away");
}

#[test]
fn a_download_that_fails_can_be_tried_again_with_the_run_still_queued() {
    let mut page = page();
    page.apply(run("x"));
    page.apply(Action::DownloadFailed("the server answered 404".into()));
    assert_eq!(
        status(&page),
        ("crashed", "Not loaded Python is missing".into())
    );
    assert_eq!(page.apply(Action::Retry), [Effect::Download]);
    page.apply(Action::Downloaded { bytes: 1 });
    assert_eq!(
        page.apply(ready(1)),
        [
            Effect::Send(1, Request::Run(request("x"))),
            Effect::SpareSoon
        ]
    );
}

#[test]
fn input_is_asked_for_answered_and_ended() {
    let mut page = warm();
    page.apply(run("input()"));
    assert_eq!(page.apply(Action::Typed("too early".into())), []);
    page.apply(said(1, printed("Name? ")));
    assert_eq!(
        page.apply(said(1, Event::InputWanted)),
        [Effect::FocusInput, Effect::ShowNewest]
    );
    assert!(page.wants_input());
    assert_eq!(
        status(&page),
        ("running", "Running waits for your input".into())
    );
    let effects = page.apply(Action::Typed("Ada".into()));
    assert_eq!(
        effects[0],
        Effect::Send(
            1,
            Request::Stdin {
                text: "Ada\n".into()
            }
        )
    );
    assert!(!page.wants_input());
    page.apply(said(1, Event::InputWanted));
    let effects = page.apply(Action::EndOfInput);
    assert_eq!(
        effects[0],
        Effect::Send(
            1,
            Request::Stdin {
                text: String::new()
            }
        )
    );
    assert_eq!(
        page.output.text(),
        "Name? ",
        "what was typed is not the program's output"
    );
}

#[test]
fn without_jspi_programs_run_with_the_virtual_clock() {
    let (mut page, _) = Page::new(Start {
        jspi: false,
        ..start()
    });
    assert_eq!(page.notices, [Notice::NoJspi]);
    page.apply(Action::SetClock(Clock::Real));
    assert_eq!(page.clock(), Clock::Virtual);
    // The page may believe in it and the engine find that it does not work.
    let mut page = self::page();
    page.apply(run("x"));
    page.apply(Action::Downloaded { bytes: 1 });
    let effects = page.apply(said(
        1,
        Event::Ready {
            python: "3.14.0".into(),
            jspi: false,
        },
    ));
    let virtual_request = RunRequest {
        clock: Clock::Virtual,
        ..request("x")
    };
    assert_eq!(effects[0], Effect::Send(1, Request::Run(virtual_request)));
    assert_eq!(page.notices, [Notice::NoJspi]);
}

#[test]
fn edits_are_saved_and_come_back() {
    let mut page = page();
    assert_eq!(page.apply(Action::Edited), [Effect::SaveSoon]);
    assert!(page.program.unsaved);
    let effects = page.apply(Action::Save {
        code: "mine".into(),
        at: 9.0,
    });
    let [Effect::Write(saved)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert!(!page.program.unsaved);
    let (again, effects) = Page::new(Start {
        saved: Some((**saved).clone()),
        code: "mine".into(),
        ..start()
    });
    assert_eq!(
        effects,
        [Effect::Download, Effect::FetchExamples],
        "the editor shows it already"
    );
    assert!(again.program.edited);
    assert_eq!(again.program.original, STARTER);
}

#[test]
fn every_run_saves_first() {
    let mut page = warm();
    let effects = page.apply(run("mine"));
    assert!(matches!(&effects[0], Effect::Write(saved) if saved.code == "mine"));
}

#[test]
fn opening_an_example_keeps_the_visitors_work() {
    let mut page = page();
    page.apply(Action::Examples(Ok(vec![example()])));
    assert_eq!(page.apply(Action::WantExample("nothing".into())), []);
    assert_eq!(
        page.apply(Action::WantExample("lock".into())),
        [Effect::FetchExample(example())]
    );
    let effects = page.apply(Action::OpenExample {
        example: example(),
        text: Ok("lock".into()),
        current: "mine".into(),
        at: 1.0,
    });
    assert_eq!(
        without_writes(effects),
        [
            Effect::SetText("lock".into()),
            Effect::Unmark,
            Effect::ClearHash
        ]
    );
    assert_eq!(
        page.notices,
        [Notice::Kept {
            opened: "Lock".into()
        }]
    );
    let effects = page.apply(Action::Back {
        current: "lock".into(),
        at: 2.0,
    });
    assert_eq!(effects[0], Effect::SetText("mine".into()));
    assert_eq!(page.notices, [Notice::Back]);
    assert_eq!(page.program.original, STARTER);
    assert!(page.program.edited);
}

#[test]
fn an_example_that_cannot_be_had_changes_nothing() {
    let mut page = page();
    let before = page.program.clone();
    let failed = Action::OpenExample {
        example: example(),
        text: Err("the server answered 404".into()),
        current: "mine".into(),
        at: 1.0,
    };
    assert_eq!(page.apply(failed), []);
    assert_eq!(page.program, before);
    assert!(matches!(&page.notices[..], [Notice::Sorry(_)]));
}

#[test]
fn reset_gives_the_original_and_keeps_the_edits() {
    let mut page = page();
    mine(&mut page, "a = 1");
    let effects = page.apply(Action::Reset {
        current: "a = 2".into(),
        at: 2.0,
    });
    assert_eq!(effects[0], Effect::SetText("a = 1".into()));
    assert_eq!(
        page.kept(),
        Some(&Kept {
            code: "a = 2".into(),
            original: "a = 1".into(),
            origin: Origin::File {
                name: "mine.py".into()
            }
        })
    );
}

fn fragment(run: bool) -> String {
    let shared = SharedProgram {
        code: "shared".into(),
        clock: Clock::Virtual,
        seed: Some(7),
        run,
        ..SharedProgram::default()
    };
    link::encode(&shared)
}

#[test]
fn a_link_opens_beside_the_visitors_work_and_does_not_run() {
    let saved = Saved {
        code: "mine".into(),
        original: Some(STARTER.into()),
        origin: Origin::starter(),
        clock: Clock::Real,
        seed: None,
        options: Options::default(),
        kept: None,
        at: 0.0,
    };
    let opened = Start {
        saved: Some(saved),
        code: "mine".into(),
        fragment: fragment(false),
        ..start()
    };
    let (page, effects) = Page::new(opened);
    assert_eq!(
        without_writes(effects),
        [
            Effect::Download,
            Effect::FetchExamples,
            Effect::SetText("shared".into()),
            Effect::Unmark
        ]
    );
    assert_eq!((page.clock(), page.seed), (Clock::Virtual, Some(7)));
    assert_eq!(page.run, Run::Never);
    assert_eq!(page.kept().map(|kept| kept.code.as_str()), Some("mine"));
    assert_eq!(
        page.notices,
        [Notice::Kept {
            opened: "Shared program".into()
        }]
    );
}

#[test]
fn a_link_that_says_so_runs_once_an_engine_is_ready() {
    let (mut page, _) = Page::new(Start {
        fragment: fragment(true),
        ..start()
    });
    assert_eq!(page.run, Run::Queued);
    page.apply(Action::Downloaded { bytes: 1 });
    let asked = RunRequest {
        clock: Clock::Virtual,
        seed: Some(7),
        ..request("shared")
    };
    assert_eq!(
        page.apply(ready(1))[0],
        Effect::Send(1, Request::Run(asked))
    );
}

#[test]
fn reloading_a_link_keeps_what_was_made_of_it() {
    let mut page = Page::new(Start {
        fragment: fragment(false),
        ..start()
    })
    .0;
    page.apply(Action::Edited);
    let effects = page.apply(Action::Save {
        code: "shared, edited".into(),
        at: 1.0,
    });
    let [Effect::Write(saved)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let again = Start {
        saved: Some((**saved).clone()),
        code: "shared, edited".into(),
        fragment: fragment(false),
        ..start()
    };
    let (page, effects) = Page::new(again);
    assert_eq!(effects, [Effect::Download, Effect::FetchExamples]);
    assert_eq!(page.program.original, "shared");
}

#[test]
fn a_broken_link_says_so_and_touches_nothing() {
    let mut page = page();
    let before = page.program.clone();
    let broken = Action::HashChanged {
        fragment: "#v1/@@@".into(),
        current: "mine".into(),
        at: 1.0,
    };
    assert_eq!(page.apply(broken), []);
    assert_eq!(page.program, before);
    assert!(matches!(&page.notices[..], [Notice::BadLink(why)] if why.contains("damaged")));
}

#[test]
fn a_link_in_an_open_page_keeps_the_former_program() {
    let mut page = page();
    page.apply(Action::HashChanged {
        fragment: fragment(false),
        current: "mine".into(),
        at: 1.0,
    });
    assert_eq!(page.kept().map(|kept| kept.code.as_str()), Some("mine"));
    let effects = page.apply(Action::Back {
        current: "shared".into(),
        at: 2.0,
    });
    assert!(
        effects.contains(&Effect::ClearHash),
        "so that a reload does not open the link again"
    );
    assert_eq!(page.seed, None);
}

#[test]
fn an_earlier_visits_program_is_offered() {
    let recent = Recent {
        key: "k".into(),
        title: "t".into(),
        first_line: "f".into(),
        lines: 3,
        at: 1.0,
    };
    let (mut page, _) = Page::new(Start {
        recents: vec![recent.clone()],
        ..start()
    });
    assert_eq!(page.notices, [Notice::Earlier(recent)]);
    let saved = Saved {
        code: "earlier, edited".into(),
        original: Some("earlier".into()),
        origin: Origin::Blank,
        clock: Clock::Virtual,
        seed: None,
        options: Options::default(),
        kept: None,
        at: 1.0,
    };
    let effects = page.apply(Action::OpenRecent {
        saved: Box::new(saved),
        current: STARTER.into(),
        at: 2.0,
    });
    assert_eq!(effects[0], Effect::SetText("earlier, edited".into()));
    assert_eq!(page.program.original, "earlier");
    assert!(page.program.edited);
    assert_eq!(page.notices, [], "nothing was written over");
}

#[test]
fn the_share_dialog_makes_links_and_markdown() {
    let mut page = page();
    page.apply(Action::Share {
        code: "print()".into(),
    });
    let Some(Sheet::Share(shared)) = page.sheet.clone() else {
        panic!("no dialog")
    };
    assert_eq!(
        page.apply(Action::CopyShared(Copied::Link)),
        [Effect::Copy(Copied::Link, shared.link.clone())]
    );
    page.apply(Action::ShareRuns(true));
    let Some(Sheet::Share(runs)) = &page.sheet else {
        panic!("no dialog")
    };
    assert_ne!(runs.link, shared.link);
    page.apply(Action::WasCopied(Copied::Link, true));
    assert_eq!(page.copied, Some((Copied::Link, true)));
    page.apply(Action::CopiedShown);
    page.apply(Action::Close);
    assert_eq!((page.sheet, page.copied), (None, None));
}

#[test]
fn menus_toggle_and_examples_are_fetched_again_after_a_failure() {
    let mut page = page();
    assert_eq!(
        page.apply(Action::Toggle(Open::Programs)),
        [Effect::FindRecents]
    );
    assert_eq!(page.apply(Action::Toggle(Open::Programs)), []);
    assert_eq!(page.sheet, None);
    page.apply(Action::Examples(Err("no".into())));
    assert_eq!(
        page.apply(Action::Toggle(Open::Programs)),
        [Effect::FindRecents, Effect::FetchExamples]
    );
    assert_eq!(page.gallery, Gallery::Loading);
}

#[test]
fn the_theme_switch_goes_round() {
    let mut theme = Theme::System;
    let mut seen = Vec::new();
    for _ in 0..3 {
        theme = theme.next();
        seen.push(Theme::named(theme.name()));
    }
    assert_eq!(seen, [Theme::Light, Theme::Dark, Theme::System]);
}
