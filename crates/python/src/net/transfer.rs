//! `_socket.socket`: sending and receiving.

use super::addresses;
use super::kernel::{Kernel, Received};
use super::socket::PySocket;
use rustpython_vm::builtins::PyTupleRef;
use rustpython_vm::function::{ArgBytesLike, ArgMemoryBuffer, OptionalArg};
use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyResult, TryFromObject as _, VirtualMachine, pyclass,
};

const MSG_PEEK: i32 = 0x2;
const MSG_WAITALL: i32 = 0x100;
const MSG_TRUNC: i32 = 0x20;

/// `buffer, nbytes=0, flags=0`
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct IntoArgs {
    #[pyarg(any)]
    buffer: ArgMemoryBuffer,
    #[pyarg(any, default = 0)]
    nbytes: isize,
    #[pyarg(any, default = 0)]
    flags: i32,
}

impl PySocket {
    fn receive_bytes(
        &self,
        what: &str,
        most: isize,
        flags: i32,
        vm: &VirtualMachine,
    ) -> PyResult<(Vec<u8>, Received)> {
        let most = usize::try_from(most)
            .map_err(|_| vm.new_value_error(format!("negative buffersize in {what}")))?;
        let mut data = Vec::new();
        let mut deadline = None;
        loop {
            let left = most - data.len();
            let received = self.call(what, &mut deadline, vm, |kernel, fd| {
                kernel.receive(fd, left, flags & MSG_PEEK != 0, &mut |part| {
                    data.extend_from_slice(part);
                })
            })?;
            let wants_all = flags & MSG_WAITALL != 0
                && flags & MSG_PEEK == 0
                && received.from.is_none()
                && self.timeout_seconds() != Some(0.0);
            if !wants_all || received.count == 0 || data.len() == most {
                return Ok((data, received));
            }
        }
    }

    fn receive_into(&self, what: &str, args: &IntoArgs, vm: &VirtualMachine) -> PyResult<Received> {
        let room = args.buffer.with_ref(|buffer| buffer.len());
        let most = match usize::try_from(args.nbytes) {
            Ok(0) => room,
            Ok(most) if most <= room => most,
            Ok(_) => {
                return Err(vm.new_value_error("buffer too small for requested bytes"));
            }
            Err(_) => {
                return Err(vm.new_value_error(format!("negative buffersize in {what}")));
            }
        };
        self.call(what, &mut None, vm, |kernel, fd| {
            args.buffer.with_ref(|buffer| {
                let mut filled = 0;
                kernel.receive(fd, most, args.flags & MSG_PEEK != 0, &mut |part| {
                    buffer[filled..filled + part.len()].copy_from_slice(part);
                    filled += part.len();
                })
            })
        })
    }

    fn from_address(received: &Received, vm: &VirtualMachine) -> PyObjectRef {
        match &received.from {
            Some(address) => addresses::to_python(address, vm),
            None => vm.ctx.none(),
        }
    }

    fn send_parts(
        &self,
        what: &str,
        parts: &[ArgBytesLike],
        to: Option<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        let to = match to.filter(|to| !vm.is_none(to)) {
            Some(to) => Some(self.address_from(&to, what, vm)?),
            None => None,
        };
        self.call(what, &mut None, vm, |kernel: &mut Kernel, fd| {
            let borrowed: Vec<_> = parts.iter().map(|part| part.borrow_buf()).collect();
            let buffers: Vec<&[u8]> = borrowed.iter().map(|part| &**part).collect();
            match &to {
                Some(to) => kernel.send_to(fd, &buffers, to),
                None => kernel.send(fd, &buffers),
            }
        })
    }
}

