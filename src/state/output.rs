//! What the program has printed, as lines in blocks.
//!
//! Blocks are shared and at most [`BLOCK_LINES`] long, so that a batch of output copies one block at most, and the
//! view redraws only the blocks that changed: appending costs what is appended, not what is there.

use std::rc::Rc;

use coroscope_model::protocol::{Chunk, Stream};

/// How many lines a block holds before the next one begins.
pub const BLOCK_LINES: usize = 200;

/// Text written to one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which stream.
    pub stream: Stream,
    /// The text; only the last piece of a line ends in a line feed.
    pub text: String,
}

/// A line, with its line feed unless it is still being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// In the order in which they were written.
    pub pieces: Vec<Piece>,
    /// What the visitor typed at the end of this line. A terminal shows it too, but it is not the program's output.
    pub echo: Option<String>,
}

impl Line {
    fn is_open(&self) -> bool {
        self.echo.is_none()
            && self
                .pieces
                .last()
                .is_some_and(|piece| !piece.text.ends_with('\n'))
    }
}

/// Some lines after each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// At most [`BLOCK_LINES`].
    pub lines: Vec<Line>,
    /// How many characters they have together.
    pub chars: u64,
}

impl Line {
    /// How many characters of the program's own it has.
    pub fn chars(&self) -> u64 {
        self.pieces
            .iter()
            .map(|piece| piece.text.chars().count() as u64)
            .sum()
    }
}

/// Lines in blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// In order. All but the last are full.
    pub blocks: Vec<Rc<Block>>,
}

impl Lines {
    /// How many lines there are, one that is still being written included.
    pub fn count(&self) -> usize {
        match self.blocks.split_last() {
            Some((last, full)) => full.len() * BLOCK_LINES + last.lines.len(),
            None => 0,
        }
    }

    fn push(&mut self, chunk: &Chunk) {
        for text in chunk.text.split_inclusive('\n') {
            let block = self.open_block();
            block.chars += text.chars().count() as u64;
            let end = block.lines.len() - 1;
            let line = &mut block.lines[end];
            match line.pieces.last_mut() {
                Some(piece) if piece.stream == chunk.stream => piece.text.push_str(text),
                _ => line.pieces.push(Piece {
                    stream: chunk.stream,
                    text: text.to_owned(),
                }),
            }
        }
    }

    /// The line that is being written; a new one if the last was ended.
    fn open_line(&mut self) -> &mut Line {
        let lines = &mut self.open_block().lines;
        let end = lines.len() - 1;
        &mut lines[end]
    }

    /// The block whose last line that is.
    fn open_block(&mut self) -> &mut Block {
        let last = self.blocks.last();
        let block_is_full = last.is_none_or(|block| block.lines.len() >= BLOCK_LINES);
        let line_is_open = last
            .and_then(|block| block.lines.last())
            .is_some_and(Line::is_open);
        if block_is_full && !line_is_open {
            self.blocks.push(Rc::default());
        }
        let end = self.blocks.len() - 1;
        let block = Rc::make_mut(&mut self.blocks[end]);
        if !line_is_open {
            block.lines.push(Line::default());
        }
        block
    }

    fn chars(&self) -> u64 {
        self.blocks.iter().map(|block| block.chars).sum()
    }

    fn text_into(&self, text: &mut String) {
        for piece in self
            .blocks
            .iter()
            .flat_map(|block| &block.lines)
            .flat_map(|line| &line.pieces)
        {
            text.push_str(&piece.text);
        }
    }
}

/// Everything the program has printed, or what is left of a flood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// What came first.
    pub head: Lines,
    /// What came last, after lines that are not shown.
    pub tail: Lines,
    /// How many lines between the two are not shown.
    pub dropped_lines: u64,
    /// And how many bytes of UTF-8 they had.
    pub dropped_bytes: u64,
    /// How many characters were printed before the head's first line: those that the visitor cleared away.
    pub cleared: u64,
}

impl Output {
    /// Empties the pane; what comes next is still known by its place in all that was printed.
    pub fn clear(&mut self) {
        *self = Self {
            cleared: self.cleared + self.head.chars(),
            ..Self::default()
        };
    }

