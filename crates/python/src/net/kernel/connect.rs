//! How connections come about: listen, connect, accept.

use super::address::{self, Address, Family};
use super::socket::{Kind, Listener, Role, Socket, SocketId, Stream};
use super::{Errno, Fd, Kernel, Result};
use std::collections::VecDeque;
use std::net::SocketAddr;

impl Kernel {
    /// `listen`. A second call changes the backlog.
    ///
    /// # Errors
    /// `EOPNOTSUPP` for datagram sockets, `EINVAL` for connected ones and local ones without a name, `EADDRINUSE`.
    pub(crate) fn listen(&mut self, fd: Fd, backlog: i32) -> Result<()> {
        let id = self.socket_of(fd)?;
        let backlog = usize::try_from(backlog).unwrap_or(0).min(4_096);
        let socket = self.socket_mut(id)?;
        match &mut socket.role {
            Role::Listening(listener) => {
                listener.backlog = backlog;
                self.admit(id);
                return Ok(());
            }
            Role::Idle | Role::Failed => {}
            Role::Datagram(_) => return Err(Errno::NotSupported),
            Role::Connecting(_) | Role::Stream(_) => return Err(Errno::Invalid),
        }
        let (family, is_bound) = (socket.family, socket.local.is_some());
        if family == Family::Local && !is_bound {
            return Err(Errno::Invalid);
        }
        self.bind_anywhere(id, family.wildcard())?;
        self.open_port(id)?;
        self.socket_mut(id)?.role = Role::Listening(Listener {
            backlog,
            queue: VecDeque::new(),
            waiting: VecDeque::new(),
        });
        Ok(())
    }

    /// `connect`.
    ///
    /// A stream socket's never succeeds at once, just as on Linux: it answers `EINPROGRESS`, and is writable when it is
    /// decided, which on this network is mostly now. The next call, or SO_ERROR, tells how it ended. Local
    /// sockets know at once.
    pub(crate) fn connect(&mut self, fd: Fd, to: &Address) -> Result<()> {
        let id = self.socket_of(fd)?;
        let socket = self.socket_mut(id)?;
        match &mut socket.role {
            Role::Datagram(_) => return self.connect_datagrams(id, to),
            Role::Listening(_) => return Err(Errno::IsConnected),
            Role::Connecting(_) => return Err(Errno::Already),
            Role::Stream(stream) => {
                if std::mem::take(&mut stream.unreported) {
                    return socket.error.take().map_or(Ok(()), Err);
                }
                return Err(Errno::IsConnected);
            }
            Role::Failed => {
                if let Some(error) = socket.error.take() {
                    return Err(error);
                }
            }
            Role::Idle => {}
        }
        match to {
            Address::Local(name) => self.connect_by_name(id, name),
            Address::Inet(to) => self.connect_to(id, *to),
        }
    }

    fn connect_to(&mut self, id: SocketId, to: SocketAddr) -> Result<()> {
        if !address::is_reachable(to.ip()) {
            return Err(Errno::NetworkUnreachable);
        }
        let to = SocketAddr::new(address::destination(to.ip()), to.port());
        if self.socket(id)?.local.is_some() {
            self.narrow_address(id, to.ip())?;
        } else {
            self.bind_anywhere(id, to.ip())?;
        }
        let socket = self.socket_mut(id)?;
        let shown_peer = address::shown(to, socket.family);
        let Some(listener) = self.listener_at(to) else {
            let socket = self.socket_mut(id)?;
            socket.role = Role::Failed;
            socket.error = Some(Errno::ConnectionRefused);
            self.wake(id);
            return Err(Errno::InProgress);
        };
        self.socket_mut(id)?.peer_address = Some(Address::Inet(shown_peer));
        self.queue_up(id, listener)?;
        Err(Errno::InProgress)
    }

    fn connect_by_name(&mut self, id: SocketId, name: &[u8]) -> Result<()> {
        let listener = self.named(name, Kind::Stream)?;
        match &self.socket(listener)?.role {
            Role::Listening(queues) if queues.has_room() => {}
            Role::Listening(_) => return Err(Errno::Again),
            _ => return Err(Errno::ConnectionRefused),
        }
        self.socket_mut(id)?.peer_address = Some(Address::Local(name.to_vec()));
        self.queue_up(id, listener)?;
        if let Some(stream) = self.stream_mut(id) {
            stream.unreported = false;
        }
        Ok(())
    }

