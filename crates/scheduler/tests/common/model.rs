//! A slow and obvious asyncio, written from `Lib/asyncio/tasks.py`, `futures.py` and `base_events.py`
//! of CPython 3.14 line by line, sharing nothing with the scheduler: flat tables, no generics, a list for
//! each queue, linear searches.

use super::script::{Api, Coroutine, Exc, Op, Program, Target, Yielded, final_state, run_op};
use std::cell::{Cell, RefCell};

/// `loop._ready` holds these.
#[derive(Clone)]
enum Callback {
    Step(usize, Option<Exc>),
    Wakeup(usize, usize),
    /// A done callback that logs.
    Done(String, usize),
    Handle(usize),
}

#[derive(Default)]
struct Future {
    state: Option<Result<i32, Exc>>,
    cancelled_exc: Option<Exc>,
    callbacks: Vec<Callback>,
    /// The task that this future is.
    task: Option<usize>,
}

struct Task {
    future: usize,
    coroutine: Option<Coroutine>,
    must_cancel: bool,
    cancel_message: Option<u32>,
    num_cancels_requested: u32,
    fut_waiter: Option<usize>,
}

struct Handle {
    label: String,
    op: Option<Op>,
    /// For the timer of a sleep.
    sleep: Option<usize>,
    cancelled: bool,
}

#[derive(Default)]
struct Loop {
    log: RefCell<Vec<String>>,
    scripts: Vec<Vec<Op>>,
    now: Cell<u32>,
    stopping: Cell<bool>,
    ready: RefCell<Vec<Callback>>,
    /// (when, handle) in the order in which they were set.
    scheduled: RefCell<Vec<(u32, usize)>>,
    futures: RefCell<Vec<Future>>,
    tasks: RefCell<Vec<Task>>,
    /// Task numbers as the scripts know them: `None` while the constructor runs.
    names: RefCell<Vec<Option<usize>>>,
    /// (future, handle)
    sleeps: RefCell<Vec<(usize, usize)>>,
    handles: RefCell<Vec<Handle>>,
    /// Handles as the scripts know them.
    visible: RefCell<Vec<usize>>,
}

pub fn run(program: &Program) -> Vec<String> {
    let this = Loop {
        scripts: program.scripts.clone(),
        ..Loop::default()
    };
    this.futures
        .borrow_mut()
        .resize_with(program.futures, Future::default);
    this.spawn(0, false).unwrap();
    while let Some(result) = this.run_once() {
        if let Err(exc) = result {
            this.stopping.set(false);
            this.log(format!("left by {exc}"));
        } else if this.stopping.replace(false) {
            this.log("stopped".to_owned());
        }
    }
    this.log("end".to_owned());
    for (number, task) in this.names.borrow().iter().enumerate() {
        let Some(task) = *task else { continue };
        let task = &this.tasks.borrow()[task];
        let state = final_state(
            &format!("t{number}"),
            this.futures.borrow()[task.future].state,
        );
        this.log(format!("{state} {}", task.num_cancels_requested));
    }
    for number in 0..program.futures {
        this.log(final_state(
            &format!("f{number}"),
            this.futures.borrow()[number].state,
        ));
    }
    this.log.take()
}

impl Loop {
    /// `None` when there is nothing left to do.
    fn run_once(&self) -> Option<Result<(), Exc>> {
        self.scheduled
            .borrow_mut()
            .retain(|(_, handle)| !self.handles.borrow()[*handle].cancelled);
        if self.ready.borrow().is_empty() && !self.stopping.get() {
            let next = self
                .scheduled
                .borrow()
                .iter()
                .map(|(when, _)| *when)
                .min()?;
            self.now.set(self.now.get().max(next));
        }
        loop {
            let due = {
                let scheduled = self.scheduled.borrow();
                let due = scheduled
                    .iter()
                    .enumerate()
                    .filter(|(_, (when, _))| *when <= self.now.get());
                due.min_by_key(|(index, (when, _))| (*when, *index))
                    .map(|(index, _)| index)
            };
            let Some(index) = due else { break };
            let (_, handle) = self.scheduled.borrow_mut().remove(index);
            self.ready.borrow_mut().push(Callback::Handle(handle));
        }
        let ntodo = self.ready.borrow().len();
        for _ in 0..ntodo {
            let callback = self.ready.borrow_mut().remove(0);
            if let Err(exc) = self.call(callback) {
                return Some(Err(exc));
            }
        }
        Some(Ok(()))
    }

