//! Running the loop: turns, and what happens between them.

use super::event_loop::LoopCore;
use super::library;
use super::sockets;
use super::watch::Watch;
use super::world::PyDriver;
use crate::platform::{self, Point};
use crate::{interrupt, totals, trace};
use coroscope_scheduler::{Time, Wait};
use rustpython_vm::{AsObject as _, Py, PyResult, TryFromObject as _, VirtualMachine};
use std::sync::atomic::Ordering;

/// How exact the clock is, in seconds: `time.get_clock_info('monotonic').resolution`.
pub(crate) const CLOCK_RESOLUTION: f64 = 1e-9;

/// Runs turns until `stop()`, and waits between them as the platform waits.
///
/// # Errors
/// What leaves the loop (`KeyboardInterrupt`, `SystemExit`); what was queued stays queued.
pub(crate) fn drive(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<()> {
    trace::with(|it| it.loop_began(&core.number, core.debug()));
    let result = run_turns(core, vm);
    trace::with(|it| it.loop_ended(core.number.load(Ordering::Relaxed)));
    result
}

fn run_turns(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<()> {
    let Some(scheduler) = core.take_over() else {
        return Err(vm.new_runtime_error("the event loop belongs to another thread"));
    };
    let platform = platform::current();
    let watch = Watch::new(&platform);
    let driver = PyDriver {
        vm,
        core: Some(core),
        watch: watch.as_ref(),
    };
    loop {
        core.fetch_mail(scheduler, vm);
        sockets::queue_ready(core, vm)?;
        totals::count_turn();
        let mut wait = scheduler.turn(&driver, LoopCore::clock(core, vm)?)?;
        if let Some(watch) = &watch
            && wait != Wait::Stopped
        {
            watch.hold(Point::AfterTurn, vm)?;
            wait = scheduler.wait();
        }
        let until = match wait {
            Wait::Stopped => return Ok(()),
            Wait::Ready => {
                platform.checkpoint();
                // An interrupt has its turn before the next instruction.
                continue;
            }
            Wait::At(time) if time < Time::NEVER => Some(LoopCore::on_platform(core, time, vm)?),
            Wait::At(_) | Wait::Idle => None,
        };
        if !core.fetch_mail(scheduler, vm) && !sockets::any_ready(core, vm)? {
            trace::with(|it| it.idle(until));
            if until.is_none()
                && !platform.expects_wakeup()
                && !interrupt::is_awaited(&*platform, vm)?
            {
                let (report, line) = deadlock(core, vm)?;
                platform.deadlocked(report, line);
            }
            platform.wait(until);
            if let Some(watch) = &watch {
                watch.cancel(vm);
            }
            interrupt::check(vm)?;
        }
    }
}

/// What stands still, in sentences, and the line of the program to point at.
fn deadlock(core: &Py<LoopCore>, vm: &VirtualMachine) -> PyResult<(String, Option<u32>)> {
    let report = library::module_attr("_coroscope_asyncio", "deadlock_report", vm)?;
    let answer = report.call((core.as_object().to_owned(),), vm)?;
    let parts: Vec<rustpython_vm::PyObjectRef> = vm.extract_elements_with(&answer, Ok)?;
    let [text, line] = &parts[..] else {
        return Err(vm.new_type_error("deadlock_report() returns two items"));
    };
    let text = text.str(vm)?.to_string_lossy().into_owned();
    let line = Option::<u32>::try_from_object(vm, line.clone())?;
    Ok((text, line))
}
