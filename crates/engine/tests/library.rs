//! What can be imported, and what it takes.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

use coroscope_stdlib::catalogue;
use std::fs;
use std::process::{Command, Output};

/// Runs a program with `coroscope`.
fn run(name: &str, program: &str) -> Output {
    let folder =
        std::env::temp_dir().join(format!("coroscope-library-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("main.py"), program).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_coroscope"))
        .args(["run", "--clock", "virtual", "main.py"])
        .current_dir(&folder)
        .output()
        .unwrap();
    fs::remove_dir_all(&folder).unwrap();
    output
}

fn lines(output: &Output) -> Vec<String> {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_programs_import_at_once_is_embedded() {
    let program = format!(
        "import sys, importlib, _coroscope\n\
         for name in {:?}:\n    importlib.import_module(name)\n\
         library = set(_coroscope.library_names())\n\
         print(*sorted(library & set(sys.modules)), sep='\\n')\n",
        catalogue::AT_ONCE
    );
    let missing: Vec<String> = lines(&run("at-once", &program))
        .into_iter()
        .filter(|name| !catalogue::EMBEDDED.contains(&name.as_str()))
        .collect();
    assert_eq!(
        missing,
        Vec::<String>::new(),
        "add these to crates/stdlib/src/embedded.in"
    );
}

#[test]
fn what_is_embedded_exists() {
    let program = "import _coroscope\nprint(*_coroscope.library_names(), sep='\\n')\n";
    let names = lines(&run("embedded", program));
    for name in catalogue::EMBEDDED {
        assert!(
            names.iter().any(|known| known == name),
            "the library has no {name}"
        );
    }
}

/// Every top-level module either imports, or says at the top that it is not here: no `ImportError` about
/// some private module from deep inside.
#[test]
fn every_module_imports_or_says_that_it_is_not_here() {
    let program = "\
import _coroscope
for name in sorted({n.partition('.')[0] for n in _coroscope.library_names()}):
    if name in ('antigravity', 'this', '__main__', 'test'):
        continue
    try:
        __import__(name)
    except BaseException as error:
        print(f'{name}: {type(error).__name__}: {error}')
";
    assert_eq!(lines(&run("every", program)), Vec::<String>::new());
}

#[test]
fn what_cannot_work_is_named_with_its_reason() {
    let output = run("sqlite", "import sqlite3\n");
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8_lossy(&output.stderr);
    let last = err.lines().last().unwrap_or_default();
    assert_eq!(
        last,
        "ModuleNotFoundError: No module named 'sqlite3' (not in Coroscope: SQLite is not part of this interpreter)"
    );
}

#[test]
fn codecs_of_the_library_are_found_whatever_was_imported() {
    let program = "\
print('bücher.example'.encode('idna'), 'ü✓'.encode('raw_unicode_escape'), b'aGk='.decode('ascii'))
print('ü'.encode('cp437'))
";
    assert_eq!(
        lines(&run("codecs", program)),
        [r"b'xn--bcher-kva.example' b'\xfc\\u2713' aGk=", r"b'\x81'"]
    );
}

/// `_coroscope_late` puts modules off, and says itself what they hold for those who look into them at the start.
#[test]
fn what_is_put_off_runs_when_it_is_looked_at() {
    let program = "\
import importlib, sys
import _coroscope_late as late
for name in late.KNOWN:
    importlib.import_module(name)
put_off = lambda: sorted(n for n in late.KNOWN if '__getattr__' in vars(sys.modules[n]))
print(put_off() == sorted(late.KNOWN))

import traceback
try:
    1 / 0
except ZeroDivisionError:
    print(traceback.format_exc(limit=0).splitlines()[-1])
print('_colorize' in put_off())

for name, known in late.KNOWN.items():
    module = sys.modules[name]
    known = dict(known)
    print(name, type(module).__name__, len(dir(module)) > 10, all(vars(module)[n] == v for n, v in known.items()))
print(put_off())

import _colorize
traceback.print_exception(ValueError(3), colorize=True, file=sys.stdout)
print(repr(_colorize.get_theme(force_no_color=True).traceback.type))
print(importlib.reload(_colorize) is _colorize, put_off())
try:
    _colorize.nothing
except AttributeError as error:
    print(error)
from textwrap import *
print(dedent('  all'))
";
    assert_eq!(
        lines(&run("late", program)),
        [
            "True",
            "ZeroDivisionError: division by zero",
            "True",
            "_colorize module True True",
            "asyncio.sslproto module True True",
            "dis module True True",
            "locale module True True",
            "subprocess module True True",
            "textwrap module True True",
            "tokenize module True True",
            "[]",
            "\u{1b}[1;35mValueError\u{1b}[0m: \u{1b}[35m3\u{1b}[0m",
            "''",
            "True []",
            "module '_colorize' has no attribute 'nothing'",
            "all",
        ]
    );
}
