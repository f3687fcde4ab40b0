//! What the panels share: a trace at a moment, and how sentences about it are drawn.

use std::rc::Rc;

use coroscope_model::trace::{Piece, TaskNo};
use yew::{Callback, Html, classes, html};

use super::icon;
use crate::state::look::{Look, Move};
use crate::state::{Action, Page};
use crate::timeline::words::{Dead, Reading};
use crate::timeline::{Moment, Recording, words};

/// A trace at a moment, and what is selected in it. Equal ones are drawn the same.
#[derive(Clone, PartialEq)]
pub(super) struct Seen {
    pub recording: Recording,
    pub moment: Moment,
    pub selected: Option<TaskNo>,
    pub dead: Option<Rc<Dead>>,
    /// Whether the program can still be told something.
    pub running: bool,
}

impl Seen {
    pub(super) fn of(page: &Page) -> Self {
        let Look {
            moment,
            selected,
            dead,
            ..
        } = &page.look;
        Self {
            recording: page.recording.clone(),
            moment: *moment,
            selected: *selected,
            dead: dead.clone(),
            running: matches!(page.run, crate::state::Run::Running { .. }),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.recording.is_empty()
    }

    /// Runs `read` with what was the case then.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Reading<'_>) -> T) -> T {
        let state = self.recording.state(self.moment.event);
        let trace = self.recording.trace();
        read(&Reading {
            trace: &trace,
            state: &state,
            moment: self.moment,
            dead: self.dead.as_deref(),
        })
    }
}

/// A callback that sends an action, for any event.
pub(super) fn to<E: 'static>(act: &Callback<Action>, action: Action) -> Callback<E> {
    let act = act.clone();
    Callback::from(move |_| act.emit(action.clone()))
}

/// A callback that looks elsewhere.
pub(super) fn look<E: 'static>(act: &Callback<Action>, by: Move) -> Callback<E> {
    to(act, Action::Move(by))
}

/// A link to a line of the program.
pub(super) fn line_link(line: u32, act: &Callback<Action>) -> Html {
    html! {
        <button type="button" class="lk" data-line={line.to_string()} onclick={to(act, Action::GoTo(line))}>
            { format!("line {line}") }
        </button>
    }
}

/// A link to a task.
pub(super) fn task_link(reading: &Reading<'_>, task: TaskNo, act: &Callback<Action>) -> Html {
    html! {
        <button type="button" class="lk m" data-task={task.to_string()}
            onclick={look(act, Move::Select(Some(task)))}>{ reading.name(task) }</button>
    }
}

/// A link to an instant.
pub(super) fn time_link(event: u64, time: u64, act: &Callback<Action>) -> Html {
    html! {
        <button type="button" class="lk m" title="Go to this instant" onclick={look(act, Move::To(event))}>
            { words::clock(time) }
        </button>
    }
}

/// A sentence.
pub(super) fn sentence(reading: &Reading<'_>, pieces: &[Piece], act: &Callback<Action>) -> Html {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => Html::from(text.clone()),
            Piece::Code(code) => html! { <code>{ code.clone() }</code> },
            Piece::Line(line) => line_link(*line, act),
            Piece::Task(task) => task_link(reading, *task, act),
            Piece::Primitive(primitive) => {
                html! { <code>{ words::primitive_name(reading.trace, *primitive) }</code> }
            }
        })
        .collect()
}

/// An icon in the colour of a state.
pub(super) fn state_icon(glyph: &'static str, state: &str) -> Html {
    html! { <span class={classes!("st", format!("s-{state}"))}>{ icon(glyph) }</span> }
}
