//! Bytes of connections, and how connections end.

use super::address::Family;
use super::socket::{Kind, Role, Socket, SocketId, Stream};
use super::{Errno, Fd, Kernel, Result, Shutdown};

impl Kernel {
    /// How many bytes the socket's peer may be sent now.
    fn room(&self, socket: &Socket, stream: &Stream) -> (usize, usize) {
        let Some(peer) = stream.peer.and_then(|peer| self.sockets.get(&peer)) else {
            return (0, usize::MAX);
        };
        let is_inet = socket.family != Family::Local;
        let capacity = socket.options.capacity_towards(&peer.options, is_inet);
        match &peer.role {
            Role::Stream(stream) => (stream.incoming.len(), capacity),
            _ => (0, capacity),
        }
    }

    /// Whether a waiting writer is to be told that there is room: when a third of it is (`sk_stream_is_writeable`).
    pub(super) fn has_room(&self, socket: &Socket, stream: &Stream) -> bool {
        let (used, capacity) = self.room(socket, stream);
        capacity.saturating_sub(used) >= used.div_ceil(2).max(1)
    }

    /// `send` on a stream: how many bytes were taken, from the front of `buffers`.
    ///
    /// # Errors
    /// `EAGAIN` when there is no room, `EPIPE` when nobody reads, and what cut the connection off.
    pub(super) fn send_bytes(&mut self, id: SocketId, buffers: &[&[u8]]) -> Result<usize> {
        let socket = self.socket_mut(id)?;
        if let Some(error) = socket.error.take() {
            return Err(error);
        }
        let is_local = socket.family == Family::Local;
        let stream = match &socket.role {
            Role::Stream(stream) => stream,
            Role::Connecting(_) => return Err(Errno::Again),
            Role::Idle if is_local => return Err(Errno::NotConnected),
            _ => return Err(Errno::BrokenPipe),
        };
        if stream.write_closed {
            return Err(Errno::BrokenPipe);
        }
        let wanted: usize = buffers.iter().map(|buffer| buffer.len()).sum();
        let Some(peer) = stream.peer else {
            // The peer closed: it answers by cutting off what it had only ended.
            if wanted > 0 {
                self.cut_off(id, Errno::BrokenPipe);
            }
            return Ok(wanted);
        };
        let socket = self.socket(id)?;
        let Role::Stream(stream) = &socket.role else {
            return Err(Errno::BrokenPipe);
        };
        let (used, capacity) = self.room(socket, stream);
        let mut left = capacity.saturating_sub(used).min(wanted);
        if left == 0 && wanted > 0 {
            return Err(Errno::Again);
        }
        let taken = left;
        if let Some(theirs) = self.stream_mut(peer) {
            for buffer in buffers {
                let part = &buffer[..buffer.len().min(left)];
                theirs.incoming.extend(part);
                left -= part.len();
            }
        }
        if taken > 0 {
            self.wake(peer);
        }
        Ok(taken)
    }

