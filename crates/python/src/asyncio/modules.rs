//! The modules `_asyncio` and `_coroscope_loop`.

use super::bare_yield::BareYield;
use super::event_loop::LoopCore;
use super::future::PyFuture;
use super::future_iter::FutureIter;
use super::handle::PyHandle;
use super::task::PyTask;
use super::timer_handle::PyTimerHandle;
use super::wrappers::{TaskStep, TaskWakeup};
use super::{await_method, future_attrs, library, owned, task, task_attrs};
use rustpython_vm::builtins::{PyModule, PyModuleDef};
use rustpython_vm::class::{PyClassImpl as _, StaticType as _};
use rustpython_vm::{Context, Py, PyResult, VirtualMachine, extend_module, pymodule};

#[pymodule]
mod _asyncio {
    use super::super::task::PyTask;
    use super::super::{awaited_by, registry, running};
    use rustpython_vm::builtins::{PyModule, PySet};
    use rustpython_vm::function::OptionalArg;
    use rustpython_vm::{Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

    /// `loop=None`.
    #[derive(rustpython_vm::FromArgs)]
    struct LoopArg {
        #[pyarg(any, name = "loop", optional)]
        loop_: OptionalArg<PyObjectRef>,
    }

    impl LoopArg {
        fn given(self, vm: &VirtualMachine) -> Option<PyObjectRef> {
            self.loop_.into_option().filter(|loop_| !vm.is_none(loop_))
        }
    }

    /// `task`.
    #[derive(rustpython_vm::FromArgs)]
    struct TaskArg {
        #[pyarg(any)]
        task: PyObjectRef,
    }

    /// `loop, task`.
    #[derive(rustpython_vm::FromArgs)]
    struct LoopAndTask {
        #[pyarg(any, name = "loop")]
        loop_: PyObjectRef,
        #[pyarg(any)]
        task: PyObjectRef,
    }

    #[pyfunction]
    fn _get_running_loop(vm: &VirtualMachine) -> PyObjectRef {
        vm.unwrap_or_none(running::running_loop(vm))
    }

    #[pyfunction]
    fn _set_running_loop(loop_: PyObjectRef, vm: &VirtualMachine) {
        running::set_running_loop(loop_, vm);
    }

    #[pyfunction]
    fn get_running_loop(vm: &VirtualMachine) -> PyResult {
        running::get_running_loop(vm)
    }

    #[pyfunction]
    fn get_event_loop(vm: &VirtualMachine) -> PyResult {
        running::get_event_loop(vm)
    }

    #[pyfunction]
    fn current_task(args: LoopArg, vm: &VirtualMachine) -> PyResult {
        running::current_task(args.given(vm), vm)
    }

    #[pyfunction]
    fn all_tasks(args: LoopArg, vm: &VirtualMachine) -> PyResult<PyRef<PySet>> {
        let loop_ = match args.given(vm) {
            Some(loop_) => loop_,
            None => running::get_running_loop(vm)?,
        };
        registry::all_tasks(&loop_, vm)
    }

    #[pyfunction]
    fn _register_task(TaskArg { task }: TaskArg, vm: &VirtualMachine) -> PyResult<()> {
        match task.downcast_ref::<PyTask>() {
            Some(task) => registry::register(task),
            None => registry::change_others(registry::Others::Scheduled, "add", task, vm)?,
        }
        Ok(())
    }

    #[pyfunction]
    fn _unregister_task(TaskArg { task }: TaskArg, vm: &VirtualMachine) -> PyResult<()> {
        match task.downcast_ref::<PyTask>() {
            Some(task) => registry::unregister(task),
            None => registry::change_others(registry::Others::Scheduled, "discard", task, vm)?,
        }
        Ok(())
    }

    #[pyfunction]
    fn _register_eager_task(TaskArg { task }: TaskArg, vm: &VirtualMachine) -> PyResult<()> {
        registry::change_others(registry::Others::Eager, "add", task, vm)
    }

    #[pyfunction]
    fn _unregister_eager_task(TaskArg { task }: TaskArg, vm: &VirtualMachine) -> PyResult<()> {
        registry::change_others(registry::Others::Eager, "discard", task, vm)
    }

    #[pyfunction]
    fn _enter_task(args: LoopAndTask, vm: &VirtualMachine) -> PyResult<()> {
        running::enter_task(&args.loop_, args.task, vm)
    }

    #[pyfunction]
    fn _leave_task(args: LoopAndTask, vm: &VirtualMachine) -> PyResult<()> {
        running::leave_task(&args.loop_, &args.task, vm)
    }

    #[pyfunction]
    fn _swap_current_task(args: LoopAndTask, vm: &VirtualMachine) -> PyResult {
        running::swap_current_task(&args.loop_, args.task, vm)
    }

    #[pyfunction]
    fn future_add_to_awaited_by(future: PyObjectRef, waiter: PyObjectRef) {
        awaited_by::add(&future, &waiter);
    }

    #[pyfunction]
    fn future_discard_from_awaited_by(future: PyObjectRef, waiter: PyObjectRef) {
        awaited_by::discard(&future, &waiter);
    }

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        super::start_asyncio(vm, module);
        Ok(())
    }
}

