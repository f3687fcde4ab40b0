//! Blocking through JSPI, and with virtual time without it.
//!
//! A test itself cannot block: the test runner enters it by a plain call. So each of these tests takes
//! an export of its own module, as JavaScript would, makes it `promising`, and awaits the promise.

#![expect(
    deprecated,
    reason = "wasm-bindgen marks all of JSPI as experimental in this way"
)]

use super::{Log, once, set_timeout};
use coroscope_host::browser::{BrowserHost, local_scheduler};
use coroscope_host::{Host, VirtualHost, block_on};
use coroscope_scheduler::Time;
use coroscope_scheduler::local::{self, LocalScheduler};
use js_sys::{Function, Promise, Reflect};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = WebAssembly)]
    fn promising(export: &Function) -> Function;
}

/// Calls an export on a stack that can be suspended.
async fn call(export: &str) {
    let export = Reflect::get(&wasm_bindgen::exports(), &export.into()).unwrap();
    let promise = promising(export.unchecked_ref())
        .call0(&JsValue::UNDEFINED)
        .unwrap();
    JsFuture::from(promise.unchecked_into::<Promise>())
        .await
        .unwrap();
}

#[wasm_bindgen_test]
async fn a_blocked_stack_leaves_the_browser_running() {
    assert!(BrowserHost::jspi_available());
    call("block_for_a_while").await;
}

#[wasm_bindgen(jspi)]
pub fn block_for_a_while() {
    let host = BrowserHost::new().unwrap();
    let log = Log::default();
    set_timeout(&log.line("timeout"), 5.0);

    let begun = host.now();
    host.sleep(0.03);
    assert!(
        host.now() >= begun.plus_secs(0.03),
        "time.sleep is never too short"
    );
    assert_eq!(
        log.lines(),
        ["timeout"],
        "the browser's timers ran meanwhile"
    );

    let until = host.now().plus_secs(0.02);
    host.wait(Some(until));
    assert!(host.now() >= until, "neither is a wait");
    host.wait(Some(begun));
    host.sleep(0.0);
    host.sleep(-1.0);
    host.sleep(f64::NAN);
}

#[wasm_bindgen_test]
async fn a_notification_ends_a_wait_and_no_sleep() {
    call("wait_for_notification").await;
}

#[wasm_bindgen(jspi)]
pub fn wait_for_notification() {
    let host = BrowserHost::new().unwrap();
    let notify_after = |millis| {
        let notifier = host.notifier();
        set_timeout(&once(move || notifier.notify()), millis);
    };
    notify_after(5.0);
    host.wait(None);

    notify_after(5.0);
    let begun = host.now();
    host.wait(Some(begun.plus_secs(60.0)));
    assert!(host.now() < begun.plus_secs(30.0));

    notify_after(2.0);
    let end = host.now().plus_secs(0.02);
    host.sleep(0.02);
    assert!(host.now() >= end);
    // It came while nobody waited, so it ends the next wait.
    host.wait(Some(Time::NEVER));
}

#[wasm_bindgen_test]
async fn a_busy_blocking_loop_starves_nobody() {
    call("spin_with_checkpoints").await;
}

#[wasm_bindgen(jspi)]
pub fn spin_with_checkpoints() {
    let host = BrowserHost::new().unwrap();
    let log = Log::default();
    set_timeout(&log.line("timeout"), 0.0);
    let promised = Rc::new(Cell::new(false));
    let flag = Rc::clone(&promised);
    wasm_bindgen_futures::spawn_local(async move { flag.set(true) });
    // Without the budgets neither of these ends.
    while !promised.get() {
        host.checkpoint();
    }
    let spinner = async move {
        while !log.contains("timeout") {
            local::yield_now().await;
        }
    };
    assert_eq!(block_on(&host, &local_scheduler(), spinner), Ok(()));
}

#[wasm_bindgen_test]
async fn blocking_on_rust_futures_that_await_promises() {
    call("block_on_promises").await;
}

#[wasm_bindgen(jspi)]
pub fn block_on_promises() {
    let host = BrowserHost::new().unwrap();
    let answer = block_on(&host, &local_scheduler(), async {
        let sleeper = local::spawn(async {
            local::sleep(Duration::from_millis(10)).await;
            6
        });
        JsFuture::from(super::timeout(5.0)).await.unwrap();
        sleeper.await.unwrap() * 7
    });
    assert_eq!(answer, Ok(42));
}

#[wasm_bindgen_test]
async fn two_stacks_block_at_once() {
    let first = call("block_for_a_while");
    let second = call("wait_for_notification");
    let mut tasks = Vec::new();
    for call in [
        Box::pin(first) as std::pin::Pin<Box<dyn Future<Output = ()>>>,
        Box::pin(second),
    ] {
        tasks.push(wasm_bindgen_futures::future_to_promise(async move {
            call.await;
            Ok(JsValue::UNDEFINED)
        }));
    }
    for task in tasks {
        JsFuture::from(task).await.unwrap();
    }
}

#[wasm_bindgen_test]
fn virtual_time_needs_no_jspi() {
    let host = VirtualHost::new();
    let scheduler = LocalScheduler::new();
    let nap = scheduler.sleep(Duration::from_secs(3600));
    assert_eq!(block_on(&host, &scheduler, nap), Ok(()));
    assert_eq!(host.now(), Time::from_secs(3600.0));
}
