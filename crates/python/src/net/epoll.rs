//! `select.epoll`.

use super::errors::os_error;
use super::kernel::{EPOLLIN, EPOLLOUT, Errno, Fd, Kernel};
use super::network::{self, Network};
use super::waiting;
use crate::platform;
use rustpython_vm::builtins::{PyInt, PyType};
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::types::{Constructor, Destructor};
use rustpython_vm::{Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine, pyclass};
use std::sync::atomic::{AtomicI32, Ordering};

const EPOLLPRI: u32 = 0x2;

/// An epoll instance. Closed ones have the descriptor -1.
#[pyclass(module = "select", name = "epoll")]
#[derive(Debug, PyPayload)]
pub(crate) struct PyEpoll {
    network: Network,
    fd: AtomicI32,
}

/// What `selectors` make of a mask, and back: every event is one of reading or of writing.
pub(crate) struct Interest;

impl Interest {
    /// The selector's events for a mask that epoll reported.
    pub(crate) const fn from_bits(mask: u32, read: u32, write: u32) -> u32 {
        let writes = if mask & !EPOLLIN != 0 { write } else { 0 };
        let reads = if mask & !EPOLLOUT != 0 { read } else { 0 };
        reads | writes
    }

    /// The mask to ask epoll for.
    pub(crate) const fn to_bits(events: u32, read: u32, write: u32) -> u32 {
        let reads = if events & read != 0 { EPOLLIN } else { 0 };
        let writes = if events & write != 0 { EPOLLOUT } else { 0 };
        reads | writes
    }
}

/// `poll(timeout=None, maxevents=-1)`
#[derive(rustpython_vm::FromArgs)]
struct PollArgs {
    #[pyarg(any, optional)]
    timeout: OptionalArg<PyObjectRef>,
    #[pyarg(any, default = -1)]
    maxevents: i32,
}

/// `fd, eventmask=...`
#[derive(rustpython_vm::FromArgs)]
struct WatchArgs {
    #[pyarg(any)]
    fd: PyObjectRef,
    #[pyarg(any, default = EPOLLIN | EPOLLPRI | EPOLLOUT)]
    eventmask: u32,
}

/// `sizehint=-1, flags=0`, which nobody needs.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct NewArgs {
    #[pyarg(any, default = -1)]
    sizehint: i32,
    #[pyarg(any, default = 0)]
    flags: i32,
}

/// The descriptor that an argument means: a number, or an object with `fileno()`.
pub(super) fn descriptor(object: &PyObject, vm: &VirtualMachine) -> PyResult<Fd> {
    let number = match object.downcast_ref::<PyInt>() {
        Some(number) => number.to_owned(),
        None => {
            let Some(method) = vm.get_attribute_opt(object, vm.ctx.intern_str("fileno"))? else {
                return Err(
                    vm.new_type_error("argument must be an int, or have a fileno() method.")
                );
            };
            method
                .call((), vm)?
                .downcast::<PyInt>()
                .map_err(|_| vm.new_type_error("fileno() returned a non-integer"))?
        }
    };
    let fd: Fd = number.try_to_primitive(vm)?;
    if fd < 0 {
        return Err(vm.new_value_error(format!(
            "file descriptor cannot be a negative integer ({fd})"
        )));
    }
    Ok(fd)
}

impl PyEpoll {
    fn with<R>(
        &self,
        call: impl FnOnce(&mut Kernel, super::kernel::EpollId) -> Result<R, Errno>,
        vm: &VirtualMachine,
    ) -> PyResult<R> {
        let result = {
            let mut kernel = self.network.lock();
            let Some(id) = kernel.epoll_of(self.fd.load(Ordering::Relaxed)) else {
                return Err(vm.new_value_error("I/O operation on closed epoll object"));
            };
            call(&mut kernel, id)
        };
        result.map_err(|error| os_error(error, vm))
    }

    /// Whether `poll` would report anything now.
    pub(crate) fn has_events(&self) -> bool {
        let mut kernel = self.network.lock();
        kernel
            .epoll_of(self.fd.load(Ordering::Relaxed))
            .is_some_and(|id| kernel.has_events(id))
    }

    /// `poll` without the waiting: descriptors and masks.
    pub(crate) fn take_events(&self, most: usize) -> Vec<(Fd, u32)> {
        let mut kernel = self.network.lock();
        match kernel.epoll_of(self.fd.load(Ordering::Relaxed)) {
            Some(id) => kernel.events(id, most),
            None => Vec::new(),
        }
    }

    /// `register`.
    ///
    /// # Errors
    /// OSError, or ValueError when the instance is closed.
    pub(crate) fn watch(&self, fd: Fd, events: u32, vm: &VirtualMachine) -> PyResult<()> {
        self.with(|kernel, id| kernel.watch(id, fd, events), vm)
    }

    /// `modify`.
    ///
    /// # Errors
    /// As for [`PyEpoll::watch`].
    pub(crate) fn change_watch(&self, fd: Fd, events: u32, vm: &VirtualMachine) -> PyResult<()> {
        self.with(|kernel, id| kernel.change_watch(id, fd, events), vm)
    }

