//! The program in the editor: where it came from, and what is kept of others.
//!
//! The text itself is in the editor. What is here is enough to say what it is called, to reset it, and to bring back
//! the visitor's own program after an example, a file or a stranger's link was opened over it.

use serde::{Deserialize, Serialize};

use coroscope_model::protocol::Clock;

use super::Options;

/// What tracebacks call the program, whatever its title.
pub const FILE: &str = "main.py";

/// What a newcomer finds in the editor. www/page.js shows the same before the page is there.
pub const STARTER: &str = include_str!("../../www/examples/breakfast.py");

/// The starter's name in the list of examples.
pub const STARTER_ID: &str = "breakfast";

/// An entry of `examples/index.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// A name for links and scripts.
    pub id: String,
    /// A name for readers.
    pub title: String,
    /// What it teaches, in a sentence.
    pub lesson: String,
    /// Its file's name, beside `index.json`.
    pub file: String,
    /// The heading under which it stands.
    #[serde(default)]
    pub group: String,
}

/// Where a program came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    /// An example.
    Example {
        /// Its [`Example::id`].
        id: String,
        /// Its title.
        title: String,
        /// What it teaches.
        lesson: String,
    },
    /// A share link.
    Link {
        /// The fragment, with its `#`.
        fragment: String,
    },
    /// A file from the visitor's disk.
    File {
        /// Its name.
        name: String,
    },
    /// Written here from nothing.
    Blank,
}

impl Origin {
    /// The starter's, before the list of examples is there.
    pub fn starter() -> Self {
        Self::Example {
            id: STARTER_ID.into(),
            title: "Breakfast for one".into(),
            lesson: "Tasks take turns: while one of them waits, the others carry on.".into(),
        }
    }

    /// What the program is called in the page.
    pub fn title(&self) -> &str {
        match self {
            Self::Example { title, .. } => title,
            Self::Link { .. } => "Shared program",
            Self::File { name } => name,
            Self::Blank => "Untitled",
        }
    }

    /// What a download of the program is called.
    pub fn file_name(&self) -> String {
        match self {
            Self::Example { id, .. } => format!("{id}.py"),
            Self::File { name } => name.clone(),
            Self::Link { .. } | Self::Blank => FILE.into(),
        }
    }
}

/// A program that can be brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its text.
    pub code: String,
    /// The text it was made from, which Reset gives.
    pub original: String,
    /// Where that came from.
    pub origin: Origin,
}

/// What is written to the browser's storage for each tab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The text in the editor. www/page.js reads this key.
    pub code: String,
    /// The text it was made from; absent if that is the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// Where that came from.
    pub origin: Origin,
    /// The clock it runs by.
    #[serde(default)]
    pub clock: Clock,
    /// The seed it runs with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How it is run, besides the clock.
    #[serde(default, skip_serializing_if = "Options::is_usual")]
    pub options: Options,
    /// The visitor's own program, while another is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// When it was written, in milliseconds since 1970.
    pub at: f64,
}

/// A program that was saved by another tab, now or before.
#[derive(Clone, Debug, PartialEq)]
pub struct Recent {
    /// Under which it is stored.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its first line that says something.
    pub first_line: String,
    /// How many lines it has.
    pub lines: usize,
    /// When it was saved, in milliseconds since 1970.
    pub at: f64,
}

/// The first line of a program that says something about it: not empty, not an import.
pub fn first_line(code: &str) -> String {
    let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty());
    let telling = lines
        .clone()
        .find(|line| !line.starts_with("import ") && !line.starts_with("from "));
    let line = telling.or_else(|| lines.next()).unwrap_or("(empty)");
    line.chars().take(80).collect()
}

/// The program in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it came from.
    pub origin: Origin,
    /// The text it came as.
    pub original: String,
    /// Whether it differs from that, as far as the last save knew.
    pub edited: bool,
    /// Whether the editor holds something that is not saved yet.
    pub unsaved: bool,
    /// The visitor's own program, while another is open.
    pub kept: Option<Kept>,
}

impl Program {
    /// The starter.
    pub fn starter() -> Self {
        Self {
            origin: Origin::starter(),
            original: STARTER.into(),
            edited: false,
            unsaved: false,
            kept: None,
        }
    }

    /// What it is called. An example's name and lesson are about the example's text: over any other they would mislead.
    pub fn title(&self) -> &str {
        match &self.origin {
            Origin::Example { .. } if self.edited => "Your program",
            origin => origin.title(),
        }
    }

    /// What is to be added to the title of a program that was edited: what it was made from.
    pub fn edited_from(&self) -> Option<String> {
        match &self.origin {
            _ if !self.edited => None,
            Origin::Example { title, .. } => Some(format!("from {title}")),
            Origin::Link { .. } | Origin::File { .. } => Some("edited".into()),
            Origin::Blank => None,
        }
    }

    /// What a download of it is called.
    pub fn file_name(&self) -> String {
        match &self.origin {
            Origin::Example { .. } if self.edited => FILE.into(),
            origin => origin.file_name(),
        }
    }

    /// What was saved, as it was.
    pub fn restored(saved: &Saved) -> Self {
        let original = saved.original.clone().unwrap_or_else(|| saved.code.clone());
        Self {
            edited: original != saved.code,
            original,
            origin: saved.origin.clone(),
            unsaved: false,
            kept: saved.kept.clone(),
        }
    }

