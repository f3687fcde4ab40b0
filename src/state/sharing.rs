//! What a link carries besides the program: how it is run, and where in the run the visitor looked.

use coroscope_model::link::SharedProgram;
use coroscope_model::protocol::Clock;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::look::Shown;
use super::{Notice, Options, Page};
use crate::timeline::{Axis, Window};

/// What stands under `view` in a link, all of it optional: docs/link-format.md lists the keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct View {
    /// `time` or `order`.
    #[serde(skip_serializing_if = "Option::is_none")]
    axis: Option<String>,
    /// The selected task, by its number in the trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<u64>,
    /// The stretch that was shown, in positions of the axis: whole nanoseconds or events.
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<(u64, u64)>,
    /// The digest of the trace, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

/// Where a link wants its reader to look once the program has run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wanted {
    at: Option<u64>,
    view: View,
}

impl Wanted {
    /// What a link says; none if it says nothing.
    pub(super) fn of(shared: &SharedProgram) -> Option<Self> {
        // A view that another page wrote may hold anything.
        let view = shared
            .view
            .clone()
            .and_then(|view| serde_json::from_value::<View>(view).ok())
            .unwrap_or_default();
        let wanted = Self {
            at: shared.at,
            view,
        };
        (wanted != Self::default()).then_some(wanted)
    }
}

impl Page {
    /// The program as it is shared: with the instant, if the trace is one of this text.
    pub(super) fn to_share(&self, code: String) -> SharedProgram {
        let is_traced = self.has_trace() && self.ran.as_deref() == Some(&*code);
        SharedProgram {
            clock: self.clock(),
            seed: self.seed,
            at: is_traced.then_some(self.look.moment.event),
            view: is_traced.then(|| self.view()),
            waits_forever: self.options.waits_forever,
            debug: self.options.debug,
            top_level_await: self.options.top_level_await,
            code,
            ..SharedProgram::default()
        }
    }

    fn view(&self) -> Value {
        let window = match self.look.shown {
            Shown::Window(window) => Some((whole(window.from), whole(window.to))),
            Shown::Auto | Shown::Whole => None,
        };
        // Only with the virtual clock two runs can be the same, and only an ended one is all of it.
        let digest = (self.ran_by == Clock::Virtual && self.ended().is_some())
            .then(|| self.recording.trace().digest())
            .flatten();
        let view = View {
            axis: Some(self.look.axis.name().into()),
            task: self.look.selected,
            window,
            digest: digest.map(|digest| format!("{digest:016x}")),
        };
        serde_json::to_value(view).unwrap_or_default()
    }

    /// Takes over how a link's program is to be run.
    pub(super) fn take_options(&mut self, shared: &SharedProgram) {
        self.options = Options {
            waits_forever: shared.waits_forever,
            debug: shared.debug,
            top_level_await: shared.top_level_await,
            ..Options::default()
        };
        self.wanted = Wanted::of(shared);
    }

    /// The run of a link's program is over: looks where its sender looked, and says whether the run is the same.
    pub(super) fn look_where_wanted(&mut self) {
        let Some(wanted) = self.wanted.take() else {
            return;
        };
        let view = &wanted.view;
        let ours = self.recording.trace().digest();
        if let (Some(digest), Some(ours)) = (&view.digest, ours)
            && self.ran_by == Clock::Virtual
        {
            let same = *digest == format!("{ours:016x}");
            self.tell(Notice::Compared { same });
        }
        if let Some(axis) = view.axis.as_deref() {
            self.look.axis = if axis == Axis::Order.name() {
                Axis::Order
            } else {
                Axis::Time
            };
        }
        if let Some((from, to)) = view.window
            && from < to
        {
            let whole = self.look.axis.whole(&self.recording.trace());
            let window = Window {
                from: from as f64,
                to: to as f64,
            };
            self.look.shown = Shown::Window(window.within(whole));
        }
        if let Some(at) = wanted.at {
            self.moved(super::look::Move::To(at));
        }
        if let Some(task) = view.task {
            let known = self.recording.trace().lanes().lane(task).is_some();
            if known {
                self.moved(super::look::Move::Select(Some(task)));
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions are not negative, and below 2^53"
)]
fn whole(position: f64) -> u64 {
    position.max(0.0).round() as u64
}