    /// Appends what was printed.
    pub fn append(&mut self, chunks: &[Chunk]) {
        for chunk in chunks {
            self.head.push(chunk);
        }
    }

    /// Takes `chunks` for the end of a flood, instead of what was taken for it before.
    pub fn replace_tail(&mut self, chunks: &[Chunk], dropped_lines: u64, dropped_bytes: u64) {
        self.tail = Lines::default();
        for chunk in chunks {
            self.tail.push(chunk);
        }
        self.dropped_lines = dropped_lines;
        self.dropped_bytes = dropped_bytes;
    }

    /// Shows what the visitor typed, after what the program has printed so far. After a flood it is not shown: the
    /// engine sends the end of the flood anew each time.
    pub fn echo(&mut self, typed: &str) {
        if self.tail.blocks.is_empty() {
            self.head.open_line().echo = Some(typed.to_owned());
        }
    }

    /// All that is there, as it was printed.
    pub fn chunks(&self) -> Vec<Chunk> {
        [&self.head, &self.tail]
            .into_iter()
            .flat_map(|lines| &lines.blocks)
            .flat_map(|block| &block.lines)
            .flat_map(|line| &line.pieces)
            .map(|piece| Chunk {
                stream: piece.stream,
                text: piece.text.clone(),
            })
            .collect()
    }

    /// Whether nothing was printed.
    pub fn is_empty(&self) -> bool {
        self.head.blocks.is_empty() && self.tail.blocks.is_empty()
    }

    /// How many lines were printed, those not shown included.
    pub fn lines(&self) -> u64 {
        (self.head.count() + self.tail.count()) as u64 + self.dropped_lines
    }

    /// The text, with a line in brackets where lines are not shown.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.head.text_into(&mut text);
        if let Some(note) = self.gap() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&format!("[{note}]\n"));
        }
        self.tail.text_into(&mut text);
        text
    }

    /// What to say where lines are not shown.
    pub fn gap(&self) -> Option<String> {
        (self.dropped_lines > 0 || self.dropped_bytes > 0).then(|| {
            format!(
                "{} not shown, {}",
                crate::text::counted(self.dropped_lines, "line", "lines"),
                crate::text::bytes(self.dropped_bytes)
            )
        })
    }
}

/// Part of a line: text, or a place in the visitor's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Just text.
    Text(&'a str),
    /// `File "main.py", line 7`, and the line it names.
    Place(&'a str, u32),
}

/// Finds the places that tracebacks and call graphs name: `File "<file>", line N`, or the same in single quotes.
/// The parts' texts put together are `text`.
pub fn parts<'a>(text: &'a str, file: &str) -> Vec<Part<'a>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((start, end, line)) = next_place(rest, file) {
        if start > 0 {
            found.push(Part::Text(&rest[..start]));
        }
        found.push(Part::Place(&rest[start..end], line));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    found
}

