//! Results, exceptions and callbacks in words, without running a line of the program: no `__repr__` that is not the
//! interpreter's own is called.

use rustpython_vm::builtins::{
    PyBaseException, PyBoundMethod, PyDict, PyFunction, PyInt, PyList, PyStr, PyTuple, PyType,
};
use rustpython_vm::types::PyTypeFlags;
use rustpython_vm::{AsObject as _, Py, PyObject, VirtualMachine};

/// About how many characters a value is shown with.
const LONGEST: usize = 80;
/// How deep containers are shown.
const DEEPEST: usize = 4;
/// Integers of more bits than that are not written out.
const LARGEST_BITS: u64 = 512;

/// A value as `repr()` shows it, cut short; what is not of the interpreter's own simple types by its class.
pub(super) fn shown(value: &PyObject, vm: &VirtualMachine) -> String {
    let mut out = String::new();
    show(value, &mut out, 0, vm);
    if out.chars().count() > LONGEST {
        out = out.chars().take(LONGEST - 1).collect();
        out.push('…');
    }
    out
}

/// An exception as the last line of its traceback shows it: `ValueError: no`.
pub(super) fn exception(error: &Py<PyBaseException>, vm: &VirtualMachine) -> String {
    let class = error.class().slot_name();
    let class = class.rsplit('.').next().unwrap_or_default().to_owned();
    let args = error.args();
    let text = match args.as_slice() {
        [] => return class,
        // The message as `str()` has it: a text without its quotes.
        [message] => match message.downcast_ref_if_exact::<PyStr>(vm) {
            Some(text) if !is_key_error(error, vm) => cut(&text.to_string_lossy(), LONGEST),
            _ if is_simple(message, vm) => shown(message, vm),
            _ => return class,
        },
        several if several.iter().all(|arg| is_simple(arg, vm)) => shown(args.as_object(), vm),
        _ => return class,
    };
    if text.is_empty() {
        return class;
    }
    format!("{class}: {text}")
}

/// What a callback is called in the program, such as `Timeout._on_timeout`.
pub(super) fn callable(function: &PyObject, vm: &VirtualMachine) -> String {
    let class = function.class();
    let attribute = |name: &'static str| function.get_attr(vm.ctx.intern_str(name), vm).ok();
    if class.is(vm.ctx.types.function_type) && function.downcast_ref::<PyFunction>().is_some() {
        return attribute("__qualname__").map_or_else(String::new, |name| text_of(&name));
    }
    if class.is(vm.ctx.types.bound_method_type)
        && function.downcast_ref::<PyBoundMethod>().is_some()
        && let Some(inner) = attribute("__func__")
    {
        return callable(&inner, vm);
    }
    if class.is(vm.ctx.types.builtin_function_or_method_type) {
        let name = attribute("__name__").map_or_else(String::new, |name| text_of(&name));
        return match attribute("__self__") {
            Some(owner) if !is_module(&owner, vm) && !vm.is_none(&owner) => {
                let class = owner.class().slot_name();
                let class = class.rsplit('.').next().unwrap_or_default();
                format!("{class}.{name}")
            }
            _ => name,
        };
    }
    if let Some(class) = function.downcast_ref::<PyType>() {
        let name = class.slot_name();
        return name.rsplit('.').next().unwrap_or_default().to_owned();
    }
    let name = class.slot_name();
    let name = name.rsplit('.').next().unwrap_or_default().to_owned();
    match &*name {
        "TaskStepMethWrapper" => "Task.__step".to_owned(),
        "TaskWakeupMethWrapper" => "Task.__wakeup".to_owned(),
        "partial" if !class.slots.flags.has_feature(PyTypeFlags::HEAPTYPE) => {
            attribute("func").map_or(name, |inner| callable(&inner, vm))
        }
        _ => name,
    }
}

fn is_module(object: &PyObject, vm: &VirtualMachine) -> bool {
    object.class().is(vm.ctx.types.module_type)
}

fn text_of(object: &PyObject) -> String {
    let text = object.downcast_ref::<PyStr>();
    text.map_or_else(String::new, |text| text.to_string_lossy().into_owned())
}

