//! One task: its future, its state machine, its waker.

use super::inbox::{Address, Inbox};
use super::join::Joined;
use super::world::{Local, World};
use crate::{Phase, TaskCore, TaskId};
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// What [`LocalScheduler::tasks`](super::LocalScheduler::tasks) tells of a task.
#[derive(Clone, Debug)]
pub struct TaskInfo {
    /// The task's id.
    pub id: TaskId,
    /// Its name, if it was given one.
    pub name: Option<Rc<str>>,
    /// Where it is in its life.
    pub phase: Phase,
}

type Body = Pin<Box<dyn Future<Output = ()>>>;

/// A task of a [`LocalScheduler`](super::LocalScheduler).
pub struct Task {
    pub(super) core: RefCell<TaskCore<Local>>,
    pub(super) name: Option<Rc<str>>,
    pub(super) signal: Arc<Signal>,
    pub(super) joined: Rc<dyn Joined>,
    /// What the wakeup that is queued throws: set by a cancellation of the task while it was parked.
    pub(super) thrown: Cell<bool>,
    waker: Waker,
    /// `None` once it has ended.
    body: RefCell<Option<Body>>,
}

/// How one poll ended.
pub(super) enum Polled {
    Ready,
    /// Pending, and woken meanwhile.
    Woken,
    /// Pending; a wake will come.
    Parked,
}

impl Task {
    pub(super) fn new(
        address: Address,
        inbox: Arc<Inbox>,
        name: Option<Rc<str>>,
        joined: Rc<dyn Joined>,
        body: Body,
    ) -> Task {
        let signal = Arc::new(Signal {
            state: AtomicU8::new(WOKEN),
            address,
            inbox,
        });
        Task {
            core: RefCell::new(TaskCore::new(address.id)),
            name,
            waker: Waker::from(Arc::clone(&signal)),
            signal,
            joined,
            thrown: Cell::new(false),
            body: RefCell::new(Some(body)),
        }
    }

    /// Polls the future once.
    pub(super) fn poll(&self) -> Polled {
        self.signal.state.store(RUNNING, Ordering::Release);
        let poll = match self.body.borrow_mut().as_mut() {
            Some(body) => body.as_mut().poll(&mut Context::from_waker(&self.waker)),
            None => Poll::Ready(()),
        };
        match poll {
            Poll::Ready(()) => {
                self.drop_body();
                Polled::Ready
            }
            Poll::Pending => {
                let parked = self.signal.state.compare_exchange(
                    RUNNING,
                    PARKED,
                    Ordering::AcqRel,
                    Ordering::Acquire,
                );
                if parked.is_ok() {
                    Polled::Parked
                } else {
                    Polled::Woken
                }
            }
        }
    }

    /// Drops the future, with nothing borrowed: its destructors may do anything.
    pub(super) fn drop_body(&self) {
        let body = self.body.borrow_mut().take();
        drop(body);
    }
}

/// What the task's wakers share.
///
/// ```text
///            ┌──────────────── poll begins ───────────────┐
///            ▼                                            │
///   ──▶ RUNNING ──── woken while it runs ───▶ WOKEN ◀─ start of the task
///            │                                  ▲
///            └─ Pending ──▶ PARKED ─── woken ───┘
/// ```
///
/// Only the step from `PARKED` to `WOKEN` puts the task into a queue, so a task is queued once however
/// often it is woken.
pub(super) struct Signal {
    state: AtomicU8,
    address: Address,
    inbox: Arc<Inbox>,
}

/// The task waits for a wake.
const PARKED: u8 = 0;
/// Its future is being polled.
const RUNNING: u8 = 1;
/// A step of it is queued, in the ready queue or the inbox, or will be when the poll ends.
const WOKEN: u8 = 2;

impl Signal {
    pub(super) const fn address(&self) -> Address {
        self.address
    }

    /// Whether this call has to queue the task.
    pub(super) fn unpark(&self) -> bool {
        // A wake of a task that is woken already has nothing to tell; what the waker's caller wrote
        // before is published by this exchange, which the poll's store follows.
        self.state.swap(WOKEN, Ordering::AcqRel) == PARKED
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.unpark() && !World::wake_in_turn(&self.inbox, self.address) {
            self.inbox.push(self.address);
        }
    }
}
