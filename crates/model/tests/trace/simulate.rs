//! Random traces that a real loop could have written: a small scheduler driven by bytes.
//!
//! It keeps its own account of who is ready, waits or has ended, which shares nothing with the code under test.

use coroscope_model::protocol::Stream;
use coroscope_model::trace::*;
use std::collections::{BTreeMap, VecDeque};

/// What the scheduler knows at the end of a turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) event: u64,
    pub(crate) time: Nanos,
    pub(crate) ready: Vec<Item>,
    pub(crate) timers: Vec<HandleNo>,
    pub(crate) waiting: Vec<TaskNo>,
    pub(crate) done: Vec<TaskNo>,
    /// For each lock: who holds it, and who waits in which order.
    pub(crate) locks: Vec<(Vec<TaskNo>, Vec<TaskNo>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Task(TaskNo),
    Handle(HandleNo),
}

#[derive(Default)]
struct Lock {
    holder: Option<TaskNo>,
    /// Waiters, each with its future.
    waiters: VecDeque<(TaskNo, FutureNo)>,
    /// Who was woken and takes it in the next step.
    next: Option<TaskNo>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Doing {
    Ready,
    Sleeps(HandleNo, FutureNo),
    WaitsTask(TaskNo),
    WaitsLock(usize, FutureNo),
    Done,
}

pub(crate) struct Simulation<'a> {
    choices: std::iter::Copied<std::slice::Iter<'a, u8>>,
    pub(crate) records: Vec<Record>,
    pub(crate) accounts: Vec<Account>,
    events: u64,
    time: Nanos,
    real: Nanos,
    next: u64,
    turns: u64,
    tasks: BTreeMap<TaskNo, Doing>,
    ready: VecDeque<Item>,
    /// Timers by deadline, then by the order in which they were set; whom each wakes.
    timers: BTreeMap<(Nanos, HandleNo), (TaskNo, FutureNo)>,
    locks: Vec<Lock>,
}

/// The records of a run that these bytes decide, and what should be the case at the end of each turn.
pub(crate) fn simulate(choices: &[u8]) -> (Vec<Record>, Vec<Account>) {
    let mut simulation = Simulation {
        choices: choices.iter().copied(),
        records: Vec::new(),
        accounts: Vec::new(),
        events: 0,
        time: 0,
        real: 0,
        next: 0,
        turns: 0,
        tasks: BTreeMap::new(),
        ready: VecDeque::new(),
        timers: BTreeMap::new(),
        locks: (0..3).map(|_| Lock::default()).collect(),
    };
    simulation.run();
    (simulation.records, simulation.accounts)
}

