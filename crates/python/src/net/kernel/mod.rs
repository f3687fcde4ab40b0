//! The network inside the page: sockets, ports and descriptors, in memory.
//!
//! Nothing here waits, reads a clock or knows Python. A call does all that it causes before it returns: bytes
//! that were sent lie with the receiver, a connect has reached the listener's queue. Who would have to wait gets
//! [`Errno::Again`] or [`Errno::InProgress`], and learns from an epoll instance or from [`Kernel::readiness`] when to
//! try again. So the same calls give the same results in the same order in every run.
//!
//! Errors, states and readiness are Linux's (`net/ipv4/tcp.c`, `net/unix/af_unix.c`, `fs/eventpoll.c`), as far as a
//! program can see them on loopback. What differs: a connect to a full queue waits for room instead of for a
//! second's retry, nobody stays in TIME_WAIT, and ephemeral ports are given out in order.
//!
//! | file | what |
//! | --- | --- |
//! | `socket`, `options`, `address`, `errno` | what a socket is |
//! | `descriptors` | descriptors: open, duplicate, close |
//! | `ports` | who may bind where, and who is found there |
//! | `connect` | listen, connect, accept |
//! | `stream` | bytes of connections, their ends and resets |
//! | `datagram` | datagrams |
//! | `epoll` | readiness, and who is told of it |

mod address;
mod connect;
mod datagram;
mod descriptors;
mod epoll;
mod errno;
mod options;
mod ports;
mod socket;
mod stream;
#[cfg(test)]
mod tests;

pub(crate) use address::{Address, Family};
pub(crate) use datagram::Received;
pub(crate) use descriptors::Fd;
#[cfg(test)]
use epoll::{EPOLLERR, EPOLLHUP, EPOLLRDHUP};
pub(crate) use epoll::{EPOLLIN, EPOLLOUT, EpollId};
pub(crate) use errno::Errno;
pub(crate) use options::SOL_SOCKET;
pub(crate) use socket::Kind;

use descriptors::Descriptors;
use epoll::Epoll;
use ports::Ports;
use socket::{Role, Socket, SocketId, Stream};
use std::collections::BTreeMap;

/// What a call comes to.
pub(crate) type Result<T> = std::result::Result<T, Errno>;

/// The whole network of one interpreter.
#[derive(Debug, Default)]
pub(crate) struct Kernel {
    descriptors: Descriptors,
    sockets: BTreeMap<SocketId, Socket>,
    epolls: BTreeMap<EpollId, Epoll>,
    ports: Ports,
    /// The next id of a socket or epoll instance.
    next_id: u64,
}

/// What `shutdown` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shutdown {
    /// Reading.
    pub(crate) read: bool,
    /// Writing.
    pub(crate) write: bool,
}

impl Kernel {
    fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    fn add_socket(&mut self, socket: Socket) -> SocketId {
        let id = SocketId(self.new_id());
        self.sockets.insert(id, socket);
        id
    }

    /// The socket behind an id that some other part of the network holds.
    fn socket(&self, id: SocketId) -> Result<&Socket> {
        self.sockets.get(&id).ok_or(Errno::BadFileDescriptor)
    }

    fn socket_mut(&mut self, id: SocketId) -> Result<&mut Socket> {
        self.sockets.get_mut(&id).ok_or(Errno::BadFileDescriptor)
    }

