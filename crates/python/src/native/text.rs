//! Standard output and standard error.

use crate::{platform, trace};
use coroscope_model::protocol::Stream;
use rustpython_vm::builtins::{PyStrRef, PyType};
use rustpython_vm::types::Constructor;
use rustpython_vm::{Py, PyPayload, PyResult, VirtualMachine, pyclass};

/// The writing half of `sys.stdout` and `sys.stderr`: hot enough (`print` in a loop) to be native. The
/// rest of the text-stream protocol is `_coroscope_io.OutputStream`, its subclass in Python.
#[pyclass(name = "TextOut", module = "_coroscope")]
#[derive(Debug, PyPayload)]
pub(crate) struct TextOut {
    stream: Stream,
}

impl Constructor for TextOut {
    type Args = i32;

    fn py_new(_cls: &Py<PyType>, fd: i32, vm: &VirtualMachine) -> PyResult<Self> {
        match fd {
            1 => Ok(Self {
                stream: Stream::Stdout,
            }),
            2 => Ok(Self {
                stream: Stream::Stderr,
            }),
            _ => Err(vm.new_value_error("only 1 and 2 are output streams")),
        }
    }
}

#[pyclass(with(Constructor), flags(BASETYPE, HAS_DICT))]
impl TextOut {
    /// Writes a text and returns how many characters it had. Lone surrogates are written as
    /// `backslashreplace` writes them: a page has no bytes that could carry them.
    #[pymethod]
    fn write(zelf: &Py<Self>, text: PyStrRef) -> usize {
        trace::with(|it| {
            let ends_line = text.as_wtf8().as_bytes().ends_with(b"\n");
            it.printed(zelf.stream, text.char_len(), ends_line);
        });
        match text.to_str() {
            Some(valid) => platform::current().write(zelf.stream, valid),
            None => platform::current().write(zelf.stream, &escape_surrogates(&text)),
        }
        text.char_len()
    }

    /// Its file descriptor. Native, as in CPython, since `input()` asks for it and ignores errors: one that an interrupt raised
    /// in Python code would be lost.
    #[pymethod]
    fn fileno(zelf: &Py<Self>) -> i32 {
        match zelf.stream {
            Stream::Stdout => 1,
            Stream::Stderr => 2,
        }
    }

    /// Asks that everything written be shown.
    #[pymethod]
    fn flush(zelf: &Py<Self>) {
        platform::current().flush(zelf.stream);
    }
}

fn escape_surrogates(text: &PyStrRef) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for point in text.as_wtf8().code_points() {
        match point.to_char() {
            Some(character) => out.push(character),
            None => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", point.to_u32());
            }
        }
    }
    out
}
