//! Interrupts: Stop in the page, Ctrl-C in a terminal.
//!
//! What the programs print is what CPython 3.14 printed when it was sent SIGINT at the same place.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say where"
)]

#[path = "session/mod.rs"]
mod session;

use coroscope_model::protocol::{Clock, EndKind, Event};
use session::{Run, Sent, run, run_with, traced};

/// Interrupts a program each time that it waits after it has printed `ready`: the trace goes out right before it does.
fn when_it_waits() -> session::Script {
    let mut is_ready = false;
    Box::new(move |sent, controls| match sent {
        Sent::Event(Event::Output { chunks }) => {
            is_ready |= chunks.iter().any(|chunk| chunk.text == "ready");
        }
        Sent::Records(_) if is_ready => {
            is_ready = false;
            controls.interrupt();
        }
        _ => {}
    })
}

fn interrupted(program: &str, clock: Clock) -> Run {
    let mut request = traced(program);
    request.clock = clock;
    run_with(request, Some(when_it_waits()))
}

/// Asserts for both clocks how the program ends, and what it prints.
fn check(program: &str, (kind, message): (EndKind, &str), output: &str) {
    for clock in [Clock::Virtual, Clock::Real] {
        let run = interrupted(program, clock);
        assert_eq!(run.output(), output);
        assert_eq!((run.end().kind, &*run.end().message), (kind, message));
        let code = if kind == EndKind::Stopped { 130 } else { 0 };
        assert_eq!(run.end().exit_code, code);
    }
}

#[test]
fn run_cancels_its_main_task_and_raises_keyboard_interrupt() {
    check(
        "\
import asyncio

async def main():
    try:
        print('ready')
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0)
        print('cleaned up')

try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error), repr(error.__context__))
    raise SystemExit(0)
",
        (EndKind::Finished, ""),
        "ready\ncleaned up\nKeyboardInterrupt() CancelledError()\n",
    );
}

#[test]
fn a_program_that_does_not_catch_it_ends_with_its_traceback() {
    check(
        "\
import time

def wait():
    print('ready')
    time.sleep(3600)

wait()
",
        (EndKind::Stopped, "KeyboardInterrupt"),
        "\
ready
Traceback (most recent call last):
  File \"main.py\", line 7, in <module>
    wait()
    ~~~~^^
  File \"main.py\", line 5, in wait
    time.sleep(3600)
    ~~~~~~~~~~^^^^^^
KeyboardInterrupt
",
    );
}

#[test]
fn the_second_interrupt_of_a_run_is_not_caught_by_its_runner() {
    check(
        "\
import asyncio

async def main():
    try:
        print('ready')
        await asyncio.sleep(3600)
    except asyncio.CancelledError as error:
        print('cancelled', error.args, asyncio.current_task().cancelling())
    try:
        print('ready')
        await asyncio.sleep(3600)
    except BaseException as error:
        print('never here')

try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error), repr(error.__context__))
",
        (EndKind::Finished, ""),
        "ready\ncancelled () 1\nready\nnever here\nKeyboardInterrupt() None\n",
    );
}

#[test]
fn handlers_of_the_program_are_called_instead() {
    check(
        "\
import asyncio, signal, time

def handler(number, frame):
    print('signal', number, frame.f_code.co_name)

def nap():
    before = time.monotonic()
    print('ready')
    time.sleep(0.05)
    print(time.monotonic() - before >= 0.05)

signal.signal(signal.SIGINT, handler)
nap()
signal.signal(signal.SIGINT, signal.SIG_IGN)
print('ready')
time.sleep(0.01)

async def main():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    print('ready')
    await stop.wait()
    print('told to stop')

signal.signal(signal.SIGINT, signal.default_int_handler)
asyncio.run(main())
",
        (EndKind::Finished, ""),
        "ready\nsignal 2 nap\nTrue\nready\nready\ntold to stop\n",
    );
}

