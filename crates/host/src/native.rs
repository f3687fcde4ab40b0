//! A thread and the operating system's clock.

use crate::{Host, Notifier};
use coroscope_scheduler::Time;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Blocks the thread. Its time is monotonic and starts at zero when the host is made.
pub struct NativeHost {
    start: Instant,
    flag: Arc<Flag>,
}

/// Whether somebody notified since the last wait.
#[derive(Default)]
pub(crate) struct Flag {
    notified: Mutex<bool>,
    changed: Condvar,
}

/// The longest single sleep, in seconds: longer ones are made of several, since the system's own limits
/// differ.
const LONGEST: f64 = 86_400.0;

impl NativeHost {
    /// A host whose time is zero now.
    #[must_use]
    pub fn new() -> NativeHost {
        NativeHost {
            start: Instant::now(),
            flag: Arc::default(),
        }
    }
}

impl Default for NativeHost {
    fn default() -> Self {
        NativeHost::new()
    }
}

impl Host for NativeHost {
    fn now(&self) -> Time {
        Time::from_secs(self.start.elapsed().as_secs_f64())
    }

    fn clock_resolution(&self) -> f64 {
        1e-9
    }

    fn wait(&self, until: Option<Time>) {
        let mut notified = self.flag.lock();
        while !*notified {
            notified = match until.filter(|until| *until < Time::NEVER) {
                None => self
                    .flag
                    .changed
                    .wait(notified)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.secs_since(self.now());
                    if left <= 0.0 {
                        return;
                    }
                    let timeout = self.flag.changed.wait_timeout(notified, duration(left));
                    timeout.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        *notified = false;
    }

    fn checkpoint(&self) {}

    fn sleep(&self, seconds: f64) {
        if seconds > 0.0 {
            let end = self.now().plus_secs(seconds);
            loop {
                let left = end.secs_since(self.now());
                if left <= 0.0 {
                    break;
                }
                std::thread::sleep(duration(left));
            }
        }
    }

    fn notifier(&self) -> Notifier {
        self.flag.notifier()
    }

    fn can_wait_for_outside(&self) -> bool {
        true
    }
}

impl Flag {
    pub(crate) fn notifier(self: &Arc<Self>) -> Notifier {
        let flag = Arc::clone(self);
        Notifier::new(move || flag.raise())
    }

    /// Lowers the flag and says whether it was raised.
    pub(crate) fn take(&self) -> bool {
        std::mem::take(&mut *self.lock())
    }

    fn raise(&self) {
        *self.lock() = true;
        self.changed.notify_all();
    }

    /// A boolean cannot be left half written, so a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, bool> {
        self.notified.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// At least a nanosecond, so that a rest too small for a [`Duration`] does not become a busy loop.
fn duration(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds.clamp(1e-9, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_too_short() {
        let host = NativeHost::new();
        for millis in [0.0, 0.01, 1.0, 7.5] {
            let until = host.now().plus_secs(millis / 1000.0);
            host.wait(Some(until));
            assert!(host.now() >= until);
        }
    }

    #[test]
    fn a_notification_before_the_wait_is_not_lost_and_counts_once() {
        let host = NativeHost::new();
        host.notifier().notify();
        host.notifier().notify();
        host.wait(None);
        let until = host.now().plus_secs(0.005);
        host.wait(Some(until));
        assert!(host.now() >= until);
    }

    #[test]
    fn another_thread_ends_a_wait_without_deadline() {
        let host = NativeHost::new();
        let notifier = host.notifier();
        let thread = std::thread::spawn(move || notifier.notify());
        host.wait(Some(Time::NEVER));
        thread.join().unwrap();
    }

    #[test]
    fn sleep_is_not_ended_by_a_notification() {
        let host = NativeHost::new();
        host.notifier().notify();
        let end = host.now().plus_secs(0.01);
        host.sleep(0.01);
        assert!(host.now() >= end);
        host.sleep(-1.0);
        host.sleep(f64::NAN);
    }
}
