//! Addresses as Python writes them: `(host, port)`, `(host, port, flowinfo, scope_id)`, or a path.

use super::errors::name_error;
use super::kernel::{Address, Family};
use rustpython_vm::builtins::{PyByteArray, PyBytes, PyStr, PyTuple};
use rustpython_vm::function::ArgBytesLike;
use rustpython_vm::{PyObject, PyObjectRef, PyResult, TryFromObject as _, VirtualMachine};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// `EAI_AGAIN`: what a machine without a network says of every name.
const NO_ANSWER: i32 = -3;
/// `EAI_ADDRFAMILY`
const WRONG_FAMILY: i32 = -9;
/// Linux's limit for the path of a local socket, in bytes.
const LONGEST_PATH: usize = 108;

/// The address as `getsockname()` shows it.
pub(super) fn to_python(address: &Address, vm: &VirtualMachine) -> PyObjectRef {
    match address {
        Address::Inet(SocketAddr::V4(address)) => {
            let host = vm.ctx.new_str(address.ip().to_string()).into();
            vm.ctx
                .new_tuple(vec![host, vm.ctx.new_int(address.port()).into()])
                .into()
        }
        Address::Inet(SocketAddr::V6(address)) => {
            let parts = vec![
                vm.ctx.new_str(address.ip().to_string()).into(),
                vm.ctx.new_int(address.port()).into(),
                vm.ctx.new_int(address.flowinfo()).into(),
                vm.ctx.new_int(address.scope_id()).into(),
            ];
            vm.ctx.new_tuple(parts).into()
        }
        Address::Local(name) if name.first() == Some(&0) => vm.ctx.new_bytes(name.clone()).into(),
        Address::Local(name) => vm
            .ctx
            .new_str(String::from_utf8_lossy(name).into_owned())
            .into(),
    }
}

/// The address that `object` means to a socket of `family`; `caller` is named in errors.
///
/// # Errors
/// CPython's: TypeError for what is no address, OverflowError for a port out of range, gaierror for an unknown host.
pub(super) fn from_python(
    object: &PyObject,
    family: Family,
    caller: &str,
    vm: &VirtualMachine,
) -> PyResult<Address> {
    let (name, form, longest) = match family {
        Family::Local => return path(object, vm),
        Family::V4 => ("AF_INET", "AF_INET address must be a pair (host, port)", 2),
        Family::V6 => (
            "AF_INET6",
            "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])",
            4,
        ),
    };
    let Some(tuple) = object.downcast_ref::<PyTuple>() else {
        let class = object.class().name().to_string();
        return Err(vm.new_type_error(format!(
            "{caller}(): {name} address must be tuple, not {class}"
        )));
    };
    let (host, port) = match tuple.as_slice() {
        [host, port, ..] if tuple.as_slice().len() <= longest => (host, port),
        _ => return Err(vm.new_type_error(form)),
    };
    let port = port.try_index(vm)?;
    let port: u16 = port
        .try_to_primitive(vm)
        .map_err(|_| vm.new_overflow_error(format!("{caller}(): port must be 0-65535.")))?;
    Ok(Address::Inet(SocketAddr::new(
        self::host(host, family, vm)?,
        port,
    )))
}

fn path(object: &PyObject, vm: &VirtualMachine) -> PyResult<Address> {
    let name = match object.downcast_ref::<PyStr>() {
        Some(text) => text.as_bytes().to_vec(),
        None => match ArgBytesLike::try_from_object(vm, object.to_owned()) {
            Ok(bytes) => bytes.borrow_buf().to_vec(),
            Err(_) => {
                let class = object.class().name().to_string();
                return Err(
                    vm.new_type_error(format!("a bytes-like object is required, not '{class}'"))
                );
            }
        },
    };
    if name.len() >= LONGEST_PATH && name.first() != Some(&0) || name.len() > LONGEST_PATH {
        return Err(vm.new_os_error("AF_UNIX path too long"));
    }
    Ok(Address::Local(name))
}

fn host(object: &PyObject, family: Family, vm: &VirtualMachine) -> PyResult<IpAddr> {
    let text = if let Some(text) = object.downcast_ref::<PyStr>() {
        text.to_string_lossy().into_owned()
    } else if let Some(bytes) = object.downcast_ref::<PyBytes>() {
        String::from_utf8_lossy(bytes.as_bytes()).into_owned()
    } else if let Some(bytes) = object.downcast_ref::<PyByteArray>() {
        String::from_utf8_lossy(&bytes.borrow_buf()).into_owned()
    } else {
        let class = object.class().name().to_string();
        return Err(vm.new_type_error(format!("str, bytes or bytearray expected, not {class}")));
    };
    resolve(&text, family).map_err(|(number, text)| name_error(number, text, vm))
}

/// The address of a host. The only name is `localhost`.
///
/// # Errors
/// A number of `EAI_*` and its text.
pub(super) fn resolve(text: &str, family: Family) -> Result<IpAddr, (i32, &'static str)> {
    if text.is_empty() {
        return Ok(family.wildcard());
    }
    if text == "<broadcast>" && family == Family::V4 {
        return Ok(IpAddr::V4(Ipv4Addr::BROADCAST));
    }
    let parsed = match text {
        "localhost" if family == Family::V6 => IpAddr::V6(Ipv6Addr::LOCALHOST),
        "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => text.parse::<IpAddr>().map_err(|_| {
            (
                NO_ANSWER,
                "Temporary failure in name resolution (a page has only its own network: 127.0.0.1, ::1, localhost)",
            )
        })?,
    };
    if parsed.is_ipv4() == (family == Family::V4) {
        Ok(parsed)
    } else {
        Err((WRONG_FAMILY, "Address family for hostname not supported"))
    }
}