    /// `unregister`: whether it was registered.
    pub(crate) fn stop_watch(&self, fd: Fd) -> bool {
        let mut kernel = self.network.lock();
        kernel
            .epoll_of(self.fd.load(Ordering::Relaxed))
            .is_some_and(|id| kernel.stop_watch(id, fd).is_ok())
    }

    fn end(&self) {
        let fd = self.fd.swap(-1, Ordering::Relaxed);
        if fd >= 0 {
            // Somebody may have closed the descriptor by its number.
            let _ = self.network.lock().close(fd);
        }
    }
}

#[pyclass(with(Constructor, Destructor))]
impl PyEpoll {
    #[pymethod]
    fn close(zelf: &Py<Self>) {
        zelf.end();
    }

    #[pygetset]
    fn closed(zelf: &Py<Self>) -> bool {
        zelf.fd.load(Ordering::Relaxed) < 0
    }

    #[pymethod]
    fn fileno(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<Fd> {
        match zelf.fd.load(Ordering::Relaxed) {
            fd if fd < 0 => Err(vm.new_value_error("I/O operation on closed epoll object")),
            fd => Ok(fd),
        }
    }

    #[pymethod]
    fn register(zelf: &Py<Self>, args: WatchArgs, vm: &VirtualMachine) -> PyResult<()> {
        let fd = descriptor(&args.fd, vm)?;
        zelf.with(|kernel, id| kernel.watch(id, fd, args.eventmask), vm)
    }

    #[pymethod]
    fn modify(zelf: &Py<Self>, args: WatchArgs, vm: &VirtualMachine) -> PyResult<()> {
        let fd = descriptor(&args.fd, vm)?;
        zelf.with(|kernel, id| kernel.change_watch(id, fd, args.eventmask), vm)
    }

    #[pymethod]
    fn unregister(zelf: &Py<Self>, fd: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let fd = descriptor(&fd, vm)?;
        zelf.with(|kernel, id| kernel.stop_watch(id, fd), vm)
    }

    /// Waits for events, and returns a list of pairs of descriptor and mask.
    #[pymethod]
    fn poll(zelf: &Py<Self>, args: PollArgs, vm: &VirtualMachine) -> PyResult {
        let timeout = match args.timeout.into_option().filter(|it| !vm.is_none(it)) {
            None => None,
            Some(timeout) => Some(seconds(&timeout, vm)?).filter(|it| *it >= 0.0),
        };
        let most = match usize::try_from(args.maxevents) {
            Ok(most) if most > 0 => most,
            _ if args.maxevents == -1 => usize::MAX,
            _ => {
                return Err(vm.new_value_error(format!(
                    "maxevents must be greater than 0, got {}",
                    args.maxevents
                )));
            }
        };
        let deadline = timeout.map(|timeout| platform::current().now().as_secs() + timeout);
        loop {
            let events = zelf.with(|kernel, id| Ok(kernel.events(id, most)), vm)?;
            let left = deadline.map(|deadline| deadline - platform::current().now().as_secs());
            if !events.is_empty() || left.is_some_and(|left| left <= 0.0) {
                let pairs = events.into_iter().map(|(fd, mask)| {
                    let pair = vec![vm.ctx.new_int(fd).into(), vm.ctx.new_int(mask).into()];
                    vm.ctx.new_tuple(pair).into()
                });
                return Ok(vm.ctx.new_list(pairs.collect()).into());
            }
            waiting::wait(left, "epoll.poll()", vm)?;
        }
    }

    #[pymethod]
    fn __enter__(zelf: rustpython_vm::PyRef<Self>, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        Self::fileno(&zelf, vm)?;
        Ok(zelf.into())
    }

    #[pymethod]
    fn __exit__(zelf: &Py<Self>, _args: FuncArgs) {
        zelf.end();
    }
}

/// A timeout in seconds.
fn seconds(object: &PyObject, vm: &VirtualMachine) -> PyResult<f64> {
    object
        .try_float(vm)
        .map(|it| it.to_f64())
        .map_err(|_| vm.new_type_error("timeout must be an integer or None"))
}

impl Constructor for PyEpoll {
    type Args = NewArgs;

    fn py_new(_cls: &Py<PyType>, args: NewArgs, vm: &VirtualMachine) -> PyResult<Self> {
        if args.sizehint != -1 && args.sizehint <= 0 {
            return Err(vm.new_value_error("sizehint must be positive or -1"));
        }
        if args.flags & !0o200_0000 != 0 {
            return Err(os_error(Errno::Invalid, vm));
        }
        let network = network::current();
        let opened = network.lock().open_epoll();
        let (fd, _) = opened.map_err(|error| os_error(error, vm))?;
        Ok(Self {
            network,
            fd: AtomicI32::new(fd),
        })
    }
}

impl Destructor for PyEpoll {
    fn del(zelf: &Py<Self>, _vm: &VirtualMachine) -> PyResult<()> {
        zelf.end();
        Ok(())
    }
}