    /// Another program takes the editor. What the visitor wrote, `current`, is kept; what can be had again is not.
    /// Says whether something was kept.
    pub fn replace(&mut self, code: &str, origin: Origin, current: String) -> bool {
        let worth_keeping =
            current != self.original && !current.trim().is_empty() && current != code;
        let origin_before = std::mem::replace(&mut self.origin, origin);
        let original_before = std::mem::replace(&mut self.original, code.to_owned());
        self.edited = false;
        if worth_keeping {
            self.kept = Some(Kept {
                code: current,
                original: original_before,
                origin: origin_before,
            });
        }
        worth_keeping
    }

    /// The kept program takes the editor again, and what is there is kept if it was edited. Gives the text to show.
    pub fn swap(&mut self, current: String) -> Option<String> {
        let kept = self.kept.take()?;
        self.replace(&kept.original, kept.origin, current);
        self.edited = kept.code != kept.original;
        Some(kept.code)
    }

    /// What to write to storage.
    pub fn to_save(
        &self,
        code: String,
        clock: Clock,
        seed: Option<u64>,
        options: Options,
        at: f64,
    ) -> Saved {
        Saved {
            original: (self.original != code).then(|| self.original.clone()),
            code,
            origin: self.origin.clone(),
            clock,
            seed,
            options,
            kept: self.kept.clone(),
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(code: &str) -> Program {
        Program {
            origin: Origin::Blank,
            original: code.into(),
            edited: false,
            unsaved: false,
            kept: None,
        }
    }

    #[test]
    fn only_what_was_written_here_is_kept() {
        let mut program = blank("a");
        assert!(!program.replace("b", Origin::Blank, "a".into()));
        assert_eq!(program.kept, None);
        assert!(!program.replace("c", Origin::Blank, "  \n".into()));
        assert!(program.replace(
            "d",
            Origin::File {
                name: "d.py".into()
            },
            "mine".into()
        ));
        assert_eq!(
            program.kept,
            Some(Kept {
                code: "mine".into(),
                original: "c".into(),
                origin: Origin::Blank
            })
        );
        // Looking at more examples does not lose it.
        assert!(!program.replace("e", Origin::starter(), "d".into()));
        assert_eq!(
            program.kept.as_ref().map(|kept| kept.code.as_str()),
            Some("mine")
        );
    }

    #[test]
    fn back_and_forth_loses_nothing() {
        let mut program = blank("a");
        program.replace(
            "linked",
            Origin::Link {
                fragment: "#v1/x".into(),
            },
            "mine".into(),
        );
        assert_eq!(program.swap("linked, edited".into()), Some("mine".into()));
        assert_eq!(program.original, "a");
        assert!(program.edited);
        assert_eq!(program.swap("mine".into()), Some("linked, edited".into()));
        assert_eq!(
            program.origin,
            Origin::Link {
                fragment: "#v1/x".into()
            }
        );
        assert_eq!(
            program.kept.as_ref().map(|kept| kept.code.as_str()),
            Some("mine")
        );
    }

    #[test]
    fn an_edited_text_does_not_go_by_the_examples_name() {
        let mut program = Program::starter();
        assert_eq!(program.title(), "Breakfast for one");
        assert_eq!(program.edited_from(), None);
        assert_eq!(program.file_name(), "breakfast.py");
        program.edited = true;
        assert_eq!(program.title(), "Your program");
        assert_eq!(
            program.edited_from().as_deref(),
            Some("from Breakfast for one")
        );
        assert_eq!(program.file_name(), "main.py");
        program.origin = Origin::File {
            name: "mine.py".into(),
        };
        assert_eq!(program.title(), "mine.py");
        assert_eq!(program.edited_from().as_deref(), Some("edited"));
        program.origin = Origin::Blank;
        assert_eq!(program.title(), "Untitled");
        assert_eq!(program.edited_from(), None);
    }

    #[test]
    fn saved_programs_come_back() {
        let mut program = blank("a");
        program.replace("b", Origin::starter(), "mine".into());
        let saved = program.to_save(
            "b!".into(),
            Clock::Virtual,
            Some(u64::MAX),
            Options::default(),
            5.0,
        );
        let json = serde_json::to_string(&saved).unwrap();
        let read: Saved = serde_json::from_str(&json).unwrap();
        assert_eq!(read, saved);
        program.edited = true;
        assert_eq!(Program::restored(&read), program);
        // The least that www/page.js relies on, and what an older page may have written.
        let least: Saved =
            serde_json::from_str(r#"{"code": "x", "origin": {"from": "blank"}, "at": 1}"#).unwrap();
        assert_eq!(least.code, "x");
    }

    #[test]
    fn first_lines_say_something() {
        assert_eq!(
            first_line("\nimport asyncio\nfrom a import b\n\n  async def main():\n"),
            "async def main():"
        );
        assert_eq!(first_line("import asyncio\n"), "import asyncio");
        assert_eq!(first_line(" \n"), "(empty)");
        assert_eq!(first_line(&"é".repeat(100)).chars().count(), 80);
    }
}