/// `KeyError` shows its key as a repr.
fn is_key_error(error: &Py<PyBaseException>, vm: &VirtualMachine) -> bool {
    error.class().is(vm.ctx.exceptions.key_error)
}

fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_owned(),
        Some(_) => {
            let mut cut: String = text.chars().take(longest - 1).collect();
            cut.push('…');
            cut
        }
    }
}

fn is_simple(value: &PyObject, vm: &VirtualMachine) -> bool {
    let class = value.class();
    let types = &vm.ctx.types;
    [
        types.str_type,
        types.int_type,
        types.float_type,
        types.bool_type,
        types.none_type,
        types.bytes_type,
    ]
    .iter()
    .any(|simple| class.is(*simple))
}

/// The class with its module, as tracebacks have it: none for built-in ones.
fn class_name(class: &Py<PyType>, vm: &VirtualMachine) -> String {
    let name = class.slot_name();
    let module = class.get_attr(vm.ctx.intern_str("__module__"));
    let module = module.as_deref().map_or_else(String::new, text_of);
    match &*module {
        "" | "builtins" | "__main__" => name.to_string(),
        _ if name.contains('.') => name.to_string(),
        module => format!("{module}.{name}"),
    }
}

fn show(value: &PyObject, out: &mut String, depth: usize, vm: &VirtualMachine) {
    if out.len() > LONGEST * 4 || depth > DEEPEST {
        out.push('…');
        return;
    }
    let class = value.class();
    let types = &vm.ctx.types;
    if class.is(types.str_type)
        && let Some(text) = value.downcast_ref::<PyStr>()
    {
        let cut = cut(&text.to_string_lossy(), LONGEST);
        push_repr(vm.ctx.new_str(cut).as_object(), out, vm);
    } else if class.is(types.int_type)
        && let Some(int) = value.downcast_ref::<PyInt>()
        && int.as_bigint().bits() <= LARGEST_BITS
    {
        out.push_str(&int.as_bigint().to_string());
    } else if class.is(types.bytes_type) && value.length(vm).is_ok_and(|length| length > LONGEST) {
        out.push_str("b'…'");
    } else if is_simple(value, vm) && !class.is(types.int_type) {
        push_repr(value, out, vm);
    } else if class.is(types.tuple_type)
        && let Some(tuple) = value.downcast_ref::<PyTuple>()
    {
        let items = tuple.as_slice();
        out.push('(');
        show_items(items.iter().map(|it| &**it), out, depth, vm);
        out.push_str(if items.len() == 1 { ",)" } else { ")" });
    } else if class.is(types.list_type)
        && let Some(list) = value.downcast_ref::<PyList>()
    {
        let items: Vec<_> = list.borrow_vec().iter().take(LONGEST).cloned().collect();
        out.push('[');
        show_items(items.iter().map(|it| &**it), out, depth, vm);
        out.push(']');
    } else if class.is(types.dict_type)
        && let Some(dict) = value.downcast_ref::<PyDict>()
    {
        out.push('{');
        let mut position = 0;
        let mut first = true;
        while let Some((next, key, item)) = dict.next_entry(position)
            && out.len() <= LONGEST * 4
        {
            position = next;
            if !std::mem::take(&mut first) {
                out.push_str(", ");
            }
            show(&key, out, depth + 1, vm);
            out.push_str(": ");
            show(&item, out, depth + 1, vm);
        }
        out.push('}');
    } else if let Some(error) = value.downcast_ref::<PyBaseException>() {
        out.push_str(&exception(error, vm));
    } else {
        out.push_str(&format!("<{} object>", class_name(class, vm)));
    }
}

fn show_items<'a>(
    items: impl Iterator<Item = &'a PyObject>,
    out: &mut String,
    depth: usize,
    vm: &VirtualMachine,
) {
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        show(item, out, depth + 1, vm);
        if out.len() > LONGEST * 4 {
            return;
        }
    }
}

/// The repr of what the interpreter itself knows how to show.
fn push_repr(value: &PyObject, out: &mut String, vm: &VirtualMachine) {
    if let Ok(repr) = value.repr(vm) {
        out.push_str(&repr.to_string_lossy());
    }
}
