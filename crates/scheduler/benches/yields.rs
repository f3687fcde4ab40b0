//! Rust futures on this crate's `LocalScheduler`, beside `futures::executor::LocalPool` and `async-executor`.
//!
//! `cargo bench -p coroscope-scheduler`. `yields` gives up control 100,000 times, shared by so many tasks; `spawn` starts
//! tasks that end at once. What they cost in instructions, which a busy machine does not change, `cargo xtask test guard`
//! counts (`examples/count.rs`).

mod elsewhere;

use async_executor::LocalExecutor;
use coroscope_scheduler::local::{LocalScheduler, yield_now};
use coroscope_scheduler::{Time, Wait};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use elsewhere::spin_elsewhere;
use futures::executor::LocalPool;
use futures::task::LocalSpawn;
use std::future::Future;

const YIELDS: u32 = 100_000;

async fn spin(yields: u32) {
    for _ in 0..yields {
        yield_now().await;
    }
}

fn on_local_scheduler<F: Future<Output = ()> + 'static>(tasks: u32, task: impl Fn() -> F) {
    let scheduler = LocalScheduler::new();
    for _ in 0..tasks {
        drop(scheduler.spawn(task()));
    }
    while scheduler.run_turn(Time::ZERO) == Wait::Ready {}
}

fn on_local_pool<F: Future<Output = ()> + 'static>(tasks: u32, task: impl Fn() -> F) {
    let mut pool = LocalPool::new();
    let spawner = pool.spawner();
    for _ in 0..tasks {
        let task = Box::new(task()).into();
        spawner.spawn_local_obj(task).expect("the pool is up");
    }
    pool.run();
}

fn on_async_executor<F: Future<Output = ()> + 'static>(tasks: u32, task: impl Fn() -> F) {
    let executor = LocalExecutor::new();
    for _ in 0..tasks {
        executor.spawn(task()).detach();
    }
    while executor.try_tick() {}
}

fn yields(c: &mut Criterion) {
    let mut group = c.benchmark_group("yields");
    group.throughput(Throughput::Elements(u64::from(YIELDS)));
    for tasks in [1, 10, 100, 1_000, 10_000] {
        let each = move || spin_elsewhere(YIELDS / tasks);
        group.bench_function(BenchmarkId::new("LocalScheduler", tasks), |b| {
            b.iter(|| on_local_scheduler(tasks, move || spin(YIELDS / tasks)));
        });
        group.bench_function(BenchmarkId::new("LocalPool", tasks), |b| {
            b.iter(|| on_local_pool(tasks, each));
        });
        group.bench_function(BenchmarkId::new("async-executor", tasks), |b| {
            b.iter(|| on_async_executor(tasks, each));
        });
    }
    group.finish();
}

fn spawn(c: &mut Criterion) {
    let mut group = c.benchmark_group("spawn");
    let tasks = 10_000;
    group.throughput(Throughput::Elements(u64::from(tasks)));
    group.bench_function("LocalScheduler", |b| {
        b.iter(|| on_local_scheduler(tasks, || async {}));
    });
    group.bench_function("LocalPool", |b| {
        b.iter(|| on_local_pool(tasks, || async {}))
    });
    group.bench_function("async-executor", |b| {
        b.iter(|| on_async_executor(tasks, || async {}));
    });
    group.finish();
}

criterion_group!(benches, yields, spawn);
criterion_main!(benches);