#[test]
fn what_blocks_for_ever_can_be_interrupted() {
    let waits = [
        "import socket\na, b = socket.socketpair()\nprint('ready')\na.recv(1)\n",
        "import select, socket\na, b = socket.socketpair()\nprint('ready')\nselect.select([a], [], [])\n",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nprint('ready')\nlock.acquire()\n",
        "import asyncio\nasync def main():\n    print('ready')\n    await asyncio.Event().wait()\nasyncio.run(main())\n",
    ];
    for program in waits {
        let mut request = traced(program);
        request.waits_forever = true;
        let run = run_with(request, Some(when_it_waits()));
        assert_eq!(run.end().kind, EndKind::Stopped, "{}", run.output());
    }
}

#[test]
fn a_traceback_is_announced_and_nothing_else_is() {
    let text = |sent: &Sent| match sent {
        Sent::Event(Event::Output { chunks }) => chunks.iter().map(|chunk| &*chunk.text).collect(),
        _ => String::new(),
    };
    // What was printed until then.
    let before = |program: &str| {
        let sent = run(traced(program)).sent;
        let mut reports = sent.split(|sent| *sent == Sent::Event(Event::Reporting));
        let printed: String = reports.next()?.iter().map(text).collect();
        let reported: String = reports.next()?.iter().map(text).collect();
        assert_eq!(reports.next(), None);
        assert!(reported.ends_with('\n'), "{reported}");
        Some(printed)
    };
    let printed = "print('one')\nprint('two', end='')\n";
    assert_eq!(
        before(&format!("{printed}raise KeyboardInterrupt\n")).unwrap(),
        "one\ntwo"
    );
    assert_eq!(before("print(\n").unwrap(), "");
    assert_eq!(before(&format!("{printed}raise SystemExit(1)\n")), None);
}

#[test]
fn a_program_that_is_paused_goes_on_to_its_interrupt() {
    let mut request = traced(
        "import asyncio\nasync def main():\n    print('never')\ntry:\n    asyncio.run(main())\n\
         except KeyboardInterrupt:\n    print('interrupted')\n",
    );
    request.paused = true;
    let script: session::Script = Box::new(|sent, controls| {
        if *sent == Sent::Event(Event::Paused) {
            controls.interrupt();
        }
    });
    let run = run_with(request, Some(script));
    assert_eq!(run.output(), "interrupted\n");
}

#[test]
fn a_keyboard_interrupt_of_the_programs_own_is_an_exception() {
    let run = run(traced("raise KeyboardInterrupt('mine')\n"));
    assert_eq!(run.end().kind, EndKind::Raised);
    assert_eq!(run.end().message, "KeyboardInterrupt: mine");
    assert_eq!(run.end().exit_code, 130);
}

/// `input()` ignores what these raise: if they were written in Python, an interrupt that comes while one of them runs would be
/// lost.
#[test]
fn what_input_calls_before_it_waits_is_native() {
    let run = run(traced(
        "import sys\nfor method in sys.stdin.fileno, sys.stdout.fileno, sys.stdout.flush, sys.stderr.flush:\n    \
         print(method(), hasattr(method, '__code__'))\n",
    ));
    assert_eq!(run.output(), "0 False\n1 False\nNone False\nNone False\n");
}

/// The terminal's program, in a process of its own: the interpreter looks for signals between any two instructions.
#[cfg(unix)]
#[test]
fn ctrl_c_reaches_an_endless_loop_and_input_in_a_terminal() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};

    for waits in [
        "while True: pass",
        "input()",
        "__import__('time').sleep(3600)",
    ] {
        let directory = std::env::temp_dir().join(format!("coroscope-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let path = directory.join("main.py");
        let code = format!(
            "try:\n    print('ready')\n    {waits}\nexcept KeyboardInterrupt:\n    print('interrupted')\n    raise\n"
        );
        std::fs::write(&path, code).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_coroscope"))
            .arg("run")
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "interrupted\n", "{waits}");
        assert_eq!(child.wait().unwrap().code(), Some(130), "{waits}");
        std::fs::remove_dir_all(&directory).unwrap();
    }
}
