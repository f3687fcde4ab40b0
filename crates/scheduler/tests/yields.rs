//! `yield_now` does not go through the waker when it can tell the task directly: when it can, and when it must not.

use coroscope_scheduler::local::{self, LocalScheduler, yield_now};
use coroscope_scheduler::{Time, Wait};
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Counts its wakes, and passes none on.
#[derive(Default)]
struct Counting(AtomicU32);

impl Counting {
    fn count(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

fn turn(scheduler: &LocalScheduler) -> Wait {
    scheduler.run_turn(Time::ZERO)
}

fn poll_once(future: Pin<&mut impl Future<Output = ()>>, waker: &Waker) -> Poll<()> {
    future.poll(&mut Context::from_waker(waker))
}

#[test]
fn a_yield_under_another_waker_wakes_that_one_and_not_the_task() {
    let (scheduler, polls) = (LocalScheduler::new(), Rc::new(Cell::new(0)));
    let counting = Arc::new(Counting::default());
    let (inner, counted) = (Waker::from(Arc::clone(&counting)), Rc::clone(&polls));
    drop(scheduler.spawn(poll_fn(move |_| {
        counted.set(counted.get() + 1);
        poll_once(pin!(yield_now()), &inner)
    })));
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!((counting.count(), polls.get()), (1, 1));
}

#[test]
fn a_yield_under_another_tasks_waker_wakes_that_one() {
    let (scheduler, log) = (LocalScheduler::new(), Rc::new(RefCell::new(Vec::new())));
    let kept: Rc<RefCell<Option<Waker>>> = Rc::default();
    for name in ["a", "b"] {
        let (kept, log) = (Rc::clone(&kept), Rc::clone(&log));
        drop(scheduler.spawn(poll_fn(move |cx| {
            log.borrow_mut().push(name);
            if name == "a" {
                kept.replace(Some(cx.waker().clone()));
                return Poll::<()>::Pending;
            }
            let other = kept.take().expect("a was polled before");
            poll_once(pin!(yield_now()), &other)
        })));
    }
    assert_eq!(turn(&scheduler), Wait::Ready);
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(*log.borrow(), ["a", "b", "a"]);
}

#[test]
fn yields_and_wakes_of_one_poll_are_one_step() {
    let (scheduler, polls) = (LocalScheduler::new(), Rc::new(Cell::new(0)));
    let counted = Rc::clone(&polls);
    drop(scheduler.spawn(poll_fn(move |cx| {
        counted.set(counted.get() + 1);
        if counted.get() > 1 {
            return Poll::<()>::Pending;
        }
        cx.waker().wake_by_ref();
        assert!(poll_once(pin!(yield_now()), cx.waker()).is_pending());
        cx.waker().wake_by_ref();
        assert!(poll_once(pin!(yield_now()), &cx.waker().clone()).is_pending());
        Poll::Pending
    })));
    assert_eq!(turn(&scheduler), Wait::Ready);
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(polls.get(), 2);
}

#[test]
fn a_wake_between_a_yield_and_its_step_is_not_another_step() {
    let (scheduler, polls) = (LocalScheduler::new(), Rc::new(Cell::new(0)));
    let (counted, kept) = (Rc::clone(&polls), Rc::new(RefCell::new(None)));
    let keep: Rc<RefCell<Option<Waker>>> = Rc::clone(&kept);
    drop(scheduler.spawn(async move {
        poll_fn(|cx| {
            keep.replace(Some(cx.waker().clone()));
            Poll::Ready(())
        })
        .await;
        yield_now().await;
        poll_fn(|_| {
            counted.set(counted.get() + 1);
            Poll::<()>::Pending
        })
        .await;
    }));
    assert_eq!(turn(&scheduler), Wait::Ready);
    kept.borrow().as_ref().map(Waker::wake_by_ref);
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(polls.get(), 1);
    // Parked it is, and a wake counts again.
    kept.borrow().as_ref().map(Waker::wake_by_ref);
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(polls.get(), 2);
}

#[test]
fn a_yield_does_not_outlive_its_poll() {
    let scheduler = LocalScheduler::new();
    // Ready in spite of its yield.
    let done = scheduler.spawn(poll_fn(|cx| {
        assert!(poll_once(pin!(yield_now()), cx.waker()).is_pending());
        Poll::Ready(())
    }));
    let parked = scheduler.spawn(std::future::pending::<()>());
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert!(done.is_finished() && !parked.is_finished());
    assert_eq!(scheduler.scheduler().ready_len(), 0);
}

#[test]
fn turns_of_another_scheduler_inside_a_poll_leave_the_outer_task_its_yield() {
    let (scheduler, rounds) = (LocalScheduler::new(), Rc::new(Cell::new(0)));
    let counted = Rc::clone(&rounds);
    let task = scheduler.spawn(async move {
        let inner = LocalScheduler::new();
        let nested = inner.spawn(async {
            yield_now().await;
            7
        });
        while turn(&inner) == Wait::Ready {
            counted.set(counted.get() + 1);
        }
        // The inner scheduler has polled the last, and this is the outer task's own again.
        yield_now().await;
        nested.try_take()
    });
    assert_eq!(turn(&scheduler), Wait::Ready);
    assert_eq!(rounds.get(), 1);
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(task.try_take(), Some(Ok(Some(Ok(7)))));
}

#[test]
fn a_panic_in_a_poll_leaves_no_yield_behind() {
    let (scheduler, kept) = (LocalScheduler::new(), Rc::new(RefCell::new(None)));
    let keep: Rc<RefCell<Option<Waker>>> = Rc::clone(&kept);
    let polls = Rc::new(Cell::new(0));
    let counted = Rc::clone(&polls);
    drop(scheduler.spawn(poll_fn(move |cx| {
        counted.set(counted.get() + 1);
        let waker = cx.waker().clone();
        // A turn inside of the poll that ends in a panic.
        let inner = LocalScheduler::new();
        drop(inner.spawn(async { panic!("on purpose") }));
        assert!(catch_unwind(AssertUnwindSafe(|| turn(&inner))).is_err());
        keep.replace(Some(waker));
        if counted.get() == 1 {
            return poll_once(pin!(local::yield_now()), cx.waker());
        }
        Poll::Pending
    })));
    assert_eq!(turn(&scheduler), Wait::Ready);
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(polls.get(), 2);
    // Outside of any poll a yield goes through the waker.
    let waker = kept.take().expect("it was polled");
    assert!(poll_once(pin!(yield_now()), &waker).is_pending());
    assert_eq!(turn(&scheduler), Wait::Idle);
    assert_eq!(polls.get(), 3);
}
