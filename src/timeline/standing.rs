//! Which task stands on which line of the program at an instant: what the editor marks.

use std::collections::{BTreeMap, BTreeSet};

use coroscope_model::trace::{Phase, TaskNo};
use serde::Serialize;

use super::kept::Kept;
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

const STATES: [&str; 3] = ["running", "ready", "waiting"];

/// Where everybody stands, kept from one moment of a trace to the next: there can be very many tasks, of which few move
/// in between.
#[derive(Default)]
pub struct Stands {
    /// Those that do not run, by their line and how strongly they mark it.
    tasks: Kept<(u32, u8)>,
    /// How many events had been dropped by then: what is told of those depends on it.
    dropped: u64,
}

impl Stands {
    /// Where everybody stands at another moment of the same trace.
    pub fn at(&mut self, reading: &Reading<'_>, selected: Option<TaskNo>) -> Standing {
        if self.dropped != reading.trace.dropped() {
            *self = Self {
                dropped: reading.trace.dropped(),
                ..Self::default()
            };
        }
        self.move_to(reading);
        let mut running: BTreeMap<u32, Vec<TaskNo>> = BTreeMap::new();
        let mut callers = BTreeSet::new();
        let mut focus = None;
        let mut ran = self.running(reading);
        ran.sort_unstable();
        for task in ran {
            let known = &reading.state.tasks[&task];
            let Some(line) = reading.line(task, known) else {
                continue;
            };
            running.entry(line).or_default().push(task);
            focus = Some(line);
            let places = reading.trace.stack(known.stack).iter();
            callers.extend(
                places
                    .filter(|place| reading.trace.code(place.code).is_some_and(|code| code.own))
                    .map(|place| place.line)
                    .filter(|caller| *caller != line),
            );
        }
        let stands = selected.and_then(|task| Some((task, self.tasks.key(task)?)));
        focus = focus.or(stands.map(|(_, (line, _))| line));
        let numbers: BTreeSet<u32> = running
            .keys()
            .copied()
            .chain(self.tasks.keys().map(|(line, _)| line))
            .collect();
        let lines: Vec<Line> = numbers
            .into_iter()
            .map(|line| {
                let runs = running.get(&line).map_or(&[][..], Vec::as_slice);
                let picked = match stands {
                    Some((task, (at, strength))) if at == line => Some((strength, false, task)),
                    _ => selected
                        .filter(|task| runs.contains(task))
                        .map(|task| (0, false, task)),
                };
                self.line(line, runs, picked, reading)
            })
            .collect();
        Standing {
            tasks: lines.iter().map(|line| line.chips.len() + line.more).sum(),
            lines,
            callers: callers.into_iter().collect(),
            focus,
        }
    }

    /// Takes over what has changed.
    fn move_to(&mut self, reading: &Reading<'_>) {
        // Of very many tasks most stand where the one before stands.
        let mut last = (0, None);
        self.tasks.move_to(&reading.state.tasks, |task, known| {
            let strength = match known.phase {
                Phase::Ready { .. } => 1,
                Phase::Waiting { .. } => 2,
                Phase::Running | Phase::Done { .. } => return None,
            };
            if known.stack != last.0 {
                let place = reading.trace.own_place(known.stack);
                last = (known.stack, place.map(|place| place.line));
            }
            let line = last.1.or_else(|| reading.line(task, known))?;
            Some((line, strength))
        });
    }

    /// The tasks that run.
    fn running(&self, reading: &Reading<'_>) -> Vec<TaskNo> {
        let running = reading.state.running.iter();
        let tasks = running.filter_map(|(what, _)| what.task());
        let runs = |task: &TaskNo| {
            let known = reading.state.tasks.get(task);
            known.is_some_and(|known| known.phase == Phase::Running)
        };
        tasks.filter(runs).collect()
    }

    fn line(
        &self,
        line: u32,
        running: &[TaskNo],
        picked: Option<Rank>,
        reading: &Reading<'_>,
    ) -> Line {
        let rank = |strength: u8| {
            move |task: TaskNo| (strength, picked.is_none_or(|(_, _, it)| it != task), task)
        };
        // The selected one is never among those that are only counted.
        let mut first: Vec<Rank> = running.iter().copied().map(rank(0)).collect();
        for strength in [1, 2] {
            let some = self.tasks.tasks((line, strength)).take(CHIPS);
            first.extend(some.map(rank(strength)));
        }
        first.extend(picked);
        first.sort_unstable();
        first.dedup();
        let strength = first[0].0;
        if let Some(picked) = picked
            && first.iter().position(|rank| *rank == picked) >= Some(CHIPS)
        {
            first[CHIPS - 1] = picked;
        }
        first.truncate(CHIPS);
        let others = [1, 2].map(|strength| self.tasks.count((line, strength)));
        let count = running.len() + others.iter().sum::<usize>();
        Line {
            line,
            state: STATES[usize::from(strength)],
            picked: picked.is_some(),
            more: count - first.len(),
            chips: first
                .into_iter()
                .map(|(_, other, task)| chip(reading, task, !other))
                .collect(),
        }
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
