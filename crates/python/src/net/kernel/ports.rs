//! Ports and names: who may bind where, and who is found there.

use super::address::{self, Address, Family};
use super::socket::{Kind, Socket, SocketId};
use super::{Errno, Fd, Kernel, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

/// Linux's range of ephemeral ports.
const EPHEMERAL: std::ops::RangeInclusive<u16> = 32_768..=60_999;

/// Who is where.
#[derive(Debug, Default)]
pub(super) struct Ports {
    ports: BTreeMap<(Kind, u16), Port>,
    /// Names of local sockets.
    names: BTreeMap<Vec<u8>, SocketId>,
    /// How many ephemeral ports were given out.
    given: u16,
}

/// The users of one port number.
#[derive(Debug, Default)]
struct Port {
    /// Whoever has it in their address, accepted connections included.
    users: BTreeSet<SocketId>,
    /// Listening sockets, and all datagram sockets: those that can be found.
    open: Vec<SocketId>,
}

impl Ports {
    /// Whether nobody has an address.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.ports.is_empty() && self.names.is_empty()
    }
}

impl Kernel {
    /// `bind`.
    ///
    /// # Errors
    /// `EINVAL` for a second time, `EADDRNOTAVAIL` for an address that is not of this network, `EADDRINUSE`.
    pub(crate) fn bind(&mut self, fd: Fd, address: &Address) -> Result<()> {
        let id = self.socket_of(fd)?;
        let socket = self.socket(id)?;
        if socket.local.is_some() {
            return Err(Errno::Invalid);
        }
        match address {
            Address::Local(name) => self.bind_name(id, name),
            Address::Inet(wanted) => {
                if !address::is_reachable(wanted.ip()) {
                    return Err(Errno::AddressNotAvailable);
                }
                let port = match wanted.port() {
                    0 => self.ephemeral_port(socket.kind)?,
                    port => port,
                };
                let wanted = SocketAddr::new(wanted.ip(), port);
                if self.is_taken(id, wanted, false)? {
                    return Err(Errno::AddressInUse);
                }
                self.take_port(id, wanted)
            }
        }
    }

    fn bind_name(&mut self, id: SocketId, name: &[u8]) -> Result<()> {
        let name = if name.is_empty() {
            // Linux makes a name of five hexadecimal digits.
            let mut unique = vec![0];
            unique.extend(format!("{:05x}", self.new_id()).into_bytes());
            unique
        } else {
            name.to_vec()
        };
        if self.ports.names.contains_key(&name) {
            return Err(Errno::AddressInUse);
        }
        self.ports.names.insert(name.clone(), id);
        self.socket_mut(id)?.local = Some(Address::Local(name));
        Ok(())
    }

    /// Gives a socket an address with a port of its own, if it has none.
    pub(super) fn bind_anywhere(&mut self, id: SocketId, ip: IpAddr) -> Result<()> {
        let socket = self.socket(id)?;
        if socket.local.is_some() || socket.family == Family::Local {
            return Ok(());
        }
        let port = self.ephemeral_port(socket.kind)?;
        self.take_port(id, SocketAddr::new(ip, port))
    }

    /// Enters a socket under its address.
    pub(super) fn take_port(&mut self, id: SocketId, address: SocketAddr) -> Result<()> {
        let socket = self.socket_mut(id)?;
        socket.local = Some(Address::Inet(address::shown(address, socket.family)));
        let kind = socket.kind;
        let port = self.ports.ports.entry((kind, address.port())).or_default();
        port.users.insert(id);
        if kind == Kind::Datagram {
            port.open.push(id);
        }
        Ok(())
    }

    /// Lets connects find a socket that begins to listen.
    ///
    /// # Errors
    /// `EADDRINUSE` if another one listens there.
    pub(super) fn open_port(&mut self, id: SocketId) -> Result<()> {
        let Some(Address::Inet(address)) = self.socket(id)?.local else {
            return Ok(());
        };
        if self.is_taken(id, address, true)? {
            return Err(Errno::AddressInUse);
        }
        if let Some(port) = self.ports.ports.get_mut(&(Kind::Stream, address.port())) {
            port.open.push(id);
        }
        Ok(())
    }

    /// Lets nobody find it any more.
    pub(super) fn hide_port(&mut self, id: SocketId, socket: &Socket) {
        if let Some(Address::Inet(address)) = &socket.local
            && let Some(port) = self.ports.ports.get_mut(&(socket.kind, address.port()))
        {
            port.open.retain(|it| *it != id);
        }
    }

    /// Gives a socket's address back.
    pub(super) fn leave_port(&mut self, id: SocketId, socket: &Socket) {
        match &socket.local {
            Some(Address::Inet(address)) => {
                let key = (socket.kind, address.port());
                if let Some(port) = self.ports.ports.get_mut(&key) {
                    port.users.remove(&id);
                    port.open.retain(|it| *it != id);
                    if port.users.is_empty() {
                        self.ports.ports.remove(&key);
                    }
                }
            }
            Some(Address::Local(name)) if self.ports.names.get(name) == Some(&id) => {
                self.ports.names.remove(name);
            }
            _ => {}
        }
    }

