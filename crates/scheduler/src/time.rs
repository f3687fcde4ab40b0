//! Loop time: seconds as a float, with a total order.

use std::cmp::Ordering;
use std::fmt;
use std::time::Duration;

/// An instant of loop time, in seconds since a zero that only the host knows.
///
/// asyncio's loop time is a float (`loop.time()`), so this is one too: converting back and forth
/// would make `call_at(t)` fire at a time that differs from `t` in its last bits. Unlike a float it
/// has a total order, so that it can sort a timer queue:
///
/// * `-0.0` is stored as `0.0`, so the two are one instant;
/// * positive infinity is allowed and never comes (`loop.call_later(math.inf, ...)`);
/// * NaN becomes negative infinity, which is due at once: CPython's test `when >= end_time` is false
///   for NaN, so its loop runs such a timer at once too.
#[derive(Clone, Copy)]
pub struct Time(f64);

impl Time {
    /// The zero of the clock.
    pub const ZERO: Time = Time(0.0);
    /// Later than every instant that comes: a timer set for it never fires.
    pub const NEVER: Time = Time(f64::INFINITY);

    /// The instant `secs` seconds after zero. Takes any float; see the type for NaN and the infinities.
    #[must_use]
    pub const fn from_secs(secs: f64) -> Time {
        if secs.is_nan() {
            Time(f64::NEG_INFINITY)
        } else {
            // Adding zero turns -0.0 into 0.0 and changes nothing else.
            Time(secs + 0.0)
        }
    }

    /// The instant `secs` seconds after zero, or `None` if `secs` is NaN or infinite. For clocks,
    /// whose readings must be finite.
    #[must_use]
    pub const fn from_finite_secs(secs: f64) -> Option<Time> {
        if secs.is_finite() {
            Some(Time::from_secs(secs))
        } else {
            None
        }
    }

    /// Seconds since zero. Never NaN.
    #[must_use]
    pub const fn as_secs(self) -> f64 {
        self.0
    }

    /// The instant `secs` seconds later (earlier if negative).
    #[must_use]
    pub const fn plus_secs(self, secs: f64) -> Time {
        Time::from_secs(self.0 + secs)
    }

    /// The instant `delay` later.
    #[must_use]
    pub fn plus(self, delay: Duration) -> Time {
        self.plus_secs(delay.as_secs_f64())
    }

    /// How long from `earlier` until this instant, in seconds; zero if it has passed.
    #[must_use]
    pub const fn secs_since(self, earlier: Time) -> f64 {
        // `max` also turns the NaN of infinity minus infinity into zero.
        (self.0 - earlier.0).max(0.0)
    }
}

impl PartialEq for Time {
    fn eq(&self, other: &Time) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Time) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Time) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_zeros_are_one_instant() {
        assert_eq!(Time::from_secs(-0.0), Time::ZERO);
        assert!(Time::from_secs(-0.0).as_secs().is_sign_positive());
    }

    #[test]
    fn nan_is_due_before_everything() {
        assert!(Time::from_secs(f64::NAN) < Time::from_secs(-1e300));
        assert!(Time::from_secs(-f64::NAN) < Time::from_secs(-1e300));
    }

    #[test]
    fn infinity_never_comes() {
        assert!(Time::NEVER > Time::from_secs(f64::MAX));
        assert_eq!(Time::NEVER.secs_since(Time::NEVER), 0.0);
    }

    #[test]
    fn finite_constructor_rejects_the_rest() {
        assert_eq!(Time::from_finite_secs(1.5), Some(Time::from_secs(1.5)));
        assert_eq!(Time::from_finite_secs(f64::NAN), None);
        assert_eq!(Time::from_finite_secs(f64::NEG_INFINITY), None);
    }

    #[test]
    fn elapsed_time_is_never_negative() {
        let (early, late) = (Time::from_secs(1.0), Time::from_secs(3.0));
        assert_eq!(late.secs_since(early), 2.0);
        assert_eq!(early.secs_since(late), 0.0);
        assert_eq!(early.plus(Duration::from_millis(500)), Time::from_secs(1.5));
    }
}
