//! `asyncio.Handle`: a callback to be called once, with its arguments and context.

use super::args::Args;
use super::event_loop::LoopCore;
use super::future_attrs::assigned;
use super::library::{self, Name};
use super::timer_handle::PyTimerHandle;
use crate::contextvars::PyContext;
use crate::trace;
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyStr, PyType, PyTypeRef};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::{FuncArgs, OptionalArg, PySetterValue};
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::types::{Constructor, Initializer, Representable};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass,
};
use std::sync::atomic::{AtomicBool, Ordering};

/// The payload of a `Handle`, and the base of a `TimerHandle`'s.
///
/// Aligned as `PyTimerHandle` is, whose deadline is a float: RustPython asks that a class and its base
/// lie equally in an object, on 32-bit targets too.
#[pyclass(module = "asyncio.events", name = "Handle", traverse = "manual")]
#[derive(Debug)]
#[repr(C, align(8))]
pub(crate) struct PyHandle {
    pub(crate) data: PyMutex<HandleData>,
    cancelled: AtomicBool,
}

/// What a handle holds; callback and arguments are gone once it is cancelled.
#[derive(Debug, Default)]
pub(crate) struct HandleData {
    pub(crate) loop_: Option<PyObjectRef>,
    pub(crate) callback: Option<PyObjectRef>,
    pub(crate) args: Option<Args>,
    pub(crate) context: Option<PyObjectRef>,
    source_traceback: Option<PyObjectRef>,
    /// The repr from before the cancellation, kept in debug mode.
    repr: Option<PyObjectRef>,
}

impl PyPayload for PyHandle {
    #[inline]
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

impl HandleData {
    pub(crate) fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        let objects = [
            &self.loop_,
            &self.callback,
            &self.context,
            &self.source_traceback,
            &self.repr,
        ];
        objects.into_iter().flatten().for_each(|it| tracer(it));
        if let Some(args) = &self.args {
            args.traverse(tracer);
        }
    }
}

// SAFETY: every reference is visited once; nothing is cloned. See `PyFuture` for the lock.
unsafe impl Traverse for PyHandle {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        if let Some(data) = self.data.try_lock() {
            data.traverse(tracer);
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        let data = std::mem::take(self.data.get_mut());
        let objects = [
            data.loop_,
            data.callback,
            data.context,
            data.source_traceback,
            data.repr,
        ];
        out.extend(objects.into_iter().flatten());
        if let Some(args) = data.args {
            args.clear(out);
        }
    }
}

impl PyHandle {
    /// A handle without a source traceback.
    pub(crate) fn bare(
        loop_: PyObjectRef,
        callback: PyObjectRef,
        args: Vec<PyObjectRef>,
        context: PyObjectRef,
    ) -> Self {
        Self {
            data: PyMutex::new(HandleData {
                loop_: Some(loop_),
                callback: Some(callback),
                args: Some(Args::Loose(args)),
                context: Some(context),
                source_traceback: None,
                repr: None,
            }),
            cancelled: AtomicBool::new(false),
        }
    }

    pub(crate) fn uninitialized() -> Self {
        Self {
            data: PyMutex::new(HandleData::default()),
            cancelled: AtomicBool::new(false),
        }
    }

    pub(crate) fn into_handle(self, vm: &VirtualMachine) -> PyRef<Self> {
        self.into_ref(&vm.ctx)
    }

    #[inline]
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// `Handle.__init__`; `own` as for [`here`].
    pub(crate) fn start(
        &self,
        callback: PyObjectRef,
        args: Args,
        loop_: PyObjectRef,
        context: Option<PyObjectRef>,
        own: usize,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let debug = is_debug(&loop_, vm)?;
        let context = context.unwrap_or_else(|| PyContext::copy_current(vm).into());
        let source_traceback = if debug { Some(here(own, vm)?) } else { None };
        let fresh = HandleData {
            loop_: Some(loop_),
            callback: Some(callback),
            args: Some(args),
            context: Some(context),
            source_traceback,
            repr: None,
        };
        let old = std::mem::replace(&mut *self.data.lock(), fresh);
        self.cancelled.store(false, Ordering::Relaxed);
        drop(old);
        Ok(())
    }

    fn loop_(&self, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(self.data.lock().loop_.clone())
    }
}

/// `loop.get_debug()`.
pub(crate) fn is_debug(loop_: &PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
    match LoopCore::direct(loop_) {
        Some(core) => Ok(core.debug()),
        None => vm.call_method(loop_, "get_debug", ())?.try_to_bool(vm),
    }
}

/// The stack of the Python code that is running, for debug mode.
///
/// It is as long as CPython's: ten frames, of which the loop's own methods (as many as `own`) are
/// taken off again, and two between `run_forever` and a callback (`_run_once`, `Handle._run`) that are not
/// Python here.
pub(crate) fn here(own: usize, vm: &VirtualMachine) -> PyResult {
    let frame = vm.current_frame().map(Into::into);
    let length = vm.ctx.new_int(10_usize.saturating_sub(own));
    let stack = library::get(Name::HandleExtractStack, vm)?
        .call((vm.unwrap_or_none(frame), length.clone()), vm)?;
    let trim = library::module_attr("_coroscope_asyncio", "trim_stack", vm)?;
    trim.call((stack, length), vm)
}

