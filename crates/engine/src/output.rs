//! What a program prints, on its way out: batched, and bounded however much it prints.
//!
//! The first output goes out as it comes ([`Event::Output`]). Past a limit ([`HEAD_BYTES`]) only the newest
//! [`TAIL_BYTES`] are kept, sent now and then as a whole ([`Event::Tail`]), with a count of what is
//! missing between. A program that prints for ever thus costs bounded memory here and in the page.
//!
//! Time is the caller's, in milliseconds of any monotonic clock.

use coroscope_model::protocol::{Chunk, Event, Stream};
use std::collections::VecDeque;

/// How much goes out unabridged.
pub const HEAD_BYTES: usize = 512 * 1024;
/// How much of the newest output is kept after that.
pub const TAIL_BYTES: usize = 128 * 1024;
/// Within this many milliseconds at most [`SENDS_AT_ONCE`] events go out; the rest is batched.
const WINDOW_MS: f64 = 100.0;
const SENDS_AT_ONCE: u32 = 200;
/// While batching: the time between two events.
const BATCH_MS: f64 = 16.0;
/// The time between two tails: each carries all of [`TAIL_BYTES`].
const TAIL_MS: f64 = 200.0;
/// The largest piece of a tail, so that dropping the oldest piece drops little.
const PIECE_BYTES: usize = 4096;

/// Output that has not been sent yet, and the newest output of a flood.
#[derive(Debug)]
pub struct Output {
    head_limit: usize,
    pending: Vec<Chunk>,
    /// Bytes that went into `pending` or out so far, up to `head_limit`.
    head_bytes: usize,
    tail: VecDeque<Chunk>,
    tail_bytes: usize,
    dropped_lines: u64,
    dropped_bytes: u64,
    tail_is_new: bool,
    window_start: f64,
    sends_in_window: u32,
    last_send: f64,
}

impl Output {
    /// Output of which the first `head_limit` bytes go out unabridged: [`HEAD_BYTES`] where a page
    /// would fill up, `usize::MAX` where nothing does.
    pub fn new(head_limit: usize) -> Self {
        Self {
            head_limit,
            pending: Vec::new(),
            head_bytes: 0,
            tail: VecDeque::new(),
            tail_bytes: 0,
            dropped_lines: 0,
            dropped_bytes: 0,
            tail_is_new: false,
            window_start: 0.0,
            sends_in_window: 0,
            last_send: 0.0,
        }
    }

    /// Takes what the program wrote.
    pub fn write(&mut self, stream: Stream, text: &str) {
        let mut rest = text;
        if self.tail.is_empty() && self.head_bytes < self.head_limit {
            let head;
            (head, rest) = split_at_most(text, self.head_limit - self.head_bytes);
            self.head_bytes += head.len();
            append(&mut self.pending, stream, head);
            if !rest.is_empty() {
                self.head_bytes = self.head_limit;
            }
        }
        while !rest.is_empty() {
            let piece;
            (piece, rest) = split_at_most(rest, PIECE_BYTES);
            self.push_tail(stream, piece);
        }
    }

    fn push_tail(&mut self, stream: Stream, piece: &str) {
        self.tail_is_new = true;
        self.tail_bytes += piece.len();
        match self.tail.back_mut() {
            Some(last) if last.stream == stream && last.text.len() + piece.len() <= PIECE_BYTES => {
                last.text.push_str(piece);
            }
            _ => self.tail.push_back(Chunk {
                stream,
                text: piece.to_owned(),
            }),
        }
        let mut dropped = false;
        while self.tail_bytes > TAIL_BYTES {
            let Some(oldest) = self.tail.pop_front() else {
                break;
            };
            self.drop_text(&oldest.text);
            dropped = !oldest.text.ends_with('\n');
        }
        if dropped {
            self.drop_rest_of_line();
        }
    }

    /// The tail begins with a whole line, unless its first piece has no end of line.
    fn drop_rest_of_line(&mut self) {
        let Some(first) = self.tail.front_mut() else {
            return;
        };
        if let Some(end) = first.text.find('\n') {
            let partial: String = first.text.drain(..=end).collect();
            self.drop_text(&partial);
        }
    }

    fn drop_text(&mut self, text: &str) {
        self.tail_bytes -= text.len();
        self.dropped_bytes += text.len() as u64;
        self.dropped_lines += text.bytes().filter(|byte| *byte == b'\n').count() as u64;
    }

