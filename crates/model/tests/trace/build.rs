//! Traces by hand: a program's steps one after the other, without writing each record out.

use coroscope_model::protocol::{Clock, Stream};
use coroscope_model::trace::*;
use std::collections::HashMap;

pub(crate) const MS: Nanos = 1_000_000;

/// Collects records. Each call is one thing that happens; times are loop time, and real time is the same.
#[derive(Default)]
pub(crate) struct Build {
    pub(crate) records: Vec<Record>,
    texts: HashMap<String, TextId>,
    codes: HashMap<(String, bool), CodeId>,
    stacks: HashMap<Vec<Place>, StackId>,
    time: Nanos,
    turn: u64,
    future: FutureNo,
    /// The task that runs.
    pub(crate) current: Option<TaskNo>,
}

impl Build {
    pub(crate) fn new() -> Build {
        let mut build = Build {
            future: 100,
            ..Build::default()
        };
        build.push(Record::LoopBegan {
            event_loop: 1,
            debug: false,
        });
        build
    }

    pub(crate) fn trace(&self) -> Trace {
        self.trace_on(Clock::Virtual)
    }

    pub(crate) fn trace_on(&self, clock: Clock) -> Trace {
        let mut trace = Trace::new(clock, 1_000_000);
        for record in &self.records {
            trace.push(record.clone());
        }
        trace
    }

    pub(crate) fn push(&mut self, record: Record) {
        self.records.push(record);
    }