impl Simulation<'_> {
    /// A number under `below`; 0 once the choices are used up.
    fn choose(&mut self, below: u64) -> u64 {
        u64::from(self.choices.next().unwrap_or(0)) % below.max(1)
    }

    fn push(&mut self, record: Record) {
        self.events += u64::from(record.is_event());
        self.records.push(record);
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn clock(&mut self) {
        let (time, real) = (self.time, self.real);
        self.push(Record::Clock { time, real });
    }

    fn run(&mut self) {
        self.push(Record::Text {
            id: 1,
            text: "task".into(),
        });
        for id in 1..=3 {
            self.push(Record::Primitive {
                id,
                kind: PrimitiveKind::Lock,
                name: 1,
                created: 0,
                limit: 0,
            });
        }
        self.clock();
        self.push(Record::LoopBegan {
            event_loop: 1,
            debug: false,
        });
        self.create(None, &mut Vec::new());
        while self.turn() {}
        self.push(Record::LoopEnded { event_loop: 1 });
    }

    fn turn(&mut self) -> bool {
        if self.ready.is_empty() {
            let Some((&(when, _), _)) = self.timers.first_key_value() else {
                return false;
            };
            self.push(Record::Idle { until: Some(when) });
            self.time = self.time.max(when);
            self.real += 1_000;
        }
        self.turns += 1;
        self.clock();
        self.push(Record::Turn { turn: self.turns });
        while let Some((&(when, timer), _)) = self.timers.first_key_value()
            && when <= self.time
        {
            // Who it wakes is looked up when its callback runs.
            self.ready.push_back(Item::Handle(timer));
            let woken = self.timers.remove(&(when, timer)).expect("it is there");
            self.tasks.insert(woken.0, Doing::Sleeps(timer, woken.1));
            self.push(Record::TimerFired { timer });
        }
        for _ in 0..self.ready.len() {
            match self.ready.pop_front().expect("counted") {
                Item::Task(task) => self.step(task, None),
                Item::Handle(handle) => self.fire(handle),
            }
        }
        self.account();
        true
    }

    /// A sleep's timer calls back. Nothing happens if the sleep was cancelled in the meantime.
    fn fire(&mut self, timer: HandleNo) {
        let sleeper = self.tasks.iter().find_map(|(&task, &doing)| match doing {
            Doing::Sleeps(its, future) if its == timer => Some((task, future)),
            _ => None,
        });
        let Some((task, future)) = sleeper else {
            self.push(Record::HandleSkipped { handle: timer });
            return;
        };
        self.push(Record::HandleBegan { handle: timer });
        self.settle(future, Settled::Value, None);
        self.wake(task, future, None);
        self.push(Record::HandleEnded {
            handle: timer,
            busy: 10,
        });
    }

    fn settle(&mut self, future: FutureNo, how: Settled, by: Option<TaskNo>) {
        self.push(Record::FutureSettled { future, how, by });
    }

    fn wake(&mut self, task: TaskNo, future: FutureNo, by: Option<TaskNo>) {
        self.tasks.insert(task, Doing::Ready);
        self.ready.push_back(Item::Task(task));
        self.push(Record::TaskReady {
            task,
            cause: Cause::Woken(Some(future)),
            by,
        });
    }

    fn create(&mut self, by: Option<TaskNo>, changed: &mut Vec<usize>) {
        let task = self.number();
        let future = self.number();
        self.push(Record::TaskCreated {
            task,
            future,
            by,
            name: 1,
            code: 0,
            created: 0,
        });
        self.tasks.insert(task, Doing::Ready);
        // Some start eagerly, inside of the step that creates them.
        if by.is_some() && self.choose(4) == 3 {
            // What was changed so far is told before another step begins, or it would seem to be that one's doing.
            if let Some(by) = by {
                self.changes(by, std::mem::take(changed));
            }
            self.step(task, by);
        } else {
            self.ready.push_back(Item::Task(task));
            self.push(Record::TaskReady {
                task,
                cause: Cause::Start,
                by,
            });
        }
    }

    fn step(&mut self, task: TaskNo, outer: Option<TaskNo>) {
        self.push(Record::StepBegan {
            task,
            throws: false,
        });
        let mut changed = Vec::new();
        for place in 0..self.locks.len() {
            if self.locks[place].next == Some(task) {
                self.locks[place].next = None;
                self.locks[place].holder = Some(task);
                changed.push(place);
            }
        }
        for _ in 0..self.choose(4) {
            self.act(task, &mut changed);
        }
        let busy = 5 + self.choose(50);
        self.real += busy;
        let end = self.choose(8);
        let lock = self.choose(3) as usize;
        let free = self.locks[lock].holder.is_none() && self.locks[lock].next.is_none();
        let other = self.other(task);
        match end {
            0 | 1 if outer.is_none() || end == 0 => self.finish(task, busy, &mut changed),
            2 | 3 => {
                self.changes(task, changed);
                self.ended(task, StepEnd::Yielded, busy);
                self.ready.push_back(Item::Task(task));
                self.push(Record::TaskReady {
                    task,
                    cause: Cause::Yield,
                    by: outer,
                });
            }
            4 if !free => {
                let future = self.number();
                self.push(Record::FutureCreated {
                    future,
                    by: Some(task),
                });
                self.locks[lock].waiters.push_back((task, future));
                changed.push(lock);
                self.changes(task, changed);
                self.waits(task, busy, future, Purpose::Primitive(lock as u32 + 1));
                self.tasks.insert(task, Doing::WaitsLock(lock, future));
            }
            5 if other.is_some() => {
                let other = other.expect("checked");
                self.changes(task, changed);
                self.waits(task, busy, other + 1, Purpose::Task(other));
                self.tasks.insert(task, Doing::WaitsTask(other));
            }
            _ => {
                let future = self.number();
                self.push(Record::FutureCreated {
                    future,
                    by: Some(task),
                });
                let timer = self.number();
                let when = self.time + 1_000 * (1 + self.choose(20));
                self.push(Record::TimerSet {
                    timer,
                    when,
                    by: Some(task),
                    what: 1,
                });
                self.timers.insert((when, timer), (task, future));
                self.changes(task, changed);
                self.waits(task, busy, future, Purpose::Sleep(Some(timer)));
                self.tasks.insert(task, Doing::Sleeps(timer, future));
            }
        }
    }

    /// Another task that has not ended.
    fn other(&mut self, task: TaskNo) -> Option<TaskNo> {
        let others: Vec<TaskNo> = (self.tasks.iter())
            .filter(|&(&no, &doing)| no != task && doing != Doing::Done)
            .map(|(&no, _)| no)
            .collect();
        let chosen = self.choose(others.len() as u64) as usize;
        others.get(chosen).copied()
    }

    fn act(&mut self, task: TaskNo, changed: &mut Vec<usize>) {
        match self.choose(6) {
            0 | 1 if self.tasks.len() < 60 => {
                self.create(Some(task), changed);
            }
            2 => {
                self.real += 3;
                self.clock();
                self.push(Record::Output {
                    stream: Stream::Stdout,
                    chars: 3,
                    by: Some(task),
                    line: 1,
                });
            }
            3 => {
                let lock = self.choose(3) as usize;
                if self.locks[lock].holder == Some(task) {
                    self.release(lock, task);
                } else if self.locks[lock].holder.is_none()
                    && self.locks[lock].next.is_none()
                    && self.locks[lock].waiters.is_empty()
                {
                    self.locks[lock].holder = Some(task);
                } else {
                    return;
                }
                if !changed.contains(&lock) {
                    changed.push(lock);
                }
            }
            4 => self.cancel(task, changed),
            _ => self.push(Record::TaskNamed { task, name: 0 }),
        }
    }

    fn release(&mut self, lock: usize, task: TaskNo) {
        self.locks[lock].holder = None;
        if let Some((waiter, future)) = self.locks[lock].waiters.pop_front() {
            self.locks[lock].next = Some(waiter);
            self.settle(future, Settled::Value, Some(task));
            self.wake(waiter, future, Some(task));
        }
    }

    /// Cancels another task's wait, if it waits for a timer or a lock.
    fn cancel(&mut self, task: TaskNo, changed: &mut Vec<usize>) {
        let Some(other) = self.other(task) else {
            return;
        };
        let future = match self.tasks[&other] {
            Doing::Sleeps(timer, future) => {
                let place = self.timers.keys().find(|place| place.1 == timer).copied();
                if let Some(place) = place {
                    self.timers.remove(&place);
                    self.push(Record::TimerCancelled {
                        timer,
                        by: Some(task),
                    });
                }
                future
            }
            Doing::WaitsLock(lock, future) => {
                self.locks[lock].waiters.retain(|&(no, _)| no != other);
                if !changed.contains(&lock) {
                    changed.push(lock);
                }
                future
            }
            _ => return,
        };
        self.push(Record::CancelRequested {
            task: other,
            by: Some(task),
            message: 0,
            stack: 0,
            cancelling: 1,
        });
        self.settle(future, Settled::Cancelled, Some(task));
        self.wake(other, future, Some(task));
    }

    /// What the step changed, said at its end.
    fn changes(&mut self, task: TaskNo, changed: Vec<usize>) {
        for place in changed {
            let lock = &self.locks[place];
            let record = Record::PrimitiveChanged {
                primitive: place as u32 + 1,
                value: u64::from(lock.holder.is_some()),
                waiting: lock.waiters.len() as u32,
                putters: 0,
                unfinished: 0,
                by: Some(task),
            };
            self.push(record);
        }
    }

    fn ended(&mut self, task: TaskNo, how: StepEnd, busy: Nanos) {
        self.push(Record::StepEnded {
            task,
            how,
            stack: 0,
            busy,
        });
    }

    fn waits(&mut self, task: TaskNo, busy: Nanos, future: FutureNo, purpose: Purpose) {
        self.ended(task, StepEnd::Waits, busy);
        self.push(Record::Waits {
            task,
            future: Some(future),
            purpose,
        });
    }

    fn finish(&mut self, task: TaskNo, busy: Nanos, changed: &mut Vec<usize>) {
        for lock in 0..self.locks.len() {
            if self.locks[lock].holder == Some(task) {
                self.release(lock, task);
                if !changed.contains(&lock) {
                    changed.push(lock);
                }
            }
        }
        self.changes(task, std::mem::take(changed));
        self.ended(task, StepEnd::Returned, busy);
        self.push(Record::TaskDone {
            task,
            how: Settled::Value,
            text: 0,
            stack: 0,
        });
        self.tasks.insert(task, Doing::Done);
        let woken: Vec<TaskNo> = (self.tasks.iter())
            .filter(|&(_, &doing)| doing == Doing::WaitsTask(task))
            .map(|(&no, _)| no)
            .collect();
        for waiter in woken {
            self.wake(waiter, task + 1, None);
        }
    }

    fn account(&mut self) {
        let of = |wanted: fn(Doing) -> bool| -> Vec<TaskNo> {
            let tasks = self.tasks.iter().filter(|&(_, &doing)| wanted(doing));
            tasks.map(|(&no, _)| no).collect()
        };
        self.accounts.push(Account {
            event: self.events,
            time: self.time,
            ready: self.ready.iter().copied().collect(),
            timers: self.timers.keys().map(|&(_, timer)| timer).collect(),
            waiting: of(|doing| doing != Doing::Ready && doing != Doing::Done),
            done: of(|doing| doing == Doing::Done),
            locks: (self.locks.iter())
                .map(|lock| {
                    let waiters = lock.waiters.iter().map(|&(task, _)| task).collect();
                    (lock.holder.into_iter().collect(), waiters)
                })
                .collect(),
        });
    }
}
