//! The scripts on the scheduler: an implementation of `Driver` much like the one that Python needs.

use super::script::{Api, Coroutine, Exc, Op, Program, Target, Yielded, final_state, run_op};
use coroscope_scheduler::{
    AddCallback, CancelTransition, DoneCallback, DoneCallbacks, Driver, Event, FutureCore,
    FutureId, FutureState, Outcome, Resume, Scheduler, Settled, Step, Suspension, TaskCore, TaskId,
    Time, TimerKey, Types, Wait,
};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

pub enum Scripted {}

impl Types for Scripted {
    type Value = i32;
    type Error = Exc;
    type Message = u32;
    type Callback = String;
    type Handle = Rc<Handle>;
    type Task = Rc<Task>;
    type Future = Awaitable;

    fn task_id(task: &Rc<Task>) -> TaskId {
        task.core.borrow().id()
    }

    fn future_id(future: &Awaitable) -> Option<FutureId> {
        Some(future.core().borrow().id())
    }
}

pub struct Plain {
    core: RefCell<FutureCore<Scripted>>,
}

pub struct Task {
    core: RefCell<TaskCore<Scripted>>,
    future: RefCell<FutureCore<Scripted>>,
    /// The `CancelledError` that came out, for the first who asks.
    cause: Cell<Option<Exc>>,
    coroutine: RefCell<Coroutine>,
}

#[derive(Clone)]
pub enum Awaitable {
    Plain(Rc<Plain>),
    Task(Rc<Task>),
}

impl Awaitable {
    fn core(&self) -> &RefCell<FutureCore<Scripted>> {
        match self {
            Awaitable::Plain(plain) => &plain.core,
            Awaitable::Task(task) => &task.future,
        }
    }
}

pub struct Handle {
    label: String,
    action: Action,
    cancelled: Cell<bool>,
}

enum Action {
    Op(Op),
    EndSleep(Rc<Plain>),
}

/// Asyncio's loop, made of the scheduler and scripts.
pub struct World {
    pub scheduler: Scheduler<Scripted>,
    pub log: RefCell<Vec<String>>,
    program: Program,
    now: Cell<Time>,
    tasks: RefCell<Vec<Option<Rc<Task>>>>,
    futures: Vec<Rc<Plain>>,
    sleeps: RefCell<Vec<(Rc<Plain>, TimerKey)>>,
    handles: RefCell<Vec<(Rc<Handle>, Option<TimerKey>)>>,
    /// Whether each item is to be told of.
    pub watches: Cell<bool>,
    /// What is to leave the loop before the next item.
    pub leaves: Cell<Option<Exc>>,
}

/// Runs the program until nothing is left to do, and returns its log.
pub fn run(program: &Program) -> Vec<String> {
    let world = World::new(program);
    world.run();
    world.log.take()
}

impl World {
    pub fn new(program: &Program) -> World {
        let scheduler = Scheduler::new(1e-9);
        let futures = (0..program.futures)
            .map(|_| new_plain(&scheduler))
            .collect();
        World {
            scheduler,
            log: RefCell::default(),
            program: program.clone(),
            now: Cell::new(Time::ZERO),
            tasks: RefCell::default(),
            futures,
            sleeps: RefCell::default(),
            handles: RefCell::default(),
            watches: Cell::new(false),
            leaves: Cell::new(None),
        }
    }

    /// Spawns the main task and runs to the end.
    pub fn run(&self) {
        self.spawn(0, false).unwrap();
        self.run_to_end();
        self.log("end".to_owned());
        for (number, task) in self.tasks.borrow().iter().enumerate() {
            let Some(task) = task else { continue };
            let state = final_state(&format!("t{number}"), state(&task.future.borrow()));
            self.log(format!("{state} {}", task.core.borrow().cancelling()));
        }
        for (number, future) in self.futures.iter().enumerate() {
            self.log(final_state(
                &format!("f{number}"),
                state(&future.core.borrow()),
            ));
        }
    }

