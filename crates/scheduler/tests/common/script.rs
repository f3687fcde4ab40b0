//! The language of the scripts, and the one interpreter that all Rust worlds share.
//!
//! The interpreter knows what an operation means to the coroutine that it is in; what it means to
//! everybody else is the world's business, behind [`Api`].

use std::rc::Rc;

/// Scripts, and how many futures they share. Task 0 runs script 0.
#[derive(Clone, Debug)]
pub struct Program {
    pub scripts: Vec<Vec<Op>>,
    pub futures: usize,
}

/// What can be awaited or cancelled: a shared future, the k-th task to be spawned, the future of a sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Future(usize),
    Task(usize),
    Sleep(usize),
}

#[derive(Clone, Debug)]
pub enum Op {
    /// These four suspend. An exception that comes out is logged, and swallowed if the flag is set.
    Yield(bool),
    Sleep(u32, bool),
    Await(Target, bool),
    /// Awaits the task that it is in. By itself, since CPython leaves such a task unfit to be awaited
    /// by others for a while, which is a matter of its coroutines and not of its scheduling.
    AwaitSelf(bool),
    /// Spawns a task that runs the script; with the flag, eagerly.
    Spawn(usize, bool),
    SetResult(usize, i32),
    SetError(usize, i32),
    Cancel(Target, Option<u32>),
    Uncancel(usize),
    Cancelling(usize),
    AddCallback(Target),
    /// Queues a handle that runs an operation that cannot suspend.
    CallSoon(Box<Op>),
    CallLater(u32, Box<Op>),
    /// Cancels the k-th handle to be queued.
    CancelHandle(usize),
    Log(&'static str),
    Stop,
    Raise(i32),
    /// Raises what leaves the loop.
    Exit(i32),
}

/// An exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exc {
    Error(i32),
    Cancelled(Option<u32>),
    Exit(i32),
    /// A task awaited itself.
    AwaitsItself,
}

impl std::fmt::Display for Exc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Exc::Error(number) => write!(f, "Error({number})"),
            Exc::Cancelled(None) => write!(f, "Cancelled()"),
            Exc::Cancelled(Some(message)) => write!(f, "Cancelled({message})"),
            Exc::Exit(number) => write!(f, "Exit({number})"),
            Exc::AwaitsItself => write!(f, "AwaitsItself"),
        }
    }
}

/// A world, as an operation sees it. `None` says that there is no such task, or not yet.
pub trait Api {
    fn log(&self, line: String);
    fn spawn(&self, script: usize, eager: bool) -> Result<usize, Exc>;
    fn is_done(&self, target: Target) -> Option<bool>;
    fn result(&self, target: Target) -> Result<i32, Exc>;
    fn start_sleep(&self, delay: u32) -> usize;
    fn end_sleep(&self, sleep: usize);
    /// False if the future was done.
    fn settle(&self, future: usize, result: Result<i32, Exc>) -> bool;
    fn cancel(&self, target: Target, message: Option<u32>) -> Option<bool>;
    fn uncancel(&self, task: usize) -> Option<u32>;
    fn cancelling(&self, task: usize) -> Option<u32>;
    fn add_callback(&self, target: Target, label: String) -> Option<()>;
    fn call_soon(&self, label: String, op: Op);
    fn call_later(&self, delay: u32, label: String, op: Op);
    fn cancel_handle(&self, handle: usize) -> Option<()>;
    fn stop(&self);
}

/// Why a coroutine gave up control.
pub enum Yielded {
    Bare,
    Await(Target),
    Return(i32),
    Raise(Exc),
}

/// A script in the middle of its run.
pub struct Coroutine {
    task: usize,
    ops: Rc<[Op]>,
    pc: usize,
    /// What the operation at `pc` waits for.
    waits: Option<Yield>,
}

#[derive(Clone, Copy)]
enum Yield {
    Bare,
    On(Target),
}

impl Coroutine {
    pub fn new(task: usize, ops: Vec<Op>) -> Coroutine {
        Coroutine {
            task,
            ops: ops.into(),
            pc: 0,
            waits: None,
        }
    }

