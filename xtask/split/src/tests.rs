//! Splits a small program, compiled for it, by made up profiles.

use crate::data;
use crate::module::Parsed;
use crate::split::{Halves, split};
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// `hot` and `cold` share one table; each has one of its own, and one that it finds through a list of references. `call` is
/// there because the splitter expects a table of functions and a stack.
const PROGRAM: &str = r#"
#![no_std]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }

const fn table(seed: u8) -> [u8; 128] {
    let mut table = [seed; 128];
    let mut index = 1;
    while index < 128 { table[index] = seed ^ (index as u8 * 7); index += 1; }
    table
}
static HOT: [u8; 128] = table(1);
static COLD: [u8; 128] = table(2);
static SHARED: [u8; 128] = table(3);
static LISTED_BY_HOT: [u8; 128] = table(4);
static LISTED_BY_COLD: [u8; 128] = table(5);
static HOT_LIST: [&[u8; 128]; 2] = [&HOT, &LISTED_BY_HOT];
static COLD_LIST: [&[u8; 128]; 2] = [&COLD, &LISTED_BY_COLD];

#[unsafe(no_mangle)]
pub extern "C" fn hot(list: usize, index: usize) -> u32 {
    (HOT_LIST[list % 2][index % 128] as u32) * 3 + (HOT[(index + 1) % 128] as u32) * 5 + SHARED[index % 128] as u32
}
#[unsafe(no_mangle)]
pub extern "C" fn cold(list: usize, index: usize) -> u32 {
    (COLD_LIST[list % 2][index % 128] as u32) * 7 + (COLD[(index + 3) % 128] as u32) * 11 + SHARED[index % 128] as u32
}
#[unsafe(no_mangle)]
pub extern "C" fn call(what: extern "C" fn(usize, usize) -> u32, list: usize, index: usize) -> u32 {
    what(*core::hint::black_box(&list), index)
}
"#;

/// As `table` in the program.
fn table(seed: u8) -> Vec<u8> {
    let after = (1..128_u8).map(|index| seed ^ index.wrapping_mul(7));
    std::iter::once(seed).chain(after).collect()
}

/// The program as a module, linked with these arguments.
fn compiled(name: &str, program: &str, arguments: &[&str]) -> Vec<u8> {
    let directory = env::temp_dir().join(format!("coroscope-split-{}-{name}", std::process::id()));
    fs::create_dir_all(&directory).expect("a directory for it");
    let (source, module): (PathBuf, PathBuf) = (directory.join("it.rs"), directory.join("it.wasm"));
    fs::write(&source, program).expect("its source");
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let status = Command::new(rustc)
        .args([
            "--edition=2024",
            "--target=wasm32-unknown-unknown",
            "--crate-type=cdylib",
        ])
        .args(["-O", "-Cpanic=abort", "-Cstrip=none"])
        .args(arguments)
        .arg(&source)
        .arg("-o")
        .arg(&module)
        .status()
        .expect("rustc runs");
    assert!(status.success(), "{name} does not compile");
    let bytes = fs::read(&module).expect("the module");
    fs::remove_dir_all(&directory).expect("no directory left");
    bytes
}

fn with_relocations(name: &str) -> Vec<u8> {
    compiled(name, PROGRAM, &["-Clink-arg=--emit-relocs"])
}

/// A profile in which all functions but those of these names ran.
fn all_but(module: &[u8], unused: &[&str]) -> Vec<u8> {
    let parsed = Parsed::new(module).expect("a module");
    let indices = (parsed.imported..).take(parsed.bodies.len());
    let ran = |index| !unused.contains(parsed.names.get(&index).unwrap_or(&""));
    indices.map(|index| u8::from(ran(index))).collect()
}

/// Of the seeds of all tables, those whose table is in this half's data.
fn tables(half: &[u8]) -> Vec<u8> {
    let parsed = Parsed::new(half).unwrap_or_else(|error| panic!("{error}"));
    let segments = data::segments(&parsed).expect("its data");
    let has = |seed: &u8| {
        let table = table(*seed);
        let mut windows = segments.iter().flat_map(|it| it.bytes.windows(table.len()));
        windows.any(|bytes| bytes == table)
    };
    (1..=5).filter(has).collect()
}

fn halves(module: &[u8], unused: &[&str]) -> Halves {
    split(module, &all_but(module, unused), module).expect("it can be split")
}

#[test]
fn a_table_moves_if_only_the_rest_can_reach_it() {
    let module = with_relocations("cold");
    let halves = halves(&module, &["cold"]);
    assert_eq!(halves.moved, 1);
    assert_eq!(tables(&halves.first), [1, 3, 4]);
    assert_eq!(halves.moved_data_bytes, 2 * 128);
}

#[test]
fn a_table_stays_if_the_first_module_reaches_it_through_another() {
    let module = with_relocations("hot");
    let halves = halves(&module, &["hot"]);
    assert_eq!(halves.moved, 1);
    assert_eq!(tables(&halves.first), [2, 3, 5]);
}

#[test]
fn what_nothing_moves_for_stays() {
    let module = with_relocations("all");
    let halves = halves(&module, &[]);
    assert_eq!((halves.moved, halves.moved_data_bytes), (0, 0));
    assert_eq!(tables(&halves.first), [1, 2, 3, 4, 5]);
}

#[test]
fn a_module_without_relocations_cannot_be_split() {
    let module = compiled("plain", PROGRAM, &[]);
    let profile = all_but(&module, &["cold"]);
    let error = split(&module, &profile, &module).err().expect("an error");
    assert_eq!(
        error.to_string(),
        "the module was linked without `--emit-relocs`"
    );
}

#[test]
fn the_linked_module_has_to_be_of_the_same_build() {
    let module = with_relocations("this");
    let other = PROGRAM.replace("table(5)", "table(6)");
    let other = compiled("other", &other, &["-Clink-arg=--emit-relocs"]);
    let profile = all_but(&module, &["cold"]);
    let error = split(&module, &profile, &other).err().expect("an error");
    assert_eq!(error.to_string(), "the linked module is of another build");
}

#[test]
fn names_are_compared_without_the_number_of_their_copy() {
    assert_eq!(data::unnumbered("core::fmt::write[2]"), "core::fmt::write");
    assert_eq!(data::unnumbered("core::fmt::write"), "core::fmt::write");
    assert_eq!(data::unnumbered("core[5f]::x[]"), "core[5f]::x[]");
}

#[test]
fn what_is_taken_of_ranges_leaves_their_other_parts() {
    let all = [0..10, 20..30, 40..50];
    assert_eq!(data::difference(&all, &[]), all);
    assert_eq!(
        data::difference(&all, &[2..4, 8..22, 29..60]),
        [0..2, 4..8, 22..29]
    );
    assert_eq!(data::difference(&all, &all), []);
}
