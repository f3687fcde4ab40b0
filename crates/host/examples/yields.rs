//! Yields of Rust futures in a browser: this project's driver beside `wasm_bindgen_futures::spawn_local`.
//!
//! Built for wasm32 and run by `cargo xtask bench`; natively it does nothing.

#[cfg(target_arch = "wasm32")]
#[path = "../../scheduler/benches/elsewhere/mod.rs"]
mod elsewhere;

#[cfg(target_arch = "wasm32")]
mod browser {
    use crate::elsewhere::spin_elsewhere;
    use coroscope_host::browser::{Options, local_scheduler, spawn_driver};
    use coroscope_scheduler::local::yield_now;
    use js_sys::Promise;
    use std::cell::Cell;
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;

    async fn spin(yields: u32) {
        for _ in 0..yields {
            yield_now().await;
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