/// A new `Handle`, with a source traceback in debug mode.
pub(crate) fn new_handle(
    loop_: PyObjectRef,
    callback: PyObjectRef,
    args: Vec<PyObjectRef>,
    context: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<PyRef<PyHandle>> {
    let debug = is_debug(&loop_, vm)?;
    let handle = PyHandle::bare(loop_, callback, args, context);
    if debug {
        handle.data.lock().source_traceback = Some(here(2, vm)?);
    }
    Ok(handle.into_handle(vm))
}

impl PyHandle {
    /// Tells the recorder that it is about to be queued.
    #[inline]
    pub(crate) fn announce(zelf: &Py<Self>, vm: &VirtualMachine) {
        trace::with(|it| {
            let (callback, first) = {
                let data = zelf.data.lock();
                let first = data.args.as_ref();
                let first = first.and_then(|args| args.as_slice().first().cloned());
                (data.callback.clone(), first)
            };
            if let Some(callback) = callback {
                it.queueing(&callback, first.as_deref(), vm);
            }
        });
    }

    /// Calls the callback in its context.
    ///
    /// # Errors
    /// Only what leaves the loop; the rest is reported to the loop's exception handler.
    pub(crate) fn run(zelf: &Py<Self>, vm: &VirtualMachine) -> Result<(), PyBaseExceptionRef> {
        let (callback, args, context) = {
            let data = zelf.data.lock();
            (
                data.callback.clone(),
                data.args.clone(),
                data.context.clone(),
            )
        };
        let callback = vm.unwrap_or_none(callback);
        let args = args.map_or_else(Vec::new, Args::into_vec);
        let context = vm.unwrap_or_none(context);
        let result = match context.downcast_ref::<PyContext>() {
            Some(context) => PyContext::enter(context, vm).and_then(|()| {
                let result = callback.call(FuncArgs::from(args), vm);
                PyContext::exit(context, vm)?;
                result
            }),
            None => {
                let all: Vec<PyObjectRef> = std::iter::once(callback).chain(args).collect();
                vm.call_method(&context, "run", FuncArgs::from(all))
            }
        };
        match result {
            Ok(_) => Ok(()),
            Err(error) if library::leaves_loop(error.as_object(), vm) => Err(error),
            Err(error) => {
                PyHandle::report(zelf, error, vm);
                Ok(())
            }
        }
    }

    /// Tells the loop's exception handler what the callback raised.
    pub(crate) fn report(zelf: &Py<Self>, error: PyBaseExceptionRef, vm: &VirtualMachine) {
        if let Err(error) = PyHandle::try_report(zelf, error, vm) {
            vm.run_unraisable(error, None, zelf.as_object().to_owned());
        }
    }

    fn try_report(zelf: &Py<Self>, error: PyBaseExceptionRef, vm: &VirtualMachine) -> PyResult<()> {
        let loop_ = zelf.loop_(vm);
        let callback = PyHandle::formatted_callback(zelf, vm)?;
        let message = vm.ctx.new_str(format!("Exception in callback {callback}"));
        let mut entries = vec![
            ("message", message.into()),
            ("exception", error.into()),
            ("handle", zelf.as_object().to_owned()),
        ];
        let source = zelf.data.lock().source_traceback.clone();
        entries.extend(source.map(|source| ("source_traceback", source)));
        library::call_exception_handler(&loop_, entries, vm)
    }

    /// `format_helpers._format_callback_source(callback, args, debug=loop.get_debug())`.
    fn formatted_callback(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<String> {
        let debug = is_debug(&zelf.loop_(vm), vm)?;
        let keywords = [("debug".to_owned(), vm.ctx.new_bool(debug).into())];
        let args = FuncArgs::new(
            vec![PyHandle::_callback(zelf, vm), PyHandle::_args(zelf, vm)],
            keywords
                .into_iter()
                .collect::<rustpython_vm::function::KwArgs>(),
        );
        let text = library::get(Name::FormatCallbackSource, vm)?.call(args, vm)?;
        Ok(text.str(vm)?.to_string_lossy().into_owned())
    }

    /// `Handle.cancel`, which in debug mode keeps what the handle looked like.
    pub(crate) fn cancel_impl(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.cancelled.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let loop_ = zelf.loop_(vm);
        let repr = if is_debug(&loop_, vm)? {
            Some(zelf.as_object().repr(vm)?.into())
        } else {
            None
        };
        let old = {
            let mut data = zelf.data.lock();
            data.repr = repr;
            (data.callback.take(), data.args.take())
        };
        drop(old);
        Ok(())
    }

    /// `Handle._repr_info`: class, state, callback, and where it was made.
    pub(crate) fn repr_info(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Vec<String>> {
        let mut info = vec![library::class_name(zelf)];
        if zelf.is_cancelled() {
            info.push("cancelled".to_owned());
        }
        if zelf.data.lock().callback.is_some() {
            info.push(PyHandle::formatted_callback(zelf, vm)?);
        }
        let source = zelf.data.lock().source_traceback.clone();
        if let Some(source) = source
            && source.clone().try_to_bool(vm)?
        {
            let last = source.get_item(vm.ctx.new_int(-1).as_object(), vm)?;
            let file = last.get_item(vm.ctx.new_int(0).as_object(), vm)?.str(vm)?;
            let line = last.get_item(vm.ctx.new_int(1).as_object(), vm)?.str(vm)?;
            info.push(format!("created at {file}:{line}"));
        }
        Ok(info)
    }
}

/// `__init__(callback, args, loop, context=None)`.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct InitArgs {
    #[pyarg(any)]
    callback: PyObjectRef,
    #[pyarg(any)]
    args: PyObjectRef,
    #[pyarg(any, name = "loop")]
    loop_: PyObjectRef,
    #[pyarg(any, optional)]
    context: OptionalArg<PyObjectRef>,
}

#[pyclass(
    flags(BASETYPE, HAS_WEAKREF),
    with(Constructor, Initializer, Representable)
)]
impl PyHandle {
    #[pymethod]
    fn cancel(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        PyHandle::cancel_impl(zelf, vm)
    }

