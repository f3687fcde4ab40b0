//! Stacks: what a task awaits, and what called what is running. Read natively, no Python code runs.

use crate::asyncio::is_leaf;
use rustpython_vm::builtins::{PyAsyncGen, PyCode, PyCoroutine, PyGenerator, PyTraceback};
use rustpython_vm::frame::{FrameObject, InterpreterFrame, current_thread_iframe};
use rustpython_vm::{AsObject as _, Py, PyObject, PyObjectRef, PyRef};

/// What is shown of a stack at most, outermost first: awaits can nest as deep as recursion.
pub(super) const DEEPEST: usize = 100;

/// The loop's own method, below which everything belongs to steps and callbacks.
const RUN_FOREVER: (&str, &str) = (
    "_UnixSelectorEventLoop.run_forever",
    "<coroscope _coroscope_asyncio>",
);

/// One frame: its code and where in it, in instructions (0: not begun).
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) code: &'a Py<PyCode>,
    pub(super) lasti: u32,
}

impl Spot<'_> {
    /// The line, from 1.
    pub(super) fn line(self) -> u32 {
        let line = match (self.lasti as usize).checked_sub(1) {
            Some(at) => self.code.locations.get(at).map(|(start, _)| start.line),
            None => self.code.first_line_number,
        };
        let line = line.map_or(1, |line| line.get());
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

/// Goes along what a coroutine awaits, outermost first, as `cr_await`, `gi_yieldfrom` and `ag_await` have it. Ends
/// where a future, or anything else without a frame, is awaited; returns that.
pub(super) fn awaited(
    coroutine: &PyObject,
    mut visit: impl FnMut(Spot<'_>),
) -> Option<PyObjectRef> {
    awaited_frames(coroutine, |frame| {
        let iframe = frame.iframe();
        visit(Spot {
            code: iframe.code(),
            lasti: iframe.get_lasti(),
        });
    })
}

/// The same with the frames themselves.
#[inline]
pub(super) fn awaited_frames(
    coroutine: &PyObject,
    mut visit: impl FnMut(&FrameObject),
) -> Option<PyObjectRef> {
    let mut held: Option<PyObjectRef> = None;
    for _ in 0..DEEPEST {
        let current: &PyObject = held.as_deref().unwrap_or(coroutine);
        let coro = if let Some(it) = current.downcast_ref::<PyCoroutine>() {
            it.as_coro()
        } else if is_leaf(current) {
            return held;
        } else if let Some(it) = current.downcast_ref::<PyGenerator>() {
            it.as_coro()
        } else if let Some(it) = current.downcast_ref::<PyAsyncGen>() {
            it.as_coro()
        } else if let Some(inner) = unwrapped(current) {
            held = Some(inner);
            continue;
        } else {
            return held;
        };
        let frame = coro.frame_opt()?;
        visit(&frame);
        held = Some(frame.yield_from_target()?);
    }
    None
}

/// What is behind the interpreter's own awaitables, which have no attribute for it. (`asend()` and `athrow()` of an
/// asynchronous generator refer to it and to what is sent; a coroutine's `__await__()` refers to the coroutine.)
#[cold]
fn unwrapped(awaitable: &PyObject) -> Option<PyObjectRef> {
    const WRAPPERS: [&str; 4] = [
        "async_generator_asend",
        "async_generator_athrow",
        "coroutine_wrapper",
        "anext_awaitable",
    ];
    if !WRAPPERS.contains(&&*awaitable.class().name()) {
        return None;
    }
    awaitable.gc_get_referents().into_iter().find(|inner| {
        inner.downcast_ref::<PyAsyncGen>().is_some()
            || inner.downcast_ref::<PyCoroutine>().is_some()
            || inner.downcast_ref::<PyGenerator>().is_some()
            || WRAPPERS.contains(&&*inner.class().name())
    })
}

/// Goes along the frames that are running, innermost first, up to and without the loop's own. `visit` says whether to
/// go on.
pub(super) fn running(mut visit: impl FnMut(Spot<'_>) -> bool) {
    let mut frame: *const InterpreterFrame = current_thread_iframe();
    // SAFETY: the frames on this thread's chain are alive while they run, and none of them returns before this
    // function does.
    while let Some(this) = unsafe { frame.as_ref() } {
        let code = this.code();
        if code.qualname.as_str() == RUN_FOREVER.0 && code.source_path().as_str() == RUN_FOREVER.1 {
            return;
        }
        let spot = Spot {
            code,
            lasti: this.get_lasti(),
        };
        if !visit(spot) {
            return;
        }
        frame = this.previous();
    }
}

/// Goes along a traceback, outermost first.
pub(super) fn traceback(
    first: Option<PyRef<PyTraceback>>,
    mut visit: impl FnMut(&Py<PyCode>, u32),
) {
    let mut next = first;
    let mut depth = 0;
    while let Some(entry) = next
        && depth < DEEPEST
    {
        depth += 1;
        let line = u32::try_from(entry.lineno.get()).unwrap_or(u32::MAX);
        visit(entry.frame.iframe().code(), line);
        next = entry.next.lock().clone();
    }
}
