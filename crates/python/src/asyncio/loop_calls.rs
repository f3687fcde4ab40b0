//! The event loop's methods: queueing calls, making futures and tasks.

use super::event_loop::LoopCore;
use super::future::{self, PyFuture};
use super::handle::{self, PyHandle};
use super::library::{self, Name};
use super::task::{self, PyTask, TaskArgs};
use super::timer_handle::{self, PyTimerHandle, seconds};
use crate::contextvars::PyContext;
use crate::trace;
use rustpython_vm::builtins::{PyFloat, PyInt};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject as _, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

/// `callback, *args, context=None` of the queueing methods.
struct Call {
    callback: PyObjectRef,
    args: Vec<PyObjectRef>,
    context: Option<PyObjectRef>,
}

impl Call {
    /// Takes the call out of what follows a method's own `leading` arguments.
    fn take(
        method: &str,
        leading: usize,
        mut args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<(Vec<PyObjectRef>, Self)> {
        const NAMES: [&str; 3] = ["delay", "when", "callback"];
        let context = args.take_keyword("context").filter(|it| !vm.is_none(it));
        // `callback` and what stands before it may come by name.
        let mut first = Vec::with_capacity(leading + 1);
        let mut positional = std::mem::take(&mut args.args).into_iter();
        let own: &[&str] = match (leading, method) {
            (0, _) => &NAMES[2..],
            (_, "call_later") => &["delay", "callback"],
            _ => &NAMES[1..],
        };
        for name in own {
            let Some(given) = positional.next().or_else(|| args.take_keyword(name)) else {
                return Err(vm.new_type_error(format!(
                    "{method}() missing 1 required positional argument: '{name}'"
                )));
            };
            first.push(given);
        }
        if let Some((keyword, _)) = args.kwargs.first() {
            return Err(vm.new_type_error(format!(
                "{method}() got an unexpected keyword argument '{keyword}'"
            )));
        }
        let callback = first.pop().unwrap_or_else(|| vm.ctx.none());
        let call = Self {
            callback,
            args: positional.collect(),
            context,
        };
        Ok((first, call))
    }
}

impl LoopCore {
    /// What debug mode checks of a callback.
    fn check_callback(
        zelf: &Py<Self>,
        callback: &PyObjectRef,
        method: &'static str,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let method = vm.ctx.new_str(method);
        vm.call_method(
            zelf.as_object(),
            "_check_callback",
            (callback.clone(), method),
        )?;
        Ok(())
    }

    fn handle_for(zelf: &Py<Self>, call: Call, vm: &VirtualMachine) -> PyResult<PyRef<PyHandle>> {
        let context = match call.context {
            Some(context) => context,
            None => PyContext::copy_current(vm).into(),
        };
        let loop_ = zelf.as_object().to_owned();
        handle::new_handle(loop_, call.callback, call.args, context, vm)
    }

