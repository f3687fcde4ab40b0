//! `contextvars.ContextVar` and `contextvars.Token`.

use super::context::PyContext;
use rustpython_common::hash::{PyHash, hash_pointer};
use rustpython_common::wtf8::Wtf8Buf;
use rustpython_vm::builtins::{PyGenericAlias, PyStr, PyStrRef, PyType, PyTypeRef};
use rustpython_vm::class::{PyClassImpl as _, StaticType as _};
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::types::{Constructor, Hashable, Representable};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass,
};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

static NEXT_SERIAL: AtomicU64 = AtomicU64::new(0);

/// A variable whose value depends on the current context.
#[pyclass(module = "_contextvars", name = "ContextVar", traverse = "manual")]
#[derive(Debug)]
pub(crate) struct PyContextVar {
    name: PyStrRef,
    default: Option<PyObjectRef>,
    /// Creation order: the key under which contexts sort it, so that iteration is reproducible.
    serial: u64,
    name_hash: PyHash,
}

impl PyPayload for PyContextVar {
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: name and default are visited once each.
unsafe impl Traverse for PyContextVar {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        tracer(self.name.as_object());
        if let Some(default) = &self.default {
            tracer(default);
        }
    }
}

impl PyContextVar {
    pub(crate) const fn serial(&self) -> u64 {
        self.serial
    }
}

#[pyclass(with(Constructor, Hashable, Representable), flags(HAS_WEAKREF))]
impl PyContextVar {
    #[pygetset]
    fn name(zelf: &Py<Self>) -> PyStrRef {
        zelf.name.clone()
    }

    #[pymethod]
    fn get(zelf: &Py<Self>, default: OptionalArg<PyObjectRef>, vm: &VirtualMachine) -> PyResult {
        let current = {
            let stack = vm.context_stack.borrow();
            stack
                .last()
                .and_then(|top| top.downcast_ref::<PyContext>())
                .and_then(|context| context.value(zelf))
        };
        current
            .or_else(|| default.into_option())
            .or_else(|| zelf.default.clone())
            .ok_or_else(|| {
                let lookup_error = vm.ctx.exceptions.lookup_error.to_owned();
                vm.new_exception(lookup_error, vec![zelf.to_owned().into()])
            })
    }

    #[pymethod]
    fn set(zelf: &Py<Self>, value: PyObjectRef, vm: &VirtualMachine) -> PyRef<PyToken> {
        let context = PyContext::current(vm);
        let old_value = context.value(zelf);
        context.set_value(zelf, value, vm);
        let token = PyToken {
            context,
            var: zelf.to_owned(),
            old_value,
            used: AtomicBool::new(false),
        };
        token.into_ref(&vm.ctx)
    }

    #[pymethod]
    fn reset(zelf: &Py<Self>, token: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let Some(token) = token.downcast_ref::<PyToken>() else {
            return Err(vm.new_type_error(format!(
                "expected an instance of Token, got {}",
                token.repr(vm)?
            )));
        };
        PyContextVar::reset_to(zelf, token, vm)
    }

    #[pyclassmethod]
    fn __class_getitem__(
        cls: PyTypeRef,
        args: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyGenericAlias> {
        PyGenericAlias::from_args(cls, args, vm)
    }
}

impl PyContextVar {
    fn reset_to(zelf: &Py<Self>, token: &Py<PyToken>, vm: &VirtualMachine) -> PyResult<()> {
        let repr = || token.as_object().repr(vm);
        if token.used.load(Ordering::Acquire) {
            return Err(vm.new_runtime_error(format!("{} has already been used once", repr()?)));
        }
        if !zelf.is(&token.var) {
            return Err(
                vm.new_value_error(format!("{} was created by a different ContextVar", repr()?))
            );
        }
        let context = PyContext::current(vm);
        if !context.is(&token.context) {
            return Err(
                vm.new_value_error(format!("{} was created in a different Context", repr()?))
            );
        }
        token.used.store(true, Ordering::Release);
        match &token.old_value {
            Some(old) => context.set_value(zelf, old.clone(), vm),
            None => {
                context.remove_value(zelf, vm);
            }
        }
        Ok(())
    }
}

impl Constructor for PyContextVar {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, mut args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        let default = args.take_keyword("default");
        if let Some((keyword, _)) = args.kwargs.first() {
            return Err(vm.new_type_error(format!(
                "ContextVar() got an unexpected keyword argument '{keyword}'"
            )));
        }
        if args.args.len() != 1 {
            return Err(vm.new_type_error(format!(
                "ContextVar() takes exactly 1 argument ({} given)",
                args.args.len()
            )));
        }
        let name = args
            .args
            .remove(0)
            .downcast::<PyStr>()
            .map_err(|_| vm.new_type_error("context variable name must be a str"))?;
        let name_hash = name.as_object().hash(vm)?;
        Ok(Self {
            name,
            default,
            serial: NEXT_SERIAL.fetch_add(1, Ordering::Relaxed),
            name_hash,
        })
    }
}

