//! Rust futures: exact orders, and counts of polls, wakes and drops.

use coroscope_scheduler::local::{self, Abandoned, Cancelled, JoinHandle, LocalScheduler, promise};
use coroscope_scheduler::{Phase, Time, Wait};
use std::cell::{Cell, RefCell};
use std::future::{Future, pending, poll_fn};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

/// Runs to the end with time jumping, and returns the time.
fn run(scheduler: &LocalScheduler) -> Time {
    let mut now = scheduler.now();
    loop {
        match scheduler.run_turn(now) {
            Wait::Ready => {}
            Wait::At(deadline) => now = deadline,
            Wait::Idle | Wait::Stopped => return now,
        }
    }
}

#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.borrow_mut().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// Logs when it is dropped.
struct Dropped(Log, &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.add(self.1);
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn tasks_take_turns() {
    let (scheduler, log) = (LocalScheduler::new(), Log::default());
    for name in ["a", "b"] {
        let log = log.clone();
        drop(scheduler.spawn(async move {
            for round in 0..2 {
                log.add(format!("{name}{round}"));
                local::yield_now().await;
            }
        }));
    }
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Ready);
    assert_eq!(log.take(), ["a0", "b0"]);
    run(&scheduler);
    assert_eq!(log.take(), ["a1", "b1"]);
}

#[test]
fn sleepers_wake_by_deadline_then_by_age_one_turn_after_the_timer() {
    let (scheduler, log) = (LocalScheduler::new(), Log::default());
    for (name, delay) in [("late", 2), ("early", 1), ("as late", 2)] {
        let log = log.clone();
        drop(scheduler.spawn(async move {
            local::sleep(seconds(delay)).await;
            log.add(name);
        }));
    }
    assert_eq!(
        scheduler.run_turn(Time::ZERO),
        Wait::At(Time::from_secs(1.0))
    );
    assert_eq!(scheduler.run_turn(Time::from_secs(1.0)), Wait::Ready);
    assert_eq!(log.take(), [""; 0], "the timer's turn only wakes");
    assert_eq!(
        scheduler.run_turn(Time::from_secs(1.0)),
        Wait::At(Time::from_secs(2.0))
    );
    assert_eq!(log.take(), ["early"]);
    assert_eq!(run(&scheduler), Time::from_secs(2.0));
    assert_eq!(log.take(), ["late", "as late"]);
}

#[test]
fn a_dropped_sleep_leaves_no_timer() {
    let scheduler = LocalScheduler::new();
    let task = scheduler.spawn(async { local::sleep(seconds(9)).await });
    assert_eq!(
        scheduler.run_turn(Time::ZERO),
        Wait::At(Time::from_secs(9.0))
    );
    assert!(task.cancel());
    run(&scheduler);
    assert_eq!(scheduler.scheduler().timers_len(), 0);
    assert_eq!(scheduler.now(), Time::ZERO);
}

#[test]
fn cancelling_drops_the_future_where_it_waits() {
    let (scheduler, log) = (LocalScheduler::new(), Log::default());
    let guard = Dropped(log.clone(), "dropped");
    let task = scheduler.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Idle);
    assert!(task.cancel());
    assert_eq!(log.take(), [""; 0], "not inside the call");
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Idle);
    assert_eq!(log.take(), ["dropped"]);
    assert!(task.is_finished() && !task.cancel());
    assert_eq!(task.try_take(), Some(Err(Cancelled)));
    assert_eq!(task.try_take(), None);
    assert!(scheduler.tasks().is_empty());
}

#[test]
fn cancelled_before_the_first_poll_it_is_never_polled() {
    let scheduler = LocalScheduler::new();
    let task = scheduler.spawn(async { panic!("polled") });
    assert!(task.cancel() && task.cancel());
    run(&scheduler);
    assert_eq!(task.try_take(), Some(Err::<(), _>(Cancelled)));
}

#[test]
fn cancelled_after_its_wake_it_is_not_polled_again() {
    let scheduler = LocalScheduler::new();
    let (ready, wait) = promise::<()>();
    let task = scheduler.spawn(async {
        wait.await.ok();
        panic!("polled");
    });
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Idle);
    ready.set(());
    assert!(task.cancel());
    run(&scheduler);
    assert_eq!(task.try_take(), Some(Err::<(), _>(Cancelled)));
}

#[test]
fn a_task_that_cancels_itself_loses_its_output() {
    let scheduler = LocalScheduler::new();
    let own: Rc<RefCell<Option<JoinHandle<i32>>>> = Rc::default();
    let handle = Rc::clone(&own);
    let task = scheduler.spawn(async move {
        assert!(handle.borrow().as_ref().unwrap().cancel());
        7
    });
    own.replace(Some(task));
    run(&scheduler);
    assert_eq!(own.take().unwrap().try_take(), Some(Err(Cancelled)));
}

#[test]
fn joining_takes_one_turn_and_sees_a_cancellation() {
    let scheduler = LocalScheduler::new();
    let joined = scheduler.spawn(async {
        let child = local::spawn(async { 1 });
        let cancelled = local::spawn(pending::<()>());
        local::yield_now().await;
        cancelled.cancel();
        (child.await, cancelled.await)
    });
    run(&scheduler);
    assert_eq!(joined.try_take(), Some(Ok((Ok(1), Err(Cancelled)))));
}

