//! Records on their way from the engine to the page: postcard, one after the other, without anything between.
//!
//! One exception: a step that ended by a bare yield is three records, and there may be some hundred thousand of them a
//! second. [`write_yield`] writes them as one, and [`read`] makes three of it again.

use super::record::{Cause, Nanos, Record, StackId, StepEnd, TaskNo};

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

/// Where a record begins with the number of its kind, the three of [`write_yield`] begin with this one, which no kind has:
/// there are a third as many.
const YIELD: u8 = 0x7f;

/// Adds the three records of a step of `task` that ended by a bare yield at `stack`, `busy` after it had begun: that it
/// began, that it ended, and that the task is ready again.
#[inline]
pub fn write_yield(task: TaskNo, stack: StackId, busy: Nanos, message: &mut Vec<u8>) {
    // Most are this short, and four bytes are one store; a slice of unknown length is a call for each of its numbers.
    if let (Ok(task @ 0..0x80), Ok(stack @ 0..0x80), Ok(busy @ 0..0x80)) =
        (u8::try_from(task), u8::try_from(stack), u8::try_from(busy))
    {
        message.extend_from_slice(&[YIELD, task, stack, busy]);
        return;
    }
    message.push(YIELD);
    for number in [task, u64::from(stack), busy] {
        write_varint(number, message);
    }
}

/// A number as postcard writes it: seven bits a byte, the lowest first, each but the last with the eighth bit set.
#[inline]
fn write_varint(mut number: u64, message: &mut Vec<u8>) {
    while number >= 0x80 {
        message.push(number as u8 | 0x80);
        number >>= 7;
    }
    message.push(number as u8);
}

fn read_yield((task, stack, busy): (TaskNo, StackId, Nanos), records: &mut Vec<Record>) {
    records.extend([
        Record::StepBegan {
            task,
            throws: false,
        },
        Record::StepEnded {
            task,
            how: StepEnd::Yielded,
            stack,
            busy,
        },
        Record::TaskReady {
            task,
            cause: Cause::Yield,
            by: None,
        },
    ]);
}

/// The records of a message.
///
/// # Errors
/// If it is not one: page and engine are of two builds.
pub fn read(mut message: &[u8]) -> Result<Vec<Record>, postcard::Error> {
    let mut records = Vec::new();
    while let Some((&kind, rest)) = message.split_first() {
        if kind == YIELD {
            let (step, rest) = postcard::take_from_bytes(rest)?;
            read_yield(step, &mut records);
            message = rest;
        } else {
            let (record, rest) = postcard::take_from_bytes(message)?;
            records.push(record);
            message = rest;
        }
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_postcard() {
        for number in [
            0,
            1,
            0x7f,
            0x80,
            0x3fff,
            0x4000,
            u64::from(u32::MAX),
            u64::MAX,
        ] {
            let mut message = Vec::new();
            write_varint(number, &mut message);
            assert_eq!(Ok(message), postcard::to_stdvec(&number), "{number}");
            for (task, stack, busy) in [(number, 1, 2), (1, number as u32, 2), (1, 2, number)] {
                let mut message = Vec::new();
                write_yield(task, stack, busy, &mut message);
                let mut expected = Vec::new();
                read_yield((task, stack, busy), &mut expected);
                assert_eq!(read(&message), Ok(expected));
            }
        }
    }

    #[test]
    fn a_yielding_step_is_three_records_again() {
        let before = Record::Turn { turn: 7 };
        let after = Record::Idle { until: None };
        let (task, stack, busy) = (u64::MAX, u32::MAX, u64::MAX);
        let mut message = Vec::new();
        write(&before, &mut message);
        write_yield(task, stack, busy, &mut message);
        write(&after, &mut message);
        let mut expected = vec![before];
        read_yield((task, stack, busy), &mut expected);
        expected.push(after);
        assert_eq!(read(&message), Ok(expected));
        assert!(read(&message[..message.len() - 4]).is_err());
    }
}
