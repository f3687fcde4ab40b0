//! Which data only functions of the rest can reach.
//!
//! The linker writes down, with `--emit-relocs`, every place in code and data that holds the address of a symbol. So it is
//! known which functions name a table, and which tables name another. What no function of the first module names, nor data
//! that it can reach, may come with the rest. The format of these sections is
//! <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md>.
//!
//! The module that is split is not the linked one: `wasm-bindgen` has numbered its functions anew and left out some, and has
//! dropped what the linker wrote. Functions are the same by name, and data lies where it lay, of which both are made sure.

use crate::Result;
use crate::module::Parsed;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use wasm_encoder::{ConstExpr, DataSection};
use wasmparser::{
    DataKind, KnownCustom, Linking, Operator, Payload, RelocationEntry, RelocationType,
    SymbolFlags, SymbolInfo,
};

/// Data is moved from this many bytes on: a segment of its own costs some, and so does a hole.
const WORTH_MOVING: usize = 64;

/// A run of bytes that memory starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment<'a> {
    pub(crate) address: u32,
    pub(crate) bytes: &'a [u8],
    /// Where they begin in the data section.
    offset: u64,
}

impl<'a> Segment<'a> {
    fn addresses(&self) -> Range<u32> {
        self.address..self.address + self.bytes.len() as u32
    }

    /// Those of its bytes that have these addresses; none, if not all are its own.
    pub(crate) fn part(&self, addresses: Range<u32>) -> Option<&'a [u8]> {
        let from = addresses.start.checked_sub(self.address)? as usize;
        self.bytes.get(from..from + addresses.len())
    }
}

/// What memory starts with.
///
/// # Errors
/// If a segment is not put at a constant address when the module starts.
pub(crate) fn segments<'a>(parsed: &Parsed<'a>) -> Result<Vec<Segment<'a>>> {
    let mut segments = Vec::new();
    for payload in &parsed.payloads {
        let Payload::DataSection(section) = payload else {
            continue;
        };
        for data in section.clone() {
            let data = data?;
            let DataKind::Active {
                memory_index: 0,
                offset_expr,
            } = &data.kind
            else {
                return Err("a data segment is passive".into());
            };
            let mut operators = offset_expr.get_operators_reader();
            let Operator::I32Const { value } = operators.read()? else {
                return Err("a data segment has no constant address".into());
            };
            segments.push(Segment {
                address: value as u32,
                bytes: data.data,
                offset: data.range.end - data.data.len() as u64 - section.range().start,
            });
        }
    }
    Ok(segments)
}

/// Whether two modules give memory the same bytes to start with.
pub(crate) fn same_memory(one: &[Segment<'_>], other: &[Segment<'_>]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.address == other.address && one.bytes == other.bytes)
}

/// The data of both halves.
pub(crate) struct Halves {
    pub(crate) first: DataSection,
    pub(crate) rest: DataSection,
    pub(crate) bytes: u64,
    pub(crate) moved_bytes: u64,
}

impl Halves {
    /// Moves what is `free`, where it is worth it; the memory that it is for is zero until the rest is there.
    pub(crate) fn new(segments: &[Segment<'_>], free: &[Range<u32>]) -> Self {
        let worth = |range: &&Range<u32>| range.len() >= WORTH_MOVING;
        let free: Vec<Range<u32>> = free.iter().filter(worth).cloned().collect();
        let mut halves = Self {
            first: DataSection::new(),
            rest: DataSection::new(),
            bytes: 0,
            moved_bytes: 0,
        };
        let add = |section: &mut DataSection, segment: &Segment<'_>, parts: &[Range<u32>]| {
            let parts = parts
                .iter()
                .filter_map(|part| Some((part.start, segment.part(part.clone())?)));
            for (address, bytes) in parts {
                let address = ConstExpr::i32_const(address as i32);
                section.active(0, &address, bytes.iter().copied());
            }
        };
        for segment in segments {
            let kept = difference(&[segment.addresses()], &free);
            let moved = difference(&[segment.addresses()], &kept);
            add(&mut halves.first, segment, &kept);
            add(&mut halves.rest, segment, &moved);
            halves.bytes += segment.bytes.len() as u64;
            halves.moved_bytes += moved.iter().map(|it| it.len() as u64).sum::<u64>();
        }
        halves
    }
}