    pub(crate) fn text(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return 0;
        }
        if let Some(&id) = self.texts.get(text) {
            return id;
        }
        let id = self.texts.len() as TextId + 1;
        self.texts.insert(text.to_owned(), id);
        self.push(Record::Text {
            id,
            text: text.to_owned(),
        });
        id
    }

    fn code(&mut self, name: &str, own: bool) -> CodeId {
        if let Some(&id) = self.codes.get(&(name.to_owned(), own)) {
            return id;
        }
        let text = self.text(name);
        let file = self.text(if own { "main.py" } else { "asyncio/library.py" });
        let id = self.codes.len() as CodeId + 1;
        self.codes.insert((name.to_owned(), own), id);
        self.push(Record::Code {
            id,
            name: text,
            file,
            line: 1,
            own,
        });
        id
    }

    /// A stack such as `main:12 Queue.get:7`: names with a capital letter or a star are the library's.
    pub(crate) fn stack(&mut self, places: &str) -> StackId {
        if places.is_empty() {
            return 0;
        }
        let places: Vec<Place> = places
            .split(' ')
            .map(|place| {
                let (name, line) = place.split_once(':').expect("name:line");
                let own = !name.starts_with('*') && !name.starts_with(|c: char| c.is_uppercase());
                Place {
                    code: self.code(name.trim_start_matches('*'), own),
                    line: line.parse().expect("a number"),
                }
            })
            .collect();
        if let Some(&id) = self.stacks.get(&places) {
            return id;
        }
        let id = self.stacks.len() as StackId + 1;
        self.stacks.insert(places.clone(), id);
        self.push(Record::Stack { id, places });
        id
    }

    pub(crate) fn primitive(
        &mut self,
        id: PrimitiveNo,
        kind: PrimitiveKind,
        name: &str,
        limit: u64,
    ) {
        let name = self.text(name);
        self.push(Record::Primitive {
            id,
            kind,
            name,
            created: 0,
            limit,
        });
    }

    /// A new turn at this time in milliseconds.
    pub(crate) fn turn(&mut self, ms: u64) {
        self.time = ms * MS;
        self.clock();
        self.turn += 1;
        self.push(Record::Turn { turn: self.turn });
    }

    pub(crate) fn clock(&mut self) {
        let time = self.time;
        self.push(Record::Clock { time, real: time });
    }

    /// The loop waits until this time in milliseconds, and goes on with a turn then.
    pub(crate) fn idle(&mut self, ms: u64) {
        self.push(Record::Idle {
            until: Some(ms * MS),
        });
        self.turn(ms);
    }

    /// The running task creates one and its first step is queued. The future of task 3 is 3. Code with a star before
    /// its name is the library's.
    pub(crate) fn create(&mut self, task: TaskNo, name: &str, code: &str, line: u32) {
        let created = match (self.current, line) {
            (_, 0) => 0,
            _ => self.stack(&format!("main:{line}")),
        };
        let name = self.text(name);
        let code = self.code(code.trim_start_matches('*'), !code.starts_with('*'));
        let by = self.current;
        self.push(Record::TaskCreated {
            task,
            future: task,
            by,
            name,
            code,
            created,
        });
        self.push(Record::TaskReady {
            task,
            cause: Cause::Start,
            by,
        });
    }

    pub(crate) fn begin(&mut self, task: TaskNo) {
        self.begins(task, false);
    }

    pub(crate) fn begins(&mut self, task: TaskNo, throws: bool) {
        self.current = Some(task);
        self.push(Record::StepBegan { task, throws });
    }

    pub(crate) fn end(&mut self, how: StepEnd, stack: &str) {
        self.end_after(how, stack, 0);
    }

    /// The step ends, and took this many milliseconds of real time.
    pub(crate) fn end_after(&mut self, how: StepEnd, stack: &str, ms: u64) {
        let stack = self.stack(stack);
        let task = self.current.take().expect("a task runs");
        self.push(Record::StepEnded {
            task,
            how,
            stack,
            busy: ms * MS,
        });
    }

    fn waits(&mut self, stack: &str, future: FutureNo, purpose: Purpose) {
        let task = self.current.expect("a task runs");
        self.end(StepEnd::Waits, stack);
        self.push(Record::Waits {
            task,
            future: Some(future),
            purpose,
        });
    }

    pub(crate) fn new_future(&mut self) -> FutureNo {
        self.future += 1;
        let by = self.current;
        self.push(Record::FutureCreated {
            future: self.future,
            by,
        });
        self.future
    }

    /// The running task sleeps until this time in milliseconds. Gives the future; the timer has its number.
    pub(crate) fn sleep(&mut self, stack: &str, ms: u64) -> FutureNo {
        let future = self.new_future();
        let what = self.text("_set_result_unless_cancelled");
        let by = self.current;
        self.push(Record::TimerSet {
            timer: future,
            when: ms * MS,
            by,
            what,
        });
        self.waits(stack, future, Purpose::Sleep(Some(future)));
        future
    }

    /// The timer of a sleep is due: its callback runs and wakes the task.
    pub(crate) fn fire(&mut self, task: TaskNo, future: FutureNo) {
        self.push(Record::TimerFired { timer: future });
        self.push(Record::HandleBegan { handle: future });
        self.settle(future, Settled::Value);
        self.ready(task, Some(future));
        self.push(Record::HandleEnded {
            handle: future,
            busy: 0,
        });
    }

    pub(crate) fn settle(&mut self, future: FutureNo, how: Settled) {
        let by = self.current;
        self.push(Record::FutureSettled { future, how, by });
    }

    pub(crate) fn ready(&mut self, task: TaskNo, future: Option<FutureNo>) {
        let by = self.current;
        self.push(Record::TaskReady {
            task,
            cause: Cause::Woken(future),
            by,
        });
    }

    pub(crate) fn wait_task(&mut self, stack: &str, task: TaskNo) {
        self.waits(stack, task, Purpose::Task(task));
    }

    pub(crate) fn wait_primitive(&mut self, stack: &str, primitive: PrimitiveNo) -> FutureNo {
        let future = self.new_future();
        self.waits(stack, future, Purpose::Primitive(primitive));
        future
    }

    pub(crate) fn wait_future(&mut self, stack: &str, purpose: Purpose) -> FutureNo {
        let future = self.new_future();
        self.waits(stack, future, purpose);
        future
    }

    pub(crate) fn change(&mut self, primitive: PrimitiveNo, value: u64, waiting: u32) {
        self.change_queue(primitive, value, waiting, 0, 0);
    }

    pub(crate) fn change_queue(
        &mut self,
        primitive: PrimitiveNo,
        value: u64,
        waiting: u32,
        putters: u32,
        unfinished: u32,
    ) {
        let by = self.current;
        self.push(Record::PrimitiveChanged {
            primitive,
            value,
            waiting,
            putters,
            unfinished,
            by,
        });
    }

    /// The running task returns; those in `wakes` waited for it.
    pub(crate) fn done(&mut self, wakes: &[TaskNo]) {
        self.done_as(StepEnd::Returned, Settled::Value, wakes);
    }

    pub(crate) fn done_as(&mut self, end: StepEnd, how: Settled, wakes: &[TaskNo]) {
        let task = self.current.expect("a task runs");
        self.end(end, "");
        self.push(Record::TaskDone {
            task,
            how,
            text: 0,
            stack: 0,
        });
        for &waiting in wakes {
            self.ready(waiting, Some(task));
        }
    }

    pub(crate) fn cancel(&mut self, task: TaskNo, stack: &str, cancelling: u32) {
        let stack = self.stack(stack);
        let by = self.current;
        self.push(Record::CancelRequested {
            task,
            by,
            message: 0,
            stack,
            cancelling,
        });
    }

    pub(crate) fn output(&mut self, chars: u32, line: u32) {
        let by = self.current;
        self.push(Record::Output {
            stream: Stream::Stdout,
            chars,
            by,
            line,
        });
    }

    /// A blocking call of the running task, such as `time.sleep`, from one instant in milliseconds to another.
    pub(crate) fn blocked(&mut self, what: &str, stack: &str, from: u64, to: u64) {
        let what = self.text(what);
        let stack = self.stack(stack);
        let by = self.current;
        self.time = to * MS;
        self.clock();
        let took = (to - from) * MS;
        self.push(Record::Blocked {
            what,
            by,
            stack,
            time: took,
            real: took,
        });
    }
}
