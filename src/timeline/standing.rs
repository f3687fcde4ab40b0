//! Which task stands on which line of the program at an instant: what the editor marks.

use std::collections::{BTreeMap, BTreeSet};

use coroscope_model::trace::{Phase, TaskNo};
use serde::Serialize;

use super::words::Reading;

/// More tasks on one line are only counted.
const CHIPS: usize = 3;

/// A task on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// Which.
    pub task: TaskNo,
    /// Its name.
    pub name: String,
    /// See [`super::words::Stand::state`]; `deadlocked` for one that can never go on.
    pub state: &'static str,
    /// Its icon.
    pub glyph: &'static str,
    /// Whether it is the selected one.
    pub picked: bool,
    /// In a sentence, for readers.
    pub title: String,
}

/// The tasks on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Counted from 1.
    pub line: u32,
    /// The strongest state of those on it: `running`, `ready` or `waiting`.
    pub state: &'static str,
    /// Whether the selected task is among them.
    pub picked: bool,
    /// Some of them, the strongest first.
    pub chips: Vec<Chip>,
    /// How many more there are.
    pub more: usize,
}

/// What the editor marks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Lines with tasks on them, from the top.
    pub lines: Vec<Line>,
    /// Lines that called what runs.
    pub callers: Vec<u32>,
    /// How many tasks stand somewhere.
    pub tasks: usize,
    /// The line to bring into sight when the visitor travels: where something runs, or the selected task stands.
    pub focus: Option<u32>,
}

/// Where everybody stands.
pub fn standing(reading: &Reading<'_>, selected: Option<TaskNo>) -> Standing {
    let mut lines: BTreeMap<u32, Vec<(u8, TaskNo)>> = BTreeMap::new();
    let mut callers = BTreeSet::new();
    let mut focus = None;
    for (&task, known) in &reading.state.tasks {
        let strength = match known.phase {
            Phase::Running => 0,
            Phase::Ready { .. } => 1,
            Phase::Waiting { .. } => 2,
            Phase::Done { .. } => continue,
        };
        let Some(line) = reading.line(task, known) else {
            continue;
        };
        lines.entry(line).or_default().push((strength, task));
        if strength == 0 {
            focus = Some(line);
            let places = reading.trace.stack(known.stack).iter();
            callers.extend(
                places
                    .filter(|place| reading.trace.code(place.code).is_some_and(|code| code.own))
                    .map(|place| place.line)
                    .filter(|caller| *caller != line),
            );
        } else if focus.is_none() && selected == Some(task) {
            focus = Some(line);
        }
    }
    let tasks = lines.values().map(Vec::len).sum();
    let lines = lines
        .into_iter()
        .map(|(line, mut found)| {
            let is_picked = |task: TaskNo| selected == Some(task);
            found.sort_by_key(|(strength, task)| (*strength, !is_picked(*task), *task));
            // The selected one is never among those that are only counted.
            if let Some(at) = found.iter().position(|(_, task)| is_picked(*task))
                && at >= CHIPS
            {
                found.swap(at, CHIPS - 1);
            }
            let chips: Vec<Chip> = found
                .iter()
                .take(CHIPS)
                .map(|(_, task)| chip(reading, *task, is_picked(*task)))
                .collect();
            Line {
                line,
                state: ["running", "ready", "waiting"][usize::from(found[0].0)],
                picked: found.iter().any(|(_, task)| is_picked(*task)),
                more: found.len() - chips.len(),
                chips,
            }
        })
        .collect();
    Standing {
        lines,
        callers: callers.into_iter().collect(),
        tasks,
        focus,
    }
}

fn chip(reading: &Reading<'_>, task: TaskNo, picked: bool) -> Chip {
    let stand = reading.stand(task);
    Chip {
        task,
        name: reading.name(task),
        state: if stand.dead {
            "deadlocked"
        } else {
            stand.state
        },
        glyph: stand.glyph,
        picked,
        title: match stand.state {
            "waiting" => format!("waits: {}", stand.short),
            _ => stand.short,
        },
    }
}
