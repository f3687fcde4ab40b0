//! One task: its future, its state machine, its waker.

use super::inbox::{Address, Inbox};
use super::join::{Joined, Output};
use super::world::{Local, World};
use crate::{Phase, TaskCore, TaskId};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, RawWakerVTable, Wake, Waker};

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

/// What a task runs: any future, whose output goes where it is told to.
pub(super) trait Body {
    /// Polls the future; true when it is through. `joined` is the [`Output`] that was made for it.
    fn run(self: Pin<&mut Self>, cx: &mut Context<'_>, joined: &Rc<dyn Joined>) -> bool;
}

/// The future itself, and not an `async` block around it: that would take another state, another look at it in each
/// poll, and room for the future twice.
impl<F: Future + 'static> Body for F {
    #[inline]
    fn run(self: Pin<&mut Self>, cx: &mut Context<'_>, joined: &Rc<dyn Joined>) -> bool {
        let Poll::Ready(value) = self.poll(cx) else {
            return false;
        };
        let joined: &dyn Any = &**joined;
        match joined.downcast_ref::<Output<F::Output>>() {
            Some(output) => output.set(value),
            None => debug_assert!(false, "the output is of another type"),
        }
        true
    }
}

/// A task of a [`LocalScheduler`](super::LocalScheduler).
pub struct Task {
    pub(super) core: RefCell<TaskCore<Local>>,
    waker: Waker,
    pub(super) signal: Arc<Signal>,
    /// `None` once it has ended.
    body: RefCell<Option<Pin<Box<dyn Body>>>>,
    /// What the wakeup that is queued throws: set by a cancellation of the task while it was parked.
    pub(super) thrown: Cell<bool>,
    pub(super) joined: Rc<dyn Joined>,
    pub(super) name: Option<Rc<str>>,
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
        body: Pin<Box<dyn Body>>,
    ) -> Task {
        let signal = Arc::new(Signal {
            state: AtomicU8::new(AWAKE),
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

    /// Polls the future once, in a turn.
    #[inline(always)]
    pub(super) fn poll(&self) -> Polled {
        self.signal.begin();
        Polling::begin(&self.waker);
        let ready = match self.body.borrow_mut().as_mut() {
            Some(body) => body
                .as_mut()
                .run(&mut Context::from_waker(&self.waker), &self.joined),
            None => true,
        };
        let yielded = Polling::end();
        if ready {
            self.drop_body();
            Polled::Ready
        } else if yielded || !self.signal.park() {
            Polled::Woken
        } else {
            Polled::Parked
        }
    }

    /// Drops the future, with nothing borrowed: its destructors may do anything.
    pub(super) fn drop_body(&self) {
        let body = self.body.borrow_mut().take();
        drop(body);
    }
}

/// Which waker a task of this thread is being polled with, the innermost one: where its data and its vtable are. Null if
/// there is none, or if the task has yielded.
#[derive(Clone, Copy)]
pub(super) struct Polling {
    data: *const (),
    vtable: *const RawWakerVTable,
}

thread_local! {
    static POLLING: Cell<Polling> = const { Cell::new(Polling::NOTHING) };
}

impl Polling {
    const NOTHING: Polling = Polling {
        data: ptr::null(),
        vtable: ptr::null(),
    };

    #[inline]
    fn of(waker: &Waker) -> Polling {
        Polling {
            data: waker.data(),
            vtable: waker.vtable(),
        }
    }

    #[inline]
    fn begin(waker: &Waker) {
        POLLING.set(Polling::of(waker));
    }

    /// Whether the task has yielded since the poll began.
    #[inline]
    fn end() -> bool {
        POLLING.replace(Polling::NOTHING).data.is_null()
    }

    /// For whoever polls tasks while another one may be polled: takes note of that one, for [`restore`](Polling::restore).
    pub(super) fn suspend() -> Polling {
        POLLING.replace(Polling::NOTHING)
    }

    pub(super) fn restore(self) {
        POLLING.set(self);
    }

    /// Wakes the task that is polled if the waker is its own, and else whom it belongs to: an executor inside of a task
    /// polls with wakers of its own, and has to hear of it. The end of the poll looks for a yield in any case, so that
    /// nobody else has to be told.
    #[inline]
    pub(super) fn wake(waker: &Waker) {
        let (polling, asked) = (POLLING.get(), Polling::of(waker));
        if polling.data == asked.data && polling.vtable == asked.vtable {
            POLLING.set(Polling::NOTHING);
        } else {
            waker.wake_by_ref();
        }
    }
}

/// What the task's wakers share.
///
/// ```text
///             ┌───────────── poll begins ────────────┐
///             ▼                                      │
///   start ▶ AWAKE ──── woken ──────────────────▶ WOKEN
///             │                                      ▲
///             └─ Pending ──▶ PARKED ─── woken ───────┘
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
/// A step of it is queued or running, and no wake has come since the one that queued it.
const AWAKE: u8 = 1;
/// It was woken. A step is queued, in the ready queue or the inbox, or will be when the poll ends.
const WOKEN: u8 = 2;

impl Signal {
    pub(super) const fn address(&self) -> Address {
        self.address
    }

    /// A poll begins, which answers all wakes until now.
    #[inline]
    fn begin(&self) {
        // A wake that the load misses is noticed when the poll ends. One that it sees has to be read by the exchange,
        // and not just overwritten: only so does the poll see what the waker's caller wrote before.
        if self.state.load(Ordering::Relaxed) != AWAKE {
            self.state.swap(AWAKE, Ordering::AcqRel);
        }
    }

    /// The poll has ended, and a wake is to come. False if one has come meanwhile.
    #[inline]
    fn park(&self) -> bool {
        let parked =
            self.state
                .compare_exchange(AWAKE, PARKED, Ordering::AcqRel, Ordering::Acquire);
        parked.is_ok()
    }

    /// Whether this call has to queue the task.
    pub(super) fn unpark(&self) -> bool {
        // A wake of a task that is woken already has nothing to tell; what the waker's caller wrote
        // before is published by this exchange, which the next poll reads.
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
