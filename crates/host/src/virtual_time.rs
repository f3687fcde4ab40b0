//! Time that passes only while nothing else happens.

use crate::native::Flag;
use crate::{Host, Notifier};
use coroscope_scheduler::Time;
use std::cell::Cell;
use std::sync::Arc;

/// A host whose time stands still while code runs, and jumps to the deadline when it is asked to
/// wait for one. Starts at zero. Deterministic: the times that a program sees depend on the program alone.
///
/// For what no clock brings, such as a line of input, it needs another host to wait with
/// ([`with_outside`](VirtualHost::with_outside)); virtual time stands still meanwhile.
pub struct VirtualHost {
    now: Cell<Time>,
    flag: Arc<Flag>,
    outside: Option<Box<dyn Host>>,
}

impl VirtualHost {
    /// A host without an outside: a wait without a deadline returns at once. Never needs JSPI.
    #[must_use]
    pub fn new() -> VirtualHost {
        VirtualHost {
            now: Cell::new(Time::ZERO),
            flag: Arc::default(),
            outside: None,
        }
    }

    /// A host that waits for notifications, and lets the world outside get a word in, by means of
    /// `outside`, whose clock it ignores.
    #[must_use]
    pub fn with_outside(outside: Box<dyn Host>) -> VirtualHost {
        VirtualHost {
            outside: Some(outside),
            ..VirtualHost::new()
        }
    }
}

impl Default for VirtualHost {
    fn default() -> Self {
        VirtualHost::new()
    }
}

impl Host for VirtualHost {
    fn now(&self) -> Time {
        self.now.get()
    }

    fn clock_resolution(&self) -> f64 {
        0.0
    }

    fn wait(&self, until: Option<Time>) {
        match (until.filter(|until| *until < Time::NEVER), &self.outside) {
            // What was notified may be work that comes before the deadline.
            (Some(until), _) if !self.flag.take() => self.now.set(self.now.get().max(until)),
            (None, Some(outside)) if self.outside_can_wait() => {
                outside.wait(None);
                // The notification that ended the wait is used up.
                self.flag.take();
            }
            _ => {}
        }
    }

    fn checkpoint(&self) {
        if let Some(outside) = &self.outside {
            outside.checkpoint();
        }
    }

    fn sleep(&self, seconds: f64) {
        let end = self.now.get().plus_secs(seconds);
        // An endless sleep is taken at its word by a host that really waits; here there is no end to
        // jump to, and time must stay finite.
        if seconds > 0.0 && end < Time::NEVER {
            self.now.set(end);
        }
    }

    fn hold(&self, seconds: Option<f64>) {
        if let Some(outside) = &self.outside
            && self.outside_can_wait()
        {
            outside.hold(seconds);
            self.flag.take();
        }
    }

    fn notifier(&self) -> Notifier {
        let flag = self.flag.notifier();
        match &self.outside {
            None => flag,
            Some(outside) => {
                let outside = outside.notifier();
                Notifier::new(move || {
                    flag.notify();
                    outside.notify();
                })
            }
        }
    }

    fn can_wait_for_outside(&self) -> bool {
        self.outside
            .as_ref()
            .is_some_and(|outside| outside.can_wait_for_outside())
    }
}

impl VirtualHost {
    /// Whether there is a reason to block: nobody has notified yet.
    fn outside_can_wait(&self) -> bool {
        !self.flag.take() && self.can_wait_for_outside()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NativeHost;

    #[test]
    fn time_moves_only_by_waiting_and_sleeping() {
        let host = VirtualHost::new();
        assert_eq!(host.now(), Time::ZERO);
        host.wait(Some(Time::from_secs(5.0)));
        assert_eq!(host.now(), Time::from_secs(5.0));
        host.wait(Some(Time::from_secs(3.0)));
        assert_eq!(host.now(), Time::from_secs(5.0));
        host.sleep(1.5);
        host.sleep(-1.0);
        host.sleep(f64::NAN);
        host.sleep(f64::INFINITY);
        host.wait(None);
        host.wait(Some(Time::NEVER));
        assert_eq!(host.now(), Time::from_secs(6.5));
    }

    #[test]
    fn a_notification_comes_before_the_deadline() {
        let host = VirtualHost::new();
        host.notifier().notify();
        host.wait(Some(Time::from_secs(5.0)));
        assert_eq!(host.now(), Time::ZERO);
        host.wait(Some(Time::from_secs(5.0)));
        assert_eq!(host.now(), Time::from_secs(5.0));
    }

    #[test]
    fn waits_for_the_outside_with_time_standing_still() {
        let host = VirtualHost::with_outside(Box::new(NativeHost::new()));
        assert!(host.can_wait_for_outside());
        let notifier = host.notifier();
        let thread = std::thread::spawn(move || notifier.notify());
        host.wait(None);
        thread.join().unwrap();
        assert_eq!(host.now(), Time::ZERO);
    }
}