#[test]
fn a_promise_hands_over_its_value_or_says_that_none_will_come() {
    let scheduler = LocalScheduler::new();
    let (kept, wait) = promise();
    let (broken, never) = promise::<i32>();
    let task = scheduler.spawn(async { (wait.await, never.await) });
    drop(scheduler.spawn(async move {
        kept.set(5);
        drop(broken);
    }));
    run(&scheduler);
    assert_eq!(task.try_take(), Some(Ok((Ok(5), Err(Abandoned)))));
    let (unwanted, wait) = promise::<()>();
    drop(wait);
    assert!(unwanted.is_unwanted());
}

#[test]
fn many_wakes_are_one_poll() {
    let scheduler = LocalScheduler::new();
    let (polls, waker) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(None::<Waker>)));
    drop(scheduler.spawn({
        let (polls, waker) = (Rc::clone(&polls), Rc::clone(&waker));
        poll_fn(move |cx| {
            polls.set(polls.get() + 1);
            waker.replace(Some(cx.waker().clone()));
            Poll::<()>::Pending
        })
    }));
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Idle);
    for _ in 0..5 {
        waker.borrow().as_ref().unwrap().wake_by_ref();
    }
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Idle);
    assert_eq!(polls.get(), 2);
}

#[test]
fn a_waker_outlives_its_task_and_wakes_no_other() {
    let scheduler = LocalScheduler::new();
    let slot: Rc<RefCell<Option<Waker>>> = Rc::default();
    let keep = Rc::clone(&slot);
    drop(scheduler.spawn(poll_fn(move |cx| {
        keep.replace(Some(cx.waker().clone()));
        Poll::Ready(())
    })));
    run(&scheduler);
    // Takes the first one's place.
    let other = scheduler.spawn(pending::<()>());
    run(&scheduler);
    let turns = scheduler.scheduler().turns();
    slot.take().unwrap().wake();
    assert_eq!(scheduler.run_turn(Time::ZERO), Wait::Idle);
    assert_eq!(scheduler.scheduler().turns(), turns + 1);
    assert_eq!(scheduler.tasks()[0].id, other.id());
    assert_eq!(scheduler.tasks()[0].phase, Phase::Waiting);
}

#[test]
fn wakes_from_another_thread_notify_once_and_keep_their_order() {
    let (scheduler, log) = (LocalScheduler::new(), Log::default());
    let wakers: Arc<Mutex<Vec<Waker>>> = Arc::default();
    for number in 0..3 {
        let (log, wakers) = (log.clone(), Arc::clone(&wakers));
        let mut first = true;
        drop(scheduler.spawn(poll_fn(move |cx| {
            if std::mem::take(&mut first) {
                wakers.lock().unwrap().push(cx.waker().clone());
                return Poll::Pending;
            }
            log.add(number.to_string());
            Poll::Ready(())
        })));
    }
    run(&scheduler);
    let notified = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&notified);
    scheduler.set_notify(Some(Box::new(move || {
        count.fetch_add(1, Ordering::Relaxed);
    })));
    std::thread::spawn(move || wakers.lock().unwrap().drain(..).rev().for_each(Waker::wake))
        .join()
        .unwrap();
    assert_eq!(notified.load(Ordering::Relaxed), 1);
    run(&scheduler);
    assert_eq!(log.take(), ["2", "1", "0"]);
    drop(scheduler.spawn(async {}));
    assert_eq!(
        notified.load(Ordering::Relaxed),
        2,
        "a spawn from outside is news too"
    );
}

#[test]
fn a_panic_goes_through_and_leaves_the_others_queued() {
    let (scheduler, log) = (LocalScheduler::new(), Log::default());
    drop(scheduler.spawn(async { panic!("on purpose") }));
    let after = log.clone();
    drop(scheduler.spawn(async move { after.add("after") }));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        scheduler.run_turn(Time::ZERO)
    }));
    assert!(panicked.is_err());
    assert_eq!(scheduler.scheduler().current_task(), None);
    run(&scheduler);
    assert_eq!(log.take(), ["after"]);
}

#[test]
fn dropping_the_scheduler_drops_its_futures() {
    let (scheduler, log) = (LocalScheduler::new(), Log::default());
    let guard = Dropped(log.clone(), "dropped");
    let task = scheduler.spawn_named("holder", async move {
        let _guard = guard;
        local::sleep(seconds(1)).await;
    });
    assert_eq!(
        scheduler.run_turn(Time::ZERO),
        Wait::At(Time::from_secs(1.0))
    );
    assert_eq!(scheduler.tasks()[0].name.as_deref(), Some("holder"));
    drop(scheduler);
    assert_eq!(log.take(), ["dropped"]);
    assert!(!task.cancel());
}

#[test]
fn a_scheduler_inside_another_ones_turn() {
    let outer = LocalScheduler::new();
    let task = outer.spawn(async {
        let inner = LocalScheduler::new();
        let task = inner.spawn(async {
            local::yield_now().await;
            1
        });
        run(&inner);
        // Back on the outer one.
        let two = local::spawn(async { 2 }).await;
        (task.try_take(), two)
    });
    run(&outer);
    assert_eq!(task.try_take(), Some(Ok((Some(Ok(1)), Ok(2)))));
}

#[test]
fn a_join_of_subfutures_polls_through_the_tasks_own_waker() {
    let scheduler = LocalScheduler::new();
    let task = scheduler.spawn(async {
        let mut naps = [2, 1, 3].map(|delay| Some(Box::pin(local::sleep(seconds(delay)))));
        poll_fn(move |cx| {
            for nap in &mut naps {
                if nap
                    .as_mut()
                    .is_some_and(|nap| nap.as_mut().poll(cx).is_ready())
                {
                    *nap = None;
                }
            }
            if naps.iter().all(Option::is_none) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    });
    assert_eq!(run(&scheduler), Time::from_secs(3.0));
    assert_eq!(task.try_take(), Some(Ok(())));
}
