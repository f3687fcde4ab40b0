//! What a primitive is called in the program: where it can be found, by looking only.

use super::frames;
use rustpython_vm::builtins::{PyCode, PyDict, PyInt, PyList, PyStr, PyTuple, PyType};
use rustpython_vm::types::PyTypeFlags;
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, VirtualMachine};

/// How many items of a container, or names of a scope, are looked at.
const WIDEST: usize = 64;
/// How many steps a name may have after its variable: `table.forks[2]` has two.
const DEEPEST: usize = 2;

/// A name for `target`: a global variable of the program, or a local one of a frame of its own that `coroutine` stands
/// in, or what can be reached from one by an attribute or an index.
pub(super) fn find(
    target: &PyObject,
    coroutine: Option<&PyObject>,
    is_own: impl Fn(&Py<PyCode>) -> bool,
    vm: &VirtualMachine,
) -> Option<String> {
    let mut scopes: Vec<PyObjectRef> = globals(vm).into_iter().collect();
    if let Some(coroutine) = coroutine {
        let end = frames::awaited_frames(coroutine, |frame| {
            if is_own(frame.iframe().code())
                && let Ok(locals) = frame.locals(vm)
            {
                scopes.push(locals.obj().to_owned());
            }
        });
        drop(end);
    }
    // The nearest names first, in whatever scope they are.
    let at = |target: &PyObject, depth| {
        scopes
            .iter()
            .find_map(|scope| in_scope(target, scope, depth, vm))
    };
    let Some(direct) = at(target, 0) else {
        return (1..=DEEPEST).find_map(|depth| at(target, depth));
    };
    // But one of several that have no names of their own is called by its place among them, and not after the variable
    // of a loop that happens to hold it.
    let is_one_of_many = |container: &PyObject| {
        let items = items(container, vm);
        items.iter().any(|item| item.is(target))
            && items
                .iter()
                .any(|item| item.class().is(target.class()) && at(item, 0).is_none())
    };
    let place = scopes.iter().find_map(|scope| {
        each(scope, vm, |key, value| {
            let name = key.downcast_ref::<PyStr>()?.to_str()?;
            if !is_one_of_many(value) {
                return None;
            }
            Some(format!("{name}{}", path(target, value, 1, vm)?))
        })
    });
    Some(place.unwrap_or(direct))
}

/// What is in a list, a tuple or a dict of the interpreter's own.
fn items(container: &PyObject, vm: &VirtualMachine) -> Vec<PyObjectRef> {
    if let Some(list) = container.downcast_ref_if_exact::<PyList>(vm) {
        return list.borrow_vec().iter().take(WIDEST).cloned().collect();
    }
    if let Some(tuple) = container.downcast_ref_if_exact::<PyTuple>(vm) {
        return tuple.iter().take(WIDEST).cloned().collect();
    }
    let mut values = Vec::new();
    each(container, vm, |_, value| {
        values.push(value.to_owned());
        None
    });
    values
}

/// Whether an object's class is one of the interpreter's, and not of the program's.
pub(super) fn is_native(object: &PyObject) -> bool {
    !object
        .class()
        .slots
        .flags
        .has_feature(PyTypeFlags::HEAPTYPE)
}

fn globals(vm: &VirtualMachine) -> Option<PyObjectRef> {
    let modules = vm.sys_module.dict().get_item("modules", vm).ok()?;
    let modules = modules.downcast_ref_if_exact::<PyDict>(vm)?;
    let main = modules.inner_getitem_opt("__main__", vm).ok()??;
    Some(main.dict()?.into())
}

fn in_scope(
    target: &PyObject,
    scope: &PyObject,
    depth: usize,
    vm: &VirtualMachine,
) -> Option<String> {
    each(scope, vm, |key, value| {
        let name = key.downcast_ref::<PyStr>()?.to_str()?;
        if name.starts_with("__") {
            return None;
        }
        let rest = path(target, value, depth, vm)?;
        Some(format!("{name}{rest}"))
    })
}

/// How `target` is reached from `object` in exactly `depth` steps.
fn path(target: &PyObject, object: &PyObject, depth: usize, vm: &VirtualMachine) -> Option<String> {
    let Some(depth) = depth.checked_sub(1) else {
        return object.is(target).then(String::new);
    };
    if object.downcast_ref_if_exact::<PyList>(vm).is_some()
        || object.downcast_ref_if_exact::<PyTuple>(vm).is_some()
    {
        return in_items(target, &items(object, vm), depth, vm);
    }
    if object.downcast_ref_if_exact::<PyDict>(vm).is_some() {
        return each(object, vm, |key, value| {
            let rest = path(target, value, depth, vm)?;
            let is_simple = key.downcast_ref_if_exact::<PyStr>(vm).is_some()
                || key.downcast_ref_if_exact::<PyInt>(vm).is_some();
            let key = is_simple.then(|| super::values::shown(key, vm))?;
            Some(format!("[{key}]{rest}"))
        });
    }
    if is_native(object) || object.downcast_ref::<PyType>().is_some() {
        return None;
    }
    let attributes = object.dict()?;
    each(attributes.as_object(), vm, |key, value| {
        let name = key.downcast_ref::<PyStr>()?.to_str()?;
        let rest = path(target, value, depth, vm)?;
        Some(format!(".{name}{rest}"))
    })
}

fn in_items(
    target: &PyObject,
    items: &[PyObjectRef],
    depth: usize,
    vm: &VirtualMachine,
) -> Option<String> {
    items.iter().enumerate().find_map(|(index, item)| {
        let rest = path(target, item, depth, vm)?;
        Some(format!("[{index}]{rest}"))
    })
}

/// Goes through a dict of the interpreter's own until `f` finds something.
fn each(
    dict: &PyObject,
    vm: &VirtualMachine,
    mut f: impl FnMut(&PyObject, &PyObject) -> Option<String>,
) -> Option<String> {
    let dict = dict.downcast_ref_if_exact::<PyDict>(vm)?;
    let mut position = 0;
    for _ in 0..WIDEST {
        let (next, key, value) = dict.next_entry(position)?;
        position = next;
        if let Some(found) = f(&key, &value) {
            return Some(found);
        }
    }
    None
}
