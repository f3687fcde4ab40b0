//! The module `_coroscope_net`: what `_socket` and `select` are made of.

pub(crate) use _coroscope_net::module_def;

#[rustpython_vm::pymodule]
mod _coroscope_net {
    use super::super::epoll::{PyEpoll, descriptor};
    use super::super::errors::os_error;
    use super::super::kernel::{Errno, Family, Fd};
    use super::super::socket::{self, PySocket};
    use super::super::{addresses, network, waiting};
    use crate::platform;
    use rustpython_vm::builtins::{PyBytes, PyModule, PyStrRef, PyTupleRef};
    use rustpython_vm::class::PyClassImpl as _;
    use rustpython_vm::function::{ArgBytesLike, OptionalArg};
    use rustpython_vm::{Py, PyObjectRef, PyRef, PyResult, VirtualMachine};
    use std::net::{Ipv4Addr, Ipv6Addr};

    // What makes select() report a descriptor: Linux's POLLIN_SET, POLLOUT_SET and POLLEX_SET.
    const READABLE: u32 = 0x1 | 0x40 | 0x80 | 0x10 | 0x8;
    const WRITABLE: u32 = 0x4 | 0x100 | 0x200 | 0x8;
    const EXCEPTIONAL: u32 = 0x2;

    pub(crate) fn module_exec(vm: &VirtualMachine, module: &Py<PyModule>) -> PyResult<()> {
        __module_exec(vm, module);
        network::restart();
        socket::set_default_timeout(None);
        module.set_attr("socket", PySocket::make_static_type(), vm)?;
        module.set_attr("epoll", PyEpoll::make_static_type(), vm)
    }

    /// `socketpair(family, type, proto)`: two descriptors.
    #[pyfunction]
    fn socketpair(family: i32, kind: i32, vm: &VirtualMachine) -> PyResult<(Fd, Fd)> {
        socket::pair(family, kind, vm)
    }

    /// `close(fd)`
    #[pyfunction]
    fn close(fd: Fd, vm: &VirtualMachine) -> PyResult<()> {
        let result = network::current().lock().close(fd);
        result.map_err(|error| os_error(error, vm))
    }

    /// `dup(fd)`
    #[pyfunction]
    fn dup(fd: Fd, vm: &VirtualMachine) -> PyResult<Fd> {
        let result = network::current().lock().duplicate(fd);
        result.map_err(|error| os_error(error, vm))
    }

    /// Whether `fd` is a socket's or an epoll instance's.
    #[pyfunction]
    fn is_open(fd: Fd) -> bool {
        network::current().lock().is_open(fd)
    }

    /// Sends bytes to a socket by its descriptor, without waiting.
    #[pyfunction]
    fn write(fd: Fd, data: ArgBytesLike, vm: &VirtualMachine) -> PyResult<usize> {
        let result = network::current().lock().send(fd, &[&data.borrow_buf()]);
        result.map_err(|error| os_error(error, vm))
    }

    #[pyfunction]
    fn getdefaulttimeout() -> Option<f64> {
        socket::default_timeout()
    }

    #[pyfunction]
    fn setdefaulttimeout(timeout: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
        socket::set_default_timeout(socket::timeout_from(&timeout, vm)?);
        Ok(())
    }

    /// The descriptor of a number or of an object with `fileno()`.
    #[pyfunction(name = "descriptor")]
    fn descriptor_of(object: PyObjectRef, vm: &VirtualMachine) -> PyResult<Fd> {
        descriptor(&object, vm)
    }

    /// What a descriptor is ready for: a mask of `POLL*`.
    #[pyfunction]
    fn readiness(fd: Fd, vm: &VirtualMachine) -> PyResult<u32> {
        let mask = network::current().lock().readiness(fd);
        mask.map_err(|error| match error {
            // Standard streams are no sockets: they cannot be waited for.
            Errno::NotSocket => os_error(Errno::BadFileDescriptor, vm),
            error => os_error(error, vm),
        })
    }

