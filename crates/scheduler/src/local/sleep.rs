//! Sleeping on a timer of the scheduler.

use super::world::World;
use crate::{Time, TimerKey};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// Completes at a time. Dropping it takes its timer out of the queue.
#[must_use = "a future does nothing unless it is awaited"]
pub struct Sleep {
    world: Weak<World>,
    state: State,
}

enum State {
    After(Duration),
    At(Time),
    Set(TimerKey, Rc<Alarm>),
}

/// The handle that the timer queue holds.
#[derive(Default)]
pub struct Alarm {
    fired: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Alarm {
    /// The timer was due. The sleeper goes on in the next turn, as in asyncio, where the timer's handle
    /// sets a future and that future's callback is the sleeper's wakeup.
    pub(super) fn ring(&self) {
        self.fired.set(true);
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Sleep {
    pub(super) fn after(world: &Rc<World>, delay: Duration) -> Sleep {
        Sleep {
            world: Rc::downgrade(world),
            state: State::After(delay),
        }
    }

    pub(super) fn at(world: &Rc<World>, deadline: Time) -> Sleep {
        Sleep {
            world: Rc::downgrade(world),
            state: State::At(deadline),
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Without its scheduler no time passes.
        let Some(world) = self.world.upgrade() else {
            return Poll::Pending;
        };
        let when = match &self.state {
            State::Set(_, alarm) if alarm.fired.get() => return Poll::Ready(()),
            State::Set(_, alarm) => {
                let old = alarm.waker.replace(Some(cx.waker().clone()));
                drop(old);
                return Poll::Pending;
            }
            State::After(delay) => world.now().plus(*delay),
            State::At(when) => *when,
        };
        let alarm = Rc::new(Alarm {
            fired: Cell::new(false),
            waker: RefCell::new(Some(cx.waker().clone())),
        });
        self.state = State::Set(world.set_alarm(when, Rc::clone(&alarm)), alarm);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let State::Set(key, alarm) = &self.state
            && !alarm.fired.get()
            && let Some(world) = self.world.upgrade()
        {
            // A timer that has fired without having rung is in the ready queue; ringing it wakes nobody.
            let waker = alarm.waker.take();
            let timer = world.scheduler().cancel_timer(*key);
            drop((waker, timer));
        }
    }
}
