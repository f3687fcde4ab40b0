//! Readiness, and who is told of it: Linux's epoll.
//!
//! An instance keeps a list of sockets that something happened to, in order. A wait looks at them in that order, reports
//! those that are ready now, and puts them to the end of the list, where they are looked at again next time
//! (level-triggered). So events come out in the order in which they happened, and nobody is starved.

use super::descriptors::Fd;
use super::socket::{Role, Socket, SocketId};
use super::{Errno, Kernel, Result};
use std::collections::{BTreeMap, VecDeque};

/// Something can be read, or accepted, or the end was reached.
pub(crate) const EPOLLIN: u32 = 0x1;
/// Something can be written, or a connect is decided.
pub(crate) const EPOLLOUT: u32 = 0x4;
/// An error waits to be raised. Always reported.
pub(crate) const EPOLLERR: u32 = 0x8;
/// Both directions have ended. Always reported.
pub(crate) const EPOLLHUP: u32 = 0x10;
/// The peer sends no more.
pub(crate) const EPOLLRDHUP: u32 = 0x2000;
const EPOLLRDNORM: u32 = 0x40;
const EPOLLWRNORM: u32 = 0x100;
/// Report once, then not before it is asked for again.
const EPOLLONESHOT: u32 = 1 << 30;
/// Report when something happens, not as long as it is so.
const EPOLLET: u32 = 1 << 31;

/// Which epoll instance: never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EpollId(pub(super) u64);

/// Who watches a socket, under which descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Watcher {
    epoll: EpollId,
    fd: Fd,
}

type Key = (Fd, SocketId);

/// An epoll instance.
#[derive(Debug, Default)]
pub(super) struct Epoll {
    interest: BTreeMap<Key, Interest>,
    ready: VecDeque<Key>,
}

#[derive(Debug)]
struct Interest {
    events: u32,
    is_queued: bool,
}

impl Epoll {
    fn enqueue(&mut self, key: Key) {
        if let Some(interest) = self.interest.get_mut(&key)
            && !interest.is_queued
        {
            interest.is_queued = true;
            self.ready.push_back(key);
        }
    }
}

impl Kernel {
    /// What a socket is ready for: a mask of `EPOLL*`, which `POLL*` equal.
    ///
    /// # Errors
    /// `EBADF` and `ENOTSOCK`.
    pub(crate) fn readiness(&self, fd: Fd) -> Result<u32> {
        if let Some(id) = self.epoll_of(fd) {
            let is_ready = self.epolls.get(&id).is_some_and(|epoll| {
                epoll
                    .ready
                    .iter()
                    .any(|key| self.events_of(epoll, *key) != 0)
            });
            return Ok(if is_ready { EPOLLIN } else { 0 });
        }
        Ok(self.mask(self.socket_of(fd)?))
    }

    fn mask(&self, id: SocketId) -> u32 {
        let Some(socket) = self.sockets.get(&id) else {
            return 0;
        };
        let error = if socket.error.is_some() { EPOLLERR } else { 0 };
        let readable = EPOLLIN | EPOLLRDNORM;
        let writable = EPOLLOUT | EPOLLWRNORM;
        error
            | match &socket.role {
                Role::Idle => writable | EPOLLHUP,
                Role::Failed => readable | writable | EPOLLHUP | EPOLLRDHUP,
                Role::Listening(queues) if queues.queue.is_empty() => 0,
                Role::Listening(_) => readable,
                Role::Connecting(_) => 0,
                Role::Stream(stream) => {
                    let mut mask = 0;
                    if stream.read_closed {
                        mask |= readable | EPOLLRDHUP;
                        if stream.write_closed {
                            mask |= EPOLLHUP;
                        }
                    } else if !stream.incoming.is_empty() {
                        mask |= readable;
                    }
                    if stream.write_closed || self.has_room(socket, stream) {
                        mask |= writable;
                    }
                    mask
                }
                Role::Datagram(datagram) => {
                    if datagram.queue.is_empty() && !datagram.read_closed {
                        writable
                    } else {
                        readable | writable
                    }
                }
            }
    }

    /// Tells the watchers of a socket that something happened to it.
    pub(super) fn wake(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get(&id) else {
            return;
        };
        for watcher in &socket.watchers {
            if let Some(epoll) = self.epolls.get_mut(&watcher.epoll) {
                epoll.enqueue((watcher.fd, id));
            }
        }
    }

    /// `epoll_ctl(EPOLL_CTL_ADD)`.
    ///
    /// # Errors
    /// `EEXIST` for a second time, `EBADF`, `EPERM` for what is no socket.
    pub(crate) fn watch(&mut self, epoll: EpollId, fd: Fd, events: u32) -> Result<()> {
        let id = self.watchable(fd)?;
        let instance = self
            .epolls
            .get_mut(&epoll)
            .ok_or(Errno::BadFileDescriptor)?;
        if instance.interest.contains_key(&(fd, id)) {
            return Err(Errno::Exists);
        }
        let interest = Interest {
            events,
            is_queued: false,
        };
        instance.interest.insert((fd, id), interest);
        self.socket_mut(id)?.watchers.push(Watcher { epoll, fd });
        self.look(epoll, (fd, id));
        Ok(())
    }