    /// `recv` on a stream: gives up to `most` bytes to `take`, in at most two parts, and forgets them unless `peek`.
    /// None at the end.
    ///
    /// # Errors
    /// `EAGAIN` when there is nothing yet, `ENOTCONN`, and what cut the connection off, once all was read.
    pub(super) fn receive_bytes(
        &mut self,
        id: SocketId,
        most: usize,
        peek: bool,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<usize> {
        let socket = self.socket_mut(id)?;
        let family = socket.family;
        let stream = match &mut socket.role {
            Role::Stream(stream) => stream,
            Role::Failed => return socket.error.take().map_or(Ok(0), Err),
            Role::Connecting(_) => return Err(Errno::Again),
            _ if family == Family::Local => return Err(Errno::Invalid),
            _ => return Err(Errno::NotConnected),
        };
        if most == 0 {
            return Ok(0);
        }
        if stream.incoming.is_empty() {
            // An end that was received stays the end, whatever happened after it.
            if stream.end_received {
                return Ok(0);
            }
            return match socket.error.take() {
                Some(error) => Err(error),
                None if stream.read_closed => Ok(0),
                None => Err(Errno::Again),
            };
        }
        let count = stream.incoming.len().min(most);
        let (front, back) = stream.incoming.as_slices();
        let first = &front[..front.len().min(count)];
        take(first);
        take(&back[..count - first.len()]);
        if peek {
            return Ok(count);
        }
        let peer = stream.peer;
        let had_room = self.peer_has_room(peer);
        if let Some(stream) = self.stream_mut(id) {
            stream.incoming.drain(..count);
            if stream.incoming.is_empty() {
                // A connection that was busy once does not keep megabytes.
                stream.incoming.shrink_to(65_536);
            }
        }
        if let Some(peer) = peer
            && !had_room
            && self.peer_has_room(Some(peer))
        {
            self.wake(peer);
        }
        Ok(count)
    }

    fn peer_has_room(&self, peer: Option<SocketId>) -> bool {
        match peer.and_then(|peer| self.sockets.get(&peer)) {
            Some(socket) => match &socket.role {
                Role::Stream(stream) => self.has_room(socket, stream),
                _ => true,
            },
            None => true,
        }
    }

    /// `shutdown`.
    ///
    /// # Errors
    /// `ENOTCONN` without a connection, or after the end of it.
    pub(crate) fn shutdown(&mut self, fd: Fd, how: Shutdown) -> Result<()> {
        let id = self.socket_of(fd)?;
        let socket = self.socket_mut(id)?;
        let is_local = socket.family == Family::Local;
        match &mut socket.role {
            Role::Idle | Role::Failed => return Err(Errno::NotConnected),
            Role::Connecting(listener) => {
                let listener = *listener;
                socket.role = Role::Idle;
                socket.peer_address = None;
                self.leave_queue(id, listener);
            }
            Role::Listening(_) => {
                if how.read
                    && let Role::Listening(queues) =
                        std::mem::replace(&mut socket.role, Role::Failed)
                {
                    self.unlist(id);
                    self.dismiss(queues);
                }
            }
            Role::Datagram(datagram) => {
                datagram.read_closed |= how.read;
                datagram.write_closed |= how.write;
                if socket.peer_address.is_none() {
                    return Err(Errno::NotConnected);
                }
            }
            Role::Stream(stream) => {
                if stream.is_over() && !is_local {
                    return Err(Errno::NotConnected);
                }
                let peer = stream.peer;
                let ends_now = how.write && !stream.write_closed;
                stream.read_closed |= how.read;
                stream.write_closed |= how.write;
                if let Some(peer) = peer
                    && let Some(theirs) = self.stream_mut(peer)
                {
                    if ends_now {
                        theirs.end_received = true;
                        theirs.read_closed = true;
                    }
                    if is_local && how.read {
                        theirs.write_closed = true;
                    }
                    self.wake(peer);
                }
            }
        }
        self.wake(id);
        Ok(())
    }

    /// A listening socket is not found any more.
    fn unlist(&mut self, id: SocketId) {
        if let Some(socket) = self.sockets.remove(&id) {
            self.hide_port(id, &socket);
            self.sockets.insert(id, socket);
        }
    }

    /// The other side went away without reading, or after it had gone: `error` is what the next call raises.
    pub(super) fn cut_off(&mut self, id: SocketId, error: Errno) {
        if let Some(socket) = self.sockets.get_mut(&id)
            && let Role::Stream(stream) = &mut socket.role
        {
            stream.peer = None;
            stream.read_closed = true;
            stream.write_closed = true;
            stream.reset = socket.family != Family::Local;
            // On a local socket the error comes before the end.
            stream.end_received &= socket.family != Family::Local;
            socket.error = Some(error);
            self.wake(id);
        }
    }

    /// The last descriptor of a socket is closed: it ends, and whoever is concerned is told.
    pub(super) fn end(&mut self, id: SocketId) {
        self.end_how(id, false);
    }

    /// Ends a connection as if there were unread bytes.
    pub(super) fn end_with_reset(&mut self, id: SocketId) {
        self.end_how(id, true);
    }

    fn end_how(&mut self, id: SocketId, reset: bool) {
        let Some(socket) = self.sockets.remove(&id) else {
            return;
        };
        self.leave_port(id, &socket);
        self.unwatch(id, &socket);
        let is_local = socket.family == Family::Local;
        match socket.role {
            Role::Idle | Role::Failed => {}
            Role::Connecting(listener) => self.leave_queue(id, listener),
            Role::Listening(queues) => self.dismiss(queues),
            Role::Datagram(datagram) => {
                if let Some(pair) = datagram.pair
                    && let Some(other) = self.sockets.get_mut(&pair)
                    && let Role::Datagram(datagram) = &mut other.role
                {
                    datagram.pair = None;
                    self.wake(pair);
                }
            }
            Role::Stream(stream) => {
                let Some(peer) = stream.peer else { return };
                let reset = reset
                    || !stream.incoming.is_empty()
                    || (socket.options.resets_on_close() && !is_local);
                let Some(theirs) = self.stream_mut(peer) else {
                    return;
                };
                if reset {
                    let error = if theirs.end_received && !is_local {
                        Errno::BrokenPipe
                    } else {
                        Errno::ConnectionReset
                    };
                    self.cut_off(peer, error);
                    return;
                }
                theirs.peer = None;
                theirs.end_received = true;
                theirs.read_closed = true;
                theirs.write_closed |= is_local;
                self.wake(peer);
            }
        }
    }

    /// `send` without an address, on whatever the socket is.
    pub(crate) fn send(&mut self, fd: Fd, buffers: &[&[u8]]) -> Result<usize> {
        let id = self.socket_of(fd)?;
        match self.socket(id)?.kind {
            Kind::Stream => self.send_bytes(id, buffers),
            Kind::Datagram => self.send_datagram(id, buffers, None),
        }
    }
}