    /// `select(rlist, wlist, xlist, timeout=None)`. Native, because `selectors` keeps it as a class's attribute,
    /// where a Python function would become a method.
    #[pyfunction]
    fn select(
        rlist: PyObjectRef,
        wlist: PyObjectRef,
        xlist: PyObjectRef,
        timeout: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<PyTupleRef> {
        let timeout = match timeout.into_option() {
            None => None,
            Some(timeout) if vm.is_none(&timeout) => None,
            Some(timeout) => Some(timeout.try_float(vm)?.to_f64()),
        };
        if timeout.is_some_and(|timeout| timeout < 0.0) {
            return Err(vm.new_value_error("timeout must be non-negative"));
        }
        let mut watched = Vec::new();
        for (list, mask) in [(rlist, READABLE), (wlist, WRITABLE), (xlist, EXCEPTIONAL)] {
            let pairs = vm.extract_elements_with(&list, |it| Ok((descriptor(&it, vm)?, it)))?;
            watched.push((pairs, mask));
        }
        let deadline = timeout.map(|timeout| platform::current().now().as_secs() + timeout);
        loop {
            let (mut found, mut any) = (Vec::new(), false);
            for (pairs, mask) in &watched {
                let mut ready = Vec::new();
                for (fd, object) in pairs {
                    if readiness(*fd, vm)? & mask != 0 {
                        ready.push(object.clone());
                    }
                }
                any |= !ready.is_empty();
                found.push(vm.ctx.new_list(ready).into());
            }
            if any || !wait_until(deadline, "select.select()", vm)? {
                return Ok(vm.ctx.new_tuple(found));
            }
        }
    }

    /// Waits for something to change, until the clock shows `deadline` at most. False when it is past.
    #[pyfunction]
    fn wait(deadline: Option<f64>, what: PyStrRef, vm: &VirtualMachine) -> PyResult<bool> {
        wait_until(deadline, &what.to_string_lossy(), vm)
    }

    fn wait_until(deadline: Option<f64>, what: &str, vm: &VirtualMachine) -> PyResult<bool> {
        let left = deadline.map(|deadline| deadline - platform::current().now().as_secs());
        if left.is_some_and(|left| left <= 0.0) {
            return Ok(false);
        }
        waiting::wait(left, what, vm)?;
        Ok(true)
    }

    /// The numeric address that a host name means to a family, or a pair of an `EAI_*` number and its text.
    #[pyfunction]
    fn resolve(name: PyStrRef, family: i32, vm: &VirtualMachine) -> PyResult {
        let family = Family::from_number(family)
            .filter(|family| *family != Family::Local)
            .ok_or_else(|| os_error(Errno::FamilyNotSupported, vm))?;
        Ok(match addresses::resolve(&name.to_string_lossy(), family) {
            Ok(address) => vm.ctx.new_str(address.to_string()).into(),
            Err((number, text)) => vm.new_pyobj((number, text)),
        })
    }

    /// `inet_pton(family, text)`
    #[pyfunction]
    fn inet_pton(family: i32, text: PyStrRef, vm: &VirtualMachine) -> PyResult<PyRef<PyBytes>> {
        let text = text.to_string_lossy();
        let packed = match Family::from_number(family) {
            Some(Family::V4) => text.parse::<Ipv4Addr>().map(|it| it.octets().to_vec()).ok(),
            Some(Family::V6) => text.parse::<Ipv6Addr>().map(|it| it.octets().to_vec()).ok(),
            _ => return Err(os_error(Errno::FamilyNotSupported, vm)),
        };
        match packed {
            Some(packed) => Ok(vm.ctx.new_bytes(packed)),
            None => Err(vm.new_os_error("illegal IP address string passed to inet_pton")),
        }
    }

    /// `inet_ntop(family, packed)`
    #[pyfunction]
    fn inet_ntop(family: i32, packed: ArgBytesLike, vm: &VirtualMachine) -> PyResult<String> {
        let packed = packed.borrow_buf();
        let shown = match Family::from_number(family) {
            Some(Family::V4) => <[u8; 4]>::try_from(&*packed)
                .map(|it| Ipv4Addr::from(it).to_string())
                .ok(),
            Some(Family::V6) => <[u8; 16]>::try_from(&*packed)
                .map(|it| Ipv6Addr::from(it).to_string())
                .ok(),
            _ => return Err(vm.new_value_error(format!("unknown address family {family}"))),
        };
        shown.ok_or_else(|| vm.new_value_error("invalid length of packed IP address string"))
    }

    #[pyfunction]
    fn gethostname(_nothing: OptionalArg<PyObjectRef>) -> &'static str {
        "localhost"
    }
}
