//! One turn of the loop: CPython's `BaseEventLoop._run_once` without the waiting.

use crate::{Driver, Event, Ready, Resume, Scheduler, Time, Types};

/// What the scheduler waits for after a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "whoever drives the turns must wait for this"]
pub enum Wait {
    /// For nothing: more is ready.
    Ready,
    /// For this time, or for something from outside.
    At(Time),
    /// For something from outside. If nothing can come, this is a deadlock, or the end.
    Idle,
    /// [`Scheduler::stop`] was called; the driving loop is to return.
    Stopped,
}

/// # Turns
impl<T: Types> Scheduler<T> {
    /// Runs one turn at the time `now`.
    ///
    /// Timers that are due move to the end of the ready queue, in order of their deadlines and among equal
    /// ones in the order in which they were set. Then exactly the items that are in the queue run; what
    /// they add waits for the next turn. Handles that were cancelled are dropped instead.
    ///
    /// # Errors
    /// What leaves the loop, at once: what was not run stays queued, in order, and a stop that was asked
    /// for is forgotten, as when `run_forever` raises.
    pub fn turn<D: Driver<T>>(&self, driver: &D, now: Time) -> Result<Wait, D::Exit> {
        let turn = self.turns.get() + 1;
        self.turns.set(turn);
        self.emit(|| Event::TurnBegan { turn, now });
        self.fire_timers(now);
        self.todo.set(self.ready.borrow().len());
        let result = match self.policy.take() {
            None => self.run_in_order(driver),
            Some(policy) => self.run_by_policy(driver, policy),
        };
        self.todo.set(0);
        self.emit(|| Event::TurnEnded { turn });
        let stopped = self.stopping.replace(false);
        result?;
        Ok(if stopped { Wait::Stopped } else { self.wait() })
    }

    /// What there is to wait for before the next turn.
    pub fn wait(&self) -> Wait {
        if self.stopping.get() || !self.ready.borrow().is_empty() {
            return Wait::Ready;
        }
        self.next_deadline().map_or(Wait::Idle, Wait::At)
    }

    fn fire_timers(&self, now: Time) {
        // Most turns of a busy loop: nothing to compute.
        if self.timers.borrow().next().is_none() {
            return;
        }
        // CPython's test, `when < now + resolution`; the second half is for a resolution that is zero or
        // gets lost in rounding.
        let end = now.plus_secs(self.resolution);
        let due = |when| when < end || when <= now;
        loop {
            // A statement of its own, so that the timers are not borrowed below.
            let fired = self.timers.borrow_mut().pop_if(due);
            let Some((when, timer, handle)) = fired else {
                break;
            };
            self.emit(|| Event::TimerFired { timer, when });
            self.enqueue(Ready::Handle(timer, handle));
        }
    }

    fn run_in_order<D: Driver<T>>(&self, driver: &D) -> Result<(), D::Exit> {
        while self.todo.get() > 0 {
            let watched = driver.watches_items();
            if watched {
                driver.before_item()?;
            }
            // Less than before if `before_item` dropped the queues.
            let Some(left) = self.todo.get().checked_sub(1) else {
                break;
            };
            self.todo.set(left);
            let item = self.ready.borrow_mut().pop_front();
            // None after `clear`.
            let Some(item) = item else { break };
            if watched {
                self.run_watched(driver, item)?;
            } else {
                self.run_item_inline(driver, item)?;
            }
        }
        Ok(())
    }

    fn run_by_policy<D: Driver<T>>(
        &self,
        driver: &D,
        mut policy: Box<dyn crate::Policy>,
    ) -> Result<(), D::Exit> {
        let mut result = Ok(());
        while self.todo.get() > 0 {
            let watched = driver.watches_items();
            if watched && let Err(exit) = driver.before_item() {
                result = Err(exit);
                break;
            }
            let Some(left) = self.todo.get().checked_sub(1) else {
                break;
            };
            let index = policy.choose(left + 1).min(left);
            self.todo.set(left);
            let item = self.ready.borrow_mut().remove(index);
            let Some(item) = item else { break };
            result = if watched {
                self.run_watched(driver, item)
            } else {
                self.run_item(driver, item)
            };
            if result.is_err() {
                break;
            }
        }
        // Somebody may have set another one meanwhile.
        let mut slot = self.policy.borrow_mut();
        if slot.is_none() {
            *slot = Some(policy);
        }
        result
    }

    #[cold]
    fn run_watched<D: Driver<T>>(&self, driver: &D, item: Ready<T>) -> Result<(), D::Exit> {
        match item.task().cloned() {
            Some(task) => {
                driver.step_began();
                let result = self.run_item(driver, item);
                driver.step_ended(&task);
                result?;
            }
            None => self.run_item(driver, item)?,
        }
        driver.after_item()
    }

    /// An item of a turn that a policy orders or somebody watches.
    fn run_item<D: Driver<T>>(&self, driver: &D, item: Ready<T>) -> Result<(), D::Exit> {
        match self.call_or_step(driver, item)? {
            // What a wakeup waited for lives on until the step is over, as the argument of CPython's wakeup does.
            Some((task, input, _waited)) => self.step(driver, task, input),
            None => Ok(()),
        }
    }

    /// The same as a part of the loop over a turn's items, the step included: an item goes from the queue into its step
    /// without a detour through memory.
    #[inline(always)]
    fn run_item_inline<D: Driver<T>>(&self, driver: &D, item: Ready<T>) -> Result<(), D::Exit> {
        match self.call_or_step(driver, item)? {
            Some((task, input, _waited)) => self.step_inline(driver, task, input),
            None => Ok(()),
        }
    }

    /// Calls a handle or a done callback, or says which task is to take a step, with what, and what it waited for.
    #[inline(always)]
    #[expect(
        clippy::type_complexity,
        reason = "taken apart where it is returned to"
    )]
    fn call_or_step<D: Driver<T>>(
        &self,
        driver: &D,
        item: Ready<T>,
    ) -> Result<Option<(T::Task, Resume<T>, Option<T::Future>)>, D::Exit> {
        let result = match item {
            Ready::Step(task) => return Ok(Some((task, Resume::Send, None))),
            Ready::Throw(task, error) => return Ok(Some((task, Resume::Throw(error), None))),
            Ready::Wakeup(task, future) => {
                let input = driver.result_of(&task, &future);
                return Ok(Some((task, input, Some(future))));
            }
            Ready::Callback(id, callback, future) => {
                self.emit(|| Event::HandleBegan { handle: id });
                let result = driver.notify(callback, future);
                self.emit(|| Event::HandleEnded { handle: id });
                result
            }
            Ready::Handle(id, handle) if driver.is_cancelled(&handle) => {
                self.emit(|| Event::HandleSkipped { handle: id });
                drop(handle);
                Ok(())
            }
            Ready::Handle(id, handle) => {
                self.emit(|| Event::HandleBegan { handle: id });
                let result = driver.call(handle);
                self.emit(|| Event::HandleEnded { handle: id });
                result
            }
        };
        result.map(|()| None)
    }
}
