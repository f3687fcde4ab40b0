//! `_socket.socket`: making, binding, connecting, options, closing.
//!
//! Whether a call waits is decided here and not in the network: by the socket's timeout, as in CPython's
//! `Modules/socketmodule.c`. None waits for ever, zero raises BlockingIOError, more raises TimeoutError when it is over.

use super::addresses;
use super::errors::os_error;
use super::kernel::{Address, EPOLLOUT, Errno, Family, Fd, Kernel, Kind, SOL_SOCKET, Shutdown};
use super::network::{self, Network};
use super::waiting;
use crate::platform;
use rustpython_common::lock::PyMutex;
use rustpython_vm::builtins::{PyInt, PyStr, PyType, PyTypeRef};
use rustpython_vm::function::{ArgBytesLike, Either, FuncArgs, OptionalArg};
use rustpython_vm::types::{Constructor, Destructor, Initializer, Representable};
use rustpython_vm::{
    AsObject as _, Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass,
};
use std::cell::Cell;

const SO_ERROR: i32 = 4;
const SO_LINGER: i32 = 13;
const SOCK_NONBLOCK: i32 = 0o4000;
const SOCK_CLOEXEC: i32 = 0o200_0000;

thread_local! {
    /// `socket.setdefaulttimeout()`.
    static DEFAULT_TIMEOUT: Cell<Option<f64>> = const { Cell::new(None) };
}

/// The timeout of sockets that are made from now on, in seconds.
pub(super) fn default_timeout() -> Option<f64> {
    DEFAULT_TIMEOUT.with(Cell::get)
}

/// Sets what [`default_timeout`] returns.
pub(super) fn set_default_timeout(timeout: Option<f64>) {
    DEFAULT_TIMEOUT.with(|it| it.set(timeout));
}

