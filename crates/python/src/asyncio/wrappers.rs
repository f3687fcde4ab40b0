//! The callables by which tasks appear in the queues of loops that are not ours.

use super::task::PyTask;
use super::{library, task_step};
use coroscope_scheduler::Resume;
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyType};
use rustpython_vm::class::StaticType as _;
use rustpython_vm::object::{Traverse, TraverseFn};
use rustpython_vm::types::{Callable, Representable};
use rustpython_vm::{
    AsObject as _, Context, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass,
};

/// Runs a task's next step when called; `call_soon` gets it.
#[pyclass(module = "_asyncio", name = "TaskStepMethWrapper", traverse = "manual")]
#[derive(Debug)]
pub(crate) struct TaskStep {
    task: PyMutex<Option<PyRef<PyTask>>>,
    error: PyMutex<Option<PyBaseExceptionRef>>,
}

impl PyPayload for TaskStep {
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: the task and the exception are visited once each.
unsafe impl Traverse for TaskStep {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        if let Some(task) = self.task.try_lock().as_deref().and_then(Option::as_ref) {
            tracer(task.as_object());
        }
        if let Some(error) = self.error.try_lock().as_deref().and_then(Option::as_ref) {
            tracer(error.as_object());
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        out.extend(self.task.get_mut().take().map(PyObjectRef::from));
        out.extend(self.error.get_mut().take().map(PyObjectRef::from));
    }
}

#[pyclass(with(Callable), flags(DISALLOW_INSTANTIATION))]
impl TaskStep {
    #[pygetset]
    fn __self__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let task = zelf.task.lock().clone();
        vm.unwrap_or_none(task.map(Into::into))
    }
}

impl Callable for TaskStep {
    type Args = ();

    fn call(zelf: &Py<Self>, _args: (), vm: &VirtualMachine) -> PyResult {
        let task = zelf.task.lock().clone();
        let error = zelf.error.lock().take();
        if let Some(task) = task {
            let input = error.map_or(Resume::Send, Resume::Throw);
            task_step::step_on_foreign_loop(&task, input, vm)?;
        }
        Ok(vm.ctx.none())
    }
}

/// Wakes a task when called with the future it waited for; `add_done_callback` gets it.
#[pyclass(
    module = "_asyncio",
    name = "TaskWakeupMethWrapper",
    traverse = "manual"
)]
#[derive(Debug)]
pub(crate) struct TaskWakeup {
    task: PyMutex<Option<PyRef<PyTask>>>,
}

impl PyPayload for TaskWakeup {
    fn class(_ctx: &Context) -> &'static Py<PyType> {
        Self::static_type()
    }
}

// SAFETY: the task is visited once.
unsafe impl Traverse for TaskWakeup {
    fn traverse(&self, tracer: &mut TraverseFn<'_>) {
        if let Some(task) = self.task.try_lock().as_deref().and_then(Option::as_ref) {
            tracer(task.as_object());
        }
    }

    fn clear(&mut self, out: &mut Vec<PyObjectRef>) {
        out.extend(self.task.get_mut().take().map(PyObjectRef::from));
    }
}

impl TaskWakeup {
    pub(crate) fn task(this: &Py<Self>) -> Option<PyRef<PyTask>> {
        this.task.lock().clone()
    }
}

#[pyclass(with(Callable, Representable), flags(DISALLOW_INSTANTIATION))]
impl TaskWakeup {
    #[pygetset]
    fn __self__(zelf: &Py<Self>, vm: &VirtualMachine) -> PyObjectRef {
        let task = zelf.task.lock().clone();
        vm.unwrap_or_none(task.map(Into::into))
    }

    #[pygetset]
    fn __name__(_zelf: &Py<Self>) -> &'static str {
        "task_wakeup"
    }

    #[pygetset]
    fn __qualname__(zelf: &Py<Self>) -> String {
        let task = zelf.task.lock().clone();
        let class = task.map_or_else(|| "Task".to_owned(), |task| library::class_name(&*task));
        format!("{class}.task_wakeup")
    }
}

impl Callable for TaskWakeup {
    type Args = (PyObjectRef,);

    fn call(zelf: &Py<Self>, (future,): (PyObjectRef,), vm: &VirtualMachine) -> PyResult {
        if let Some(task) = Self::task(zelf) {
            task_step::wake_on_foreign_loop(&task, &future, vm)?;
        }
        Ok(vm.ctx.none())
    }
}

impl Representable for TaskWakeup {
    fn repr_str(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<String> {
        Ok(match Self::task(zelf) {
            Some(task) => format!(
                "<built-in method task_wakeup of _asyncio.{} object at {:#x}>",
                library::class_name(&*task),
                task.get_id()
            ),
            None => "<built-in method task_wakeup>".to_owned(),
        })
    }
}

/// A callable for the task's next step, which throws `error` if there is one.
pub(crate) fn step(
    task: PyRef<PyTask>,
    error: Option<PyBaseExceptionRef>,
    vm: &VirtualMachine,
) -> PyObjectRef {
    let step = TaskStep {
        task: PyMutex::new(Some(task)),
        error: PyMutex::new(error),
    };
    step.into_ref(&vm.ctx).into()
}

/// A callable that wakes the task.
pub(crate) fn wakeup(task: PyRef<PyTask>, vm: &VirtualMachine) -> PyObjectRef {
    let wakeup = TaskWakeup {
        task: PyMutex::new(Some(task)),
    };
    wakeup.into_ref(&vm.ctx).into()
}