    /// Whether somebody's address forbids this one (`inet_csk_get_port`, simplified to what loopback shows).
    fn is_taken(&self, id: SocketId, address: SocketAddr, to_listen: bool) -> Result<bool> {
        let socket = self.socket(id)?;
        let Some(port) = self.ports.ports.get(&(socket.kind, address.port())) else {
            return Ok(false);
        };
        Ok(port.users.iter().filter(|user| **user != id).any(|user| {
            let Some(other) = self.sockets.get(user) else {
                return false;
            };
            let both = |option: fn(&Socket) -> bool| option(socket) && option(other);
            let overlap = other
                .local
                .as_ref()
                .and_then(Address::inet)
                .is_some_and(|theirs| overlap(socket, address.ip(), other, theirs.ip()));
            let shared = if to_listen {
                !other.is_listening()
            } else {
                both(|it| it.options.reuse_address)
                    && (socket.kind == Kind::Datagram || !other.is_listening())
            };
            overlap && !shared && !both(|it| it.options.reuse_port)
        }))
    }

    fn ephemeral_port(&mut self, kind: Kind) -> Result<u16> {
        let count = EPHEMERAL.end() - EPHEMERAL.start() + 1;
        for _ in 0..count {
            let port = EPHEMERAL.start() + self.ports.given % count;
            self.ports.given = (self.ports.given + 1) % count;
            if !self.ports.ports.contains_key(&(kind, port)) {
                return Ok(port);
            }
        }
        Err(Errno::AddressInUse)
    }

    /// The listening socket that a connect to `to` reaches: at exactly this address, at the family's wildcard, or
    /// at an IPv6 wildcard that takes IPv4 too.
    pub(super) fn listener_at(&self, to: SocketAddr) -> Option<SocketId> {
        self.best(Kind::Stream, to, |_| Some(0))
    }

    /// The datagram socket that receives what `from` sends to `to`. One that is connected takes only its peer's.
    pub(super) fn receiver_at(&self, to: SocketAddr, from: SocketAddr) -> Option<SocketId> {
        self.best(Kind::Datagram, to, |socket| {
            match socket.peer_address.as_ref().and_then(Address::inet) {
                None => Some(0),
                Some(peer) => {
                    let is_from = address::destination(peer.ip())
                        == address::destination(from.ip())
                        && peer.port() == from.port();
                    is_from.then_some(4)
                }
            }
        })
    }

    /// Among those that can be found at `to` the one with the highest score; the first of equals.
    fn best(
        &self,
        kind: Kind,
        to: SocketAddr,
        bonus: impl Fn(&Socket) -> Option<u8>,
    ) -> Option<SocketId> {
        let ip = address::destination(to.ip());
        let mut best: Option<(u8, SocketId)> = None;
        for id in &self.ports.ports.get(&(kind, to.port()))?.open {
            let Some(socket) = self.sockets.get(id) else {
                continue;
            };
            let Some(local) = socket.local.as_ref().and_then(Address::inet) else {
                continue;
            };
            let Some(score) = score(socket, local.ip(), ip) else {
                continue;
            };
            let Some(bonus) = bonus(socket) else { continue };
            if best.is_none_or(|(most, _)| score + bonus > most) {
                best = Some((score + bonus, *id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// The local socket called `name`, if it is of this kind.
    ///
    /// # Errors
    /// `ENOENT` for an unknown path, `ECONNREFUSED` for an unknown abstract name, `EPROTOTYPE`.
    pub(super) fn named(&self, name: &[u8], kind: Kind) -> Result<SocketId> {
        let Some(id) = self.ports.names.get(name) else {
            let is_path = name.first().is_some_and(|first| *first != 0);
            return Err(if is_path {
                Errno::NoEntry
            } else {
                Errno::ConnectionRefused
            });
        };
        if self.socket(*id)?.kind == kind {
            Ok(*id)
        } else {
            Err(Errno::WrongType)
        }
    }

    /// A connected datagram socket has a specific address, which it gives back when it is the wildcard's.
    pub(super) fn narrow_address(&mut self, id: SocketId, ip: IpAddr) -> Result<()> {
        let socket = self.socket_mut(id)?;
        if let Some(Address::Inet(local)) = &mut socket.local
            && local.ip().is_unspecified()
        {
            *local = address::shown(SocketAddr::new(ip, local.port()), socket.family);
        }
        Ok(())
    }
}

/// Whether a socket of IPv6 hears IPv4 too.
fn is_dual(socket: &Socket, local: IpAddr) -> bool {
    socket.family == Family::V6 && !socket.options.v6_only && local.is_unspecified()
}

/// How well a socket bound to `local` fits packets to `ip`.
fn score(socket: &Socket, local: IpAddr, ip: IpAddr) -> Option<u8> {
    let local = local.to_canonical();
    if local == ip {
        Some(3)
    } else if local.is_unspecified() && local.is_ipv4() == ip.is_ipv4() {
        Some(2)
    } else if is_dual(socket, local) && ip.is_ipv4() {
        Some(1)
    } else {
        None
    }
}

/// Whether two addresses have one in common.
fn overlap(one: &Socket, ip: IpAddr, other: &Socket, their_ip: IpAddr) -> bool {
    let (ip, their_ip) = (ip.to_canonical(), their_ip.to_canonical());
    if ip.is_ipv4() == their_ip.is_ipv4() {
        return ip == their_ip || ip.is_unspecified() || their_ip.is_unspecified();
    }
    is_dual(one, ip) || is_dual(other, their_ip)
}
