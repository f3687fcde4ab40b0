//! A trace file, read a few records at a time, so that a page can draw between.
//!
//! This takes files as [`file::write`](super::file::write) writes them: the records last, and nothing wrong with them. Whatever
//! else a file may be, [`file::read`](super::file::read) says at the end what it is, in one go: so both agree on every file, in what they read
//! and in what they say of one that is damaged.

use super::check::Defined;
use super::file::{self, About, FileError, Head, Read};
use super::record::Record;
use super::store::Trace;

/// What stands before the first record. Inside of a text its quotes would be escaped.
const RECORDS: &[u8] = b",\"records\":[";

/// A trace file that is being read.
#[derive(Debug)]
pub struct Reading {
    bytes: Vec<u8>,
    keep: usize,
    /// `None` once it turned out that the file is of another kind than this takes.
    begun: Option<Begun>,
}

/// What was read so far.
#[derive(Debug)]
struct Begun {
    /// Where the next record begins, or the end of the list.
    at: usize,
    trace: Trace,
    about: About,
    defined: Defined,
}

/// How far a file was read.
#[derive(Debug)]
pub enum Progress {
    /// There is more: so much of 1 was read.
    More(f64),
    /// The trace and what belongs to it, or why there is none.
    Done(Box<Result<(Trace, About), FileError>>),
}

impl Reading {
    /// Begins to read what is in a file. `keep` is as for [`Trace::new`].
    pub fn new(mut bytes: Vec<u8>, keep: usize) -> Reading {
        if bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(.."\u{feff}".len());
        }
        let begun = Begun::new(&bytes, keep);
        Reading { bytes, keep, begun }
    }

    /// Reads up to so many records more. Not to be called again after [`Progress::Done`].
    pub fn read_on(&mut self, records: usize) -> Progress {
        let Some(mut begun) = self.begun.take() else {
            return self.read_whole();
        };
        for _ in 0..records {
            match begun.next(&self.bytes) {
                Some(true) => {}
                Some(false) => {
                    // Nobody needs the bytes any more; the trace takes more memory when it is drawn.
                    self.bytes = Vec::new();
                    return Progress::Done(Box::new(Ok((begun.trace, begun.about))));
                }
                None => return self.read_whole(),
            }
        }
        let part = begun.at as f64 / self.bytes.len() as f64;
        self.begun = Some(begun);
        Progress::More(part)
    }

    /// The whole file at once: what is no UTF-8 in it counts as a browser would read it.
    fn read_whole(&mut self) -> Progress {
        let bytes = std::mem::take(&mut self.bytes);
        Progress::Done(Box::new(file::read(
            &String::from_utf8_lossy(&bytes),
            self.keep,
        )))
    }
}

impl Begun {
    /// Reads what stands before the records; `None` if it is not as [`file::write`] writes it.
    fn new(bytes: &[u8], keep: usize) -> Option<Begun> {
        let place = bytes
            .windows(RECORDS.len())
            .position(|window| window == RECORDS)?;
        let at = place + RECORDS.len();
        let mut before = bytes[..at].to_vec();
        before.extend_from_slice(b"]}");
        let head: Head = serde_json::from_slice(&before).ok()?;
        head.check().ok()?;
        let read: Read = serde_json::from_slice(&before).ok()?;
        let (trace, about, defined) = file::begin(read, keep).ok()?;
        Some(Begun {
            at,
            trace,
            about,
            defined,
        })
    }

    /// Takes the next record in. `Some(false)`: there is none, and the file ends well. `None`: something is wrong.
    fn next(&mut self, bytes: &[u8]) -> Option<bool> {
        let rest = bytes.get(self.at..)?;
        if let Some(end) = rest.strip_prefix(b"]}") {
            return end.iter().all(u8::is_ascii_whitespace).then_some(false);
        }
        let mut records = serde_json::Deserializer::from_slice(rest).into_iter::<Record>();
        let record = records.next()?.ok()?;
        let after = records.byte_offset();
        self.at += after;
        match (rest.get(after)?, rest.get(after + 1)?) {
            (b',', b'{') => self.at += 1,
            (b']', _) => {}
            _ => return None,
        }
        self.defined.see(&record).ok()?;
        self.trace.push(record);
        Some(true)
    }
}
