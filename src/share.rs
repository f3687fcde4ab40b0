//! What the share dialog offers: a link, Markdown, and fair warning.

use coroscope_model::link::{self, SharedProgram};
use coroscope_model::protocol::Clock;

/// Links longer than this many characters are cut by some programs that pass them on.
pub const LONG_LINK: usize = 2_000;

/// A program as it is shared.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// The whole link.
    pub link: String,
    program: SharedProgram,
    whole: SharedProgram,
}

impl Shared {
    /// Makes the link of a program for the page at `address`. What `whole` says of an instant can be left out.
    pub fn new(address: &str, whole: SharedProgram) -> Self {
        Self {
            link: link_of(address, &whole),
            program: whole.clone(),
            whole,
        }
    }

    /// Whether there is an instant to carry.
    pub fn has_instant(&self) -> bool {
        self.whole.at.is_some()
    }

    /// Whether the link carries it.
    pub fn carries_instant(&self) -> bool {
        self.program.at.is_some()
    }

    /// Makes the link anew, with the instant or without.
    pub fn set_instant(&mut self, address: &str, carried: bool) {
        self.program.at = self.whole.at.filter(|_| carried);
        self.program.view = self.whole.view.clone().filter(|_| carried);
        self.link = link_of(address, &self.program);
    }

    /// Makes the link anew, so that it runs the program when it is opened, or does not.
    pub fn set_run(&mut self, address: &str, run: bool) {
        self.program.run = run;
        self.link = link_of(address, &self.program);
    }

    /// Whether the link runs the program when it is opened.
    pub fn runs(&self) -> bool {
        self.program.run
    }

    /// How many characters the link has.
    pub fn chars(&self) -> usize {
        self.link.chars().count()
    }

    /// Whether the link is so long that some programs cut it.
    pub fn is_long(&self) -> bool {
        self.chars() > LONG_LINK
    }

    /// What the link carries besides the program, as the end of a sentence.
    pub fn carries(&self) -> String {
        let clock = match self.program.clock {
            Clock::Real => "the real clock",
            Clock::Virtual => "the virtual clock",
        };
        let mut rest = vec![clock.to_owned()];
        if let Some(seed) = self.program.seed {
            rest.push(format!("the seed {seed}"));
        }
        if let Some(event) = self.program.at {
            rest.push(format!("the instant after event {event}"));
        }
        let last = rest.pop().unwrap_or_default();
        let list = if rest.is_empty() {
            String::new()
        } else {
            format!(", {}", rest.join(", "))
        };
        format!("the program{list} and {last}")
    }

    /// The program in a fence that it cannot break out of, and the link.
    pub fn markdown(&self) -> String {
        let code = self.program.code.trim_end();
        let longest = code
            .split(|letter| letter != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat((longest + 1).max(3));
        format!(
            "{fence}python\n{code}\n{fence}\n\n[Run it in Coroscope]({})\n",
            self.link
        )
    }
}

fn link_of(address: &str, program: &SharedProgram) -> String {
    format!("{address}{}", link::encode(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(code: &str) -> Shared {
        let program = SharedProgram {
            code: code.into(),
            clock: Clock::Virtual,
            seed: Some(7),
            at: Some(41),
            ..SharedProgram::default()
        };
        Shared::new("https://example.org/", program)
    }

    #[test]
    fn the_link_opens_as_what_was_shared() {
        let mut shared = shared("print('🎈')\n");
        shared.set_run("https://example.org/", true);
        assert!(shared.runs());
        let (address, fragment) = shared.link.split_once('#').unwrap();
        assert_eq!(address, "https://example.org/");
        let opened = link::decode(fragment).unwrap();
        assert_eq!(opened.code, "print('🎈')\n");
        assert_eq!(
            (opened.clock, opened.seed, opened.run),
            (Clock::Virtual, Some(7), true)
        );
        assert_eq!(
            shared.carries(),
            "the program, the virtual clock, the seed 7 and the instant after event 41"
        );
        assert_eq!(opened.at, Some(41));
        shared.set_instant("https://example.org/", false);
        assert!(shared.has_instant() && !shared.carries_instant() && shared.runs());
        assert_eq!(
            shared.carries(),
            "the program, the virtual clock and the seed 7"
        );
    }

    #[test]
    fn long_links_are_known_as_such() {
        assert!(!shared("print()").is_long());
        let noise: String = (0..4_000_u32)
            .map(|n| char::from_u32(0x4e00 + n.wrapping_mul(7_919) % 20_000).unwrap_or('x'))
            .collect();
        assert!(shared(&noise).is_long());
    }

    #[test]
    fn markdown_fences_are_longer_than_what_they_hold() {
        let plain = shared("print()\n\n").markdown();
        assert!(plain.starts_with(
            "```python\nprint()\n```\n\n[Run it in Coroscope](https://example.org/#v1/"
        ));
        let text = shared("'''\n````\n'''").markdown();
        assert!(text.starts_with("`````python\n"));
    }
}
