//! Sleeping on the browser's timers.

use super::{Log, timeout};
use coroscope_host::browser::{Options, local_scheduler, now, spawn_driver};
use coroscope_scheduler::local;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_thousand_timers_fire_in_order_and_none_early() {
    const TIMERS: u64 = 1000;
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    let fired = Rc::new(RefCell::new(Vec::new()));
    let begun = now();
    for number in 0..TIMERS {
        // Each number below 1000 once, in a scattered order: 617 and 1000 have no common factor.
        let micros = number * 617 % TIMERS * 200;
        let fired = Rc::clone(&fired);
        drop(scheduler.spawn(async move {
            let deadline = begun.plus(Duration::from_micros(micros));
            local::sleep_until(deadline).await;
            assert!(now() >= deadline, "early");
            fired.borrow_mut().push(micros);
        }));
    }
    JsFuture::from(driver.idle()).await.unwrap();
    let in_order: Vec<u64> = (0..TIMERS).map(|number| number * 200).collect();
    assert_eq!(*fired.borrow(), in_order);
}

#[wasm_bindgen_test]
async fn short_sleeps_in_a_row_are_not_held_up() {
    const SLEEPS: usize = 30;
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    // A busy machine can spoil a round; timers that are held up would spoil all of them.
    for _ in 0..10 {
        let task = scheduler.spawn(async {
            let begun = now();
            for _ in 0..SLEEPS {
                local::sleep(Duration::from_millis(1)).await;
            }
            now().secs_since(begun)
        });
        JsFuture::from(driver.idle()).await.unwrap();
        let ours = task.try_take().unwrap().unwrap();
        assert!(ours >= 0.030, "early: {ours}");
        // A chain of plain timers of 1 ms is held up from the fifth on, to 4 ms each.
        let begun = now();
        for _ in 0..SLEEPS {
            JsFuture::from(timeout(1.0)).await.unwrap();
        }
        if ours < now().secs_since(begun) {
            return;
        }
    }
    panic!("never faster than plain timers");
}

#[wasm_bindgen_test]
async fn an_earlier_deadline_replaces_a_later_one() {
    let log = Log::default();
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    let sleeper = |millis: u64| {
        let log = log.clone();
        scheduler.spawn(async move {
            local::sleep(Duration::from_millis(millis)).await;
            log.add(millis.to_string());
        })
    };
    let late = sleeper(60_000);
    let middle = sleeper(60);
    JsFuture::from(timeout(10.0)).await.unwrap();
    let early = sleeper(5);
    assert_eq!(early.await, Ok(()));
    assert_eq!(middle.await, Ok(()));
    assert!(late.cancel());
    JsFuture::from(driver.idle()).await.unwrap();
    assert_eq!(log.lines(), ["5", "60"]);
    assert_eq!(scheduler.scheduler().timers_len(), 0);
}

#[wasm_bindgen_test]
async fn a_deadline_beyond_the_longest_timer_is_not_due_at_once() {
    let scheduler = local_scheduler();
    let driver = spawn_driver(scheduler.clone(), Options::default());
    // setTimeout would take this for no delay at all: it does not fit 31 bits.
    let month = scheduler.spawn(local_sleep(Duration::from_secs(30 * 86_400)));
    let never = scheduler.spawn(local_sleep(Duration::MAX));
    JsFuture::from(timeout(30.0)).await.unwrap();
    assert!(!month.is_finished() && !never.is_finished());
    assert!(month.cancel() && never.cancel());
    JsFuture::from(driver.idle()).await.unwrap();
}

async fn local_sleep(delay: Duration) {
    local::sleep(delay).await;
}
