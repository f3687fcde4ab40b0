//! The world of Rust futures: who owns the tasks, and how they are resumed.

use super::inbox::{Address, Inbox};
use super::join::{Cancelled, JoinHandle, Output};
use super::sleep::Alarm;
use super::task::{Polled, Polling, Task, TaskInfo};
use crate::{
    Driver, FutureId, Outcome, Resume, Scheduler, Step, Suspension, TaskCore, TaskId, Time,
    TimerKey, Types, Wait,
};
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::Future;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;

/// The types of this world. A task that is not ready waits for a pseudo-future of its own,
/// `Parked`, which its waker settles: what a Rust future really waits for only it knows.
pub enum Local {}

/// What a task waits for: a wake. Names the task by its slot, which is its own for as long as it waits; small, because
/// it lies in every item of the ready queue.
#[derive(Clone, Copy)]
pub struct Parked(usize);

impl Types for Local {
    /// A task's output goes to its join handle.
    type Value = ();
    type Error = Cancelled;
    type Message = Infallible;
    type Callback = Infallible;
    type Handle = Rc<Alarm>;
    type Task = Rc<Task>;
    type Future = Parked;

    fn task_id(task: &Rc<Task>) -> TaskId {
        task.core.borrow().id()
    }

    fn future_id(_: &Parked) -> Option<FutureId> {
        None
    }
}

type Clock = Box<dyn Fn() -> Time>;

/// One scheduler, with its tasks.
pub(super) struct World {
    scheduler: Scheduler<Local>,
    tasks: RefCell<Slots>,
    inbox: Arc<Inbox>,
    /// Spare room for what the inbox held, so that a turn allocates nothing.
    taken: Cell<Vec<Address>>,
    in_turn: Cell<bool>,
    turn_time: Cell<Time>,
    clock: Option<Clock>,
}

thread_local! {
    /// The world whose turn is running on this thread, the innermost one.
    static CURRENT: RefCell<Option<Rc<World>>> = const { RefCell::new(None) };
}

/// The world whose turn is running.
#[track_caller]
pub(super) fn current() -> Rc<World> {
    let current = CURRENT.with_borrow(Clone::clone);
    match current {
        Some(world) => world,
        None => panic!("called outside of a turn of a LocalScheduler"),
    }
}

impl World {
    pub(super) fn new(resolution: f64, clock: Option<Clock>) -> Rc<World> {
        Rc::new(World {
            scheduler: Scheduler::new(resolution),
            tasks: RefCell::new(Slots::default()),
            inbox: Arc::default(),
            taken: Cell::default(),
            in_turn: Cell::new(false),
            turn_time: Cell::new(Time::ZERO),
            clock,
        })
    }

    pub(super) const fn scheduler(&self) -> &Scheduler<Local> {
        &self.scheduler
    }

    pub(super) fn spawn<F>(
        self: &Rc<Self>,
        name: Option<Rc<str>>,
        future: F,
    ) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        let output = Rc::new(Output::new());
        let id = self.scheduler.new_task_id();
        let slot = self.tasks.borrow().vacant();
        let address = Address { slot, id };
        let task = Rc::new(Task::new(
            address,
            Arc::clone(&self.inbox),
            name,
            Rc::clone(&output) as _,
            Box::pin(future),
        ));
        self.tasks.borrow_mut().fill(slot, Rc::clone(&task));
        self.scheduler
            .observe_task_created(id, self.scheduler.new_future_id());
        self.scheduler.schedule_step(task);
        self.poke();
        JoinHandle::new(id, slot, output, Rc::downgrade(self))
    }

    pub(super) fn cancel(&self, slot: usize, id: TaskId) -> bool {
        let task = self.tasks.borrow().get(Address { slot, id });
        task.is_some_and(|task| {
            let cancelled = self.scheduler.cancel_task(self, &task, None);
            self.poke();
            cancelled
        })
    }

    pub(super) fn set_alarm(&self, when: Time, alarm: Rc<Alarm>) -> TimerKey {
        let key = self.scheduler.call_at(when, alarm);
        self.poke();
        key
    }

    pub(super) fn now(&self) -> Time {
        self.clock
            .as_ref()
            .map_or_else(|| self.turn_time.get(), |clock| clock())
    }

    pub(super) fn set_notify(&self, notify: Option<Box<dyn Fn() + Send + Sync>>) {
        self.inbox.set_notify(notify.map(Arc::from));
    }

    pub(super) fn tasks(&self) -> Vec<TaskInfo> {
        let tasks = self.tasks.borrow();
        let info = |task: &Rc<Task>| {
            let core = task.core.borrow();
            TaskInfo {
                id: core.id(),
                name: task.name.clone(),
                phase: core.phase(),
            }
        };
        tasks
            .slots
            .iter()
            .filter_map(|slot| slot.as_ref().ok())
            .map(info)
            .collect()
    }

    pub(super) fn run_turn(this: &Rc<Self>, now: Time) -> Wait {
        this.turn_time.set(now);
        let _running = Running::enter(this);
        this.read_inbox();
        let Ok(wait) = this.scheduler.turn(&**this, now);
        // A wake from another thread; those of this one went straight to the ready queue.
        if matches!(wait, Wait::At(_) | Wait::Idle) && this.inbox.is_pending() {
            Wait::Ready
        } else {
            wait
        }
    }

    /// Queues a task of the world whose turn is running. Returns false if that is not the one with
    /// this inbox, or if none is running.
    pub(super) fn wake_in_turn(inbox: &Arc<Inbox>, address: Address) -> bool {
        // An error means that the thread is being torn down.
        let queued = CURRENT.try_with(|current| match &*current.borrow() {
            Some(world) if Arc::ptr_eq(&world.inbox, inbox) => {
                world.deliver(address);
                true
            }
            _ => false,
        });
        queued.unwrap_or(false)
    }

    /// Something was queued; outside of a turn somebody must come and run it.
    fn poke(&self) {
        if !self.in_turn.get() {
            self.inbox.poke();
        }
    }

    fn read_inbox(&self) {
        if !self.inbox.is_pending() {
            return;
        }
        let mut woken = self.taken.take();
        self.inbox.take(&mut woken);
        for address in woken.drain(..) {
            self.deliver(address);
        }
        self.taken.set(woken);
    }

    fn deliver(&self, address: Address) {
        let task = self.tasks.borrow().get(address);
        if let Some(task) = task {
            self.scheduler.schedule_wakeup(task, Parked(address.slot));
        }
    }
}

