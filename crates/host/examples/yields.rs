//! Yields of Rust futures in a browser: this project's driver beside `wasm_bindgen_futures::spawn_local`.
//!
//! Built for wasm32 and run by `cargo xtask bench`; natively it does nothing.

#[cfg(target_arch = "wasm32")]
mod browser {
    use coroscope_host::browser::{Options, local_scheduler, spawn_driver};
    use coroscope_scheduler::local::yield_now;
    use js_sys::Promise;
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::rc::Rc;
    use std::task::Poll;
    use wasm_bindgen::prelude::*;

    async fn spin(yields: u32) {
        for _ in 0..yields {
            yield_now().await;
        }
    }

    /// A yield as any executor's users would write it. `yield_now` first looks whether it runs on our scheduler, and others
    /// are not to pay for that.
    async fn spin_elsewhere(yields: u32) {
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

    /// `yields` yields shared by `tasks` tasks on our scheduler, driven in microtasks as in a page without JSPI.
    #[wasm_bindgen]
    pub fn coroscope(tasks: u32, yields: u32) -> Promise {
        let scheduler = local_scheduler();
        for _ in 0..tasks {
            drop(scheduler.spawn(spin(yields / tasks)));
        }
        let driver = spawn_driver(scheduler, Options::default());
        let idle = driver.idle();
        driver.detach();
        idle
    }

    /// The same on `spawn_local`.
    #[wasm_bindgen]
    pub fn spawn_local(tasks: u32, yields: u32) -> Promise {
        Promise::new(&mut |resolve, _| {
            let left = Rc::new(Cell::new(tasks));
            for _ in 0..tasks {
                let (left, resolve) = (Rc::clone(&left), resolve.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    spin_elsewhere(yields / tasks).await;
                    left.set(left.get() - 1);
                    if left.get() == 0 {
                        let _ = resolve.call0(&JsValue::UNDEFINED);
                    }
                });
            }
        })
    }
}

fn main() {}
