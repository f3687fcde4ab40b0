//! Descriptors: small numbers, the lowest free one first, as POSIX has it.

use super::epoll::{Epoll, EpollId};
use super::socket::SocketId;
use super::{Errno, Kernel, Result};
use std::collections::{BTreeMap, BTreeSet};

/// A descriptor: what `fileno()` gives.
pub(crate) type Fd = i32;

/// The first one that is not a standard stream.
const FIRST: Fd = 3;
/// How many there can be: more than any program that fits into a page can use.
const LIMIT: Fd = 1 << 20;

/// What a descriptor stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    Socket(SocketId),
    Epoll(EpollId),
}

/// The table of open descriptors.
#[derive(Debug, Default)]
pub(super) struct Descriptors {
    open: BTreeMap<Fd, File>,
    /// Closed ones, to be used again before new ones are.
    free: BTreeSet<Fd>,
}

impl Descriptors {
    fn add(&mut self, file: File) -> Result<Fd> {
        let fd = match self.free.pop_first() {
            Some(fd) => fd,
            None => self
                .open
                .last_key_value()
                .map_or(FIRST, |(last, _)| last + 1),
        };
        if fd >= LIMIT {
            return Err(Errno::TooManyFiles);
        }
        self.open.insert(fd, file);
        Ok(fd)
    }

    fn remove(&mut self, fd: Fd) -> Result<File> {
        let file = self.open.remove(&fd).ok_or(Errno::BadFileDescriptor)?;
        self.free.insert(fd);
        // Only those below the highest open one are kept.
        let end = self
            .open
            .last_key_value()
            .map_or(FIRST, |(last, _)| last + 1);
        drop(self.free.split_off(&end));
        Ok(file)
    }
}

impl Kernel {
    pub(super) fn new_descriptor(&mut self, id: SocketId) -> Result<Fd> {
        let fd = self.descriptors.add(File::Socket(id))?;
        self.socket_mut(id)?.descriptors += 1;
        Ok(fd)
    }

    /// The socket behind `fd`.
    ///
    /// # Errors
    /// `EBADF` for no descriptor, `ENOTSOCK` for one of something else.
    pub(super) fn socket_of(&self, fd: Fd) -> Result<SocketId> {
        match self.descriptors.open.get(&fd) {
            Some(File::Socket(id)) => Ok(*id),
            Some(File::Epoll(_)) => Err(Errno::NotSocket),
            None if (0..FIRST).contains(&fd) => Err(Errno::NotSocket),
            None => Err(Errno::BadFileDescriptor),
        }
    }

    /// The epoll instance behind `fd`, if it is one.
    pub(crate) fn epoll_of(&self, fd: Fd) -> Option<EpollId> {
        match self.descriptors.open.get(&fd) {
            Some(File::Epoll(id)) => Some(*id),
            _ => None,
        }
    }

    /// Whether `fd` is an open descriptor of this network.
    pub(crate) fn is_open(&self, fd: Fd) -> bool {
        self.descriptors.open.contains_key(&fd)
    }

    /// `epoll_create`.
    pub(crate) fn open_epoll(&mut self) -> Result<(Fd, EpollId)> {
        let id = EpollId(self.new_id());
        let fd = self.descriptors.add(File::Epoll(id))?;
        self.epolls.insert(id, Epoll::default());
        Ok((fd, id))
    }

    /// `dup`: another descriptor of the same socket.
    pub(crate) fn duplicate(&mut self, fd: Fd) -> Result<Fd> {
        let id = self.socket_of(fd)?;
        self.new_descriptor(id)
    }

    /// `close`. The last descriptor of a socket ends it: see `Kernel::end`.
    pub(crate) fn close(&mut self, fd: Fd) -> Result<()> {
        match self.descriptors.remove(fd)? {
            File::Epoll(id) => self.drop_epoll(id),
            File::Socket(id) => {
                let socket = self.socket_mut(id)?;
                socket.descriptors -= 1;
                if socket.descriptors == 0 {
                    self.end(id);
                }
            }
        }
        Ok(())
    }
}