    fn run_to_end(&self) {
        loop {
            match self.scheduler.turn(self, self.now.get()) {
                Ok(Wait::Ready) => {}
                Ok(Wait::At(deadline)) => self.now.set(deadline),
                Ok(Wait::Idle) => break,
                Ok(Wait::Stopped) => self.log("stopped".to_owned()),
                Err(exit) => self.log(format!("left by {exit}")),
            }
        }
    }

    /// Records the scheduler's events in the log from now on.
    pub fn trace(self: &Rc<Self>) {
        let world = Rc::downgrade(self);
        let observer = move |event: Event| {
            if let Some(world) = world.upgrade() {
                world.log.borrow_mut().push(format!("{event:?}"));
            }
        };
        self.scheduler.set_observer(Some(Box::new(observer)));
    }

    fn find(&self, target: Target) -> Option<Awaitable> {
        Some(match target {
            Target::Future(future) => Awaitable::Plain(Rc::clone(&self.futures[future])),
            Target::Task(task) => Awaitable::Task(self.task(task)?),
            Target::Sleep(sleep) => Awaitable::Plain(Rc::clone(&self.sleeps.borrow()[sleep].0)),
        })
    }

    fn task(&self, task: usize) -> Option<Rc<Task>> {
        self.tasks.borrow().get(task)?.clone()
    }

    fn schedule(&self, callbacks: DoneCallbacks<Scripted>, future: &Awaitable) {
        for callback in callbacks {
            self.scheduler.schedule_done(callback, future.clone());
        }
    }

    fn settle_plain(&self, plain: &Rc<Plain>, result: Result<i32, Exc>) -> bool {
        let how = if result.is_ok() {
            Settled::Value
        } else {
            Settled::Error
        };
        let settled = match result {
            Ok(value) => plain.core.borrow_mut().set_result(value).ok(),
            Err(exc) => plain.core.borrow_mut().set_error(exc).ok(),
        };
        let Some(callbacks) = settled else {
            return false;
        };
        self.scheduler
            .observe_future_settled(plain.core.borrow().id(), how);
        self.schedule(callbacks, &Awaitable::Plain(Rc::clone(plain)));
        true
    }

    fn subscribe(&self, future: &Awaitable, callback: DoneCallback<Scripted>) {
        let added = future.core().borrow_mut().add_callback(callback);
        if let AddCallback::AlreadyDone(callback) = added {
            self.scheduler.schedule_done(callback, future.clone());
        }
    }

    fn result(&self, future: &Awaitable) -> Result<i32, Exc> {
        match state(&future.core().borrow()).unwrap() {
            Err(Exc::Cancelled(message)) => Err(match future {
                Awaitable::Task(task) => task.cause.take().unwrap_or(Exc::Cancelled(message)),
                Awaitable::Plain(_) => Exc::Cancelled(message),
            }),
            result => result,
        }
    }
}

fn new_plain(scheduler: &Scheduler<Scripted>) -> Rc<Plain> {
    Rc::new(Plain {
        core: RefCell::new(FutureCore::new(scheduler.new_future_id())),
    })
}

fn state(core: &FutureCore<Scripted>) -> Option<Result<i32, Exc>> {
    match core.state() {
        FutureState::Pending => None,
        FutureState::Finished(value) => Some(Ok(*value)),
        FutureState::Failed(exc) => Some(Err(*exc)),
        FutureState::Cancelled(message) => Some(Err(Exc::Cancelled(message.copied()))),
    }
}

impl Driver<Scripted> for World {
    type Exit = Exc;

    fn with_task<R>(&self, task: &Rc<Task>, f: impl FnOnce(&mut TaskCore<Scripted>) -> R) -> R {
        f(&mut task.core.borrow_mut())
    }

    fn watches_items(&self) -> bool {
        self.watches.get()
    }

    fn before_item(&self) -> Result<(), Exc> {
        self.log("before".to_owned());
        self.leaves.take().map_or(Ok(()), Err)
    }