    fn stream_mut(&mut self, id: SocketId) -> Option<&mut Stream> {
        match &mut self.sockets.get_mut(&id)?.role {
            Role::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    /// `socket(family, kind, protocol)`.
    pub(crate) fn open(&mut self, family: Family, kind: Kind, protocol: i32) -> Result<Fd> {
        let fits = match (family, kind) {
            (Family::Local, _) => protocol == 0,
            (_, Kind::Stream) => matches!(protocol, 0 | 6),
            (_, Kind::Datagram) => matches!(protocol, 0 | 17),
        };
        if !fits {
            return Err(Errno::ProtocolNotSupported);
        }
        let id = self.add_socket(Socket::new(family, kind, protocol));
        self.new_descriptor(id)
    }

    /// `socketpair(AF_UNIX, kind, 0)`.
    pub(crate) fn pair(&mut self, family: Family, kind: Kind) -> Result<(Fd, Fd)> {
        if family != Family::Local {
            return Err(Errno::NotSupported);
        }
        let one = self.add_socket(Socket::new(family, kind, 0));
        let other = self.add_socket(Socket::new(family, kind, 0));
        self.join(one, other);
        for id in [one, other] {
            let socket = self.socket_mut(id)?;
            socket.local = Some(Address::Local(Vec::new()));
            socket.peer_address = Some(Address::Local(Vec::new()));
        }
        Ok((self.new_descriptor(one)?, self.new_descriptor(other)?))
    }

    /// Makes two sockets the ends of one connection.
    fn join(&mut self, one: SocketId, other: SocketId) {
        for (id, peer) in [(one, other), (other, one)] {
            if let Some(socket) = self.sockets.get_mut(&id) {
                match &mut socket.role {
                    Role::Datagram(datagram) => datagram.pair = Some(peer),
                    role => {
                        *role = Role::Stream(Stream {
                            peer: Some(peer),
                            ..Stream::default()
                        });
                    }
                }
            }
        }
    }

    /// Family, kind and protocol of the socket behind `fd`.
    pub(crate) fn description(&self, fd: Fd) -> Result<(Family, Kind, i32)> {
        let socket = self.socket(self.socket_of(fd)?)?;
        Ok((socket.family, socket.kind, socket.protocol))
    }

    /// `getsockname`.
    pub(crate) fn local_address(&self, fd: Fd) -> Result<Address> {
        let socket = self.socket(self.socket_of(fd)?)?;
        Ok(socket
            .local
            .clone()
            .unwrap_or_else(|| Address::unbound(socket.family)))
    }

    /// `getpeername`.
    ///
    /// # Errors
    /// `ENOTCONN` before a connection and after its end in both directions.
    pub(crate) fn peer_address(&self, fd: Fd) -> Result<Address> {
        let socket = self.socket(self.socket_of(fd)?)?;
        let is_over = match &socket.role {
            Role::Stream(stream) => stream.is_over() && socket.family != Family::Local,
            Role::Datagram(_) => false,
            _ => true,
        };
        match &socket.peer_address {
            Some(address) if !is_over => Ok(address.clone()),
            _ => Err(Errno::NotConnected),
        }
    }

    /// `setsockopt` of an int.
    pub(crate) fn set_option(&mut self, fd: Fd, level: i32, name: i32, value: i32) -> Result<()> {
        let id = self.socket_of(fd)?;
        self.socket_mut(id)?.options.set(level, name, value)?;
        // More room may make the socket, or whoever sends to it, writable.
        self.wake(id);
        if let Some(peer) = self.stream_mut(id).and_then(|stream| stream.peer) {
            self.wake(peer);
        }
        Ok(())
    }

    /// `setsockopt` of SO_LINGER.
    pub(crate) fn set_linger(&mut self, fd: Fd, on: i32, seconds: i32) -> Result<()> {
        let id = self.socket_of(fd)?;
        self.socket_mut(id)?.options.set_linger(on, seconds);
        Ok(())
    }

    /// `getsockopt`: one int, or two for SO_LINGER. SO_ERROR is taken, not only read.
    pub(crate) fn option(&mut self, fd: Fd, level: i32, name: i32) -> Result<(i32, Option<i32>)> {
        use options::Answer;
        let id = self.socket_of(fd)?;
        let socket = self.socket_mut(id)?;
        let is_inet_stream = socket.family != Family::Local && socket.kind == Kind::Stream;
        let shown = |size: usize| i32::try_from(size).unwrap_or(i32::MAX);
        let answer = match socket.options.get(level, name)? {
            Answer::Value(value) => value,
            Answer::Linger(on, seconds) => return Ok((on, Some(seconds))),
            Answer::Type => socket.kind.number(),
            Answer::Family => socket.family.number(),
            Answer::Protocol => match (socket.protocol, socket.family, socket.kind) {
                (0, Family::Local, _) => 0,
                (0, _, Kind::Stream) => 6,
                (0, _, Kind::Datagram) => 17,
                (protocol, ..) => protocol,
            },
            Answer::IsListening => i32::from(socket.is_listening()),
            Answer::SendBuffer => shown(socket.options.shown_send_buffer(is_inet_stream)),
            Answer::ReceiveBuffer => shown(socket.options.shown_receive_buffer(is_inet_stream)),
            Answer::Error => {
                if let Role::Stream(stream) = &mut socket.role {
                    stream.unreported = false;
                }
                socket.error.take().map_or(0, Errno::number)
            }
        };
        Ok((answer, None))
    }
}
