//! Datagrams: whole messages, which are lost when the receiver's queue is full.

use super::address::{self, Address, Family};
use super::socket::{Datagram, Kind, Role, Socket, SocketId};
use super::{Errno, Fd, Kernel, Result};
use std::net::{IpAddr, SocketAddr};

/// The most that an IPv4 datagram carries, in bytes.
const LARGEST: usize = 65_507;

/// What was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    /// How many bytes were delivered.
    pub(crate) count: usize,
    /// How many the message had.
    pub(crate) full: usize,
    /// Who sent it; none on a stream.
    pub(crate) from: Option<Address>,
}

impl Kernel {
    pub(super) fn connect_datagrams(&mut self, id: SocketId, to: &Address) -> Result<()> {
        match to {
            Address::Local(name) => {
                self.named(name, Kind::Datagram)?;
            }
            Address::Inet(to) => {
                if !address::is_reachable(to.ip()) {
                    return Err(Errno::NetworkUnreachable);
                }
                let ip = address::destination(to.ip());
                self.bind_anywhere(id, ip)?;
                self.narrow_address(id, ip)?;
            }
        }
        let socket = self.socket_mut(id)?;
        socket.peer_address = Some(match to {
            Address::Inet(to) => {
                let to = SocketAddr::new(address::destination(to.ip()), to.port());
                Address::Inet(address::shown(to, socket.family))
            }
            Address::Local(_) => to.clone(),
        });
        Ok(())
    }

    /// `sendto`. On a stream socket the address is ignored, as on Linux.
    pub(crate) fn send_to(&mut self, fd: Fd, buffers: &[&[u8]], to: &Address) -> Result<usize> {
        let id = self.socket_of(fd)?;
        let socket = self.socket(id)?;
        match socket.kind {
            Kind::Datagram => self.send_datagram(id, buffers, Some(to)),
            Kind::Stream if socket.family == Family::Local => match socket.role {
                Role::Stream(_) => Err(Errno::IsConnected),
                _ => Err(Errno::NotSupported),
            },
            Kind::Stream => self.send_bytes(id, buffers),
        }
    }

    pub(super) fn send_datagram(
        &mut self,
        id: SocketId,
        buffers: &[&[u8]],
        to: Option<&Address>,
    ) -> Result<usize> {
        let socket = self.socket_mut(id)?;
        let Role::Datagram(datagram) = &socket.role else {
            return Err(Errno::WrongType);
        };
        if datagram.write_closed {
            return Err(Errno::BrokenPipe);
        }
        if let Some(error) = socket.error.take() {
            return Err(error);
        }
        let data = buffers.concat();
        let size = data.len();
        if size > LARGEST && socket.family != Family::Local {
            return Err(Errno::MessageTooLong);
        }
        let pair = datagram.pair;
        let broadcasts = socket.options.broadcast;
        let connected_to = socket.peer_address.clone();
        let Some(target) = to.cloned().or_else(|| connected_to.clone()) else {
            return Err(match socket.family {
                Family::Local => Errno::NotConnected,
                _ => Errno::DestinationRequired,
            });
        };
        match target {
            Address::Local(name) => {
                let receiver = match pair {
                    Some(pair) if to.is_none() => pair,
                    None if to.is_none() && name.is_empty() => {
                        return Err(Errno::ConnectionRefused);
                    }
                    _ => self.named(&name, Kind::Datagram)?,
                };
                let from = self.socket(id)?.local.clone();
                let from = from.unwrap_or_else(|| Address::unbound(Family::Local));
                if self.deliver(receiver, from, data) {
                    Ok(size)
                } else {
                    Err(Errno::Again)
                }
            }
            Address::Inet(target) => {
                if let IpAddr::V4(v4) = target.ip()
                    && v4.is_broadcast()
                    && !broadcasts
                {
                    return Err(Errno::Access);
                }
                self.send_inet(id, target, connected_to.is_some(), data)?;
                Ok(size)
            }
        }
    }

    fn send_inet(
        &mut self,
        id: SocketId,
        to: SocketAddr,
        is_connected: bool,
        data: Vec<u8>,
    ) -> Result<()> {
        if !address::is_reachable(to.ip()) {
            return Err(Errno::NetworkUnreachable);
        }
        if to.port() == 0 {
            return Err(Errno::Invalid);
        }
        let family = self.socket(id)?.family;
        self.bind_anywhere(id, family.wildcard())?;
        let Some(local) = self.socket(id)?.local.as_ref().and_then(Address::inet) else {
            return Err(Errno::Invalid);
        };
        let ip = if local.ip().is_unspecified() {
            address::destination(to.ip())
        } else {
            local.ip()
        };
        let from = SocketAddr::new(ip, local.port());
        match self.receiver_at(to, from) {
            Some(receiver) => {
                let family = self.socket(receiver)?.family;
                self.deliver(receiver, Address::Inet(address::shown(from, family)), data);
            }
            None if is_connected => {
                // "Port unreachable" comes back to those who said where they send to.
                self.socket_mut(id)?.error = Some(Errno::ConnectionRefused);
                self.wake(id);
            }
            None => {}
        }
        Ok(())
    }

    /// Puts a datagram into a queue, if it fits there.
    fn deliver(&mut self, receiver: SocketId, from: Address, data: Vec<u8>) -> bool {
        let Some(socket) = self.sockets.get_mut(&receiver) else {
            return false;
        };
        let limit = socket.options.shown_receive_buffer(false);
        if let Role::Datagram(datagram) = &mut socket.role {
            if datagram.queued_bytes + data.len() > limit {
                return false;
            }
            datagram.queued_bytes += data.len();
            datagram.queue.push_back((from, data));
            self.wake(receiver);
        }
        true
    }

    /// `recvfrom`, and `recv`: gives up to `most` bytes to `take`, in one part or several.
    ///
    /// # Errors
    /// `EAGAIN` when there is nothing, and what went wrong before.
    pub(crate) fn receive(
        &mut self,
        fd: Fd,
        most: usize,
        peek: bool,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<Received> {
        let id = self.socket_of(fd)?;
        let socket = self.socket_mut(id)?;
        let Socket {
            role: Role::Datagram(datagram),
            error,
            ..
        } = socket
        else {
            let count = self.receive_bytes(id, most, peek, take)?;
            return Ok(Received {
                count,
                full: count,
                from: None,
            });
        };
        if let Some(error) = error.take() {
            return Err(error);
        }
        let Some((from, data)) = datagram.queue.front() else {
            let at_end = datagram.read_closed;
            return if at_end {
                Ok(Received {
                    count: 0,
                    full: 0,
                    from: None,
                })
            } else {
                Err(Errno::Again)
            };
        };
        let count = data.len().min(most);
        take(&data[..count]);
        let received = Received {
            count,
            full: data.len(),
            from: Some(from.clone()),
        };
        if !peek {
            forget_first(datagram);
        }
        Ok(received)
    }
}

fn forget_first(datagram: &mut Datagram) {
    if let Some((_, data)) = datagram.queue.pop_front() {
        datagram.queued_bytes -= data.len();
    }
}
