//! Records on their way from the engine to the page: postcard, one after the other, without anything between.

use super::record::Record;

/// Most records are shorter than this by far, and are put together on the stack: there is no room to be made for each
/// of their bytes.
const SHORT: usize = 64;

/// Adds a record to a message. Compiled where it is used: the engine does it several times a step, and is built for speed.
#[inline]
pub fn write(record: &Record, message: &mut Vec<u8>) {
    let mut short = [0; SHORT];
    if let Ok(bytes) = postcard::to_slice(record, &mut short) {
        message.extend_from_slice(bytes);
        return;
    }
    let taken = std::mem::take(message);
    // Extending a vector has no way to fail; were there one, the record would be missing and nothing worse.
    if let Ok(extended) = postcard::to_extend(record, taken) {
        *message = extended;
    }
}

/// The records of a message.
///
/// # Errors
/// If it is not one: page and engine are of two builds.
pub fn read(mut message: &[u8]) -> Result<Vec<Record>, postcard::Error> {
    let mut records = Vec::new();
    while !message.is_empty() {
        let (record, rest) = postcard::take_from_bytes(message)?;
        records.push(record);
        message = rest;
    }
    Ok(records)
}