    fn after_item(&self) -> Result<(), Exc> {
        self.log("after".to_owned());
        Ok(())
    }

    fn step_began(&self) {
        self.log("step".to_owned());
    }

    fn step_ended(&self, _: &Rc<Task>) {
        self.log("stepped".to_owned());
    }

    fn resume(&self, task: &Rc<Task>, input: Resume<Scripted>) -> Step<Scripted, Exc> {
        let input = match input {
            Resume::Send => None,
            Resume::Throw(exc) => Some(exc),
        };
        let yielded = task.coroutine.borrow_mut().resume(input, self);
        match yielded {
            Yielded::Bare => Step::Suspended(Suspension::Yield),
            Yielded::Await(target) => Step::Suspended(match self.find(target).unwrap() {
                Awaitable::Task(other) if Rc::ptr_eq(&other, task) => {
                    Suspension::Invalid(Exc::AwaitsItself)
                }
                future => Suspension::Await(future),
            }),
            Yielded::Return(value) => Step::Returned(value),
            Yielded::Raise(exc @ Exc::Cancelled(_)) => Step::Cancelled(exc),
            Yielded::Raise(exc @ Exc::Exit(_)) => Step::Fatal(exc, exc),
            Yielded::Raise(exc) => Step::Raised(exc),
        }
    }

    fn subscribe(&self, task: &Rc<Task>, future: &Awaitable) -> Result<(), Exc> {
        self.subscribe(future, DoneCallback::Wakeup(Rc::clone(task)));
        Ok(())
    }

    fn cancel_future(&self, future: &Awaitable, message: Option<u32>) -> bool {
        match future {
            Awaitable::Task(task) => self.scheduler.cancel_task(self, task, message),
            Awaitable::Plain(plain) => {
                let transition = plain.core.borrow_mut().cancel(message);
                match transition {
                    CancelTransition::AlreadyDone => false,
                    CancelTransition::Cancelled(callbacks) => {
                        self.scheduler
                            .observe_future_settled(plain.core.borrow().id(), Settled::Cancelled);
                        self.schedule(callbacks, future);
                        true
                    }
                }
            }
        }
    }

    fn result_of(&self, _: &Rc<Task>, future: &Awaitable) -> Resume<Scripted> {
        match self.result(future) {
            Ok(_) => Resume::Send,
            Err(exc) => Resume::Throw(exc),
        }
    }

    fn is_cancelled_error(&self, error: &Exc) -> bool {
        matches!(error, Exc::Cancelled(_))
    }

    fn cancelled_error(&self, _: &Rc<Task>, message: Option<u32>) -> Exc {
        Exc::Cancelled(message)
    }

    fn finish(&self, task: &Rc<Task>, outcome: Outcome<Scripted>, cause: Option<Exc>) {
        task.cause.set(cause);
        let mut core = task.future.borrow_mut();
        let callbacks = match outcome {
            Outcome::Value(value) => core.set_result(value).unwrap(),
            Outcome::Error(exc) => core.set_error(exc).unwrap(),
            Outcome::Cancelled(message) => match core.cancel(message) {
                CancelTransition::Cancelled(callbacks) => callbacks,
                CancelTransition::AlreadyDone => panic!("finished twice"),
            },
        };
        drop(core);
        self.schedule(callbacks, &Awaitable::Task(Rc::clone(task)));
    }

    fn is_cancelled(&self, handle: &Rc<Handle>) -> bool {
        handle.cancelled.get()
    }

    fn call(&self, handle: Rc<Handle>) -> Result<(), Exc> {
        match &handle.action {
            Action::EndSleep(plain) => {
                self.settle_plain(plain, Ok(0));
                Ok(())
            }
            Action::Op(op) => match run_op(&handle.label, op, self) {
                Err(exc @ Exc::Exit(_)) => Err(exc),
                Err(exc) => {
                    self.log(format!("{} raised {exc}", handle.label));
                    Ok(())
                }
                Ok(()) => Ok(()),
            },
        }
    }

