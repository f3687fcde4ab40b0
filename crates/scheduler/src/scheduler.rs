//! The queues: what is ready, what is timed, and who is told about it.

use crate::timers::Timers;
use crate::{
    DoneCallback, Event, FutureId, HandleId, Ids, Observer, Policy, Ready, ReadyCause, Settled,
    TaskId, Time, TimerKey, Types,
};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;

/// The ready queue, the timers, and the current task of one event loop.
///
/// All methods take `&self`, and no borrow is held while foreign code runs, so that everything may be
/// called from inside a turn; what is queued then runs in the next turn.
///
/// How tasks take their steps is in [`step`](Scheduler::step), how a turn goes in
/// [`turn`](Scheduler::turn).
pub struct Scheduler<T: Types> {
    pub(crate) ready: RefCell<VecDeque<Ready<T>>>,
    /// How many items at the front of `ready` belong to the turn that is going on.
    pub(crate) todo: Cell<usize>,
    pub(crate) timers: RefCell<Timers<T::Handle>>,
    pub(crate) stopping: Cell<bool>,
    pub(crate) current: Cell<Option<TaskId>>,
    pub(crate) turns: Cell<u64>,
    pub(crate) resolution: f64,
    pub(crate) policy: RefCell<Option<Box<dyn Policy>>>,
    ids: Ids,
    /// Whether `observer` is set: one predictable branch for each event when it is not.
    observed: Cell<bool>,
    observer: RefCell<Option<Rc<dyn Observer>>>,
}

/// # Queueing
impl<T: Types> Scheduler<T> {
    /// An idle scheduler. `resolution` is that of the clock, in seconds: timers that are due less than
    /// this after a turn's time fire in it, as with `_clock_resolution` in CPython's
    /// `BaseEventLoop._run_once`. Zero is right for a clock that is exact.
    #[must_use]
    pub fn new(resolution: f64) -> Scheduler<T> {
        Scheduler::with_ids(resolution, Ids::new())
    }

    /// The same with ids from a series that other schedulers may share.
    #[must_use]
    pub const fn with_ids(resolution: f64, ids: Ids) -> Scheduler<T> {
        Scheduler {
            ready: RefCell::new(VecDeque::new()),
            todo: Cell::new(0),
            timers: RefCell::new(Timers::new()),
            stopping: Cell::new(false),
            current: Cell::new(None),
            turns: Cell::new(0),
            resolution,
            policy: RefCell::new(None),
            ids,
            observed: Cell::new(false),
            observer: RefCell::new(None),
        }
    }

    /// Queues the first step of a new task.
    pub fn schedule_step(&self, task: T::Task) {
        self.observe_ready(&task, || ReadyCause::Start);
        self.enqueue(Ready::Step(task));
    }

    /// Queues a step that throws `error` into the task.
    pub fn schedule_throw(&self, task: T::Task, error: T::Error) {
        self.observe_ready(&task, || ReadyCause::Throw);
        self.enqueue(Ready::Throw(task, error));
    }

    /// Queues a step of a task whose future is done.
    pub fn schedule_wakeup(&self, task: T::Task, future: T::Future) {
        self.observe_ready(&task, || ReadyCause::Woken(T::future_id(&future)));
        self.enqueue(Ready::Wakeup(task, future));
    }

    /// Queues a done callback of a future that is done.
    pub fn schedule_callback(&self, callback: T::Callback, future: T::Future) {
        let handle = self.ids.handle();
        self.emit(|| Event::CallbackQueued {
            handle,
            future: T::future_id(&future),
            by: self.current.get(),
        });
        self.enqueue(Ready::Callback(handle, callback, future));
    }

    /// Queues a callback that a future gave out when it was settled, of either kind.
    pub fn schedule_done(&self, callback: DoneCallback<T>, future: T::Future) {
        match callback {
            DoneCallback::Wakeup(task) => self.schedule_wakeup(task, future),
            DoneCallback::Call(callback) => self.schedule_callback(callback, future),
        }
    }

    /// Queues a handle. Handles are called in the order in which they were queued, each in the turn
    /// after the one in which it was queued.
    pub fn call_soon(&self, handle: T::Handle) -> HandleId {
        let id = self.ids.handle();
        self.emit(|| Event::HandleQueued {
            handle: id,
            by: self.current.get(),
        });
        self.enqueue(Ready::Handle(id, handle));
        id
    }

    /// Queues a handle for a time. Handles with equal times are called in the order in which they
    /// were set; one that is due earlier is called earlier, however late the turn is that finds both due.
    /// A time that has passed means the next turn, behind what is ready by then.
    pub fn call_at(&self, when: Time, handle: T::Handle) -> TimerKey {
        let timer = self.ids.handle();
        self.emit(|| Event::TimerSet {
            timer,
            when,
            by: self.current.get(),
        });
        self.timers.borrow_mut().insert(when, timer, handle)
    }

    /// Takes a timer out in O(log n) and returns its handle; `None` if it has fired (its handle is
    /// then in the ready queue, or was called) or was cancelled before.
    pub fn cancel_timer(&self, key: TimerKey) -> Option<T::Handle> {
        let (when, handle) = self.timers.borrow_mut().remove(key)?;
        self.emit(|| Event::TimerCancelled {
            timer: key.id(),
            when,
            by: self.current.get(),
        });
        Some(handle)
    }

    /// Ends the turn that is going on, or else the next one, with
    /// [`Wait::Stopped`](crate::Wait::Stopped). The turn still runs all that it had to run.
    pub fn stop(&self) {
        self.stopping.set(true);
    }

