//! Microtasks, macrotasks, promises.

use super::{Log, once, queue_microtask, set_timeout, timeout};
use coroscope_host::browser::{Options, local_scheduler, now, spawn_driver};
use coroscope_scheduler::local;
use js_sys::Promise;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MessageChannel;

/// One turn in each microtask, so that each turn can be told apart, and no budget that a busy machine
/// could use up in between.
const ONE: Options = Options {
    turns_per_microtask: 1,
    budget: f64::INFINITY,
};

#[wasm_bindgen_test]
async fn turns_are_microtasks_and_take_turns_with_others() {
    let log = Log::default();
    let channel = MessageChannel::new().unwrap();
    channel.port1().set_onmessage(Some(&log.line("message")));
    channel.port2().post_message(&JsValue::NULL).unwrap();
    set_timeout(&log.line("timeout"), 0.0);

    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), ONE);
    for name in ["a", "b"] {
        let log = log.clone();
        drop(scheduler.spawn(async move {
            for round in 0..3 {
                log.add(format!("{name}{round}"));
                local::yield_now().await;
            }
        }));
    }
    let (first, second) = (log.clone(), log.line("second microtask"));
    queue_microtask(&once(move || {
        first.add("first microtask");
        queue_microtask(&second);
    }));
    log.add("nothing runs inside the call");

    JsFuture::from(driver.idle()).await.unwrap();
    JsFuture::from(timeout(20.0)).await.unwrap();
    let mut lines = log.lines();
    // Browsers differ in whether a message or a timer without delay comes first.
    let macrotasks = lines.split_off(lines.len() - 2);
    assert_eq!(
        lines,
        [
            "nothing runs inside the call",
            "a0",
            "b0",
            "first microtask",
            "a1",
            "b1",
            "second microtask",
            "a2",
            "b2",
        ]
    );
    assert!(
        macrotasks.contains(&"message".to_owned()) && macrotasks.contains(&"timeout".to_owned())
    );
}

#[wasm_bindgen_test]
async fn a_spinning_task_starves_nobody() {
    let log = Log::default();
    set_timeout(&log.line("timeout"), 0.0);
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    let begun = now();
    let spinner = scheduler.spawn({
        let log = log.clone();
        async move {
            // Without the budget this never ends, and neither does the test.
            while !log.contains("timeout") {
                local::yield_now().await;
            }
        }
    });
    JsFuture::from(driver.idle()).await.unwrap();
    assert_eq!(spinner.try_take(), Some(Ok(())));
    // The budget is 8 ms; the rest is patience with a busy machine.
    assert!(now().secs_since(begun) < 5.0);
}

#[wasm_bindgen_test]
async fn a_chain_of_resolved_promises_starves_nobody() {
    let log = Log::default();
    set_timeout(&log.line("timeout"), 0.0);
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    let task = scheduler.spawn({
        let log = log.clone();
        async move {
            while !log.contains("timeout") {
                JsFuture::from(Promise::resolve(&JsValue::NULL))
                    .await
                    .unwrap();
            }
        }
    });
    while !task.is_finished() {
        JsFuture::from(timeout(1.0)).await.unwrap();
    }
    JsFuture::from(driver.idle()).await.unwrap();
}

#[wasm_bindgen_test]
async fn rust_futures_and_promises_side_by_side() {
    let log = Log::default();
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    for (name, millis) in [("rust", 100_u64), ("rust", 300)] {
        let log = log.clone();
        drop(scheduler.spawn(async move {
            local::sleep(Duration::from_millis(millis)).await;
            log.add(format!("{name} {millis}"));
        }));
    }
    for millis in [200.0, 400.0] {
        let log = log.clone();
        // On the scheduler, but waiting for a promise.
        drop(scheduler.spawn(async move {
            JsFuture::from(timeout(millis)).await.unwrap();
            log.add(format!("promise {millis}"));
        }));
    }
    let foreign = log.clone();
    let sleep = scheduler.sleep(Duration::from_millis(500));
    // Not on the scheduler, but waiting for its timer.
    wasm_bindgen_futures::spawn_local(async move {
        sleep.await;
        foreign.add("spawn_local 500");
    });
    let joined = scheduler.spawn(async { 6 * 7 });
    assert_eq!(joined.await, Ok(42));
    JsFuture::from(timeout(600.0)).await.unwrap();
    JsFuture::from(driver.idle()).await.unwrap();
    assert_eq!(
        log.lines(),
        [
            "rust 100",
            "promise 200",
            "rust 300",
            "promise 400",
            "spawn_local 500"
        ]
    );
}

#[wasm_bindgen_test]
async fn the_driver_sleeps_until_it_is_needed_and_ends_when_dropped() {
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    JsFuture::from(driver.idle()).await.unwrap();
    let turns = scheduler.scheduler().turns();
    JsFuture::from(timeout(20.0)).await.unwrap();
    assert_eq!(
        scheduler.scheduler().turns(),
        turns,
        "an idle driver takes no turns"
    );

    let ran = Rc::new(Cell::new(false));
    let task = || {
        let ran = Rc::clone(&ran);
        async move { ran.set(true) }
    };
    drop(scheduler.spawn(task()));
    JsFuture::from(Promise::resolve(&JsValue::NULL))
        .await
        .unwrap();
    assert!(
        ran.replace(false),
        "a spawn from outside is one microtask away"
    );

    drop(driver);
    drop(scheduler.spawn(task()));
    JsFuture::from(timeout(20.0)).await.unwrap();
    assert!(!ran.get(), "nobody drives any more");
}
