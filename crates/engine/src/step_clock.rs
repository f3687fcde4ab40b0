//! How long steps take, by a clock that costs as much to read as a short step takes.

use std::cell::Cell;

/// A clock for the ends of steps.
///
/// `performance.now()` costs up to half a microsecond a call, and in most pages ticks every 100 µs: to read it after each of
/// many short steps would be a tenth of their time, for a number that is nearly always the same. So it is read only as often
/// as tells something. `Date.now()` costs a fraction of that, and says whether a step was a long one.
///
/// - After a step of a millisecond or more it is always read, so that a step that holds up the loop is never taken for
///   another. What is added to such a step by shorter ones before it is under a millisecond.
/// - As long as steps are shorter than [`SPAN_MS`] it is read once in so many of them as make up that span, by the average of
///   those before, and at least once in [`MOST`]. Their time is then told of the last of them; the sum is right.
#[derive(Debug)]
pub struct StepClock {
    /// What the exact clock said when it was last read.
    last_ms: Cell<f64>,
    /// What the coarse one said then.
    tick: Cell<f64>,
    /// How many steps there are to be from one reading to the next, and how many of them are still to come.
    every: Cell<u32>,
    left: Cell<u32>,
}

/// Half of what the exact clock can tell apart in most pages.
const SPAN_MS: f64 = 0.05;

/// The most steps for one reading.
const MOST: u32 = 16;

impl Default for StepClock {
    fn default() -> Self {
        Self {
            last_ms: Cell::new(0.0),
            tick: Cell::new(0.0),
            every: Cell::new(1),
            left: Cell::new(1),
        }
    }
}

impl StepClock {
    /// The time at the end of a step, in milliseconds of the `exact` clock, or when that was last read. `tick` is what a cheap
    /// clock says in whole milliseconds, in which only a change counts.
    pub fn read(&self, tick: f64, exact: impl FnOnce() -> f64) -> f64 {
        let left = self.left.get() - 1;
        if left > 0 && tick == self.tick.get() {
            self.left.set(left);
            return self.last_ms.get();
        }
        let now = exact();
        let steps = self.every.get() - left;
        let span = now - self.last_ms.get();
        let every = if span > 0.0 {
            // Saturates; NaN cannot be.
            (SPAN_MS * f64::from(steps) / span) as u32
        } else {
            2 * self.every.get()
        };
        self.every.set(every.clamp(1, MOST));
        self.left.set(self.every.get());
        self.last_ms.set(now);
        self.tick.set(tick);
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs steps of these lengths in microseconds; gives what each was said to have taken, and how often the exact clock was
    /// read. It ticks every `resolution` microseconds.
    fn measured(steps: &[u32], resolution: u32) -> (Vec<u32>, usize) {
        let clock = StepClock::default();
        let (mut now, mut last, mut reads) = (0, 0, 0);
        let mut said = Vec::new();
        for step in steps {
            now += step;
            let tick = f64::from(now / 1000);
            let read = clock.read(tick, || {
                reads += 1;
                f64::from(now / resolution * resolution) / 1000.0
            });
            let read = (read * 1000.0).round() as u32;
            said.push(read - last);
            last = read;
        }
        (said, reads)
    }

    #[test]
    fn short_steps_are_not_measured_each() {
        let (said, reads) = measured(&[4; 10_000], 100);
        assert_eq!(reads, 950);
        assert_eq!(said.iter().sum::<u32>(), 40_000);
    }

    #[test]
    fn steps_that_the_clock_can_tell_are_measured_each() {
        let steps = [100, 300, 200, 900, 2_000, 100, 50_000];
        assert_eq!(measured(&steps, 5), (steps.to_vec(), steps.len()));
    }

    #[test]
    fn a_long_step_is_told_of_itself_wherever_it_comes() {
        for at in 0..100 {
            let mut steps = [4; 100];
            steps[at] = 50_000;
            let (said, _) = measured(&steps, 5);
            let longest = (0..100).max_by_key(|index| said[*index]);
            assert_eq!(longest, Some(at));
            assert!((50_000..50_065).contains(&said[at]), "{}", said[at]);
        }
    }

    #[test]
    fn a_step_after_a_pause_is_measured() {
        let clock = StepClock::default();
        let mut reads = 0;
        let mut at = |ms: f64| {
            clock.read(ms.floor(), || {
                reads += 1;
                ms
            })
        };
        for step in 0..100 {
            at(f64::from(step) * 0.001);
        }
        assert_eq!(at(5_000.0), 5_000.0);
        assert_eq!(at(5_000.25), 5_000.25);
        assert_eq!(reads, 10);
    }
}