    /// Takes the first item out of the ready queue. For a world that calls
    /// [`step`](Scheduler::step) for a loop that is not this scheduler, and has to hand on what the step
    /// queued.
    pub fn pop_ready(&self) -> Option<Ready<T>> {
        // Inside a turn the first item may be one of its own.
        self.todo.set(self.todo.get().saturating_sub(1));
        self.ready.borrow_mut().pop_front()
    }

    /// Drops everything that is queued, as `loop.close()` does.
    pub fn clear(&self) {
        // Taken out first: dropping them may run foreign code that comes back here.
        let ready = mem::take(&mut *self.ready.borrow_mut());
        let timers = mem::replace(&mut *self.timers.borrow_mut(), Timers::new());
        self.todo.set(0);
        drop((ready, timers));
    }

    #[inline]
    pub(crate) fn enqueue(&self, item: Ready<T>) {
        self.ready.borrow_mut().push_back(item);
    }
}

/// # Inspection
impl<T: Types> Scheduler<T> {
    /// The earliest deadline of a timer.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Time> {
        self.timers.borrow().next()
    }

    /// How many items are in the ready queue.
    #[must_use]
    pub fn ready_len(&self) -> usize {
        self.ready.borrow().len()
    }

    /// How many timers are set.
    #[must_use]
    pub fn timers_len(&self) -> usize {
        self.timers.borrow().len()
    }

    /// How many items at the front of the ready queue are left of the turn that is going on.
    #[must_use]
    pub fn left_of_turn(&self) -> usize {
        self.todo.get()
    }

    /// Shows the ready queue in order. `f` must queue nothing.
    pub fn for_each_ready(&self, f: impl FnMut(&Ready<T>)) {
        self.ready.borrow().iter().for_each(f);
    }

    /// Shows the timers in the order in which they are due. `f` must set and cancel none.
    pub fn for_each_timer(&self, f: impl FnMut(TimerKey, Time, &T::Handle)) {
        self.timers.borrow().for_each(f);
    }

    /// How many turns have begun.
    #[must_use]
    pub fn turns(&self) -> u64 {
        self.turns.get()
    }

    /// Whether [`stop`](Scheduler::stop) was called and its turn has not ended.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.get()
    }

    /// The task whose coroutine is running.
    #[must_use]
    pub fn current_task(&self) -> Option<TaskId> {
        self.current.get()
    }

    /// An id for a new task. Announce the task with
    /// [`observe_task_created`](Scheduler::observe_task_created) before its first step is queued.
    pub fn new_task_id(&self) -> TaskId {
        self.ids.task()
    }

    /// An id for a new future, or for the future that a new task is.
    pub fn new_future_id(&self) -> FutureId {
        self.ids.future()
    }
}

/// # Observing and steering
impl<T: Types> Scheduler<T> {
    /// Sets who is told of each event from now on, or with `None` nobody.
    pub fn set_observer(&self, observer: Option<Box<dyn Observer>>) {
        self.observed.set(observer.is_some());
        let old = self.observer.replace(observer.map(Rc::from));
        drop(old);
    }

    /// Whether an observer is set.
    #[must_use]
    #[inline]
    pub fn is_observed(&self) -> bool {
        self.observed.get()
    }

    /// Sets who chooses the next item from the next turn on; `None` for first in, first out.
    pub fn set_policy(&self, policy: Option<Box<dyn Policy>>) {
        let old = self.policy.replace(policy);
        drop(old);
    }

    /// Tells the observer of a new task. The scheduler cannot know: the world makes its tasks.
    pub fn observe_task_created(&self, task: TaskId, future: FutureId) {
        self.emit(|| Event::TaskCreated {
            task,
            future,
            parent: self.current.get(),
        });
    }

    /// Tells the observer of a new future that is not a task.
    pub fn observe_future_created(&self, future: FutureId) {
        self.emit(|| Event::FutureCreated {
            future,
            by: self.current.get(),
        });
    }

    /// Tells the observer that a future that is not a task was settled. Call it before the callbacks
    /// are scheduled, so that the cause stands before the effect.
    pub fn observe_future_settled(&self, future: FutureId, how: Settled) {
        self.emit(|| Event::FutureSettled {
            future,
            how,
            by: self.current.get(),
        });
    }

    #[inline]
    pub(crate) fn observe_ready(&self, task: &T::Task, cause: impl FnOnce() -> ReadyCause) {
        self.emit(|| Event::TaskReady {
            task: T::task_id(task),
            cause: cause(),
            by: self.current.get(),
        });
    }

    /// Tells the observer that a task gave way, and is ready again.
    #[inline]
    pub(crate) fn observe_yield(&self, task: TaskId) {
        if self.observed.get() {
            self.tell_yield(task);
        }
    }

    #[inline(never)]
    fn tell_yield(&self, task: TaskId) {
        let observer = self.observer.borrow().clone();
        if let Some(observer) = observer {
            observer.yielded(task, self.current.get());
        }
    }

    #[inline]
    pub(crate) fn emit(&self, event: impl FnOnce() -> Event) {
        if self.observed.get() {
            self.tell(event());
        }
    }

    #[inline(never)]
    fn tell(&self, event: Event) {
        // A clone, so that an observer may replace itself.
        let observer = self.observer.borrow().clone();
        if let Some(observer) = observer {
            observer.observe(event);
        }
    }
}
