//! A clock that can be slowed down and held.

use crate::{Host, Notifier};
use coroscope_scheduler::Time;
use std::cell::Cell;

/// A host whose time goes as its inner host's, divided by a factor, and stands still while it is
/// [held](Host::hold).
///
/// Everything that a program can see of time stays consistent: its clock is monotonic, a sleep takes as long by that
/// clock as was asked for, and what waited while the program was held is not overdue afterwards. Only somebody outside
/// sees that it took longer. As long as nobody slows or holds it, its readings are the inner host's to the last bit.
///
/// ```
/// use coroscope_host::{Host, PacedHost, VirtualHost};
///
/// let host = PacedHost::new(Box::new(VirtualHost::new()));
/// host.set_factor(10.0);
/// host.sleep(1.0); // ten seconds of the inner host's
/// assert!(host.now().as_secs() >= 1.0 && host.now().as_secs() < 1.001);
/// ```
pub struct PacedHost {
    inner: Box<dyn Host>,
    factor: Cell<f64>,
    /// The inner time and the own time since which `factor` has been in force.
    since: Cell<(Time, Time)>,
    /// The own time at which it is held.
    held: Cell<Option<Time>>,
}

impl PacedHost {
    /// A host that goes as `inner`.
    #[must_use]
    pub fn new(inner: Box<dyn Host>) -> PacedHost {
        PacedHost {
            inner,
            factor: Cell::new(1.0),
            since: Cell::new((Time::ZERO, Time::ZERO)),
            held: Cell::new(None),
        }
    }

    /// From now on everything takes `factor` times as long; 1 is the inner host's own pace. What is not a positive
    /// number counts as 1. A wait that is going on must be [notified](Host::notifier) to take note of it.
    pub fn set_factor(&self, factor: f64) {
        let factor = if factor.is_finite() && factor > 0.0 {
            factor
        } else {
            1.0
        };
        if factor.total_cmp(&self.factor.get()).is_ne() {
            self.since.set((self.inner.now(), self.now()));
            self.factor.set(factor);
        }
    }

    /// Lets its time stand still until [`go`](PacedHost::go), whatever happens meanwhile. What waits for a time
    /// meanwhile would wait for ever.
    pub fn stop(&self) {
        if self.held.get().is_none() {
            self.held.set(Some(self.now()));
        }
    }

    /// Lets its time go on from where it stood.
    pub fn go(&self) {
        if let Some(held) = self.held.take() {
            self.since.set((self.inner.now(), held));
        }
    }

    /// The own time when the inner time is `inner`.
    fn own(&self, inner: Time) -> Time {
        let (since_inner, since_own) = self.since.get();
        since_own.plus_secs((inner.as_secs() - since_inner.as_secs()) / self.factor.get())
    }

    /// The inner time when the own time has reached `own`.
    fn inner(&self, own: Time) -> Time {
        let (since_inner, since_own) = self.since.get();
        let mut inner =
            since_inner.as_secs() + (own.as_secs() - since_own.as_secs()) * self.factor.get();
        // Rounding may have put it a little too early, and a wait is never too short.
        let mut nudge = inner.next_up() - inner;
        while self.own(Time::from_secs(inner)) < own {
            inner += nudge;
            nudge *= 2.0;
        }
        Time::from_secs(inner)
    }
}

impl Host for PacedHost {
    fn now(&self) -> Time {
        match self.held.get() {
            Some(held) => held,
            None => self.own(self.inner.now()),
        }
    }

    fn clock_resolution(&self) -> f64 {
        self.inner.clock_resolution()
    }

    fn wait(&self, until: Option<Time>) {
        let until = until.filter(|until| *until < Time::NEVER);
        self.inner.wait(until.map(|until| self.inner(until)));
    }

    fn checkpoint(&self) {
        self.inner.checkpoint();
    }

    fn sleep(&self, seconds: f64) {
        // Made of waits, so that a new factor counts at once.
        let mut notified = false;
        if seconds > 0.0 {
            let end = self.now().plus_secs(seconds);
            if end == Time::NEVER && !self.inner.can_wait_for_outside() {
                // There is no end to jump to.
                return;
            }
            while self.now() < end {
                self.wait(Some(end));
                notified |= self.now() < end;
            }
        }
        if notified {
            // Meant for the next wait.
            self.notifier().notify();
        }
    }