    /// `epoll_ctl(EPOLL_CTL_MOD)`.
    ///
    /// # Errors
    /// `ENOENT` if it is not watched, `EBADF`.
    pub(crate) fn change_watch(&mut self, epoll: EpollId, fd: Fd, events: u32) -> Result<()> {
        let id = self.watchable(fd)?;
        let instance = self
            .epolls
            .get_mut(&epoll)
            .ok_or(Errno::BadFileDescriptor)?;
        let interest = instance.interest.get_mut(&(fd, id)).ok_or(Errno::NoEntry)?;
        interest.events = events;
        self.look(epoll, (fd, id));
        Ok(())
    }

    /// `epoll_ctl(EPOLL_CTL_DEL)`.
    ///
    /// # Errors
    /// `ENOENT` if it is not watched, `EBADF`.
    pub(crate) fn stop_watch(&mut self, epoll: EpollId, fd: Fd) -> Result<()> {
        let id = self.watchable(fd)?;
        let instance = self
            .epolls
            .get_mut(&epoll)
            .ok_or(Errno::BadFileDescriptor)?;
        let was = instance.interest.remove(&(fd, id)).ok_or(Errno::NoEntry)?;
        if was.is_queued {
            instance.ready.retain(|key| *key != (fd, id));
        }
        let watchers = &mut self.socket_mut(id)?.watchers;
        watchers.retain(|watcher| *watcher != Watcher { epoll, fd });
        Ok(())
    }

    fn watchable(&self, fd: Fd) -> Result<SocketId> {
        self.socket_of(fd).map_err(|error| match error {
            Errno::NotSocket => Errno::NotPermitted,
            error => error,
        })
    }

    /// Puts a socket on the list if it is ready already.
    fn look(&mut self, epoll: EpollId, key: Key) {
        let Some(instance) = self.epolls.get(&epoll) else {
            return;
        };
        if self.events_of(instance, key) != 0
            && let Some(instance) = self.epolls.get_mut(&epoll)
        {
            instance.enqueue(key);
        }
    }

    fn events_of(&self, epoll: &Epoll, key: Key) -> u32 {
        let Some(interest) = epoll.interest.get(&key) else {
            return 0;
        };
        // A one-shot watch that has fired is asked for nothing, not even for errors.
        if interest.events & !(EPOLLET | EPOLLONESHOT) == 0 && interest.events & EPOLLONESHOT != 0 {
            return 0;
        }
        self.mask(key.1) & (interest.events | EPOLLERR | EPOLLHUP)
    }

    /// Whether a wait would report anything. Takes those off the list that are not ready.
    pub(crate) fn has_events(&mut self, epoll: EpollId) -> bool {
        while let Some(key) = self
            .epolls
            .get(&epoll)
            .and_then(|instance| instance.ready.front().copied())
        {
            let Some(instance) = self.epolls.get(&epoll) else {
                return false;
            };
            if self.events_of(instance, key) != 0 {
                return true;
            }
            self.take_first(epoll);
        }
        false
    }

    fn take_first(&mut self, epoll: EpollId) -> Option<Key> {
        let instance = self.epolls.get_mut(&epoll)?;
        let key = instance.ready.pop_front()?;
        if let Some(interest) = instance.interest.get_mut(&key) {
            interest.is_queued = false;
        }
        Some(key)
    }

    /// `epoll_wait` without the waiting: up to `most` descriptors with what they are ready for.
    pub(crate) fn events(&mut self, epoll: EpollId, most: usize) -> Vec<(Fd, u32)> {
        let mut found = Vec::new();
        let listed = self.epolls.get(&epoll).map_or(0, |it| it.ready.len());
        for _ in 0..listed {
            if found.len() >= most {
                break;
            }
            let Some(key) = self.take_first(epoll) else {
                break;
            };
            let Some(instance) = self.epolls.get(&epoll) else {
                break;
            };
            let events = self.events_of(instance, key);
            if events == 0 {
                continue;
            }
            found.push((key.0, events));
            if let Some(instance) = self.epolls.get_mut(&epoll)
                && let Some(interest) = instance.interest.get_mut(&key)
            {
                if interest.events & EPOLLONESHOT != 0 {
                    interest.events &= EPOLLONESHOT | EPOLLET;
                } else if interest.events & EPOLLET == 0 {
                    instance.enqueue(key);
                }
            }
        }
        found
    }

    /// How many sockets an instance watches.
    #[cfg(test)]
    pub(super) fn watched(&self, epoll: EpollId) -> usize {
        self.epolls.get(&epoll).map_or(0, |it| it.interest.len())
    }

    /// A socket ends: nobody watches it any more.
    pub(super) fn unwatch(&mut self, id: SocketId, socket: &Socket) {
        for watcher in &socket.watchers {
            if let Some(instance) = self.epolls.get_mut(&watcher.epoll) {
                let key = (watcher.fd, id);
                let was = instance.interest.remove(&key);
                if was.is_some_and(|interest| interest.is_queued) {
                    instance.ready.retain(|it| *it != key);
                }
            }
        }
    }

    pub(super) fn drop_epoll(&mut self, id: EpollId) {
        if let Some(instance) = self.epolls.remove(&id) {
            for (_, socket) in instance.interest.into_keys() {
                if let Some(socket) = self.sockets.get_mut(&socket) {
                    socket.watchers.retain(|watcher| watcher.epoll != id);
                }
            }
        }
    }
}
