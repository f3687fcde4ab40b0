#![forbid(unsafe_code)]
//! Who drives the scheduler, and what time it is.
//!
//! The scheduler never waits and never reads a clock. A [`Host`] does both for a driver that may block:
//!
//! | host | time | waiting |
//! | --- | --- | --- |
//! | [`NativeHost`] | a monotonic clock | the thread sleeps |
//! | [`VirtualHost`] | stands still while code runs, jumps to the next deadline | takes no time |
//! | `BrowserHost` (wasm32) | `performance.now()` | the WebAssembly stack is suspended by JSPI, the browser goes on |
//!
//! [`PacedHost`] makes any of them one that can be slowed down, and held.
//!
//! Where nothing may block, as in a page without JSPI, `browser::spawn_driver` runs Rust futures in
//! microtasks instead.
//!
//! ```
//! use coroscope_host::{VirtualHost, block_on};
//! use coroscope_scheduler::local::{self, LocalScheduler};
//! use std::time::Duration;
//!
//! let scheduler = LocalScheduler::new();
//! let host = VirtualHost::new();
//! let answer = block_on(&host, &scheduler, async {
//!     local::sleep(Duration::from_secs(3600)).await;
//!     42
//! });
//! assert_eq!(answer, Ok(42));
//! ```

mod blocking;
#[cfg(target_arch = "wasm32")]
pub mod browser;
mod native;
mod notifier;
mod paced;
mod virtual_time;

pub use blocking::{Stuck, block_on};
#[cfg(target_arch = "wasm32")]
pub use browser::BrowserHost;
pub use native::NativeHost;
pub use notifier::Notifier;
pub use paced::PacedHost;
pub use virtual_time::VirtualHost;

use coroscope_scheduler::Time;

/// What a blocking driver of the scheduler needs: Python's `run_forever`, `time.sleep`, `input`.
///
/// A driving loop asks for the time, runs a turn with it, and then either calls
/// [`checkpoint`](Host::checkpoint) (more is ready) or [`wait`](Host::wait). One host serves one
/// stack: two fibers that block at the same time need a host each.
pub trait Host {
    /// Loop time now, in seconds since a zero of the host's choice. Monotonic, and always finite.
    fn now(&self) -> Time;

    /// How much before its deadline a timer may fire, in seconds: the resolution for
    /// [`Scheduler::new`](coroscope_scheduler::Scheduler::new).
    fn clock_resolution(&self) -> f64;

    /// Blocks until [`now`](Host::now) has reached `until`, and not less; or until somebody notifies;
    /// without a deadline only the latter. A notification that came since the last wait ends this one at
    /// once. A deadline that never comes ([`Time::NEVER`]) is none.
    fn wait(&self, until: Option<Time>);

    /// Called between turns while more is ready: gives the world outside a chance to get a word in.
    fn checkpoint(&self);

    /// Blocks for `seconds`, whatever is notified meanwhile (`time.sleep`). Zero, less than zero and NaN
    /// return at once; Python's callers reject the last two themselves.
    fn sleep(&self, seconds: f64);

    /// Blocks for `seconds` of real time, or until somebody notifies; without an end only the latter. For holding a
    /// program up from outside: hosts whose time can stand still let it, and with others it goes on. Returns at once
    /// where nothing can block.
    fn hold(&self, seconds: Option<f64>) {
        self.wait(seconds.map(|seconds| self.now().plus_secs(seconds)));
    }

    /// What ends a [`wait`](Host::wait), from any thread.
    fn notifier(&self) -> Notifier;

    /// Whether [`wait`](Host::wait) without a deadline can block until somebody notifies. Where it
    /// cannot, it returns at once, and the caller must take for a deadlock what has no deadline.
    fn can_wait_for_outside(&self) -> bool;
}
