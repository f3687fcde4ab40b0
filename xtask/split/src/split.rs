//! Two modules out of one.
//!
//! The first keeps every function's index and type. The body of a function that moves to the rest is replaced by a stub:
//!
//! ```text
//! if not split:loaded { call split:table[0] }      loads the rest, which fills split:table; a function of JavaScript
//! call split:table[SLOT] with the same arguments
//! ```
//!
//! The loader has returned before the call is made, so no frame of JavaScript lies under it, and a program can be suspended
//! in it (JSPI). The rest imports, from the exports of the first, the memory, the tables, the globals, and the functions
//! that it calls; its own functions call each other directly. Data that only they can reach comes with it.

use crate::Result;
use crate::data::{self, Links};
use crate::module::Parsed;
use std::collections::{BTreeSet, HashMap, HashSet};
use wasm_encoder::reencode::{self, Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType,
    ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction, Module, RefType, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::{CompositeInnerType, Operator, Payload};

/// A stub is not smaller than this many bytes of body.
const WORTH_MOVING: u64 = 48;

/// The name under which the rest imports.
const FIRST: &str = "first";

/// What is never moved, by parts of names: what talks to JavaScript, and our own code, which runs in a browser in ways in
/// which the profile's run does not.
const KEPT: [&str; 9] = [
    "coroscope",
    "wbindgen",
    "wasm_bindgen",
    "js_sys",
    "web_sys",
    "dlmalloc",
    "__rust",
    "rust_panic",
    "console_error_panic_hook",
];

/// What became of a module.
pub(crate) struct Halves {
    pub(crate) first: Vec<u8>,
    pub(crate) rest: Vec<u8>,
    pub(crate) functions: usize,
    pub(crate) moved: usize,
    pub(crate) code_bytes: u64,
    pub(crate) moved_bytes: u64,
    pub(crate) data_bytes: u64,
    pub(crate) moved_data_bytes: u64,
    /// Functions of the first that the rest calls.
    pub(crate) called: usize,
}

/// Splits a module by a profile: one byte for each function that is not imported, 0 for those that did not run. `linked` is
/// what `wasm-bindgen` has made the module from.
///
/// # Errors
/// If the module, the profile or the linked module is not as expected.
pub(crate) fn split(bytes: &[u8], profile: &[u8], linked: &[u8]) -> Result<Halves> {
    let parsed = Parsed::new(bytes)?;
    if profile.len() != parsed.bodies.len() {
        return Err("the profile is of another module".into());
    }
    if parsed.names.is_empty() {
        return Err("the module has no names: build it with `strip = false`".into());
    }
    let mut moved = Vec::new();
    for (index, (body, ran)) in (parsed.imported..).zip(parsed.bodies.iter().zip(profile)) {
        let range = body.range();
        let name = parsed.names.get(&index).copied().unwrap_or_default();
        let kept = *ran != 0
            || range.end - range.start < WORTH_MOVING
            || KEPT.iter().any(|part| name.contains(part));
        if !kept && can_move(body)? {
            moved.push(index);
        }
    }
    let plan = Plan::new(&parsed, moved)?;
    let data = divide(&parsed, &plan, &Parsed::new(linked)?)?;
    let size = |index: &u32| {
        let range = parsed.bodies[(index - parsed.imported) as usize].range();
        range.end - range.start
    };
    let first = first(&parsed, &plan, &data.first)?;
    let rest = rest(&parsed, &plan, &data.rest)?;
    wasmparser::validate(&first)?;
    wasmparser::validate(&rest)?;
    Ok(Halves {
        first,
        rest,
        functions: parsed.bodies.len(),
        moved: plan.moved.len(),
        code_bytes: (parsed.imported..)
            .take(parsed.bodies.len())
            .map(|index| size(&index))
            .sum(),
        moved_bytes: plan.moved.iter().map(size).sum(),
        data_bytes: data.bytes,
        moved_data_bytes: data.moved_bytes,
        called: plan.called.len(),
    })
}

/// Finds out which data moves with the functions.
fn divide<'a>(parsed: &Parsed<'a>, plan: &Plan, linked: &Parsed<'_>) -> Result<data::Halves> {
    let moved: HashSet<u32> = plan.moved.iter().copied().collect();
    // Of several functions of one name each has to move. What has no name here was left out or made into something else.
    let mut moves: HashMap<String, bool> = HashMap::new();
    for (index, name) in &parsed.names {
        let name = data::unnumbered(name).to_owned();
        *moves.entry(name).or_insert(true) &= moved.contains(index);
    }
    let segments = data::segments(parsed)?;
    if !data::same_memory(&segments, &data::segments(linked)?) {
        return Err("the linked module is of another build".into());
    }
    let links = Links::new(linked)?;
    let free = links.out_of_reach(|name| !moves.get(name).is_some_and(|moves| *moves));
    Ok(data::Halves::new(&segments, &free))
}