    fn call(&self, callback: Callback) -> Result<(), Exc> {
        match callback {
            Callback::Step(task, exc) => self.step(task, exc),
            Callback::Wakeup(task, future) => {
                let exc = self.future_result(future).err();
                self.step(task, exc)
            }
            Callback::Done(label, future) => {
                self.log(final_state(&label, self.futures.borrow()[future].state));
                Ok(())
            }
            Callback::Handle(number) => {
                let (label, op, sleep) = {
                    let handle = &self.handles.borrow()[number];
                    if handle.cancelled {
                        return Ok(());
                    }
                    (handle.label.clone(), handle.op.clone(), handle.sleep)
                };
                if let Some(future) = sleep {
                    self.set(future, Ok(0));
                }
                match op.map_or(Ok(()), |op| run_op(&label, &op, self)) {
                    Err(exc @ Exc::Exit(_)) => Err(exc),
                    Err(exc) => {
                        self.log(format!("{label} raised {exc}"));
                        Ok(())
                    }
                    Ok(()) => Ok(()),
                }
            }
        }
    }

    /// `Task.__step`
    fn step(&self, number: usize, mut exc: Option<Exc>) -> Result<(), Exc> {
        {
            let task = &mut self.tasks.borrow_mut()[number];
            if task.must_cancel {
                if !matches!(exc, Some(Exc::Cancelled(_))) {
                    exc = Some(Exc::Cancelled(task.cancel_message));
                }
                task.must_cancel = false;
            }
            task.fut_waiter = None;
        }
        self.step_run_and_handle_result(number, exc)
    }

    fn step_run_and_handle_result(&self, number: usize, exc: Option<Exc>) -> Result<(), Exc> {
        let mut coroutine = self.tasks.borrow_mut()[number].coroutine.take().unwrap();
        let yielded = coroutine.resume(exc, self);
        self.tasks.borrow_mut()[number].coroutine = Some(coroutine);
        let own = self.tasks.borrow()[number].future;
        match yielded {
            Yielded::Return(value) => {
                let must_cancel = std::mem::take(&mut self.tasks.borrow_mut()[number].must_cancel);
                if must_cancel {
                    let message = self.tasks.borrow()[number].cancel_message;
                    self.set(own, Err(Exc::Cancelled(message)));
                } else {
                    self.set(own, Ok(value));
                }
            }
            Yielded::Raise(exc @ Exc::Cancelled(_)) => {
                self.futures.borrow_mut()[own].cancelled_exc = Some(exc);
                self.set(own, Err(Exc::Cancelled(None)));
            }
            Yielded::Raise(exc @ Exc::Exit(_)) => {
                self.set(own, Err(exc));
                return Err(exc);
            }
            Yielded::Raise(exc) => {
                self.set(own, Err(exc));
            }
            Yielded::Bare => self.ready.borrow_mut().push(Callback::Step(number, None)),
            Yielded::Await(target) => {
                let future = self.future_of(target).unwrap();
                if future == own {
                    self.ready
                        .borrow_mut()
                        .push(Callback::Step(number, Some(Exc::AwaitsItself)));
                    return Ok(());
                }
                self.add(future, Callback::Wakeup(number, future));
                self.tasks.borrow_mut()[number].fut_waiter = Some(future);
                let (must_cancel, message) = {
                    let task = &self.tasks.borrow()[number];
                    (task.must_cancel, task.cancel_message)
                };
                if must_cancel && self.cancel_future(future, message) {
                    self.tasks.borrow_mut()[number].must_cancel = false;
                }
            }
        }
        Ok(())
    }

    fn future_of(&self, target: Target) -> Option<usize> {
        Some(match target {
            Target::Future(future) => future,
            Target::Task(task) => self.tasks.borrow()[(*self.names.borrow().get(task)?)?].future,
            Target::Sleep(sleep) => self.sleeps.borrow()[sleep].0,
        })
    }

    /// `Future.result`
    fn future_result(&self, future: usize) -> Result<i32, Exc> {
        let future = &mut self.futures.borrow_mut()[future];
        match future.state.unwrap() {
            Err(exc @ Exc::Cancelled(_)) => Err(future.cancelled_exc.take().unwrap_or(exc)),
            result => result,
        }
    }

    /// `Future.set_result`, `set_exception`, `cancel`
    fn set(&self, future: usize, state: Result<i32, Exc>) -> bool {
        let callbacks = {
            let future = &mut self.futures.borrow_mut()[future];
            if future.state.is_some() {
                return false;
            }
            future.state = Some(state);
            std::mem::take(&mut future.callbacks)
        };
        self.ready.borrow_mut().extend(callbacks);
        true
    }

    /// `Future.add_done_callback`
    fn add(&self, future: usize, callback: Callback) {
        let future = &mut self.futures.borrow_mut()[future];
        if future.state.is_some() {
            self.ready.borrow_mut().push(callback);
        } else {
            future.callbacks.push(callback);
        }
    }

