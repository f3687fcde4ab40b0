//! Addresses: of the Internet families, and names of local (Unix) sockets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The family of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// `AF_UNIX`
    Local,
    /// `AF_INET`
    V4,
    /// `AF_INET6`
    V6,
}

impl Family {
    /// The number of `AF_*`, or nothing for families that are not here.
    pub(crate) const fn from_number(number: i32) -> Option<Self> {
        match number {
            1 => Some(Self::Local),
            2 => Some(Self::V4),
            10 => Some(Self::V6),
            _ => None,
        }
    }

    /// The number of `AF_*`.
    pub(crate) const fn number(self) -> i32 {
        match self {
            Self::Local => 1,
            Self::V4 => 2,
            Self::V6 => 10,
        }
    }

    /// `0.0.0.0` or `::`.
    pub(crate) const fn wildcard(self) -> IpAddr {
        match self {
            Self::V6 => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            Self::V4 | Self::Local => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        }
    }
}

/// Where a socket is, or its peer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Address {
    /// Of an Internet family. An IPv6 socket that talks to an IPv4 one has a mapped address (`::ffff:127.0.0.1`).
    Inet(SocketAddr),
    /// Of a local socket: a path, or an abstract name that begins with a zero byte; empty for one without a name.
    Local(Vec<u8>),
}

impl Address {
    /// What an unbound socket of `family` says of itself.
    pub(crate) fn unbound(family: Family) -> Self {
        match family {
            Family::Local => Self::Local(Vec::new()),
            Family::V4 | Family::V6 => Self::Inet(SocketAddr::new(family.wildcard(), 0)),
        }
    }

    /// The Internet address, if it is one.
    pub(crate) const fn inet(&self) -> Option<SocketAddr> {
        match self {
            Self::Inet(address) => Some(*address),
            Self::Local(_) => None,
        }
    }
}

/// Whether `address` lies on this network: loopback, or the wildcard, which leads to it.
pub(crate) fn is_reachable(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || address.is_unspecified()
}

/// The address that packets to `address` arrive at: the wildcard means the loopback address.
pub(crate) fn destination(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) if v4.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(v6) if v6.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        address => address,
    }
}

/// `address` as a socket of `family` shows it.
pub(crate) fn shown(address: SocketAddr, family: Family) -> SocketAddr {
    let ip = match (address.ip().to_canonical(), family) {
        (IpAddr::V4(v4), Family::V6) => IpAddr::V6(v4.to_ipv6_mapped()),
        (ip, _) => ip,
    };
    SocketAddr::new(ip, address.port())
}
