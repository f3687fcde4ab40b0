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

/// How strongly a task marks its line, the strongest first: by its state, whether it is selected, and its age.
type Rank = (u8, bool, TaskNo);

/// The tasks on a line, as they are found: there can be very many.
#[derive(Default)]
struct Crowd {
    count: usize,
    /// The strongest of them, in that order.
    first: Vec<Rank>,
    picked: Option<Rank>,
}

impl Crowd {
    fn add(&mut self, rank: Rank, picked: bool) {
        self.count += 1;
        if picked {
            self.picked = Some(rank);
        }
        let at = self.first.partition_point(|other| *other < rank);
        if at < CHIPS {
            self.first.truncate(CHIPS - 1);
            self.first.insert(at.min(self.first.len()), rank);
        }
    }

    fn line(mut self, line: u32, reading: &Reading<'_>) -> Line {
        // The selected one is never among those that are only counted.
        if let Some(picked) = self.picked
            && !self.first.contains(&picked)
            && let Some(last) = self.first.last_mut()
        {
            *last = picked;
        }
        let chips: Vec<Chip> = self
            .first
            .iter()
            .map(|&(_, other, task)| chip(reading, task, !other))
            .collect();
        let (strength, ..) = self.first[0];
        Line {
            line,
            state: ["running", "ready", "waiting"][usize::from(strength)],
            picked: self.picked.is_some(),
            more: self.count - chips.len(),
            chips,
        }
    }
}

/// Where everybody stands.
pub fn standing(reading: &Reading<'_>, selected: Option<TaskNo>) -> Standing {
    let mut lines: BTreeMap<u32, Crowd> = BTreeMap::new();
    let mut callers = BTreeSet::new();
    let mut focus = None;
    // Of very many tasks most stand where the one before stands.
    let mut last = (0, None);
    for (task, known) in reading.state.tasks.live() {
        let strength = match known.phase {
            Phase::Running => 0,
            Phase::Ready { .. } => 1,
            Phase::Waiting { .. } => 2,
            Phase::Done { .. } => continue,
        };
        if strength > 0 && known.stack != last.0 {
            let place = reading.trace.own_place(known.stack);
            last = (known.stack, place.map(|place| place.line));
        }
        let line = match last.1 {
            Some(line) if strength > 0 => Some(line),
            _ => reading.line(task, known),
        };
        let Some(line) = line else {
            continue;
        };
        let picked = selected == Some(task);
        let crowd = lines.entry(line).or_default();
        crowd.add((strength, !picked, task), picked);
        if strength == 0 {
            focus = Some(line);
            let places = reading.trace.stack(known.stack).iter();
            callers.extend(
                places
                    .filter(|place| reading.trace.code(place.code).is_some_and(|code| code.own))
                    .map(|place| place.line)
                    .filter(|caller| *caller != line),
            );
        } else if focus.is_none() && picked {
            focus = Some(line);
        }
    }
    Standing {
        tasks: lines.values().map(|crowd| crowd.count).sum(),
        lines: lines
            .into_iter()
            .map(|(line, crowd)| crowd.line(line, reading))
            .collect(),
        callers: callers.into_iter().collect(),
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