    /// `Future.cancel`, `Task.cancel`
    fn cancel_future(&self, future: usize, message: Option<u32>) -> bool {
        let (done, task) = {
            let future = &self.futures.borrow()[future];
            (future.state.is_some(), future.task)
        };
        let Some(number) = task else {
            return self.set(future, Err(Exc::Cancelled(message)));
        };
        if done {
            return false;
        }
        let waiter = {
            let task = &mut self.tasks.borrow_mut()[number];
            task.num_cancels_requested += 1;
            task.fut_waiter
        };
        if waiter.is_some_and(|waiter| self.cancel_future(waiter, message)) {
            return true;
        }
        let task = &mut self.tasks.borrow_mut()[number];
        task.must_cancel = true;
        task.cancel_message = message;
        true
    }

    fn new_handle(&self, handle: Handle) -> usize {
        self.handles.borrow_mut().push(handle);
        self.handles.borrow().len() - 1
    }
}

impl Api for Loop {
    fn log(&self, line: String) {
        self.log.borrow_mut().push(line);
    }

    fn spawn(&self, script: usize, eager: bool) -> Result<usize, Exc> {
        let name = self.names.borrow().len();
        self.names.borrow_mut().push(None);
        let number = self.tasks.borrow().len();
        let future = self.futures.borrow().len();
        self.futures.borrow_mut().push(Future {
            task: Some(number),
            ..Future::default()
        });
        self.tasks.borrow_mut().push(Task {
            future,
            coroutine: Some(Coroutine::new(name, self.scripts[script].clone())),
            must_cancel: false,
            cancel_message: None,
            num_cancels_requested: 0,
            fut_waiter: None,
        });
        if eager {
            self.step_run_and_handle_result(number, None)?;
        } else {
            self.ready.borrow_mut().push(Callback::Step(number, None));
        }
        self.names.borrow_mut()[name] = Some(number);
        Ok(name)
    }

    fn is_done(&self, target: Target) -> Option<bool> {
        let future = self.future_of(target)?;
        Some(self.futures.borrow()[future].state.is_some())
    }

    fn result(&self, target: Target) -> Result<i32, Exc> {
        self.future_result(self.future_of(target).unwrap())
    }

    fn start_sleep(&self, delay: u32) -> usize {
        let future = self.futures.borrow().len();
        self.futures.borrow_mut().push(Future::default());
        let handle = Handle {
            label: String::new(),
            op: None,
            sleep: Some(future),
            cancelled: false,
        };
        let handle = self.new_handle(handle);
        self.scheduled
            .borrow_mut()
            .push((self.now.get() + delay, handle));
        self.sleeps.borrow_mut().push((future, handle));
        self.sleeps.borrow().len() - 1
    }

    fn end_sleep(&self, sleep: usize) {
        let handle = self.sleeps.borrow()[sleep].1;
        self.handles.borrow_mut()[handle].cancelled = true;
    }

    fn settle(&self, future: usize, result: Result<i32, Exc>) -> bool {
        self.set(future, result)
    }

    fn cancel(&self, target: Target, message: Option<u32>) -> Option<bool> {
        Some(self.cancel_future(self.future_of(target)?, message))
    }

    fn uncancel(&self, task: usize) -> Option<u32> {
        let number = (*self.names.borrow().get(task)?)?;
        let task = &mut self.tasks.borrow_mut()[number];
        if task.num_cancels_requested > 0 {
            task.num_cancels_requested -= 1;
            if task.num_cancels_requested == 0 {
                task.must_cancel = false;
            }
        }
        Some(task.num_cancels_requested)
    }

    fn cancelling(&self, task: usize) -> Option<u32> {
        let number = (*self.names.borrow().get(task)?)?;
        Some(self.tasks.borrow()[number].num_cancels_requested)
    }

    fn add_callback(&self, target: Target, label: String) -> Option<()> {
        let future = self.future_of(target)?;
        self.add(future, Callback::Done(label, future));
        Some(())
    }

    fn call_soon(&self, label: String, op: Op) {
        let handle = self.new_handle(Handle {
            label,
            op: Some(op),
            sleep: None,
            cancelled: false,
        });
        self.visible.borrow_mut().push(handle);
        self.ready.borrow_mut().push(Callback::Handle(handle));
    }

    fn call_later(&self, delay: u32, label: String, op: Op) {
        let handle = self.new_handle(Handle {
            label,
            op: Some(op),
            sleep: None,
            cancelled: false,
        });
        self.visible.borrow_mut().push(handle);
        self.scheduled
            .borrow_mut()
            .push((self.now.get() + delay, handle));
    }

    fn cancel_handle(&self, handle: usize) -> Option<()> {
        let handle = *self.visible.borrow().get(handle)?;
        self.handles.borrow_mut()[handle].cancelled = true;
        Some(())
    }

    fn stop(&self) {
        self.stopping.set(true);
    }
}
