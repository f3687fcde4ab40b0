//! A million yields of Rust futures: this crate's `LocalScheduler` beside `futures::executor::LocalPool`.
//!
//! `cargo bench -p coroscope-scheduler` prints the median, the fastest and the slowest of seven runs
//! each, in nanoseconds a yield. The pools take turns, so that a slow minute of the machine hits both.

use coroscope_scheduler::local::{LocalScheduler, yield_now};
use coroscope_scheduler::{Time, Wait};
use futures::executor::LocalPool;
use futures::task::LocalSpawn;
use std::time::Instant;

const YIELDS: u32 = 1_000_000;
const RUNS: usize = 7;

async fn spin(yields: u32) {
    for _ in 0..yields {
        yield_now().await;
    }
}

fn ours(tasks: u32) {
    let scheduler = LocalScheduler::new();
    for _ in 0..tasks {
        drop(scheduler.spawn(spin(YIELDS / tasks)));
    }
    while scheduler.run_turn(Time::ZERO) == Wait::Ready {}
}

fn theirs(tasks: u32) {
    let mut pool = LocalPool::new();
    let spawner = pool.spawner();
    for _ in 0..tasks {
        spawner
            .spawn_local_obj(Box::new(spin(YIELDS / tasks)).into())
            .expect("the pool is up");
    }
    pool.run();
}

fn nanos_a_yield(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64() * 1e9 / f64::from(YIELDS)
}

fn summary(mut runs: Vec<f64>) -> String {
    runs.sort_by(f64::total_cmp);
    format!(
        "{:6.1} ({:.1} to {:.1})",
        runs[RUNS / 2],
        runs[0],
        runs[RUNS - 1]
    )
}

fn main() {
    println!(
        "{:>6}  {:<28}{:<28}",
        "tasks", "LocalScheduler, ns a yield", "LocalPool, ns a yield"
    );
    for tasks in [1, 10, 100, 1_000, 10_000] {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        ours(tasks);
        theirs(tasks);
        for _ in 0..RUNS {
            a.push(nanos_a_yield(|| ours(tasks)));
            b.push(nanos_a_yield(|| theirs(tasks)));
        }
        println!("{tasks:>6}  {:<28}{:<28}", summary(a), summary(b));
    }
}
