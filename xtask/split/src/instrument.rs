//! A module that notes which of its functions run.
//!
//! Each function begins by storing a 1 in a byte of its own. The bytes lie behind the memory that the module begins with:
//! Rust's allocator on this target takes its memory by `memory.grow` only, so nobody else uses what is added. The export
//! `split:profile` is the address of the first, that of the function after the imported ones, and `split:count` says how
//! many there are.

use crate::Result;
use crate::module::Parsed;
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, Encode as _, ExportKind, ExportSection, GlobalSection, GlobalType,
    Instruction, MemArg, MemArgTarget, MemorySection, Module, ValType,
};
use wasmparser::Payload;

const PAGE: u64 = 65_536;

/// The instrumented module.
///
/// # Errors
/// If the module is not as expected.
pub(crate) fn instrument(bytes: &[u8]) -> Result<Vec<u8>> {
    let parsed = Parsed::new(bytes)?;
    let mut module = Module::new();
    let mut first_byte = None;
    let mut globals = 0;
    for payload in &parsed.payloads {
        match payload {
            Payload::MemorySection(section) => {
                let mut memories = MemorySection::new();
                for memory in section.clone() {
                    let mut memory = RoundtripReencoder.memory_type(memory?)?;
                    first_byte = Some(i32::try_from(memory.minimum * PAGE)?);
                    memory.minimum += (parsed.bodies.len() as u64).div_ceil(PAGE);
                    memories.memory(memory);
                }
                module.section(&memories);
            }
            Payload::GlobalSection(section) => {
                let mut section_out = GlobalSection::new();
                RoundtripReencoder.parse_global_section(&mut section_out, section.clone())?;
                globals = section.count();
                let ty = GlobalType {
                    val_type: ValType::I32,
                    mutable: false,
                    shared: false,
                };
                let first = first_byte.ok_or("there is no memory")?;
                section_out.global(ty, &ConstExpr::i32_const(first));
                let count = parsed.bodies.len().try_into()?;
                section_out.global(ty, &ConstExpr::i32_const(count));
                module.section(&section_out);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                RoundtripReencoder.parse_export_section(&mut exports, section.clone())?;
                exports.export("split:profile", ExportKind::Global, globals);
                exports.export("split:count", ExportKind::Global, globals + 1);
                module.section(&exports);
            }
            Payload::CodeSectionStart { .. } => {
                let first = first_byte.ok_or("there is no memory")?;
                let byte = MemArg {
                    offset: 0,
                    align: 0,
                    target: MemArgTarget::Memory(0),
                    ordering: None,
                };
                let mut code = CodeSection::new();
                for (address, body) in (first..).zip(&parsed.bodies) {
                    let operators = body.get_operators_reader()?.original_position();
                    let range = body.range();
                    let mut out = parsed.slice(range.start..operators).to_vec();
                    Instruction::I32Const(address).encode(&mut out);
                    Instruction::I32Const(1).encode(&mut out);
                    Instruction::I32Store8(byte).encode(&mut out);
                    out.extend(parsed.slice(operators..range.end));
                    code.raw(&out);
                }
                module.section(&code);
            }
            Payload::CodeSectionEntry(_) => {}
            other => parsed.copy(other, &mut module),
        }
    }
    Ok(module.finish())
}
