//! Driving Rust futures by blocking.

use crate::Host;
use coroscope_scheduler::Wait;
use coroscope_scheduler::local::{Cancelled, LocalScheduler};
use std::error::Error;
use std::fmt;

/// The future did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// Nothing is ready, no timer is set, and the host cannot wait for anything else.
    Deadlock,
    /// The scheduler was stopped.
    Stopped,
    /// The task was cancelled, by a way of its own.
    Cancelled,
}

impl fmt::Display for Stuck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stuck::Deadlock => "deadlock: nothing is ready and no timer is set",
            Stuck::Stopped => "the scheduler was stopped before the future was ready",
            Stuck::Cancelled => "the task was cancelled",
        })
    }
}

impl Error for Stuck {}

/// Runs `future` as a task of the scheduler, with all its other tasks, until it is ready.
///
/// Takes over the scheduler's notification hook. For exact sleeps of tasks that compute for long, give
/// the scheduler a clock that reads the host's.
///
/// # Errors
/// If the future cannot come to its end; its task stays in the scheduler.
pub fn block_on<F>(
    host: &dyn Host,
    scheduler: &LocalScheduler,
    future: F,
) -> Result<F::Output, Stuck>
where
    F: Future + 'static,
{
    let notifier = host.notifier();
    scheduler.set_notify(Some(Box::new(move || notifier.notify())));
    let output = scheduler.spawn(future);
    let result = loop {
        let wait = scheduler.run_turn(host.now());
        if let Some(output) = output.try_take() {
            break output.map_err(|Cancelled| Stuck::Cancelled);
        }
        match wait {
            Wait::Ready => host.checkpoint(),
            Wait::At(deadline) => host.wait(Some(deadline)),
            Wait::Idle if host.can_wait_for_outside() => host.wait(None),
            Wait::Idle => break Err(Stuck::Deadlock),
            Wait::Stopped => break Err(Stuck::Stopped),
        }
    };
    scheduler.set_notify(None);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NativeHost, VirtualHost};
    use coroscope_scheduler::Time;
    use coroscope_scheduler::local;
    use std::future::{pending, poll_fn};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::Poll;
    use std::time::Duration;

    #[test]
    fn virtual_hours_take_no_time() {
        let host = VirtualHost::new();
        let scheduler = LocalScheduler::new();
        let nap = scheduler.sleep(Duration::from_secs(3600));
        assert_eq!(block_on(&host, &scheduler, nap), Ok(()));
        assert_eq!(host.now(), Time::from_secs(3600.0));
    }

    #[test]
    fn nothing_to_wait_for_is_a_deadlock() {
        let scheduler = LocalScheduler::new();
        assert_eq!(
            block_on(&VirtualHost::new(), &scheduler, pending::<()>()),
            Err(Stuck::Deadlock)
        );
    }

    #[test]
    fn a_thread_wakes_a_sleeping_scheduler() {
        let host = NativeHost::new();
        let scheduler = LocalScheduler::new();
        let mut thread = None;
        let done = Arc::new(AtomicBool::new(false));
        let future = poll_fn(move |cx| {
            if done.load(Ordering::Acquire) {
                return Poll::Ready(7);
            }
            thread.get_or_insert_with(|| {
                let (done, waker) = (Arc::clone(&done), cx.waker().clone());
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(5));
                    done.store(true, Ordering::Release);
                    waker.wake();
                })
            });
            Poll::Pending
        });
        assert_eq!(block_on(&host, &scheduler, future), Ok(7));
    }

    #[test]
    fn a_clock_makes_a_sleep_count_from_when_it_began() {
        let host = std::rc::Rc::new(VirtualHost::new());
        let clock = host.clone();
        let scheduler = LocalScheduler::with_clock(0.0, move || clock.now());
        let busy = host.clone();
        let future = async move {
            busy.sleep(10.0);
            local::sleep(Duration::from_secs(1)).await;
        };
        assert_eq!(block_on(&*host, &scheduler, future), Ok(()));
        assert_eq!(host.now(), Time::from_secs(11.0));
    }
}
