//! Rows, words and marks of traces made by hand.

use std::collections::BTreeSet;

use coroscope_model::protocol::Clock;
use coroscope_model::trace::{Phase, PrimitiveKind, Purpose, Record, Settled, StepEnd, TaskNo};

use super::inspect::{inspect, plain};
use super::recording::Recording;
use super::rows::{Choice, Layout, Metrics, RowKind};
use super::standing::Stands;
use super::testing::Build;
use super::words::{Dead, Reading, Stand, clock, duration};

/// Runs `read` with what was the case after an event.
fn at<T>(recording: &Recording, event: u64, read: impl FnOnce(&Reading<'_>) -> T) -> T {
    let state = recording.state(event);
    let trace = recording.trace();
    read(&Reading {
        trace: &trace,
        state: &state,
        moment: recording.moment(event),
        dead: None,
    })
}

/// The first event after which a task is in a state.
fn when(recording: &Recording, task: TaskNo, state: &str) -> u64 {
    (0..=recording.last())
        .find(|event| {
            at(recording, *event, |reading| {
                reading.stand(task).state == state
            })
        })
        .unwrap()
}

fn choice() -> Choice {
    Choice {
        folded: BTreeSet::new(),
        unfolded: BTreeSet::new(),
        shown_from: 0,
        metrics: Metrics::DESKTOP,
    }
}

fn kinds(layout: &Layout) -> Vec<RowKind> {
    layout.body.iter().map(|row| row.kind).collect()
}

/// A tree: 1 creates 2 and 4, 2 creates 3.
fn tree() -> Build {
    let mut b = Build::new();
    b.create(1, "one", "main", 0);
    b.turn(0);
    b.begin(1);
    b.create(2, "two", "worker", 5);
    b.create(4, "four", "worker", 6);
    b.wait_task("main:7", 2);
    b.begin(2);
    b.create(3, "three", "worker", 2);
    b.done(&[1]);
    b
}

#[test]
fn tasks_stand_under_those_that_created_them() {
    let recording = Recording::of(tree().trace());
    let layout = Layout::new(&recording.trace(), &choice());
    assert_eq!(layout.tasks().collect::<Vec<_>>(), [1, 2, 3, 4]);
    let shape: Vec<_> = layout
        .body
        .iter()
        .map(|row| (row.depth, row.last, row.under))
        .collect();
    assert_eq!(
        shape,
        [(0, true, 3), (1, false, 1), (2, true, 0), (1, true, 0)]
    );
    assert_eq!(layout.body_height, 4.0 * 26.0);
}

#[test]
fn what_is_folded_away_is_drawn_at_whoever_stands_for_it() {
    let recording = Recording::of(tree().trace());
    let folded = Choice {
        folded: [2].into(),
        ..choice()
    };
    let layout = Layout::new(&recording.trace(), &folded);
    assert_eq!(layout.tasks().collect::<Vec<_>>(), [1, 2, 4]);
    let trace = recording.trace();
    let row_of = |task| layout.row_of(trace.lanes(), task);
    assert_eq!(row_of(3), row_of(2));
    assert!(row_of(2).unwrap().folded);
    assert_eq!(row_of(9), None);
}

#[test]
fn of_many_tasks_those_that_ended_before_fold_into_one_row() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    for task in 2..60 {
        b.create(task, &format!("t{task}"), "worker", 5);
    }
    b.wait_task("main:7", 59);
    for task in 2..50 {
        b.begin(task);
        b.done(&[]);
    }
    let recording = Recording::of(b.trace());
    let late = Choice {
        shown_from: recording.last() + 1,
        ..choice()
    };
    let layout = Layout::new(&recording.trace(), &late);
    let ended = RowKind::Ended {
        under: Some(1),
        count: 48,
    };
    assert_eq!(kinds(&layout)[1], ended);
    assert_eq!(layout.body.len(), 12);
    let trace = recording.trace();
    assert_eq!(layout.row_of(trace.lanes(), 7).unwrap().kind, ended);
    let all = Choice {
        unfolded: [1].into(),
        ..late
    };
    assert_eq!(Layout::new(&recording.trace(), &all).body.len(), 59);
    let seen = Layout::new(&recording.trace(), &choice());
    assert_eq!(seen.body.len(), 59, "they did not end before what is shown");
}

#[test]
fn only_rows_in_sight_are_asked_for() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    for task in 2..1_000 {
        b.create(task, "t", "worker", 5);
    }
    let recording = Recording::of(b.trace());
    let layout = Layout::new(&recording.trace(), &choice());
    let visible = layout.visible(2_600.0, 400.0);
    assert!((12..=15).contains(&visible.len()), "{}", visible.len());
    assert_eq!(visible[0].y, 2_600.0);
    assert!(layout.scroll_limit(400.0) > 25_000.0);
}