/// Names of functions of a linked module, and whom they name.
pub(crate) struct Links {
    /// The addresses of each symbol of data.
    symbols: HashMap<u32, Range<u32>>,
    /// Those that are reached from outside of the module.
    exported: Vec<u32>,
    /// The symbols that functions of this name refer to.
    of_functions: HashMap<String, HashSet<u32>>,
    /// The symbol that is referred to from each of these addresses.
    of_data: BTreeMap<u32, u32>,
}

impl Links {
    /// # Errors
    /// If the module was linked without `--emit-relocs`, or if a place does not hold the address that it should: then
    /// nothing that is written there can be relied on.
    pub(crate) fn new(linked: &Parsed<'_>) -> Result<Links> {
        let segments = segments(linked)?;
        let mut links = Links {
            symbols: HashMap::new(),
            exported: Vec::new(),
            of_functions: HashMap::new(),
            of_data: BTreeMap::new(),
        };
        let code = linked.slice(linked.code.clone());
        let mut found = [false; 2];
        let mut of_bodies: HashMap<usize, HashSet<u32>> = HashMap::new();
        for payload in &linked.payloads {
            if let Payload::CustomSection(custom) = payload
                && let KnownCustom::Linking(linking) = custom.as_known()
            {
                links.read_symbols(linking, &segments)?;
            }
        }
        // The symbols stand before the sections that refer to them, but nothing says that they must.
        for payload in &linked.payloads {
            let Payload::CustomSection(custom) = payload else {
                continue;
            };
            let KnownCustom::Reloc(relocations) = custom.as_known() else {
                continue;
            };
            let is_code = match custom.name() {
                "reloc.CODE" => true,
                "reloc.DATA" => false,
                _ => continue,
            };
            found[usize::from(is_code)] = true;
            for entry in relocations.entries() {
                let entry = entry?;
                if !is_address(entry.ty)? {
                    continue;
                }
                if is_code {
                    links.check(&entry, leb(code, entry.offset)?)?;
                    let body = body_at(linked, entry.offset)?;
                    of_bodies.entry(body).or_default().insert(entry.index);
                } else {
                    let (address, value) = word(&segments, entry.offset)?;
                    links.check(&entry, value)?;
                    links.of_data.insert(address, entry.index);
                }
            }
        }
        for (body, symbols) in of_bodies {
            let name = linked.names.get(&(linked.imported + body as u32));
            let name = demangled(name.ok_or("a function has no name")?);
            links.of_functions.entry(name).or_default().extend(symbols);
        }
        if found != [true; 2] || links.symbols.is_empty() {
            return Err("the module was linked without `--emit-relocs`".into());
        }
        Ok(links)
    }

