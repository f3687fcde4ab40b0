//! Ending a wait from outside.

use std::fmt;
use std::sync::Arc;

/// Ends the current or next [`Host::wait`](crate::Host::wait) of the host it came from. Clones do the
/// same. Several notifications before a wait count as one.
#[derive(Clone)]
pub struct Notifier(Arc<dyn Fn() + Send + Sync>);

impl Notifier {
    pub(crate) fn new(notify: impl Fn() + Send + Sync + 'static) -> Notifier {
        Notifier(Arc::new(notify))
    }

    /// Ends the wait. Natively this may be called from any thread; in the browser a call from another
    /// worker than the host's does nothing, since workers share no memory.
    pub fn notify(&self) {
        (self.0)();
    }
}

impl fmt::Debug for Notifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notifier")
    }
}