/// Start, end and line number of the first place in `text`.
fn next_place(text: &str, file: &str) -> Option<(usize, usize, u32)> {
    let mut from = 0;
    while let Some(at) = text[from..].find("File ").map(|at| at + from) {
        from = at + "File ".len();
        let after = &text[from..];
        let Some(quote) = after
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))
        else {
            continue;
        };
        let Some(rest) = after[1..]
            .strip_prefix(file)
            .and_then(|rest| rest.strip_prefix(quote))
        else {
            continue;
        };
        let Some(rest) = rest.strip_prefix(", line ") else {
            continue;
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if let Ok(line) = rest[..digits].parse() {
            return Some((at, text.len() - rest.len() + digits, line));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(text: &str) -> Chunk {
        Chunk {
            stream: Stream::Stdout,
            text: text.into(),
        }
    }

    fn err(text: &str) -> Chunk {
        Chunk {
            stream: Stream::Stderr,
            text: text.into(),
        }
    }

    fn piece(stream: Stream, text: &str) -> Piece {
        Piece {
            stream,
            text: text.into(),
        }
    }

    #[test]
    fn lines_are_put_together_from_chunks() {
        let mut output = Output::default();
        output.append(&[out("a"), out("b\nc"), err("!\n"), out("\n")]);
        let lines: Vec<_> = output.head.blocks[0]
            .lines
            .iter()
            .map(|line| line.pieces.clone())
            .collect();
        assert_eq!(
            lines,
            [
                vec![piece(Stream::Stdout, "ab\n")],
                vec![piece(Stream::Stdout, "c"), piece(Stream::Stderr, "!\n")],
                vec![piece(Stream::Stdout, "\n")],
            ]
        );
        assert_eq!(output.text(), "ab\nc!\n\n");
        assert_eq!(output.lines(), 3);
    }

    #[test]
    fn blocks_fill_up_and_full_ones_are_shared() {
        let mut output = Output::default();
        output.append(&[out(&"x\n".repeat(BLOCK_LINES)), out("half")]);
        let before = output.clone();
        output.append(&[out(" and half\n")]);
        assert_eq!(output.head.blocks.len(), 2);
        assert!(Rc::ptr_eq(&before.head.blocks[0], &output.head.blocks[0]));
        assert!(!Rc::ptr_eq(&before.head.blocks[1], &output.head.blocks[1]));
        assert_eq!(
            output.head.blocks[1].lines[0].pieces,
            [piece(Stream::Stdout, "half and half\n")]
        );
        assert_eq!(output.head.count(), BLOCK_LINES + 1);
    }

    #[test]
    fn an_open_last_line_of_a_full_block_goes_on_in_it() {
        let mut output = Output::default();
        output.append(&[out(&"x\n".repeat(BLOCK_LINES - 1)), out("a")]);
        output.append(&[out("b\nc")]);
        assert_eq!(
            output.head.blocks[0].lines[BLOCK_LINES - 1].pieces,
            [piece(Stream::Stdout, "ab\n")]
        );
        assert_eq!(output.head.blocks[1].lines.len(), 1);
    }

    #[test]
    fn a_tail_replaces_the_tail_and_says_what_is_missing() {
        let mut output = Output::default();
        output.append(&[out("1\n2\n")]);
        output.replace_tail(&[out("8\n")], 5, 10);
        output.replace_tail(&[out("9\n10\n")], 1_006, 2_012);
        assert_eq!(
            output.text(),
            "1\n2\n[1,006 lines not shown, 2 KB]\n9\n10\n"
        );
        assert_eq!(output.lines(), 1_010);
    }

    #[test]
    fn typed_text_ends_the_line_but_is_not_output() {
        let mut output = Output::default();
        output.append(&[out("Name? ")]);
        output.echo("Ada");
        output.append(&[out("Hello Ada\n")]);
        let lines = &output.head.blocks[0].lines;
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].echo.as_deref(), Some("Ada"));
        assert_eq!(output.text(), "Name? Hello Ada\n");
    }

    #[test]
    fn places_in_the_program_are_found() {
        let text = "  File \"main.py\", line 12, in <module>\n";
        assert_eq!(
            parts(text, "main.py"),
            [
                Part::Text("  "),
                Part::Place("File \"main.py\", line 12", 12),
                Part::Text(", in <module>\n")
            ]
        );
        assert_eq!(
            parts("| File 'main.py', line 3", "main.py")[1],
            Part::Place("File 'main.py', line 3", 3)
        );
        for other in [
            "File \"asyncio/runners.py\", line 5",
            "File \"main.py', line 5",
            "File \"main.py\", line x",
            "File main.py, line 5",
            "File ",
            "File \"main.py\", line 99999999999999999999",
        ] {
            assert_eq!(parts(other, "main.py"), [Part::Text(other)], "{other}");
        }
        assert_eq!(parts("", "main.py"), []);
        let twice = "File File \"main.py\", line 1 and File \"main.py\", line 2é";
        let joined: String = parts(twice, "main.py")
            .into_iter()
            .map(|part| match part {
                Part::Text(text) | Part::Place(text, _) => text,
            })
            .collect();
        assert_eq!(joined, twice);
    }
}
