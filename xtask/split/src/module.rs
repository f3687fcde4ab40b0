//! What both halves of the work need to know of a module.

use crate::Result;
use std::collections::HashMap;
use std::ops::Range;
use wasm_encoder::{Module, RawSection};
use wasmparser::{FunctionBody, KnownCustom, Name, Parser, Payload, TypeRef};

/// A module, taken apart as far as it is needed.
pub(crate) struct Parsed<'a> {
    pub(crate) bytes: &'a [u8],
    /// Payloads in the order of the file.
    pub(crate) payloads: Vec<Payload<'a>>,
    /// Types of the functions, imported ones first.
    pub(crate) function_types: Vec<u32>,
    /// How many functions are imported.
    pub(crate) imported: u32,
    /// Where the code section lies, without its header.
    pub(crate) code: Range<u64>,
    /// Bodies of the functions that are not.
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    /// Names of functions, where the module has them.
    pub(crate) names: HashMap<u32, &'a str>,
}

impl<'a> Parsed<'a> {
    /// # Errors
    /// If it is not a module, or one with imported tables, memories or globals, which nothing here expects.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Parsed<'a>> {
        let mut parsed = Parsed {
            bytes,
            payloads: Vec::new(),
            function_types: Vec::new(),
            imported: 0,
            code: 0..0,
            bodies: Vec::new(),
            names: HashMap::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        match import?.ty {
                            TypeRef::Func(ty) => parsed.function_types.push(ty),
                            // JavaScript's exceptions. What catches them is not moved.
                            TypeRef::Tag(_) => {}
                            other => return Err(format!("an import is a {other:?}").into()),
                        }
                    }
                    parsed.imported = parsed.function_types.len().try_into()?;
                }
                Payload::FunctionSection(functions) => {
                    for ty in functions.clone() {
                        parsed.function_types.push(ty?);
                    }
                }
                Payload::CodeSectionStart {
                    unchecked_range, ..
                } => parsed.code = unchecked_range.clone(),
                Payload::CodeSectionEntry(body) => parsed.bodies.push(body.clone()),
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(section) = custom.as_known() {
                        for name in section {
                            if let Name::Function(functions) = name? {
                                for naming in functions {
                                    let naming = naming?;
                                    parsed.names.insert(naming.index, naming.name);
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
            parsed.payloads.push(payload);
        }
        Ok(parsed)
    }

    /// The bytes of a range of the file.
    pub(crate) fn slice(&self, range: Range<u64>) -> &'a [u8] {
        // Offsets of a file that is in memory fit.
        &self.bytes[range.start as usize..range.end as usize]
    }

    /// Copies a section as it is, if the payload is one and no custom section.
    pub(crate) fn copy(&self, payload: &Payload<'_>, into: &mut Module) {
        if let Some((id, range)) = payload.as_section()
            && !matches!(payload, Payload::CustomSection(_))
        {
            into.section(&RawSection {
                id,
                data: self.slice(range),
            });
        }
    }
}

/// The module without names and other custom sections.
pub(crate) fn strip(bytes: &[u8]) -> Result<Vec<u8>> {
    let parsed = Parsed::new(bytes)?;
    let mut module = Module::new();
    for payload in &parsed.payloads {
        parsed.copy(payload, &mut module);
    }
    Ok(module.finish())
}