    fn queue_up(&mut self, id: SocketId, listener: SocketId) -> Result<()> {
        self.socket_mut(id)?.role = Role::Connecting(listener);
        if let Role::Listening(queues) = &mut self.socket_mut(listener)?.role {
            queues.waiting.push_back(id);
        }
        self.admit(listener);
        Ok(())
    }

    /// Lets clients that wait into a listener's queue, as far as there is room: from then on they are connected.
    fn admit(&mut self, listener: SocketId) {
        while let Some(Socket {
            role: Role::Listening(queues),
            ..
        }) = self.sockets.get_mut(&listener)
        {
            if !queues.has_room() {
                return;
            }
            let Some(client) = queues.waiting.pop_front() else {
                return;
            };
            if let Some(server) = self.server_half(listener, client) {
                self.join(client, server);
                if let Some(stream) = self.stream_mut(client) {
                    stream.unreported = true;
                }
                if let Some(Role::Listening(queues)) =
                    self.sockets.get_mut(&listener).map(|it| &mut it.role)
                {
                    queues.queue.push_back(server);
                }
                self.wake(listener);
                self.wake(client);
            }
        }
    }

    /// The socket that accept will return for `client`, with the listener's options and port.
    fn server_half(&mut self, listener: SocketId, client: SocketId) -> Option<SocketId> {
        let listening = self.sockets.get(&listener)?;
        let client = self.sockets.get(&client)?;
        let mut server = Socket::new(listening.family, Kind::Stream, listening.protocol);
        server.options = listening.options.clone();
        let shown = |address: &Option<Address>| match address {
            Some(Address::Inet(address)) => {
                Some(Address::Inet(address::shown(*address, listening.family)))
            }
            other => other.clone(),
        };
        // A client without a name has an empty one.
        server.peer_address =
            shown(&client.local).or_else(|| Some(Address::unbound(listening.family)));
        server.role = Role::Stream(Stream::default());
        let local = match listening.family {
            Family::Local => {
                server.local = listening.local.clone();
                None
            }
            Family::V4 | Family::V6 => client.peer_address.as_ref().and_then(Address::inet),
        };
        let id = self.add_socket(server);
        if let Some(local) = local {
            self.take_port(id, local).ok()?;
        }
        Some(id)
    }

    /// `accept`: a descriptor of the oldest connection in the queue, and where it comes from.
    ///
    /// # Errors
    /// `EAGAIN` when there is none, `EINVAL` for a socket that does not listen.
    pub(crate) fn accept(&mut self, fd: Fd) -> Result<(Fd, Address)> {
        let id = self.socket_of(fd)?;
        let socket = self.socket_mut(id)?;
        let server = match &mut socket.role {
            Role::Listening(queues) => queues.queue.pop_front().ok_or(Errno::Again)?,
            Role::Datagram(_) => return Err(Errno::NotSupported),
            _ => return Err(Errno::Invalid),
        };
        let address = self.socket(server)?.peer_address.clone();
        let address = address.ok_or(Errno::NotConnected)?;
        let fd = self.new_descriptor(server)?;
        self.admit(id);
        Ok((fd, address))
    }

    /// A listening socket ends, or stops listening: those in its queue are reset, those before it refused.
    pub(super) fn dismiss(&mut self, queues: Listener) {
        for server in queues.queue {
            self.end_with_reset(server);
        }
        for client in queues.waiting {
            if let Some(socket) = self.sockets.get_mut(&client) {
                socket.role = Role::Failed;
                socket.peer_address = None;
                socket.error = Some(Errno::ConnectionRefused);
                self.wake(client);
            }
        }
    }

    /// A client gives up before it was let in.
    pub(super) fn leave_queue(&mut self, client: SocketId, listener: SocketId) {
        if let Some(Role::Listening(queues)) =
            self.sockets.get_mut(&listener).map(|it| &mut it.role)
        {
            queues.waiting.retain(|it| *it != client);
        }
    }
}