/// The methods; the struct itself is in `socket`.
#[pyclass]
pub(crate) trait Transfer: PyPayload {
    /// `recv(bufsize, flags=0)`
    #[pymethod]
    fn recv(
        zelf: &Py<PySocket>,
        bufsize: isize,
        flags: OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult {
        let (data, _) = zelf.receive_bytes("recv", bufsize, flags.unwrap_or(0), vm)?;
        Ok(vm.ctx.new_bytes(data).into())
    }

    /// `recvfrom(bufsize, flags=0)`
    #[pymethod]
    fn recvfrom(
        zelf: &Py<PySocket>,
        bufsize: isize,
        flags: OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult<(PyObjectRef, PyObjectRef)> {
        let (data, received) = zelf.receive_bytes("recvfrom", bufsize, flags.unwrap_or(0), vm)?;
        let from = PySocket::from_address(&received, vm);
        Ok((vm.ctx.new_bytes(data).into(), from))
    }

    /// `recv_into(buffer, nbytes=0, flags=0)`
    #[pymethod]
    fn recv_into(zelf: &Py<PySocket>, args: IntoArgs, vm: &VirtualMachine) -> PyResult<usize> {
        Ok(zelf.receive_into("recv_into", &args, vm)?.count)
    }

    /// `recvfrom_into(buffer, nbytes=0, flags=0)`
    #[pymethod]
    fn recvfrom_into(
        zelf: &Py<PySocket>,
        args: IntoArgs,
        vm: &VirtualMachine,
    ) -> PyResult<(usize, PyObjectRef)> {
        let received = zelf.receive_into("recvfrom_into", &args, vm)?;
        Ok((received.count, PySocket::from_address(&received, vm)))
    }

    /// `recvmsg(bufsize, ancbufsize=0, flags=0)`: data, no ancillary data, flags, address.
    #[pymethod]
    fn recvmsg(
        zelf: &Py<PySocket>,
        bufsize: isize,
        _ancbufsize: OptionalArg<isize>,
        flags: OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult<PyTupleRef> {
        let (data, received) = zelf.receive_bytes("recvmsg", bufsize, flags.unwrap_or(0), vm)?;
        let flags = if received.full > received.count {
            MSG_TRUNC
        } else {
            0
        };
        let parts = vec![
            vm.ctx.new_bytes(data).into(),
            vm.ctx.new_list(vec![]).into(),
            vm.ctx.new_int(flags).into(),
            PySocket::from_address(&received, vm),
        ];
        Ok(vm.ctx.new_tuple(parts))
    }

    /// `send(data, flags=0)`
    #[pymethod]
    fn send(
        zelf: &Py<PySocket>,
        data: ArgBytesLike,
        _flags: OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        zelf.send_parts("send", &[data], None, vm)
    }

    /// `sendall(data, flags=0)`
    #[pymethod]
    fn sendall(
        zelf: &Py<PySocket>,
        data: ArgBytesLike,
        _flags: OptionalArg<i32>,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let size = data.borrow_buf().len();
        let mut sent = 0;
        let mut deadline = None;
        loop {
            sent += zelf.call("sendall", &mut deadline, vm, |kernel, fd| {
                kernel.send(fd, &[&data.borrow_buf()[sent..]])
            })?;
            if sent >= size {
                return Ok(());
            }
        }
    }

    /// `sendto(data, address)`, `sendto(data, flags, address)`
    #[pymethod]
    fn sendto(
        zelf: &Py<PySocket>,
        data: ArgBytesLike,
        second: PyObjectRef,
        third: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        let address = third.unwrap_or(second);
        zelf.send_parts("sendto", &[data], Some(address), vm)
    }

    /// `sendmsg(buffers, ancdata=(), flags=0, address=None)`
    #[pymethod]
    fn sendmsg(
        zelf: &Py<PySocket>,
        buffers: PyObjectRef,
        ancdata: OptionalArg<PyObjectRef>,
        _flags: OptionalArg<i32>,
        address: OptionalArg<PyObjectRef>,
        vm: &VirtualMachine,
    ) -> PyResult<usize> {
        if let OptionalArg::Present(ancdata) = ancdata
            && !vm.extract_elements_with(&ancdata, Ok)?.is_empty()
        {
            // File descriptors and credentials go nowhere.
            return Err(super::errors::os_error(
                super::kernel::Errno::NotSupported,
                vm,
            ));
        }
        let parts =
            vm.extract_elements_with(&buffers, |part| ArgBytesLike::try_from_object(vm, part))?;
        zelf.send_parts("sendmsg", &parts, address.into_option(), vm)
    }
}

impl Transfer for PySocket {}