    fn hold(&self, seconds: Option<f64>) {
        let now = self.now();
        let before = self.held.replace(Some(now));
        self.inner.hold(seconds);
        self.since.set((self.inner.now(), now));
        self.held.set(before);
    }

    fn notifier(&self) -> Notifier {
        self.inner.notifier()
    }

    fn can_wait_for_outside(&self) -> bool {
        self.inner.can_wait_for_outside()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NativeHost, VirtualHost};
    use std::rc::Rc;

    /// A virtual host that can be looked at from outside.
    #[derive(Clone, Default)]
    struct Inner(Rc<VirtualHost>);

    impl Host for Inner {
        fn now(&self) -> Time {
            self.0.now()
        }
        fn clock_resolution(&self) -> f64 {
            self.0.clock_resolution()
        }
        fn wait(&self, until: Option<Time>) {
            self.0.wait(until);
        }
        fn checkpoint(&self) {}
        fn sleep(&self, seconds: f64) {
            self.0.sleep(seconds);
        }
        fn hold(&self, seconds: Option<f64>) {
            // Time passes outside.
            self.0.sleep(seconds.unwrap_or(0.0));
        }
        fn notifier(&self) -> Notifier {
            self.0.notifier()
        }
        fn can_wait_for_outside(&self) -> bool {
            false
        }
    }

    fn secs(seconds: f64) -> Time {
        Time::from_secs(seconds)
    }

    #[test]
    fn untouched_it_reads_as_its_inner_host_to_the_last_bit() {
        let inner = Inner::default();
        let host = PacedHost::new(Box::new(inner.clone()));
        for seconds in [0.1, 0.2, 1e-9, 3.3] {
            inner.sleep(seconds);
            assert_eq!(host.now(), inner.now());
        }
        host.wait(Some(secs(12.3456789)));
        assert_eq!(inner.now(), secs(12.3456789));
    }

    #[test]
    fn slowed_down_everything_takes_longer_outside_and_as_long_inside() {
        let inner = Inner::default();
        let host = PacedHost::new(Box::new(inner.clone()));
        host.sleep(1.0);
        host.set_factor(8.0);
        host.wait(Some(secs(2.0)));
        assert_eq!((host.now(), inner.now()), (secs(2.0), secs(9.0)));
        host.sleep(0.5);
        assert_eq!((host.now(), inner.now()), (secs(2.5), secs(13.0)));
        host.set_factor(1.0);
        host.sleep(1.0);
        assert_eq!((host.now(), inner.now()), (secs(3.5), secs(14.0)));
        host.set_factor(f64::NAN);
        assert_eq!(host.now(), secs(3.5));
    }

    #[test]
    fn held_its_time_stands_still_and_goes_on_where_it_stood() {
        let inner = Inner::default();
        let host = PacedHost::new(Box::new(inner.clone()));
        host.sleep(1.0);
        host.hold(Some(60.0));
        assert_eq!((host.now(), inner.now()), (secs(1.0), secs(61.0)));
        host.wait(Some(secs(1.5)));
        assert_eq!((host.now(), inner.now()), (secs(1.5), secs(61.5)));
        host.stop();
        inner.sleep(10.0);
        host.hold(Some(10.0));
        inner.sleep(10.0);
        assert_eq!(host.now(), secs(1.5));
        host.go();
        inner.sleep(1.0);
        assert_eq!((host.now(), inner.now()), (secs(2.5), secs(92.5)));
    }

    #[test]
    fn a_wait_is_never_too_short_whatever_the_factor() {
        let inner = Inner::default();
        let host = PacedHost::new(Box::new(inner.clone()));
        let mut now = 0.0;
        for step in 1..2000 {
            host.set_factor(1.0 + f64::from(step % 7) / 3.0);
            if step % 5 == 0 {
                host.hold(Some(0.1));
            }
            now += 0.1 / f64::from(step);
            host.wait(Some(secs(now)));
            assert!(host.now() >= secs(now));
            let before = host.now();
            host.set_factor(2.0);
            assert!(host.now() >= before);
        }
    }

    #[test]
    fn a_notification_during_a_sleep_is_for_the_next_wait() {
        let host = PacedHost::new(Box::new(NativeHost::new()));
        host.notifier().notify();
        let end = host.now().plus_secs(0.01);
        host.sleep(0.01);
        assert!(host.now() >= end);
        host.wait(None);
    }
}