/// A timeout argument: None, or seconds.
///
/// # Errors
/// ValueError if it is negative.
pub(super) fn timeout_from(object: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<f64>> {
    if vm.is_none(object) {
        return Ok(None);
    }
    let seconds = object.try_float(vm)?.to_f64();
    if seconds.is_nan() {
        return Err(vm.new_value_error("Invalid value NaN (not a number)"));
    }
    if seconds < 0.0 {
        return Err(vm.new_value_error("Timeout value out of range"));
    }
    Ok(Some(seconds))
}

/// A socket object. A closed or detached one has the descriptor -1.
#[pyclass(module = "_socket", name = "socket")]
#[derive(Debug, PyPayload)]
pub(crate) struct PySocket {
    state: PyMutex<State>,
}

#[derive(Clone, Debug)]
struct State {
    network: Network,
    fd: Fd,
    family: i32,
    kind: i32,
    protocol: i32,
    timeout: Option<f64>,
}

/// How an attempt went, when it was not over at once.
enum Attempt<R> {
    Done(R),
    MustWait,
}

impl PySocket {
    pub(super) fn timeout_seconds(&self) -> Option<f64> {
        self.state.lock().timeout
    }

    fn fd(&self) -> Fd {
        self.state.lock().fd
    }

    /// Calls the network once.
    pub(super) fn once<R>(
        &self,
        vm: &VirtualMachine,
        call: impl FnOnce(&mut Kernel, Fd) -> Result<R, Errno>,
    ) -> PyResult<R> {
        let (network, fd) = {
            let state = self.state.lock();
            (state.network.clone(), state.fd)
        };
        let result = call(&mut network.lock(), fd);
        result.map_err(|error| os_error(error, vm))
    }

    /// Calls the network until it need not wait any more. `what` names the call.
    pub(super) fn call<R>(
        &self,
        what: &str,
        deadline: &mut Option<f64>,
        vm: &VirtualMachine,
        mut call: impl FnMut(&mut Kernel, Fd) -> Result<R, Errno>,
    ) -> PyResult<R> {
        loop {
            let attempt = self.once(vm, |kernel, fd| match call(kernel, fd) {
                Ok(result) => Ok(Attempt::Done(result)),
                Err(Errno::Again) => Ok(Attempt::MustWait),
                Err(error) => Err(error),
            })?;
            match attempt {
                Attempt::Done(result) => return Ok(result),
                Attempt::MustWait => self.wait(what, deadline, vm)?,
            }
        }
    }

    /// Waits as the timeout says.
    ///
    /// # Errors
    /// BlockingIOError for a non-blocking socket, TimeoutError when the time is over.
    fn wait(&self, what: &str, deadline: &mut Option<f64>, vm: &VirtualMachine) -> PyResult<()> {
        let Some(timeout) = self.timeout_seconds() else {
            return waiting::wait(None, &format!("socket.{what}()"), vm);
        };
        if timeout == 0.0 {
            return Err(os_error(Errno::Again, vm));
        }
        let now = platform::current().now().as_secs();
        let end = *deadline.get_or_insert(now + timeout);
        if now >= end {
            let class = vm.ctx.exceptions.timeout_error.to_owned();
            return Err(vm.new_exception_msg(class, "timed out".into()));
        }
        waiting::wait(Some(end - now), what, vm)
    }

    pub(super) fn address_from(
        &self,
        object: &PyObjectRef,
        caller: &str,
        vm: &VirtualMachine,
    ) -> PyResult<Address> {
        let family = Family::from_number(self.state.lock().family);
        let family = family.ok_or_else(|| os_error(Errno::FamilyNotSupported, vm))?;
        addresses::from_python(object, family, caller, vm)
    }

    /// Connects, and waits for it as the timeout says. The inner result is what `connect_ex` returns.
    fn connect_to(&self, address: &Address, vm: &VirtualMachine) -> PyResult<Result<(), Errno>> {
        let (network, fd, timeout) = {
            let state = self.state.lock();
            (state.network.clone(), state.fd, state.timeout)
        };
        let result = network.lock().connect(fd, address);
        if result != Err(Errno::InProgress) || timeout == Some(0.0) {
            return Ok(result);
        }
        let mut deadline = None;
        self.call("connect", &mut deadline, vm, |kernel, fd| {
            if kernel.readiness(fd)? & EPOLLOUT == 0 {
                return Err(Errno::Again);
            }
            let (error, _) = kernel.option(fd, SOL_SOCKET, SO_ERROR)?;
            Ok(match error {
                0 => Ok(()),
                104 => Err(Errno::ConnectionReset),
                _ => Err(Errno::ConnectionRefused),
            })
        })
    }

    fn end(&self) -> Result<(), Errno> {
        let (network, fd) = {
            let mut state = self.state.lock();
            (state.network.clone(), std::mem::replace(&mut state.fd, -1))
        };
        if fd < 0 {
            return Ok(());
        }
        network.lock().close(fd)
    }
}

/// `family=-1, type=-1, proto=-1, fileno=None`
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct InitArgs {
    #[pyarg(any, default = -1)]
    family: i32,
    #[pyarg(any, default = -1)]
    r#type: i32,
    #[pyarg(any, default = -1)]
    proto: i32,
    #[pyarg(any, optional)]
    fileno: OptionalArg<PyObjectRef>,
}

/// Opens a socket. Whatever is not here fails as on a machine that does not have it.
fn open(network: &Network, family: i32, kind: i32, protocol: i32) -> Result<Fd, Errno> {
    let family = Family::from_number(family).ok_or(Errno::FamilyNotSupported)?;
    let kind = match (Kind::from_number(kind), kind) {
        (Some(kind), _) => kind,
        // SOCK_RAW and SOCK_SEQPACKET: the first needs privileges.
        (None, 3) => return Err(Errno::NotPermitted),
        (None, 1..=10) => return Err(Errno::TypeNotSupported),
        (None, _) => return Err(Errno::Invalid),
    };
    network.lock().open(family, kind, protocol)
}

impl Initializer for PySocket {
    type Args = InitArgs;

    fn init(zelf: &Py<Self>, args: InitArgs, vm: &VirtualMachine) -> PyResult<()> {
        let network = network::current();
        let flags = if args.r#type < 0 {
            0
        } else {
            args.r#type & (SOCK_NONBLOCK | SOCK_CLOEXEC)
        };
        let mut kind = args.r#type & !flags;
        let mut family = args.family;
        let mut protocol = args.proto;
        let fd = match args.fileno.into_option().filter(|it| !vm.is_none(it)) {
            Some(fileno) => {
                let fd: Fd = fileno.try_index(vm)?.try_to_primitive(vm)?;
                if fd < 0 {
                    return Err(vm.new_value_error("negative file descriptor"));
                }
                let description = network.lock().description(fd);
                let (own_family, own_kind, own_protocol) =
                    description.map_err(|error| os_error(error, vm))?;
                let fill = |given: &mut i32, own: i32| {
                    if *given == -1 {
                        *given = own;
                    }
                };
                fill(&mut family, own_family.number());
                fill(&mut kind, own_kind.number());
                fill(&mut protocol, own_protocol);
                fd
            }
            None => {
                let default = |given: &mut i32, value: i32| {
                    if *given == -1 {
                        *given = value;
                    }
                };
                default(&mut family, Family::V4.number());
                default(&mut kind, Kind::Stream.number());
                default(&mut protocol, 0);
                open(&network, family, kind, protocol).map_err(|error| os_error(error, vm))?
            }
        };
        let timeout = if flags & SOCK_NONBLOCK != 0 {
            Some(0.0)
        } else {
            default_timeout()
        };
        let fresh = State {
            network,
            fd,
            family,
            kind,
            protocol,
            timeout,
        };
        *zelf.state.lock() = fresh;
        Ok(())
    }
}

