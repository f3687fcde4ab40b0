//! What the lanes show, as a table: for screen readers, and for whoever likes tables better.

use coroscope_model::trace::TaskNo;
use yew::{Callback, Html, html};

use super::seen::{line_link, look, state_icon};
use crate::state::Action;
use crate::state::look::{Look, Move};
use crate::text;
use crate::timeline::Recording;
use crate::timeline::words::{Reading, clock, duration};

/// More tasks than this are only counted: a table of thousands helps nobody.
const MOST: usize = 500;

/// The table of all tasks at the instant.
pub(super) fn table(recording: &Recording, at: &Look, act: &Callback<Action>) -> Html {
    if recording.is_empty() {
        return Html::default();
    }
    at.read(recording, |reading| {
        let lanes = reading.trace.lanes();
        let tasks: Vec<TaskNo> = lanes
            .order()
            .into_iter()
            .map(|place| lanes.tasks[place].task)
            .collect();
        html! {
            <div class="tablebox scroll" tabindex="0" role="region" aria-label="Tasks as a table">
                <table data-testid="task-table">
                    <caption>{ format!("{} at {}, after event {}", text::counted(tasks.len() as u64, "task", "tasks"),
                        clock(reading.moment.time), reading.moment.event) }</caption>
                    <thead><tr>
                        { for ["Task", "State", "What", "Line", "Since", "Busy", "Ready", "Waiting", "Steps"]
                            .map(|name| html! { <th scope="col">{ name }</th> }) }
                    </tr></thead>
                    <tbody>{ for tasks.iter().take(MOST).map(|task| row(reading, at, *task, act)) }</tbody>
                </table>
                if tasks.len() > MOST { <p class="hint">{ format!("And {} more.", text::count((tasks.len() - MOST) as u64)) }</p> }
            </div>
        }
    })
}

fn row(reading: &Reading<'_>, at: &Look, task: TaskNo, act: &Callback<Action>) -> Html {
    let stand = reading.stand(task);
    let known = reading.state.tasks.get(&task);
    let counters = known.map(|known| known.counters).unwrap_or_default();
    let picked = at.selected == Some(task);
    html! {
        <tr key={task.to_string()} class={picked.then_some("picked")} aria-selected={picked.to_string()}>
            <th scope="row">
                <button type="button" class="lk m" onclick={look(act, Move::Select(Some(task)))}>{ reading.name(task) }</button>
            </th>
            <td>{ state_icon(stand.glyph, if stand.dead { "deadlocked" } else { stand.state }) }
                { if stand.dead { "deadlocked" } else { stand.state } }</td>
            <td>{ stand.short }</td>
            <td>{ stand.line.map(|line| line_link(line, act)).unwrap_or_default() }</td>
            <td>{ known.map(|known| clock(known.since.time)).unwrap_or_default() }</td>
            <td>{ duration(counters.busy) }</td>
            <td>{ duration(counters.ready) }</td>
            <td>{ duration(counters.waiting) }</td>
            <td>{ counters.steps.to_string() }</td>
        </tr>
    }
}
