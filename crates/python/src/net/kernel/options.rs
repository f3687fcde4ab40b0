//! Socket options: those that the network obeys, and those that it only remembers.

use super::errno::Errno;
use std::collections::BTreeMap;

/// `SOL_SOCKET`
pub(crate) const SOL_SOCKET: i32 = 1;
const SO_REUSEADDR: i32 = 2;
const SO_TYPE: i32 = 3;
const SO_ERROR: i32 = 4;
const SO_BROADCAST: i32 = 6;
const SO_SNDBUF: i32 = 7;
const SO_RCVBUF: i32 = 8;
const SO_KEEPALIVE: i32 = 9;
const SO_LINGER: i32 = 13;
const SO_REUSEPORT: i32 = 15;
const SO_ACCEPTCONN: i32 = 30;
const SO_PROTOCOL: i32 = 38;
const SO_DOMAIN: i32 = 39;
const IPPROTO_IP: i32 = 0;
const IPPROTO_TCP: i32 = 6;
const IPPROTO_IPV6: i32 = 41;
const IPV6_V6ONLY: i32 = 26;

/// What a connection holds in flight on the sender's side, by default, in bytes: what Linux comes to on loopback.
const STREAM_SEND_BUFFER: usize = 2_626_560;
/// The same on the receiver's side.
const STREAM_RECEIVE_BUFFER: usize = 131_072;
/// Both sides of local sockets, and of datagram sockets.
const OTHER_BUFFER: usize = 212_992;
const LEAST_SEND_BUFFER: usize = 4_608;
const LEAST_RECEIVE_BUFFER: usize = 2_304;

/// A question that only the socket itself can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Value(i32),
    Type,
    Error,
    IsListening,
    Protocol,
    Family,
    SendBuffer,
    ReceiveBuffer,
    /// `l_onoff` and `l_linger` of SO_LINGER.
    Linger(i32, i32),
}

/// The options of one socket.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) reuse_address: bool,
    pub(super) reuse_port: bool,
    pub(super) v6_only: bool,
    pub(super) broadcast: bool,
    /// On or off, and seconds.
    linger: (i32, i32),
    /// As `setsockopt` was given it, if it was.
    send_buffer: Option<usize>,
    receive_buffer: Option<usize>,
    /// Options without an effect here.
    others: BTreeMap<(i32, i32), i32>,
}

impl Options {
    /// Sets an option of type int.
    ///
    /// # Errors
    /// `ENOPROTOOPT` for levels and options that are unknown or cannot be set.
    pub(super) fn set(&mut self, level: i32, name: i32, value: i32) -> Result<(), Errno> {
        let size = usize::try_from(value).unwrap_or(usize::MAX);
        match (level, name) {
            (SOL_SOCKET, SO_REUSEADDR) => self.reuse_address = value != 0,
            (SOL_SOCKET, SO_REUSEPORT) => self.reuse_port = value != 0,
            (SOL_SOCKET, SO_BROADCAST) => self.broadcast = value != 0,
            (SOL_SOCKET, SO_SNDBUF) => self.send_buffer = Some(size.min(OTHER_BUFFER)),
            (SOL_SOCKET, SO_RCVBUF) => self.receive_buffer = Some(size.min(OTHER_BUFFER)),
            (SOL_SOCKET, SO_LINGER) => return Err(Errno::Invalid),
            (SOL_SOCKET, SO_TYPE | SO_ERROR | SO_ACCEPTCONN | SO_PROTOCOL | SO_DOMAIN) => {
                return Err(Errno::NoSuchOption);
            }
            (IPPROTO_IPV6, IPV6_V6ONLY) => self.v6_only = value != 0,
            (SOL_SOCKET, SO_KEEPALIVE) => {
                self.others.insert((level, name), i32::from(value != 0));
            }
            (SOL_SOCKET | IPPROTO_IP | IPPROTO_TCP | IPPROTO_IPV6, _) => {
                self.others.insert((level, name), value);
            }
            _ => return Err(Errno::NoSuchOption),
        }
        Ok(())
    }

    /// Sets SO_LINGER.
    pub(super) const fn set_linger(&mut self, on: i32, seconds: i32) {
        self.linger = (on, seconds);
    }

    /// What an option is.
    ///
    /// # Errors
    /// `ENOPROTOOPT` for unknown levels.
    pub(super) fn get(&self, level: i32, name: i32) -> Result<Answer, Errno> {
        let flag = |on: bool| Answer::Value(i32::from(on));
        Ok(match (level, name) {
            (SOL_SOCKET, SO_REUSEADDR) => flag(self.reuse_address),
            (SOL_SOCKET, SO_REUSEPORT) => flag(self.reuse_port),
            (SOL_SOCKET, SO_BROADCAST) => flag(self.broadcast),
            (SOL_SOCKET, SO_TYPE) => Answer::Type,
            (SOL_SOCKET, SO_ERROR) => Answer::Error,
            (SOL_SOCKET, SO_ACCEPTCONN) => Answer::IsListening,
            (SOL_SOCKET, SO_PROTOCOL) => Answer::Protocol,
            (SOL_SOCKET, SO_DOMAIN) => Answer::Family,
            (SOL_SOCKET, SO_SNDBUF) => Answer::SendBuffer,
            (SOL_SOCKET, SO_RCVBUF) => Answer::ReceiveBuffer,
            (SOL_SOCKET, SO_LINGER) => Answer::Linger(self.linger.0, self.linger.1),
            (IPPROTO_IPV6, IPV6_V6ONLY) => flag(self.v6_only),
            (SOL_SOCKET | IPPROTO_IP | IPPROTO_TCP | IPPROTO_IPV6, _) => {
                Answer::Value(self.others.get(&(level, name)).copied().unwrap_or(0))
            }
            _ => return Err(Errno::NoSuchOption),
        })
    }

    /// SO_SNDBUF as `getsockopt` shows it: Linux doubles what it was told.
    pub(super) fn shown_send_buffer(&self, is_inet_stream: bool) -> usize {
        match self.send_buffer {
            Some(size) => (size * 2).max(LEAST_SEND_BUFFER),
            None if is_inet_stream => STREAM_SEND_BUFFER,
            None => OTHER_BUFFER,
        }
    }

    /// SO_RCVBUF as `getsockopt` shows it.
    pub(super) fn shown_receive_buffer(&self, is_inet_stream: bool) -> usize {
        match self.receive_buffer {
            Some(size) => (size * 2).max(LEAST_RECEIVE_BUFFER),
            None if is_inet_stream => STREAM_RECEIVE_BUFFER,
            None => OTHER_BUFFER,
        }
    }

    /// How many bytes may be in flight from a socket with these options to one with `receiver`'s.
    ///
    /// Linux counts its book-keeping too, so that half of a size that was asked for twofold is there for bytes.
    pub(super) fn capacity_towards(&self, receiver: &Self, is_inet_stream: bool) -> usize {
        let sent = match self.send_buffer {
            Some(_) => self.shown_send_buffer(is_inet_stream) / 2,
            None => self.shown_send_buffer(is_inet_stream),
        };
        if !is_inet_stream {
            // A local socket has no buffer on the receiver's side.
            return sent;
        }
        sent + receiver.shown_receive_buffer(is_inet_stream) / 2
    }

    /// Whether close cuts the connection off: SO_LINGER on, with zero seconds.
    pub(super) const fn resets_on_close(&self) -> bool {
        self.linger.0 != 0 && self.linger.1 == 0
    }
}