/// `main` waits for `first`, which holds the lock that `second` wants.
fn locked() -> Recording {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    b.primitive(1, PrimitiveKind::Lock, "gate", 0);
    b.primitive(2, PrimitiveKind::Queue, "orders", 2);
    b.create(2, "first", "worker", 5);
    b.create(3, "second", "worker", 6);
    b.create(4, "third", "worker", 6);
    b.wait_task("main:7", 2);
    b.turn(0);
    b.begin(2);
    b.change(1, 1, 0);
    let sleep = b.sleep("worker:2 *sleep:1", 30);
    b.begin(3);
    b.wait_primitive("worker:3 Lock.acquire:1", 1);
    b.change(1, 1, 1);
    b.begin(4);
    b.wait_primitive("worker:4 Queue.put:1", 2);
    b.idle(30);
    b.fire(2, sleep);
    b.turn(30);
    b.begin(2);
    b.cancel(3, "worker:9", 1);
    b.ready(3, None);
    b.done(&[1]);
    b.turn(30);
    b.begins(3, true);
    b.done_as(StepEnd::Cancelled, Settled::Cancelled, &[]);
    Recording::of(b.trace())
}

#[test]
fn what_a_task_waits_for_is_said_in_words() {
    let recording = locked();
    let said = |task| {
        at(
            &recording,
            when(&recording, task, "waiting") + 1,
            |reading| {
                let Stand { short, line, .. } = reading.stand(task);
                (short, line, plain(reading, &reading.sentence(task)))
            },
        )
    };
    assert_eq!(
        said(1),
        (
            "task first".into(),
            Some(7),
            "Waits on line 7 for the task first.".into()
        )
    );
    assert_eq!(
        said(2),
        (
            "until 0.030 s".into(),
            Some(2),
            "Sleeps on line 2 until 0.030 s.".into()
        )
    );
    assert_eq!(
        said(3),
        (
            "lock gate".into(),
            Some(3),
            "Waits on line 3 for the lock gate, which first holds.".into()
        )
    );
    assert_eq!(said(4).0, "orders is full");
    let ready = at(&recording, when(&recording, 3, "ready"), |reading| {
        reading.stand(3).short
    });
    assert_eq!(ready, "ready");
}

#[test]
fn the_event_after_a_step_says_what_the_task_waits_for_and_is_looked_at() {
    let recording = locked();
    let end = when(&recording, 3, "waiting");
    assert_eq!(
        at(&recording, end, |reading| reading.stand(3).short),
        "lock gate"
    );
}