impl Hashable for PyContextVar {
    fn hash(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<PyHash> {
        let hash = hash_pointer(zelf.get_id()) ^ zelf.name_hash;
        Ok(if hash == -1 { -2 } else { hash })
    }
}

impl Representable for PyContextVar {
    fn repr_wtf8(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Wtf8Buf> {
        let mut text = Wtf8Buf::from("<ContextVar name=");
        text.push_wtf8(zelf.name.as_object().repr(vm)?.as_wtf8());
        if let Some(default) = &zelf.default {
            text.push_str(" default=");
            text.push_wtf8(default.repr(vm)?.as_wtf8());
        }
        text.push_str(&format!(" at {:#x}>", zelf.get_id()));
        Ok(text)
    }
}

/// What `ContextVar.set()` returns: the way back to the value before.
#[pyclass(module = "_contextvars", name = "Token", traverse = "manual")]
#[derive(Debug)]
pub(crate) struct PyToken {
    context: PyRef<PyContext>,
    var: PyRef<PyContextVar>,
    old_value: Option<PyObjectRef>,
    used: AtomicBool,
}

impl PyPayload for PyToken {
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: context, variable and old value are visited once each.
unsafe impl Traverse for PyToken {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        tracer(self.context.as_object());
        tracer(self.var.as_object());
        if let Some(old) = &self.old_value {
            tracer(old);
        }
    }
}

#[pyclass(with(Constructor, Representable))]
impl PyToken {
    #[pygetset]
    fn var(zelf: &Py<Self>) -> PyRef<PyContextVar> {
        zelf.var.clone()
    }

    #[pygetset]
    fn old_value(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        zelf.old_value.clone().unwrap_or_else(|| missing(vm))
    }

    #[pyclassmethod]
    fn __class_getitem__(
        cls: PyTypeRef,
        args: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyGenericAlias> {
        PyGenericAlias::from_args(cls, args, vm)
    }

    #[pymethod]
    fn __enter__(zelf: PyRef<Self>) -> PyRef<Self> {
        zelf
    }

    #[pymethod]
    fn __exit__(zelf: &Py<Self>, _exception: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        PyContextVar::reset_to(&zelf.var, zelf, vm)
    }
}

impl Constructor for PyToken {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, vm: &VirtualMachine) -> PyResult<Self> {
        Err(vm.new_runtime_error("Tokens can only be created by ContextVars"))
    }
}

impl Representable for PyToken {
    fn repr_wtf8(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Wtf8Buf> {
        let used = if zelf.used.load(Ordering::Acquire) {
            " used"
        } else {
            ""
        };
        let mut text = Wtf8Buf::from(format!("<Token{used} var="));
        text.push_wtf8(&PyContextVar::repr_wtf8(&zelf.var, vm)?);
        text.push_str(&format!(" at {:#x}>", zelf.get_id()));
        Ok(text)
    }
}

/// The type of `Token.MISSING`.
#[pyclass(module = false, name = "Token.MISSING")]
#[derive(Debug)]
struct Missing;

impl PyPayload for Missing {
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

#[pyclass(with(Representable), flags(DISALLOW_INSTANTIATION))]
impl Missing {}

impl Representable for Missing {
    fn repr_str(_zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok("<Token.MISSING>".to_owned())
    }
}

/// `Token.MISSING`, the old value of a variable that had none.
pub(super) fn missing(vm: &VirtualMachine) -> PyObjectRef {
    let name = vm.ctx.intern_str("MISSING");
    let token_type: &Py<PyType> = PyToken::static_type();
    token_type.attributes().get(name).unwrap_or_else(|| {
        drop(Missing::make_static_type());
        Missing.into_ref(&vm.ctx).into()
    })
}
