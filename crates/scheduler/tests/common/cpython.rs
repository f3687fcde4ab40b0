//! The scripts in CPython, if one is named: `COROSCOPE_CPYTHON="python3.14" cargo test`.

use super::script::{Op, Program, Target};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The logs of the programs; `None` if the environment names no interpreter.
pub fn run(programs: &[Program]) -> Option<Vec<Vec<String>>> {
    let command = std::env::var("COROSCOPE_CPYTHON").ok()?;
    let mut words = command.split_whitespace();
    let mut child = Command::new(words.next()?)
        .args(words)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("COROSCOPE_CPYTHON names a command");
    let mut source = HARNESS.to_owned();
    for program in programs {
        writeln!(source, "run({}, {})", scripts(program), program.futures).unwrap();
    }
    child
        .stdin
        .take()
        .unwrap()
        .write_all(source.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the Python harness failed");
    let text = String::from_utf8(output.stdout).unwrap();
    let logs: Vec<Vec<String>> = text
        .split_terminator("----\n")
        .map(|log| log.lines().map(str::to_owned).collect())
        .collect();
    assert_eq!(logs.len(), programs.len());
    Some(logs)
}

fn scripts(program: &Program) -> String {
    let scripts = program.scripts.iter().map(|ops| list(ops.iter().map(op)));
    list(scripts)
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn op(op: &Op) -> String {
    let flag = |flag: &bool| if *flag { "True" } else { "False" };
    match op {
        Op::Yield(catch) => format!("('yield', {})", flag(catch)),
        Op::Sleep(delay, catch) => format!("('sleep', {}, {delay})", flag(catch)),
        Op::Await(on, catch) => format!("('await', {}, {})", flag(catch), target(on)),
        Op::AwaitSelf(catch) => format!("('await_self', {})", flag(catch)),
        Op::Spawn(script, eager) => format!("('spawn', {script}, {})", flag(eager)),
        Op::SetResult(future, value) => format!("('set', {future}, {value})"),
        Op::SetError(future, number) => format!("('fail', {future}, {number})"),
        Op::Cancel(what, message) => {
            let message = message.map_or("None".to_owned(), |message| message.to_string());
            format!("('cancel', {}, {message})", target(what))
        }
        Op::Uncancel(task) => format!("('uncancel', {task})"),
        Op::Cancelling(task) => format!("('cancelling', {task})"),
        Op::AddCallback(to) => format!("('add', {})", target(to)),
        Op::CallSoon(then) => format!("('call_soon', {})", self::op(then)),
        Op::CallLater(delay, then) => format!("('call_later', {delay}, {})", self::op(then)),
        Op::CancelHandle(handle) => format!("('unschedule', {handle})"),
        Op::Log(text) => format!("('log', {text:?})"),
        Op::Stop => "('stop',)".to_owned(),
        Op::Raise(number) => format!("('raise', {number})"),
        Op::Exit(number) => format!("('exit', {number})"),
    }
}

fn target(target: &Target) -> String {
    match target {
        Target::Future(future) => format!("('f', {future})"),
        Target::Task(task) => format!("('t', {task})"),
        Target::Sleep(_) => unreachable!("no script names a sleep"),
    }
}

const HARNESS: &str = r#"
import asyncio, heapq, itertools

class Error(Exception):
    pass

class Selector:
    """Time jumps instead of passing; with nothing to wait for the loop ends."""
    def __init__(self, loop, real):
        self.loop, self.real = loop, real
    def select(self, timeout):
        if timeout is None:
            self.loop.idle = True
            self.loop.stop()
        else:
            self.loop.now += timeout
        return []
    def __getattr__(self, name):
        return getattr(self.real, name)

class Timer(asyncio.TimerHandle):
    """Ties go by age. CPython's heap leaves their order to chance."""
    ages = itertools.count()
    def __init__(self, *args):
        super().__init__(*args)
        self.age = next(self.ages)
    def __lt__(self, other):
        return (self._when, self.age) < (other._when, other.age)

class Loop(asyncio.SelectorEventLoop):
    def call_at(self, when, callback, *args, context=None):
        timer = Timer(when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer
    def __init__(self):
        super().__init__()
        self._selector = Selector(self, self._selector)
        self._clock_resolution = 1e-9
        self.now = 0.0
        self.idle = False
        self.set_exception_handler(lambda loop, context: None)
    def time(self):
        return self.now

def show(exc):
    if isinstance(exc, asyncio.CancelledError):
        return f"Cancelled({exc.args[0]})" if exc.args else "Cancelled()"
    if isinstance(exc, RuntimeError) and "await on itself" in str(exc):
        return "AwaitsItself"
    name = {Error: "Error", SystemExit: "Exit"}.get(type(exc))
    return f"{name}({exc.args[0]})" if name else repr(exc)

def state(name, future):
    if not future.done():
        return f"{name} pending"
    if future.cancelled():
        return f"{name} cancelled"
    exc = future.exception()
    return f"{name} {show(exc)}" if exc else f"{name} {future.result()}"

def run(scripts, n_futures):
    loop = Loop()
    futures = [loop.create_future() for _ in range(n_futures)]
    tasks, handles = [], []
    log = print

    def find(target):
        kind, number = target
        if kind == 'f':
            return futures[number]
        return tasks[number] if number < len(tasks) else None

    def spawn(script, eager):
        number = len(tasks)
        tasks.append(None)
        tasks[number] = asyncio.Task(body(number, scripts[script]), loop=loop, eager_start=eager)
        return number

    def handle(label, op):
        try:
            run_op(label, op)
        except Exception as exc:
            log(label, "raised", show(exc))

    def run_op(label, op):
        match op:
            case 'spawn', script, eager:
                try:
                    log(label, "spawn", f"t{spawn(script, eager)}")
                except BaseException as exc:
                    log(label, "spawn", show(exc))
                    raise
            case 'set' | 'fail' as what, future, value:
                try:
                    if what == 'set':
                        futures[future].set_result(value)
                    else:
                        futures[future].set_exception(Error(value))
                    log(label, what, "true")
                except asyncio.InvalidStateError:
                    log(label, what, "false")
            case 'cancel', target, message:
                found = find(target)
                result = "none" if found is None else str(found.cancel(message)).lower()
                log(label, "cancel", result)
            case 'uncancel' | 'cancelling' as what, task:
                found = find(('t', task))
                log(label, what, "none" if found is None else getattr(found, what)())
            case 'add', target:
                found = find(target)
                if found is None:
                    log(label, "add none")
                else:
                    found.add_done_callback(lambda future: log(state(label, future)))
                    log(label, "add done")
            case 'call_soon', then:
                handles.append(loop.call_soon(handle, label + "s", then))
            case 'call_later', delay, then:
                handles.append(loop.call_later(delay, handle, label + "l", then))
            case 'unschedule', number:
                if number < len(handles):
                    handles[number].cancel()
                    log(label, "unschedule done")
                else:
                    log(label, "unschedule none")
            case 'log', text:
                log(label, text)
            case 'stop',:
                loop.stop()
                log(label, "stop done")
            case 'raise', number:
                raise Error(number)
            case 'exit', number:
                raise SystemExit(number)

    async def body(me, ops):
        for pc, op in enumerate(ops):
            label = f"t{me}.{pc}"
            if op[0] not in ('yield', 'sleep', 'await', 'await_self'):
                run_op(label, op)
                continue
            try:
                match op:
                    case 'yield', _:
                        await asyncio.sleep(0)
                        value = 0
                    case 'sleep', _, delay:
                        # What asyncio.sleep does with a delay above zero, for zero as well.
                        future = loop.create_future()
                        timer = loop.call_later(delay, asyncio.futures._set_result_unless_cancelled, future, 0)
                        try:
                            value = await future
                        finally:
                            timer.cancel()
                    case 'await', _, target:
                        found = find(target)
                        if found is None or target[0] == 't' and target[1] <= me:
                            log(label, "skip")
                            continue
                        value = await found
                    case 'await_self', _:
                        value = await tasks[me]
                log(label, value)
            except GeneratorExit:
                raise
            except BaseException as exc:
                log(label, show(exc))
                if not op[1]:
                    raise
        return len(ops)

    spawn(0, False)
    while not loop.idle:
        try:
            loop.run_forever()
        except SystemExit as exc:
            log("left by", show(exc))
        else:
            if not loop.idle:
                log("stopped")
    log("end")
    for number, task in enumerate(tasks):
        if task is not None:
            log(state(f"t{number}", task), task.cancelling())
            task._log_destroy_pending = False
    for number, future in enumerate(futures):
        log(state(f"f{number}", future))
    loop.close()
    print("----")
"#;