impl Constructor for PySocket {
    type Args = FuncArgs;

    fn py_new(_cls: &Py<PyType>, _args: FuncArgs, _vm: &VirtualMachine) -> PyResult<Self> {
        Ok(Self {
            state: PyMutex::new(State {
                network: network::current(),
                fd: -1,
                family: -1,
                kind: -1,
                protocol: -1,
                timeout: None,
            }),
        })
    }

    fn slot_new(cls: PyTypeRef, args: FuncArgs, vm: &VirtualMachine) -> PyResult {
        let socket = Self::py_new(&cls, args, vm)?;
        socket.into_ref_with_type(vm, cls).map(Into::into)
    }
}

#[pyclass(
    flags(BASETYPE),
    with(
        Constructor,
        Initializer,
        Representable,
        Destructor,
        super::transfer::Transfer
    )
)]
impl PySocket {
    #[pygetset]
    fn family(zelf: &Py<Self>) -> i32 {
        zelf.state.lock().family
    }

    #[pygetset(name = "type")]
    fn kind(zelf: &Py<Self>) -> i32 {
        zelf.state.lock().kind
    }

    #[pygetset]
    fn proto(zelf: &Py<Self>) -> i32 {
        zelf.state.lock().protocol
    }

    #[pygetset]
    fn timeout(zelf: &Py<Self>) -> Option<f64> {
        zelf.timeout_seconds()
    }

    #[pymethod]
    fn fileno(zelf: &Py<Self>) -> Fd {
        zelf.fd()
    }

    #[pymethod]
    fn bind(zelf: &Py<Self>, address: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let address = zelf.address_from(&address, "bind", vm)?;
        zelf.once(vm, |kernel, fd| kernel.bind(fd, &address))
    }

    #[pymethod]
    fn listen(zelf: &Py<Self>, backlog: OptionalArg<i32>, vm: &VirtualMachine) -> PyResult<()> {
        let backlog = backlog.unwrap_or(128);
        zelf.once(vm, |kernel, fd| kernel.listen(fd, backlog))
    }

