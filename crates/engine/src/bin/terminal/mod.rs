//! Arguments, files and exit codes of the terminal program.

mod keyboard;
mod trace_file;
mod transport;

use coroscope_engine::control::Interrupter;
use coroscope_engine::session::Session;
use coroscope_host::{Host, NativeHost, Notifier, VirtualHost};
use coroscope_model::protocol::{Clock, RunRequest};
use keyboard::Break;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use trace_file::TraceFile;
use transport::Terminal;

const USAGE: &str = "\
usage: coroscope run FILE [--clock real|virtual] [--seed N] [--debug] [--top-level-await] [--trace OUT.json] [--wait-forever]";

/// The stack of the thread that runs Python. The interpreter checks the stack it is on, so this sets how
/// deep recursion through native code can go before it is a RecursionError.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Exits with the program's code, 2 on wrong usage, 3 on a deadlock.
pub(crate) fn main() -> ExitCode {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let asked = match parse(&arguments) {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("coroscope: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let thread = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || run(&asked));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(u8::try_from(code & 0xff).unwrap_or(1)),
        // The panic has been printed.
        Ok(Err(_)) => ExitCode::from(101),
        Err(error) => {
            eprintln!("coroscope: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What was asked for.
struct Asked {
    request: RunRequest,
    /// Where the trace goes.
    trace: Option<PathBuf>,
}

fn run(asked: &Asked) -> i32 {
    let Asked { request, trace } = asked;
    let file = trace.as_ref().map(|path| TraceFile::new(path, request));
    let terminal = Rc::new(Terminal::new(file));
    let session = match Session::new(terminal.clone(), Box::new(NativeHost::new())) {
        Ok(session) => session,
        Err(traceback) => {
            eprintln!("coroscope: the library does not start:\n{traceback}");
            return 101;
        }
    };
    let host: Box<dyn Host> = match request.clock {
        Clock::Real => Box::new(NativeHost::new()),
        // Without an outside there is nothing to wait for ever with.
        Clock::Virtual if request.waits_forever => {
            Box::new(VirtualHost::with_outside(Box::new(NativeHost::new())))
        }
        Clock::Virtual => Box::new(VirtualHost::new()),
    };
    let breaks = terminal.keyboard().on_break();
    listen_for_ctrl_c(session.interrupter(), host.notifier(), breaks);
    let mut code = session.run(request, host);
    if terminal.has_failed() && code == 0 {
        code = 1;
    }
    // As CPython's process: what is still alive now ends with it.
    std::process::exit(code)
}

/// Interrupts the program at each Ctrl-C, wherever it is. Without signals the system ends the process, as it does anyway.
#[cfg(unix)]
fn listen_for_ctrl_c(interrupter: Interrupter, notifier: Notifier, breaks: Break) {
    use signal_hook::consts::SIGINT;
    let signals = signal_hook::iterator::Signals::new([SIGINT]);
    let Ok(mut signals) = signals else { return };
    std::thread::spawn(move || {
        for _ in signals.forever() {
            interrupter.interrupt();
            notifier.notify();
            breaks.wake();
        }
    });
}

#[cfg(not(unix))]
fn listen_for_ctrl_c(_: Interrupter, _: Notifier, _: Break) {}

/// `None` means that help was asked for.
fn parse(arguments: &[String]) -> Result<Option<Asked>, String> {
    let mut arguments = arguments.iter().map(String::as_str);
    match arguments.next() {
        Some("run") => {}
        Some("-h" | "--help" | "help") => return Ok(None),
        Some(other) => return Err(format!("there is no command {other:?}")),
        None => return Err("what to do?".to_owned()),
    }
    let mut path = None;
    let mut clock = Clock::Real;
    let mut seed = None;
    let mut debug = false;
    let mut top_level_await = false;
    let mut trace = None;
    let mut waits_forever = false;
    while let Some(argument) = arguments.next() {
        match argument {
            "-h" | "--help" => return Ok(None),
            "--clock" => {
                clock = match arguments.next() {
                    Some("real") => Clock::Real,
                    Some("virtual") => Clock::Virtual,
                    _ => return Err("--clock takes real or virtual".to_owned()),
                };
            }
            "--seed" => {
                let number = arguments.next().and_then(|text| text.parse().ok());
                seed = Some(number.ok_or("--seed takes a whole number from 0 to 2^64-1")?);
            }
            "--debug" => debug = true,
            "--top-level-await" => top_level_await = true,
            "--trace" => {
                let out = arguments.next().ok_or("--trace takes a file to write")?;
                trace = Some(PathBuf::from(out));
            }
            "--wait-forever" => waits_forever = true,
            flag if flag.starts_with('-') => return Err(format!("there is no option {flag}")),
            _ if path.is_some() => return Err(format!("one FILE only, not also {argument:?}")),
            file => path = Some(file),
        }
    }
    let path = path.ok_or("which FILE?")?;
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let code = String::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?;
    let request = RunRequest {
        code,
        file: path.to_owned(),
        clock,
        seed,
        debug,
        top_level_await,
        trace: trace.is_some(),
        waits_forever,
        ..RunRequest::default()
    };
    Ok(Some(Asked { request, trace }))
}
