//! Many compiled modules in one byte string.
//!
//! Format, little endian: `u32` number of modules; then for each, `u16` length and bytes of its dotted
//! name, `u8` kind (0 module, 1 package), `u32` length and bytes of its marshalled code object (as
//! `marshal.loads` reads it; empty in an index, where only the names matter). Sorted by name.

use std::collections::BTreeMap;
use std::fmt;

/// One compiled module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Module<'a> {
    /// Whether it came from an `__init__.py`.
    pub is_package: bool,
    /// Its marshalled code object; empty in an index.
    pub code: &'a [u8],
}

/// A pack that cannot be read: it was cut short or is something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the library pack is damaged")
    }
}

impl std::error::Error for Damaged {}

/// Writes a pack.
///
/// # Panics
/// If a name is longer than 65,535 bytes or a module larger than 4 GiB.
pub fn write<'a>(modules: impl IntoIterator<Item = (&'a str, Module<'a>)>) -> Vec<u8> {
    let modules: BTreeMap<&str, Module<'_>> = modules.into_iter().collect();
    let mut out = Vec::new();
    out.extend(length32(modules.len()).to_le_bytes());
    for (name, module) in modules {
        let length = u16::try_from(name.len()).expect("a module's name is short");
        out.extend(length.to_le_bytes());
        out.extend(name.as_bytes());
        out.push(u8::from(module.is_package));
        out.extend(length32(module.code.len()).to_le_bytes());
        out.extend(module.code);
    }
    out
}

/// Reads a pack: its modules by name.
///
/// # Errors
/// [`Damaged`] if the bytes are no pack.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<&str, Module<'_>>, Damaged> {
    let mut rest = bytes;
    let count = take32(&mut rest)?;
    let mut modules = BTreeMap::new();
    for _ in 0..count {
        let length = u16::from_le_bytes(take(&mut rest, 2)?.try_into().map_err(|_| Damaged)?);
        let name = std::str::from_utf8(take(&mut rest, length.into())?).map_err(|_| Damaged)?;
        let is_package = take(&mut rest, 1)?[0] != 0;
        let length = take32(&mut rest)? as usize;
        let code = take(&mut rest, length)?;
        modules.insert(name, Module { is_package, code });
    }
    Ok(modules)
}

fn length32(length: usize) -> u32 {
    u32::try_from(length).expect("a pack stays below 4 GiB")
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Damaged> {
    let (taken, after) = rest.split_at_checked(length).ok_or(Damaged)?;
    *rest = after;
    Ok(taken)
}

fn take32(rest: &mut &[u8]) -> Result<u32, Damaged> {
    Ok(u32::from_le_bytes(
        take(rest, 4)?.try_into().map_err(|_| Damaged)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let modules = [
            (
                "asyncio",
                Module {
                    is_package: true,
                    code: b"abc",
                },
            ),
            (
                "asyncio.tasks",
                Module {
                    is_package: false,
                    code: b"",
                },
            ),
        ];
        let bytes = write(modules);
        assert_eq!(read(&bytes), Ok(modules.into_iter().collect()));
    }

    #[test]
    fn every_truncation_is_an_error() {
        let bytes = write([(
            "a",
            Module {
                is_package: false,
                code: b"code",
            },
        )]);
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), Err(Damaged), "cut at {end}");
        }
    }
}