    fn notify(&self, callback: String, future: Awaitable) -> Result<(), Exc> {
        let state = state(&future.core().borrow());
        self.log(final_state(&callback, state));
        Ok(())
    }
}

impl Api for World {
    fn log(&self, line: String) {
        self.log.borrow_mut().push(line);
    }

    fn spawn(&self, script: usize, eager: bool) -> Result<usize, Exc> {
        let number = self.tasks.borrow().len();
        let id = self.scheduler.new_task_id();
        let future = self.scheduler.new_future_id();
        self.scheduler.observe_task_created(id, future);
        let task = Rc::new(Task {
            core: RefCell::new(TaskCore::new(id)),
            future: RefCell::new(FutureCore::new(future)),
            cause: Cell::new(None),
            coroutine: RefCell::new(Coroutine::new(number, self.program.scripts[script].clone())),
        });
        self.tasks.borrow_mut().push(None);
        if eager {
            self.scheduler.start_eagerly(self, Rc::clone(&task))?;
        } else {
            self.scheduler.schedule_step(Rc::clone(&task));
        }
        self.tasks.borrow_mut()[number] = Some(task);
        Ok(number)
    }

    fn is_done(&self, target: Target) -> Option<bool> {
        Some(self.find(target)?.core().borrow().is_done())
    }

    fn result(&self, target: Target) -> Result<i32, Exc> {
        self.result(&self.find(target).unwrap())
    }

    fn start_sleep(&self, delay: u32) -> usize {
        let plain = new_plain(&self.scheduler);
        let handle = Handle {
            label: String::new(),
            action: Action::EndSleep(Rc::clone(&plain)),
            cancelled: Cell::new(false),
        };
        let key = self
            .scheduler
            .call_at(self.now.get().plus_secs(f64::from(delay)), Rc::new(handle));
        self.sleeps.borrow_mut().push((plain, key));
        self.sleeps.borrow().len() - 1
    }

    fn end_sleep(&self, sleep: usize) {
        let key = self.sleeps.borrow()[sleep].1;
        drop(self.scheduler.cancel_timer(key));
    }

    fn settle(&self, future: usize, result: Result<i32, Exc>) -> bool {
        self.settle_plain(&self.futures[future], result)
    }

    fn cancel(&self, target: Target, message: Option<u32>) -> Option<bool> {
        Some(self.cancel_future(&self.find(target)?, message))
    }

    fn uncancel(&self, task: usize) -> Option<u32> {
        Some(self.task(task)?.core.borrow_mut().uncancel())
    }

    fn cancelling(&self, task: usize) -> Option<u32> {
        Some(self.task(task)?.core.borrow().cancelling())
    }

    fn add_callback(&self, target: Target, label: String) -> Option<()> {
        self.subscribe(&self.find(target)?, DoneCallback::Call(label));
        Some(())
    }

    fn call_soon(&self, label: String, op: Op) {
        let handle = Rc::new(Handle {
            label,
            action: Action::Op(op),
            cancelled: Cell::new(false),
        });
        self.handles.borrow_mut().push((Rc::clone(&handle), None));
        self.scheduler.call_soon(handle);
    }

    fn call_later(&self, delay: u32, label: String, op: Op) {
        let handle = Rc::new(Handle {
            label,
            action: Action::Op(op),
            cancelled: Cell::new(false),
        });
        let when = self.now.get().plus_secs(f64::from(delay));
        let key = self.scheduler.call_at(when, Rc::clone(&handle));
        self.handles.borrow_mut().push((handle, Some(key)));
    }

    fn cancel_handle(&self, handle: usize) -> Option<()> {
        let (handle, key) = self.handles.borrow().get(handle)?.clone();
        handle.cancelled.set(true);
        if let Some(key) = key {
            drop(self.scheduler.cancel_timer(key));
        }
        Some(())
    }

    fn stop(&self) {
        self.scheduler.stop();
    }
}
