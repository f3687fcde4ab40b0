//! Work for an instruction counter: `count PROGRAM SIZE`, run under `valgrind --tool=callgrind`.
//!
//! Two sizes give the cost of one operation: the difference of their counts over the difference of the sizes is free of
//! what starting and ending the process takes. `cargo xtask test guard` compares that with what is written down in
//! `tests/guard/instructions.txt`.

#[path = "../benches/elsewhere/mod.rs"]
mod elsewhere;

use coroscope_scheduler::local::{LocalScheduler, sleep, yield_now};
use coroscope_scheduler::{Time, Wait};
use elsewhere::spin_elsewhere;
use futures::executor::LocalPool;
use futures::task::LocalSpawn;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

/// Tasks that share the work of the programs that give up control.
const TASKS: u32 = 100;

async fn spin(yields: u32) {
    for _ in 0..yields {
        yield_now().await;
    }
}

fn run(scheduler: &LocalScheduler) {
    let mut now = Time::ZERO;
    loop {
        match scheduler.run_turn(now) {
            Wait::Ready => {}
            Wait::At(deadline) => now = deadline,
            Wait::Idle | Wait::Stopped => return,
        }
    }
}

/// One operation: a yield.
fn yields(size: u32) {
    let scheduler = LocalScheduler::new();
    for _ in 0..TASKS {
        drop(scheduler.spawn(spin(size / TASKS)));
    }
    run(&scheduler);
}

/// The same on `futures::executor::LocalPool`, for comparison.
fn yields_local_pool(size: u32) {
    let mut pool = LocalPool::new();
    let spawner = pool.spawner();
    for _ in 0..TASKS {
        let task = Box::new(spin_elsewhere(size / TASKS)).into();
        spawner.spawn_local_obj(task).expect("the pool is up");
    }
    pool.run();
}

/// One operation: a task that is spawned and ends at once.
fn spawn(size: u32) {
    let scheduler = LocalScheduler::new();
    for _ in 0..size {
        drop(scheduler.spawn(async {}));
        let _ = scheduler.run_turn(Time::ZERO);
    }
}

/// One operation: a parked task wakes the next one and parks.
fn wake(size: u32) {
    let scheduler = LocalScheduler::new();
    let parked: Rc<RefCell<VecDeque<Waker>>> = Rc::default();
    for _ in 0..TASKS {
        let parked = Rc::clone(&parked);
        drop(scheduler.spawn(async move {
            for _ in 0..size / TASKS {
                let next = parked.borrow_mut().pop_front();
                next.into_iter().for_each(Waker::wake);
                let mut waits = true;
                poll_fn(|context| {
                    if !std::mem::take(&mut waits) {
                        return Poll::Ready(());
                    }
                    parked.borrow_mut().push_back(context.waker().clone());
                    Poll::Pending
                })
                .await;
            }
        }));
    }
    run(&scheduler);
    // The first round parks them all and wakes nobody.
    while let Some(waker) = parked.borrow_mut().pop_front() {
        waker.wake();
    }
    run(&scheduler);
}

/// One operation: a timer that is set, fires, and wakes its task.
fn timers(size: u32) {
    let scheduler = LocalScheduler::new();
    for task in 0..TASKS {
        drop(scheduler.spawn(async move {
            for round in 0..size / TASKS {
                sleep(Duration::from_micros(u64::from(
                    1 + (task * 7 + round * 13) % 101,
                )))
                .await;
            }
        }));
    }
    run(&scheduler);
}

fn main() {
    let mut args = std::env::args().skip(1);
    let program = args.next().unwrap_or_default();
    let size = args.next().and_then(|text| text.parse().ok());
    let program = match program.as_str() {
        "yields" => yields,
        "yields_local_pool" => yields_local_pool,
        "spawn" => spawn,
        "wake" => wake,
        "timers" => timers,
        other => panic!("there is no program {other:?}"),
    };
    program(size.expect("a size"));
}
