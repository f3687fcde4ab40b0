//! The network inside the page, as Python sees it: `_socket.socket` and `select.epoll`.
//!
//! The network itself is `kernel`, which knows no Python. On it stand these two classes, under CPython's own
//! `socket.py`, `selectors.py` and asyncio's selector event loop, all unmodified. The rest of the modules `_socket` and
//! `select` is Python (`crates/python/python/_socket.py`, `select.py`): names, numbers, name resolution.
//!
//! | file | what |
//! | --- | --- |
//! | `kernel` | sockets, ports, descriptors, readiness |
//! | `network` | one network an interpreter |
//! | `errors`, `addresses` | the network's errors and addresses as Python's, and back |
//! | `socket`, `transfer` | `_socket.socket`: making and connecting; sending and receiving |
//! | `epoll` | `select.epoll` |
//! | `waiting` | what a call does that has to wait |
//! | `module` | the module `_coroscope_net` |

mod addresses;
mod epoll;
mod errors;
mod kernel;
mod module;
mod network;
mod socket;
mod transfer;
mod waiting;

pub(crate) use epoll::{Interest, PyEpoll};
pub(crate) use errors::install as install_os_error;
pub(crate) use module::module_def;
