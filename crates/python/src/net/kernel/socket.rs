//! What a socket is.

use super::address::{Address, Family};
use super::epoll::Watcher;
use super::errno::Errno;
use super::options::Options;
use std::collections::VecDeque;

/// Which socket: never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SocketId(pub(super) u64);

/// How a socket carries bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `SOCK_STREAM`
    Stream,
    /// `SOCK_DGRAM`
    Datagram,
}

impl Kind {
    /// The number of `SOCK_*`, or nothing for kinds that are not here.
    pub(crate) const fn from_number(number: i32) -> Option<Self> {
        match number {
            1 => Some(Self::Stream),
            2 => Some(Self::Datagram),
            _ => None,
        }
    }

    /// The number of `SOCK_*`.
    pub(crate) const fn number(self) -> i32 {
        match self {
            Self::Stream => 1,
            Self::Datagram => 2,
        }
    }
}

/// An open socket, or one in an accept queue.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) family: Family,
    pub(crate) kind: Kind,
    pub(crate) protocol: i32,
    /// How many descriptors there are of it; none while it waits to be accepted.
    pub(super) descriptors: u32,
    pub(super) local: Option<Address>,
    pub(super) peer_address: Option<Address>,
    pub(super) options: Options,
    /// What the next call is to raise: `SO_ERROR`.
    pub(super) error: Option<Errno>,
    pub(super) watchers: Vec<Watcher>,
    pub(super) role: Role,
}

/// What a socket does.
///
/// ```text
/// Idle --listen--> Listening
/// Idle --connect--> Connecting --> Stream      (a stream's other half comes out of accept)
/// Idle --connect--> Failed --connect--> ...
/// Datagram                                     (always)
/// ```
#[derive(Debug)]
pub(super) enum Role {
    /// A stream socket that nothing has happened to, except for bind.
    Idle,
    /// A stream socket whose connect failed.
    Failed,
    Listening(Listener),
    /// Waits for room in the listener's queue.
    Connecting(SocketId),
    Stream(Stream),
    Datagram(Datagram),
}

/// A listening socket's queues, both in order of arrival.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) backlog: usize,
    /// Server halves of connections, to be accepted.
    pub(super) queue: VecDeque<SocketId>,
    /// Clients that found the queue full. (Linux lets them try again after a second.)
    pub(super) waiting: VecDeque<SocketId>,
}

impl Listener {
    /// Linux queues one more than `backlog`.
    pub(super) fn has_room(&self) -> bool {
        self.queue.len() <= self.backlog
    }
}

/// One half of a connection.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// The other half, while it is open.
    pub(super) peer: Option<SocketId>,
    /// What the peer has sent and nobody has read.
    pub(super) incoming: VecDeque<u8>,
    /// The peer sends no more.
    pub(super) end_received: bool,
    /// Nothing is read any more: the end was received, or `shutdown(SHUT_RD)`.
    pub(super) read_closed: bool,
    /// Nothing is sent any more.
    pub(super) write_closed: bool,
    /// The connection was cut off.
    pub(super) reset: bool,
    /// A non-blocking connect has told its caller that it is under way, and not yet that it is done.
    pub(super) unreported: bool,
}

impl Stream {
    /// Whether both directions have ended.
    pub(super) const fn is_over(&self) -> bool {
        self.reset || (self.end_received && self.write_closed)
    }
}

/// A datagram socket's queue.
#[derive(Debug, Default)]
pub(super) struct Datagram {
    pub(super) queue: VecDeque<(Address, Vec<u8>)>,
    pub(super) queued_bytes: usize,
    /// The other half of a socket pair.
    pub(super) pair: Option<SocketId>,
    pub(super) read_closed: bool,
    pub(super) write_closed: bool,
}

impl Socket {
    pub(super) fn new(family: Family, kind: Kind, protocol: i32) -> Self {
        Self {
            family,
            kind,
            protocol,
            descriptors: 0,
            local: None,
            peer_address: None,
            options: Options::default(),
            error: None,
            watchers: Vec::new(),
            role: match kind {
                Kind::Stream => Role::Idle,
                Kind::Datagram => Role::Datagram(Datagram::default()),
            },
        }
    }

    pub(super) const fn is_listening(&self) -> bool {
        matches!(self.role, Role::Listening(_))
    }
}