    /// `loop.call_soon(callback, *args, context=None)`.
    pub(crate) fn call_soon_impl(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyHandle>> {
        let (_, call) = Call::take("call_soon", 0, args, vm)?;
        LoopCore::check_may_queue(zelf, vm)?;
        if zelf.debug() {
            LoopCore::check_callback(zelf, &call.callback, "call_soon", vm)?;
        }
        let handle = LoopCore::handle_for(zelf, call, vm)?;
        zelf.queue(handle.clone(), vm);
        Ok(handle)
    }

    /// `loop.call_soon_threadsafe(callback, *args, context=None)`.
    pub(crate) fn call_soon_threadsafe_impl(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyHandle>> {
        let (_, call) = Call::take("call_soon_threadsafe", 0, args, vm)?;
        LoopCore::check_closed(zelf, vm)?;
        if zelf.debug() {
            LoopCore::check_callback(zelf, &call.callback, "call_soon_threadsafe", vm)?;
        }
        let handle = LoopCore::handle_for(zelf, call, vm)?;
        zelf.queue(handle.clone(), vm);
        Ok(handle)
    }

    /// `loop.call_later(delay, callback, *args, context=None)`.
    pub(crate) fn call_later_impl(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyTimerHandle>> {
        let (leading, call) = Call::take("call_later", 1, args, vm)?;
        let delay = leading.into_iter().next();
        let delay = delay
            .filter(|delay| !vm.is_none(delay))
            .ok_or_else(|| vm.new_type_error("delay must not be None"))?;
        let now = LoopCore::clock(zelf, vm)?.as_secs();
        let when = if delay.downcast_ref::<PyFloat>().is_some()
            || delay.downcast_ref_if_exact::<PyInt>(vm).is_some()
        {
            vm.ctx.new_float(now + seconds(&delay, vm)?).into()
        } else {
            vm._add(vm.ctx.new_float(now).as_object(), &delay)?
        };
        LoopCore::schedule_at(zelf, when, call, 2, vm)
    }

    /// `loop.call_at(when, callback, *args, context=None)`.
    pub(crate) fn call_at_impl(
        zelf: &Py<Self>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyTimerHandle>> {
        let (leading, call) = Call::take("call_at", 1, args, vm)?;
        let when = leading.into_iter().next();
        let when = when
            .filter(|when| !vm.is_none(when))
            .ok_or_else(|| vm.new_type_error("when cannot be None"))?;
        LoopCore::schedule_at(zelf, when, call, 1, vm)
    }

    fn schedule_at(
        zelf: &Py<Self>,
        when: PyObjectRef,
        call: Call,
        own: usize,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyTimerHandle>> {
        LoopCore::check_may_queue(zelf, vm)?;
        if zelf.debug() {
            // CPython's call_later calls call_at, which is what the message names.
            LoopCore::check_callback(zelf, &call.callback, "call_at", vm)?;
        }
        trace::with(|it| it.queueing(&call.callback, call.args.first().map(|it| &**it), vm));
        let (timer, time) =
            timer_handle::new_timer(zelf, when, call.callback, call.args, call.context, own, vm)?;
        let Some(scheduler) = zelf.scheduler() else {
            return Err(vm.new_runtime_error(
                "Non-thread-safe operation invoked on an event loop other than the current one",
            ));
        };
        let key = scheduler.call_at(time, PyTimerHandle::as_handle(&timer).to_owned());
        PyTimerHandle::scheduled_as(&timer, key);
        Ok(timer)
    }

    /// `loop.create_future()`.
    pub(crate) fn create_future_impl(
        zelf: &Py<Self>,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<PyFuture>> {
        future::create(zelf, vm)
    }

    /// `loop.create_task(coro, *, name=None, context=None, eager_start=None)`, or what the task factory
    /// makes of it.
    pub(crate) fn create_task_impl(
        zelf: &Py<Self>,
        mut args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        LoopCore::check_closed(zelf, vm)?;
        let factory = zelf.attrs.lock().task_factory.clone();
        let own_coroutine = match (args.args.len(), args.kwargs.contains_key("coro")) {
            (0, true) => args.take_keyword("coro"),
            (1, false) => args.args.pop(),
            (given, _) => {
                return Err(vm.new_type_error(format!(
                    "create_task() takes 2 positional arguments but {} were given",
                    given + 1
                )));
            }
        };
        let coroutine = vm.unwrap_or_none(own_coroutine);
        if let Some(factory) = factory {
            let positional = vec![zelf.as_object().to_owned(), coroutine];
            return factory.call(FuncArgs::new(positional, args.kwargs), vm);
        }
        // `BaseEventLoop.create_task` looks the class up in its module, where tests replace it.
        let class = library::get(Name::TasksModule, vm)?.get_attr(vm.ctx.intern_str("Task"), vm)?;
        if !class.is(PyTask::static_type()) {
            let loop_ = zelf.as_object().to_owned();
            args.kwargs.insert("loop".into(), loop_);
            return class.call(FuncArgs::new(vec![coroutine], args.kwargs), vm);
        }
        let mut given = |name| args.take_keyword(name).filter(|it| !vm.is_none(it));
        let eager_start = match given("eager_start") {
            Some(eager_start) => eager_start.try_to_bool(vm)?,
            None => false,
        };
        let args_of_task = TaskArgs {
            coroutine,
            loop_: Some(zelf.as_object().to_owned()),
            name: given("name"),
            context: given("context"),
            eager_start,
        };
        if let Some((keyword, _)) = args.kwargs.first() {
            return Err(vm.new_type_error(format!(
                "Task() got an unexpected keyword argument '{keyword}'"
            )));
        }
        Ok(task::create(args_of_task, vm)?.into())
    }
}