impl Driver<Local> for World {
    type Exit = Infallible;

    #[inline]
    fn with_task<R>(&self, task: &Rc<Task>, f: impl FnOnce(&mut TaskCore<Local>) -> R) -> R {
        f(&mut task.core.borrow_mut())
    }

    #[inline(always)]
    fn resume(&self, task: &Rc<Task>, input: Resume<Local>) -> Step<Local, Infallible> {
        match input {
            Resume::Send => match task.poll() {
                Polled::Ready => Step::Returned(()),
                Polled::Woken => Step::Suspended(Suspension::Yield),
                Polled::Parked => {
                    Step::Suspended(Suspension::Await(Parked(task.signal.address().slot)))
                }
            },
            Resume::Throw(cancelled) => {
                task.drop_body();
                Step::Cancelled(cancelled)
            }
        }
    }

    fn subscribe(&self, _: &Rc<Task>, _: &Parked) -> Result<(), Cancelled> {
        // The future did so itself, by keeping the waker.
        Ok(())
    }

    fn cancel_future(&self, future: &Parked, _: Option<Infallible>) -> bool {
        let task = self.tasks.borrow().in_slot(future.0).cloned();
        // A task that is woken already refuses, like a future that is done.
        let Some(task) = task.filter(|task| task.signal.unpark()) else {
            return false;
        };
        task.thrown.set(true);
        self.scheduler.schedule_wakeup(task, *future);
        true
    }

    fn result_of(&self, task: &Rc<Task>, _: &Parked) -> Resume<Local> {
        if task.thrown.replace(false) {
            Resume::Throw(Cancelled)
        } else {
            Resume::Send
        }
    }

    fn is_cancelled_error(&self, _: &Cancelled) -> bool {
        true
    }

    fn cancelled_error(&self, _: &Rc<Task>, _: Option<Infallible>) -> Cancelled {
        Cancelled
    }

    fn finish(&self, task: &Rc<Task>, outcome: Outcome<Local>, _: Option<Cancelled>) {
        let slot = self.tasks.borrow_mut().vacate(task.signal.address());
        drop(slot);
        task.joined.finish(!matches!(outcome, Outcome::Value(())));
    }

    fn is_cancelled(&self, _: &Rc<Alarm>) -> bool {
        false
    }

    fn call(&self, alarm: Rc<Alarm>) -> Result<(), Infallible> {
        alarm.ring();
        Ok(())
    }

    fn notify(&self, callback: Infallible, _: Parked) -> Result<(), Infallible> {
        match callback {}
    }
}

/// The tasks, each in a slot that its wakers know.
#[derive(Default)]
struct Slots {
    /// An empty slot names the one that was emptied before it.
    slots: Vec<Result<Rc<Task>, Option<usize>>>,
    vacant: Option<usize>,
}

impl Slots {
    fn vacant(&self) -> usize {
        self.vacant.unwrap_or(self.slots.len())
    }

    /// `slot` is what [`vacant`](Slots::vacant) has just said.
    fn fill(&mut self, slot: usize, task: Rc<Task>) {
        match self.slots.get_mut(slot) {
            None => self.slots.push(Ok(task)),
            Some(entry) => {
                if let Err(next) = mem::replace(entry, Ok(task)) {
                    self.vacant = next;
                }
            }
        }
    }

    fn in_slot(&self, slot: usize) -> Option<&Rc<Task>> {
        self.slots.get(slot)?.as_ref().ok()
    }

    fn get(&self, address: Address) -> Option<Rc<Task>> {
        let task = self.in_slot(address.slot)?;
        (task.signal.address().id == address.id).then(|| Rc::clone(task))
    }

    fn vacate(&mut self, address: Address) -> Option<Rc<Task>> {
        let entry = self.slots.get_mut(address.slot)?;
        let task = mem::replace(entry, Err(self.vacant)).ok();
        self.vacant = Some(address.slot);
        task
    }
}

/// Makes a world the thread's current one, and the one before current again, even if a future panics.
struct Running<'a> {
    world: &'a World,
    was_in_turn: bool,
    before: Option<Rc<World>>,
    /// The task whose poll this turn is inside of, if it is.
    polling: Polling,
}

impl<'a> Running<'a> {
    fn enter(world: &'a Rc<World>) -> Running<'a> {
        Running {
            world,
            was_in_turn: world.in_turn.replace(true),
            before: CURRENT.replace(Some(Rc::clone(world))),
            polling: Polling::suspend(),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.world.in_turn.set(self.was_in_turn);
        self.polling.restore();
        let this = CURRENT.replace(self.before.take());
        drop(this);
    }
}