    /// What is due at `now`: called after each write.
    pub fn due(&mut self, now: f64) -> Option<Event> {
        if now - self.window_start >= WINDOW_MS {
            self.window_start = now;
            self.sends_in_window = 0;
        }
        let wait = if !self.tail.is_empty() {
            TAIL_MS
        } else if self.sends_in_window < SENDS_AT_ONCE {
            0.0
        } else {
            BATCH_MS
        };
        if now - self.last_send < wait {
            return None;
        }
        let event = self.take();
        if event.is_some() {
            self.sends_in_window += 1;
            self.last_send = now;
        }
        event
    }

    /// What has not been sent: called before the program blocks, and at its end, until `None`.
    pub fn take(&mut self) -> Option<Event> {
        if !self.pending.is_empty() {
            return Some(Event::Output {
                chunks: std::mem::take(&mut self.pending),
            });
        }
        if !std::mem::take(&mut self.tail_is_new) {
            return None;
        }
        Some(Event::Tail {
            chunks: self.tail.iter().cloned().collect(),
            dropped_lines: self.dropped_lines,
            dropped_bytes: self.dropped_bytes,
        })
    }
}

/// Joins `text` to the last chunk if it goes to the same stream.
fn append(chunks: &mut Vec<Chunk>, stream: Stream, text: &str) {
    match chunks.last_mut() {
        Some(last) if last.stream == stream => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => chunks.push(Chunk {
            stream,
            text: text.to_owned(),
        }),
    }
}

/// Splits after at most `bytes` bytes, between two characters; always takes at least one character.
fn split_at_most(text: &str, bytes: usize) -> (&str, &str) {
    if text.len() <= bytes {
        return (text, "");
    }
    let mut end = text.floor_char_boundary(bytes);
    if end == 0 {
        end = text.ceil_char_boundary(1);
    }
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(stream: Stream, text: &str) -> Chunk {
        Chunk {
            stream,
            text: text.to_owned(),
        }
    }

    #[test]
    fn neighbours_on_one_stream_are_joined() {
        let mut output = Output::new(HEAD_BYTES);
        output.write(Stream::Stdout, "a");
        output.write(Stream::Stdout, "b\n");
        output.write(Stream::Stderr, "c\n");
        let chunks = vec![chunk(Stream::Stdout, "ab\n"), chunk(Stream::Stderr, "c\n")];
        assert_eq!(output.take(), Some(Event::Output { chunks }));
        assert_eq!(output.take(), None);
    }

    #[test]
    fn a_little_output_goes_out_at_once_and_much_in_batches() {
        let mut output = Output::new(HEAD_BYTES);
        let mut sent = 0;
        for _ in 0..1000 {
            output.write(Stream::Stdout, "x\n");
            sent += u32::from(output.due(1000.0).is_some());
        }
        assert_eq!(sent, SENDS_AT_ONCE);
        assert!(output.due(1000.0 + BATCH_MS).is_some());
    }

    #[test]
    fn a_flood_keeps_its_head_and_its_newest_lines() {
        let mut output = Output::new(HEAD_BYTES);
        let mut written = String::new();
        for number in 0..200_000 {
            let line = format!("line {number}\n");
            output.write(Stream::Stdout, &line);
            written.push_str(&line);
        }
        let Some(Event::Output { chunks }) = output.take() else {
            panic!("the head comes first")
        };
        let head: String = chunks.into_iter().map(|chunk| chunk.text).collect();
        let Some(Event::Tail {
            chunks,
            dropped_lines,
            dropped_bytes,
        }) = output.take()
        else {
            panic!("then the tail")
        };
        let tail: String = chunks.into_iter().map(|chunk| chunk.text).collect();
        assert_eq!(head.len(), HEAD_BYTES);
        assert!(tail.len() <= TAIL_BYTES && tail.len() > TAIL_BYTES - 2 * PIECE_BYTES);
        assert!(tail.starts_with("line "));
        let middle = &written[head.len()..written.len() - tail.len()];
        assert_eq!(format!("{head}{middle}{tail}"), written);
        assert_eq!(dropped_bytes, middle.len() as u64);
        assert_eq!(dropped_lines, middle.matches('\n').count() as u64);
        assert_eq!(output.take(), None);
    }

    #[test]
    fn one_endless_line_is_bounded_too() {
        let mut output = Output::new(HEAD_BYTES);
        output.write(Stream::Stdout, &"é".repeat(HEAD_BYTES * 2));
        assert!(matches!(output.take(), Some(Event::Output { .. })));
        let Some(Event::Tail {
            chunks,
            dropped_lines: 0,
            ..
        }) = output.take()
        else {
            panic!("a tail")
        };
        assert!(chunks.iter().map(|chunk| chunk.text.len()).sum::<usize>() <= TAIL_BYTES);
    }
}
