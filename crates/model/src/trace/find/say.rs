//! Sentences from pieces.

use crate::trace::finding::Piece;
use crate::trace::record::{PrimitiveNo, StackId, TaskNo};
use crate::trace::store::Trace;

/// How many tasks a sentence names.
const NAMED: usize = 5;

/// A sentence in the making.
pub(super) struct Say<'a> {
    trace: &'a Trace,
    pieces: Vec<Piece>,
}

impl<'a> Say<'a> {
    pub(super) fn new(trace: &'a Trace) -> Say<'a> {
        Say {
            trace,
            pieces: Vec::new(),
        }
    }

    pub(super) fn done(self) -> Vec<Piece> {
        self.pieces
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
        self
    }

    /// Text in which what stands between backticks is code.
    pub(super) fn marked(mut self, text: &str) -> Self {
        for (place, part) in text.split('`').enumerate() {
            self = match place % 2 {
                _ if part.is_empty() => self,
                0 => self.text(part),
                _ => self.code(part),
            };
        }
        self
    }

    pub(super) fn code(mut self, code: &str) -> Self {
        self.pieces.push(Piece::Code(code.to_owned()));
        self
    }

    pub(super) fn task(mut self, task: TaskNo) -> Self {
        self.pieces.push(Piece::Task(task));
        self
    }

    pub(super) fn primitive(mut self, primitive: PrimitiveNo) -> Self {
        self.pieces.push(Piece::Primitive(primitive));
        self
    }

    /// ` at line 12`, if the stack leads to a line of the program.
    pub(super) fn at(self, stack: StackId) -> Self {
        match self.trace.own_place(stack) {
            Some(place) => self.text(" at ").line(place.line),
            None => self,
        }
    }

    pub(super) fn line(mut self, line: u32) -> Self {
        self.pieces.push(Piece::Line(line));
        self
    }

    /// `A, B and C`; of many the first ones.
    pub(super) fn tasks(mut self, tasks: &[TaskNo]) -> Self {
        let more = tasks.len().saturating_sub(NAMED);
        let named = &tasks[..tasks.len() - if more > 1 { more } else { 0 }];
        for (place, &task) in named.iter().enumerate() {
            let last = place + 1 == tasks.len();
            self = match place {
                0 => self,
                _ if last => self.text(" and "),
                _ => self.text(", "),
            };
            self = self.task(task);
        }
        match tasks.len() - named.len() {
            0 => self,
            more => self.text(&format!(" and {more} others")),
        }
    }
}

/// `one`, `two`, ... `twelve`, `13`: as it is written in a sentence.
pub(super) fn count(number: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS
        .get(number)
        .map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// With a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