/// Whether a body names nothing that only exists in the first module.
fn can_move(body: &wasmparser::FunctionBody<'_>) -> Result<bool> {
    for operator in body.get_operators_reader()? {
        let stays = matches!(
            operator?,
            Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. }
                | Operator::RefFunc { .. }
                | Operator::Throw { .. }
                | Operator::ThrowRef
                | Operator::TryTable { .. }
                | Operator::Try { .. }
                | Operator::Catch { .. }
                | Operator::CatchAll
        );
        if stays {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What goes where.
struct Plan {
    /// Functions that move, by their index.
    moved: Vec<u32>,
    /// Functions of the first that the rest calls, in the order in which it imports them.
    called: Vec<u32>,
    /// Index in the rest of all of both.
    index_in_rest: HashMap<u32, u32>,
    tables: Vec<TableType>,
    globals: Vec<GlobalType>,
    /// How many parameters and results each type has, if it is a function's.
    signatures: Vec<Option<(usize, usize)>>,
    /// Index of the type of the loader, without both; the one after the last, if the module has none such.
    loader_type: u32,
}

impl Plan {
    fn new(parsed: &Parsed<'_>, moved: Vec<u32>) -> Result<Plan> {
        let mut plan = Plan {
            moved,
            called: Vec::new(),
            index_in_rest: HashMap::new(),
            tables: Vec::new(),
            globals: Vec::new(),
            signatures: Vec::new(),
            loader_type: 0,
        };
        for payload in &parsed.payloads {
            match payload {
                Payload::TypeSection(types) => {
                    for group in types.clone() {
                        let signatures =
                            group?
                                .into_types()
                                .map(|ty| match &ty.composite_type.inner {
                                    CompositeInnerType::Func(ty) => {
                                        Some((ty.params().len(), ty.results().len()))
                                    }
                                    _ => None,
                                });
                        plan.signatures.extend(signatures);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables.clone() {
                        plan.tables.push(RoundtripReencoder.table_type(table?.ty)?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals.clone() {
                        plan.globals
                            .push(RoundtripReencoder.global_type(global?.ty)?);
                    }
                }
                _ => {}
            }
        }
        let loader = plan.signatures.iter().position(|it| *it == Some((0, 0)));
        plan.loader_type = loader.unwrap_or(plan.signatures.len()) as u32;
        let moves: HashSet<u32> = plan.moved.iter().copied().collect();
        let mut called = BTreeSet::new();
        for index in &plan.moved {
            let body = &parsed.bodies[(index - parsed.imported) as usize];
            for operator in body.get_operators_reader()? {
                if let Operator::Call { function_index } | Operator::ReturnCall { function_index } =
                    operator?
                    && !moves.contains(&function_index)
                {
                    called.insert(function_index);
                }
            }
        }
        plan.called = called.into_iter().collect();
        let all = plan.called.iter().chain(&plan.moved);
        plan.index_in_rest = all.copied().zip(0..).collect();
        Ok(plan)
    }

    fn split_table(&self) -> u32 {
        self.tables.len() as u32
    }

    fn split_loaded(&self) -> u32 {
        self.globals.len() as u32
    }

    /// Of `split:table`: one slot for the loader, one for each function that moves.
    fn split_table_type(&self) -> TableType {
        TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: self.moved.len() as u64 + 1,
            maximum: None,
            shared: false,
        }
    }
}

/// Names of exports that the rest imports: short ones, there are thousands.
fn exported(kind: char, index: u32) -> String {
    format!("{kind}{index}")
}

fn first(parsed: &Parsed<'_>, plan: &Plan, data: &DataSection) -> Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in &parsed.payloads {
        match payload {
            Payload::TypeSection(section) => {
                module.section(&types(section.clone(), plan)?);
            }
            Payload::TableSection(section) => {
                let mut tables = TableSection::new();
                RoundtripReencoder.parse_table_section(&mut tables, section.clone())?;
                tables.table(plan.split_table_type());
                module.section(&tables);
            }
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                RoundtripReencoder.parse_global_section(&mut globals, section.clone())?;
                let ty = GlobalType {
                    val_type: ValType::I32,
                    mutable: true,
                    shared: false,
                };
                globals.global(ty, &ConstExpr::i32_const(0));
                module.section(&globals);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                RoundtripReencoder.parse_export_section(&mut exports, section.clone())?;
                for index in &plan.called {
                    exports.export(&exported('f', *index), ExportKind::Func, *index);
                }
                for index in 0..plan.split_table() {
                    exports.export(&exported('t', index), ExportKind::Table, index);
                }
                for index in 0..plan.split_loaded() {
                    exports.export(&exported('g', index), ExportKind::Global, index);
                }
                exports.export("m0", ExportKind::Memory, 0);
                exports.export("split:table", ExportKind::Table, plan.split_table());
                exports.export("split:loaded", ExportKind::Global, plan.split_loaded());
                module.section(&exports);
            }
            Payload::CodeSectionStart { .. } => {
                let slots: HashMap<u32, i32> = plan.moved.iter().copied().zip(1..).collect();
                let mut code = CodeSection::new();
                for (index, body) in (parsed.imported..).zip(&parsed.bodies) {
                    match slots.get(&index) {
                        None => {
                            code.raw(parsed.slice(body.range()));
                        }
                        Some(slot) => {
                            let ty = parsed.function_types[index as usize];
                            code.function(&stub(plan, *slot, ty));
                        }
                    }
                }
                module.section(&code);
            }
            Payload::DataSection(_) => {
                module.section(data);
            }
            // Only functions that handle passive segments need the count, and there are none.
            Payload::CodeSectionEntry(_) | Payload::DataCountSection { .. } => {}
            other => parsed.copy(other, &mut module),
        }
    }
    Ok(module.finish())
}

fn types(section: wasmparser::TypeSectionReader<'_>, plan: &Plan) -> Result<TypeSection> {
    let mut types = TypeSection::new();
    RoundtripReencoder.parse_type_section(&mut types, section)?;
    if plan.loader_type as usize == plan.signatures.len() {
        types.ty().function([], []);
    }
    Ok(types)
}

fn stub(plan: &Plan, slot: i32, ty: u32) -> Function {
    let parameters = plan.signatures[ty as usize].map_or(0, |(parameters, _)| parameters as u32);
    let mut body = Function::new([]);
    let table_index = plan.split_table();
    body.instruction(&Instruction::GlobalGet(plan.split_loaded()))
        .instruction(&Instruction::I32Eqz)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::CallIndirect {
            type_index: plan.loader_type,
            table_index,
        })
        .instruction(&Instruction::End);
    for parameter in 0..parameters {
        body.instruction(&Instruction::LocalGet(parameter));
    }
    body.instruction(&Instruction::I32Const(slot))
        .instruction(&Instruction::CallIndirect {
            type_index: ty,
            table_index,
        })
        .instruction(&Instruction::End);
    body
}

fn rest(parsed: &Parsed<'_>, plan: &Plan, data: &DataSection) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let mut imports = ImportSection::new();
    for index in &plan.called {
        let ty = EntityType::Function(parsed.function_types[*index as usize]);
        imports.import(FIRST, &exported('f', *index), ty);
    }
    for payload in &parsed.payloads {
        match payload {
            Payload::TypeSection(section) => {
                module.section(&types(section.clone(), plan)?);
            }
            Payload::MemorySection(section) => {
                for memory in section.clone() {
                    let ty = RoundtripReencoder.memory_type(memory?)?;
                    imports.import(FIRST, "m0", ty);
                }
            }
            _ => {}
        }
    }
    for (index, ty) in (0..).zip(&plan.tables) {
        imports.import(FIRST, &exported('t', index), *ty);
    }
    imports.import(FIRST, "split:table", plan.split_table_type());
    for (index, ty) in (0..).zip(&plan.globals) {
        imports.import(FIRST, &exported('g', index), *ty);
    }
    module.section(&imports);

    let mut functions = FunctionSection::new();
    for index in &plan.moved {
        functions.function(parsed.function_types[*index as usize]);
    }
    module.section(&functions);

    let mut elements = ElementSection::new();
    let own: Vec<u32> = (0..)
        .skip(plan.called.len())
        .take(plan.moved.len())
        .collect();
    elements.active(
        Some(plan.split_table()),
        &ConstExpr::i32_const(1),
        Elements::Functions(own.into()),
    );
    module.section(&elements);

    let mut code = CodeSection::new();
    let mut renumbered = Renumbered(plan);
    for index in &plan.moved {
        let body = parsed.bodies[(index - parsed.imported) as usize].clone();
        renumbered.parse_function_body(&mut code, body)?;
    }
    module.section(&code);
    module.section(data);
    Ok(module.finish())
}

/// Gives functions the indices that they have in the rest. All other index spaces are the same there.
struct Renumbered<'a>(&'a Plan);

impl Reencode for Renumbered<'_> {
    type Error = std::convert::Infallible;

    fn function_index(
        &mut self,
        index: u32,
    ) -> std::result::Result<u32, reencode::Error<Self::Error>> {
        Ok(self.0.index_in_rest[&index])
    }
}