    fn read_symbols(
        &mut self,
        linking: wasmparser::LinkingSectionReader<'_>,
        segments: &[Segment<'_>],
    ) -> Result {
        for subsection in linking {
            let Linking::SymbolTable(symbols) = subsection? else {
                continue;
            };
            for (index, symbol) in (0..).zip(symbols) {
                let SymbolInfo::Data {
                    flags,
                    symbol: Some(symbol),
                    ..
                } = symbol?
                else {
                    continue;
                };
                if flags.contains(SymbolFlags::ABSOLUTE) {
                    continue;
                }
                if flags.intersects(SymbolFlags::EXPORTED | SymbolFlags::NO_STRIP) {
                    self.exported.push(index);
                }
                // What starts as zeros lies behind the last segment, and is not written down.
                if let Some(segment) = segments.get(symbol.index as usize) {
                    let start = segment.address + symbol.offset;
                    self.symbols.insert(index, start..start + symbol.size);
                }
            }
        }
        Ok(())
    }

    fn check(&self, entry: &RelocationEntry, holds: u32) -> Result {
        match self.symbols.get(&entry.index) {
            Some(symbol) if symbol.start.wrapping_add(entry.addend as u32) != holds => {
                Err("a place does not hold the address of its symbol".into())
            }
            _ => Ok(()),
        }
    }

    /// The data that is out of reach for functions for which `stays` holds, by their names: parts of symbols, sorted, none
    /// of them touching the next.
    pub(crate) fn out_of_reach(&self, stays: impl Fn(&str) -> bool) -> Vec<Range<u32>> {
        let mut open: Vec<u32> = self.exported.clone();
        for (name, symbols) in &self.of_functions {
            if stays(name) {
                open.extend(symbols);
            }
        }
        let known = union(self.symbols.values());
        for (address, symbol) in &self.of_data {
            if !contains(&known, *address) {
                open.push(*symbol);
            }
        }
        let mut reached = HashSet::new();
        while let Some(symbol) = open.pop() {
            if reached.insert(symbol)
                && let Some(addresses) = self.symbols.get(&symbol)
            {
                let named = self.of_data.range(addresses.clone());
                open.extend(named.map(|(_, symbol)| symbol));
            }
        }
        let reached = reached.iter().filter_map(|symbol| self.symbols.get(symbol));
        difference(&known, &union(reached))
    }
}

/// Whether a relocation is the address of data.
///
/// # Errors
/// If it is one of those that are relative to something, which a program of one module does not have.
fn is_address(ty: RelocationType) -> Result<bool> {
    use RelocationType as Type;
    match ty {
        Type::MemoryAddrLeb | Type::MemoryAddrSleb | Type::MemoryAddrI32 => Ok(true),
        Type::FunctionIndexLeb
        | Type::FunctionIndexI32
        | Type::TableIndexSleb
        | Type::TableIndexI32
        | Type::TypeIndexLeb
        | Type::GlobalIndexLeb
        | Type::GlobalIndexI32
        | Type::EventIndexLeb
        | Type::TableNumberLeb => Ok(false),
        other => Err(format!("a relocation is a {other:?}").into()),
    }
}

/// The number at an offset of the code section: the linker pads it to five bytes, so its sign does not matter.
fn leb(code: &[u8], offset: u32) -> Result<u32> {
    let bytes = code
        .get(offset as usize..offset as usize + 5)
        .ok_or("a relocation is outside of the code")?;
    let parts = (0..).step_by(7).zip(bytes);
    Ok(parts.fold(0, |value, (shift, byte)| {
        value | u32::from(byte & 0x7f).wrapping_shl(shift)
    }))
}

/// The number at an offset of the data section, and its address in memory.
fn word(segments: &[Segment<'_>], offset: u32) -> Result<(u32, u32)> {
    let after = segments.partition_point(|it| it.offset <= u64::from(offset));
    let found = after.checked_sub(1).and_then(|index| {
        let segment = &segments[index];
        let address = segment.address + (u64::from(offset) - segment.offset) as u32;
        let bytes = segment.part(address..address.checked_add(4)?)?;
        Some((address, u32::from_le_bytes(bytes.try_into().ok()?)))
    });
    found.ok_or_else(|| "a relocation is outside of the data".into())
}

/// The place of the body that has an offset of the code section in it.
fn body_at(linked: &Parsed<'_>, offset: u32) -> Result<usize> {
    let at = linked.code.start + u64::from(offset);
    let after = linked.bodies.partition_point(|it| it.range().start <= at);
    after
        .checked_sub(1)
        .ok_or_else(|| "a relocation is in no body".into())
}

/// A name as `wasm-bindgen` writes it.
fn demangled(name: &str) -> String {
    match rustc_demangle::try_demangle(name) {
        Ok(name) => name.to_string(),
        Err(_) => name.to_owned(),
    }
}

/// A name without the number that `wasm-bindgen` puts after the second of the same name, and so on.
pub(crate) fn unnumbered(name: &str) -> &str {
    let Some((before, number)) = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['))
    else {
        return name;
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { before } else { name }
}

/// All addresses that are in any, sorted, none touching the next.
fn union<'a>(ranges: impl IntoIterator<Item = &'a Range<u32>>) -> Vec<Range<u32>> {
    let mut sorted: Vec<Range<u32>> = ranges
        .into_iter()
        .filter(|it| !it.is_empty())
        .cloned()
        .collect();
    sorted.sort_by_key(|it| (it.start, it.end));
    let mut union: Vec<Range<u32>> = Vec::new();
    for range in sorted {
        match union.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => union.push(range),
        }
    }
    union
}

/// Those of `all` that are not in `taken`; both as [`union`] makes them.
pub(crate) fn difference(all: &[Range<u32>], taken: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut left = Vec::new();
    for range in all {
        let mut start = range.start;
        let first = taken.partition_point(|it| it.end <= range.start);
        for hole in taken[first..].iter().take_while(|it| it.start < range.end) {
            if start < hole.start {
                left.push(start..hole.start);
            }
            start = hole.end;
        }
        if start < range.end {
            left.push(start..range.end);
        }
    }
    left
}

fn contains(ranges: &[Range<u32>], address: u32) -> bool {
    let after = ranges.partition_point(|it| it.start <= address);
    after > 0 && address < ranges[after - 1].end
}