#[test]
fn a_cancellation_is_told_step_by_step() {
    let recording = locked();
    let told = |event| {
        at(&recording, event, |reading| {
            inspect(&recording, reading, 3)
                .cancellation
                .iter()
                .map(|past| plain(reading, &past.say))
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(
        told(recording.last()),
        [
            "first called cancel() on line 9",
            "CancelledError is thrown in on line 3",
            "it ended as cancelled"
        ]
    );
    assert_eq!(told(when(&recording, 3, "waiting")), [""; 0]);
    // What comes later is not told.
    assert_eq!(
        told(when(&recording, 3, "cancelled") - 2).len(),
        2,
        "it has not ended yet"
    );
}

#[test]
fn the_program_is_marked_where_tasks_stand() {
    let recording = locked();
    let event = when(&recording, 4, "waiting") + 1;
    let marks = at(&recording, event, |reading| {
        Stands::default().at(reading, Some(3))
    });
    let lines: Vec<_> = marks
        .lines
        .iter()
        .map(|line| {
            (
                line.line,
                line.state,
                line.picked,
                line.chips[0].name.as_str(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (2, "waiting", false, "first"),
            (3, "waiting", true, "second"),
            (4, "waiting", false, "third"),
            (7, "waiting", false, "main"),
        ]
    );
    assert_eq!((marks.tasks, marks.focus), (4, Some(3)));
    let ended = at(&recording, recording.last(), |reading| {
        Stands::default().at(reading, None)
    });
    assert!(
        ended
            .lines
            .iter()
            .all(|line| line.chips[0].name != "second"),
        "who has ended stands nowhere"
    );
}

#[test]
fn places_that_are_kept_are_those_that_are_found_anew() {
    let recording = locked();
    let last = recording.last();
    let mut kept = Stands::default();
    let mut seen = BTreeSet::new();
    // Everywhere, from everywhere near, and over longer ways.
    let ways = (0..=last).flat_map(|event| [event, event / 2, (event + 3).min(last), last - event]);
    for (way, event) in ways.enumerate() {
        let selected = [None, Some(1), Some(3), Some(4)][way % 4];
        let marks = at(&recording, event, |reading| kept.at(reading, selected));
        let anew = at(&recording, event, |reading| {
            Stands::default().at(reading, selected)
        });
        assert_eq!(marks, anew, "event {event}");
        seen.extend(marks.lines.iter().map(|line| (line.line, line.state)));
    }
    assert!(seen.len() > 6, "{seen:?}");
}

#[test]
fn who_waits_for_a_task_is_known_from_wherever_one_comes() {
    let mut b = tree();
    b.begin(4);
    b.wait_task("worker:3", 3);
    b.begin(3);
    b.done(&[]);
    let recording = Recording::of(b.trace());
    let last = recording.last();
    let mut seen = BTreeSet::new();
    for event in (0..=last)
        .chain((0..=last).rev())
        .chain([last, 0, last / 2])
    {
        for task in 1..=4 {
            let found = at(&recording, event, |reading| {
                let waits = |other: &TaskNo| {
                    let phase = reading.state.tasks.get(other).map(|known| known.phase);
                    matches!(phase, Some(Phase::Waiting { purpose: Purpose::Task(on), .. }) if on == task)
                };
                let expected: Vec<TaskNo> = (1..=4).filter(waits).collect();
                (inspect(&recording, reading, task).awaited_by, expected)
            });
            assert_eq!(found.0, found.1);
            seen.extend(found.0.iter().map(|other| (*other, task)));
        }
    }
    assert_eq!(seen, [(1, 2), (4, 3)].into());
}

#[test]
fn many_tasks_on_one_line_are_counted_and_the_selected_one_is_shown() {
    let mut b = Build::new();
    b.create(1, "main", "main", 0);
    b.turn(0);
    b.begin(1);
    for task in 2..22 {
        b.create(task, &format!("t{task}"), "worker", 5);
    }
    let recording = Recording::of(b.trace());
    let marks = at(&recording, recording.last(), |reading| {
        Stands::default().at(reading, Some(15))
    });
    let line = marks.lines.iter().find(|line| line.more > 0).unwrap();
    assert_eq!((line.chips.len(), line.more), (3, 18));
    assert!(
        line.chips
            .iter()
            .any(|chip| chip.name == "t15" && chip.picked)
    );
}

#[test]
fn who_is_deadlocked_is_so_from_that_instant_on() {
    let recording = locked();
    let dead = Dead {
        from: when(&recording, 3, "waiting") + 2,
        time: 0,
        tasks: [3].into(),
    };
    let is_dead = |event| {
        let state = recording.state(event);
        let trace = recording.trace();
        let reading = Reading {
            trace: &trace,
            state: &state,
            moment: recording.moment(event),
            dead: Some(&dead),
        };
        reading.stand(3).dead
    };
    assert!(!is_dead(dead.from - 1));
    assert!(is_dead(dead.from));
}

#[test]
fn an_instant_is_the_same_from_wherever_it_is_reached() {
    let recording = locked();
    let last = recording.last();
    let fresh: Vec<_> = (0..=last)
        .map(|event| recording.trace().state_at(event))
        .collect();
    let forth = 0..=last;
    let back = (0..=last).rev();
    let leaps = (0..=last).map(|event| event * 7 % (last + 1));
    for event in forth.chain(back).chain(leaps) {
        assert_eq!(*recording.state(event), fresh[event as usize], "{event}");
    }
}

#[test]
fn a_state_that_somebody_holds_stays_as_it_is() {
    let recording = locked();
    let held = recording.state(1);
    assert_eq!(recording.state(2).now.event, 2);
    assert_eq!(held.now.event, 1);
}

#[test]
fn rows_are_made_anew_only_when_that_changes_them() {
    let recording = locked();
    let first = recording.layout(&choice());
    let same = |choice: &Choice| std::rc::Rc::ptr_eq(&first, &recording.layout(choice));
    assert!(same(&choice()));
    let until = *choice().same_from(&recording.trace()).end();
    assert!(same(&Choice {
        shown_from: until,
        ..choice()
    }));
    assert!(!same(&Choice {
        shown_from: until + 1,
        ..choice()
    }));
    let folded = Choice {
        folded: [1].into(),
        ..choice()
    };
    assert!(!same(&folded));
    assert_eq!(recording.layout(&folded).body.len(), 1);
    assert_eq!(*recording.layout(&choice()), *first);
}

/// So many tasks end one after the other.
fn crowd(tasks: u64) -> Recording {
    let mut b = Build::new();
    b.turn(0);
    for task in 1..=tasks {
        b.create(task, "one", "worker", 8);
    }
    for task in 1..=tasks {
        b.push(Record::TaskDone {
            task,
            how: Settled::Value,
            text: 0,
            stack: 0,
        });
    }
    Recording::of(b.trace())
}

#[test]
fn of_very_many_tasks_a_few_keep_their_rows_when_they_have_ended() {
    for (tasks, few) in [(1_999, 0), (3_200, 200)] {
        let recording = crowd(tasks);
        let ended = |task| {
            let ended = recording.with_lane(task, |lane| lane.ended);
            ended.flatten().expect("it has ended").event
        };
        let from = |shown_from| {
            recording.layout(&Choice {
                shown_from,
                ..choice()
            })
        };
        // Ten have folded into one row.
        let first = from(ended(10) + 1);
        assert_eq!(first.body.len() as u64, tasks - 9);
        assert!(few == 0 || std::rc::Rc::ptr_eq(&first, &from(ended(10 + few) + 1)));
        // However the view got there.
        let second = from(ended(10 + few + 2) + 1);
        assert_eq!(second.body.len() as u64, tasks - 9 - few - 2);
        // Nor do they hide again too late when it goes back.
        assert_eq!(*from(ended(10) + 1), *first);
    }
}

#[test]
fn rows_that_grow_with_a_run_are_those_that_are_made_anew() {
    let mut random = 1_u64;
    let mut below = |count: u64| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (random >> 33) % count
    };
    for program in 0..40 {
        let mut recording = Recording::new(Clock::Virtual);
        let (mut tasks, mut alive) = (0, Vec::new());
        let mut folded = BTreeSet::new();
        for _ in 0..60 {
            let until = recording.last() + 1;
            let mut records = Vec::new();
            for _ in 0..below(6) {
                if below(4) > 0 || alive.is_empty() {
                    tasks += 1;
                    // Mostly the one that creates all the others, or the newest.
                    let by = match below(4) {
                        0 if program % 2 == 0 => alive.get(below(tasks) as usize),
                        1 => alive.last(),
                        _ => alive.first(),
                    };
                    records.push(Record::TaskCreated {
                        task: tasks,
                        future: tasks,
                        by: by.copied(),
                        name: 0,
                        code: 0,
                        created: 0,
                    });
                    alive.push(tasks);
                } else {
                    let task = alive.remove(below(alive.len() as u64) as usize);
                    records.push(Record::TaskDone {
                        task,
                        how: Settled::Value,
                        text: 0,
                        stack: 0,
                    });
                }
            }
            if below(20) == 0 {
                folded.insert(1 + below(tasks + 3));
            }
            recording.add(records);
            recording.renew();
            let choice = Choice {
                shown_from: below(until + 8),
                folded: folded.clone(),
                ..choice()
            };
            let anew = Layout::new(&recording.trace(), &choice);
            assert_eq!(*recording.layout(&choice), anew);
        }
        assert!(tasks > 40, "{tasks} tasks");
    }
}

#[test]
fn rows_of_new_tasks_are_added_to_those_that_are_there() {
    let mut b = tree();
    let layout = |b: &Build| std::rc::Rc::new(Layout::new(&b.trace(), &choice()));
    let first = layout(&b);
    assert!(std::rc::Rc::ptr_eq(
        &first.grown(&b.trace(), &choice()).unwrap(),
        &first
    ));
    b.begin(4);
    b.create(5, "five", "worker", 8);
    b.begin(5);
    b.create(6, "six", "worker", 8);
    let second = first.grown(&b.trace(), &choice()).unwrap();
    assert_eq!(second, layout(&b));
    assert_eq!(second.body.len(), first.body.len() + 2);
    // Under one that is not among the last, it stands between others.
    b.begin(2);
    b.create(7, "seven", "worker", 8);
    assert_eq!(second.grown(&b.trace(), &choice()), None);
    assert_eq!(layout(&b).body.len(), second.body.len() + 1);
}

#[test]
fn a_view_may_begin_anywhere_between_two_ends_of_tasks() {
    let recording = locked();
    let ends: BTreeSet<u64> = (1..=3)
        .filter_map(|task| recording.with_lane(task, |lane| lane.ended).flatten())
        .map(|ended| ended.event)
        .collect();
    let ends: Vec<u64> = ends.into_iter().collect();
    assert!(ends.len() > 1, "{ends:?}");
    let from = |event| {
        let choice = Choice {
            shown_from: event,
            ..choice()
        };
        choice.same_from(&recording.trace())
    };
    assert_eq!(from(0), 0..=ends[0]);
    assert_eq!(from(ends[0]), 0..=ends[0]);
    assert_eq!(from(ends[0] + 1), ends[0] + 1..=ends[1]);
    assert_eq!(from(u64::MAX), ends[ends.len() - 1] + 1..=u64::MAX);
}

#[test]
fn times_are_short_and_say_their_unit() {
    assert_eq!(clock(1_137_000_000), "1.137 s");
    let shown: Vec<_> = [0, 40, 900, 85_000, 412_000, 1_970_000_000]
        .into_iter()
        .map(duration)
        .collect();
    assert_eq!(
        shown,
        ["0 ms", "40 ns", "1 µs", "85 µs", "0.4 ms", "1.97 s"]
    );
}