    #[pymethod]
    fn cancelled(zelf: &Py<Self>) -> bool {
        zelf.is_cancelled()
    }

    #[pymethod]
    fn get_context(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        PyHandle::_context(zelf, vm)
    }

    #[pymethod]
    fn _run(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        PyHandle::run(zelf, vm)
    }

    #[pymethod]
    fn _repr_info(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        let info = match zelf.as_object().downcast_ref::<PyTimerHandle>() {
            Some(timer) => PyTimerHandle::timer_repr_info(timer, vm)?,
            None => PyHandle::repr_info(&zelf, vm)?,
        };
        let info = info.into_iter().map(|part| vm.ctx.new_str(part).into());
        Ok(vm.ctx.new_list(info.collect()).into())
    }

    #[pygetset]
    fn _callback(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.data.lock().callback.clone())
    }

    #[pygetset(setter)]
    fn set__callback(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let callback = vm.option_if_none(assigned(value, "_callback", "Handle", vm)?);
        let old = std::mem::replace(&mut zelf.data.lock().callback, callback);
        drop(old);
        Ok(())
    }

    #[pygetset]
    pub(crate) fn _args(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let args = zelf.data.lock().args.clone();
        let tuple = match args {
            None => return vm.ctx.none(),
            Some(Args::Tuple(tuple)) => return tuple.into(),
            Some(Args::Loose(args)) => vm.ctx.new_tuple(args),
        };
        // Made without the lock: the collector may run meanwhile, and with it anything, `cancel()` of this handle as well.
        let old = {
            let mut data = zelf.data.lock();
            data.args
                .as_mut()
                .map(|args| std::mem::replace(args, Args::Tuple(tuple.clone())))
        };
        drop(old);
        tuple.into()
    }

    #[pygetset]
    fn _context(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.data.lock().context.clone())
    }

    #[pygetset]
    fn _loop(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        zelf.loop_(vm)
    }

    #[pygetset]
    fn _cancelled(zelf: &Py<Self>) -> bool {
        zelf.is_cancelled()
    }

    #[pygetset(setter)]
    fn set__cancelled(zelf: &Py<Self>, value: PySetterValue, vm: &VirtualMachine) -> PyResult<()> {
        let value = assigned(value, "_cancelled", "Handle", vm)?.try_to_bool(vm)?;
        zelf.cancelled.store(value, Ordering::Relaxed);
        Ok(())
    }

    #[pygetset]
    fn _source_traceback(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.data.lock().source_traceback.clone())
    }

    #[pygetset(setter)]
    fn set__source_traceback(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let stack = vm.option_if_none(assigned(value, "_source_traceback", "Handle", vm)?);
        let old = std::mem::replace(&mut zelf.data.lock().source_traceback, stack);
        drop(old);
        Ok(())
    }

    #[pygetset]
    fn _repr(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(zelf.data.lock().repr.clone())
    }
}

impl Constructor for PyHandle {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self::uninitialized())
    }

    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let handle = Self::py_new(&cls, args, vm)?;
        handle.into_ref_with_type(vm, cls).map(Into::into)
    }
}

impl Initializer for PyHandle {
    type Args = InitArgs;

    fn init(zelf: &Py<Self>, args: InitArgs, vm: &VirtualMachine) -> PyResult<()> {
        let context = args.context.into_option().filter(|it| !vm.is_none(it));
        let positional = Args::of(args.args, vm)?;
        zelf.start(args.callback, positional, args.loop_, context, 0, vm)
    }
}

impl Representable for PyHandle {
    fn repr(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<PyStr>> {
        let kept = zelf.data.lock().repr.clone();
        if let Some(kept) = kept {
            return kept.str(vm);
        }
        let info = vm.call_method(zelf.as_object(), "_repr_info", ())?;
        let info: Vec<String> = vm.extract_elements_with(&info, |part| {
            Ok(part.str(vm)?.to_string_lossy().into_owned())
        })?;
        Ok(vm.ctx.new_str(format!("<{}>", info.join(" "))))
    }
}
