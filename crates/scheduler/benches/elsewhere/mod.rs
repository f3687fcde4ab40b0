//! Yields for the executors that the benches compare with.

use std::future::poll_fn;
use std::task::Poll;

/// Yields as any executor's users would write them. `yield_now` first looks whether it runs on our scheduler, and others
/// are not to pay for that.
pub(crate) async fn spin_elsewhere(yields: u32) {
    for _ in 0..yields {
        let mut yielded = false;
        poll_fn(|context| {
            if std::mem::replace(&mut yielded, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}