    /// Runs to the next suspension.
    pub fn resume(&mut self, input: Option<Exc>, api: &dyn Api) -> Yielded {
        if let Some(waits) = self.waits.take() {
            let result = match (input, waits) {
                (Some(exc), _) => Err(exc),
                (None, Yield::Bare) => Ok(0),
                // What `Future.__await__` does when it is sent to.
                (None, Yield::On(target)) => api.result(target),
            };
            if let Yield::On(Target::Sleep(sleep)) = waits {
                api.end_sleep(sleep);
            }
            if let Err(exc) = self.awaited(result, api) {
                return Yielded::Raise(exc);
            }
        } else if let Some(exc) = input {
            // Thrown into a coroutine that has not begun.
            return Yielded::Raise(exc);
        }
        loop {
            let Some(op) = self.ops.get(self.pc).cloned() else {
                return Yielded::Return(self.pc as i32);
            };
            let target = match op {
                Op::Yield(_) => {
                    self.waits = Some(Yield::Bare);
                    return Yielded::Bare;
                }
                Op::Sleep(delay, _) => Some(Target::Sleep(api.start_sleep(delay))),
                // Tasks await later tasks only: a ring of them could not be cancelled, in CPython
                // because it recurses without end.
                Op::Await(Target::Task(task), _) if task <= self.task => None,
                Op::AwaitSelf(_) => Some(Target::Task(self.task)),
                Op::Await(target, _) => Some(target),
                op => {
                    let label = format!("t{}.{}", self.task, self.pc);
                    if let Err(exc) = run_op(&label, &op, api) {
                        return Yielded::Raise(exc);
                    }
                    self.pc += 1;
                    continue;
                }
            };
            match target.and_then(|target| Some((target, api.is_done(target)?))) {
                None => {
                    api.log(format!("t{}.{} skip", self.task, self.pc));
                    self.pc += 1;
                }
                Some((target, true)) => {
                    if let Err(exc) = self.awaited(api.result(target), api) {
                        return Yielded::Raise(exc);
                    }
                }
                Some((target, false)) => {
                    self.waits = Some(Yield::On(target));
                    return Yielded::Await(target);
                }
            }
        }
    }

    fn awaited(&mut self, result: Result<i32, Exc>, api: &dyn Api) -> Result<(), Exc> {
        let label = format!("t{}.{}", self.task, self.pc);
        let catches = matches!(
            self.ops[self.pc],
            Op::Yield(true) | Op::Sleep(_, true) | Op::Await(_, true) | Op::AwaitSelf(true)
        );
        self.pc += 1;
        match result {
            Ok(value) => {
                api.log(format!("{label} {value}"));
                Ok(())
            }
            Err(exc) => {
                api.log(format!("{label} {exc}"));
                if catches { Ok(()) } else { Err(exc) }
            }
        }
    }
}

/// Runs an operation that does not suspend.
pub fn run_op(label: &str, op: &Op, api: &dyn Api) -> Result<(), Exc> {
    let show = |what: &str, result: Option<String>| {
        api.log(format!(
            "{label} {what} {}",
            result.unwrap_or_else(|| "none".to_owned())
        ));
    };
    match op {
        Op::Spawn(script, eager) => match api.spawn(*script, *eager) {
            Ok(task) => show("spawn", Some(format!("t{task}"))),
            Err(exc) => {
                show("spawn", Some(exc.to_string()));
                return Err(exc);
            }
        },
        Op::SetResult(future, value) => {
            let settled = api.settle(*future, Ok(*value));
            show("set", Some(settled.to_string()));
        }
        Op::SetError(future, number) => {
            let settled = api.settle(*future, Err(Exc::Error(*number)));
            show("fail", Some(settled.to_string()));
        }
        Op::Cancel(target, message) => {
            let cancelled = api.cancel(*target, *message);
            show("cancel", cancelled.map(|done| done.to_string()));
        }
        Op::Uncancel(task) => show("uncancel", api.uncancel(*task).map(|left| left.to_string())),
        Op::Cancelling(task) => show(
            "cancelling",
            api.cancelling(*task).map(|left| left.to_string()),
        ),
        Op::AddCallback(target) => {
            let added = api.add_callback(*target, label.to_owned());
            show("add", added.map(|()| "done".to_owned()));
        }
        Op::CallSoon(op) => {
            api.call_soon(format!("{label}s"), (**op).clone());
        }
        Op::CallLater(delay, op) => {
            api.call_later(*delay, format!("{label}l"), (**op).clone());
        }
        Op::CancelHandle(handle) => {
            let cancelled = api.cancel_handle(*handle);
            show("unschedule", cancelled.map(|()| "done".to_owned()));
        }
        Op::Log(text) => api.log(format!("{label} {text}")),
        Op::Stop => {
            api.stop();
            show("stop", Some("done".to_owned()));
        }
        Op::Raise(number) => return Err(Exc::Error(*number)),
        Op::Exit(number) => return Err(Exc::Exit(*number)),
        Op::Yield(_) | Op::Sleep(..) | Op::Await(..) | Op::AwaitSelf(_) => {
            unreachable!("handles cannot suspend")
        }
    }
    Ok(())
}

/// How a finished program is described, the same for all worlds.
pub fn final_state(name: &str, state: Option<Result<i32, Exc>>) -> String {
    match state {
        None => format!("{name} pending"),
        Some(Ok(value)) => format!("{name} {value}"),
        Some(Err(Exc::Cancelled(_))) => format!("{name} cancelled"),
        Some(Err(exc)) => format!("{name} {exc}"),
    }
}