#[pymodule]
mod _coroscope_loop {
    use super::super::bare_yield::{self, BareYield};
    use super::super::ensure;
    use rustpython_vm::builtins::PyModule;
    use rustpython_vm::function::FuncArgs;
    use rustpython_vm::{Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

    #[pyfunction]
    fn bare_yield(vm: &VirtualMachine) -> PyRef<BareYield> {
        bare_yield::bare_yield(vm)
    }

    /// Return True if obj is a Future.
    #[pyfunction]
    fn isfuture(obj: PyObjectRef, vm: &VirtualMachine) -> PyResult<bool> {
        ensure::is_future(&obj, vm)
    }

    /// Wrap a coroutine or an awaitable in a future.
    #[pyfunction]
    fn ensure_future(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        ensure::ensure_future(args, vm)
    }

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        super::add_loop_types(vm, module);
        Ok(())
    }
}

fn start_asyncio(vm: &VirtualMachine, module: &Py<PyModule>) {
    library::forget();
    crate::contextvars::make_types();
    task::restart_names();
    owned::restart_ids();
    drop(FutureIter::make_static_type());
    await_method::make_types();
    drop(BareYield::make_static_type());
    await_method::put_into(BareYield::static_type(), vm);
    drop(TaskStep::make_static_type());
    drop(TaskWakeup::make_static_type());
    extend_module!(vm, module, {
        "Future" => future_attrs::make_type(),
        "Task" => task_attrs::make_type(),
    });
    await_method::put_into(PyFuture::static_type(), vm);
    await_method::put_into(PyTask::static_type(), vm);
    // Handles and loops exist for the native half before the Python half asks for them.
    drop(PyHandle::make_static_type());
    drop(PyTimerHandle::make_static_type());
    drop(LoopCore::make_static_type());
}

fn add_loop_types(vm: &VirtualMachine, module: &Py<PyModule>) {
    extend_module!(vm, module, {
        "LoopCore" => LoopCore::make_static_type(),
        "Handle" => PyHandle::make_static_type(),
        "TimerHandle" => PyTimerHandle::make_static_type(),
        "CLOCK_RESOLUTION" => vm.ctx.new_float(super::drive::CLOCK_RESOLUTION),
    });
}

/// The modules of this part, `_contextvars` included. They replace RustPython's of the same names.
pub(crate) fn module_defs(ctx: &Context) -> Vec<&'static PyModuleDef> {
    vec![
        crate::contextvars::module_def(ctx),
        _asyncio::module_def(ctx),
        _coroscope_loop::module_def(ctx),
    ]
}

/// Imports `asyncio` and gives it our handles and our event loop.
///
/// # Errors
/// What the import raised.
pub(crate) fn install(vm: &VirtualMachine) -> PyResult<()> {
    vm.import("_coroscope_asyncio", 0)?;
    Ok(())
}
