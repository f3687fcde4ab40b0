//! A fingerprint of a trace.
//!
//! FNV-1a with 64 bits (offset basis 0xcbf29ce484222325, prime 0x100000001b3) over the bytes of
//! [`super::wire::write`], one record after the other, each [without real time](Record::without_real_time). It is the same on
//! every machine, and two runs on the virtual clock with one seed have the same.

use super::record::Record;
use postcard::ser_flavors::Flavor;

/// A fingerprint in the making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest(u64);

impl Default for Digest {
    fn default() -> Digest {
        Digest(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Takes a record in.
    pub(super) fn add(&mut self, record: &Record) {
        let hashed = match record {
            Record::Clock { .. }
            | Record::Blocked { .. }
            | Record::StepEnded { .. }
            | Record::HandleEnded { .. } => {
                // None of them holds anything on the heap.
                postcard::serialize_with_flavor(&record.clone().without_real_time(), *self)
            }
            _ => postcard::serialize_with_flavor(record, *self),
        };
        // Hashing has no way to fail.
        if let Ok(hashed) = hashed {
            *self = hashed;
        }
    }

    /// The fingerprint of what was taken in so far.
    pub(super) fn value(self) -> u64 {
        self.0
    }
}

impl Flavor for Digest {
    type Output = Digest;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Digest> {
        Ok(self)
    }
}
