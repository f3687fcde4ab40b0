//! What a call does that has to wait: a blocking socket, `select()`, `epoll.poll()`.
//!
//! This is the only place where the network waits. As long as there is one thread, nobody else can run meanwhile: so
//! a wait without a limit is a deadlock, and one with a limit lasts until then. Threads that are fibers will let
//! others run from here.

use crate::{interrupt, platform};
use rustpython_vm::frame::FrameObjectRef;
use rustpython_vm::{PyResult, VirtualMachine};

/// Waits until something may have changed, for `seconds` at most.
///
/// `what` completes the sentence "The program waits in ...".
///
/// # Errors
/// What a signal's handler raises.
pub(super) fn wait(seconds: Option<f64>, what: &str, vm: &VirtualMachine) -> PyResult<()> {
    let platform = platform::current();
    let Some(seconds) = seconds else {
        let deadlock = || {
            let place = line_of_program(vm);
            let at = place.map_or(String::new(), |line| format!(" on line {line},"));
            let report = format!(
                "Deadlock: the program waits{at} in {what}, and nothing is left that could end that.\n\
                 A blocking call holds all tasks up: in asyncio use streams, or loop.sock_recv() and its like on a \
                 socket with setblocking(False)."
            );
            (report, place)
        };
        return interrupt::wait_for_outside(&*platform, deadlock, vm);
    };
    platform.sleep(seconds.max(0.0));
    interrupt::check(vm).map(drop)
}

/// The line where the program itself stands, behind all frames of the library.
fn line_of_program(vm: &VirtualMachine) -> Option<u32> {
    let mut frame: Option<FrameObjectRef> = vm.current_frame();
    while let Some(current) = frame {
        let file = current.f_code().source_path().as_str();
        if !file.starts_with(coroscope_stdlib::LIBRARY_ROOT) && !file.starts_with('<') {
            return u32::try_from(current.lineno()).ok();
        }
        frame = current.f_back(vm);
    }
    None
}