    #[pymethod]
    fn _accept(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<(Fd, PyObjectRef)> {
        let (fd, address) = zelf.call("accept", &mut None, vm, Kernel::accept)?;
        Ok((fd, addresses::to_python(&address, vm)))
    }

    #[pymethod]
    fn connect(zelf: &Py<Self>, address: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let address = zelf.address_from(&address, "connect", vm)?;
        zelf.connect_to(&address, vm)?
            .map_err(|error| os_error(error, vm))
    }

    /// Like `connect`, but returns the error's number.
    #[pymethod]
    fn connect_ex(zelf: &Py<Self>, address: PyObjectRef, vm: &VirtualMachine) -> PyResult<i32> {
        let address = zelf.address_from(&address, "connect_ex", vm)?;
        match zelf.connect_to(&address, vm) {
            Ok(result) => Ok(result.map_or_else(Errno::number, |()| 0)),
            Err(error) if error.fast_isinstance(vm.ctx.exceptions.timeout_error) => {
                Ok(Errno::Again.number())
            }
            Err(error) => Err(error),
        }
    }

    #[pymethod]
    fn getsockname(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let address = zelf.once(vm, |kernel, fd| kernel.local_address(fd))?;
        Ok(addresses::to_python(&address, vm))
    }

    #[pymethod]
    fn getpeername(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult {
        let address = zelf.once(vm, |kernel, fd| kernel.peer_address(fd))?;
        Ok(addresses::to_python(&address, vm))
    }

    #[pymethod]
    fn shutdown(zelf: &Py<Self>, how: i32, vm: &VirtualMachine) -> PyResult<()> {
        let (read, write) = match how {
            0 => (true, false),
            1 => (false, true),
            2 => (true, true),
            _ => return Err(os_error(Errno::Invalid, vm)),
        };
        zelf.once(vm, |kernel, fd| {
            kernel.shutdown(fd, Shutdown { read, write })
        })
    }

    #[pymethod]
    fn close(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        // As in CPython, a connection that was reset is no reason for close to fail.
        zelf.end().map_err(|error| os_error(error, vm))
    }

    #[pymethod]
    fn detach(zelf: &Py<Self>) -> Fd {
        std::mem::replace(&mut zelf.state.lock().fd, -1)
    }

    #[pymethod]
    fn gettimeout(zelf: &Py<Self>) -> Option<f64> {
        zelf.timeout_seconds()
    }

    #[pymethod]
    fn settimeout(zelf: &Py<Self>, timeout: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let timeout = timeout_from(&timeout, vm)?;
        Self::check_open(zelf, vm)?;
        zelf.state.lock().timeout = timeout;
        Ok(())
    }

    #[pymethod]
    fn setblocking(zelf: &Py<Self>, blocking: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        let blocking = blocking.try_to_bool(vm)?;
        Self::check_open(zelf, vm)?;
        zelf.state.lock().timeout = if blocking { None } else { Some(0.0) };
        Ok(())
    }

    #[pymethod]
    fn getblocking(zelf: &Py<Self>) -> bool {
        zelf.timeout_seconds() != Some(0.0)
    }

    /// `setsockopt(level, option, value: int | bytes)`
    #[pymethod]
    fn setsockopt(
        zelf: &Py<Self>,
        level: i32,
        name: i32,
        value: Either<PyRef<PyInt>, ArgBytesLike>,
        _length: OptionalArg<u32>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let words: Vec<i32> = match value {
            Either::A(number) => vec![number.try_to_primitive(vm)?],
            Either::B(bytes) => {
                let bytes = bytes.borrow_buf();
                let (words, _) = bytes.as_chunks();
                words.iter().map(|word| i32::from_le_bytes(*word)).collect()
            }
        };
        zelf.once(vm, |kernel, fd| match (level, name, &words[..]) {
            (SOL_SOCKET, SO_LINGER, [on, seconds]) => kernel.set_linger(fd, *on, *seconds),
            (_, _, [value, ..]) => kernel.set_option(fd, level, name, *value),
            (_, _, []) => Err(Errno::Invalid),
        })
    }

    /// `getsockopt(level, option[, buflen])`: a number, or bytes if their length is given.
    #[pymethod]
    fn getsockopt(
        zelf: &Py<Self>,
        level: i32,
        name: i32,
        length: OptionalArg<usize>,
        vm: &VirtualMachine,
    ) -> PyResult {
        let (first, second) = zelf.once(vm, |kernel, fd| kernel.option(fd, level, name))?;
        match length.unwrap_or(0) {
            0 => Ok(vm.ctx.new_int(first).into()),
            length if length > 1024 => Err(vm.new_os_error("getsockopt buflen out of range")),
            length => {
                let mut bytes = first.to_le_bytes().to_vec();
                bytes.extend(second.iter().flat_map(|word| word.to_le_bytes()));
                bytes.truncate(length);
                Ok(vm.ctx.new_bytes(bytes).into())
            }
        }
    }

    fn check_open(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        zelf.once(vm, |kernel, fd| {
            if kernel.is_open(fd) {
                Ok(())
            } else {
                Err(Errno::BadFileDescriptor)
            }
        })
    }
}

impl Representable for PySocket {
    fn repr(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<PyRef<PyStr>> {
        let state = zelf.state.lock().clone();
        Ok(vm.ctx.new_str(format!(
            "<socket object, fd={}, family={}, type={}, proto={}>",
            state.fd, state.family, state.kind, state.protocol
        )))
    }
}

impl Destructor for PySocket {
    fn del(zelf: &Py<Self>, vm: &VirtualMachine) -> PyResult<()> {
        if zelf.fd() < 0 {
            return Ok(());
        }
        let warned = zelf.as_object().repr(vm).and_then(|repr| {
            let text = format!("unclosed {}", repr.to_string_lossy());
            rustpython_vm::warn::warn(
                vm.ctx.new_str(text).into(),
                Some(vm.ctx.exceptions.resource_warning.to_owned()),
                1,
                Some(zelf.as_object().to_owned()),
                vm,
            )
        });
        // Whatever became of the warning, the socket is closed.
        let _ = zelf.end();
        if let Err(error) = warned {
            vm.run_unraisable(error, None, zelf.as_object().to_owned());
        }
        Ok(())
    }
}

/// `socketpair()`: two descriptors.
///
/// # Errors
/// EOPNOTSUPP for the Internet families, and those of [`open`].
pub(super) fn pair(family: i32, kind: i32, vm: &VirtualMachine) -> PyResult<(Fd, Fd)> {
    let made = Family::from_number(family)
        .ok_or(Errno::FamilyNotSupported)
        .and_then(|family| {
            let kind = kind & !(SOCK_NONBLOCK | SOCK_CLOEXEC);
            let kind = Kind::from_number(kind).ok_or(Errno::TypeNotSupported)?;
            network::current().lock().pair(family, kind)
        });
    made.map_err(|error| os_error(error, vm))
}
