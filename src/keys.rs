//! What keys do, wherever the focus is; the editor has taken its own before.

use crate::state::look::{Move, Shown, Stride};
use crate::state::{Action, Open};
use crate::view::Ask;

/// Where the focus is, as far as keys care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// In something that takes text.
    Text,
    /// On a button, link or list.
    Control,
    /// In a pane that arrow keys scroll.
    Scroller,
    /// In the transport, the scrubber or the lanes.
    Timeline,
    /// Nowhere in particular.
    Page,
}

/// A key with what was held down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed<'a> {
    /// The key's name or letter, as browsers say it.
    pub key: &'a str,
    /// Control, or Command on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
}

/// What a key asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Keyed {
    /// An action with all that belongs to it.
    Act(Action),
    /// Something that needs the editor's text or the time.
    Ask(Ask),
}

/// What a key does, if anything.
pub fn keyed(pressed: Pressed<'_>, focus: Focus) -> Option<Keyed> {
    let act = |action| Some(Keyed::Act(action));
    let go = |by| act(Action::Move(by));
    if pressed.command {
        return match pressed.key {
            "Enter" => Some(Keyed::Ask(Ask::Run)),
            "s" => Some(Keyed::Ask(Ask::Save)),
            _ => None,
        };
    }
    if pressed.key == "Escape" {
        return act(Action::Close);
    }
    if focus == Focus::Text || pressed.alt {
        return None;
    }
    let arrows = matches!(focus, Focus::Timeline | Focus::Page);
    let stride = if pressed.shift {
        Stride::Turn
    } else {
        Stride::Event
    };
    let step = |stride, forward| go(Move::Step { stride, forward });
    match pressed.key {
        "?" => act(Action::Toggle(Open::Help)),
        " " if focus != Focus::Control && focus != Focus::Scroller => Some(Keyed::Ask(Ask::Play)),
        "," => step(Stride::Event, false),
        "." => step(Stride::Event, true),
        "<" => step(Stride::Turn, false),
        ">" => step(Stride::Turn, true),
        "ArrowLeft" if arrows => step(stride, false),
        "ArrowRight" if arrows => step(stride, true),
        "Home" if arrows => go(Move::Home),
        "End" if arrows => go(Move::End),
        "ArrowDown" if arrows => go(Move::Neighbour { down: true }),
        "ArrowUp" if arrows => go(Move::Neighbour { down: false }),
        "j" => go(Move::Neighbour { down: true }),
        "k" => go(Move::Neighbour { down: false }),
        "+" | "=" => zoom(0.5),
        "-" | "_" => zoom(2.0),
        "0" => go(Move::Show(Shown::Whole)),
        "[" => go(Move::Pan(-0.25)),
        "]" => go(Move::Pan(0.25)),
        "f" => go(Move::SwapFollow),
        "o" => go(Move::SwapAxis),
        "n" => go(Move::NextFinding),
        "p" => act(Action::Hold),
        _ => None,
    }
}

fn zoom(factor: f64) -> Option<Keyed> {
    Some(Keyed::Act(Action::Move(Move::Zoom {
        factor,
        around: None,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, focus: Focus) -> Option<Keyed> {
        let pressed = Pressed {
            key,
            command: false,
            shift: false,
            alt: false,
        };
        keyed(pressed, focus)
    }

    #[test]
    fn letters_are_letters_where_one_writes() {
        for key in [",", "j", " ", "?", "f", "0"] {
            assert_eq!(press(key, Focus::Text), None, "{key}");
        }
        assert_eq!(
            press("Escape", Focus::Text),
            Some(Keyed::Act(Action::Close))
        );
        let run = Pressed {
            key: "Enter",
            command: true,
            shift: false,
            alt: false,
        };
        assert_eq!(keyed(run, Focus::Text), Some(Keyed::Ask(Ask::Run)));
    }

    #[test]
    fn arrows_scroll_what_scrolls_and_space_presses_what_can_be_pressed() {
        assert_eq!(press("ArrowLeft", Focus::Scroller), None);
        assert_eq!(press(" ", Focus::Control), None);
        assert_eq!(press(" ", Focus::Page), Some(Keyed::Ask(Ask::Play)));
        let back = Some(Keyed::Act(Action::Move(Move::Step {
            stride: Stride::Event,
            forward: false,
        })));
        assert_eq!(press("ArrowLeft", Focus::Timeline), back);
        assert_eq!(press(",", Focus::Control), back);
    }
}
