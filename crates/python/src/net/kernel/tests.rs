//! What the network does, call by call. Each expectation was seen on Linux.

use super::address::{Address, Family};
use super::*;
use std::net::SocketAddr;

fn at(text: &str) -> Address {
    Address::Inet(text.parse::<SocketAddr>().expect("an address"))
}

fn stream(kernel: &mut Kernel) -> Fd {
    kernel.open(Family::V4, Kind::Stream, 0).expect("a socket")
}

fn datagrams(kernel: &mut Kernel) -> Fd {
    kernel
        .open(Family::V4, Kind::Datagram, 0)
        .expect("a socket")
}

fn server(kernel: &mut Kernel, address: &str, backlog: i32) -> (Fd, Address) {
    let family = if address.contains('[') {
        Family::V6
    } else {
        Family::V4
    };
    let fd = kernel.open(family, Kind::Stream, 0).expect("a socket");
    kernel.bind(fd, &at(address)).expect("bound");
    kernel.listen(fd, backlog).expect("listens");
    let address = kernel.local_address(fd).expect("an address");
    (fd, address)
}

/// A connection: the listening socket, the client's half, the server's.
fn connection(kernel: &mut Kernel) -> (Fd, Fd, Fd) {
    let (listening, address) = server(kernel, "127.0.0.1:0", 100);
    let client = stream(kernel);
    assert_eq!(kernel.connect(client, &address), Err(Errno::InProgress));
    assert_eq!(kernel.connect(client, &address), Ok(()));
    let (half, _) = kernel.accept(listening).expect("a connection");
    (listening, client, half)
}

fn receive(kernel: &mut Kernel, fd: Fd, most: usize) -> Result<Vec<u8>> {
    let mut data = Vec::new();
    let received = kernel.receive(fd, most, false, &mut |part| data.extend_from_slice(part))?;
    assert_eq!(received.count, data.len());
    Ok(data)
}

fn send(kernel: &mut Kernel, fd: Fd, data: &[u8]) -> Result<usize> {
    kernel.send(fd, &[data])
}

fn mask(kernel: &Kernel, fd: Fd) -> u32 {
    kernel.readiness(fd).expect("a socket")
        & (EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLRDHUP)
}

fn error(kernel: &mut Kernel, fd: Fd) -> i32 {
    kernel.option(fd, SOL_SOCKET, 4).expect("SO_ERROR").0
}

#[test]
fn descriptors_are_the_lowest_free_ones() {
    let mut kernel = Kernel::default();
    let fds: Vec<Fd> = (0..4).map(|_| stream(&mut kernel)).collect();
    assert_eq!(fds, [3, 4, 5, 6]);
    kernel.close(5).expect("open");
    kernel.close(4).expect("open");
    assert_eq!(
        (
            stream(&mut kernel),
            stream(&mut kernel),
            stream(&mut kernel)
        ),
        (4, 5, 7)
    );
    assert_eq!(kernel.close(8), Err(Errno::BadFileDescriptor));
    assert_eq!(kernel.local_address(0), Err(Errno::NotSocket));
    for fd in [7, 6, 5, 4, 3] {
        kernel.close(fd).expect("open");
    }
    assert_eq!(stream(&mut kernel), 3);
}

#[test]
fn a_fresh_socket() {
    let mut kernel = Kernel::default();
    let fd = stream(&mut kernel);
    assert_eq!(mask(&kernel, fd), EPOLLOUT | EPOLLHUP);
    assert_eq!(receive(&mut kernel, fd, 1), Err(Errno::NotConnected));
    assert_eq!(send(&mut kernel, fd, b"1"), Err(Errno::BrokenPipe));
    assert_eq!(kernel.peer_address(fd), Err(Errno::NotConnected));
    assert_eq!(kernel.local_address(fd), Ok(at("0.0.0.0:0")));
    assert_eq!(kernel.accept(fd), Err(Errno::Invalid));
    let both = Shutdown {
        read: true,
        write: true,
    };
    assert_eq!(kernel.shutdown(fd, both), Err(Errno::NotConnected));
}

#[test]
fn a_connect_is_under_way_then_done() {
    let mut kernel = Kernel::default();
    let (listening, address) = server(&mut kernel, "127.0.0.1:8000", 100);
    assert_eq!(mask(&kernel, listening), 0);
    let client = stream(&mut kernel);
    assert_eq!(kernel.connect(client, &address), Err(Errno::InProgress));
    assert_eq!(
        (mask(&kernel, client), mask(&kernel, listening)),
        (EPOLLOUT, EPOLLIN)
    );
    assert_eq!(kernel.connect(client, &address), Ok(()));
    assert_eq!(kernel.connect(client, &address), Err(Errno::IsConnected));
    let (half, from) = kernel.accept(listening).expect("a connection");
    assert_eq!(from, at("127.0.0.1:32768"));
    assert_eq!(kernel.peer_address(half), Ok(at("127.0.0.1:32768")));
    assert_eq!(kernel.local_address(half), Ok(address.clone()));
    assert_eq!(kernel.peer_address(client), Ok(address));
    assert_eq!(kernel.accept(listening), Err(Errno::Again));
    assert_eq!(send(&mut kernel, client, b"hello"), Ok(5));
    assert_eq!(mask(&kernel, half), EPOLLIN | EPOLLOUT);
    assert_eq!(receive(&mut kernel, half, 2), Ok(b"he".to_vec()));
    assert_eq!(receive(&mut kernel, half, 9), Ok(b"llo".to_vec()));
    assert_eq!(receive(&mut kernel, half, 9), Err(Errno::Again));
}

#[test]
fn a_refused_connect() {
    let mut kernel = Kernel::default();
    let fd = stream(&mut kernel);
    let nobody = at("127.0.0.1:9");
    assert_eq!(kernel.connect(fd, &nobody), Err(Errno::InProgress));
    assert_eq!(
        mask(&kernel, fd),
        EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLRDHUP
    );
    assert_eq!((error(&mut kernel, fd), error(&mut kernel, fd)), (111, 0));
    assert_eq!(
        mask(&kernel, fd),
        EPOLLIN | EPOLLOUT | EPOLLHUP | EPOLLRDHUP
    );
    assert_eq!(receive(&mut kernel, fd, 1), Ok(vec![]));
    assert_eq!(send(&mut kernel, fd, b"1"), Err(Errno::BrokenPipe));
    assert_eq!(kernel.peer_address(fd), Err(Errno::NotConnected));
    // It may try again.
    assert_eq!(kernel.connect(fd, &nobody), Err(Errno::InProgress));
    assert_eq!(kernel.connect(fd, &nobody), Err(Errno::ConnectionRefused));
}

#[test]
fn other_networks_are_unreachable() {
    let mut kernel = Kernel::default();
    let fd = stream(&mut kernel);
    assert_eq!(
        kernel.connect(fd, &at("10.0.0.1:80")),
        Err(Errno::NetworkUnreachable)
    );
    assert_eq!(
        kernel.bind(fd, &at("10.0.0.1:80")),
        Err(Errno::AddressNotAvailable)
    );
    let fd = datagrams(&mut kernel);
    let to = at("8.8.8.8:53");
    assert_eq!(
        kernel.send_to(fd, &[b"1"], &to),
        Err(Errno::NetworkUnreachable)
    );
    assert_eq!(
        kernel.send_to(fd, &[b"1"], &at("255.255.255.255:9")),
        Err(Errno::Access)
    );
}

#[test]
fn close_ends_the_peers_reading() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    send(&mut kernel, half, b"xyz").expect("sent");
    kernel.close(half).expect("open");
    assert_eq!(mask(&kernel, client), EPOLLIN | EPOLLRDHUP | EPOLLOUT);
    assert_eq!(receive(&mut kernel, client, 9), Ok(b"xyz".to_vec()));
    assert_eq!(receive(&mut kernel, client, 9), Ok(vec![]));
    // The first send finds out, the next one is told.
    assert_eq!(send(&mut kernel, client, b"1"), Ok(1));
    assert_eq!(
        mask(&kernel, client),
        EPOLLIN | EPOLLRDHUP | EPOLLOUT | EPOLLERR | EPOLLHUP
    );
    assert_eq!(send(&mut kernel, client, b"1"), Err(Errno::BrokenPipe));
    assert_eq!(receive(&mut kernel, client, 9), Ok(vec![]));
    assert_eq!(send(&mut kernel, client, b"1"), Err(Errno::BrokenPipe));
}

#[test]
fn close_with_unread_bytes_resets() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    send(&mut kernel, client, b"unread").expect("sent");
    send(&mut kernel, half, b"xyz").expect("sent");
    kernel.close(half).expect("open");
    assert_eq!(
        mask(&kernel, client),
        EPOLLIN | EPOLLRDHUP | EPOLLOUT | EPOLLERR | EPOLLHUP
    );
    // What had arrived is read first.
    assert_eq!(receive(&mut kernel, client, 9), Ok(b"xyz".to_vec()));
    assert_eq!(receive(&mut kernel, client, 9), Err(Errno::ConnectionReset));
    assert_eq!(receive(&mut kernel, client, 9), Ok(vec![]));
    assert_eq!(send(&mut kernel, client, b"1"), Err(Errno::BrokenPipe));
    assert_eq!(kernel.peer_address(client), Err(Errno::NotConnected));
}

#[test]
fn lingering_for_no_time_resets() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    kernel.set_linger(half, 1, 0).expect("set");
    kernel.close(half).expect("open");
    assert_eq!(receive(&mut kernel, client, 9), Err(Errno::ConnectionReset));
}

#[test]
fn half_close() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    let write = Shutdown {
        read: false,
        write: true,
    };
    kernel.shutdown(half, write).expect("connected");
    assert_eq!(mask(&kernel, client), EPOLLIN | EPOLLRDHUP | EPOLLOUT);
    assert_eq!(mask(&kernel, half), EPOLLOUT);
    assert_eq!(send(&mut kernel, half, b"1"), Err(Errno::BrokenPipe));
    assert_eq!(receive(&mut kernel, client, 1), Ok(vec![]));
    assert_eq!(send(&mut kernel, client, b"1"), Ok(1));
    assert_eq!(receive(&mut kernel, half, 1), Ok(b"1".to_vec()));
    assert_eq!(kernel.shutdown(half, write), Ok(()));
    kernel.shutdown(client, write).expect("connected");
    let ended = EPOLLIN | EPOLLRDHUP | EPOLLOUT | EPOLLHUP;
    assert_eq!((mask(&kernel, client), mask(&kernel, half)), (ended, ended));
    assert_eq!(kernel.shutdown(client, write), Err(Errno::NotConnected));
    assert_eq!(kernel.peer_address(client), Err(Errno::NotConnected));
}

#[test]
fn shut_reading_still_takes_what_comes() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    kernel
        .shutdown(
            half,
            Shutdown {
                read: true,
                write: false,
            },
        )
        .expect("connected");
    assert_eq!(mask(&kernel, half), EPOLLIN | EPOLLRDHUP | EPOLLOUT);
    assert_eq!(mask(&kernel, client), EPOLLOUT);
    assert_eq!(send(&mut kernel, client, b"11"), Ok(2));
    assert_eq!(receive(&mut kernel, half, 1), Ok(b"1".to_vec()));
    assert_eq!(receive(&mut kernel, half, 1), Ok(b"1".to_vec()));
    assert_eq!(receive(&mut kernel, half, 1), Ok(vec![]));
}

#[test]
fn a_full_buffer_holds_the_sender_up() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    kernel
        .set_option(client, SOL_SOCKET, 7, 4_096)
        .expect("SO_SNDBUF");
    kernel
        .set_option(half, SOL_SOCKET, 8, 4_096)
        .expect("SO_RCVBUF");
    assert_eq!(send(&mut kernel, client, &[0; 10_000]), Ok(8_192));
    assert_eq!(send(&mut kernel, client, b"1"), Err(Errno::Again));
    assert_eq!(mask(&kernel, client), 0);
    receive(&mut kernel, half, 1_000).expect("bytes");
    // There is room, but not worth a call yet.
    assert_eq!(mask(&kernel, client), 0);
    receive(&mut kernel, half, 2_000).expect("bytes");
    assert_eq!(mask(&kernel, client), EPOLLOUT);
    assert_eq!(send(&mut kernel, client, &[0; 10_000]), Ok(3_000));
}

#[test]
fn a_full_queue_lets_clients_wait_in_order() {
    let mut kernel = Kernel::default();
    let (listening, address) = server(&mut kernel, "127.0.0.1:0", 1);
    let clients: Vec<Fd> = (0..4).map(|_| stream(&mut kernel)).collect();
    for client in &clients {
        assert_eq!(kernel.connect(*client, &address), Err(Errno::InProgress));
    }
    let masks: Vec<u32> = clients.iter().map(|fd| mask(&kernel, *fd)).collect();
    assert_eq!(masks, [EPOLLOUT, EPOLLOUT, 0, 0]);
    assert_eq!(kernel.connect(clients[2], &address), Err(Errno::Already));
    assert_eq!(send(&mut kernel, clients[2], b"1"), Err(Errno::Again));
    let first = kernel.accept(listening).expect("a connection").1;
    assert_eq!(first, kernel.local_address(clients[0]).expect("bound"));
    assert_eq!(
        (mask(&kernel, clients[2]), mask(&kernel, clients[3])),
        (EPOLLOUT, 0)
    );
    kernel.close(listening).expect("open");
    assert_eq!(error(&mut kernel, clients[1]), 104);
    assert_eq!(error(&mut kernel, clients[2]), 104);
    assert_eq!(error(&mut kernel, clients[3]), 111);
}

#[test]
fn ports_are_taken_and_given_back() {
    let mut kernel = Kernel::default();
    let (listening, _) = server(&mut kernel, "127.0.0.1:80", 1);
    let other = stream(&mut kernel);
    assert_eq!(
        kernel.bind(other, &at("127.0.0.1:80")),
        Err(Errno::AddressInUse)
    );
    assert_eq!(
        kernel.bind(other, &at("0.0.0.0:80")),
        Err(Errno::AddressInUse)
    );
    assert_eq!(kernel.bind(other, &at("127.0.0.2:80")), Ok(()));
    assert_eq!(kernel.bind(other, &at("127.0.0.2:81")), Err(Errno::Invalid));
    kernel
        .set_option(listening, SOL_SOCKET, 2, 1)
        .expect("SO_REUSEADDR");
    let third = stream(&mut kernel);
    kernel
        .set_option(third, SOL_SOCKET, 2, 1)
        .expect("SO_REUSEADDR");
    assert_eq!(
        kernel.bind(third, &at("127.0.0.1:80")),
        Err(Errno::AddressInUse)
    );
    kernel.close(listening).expect("open");
    assert_eq!(kernel.bind(third, &at("127.0.0.1:80")), Ok(()));
}

#[test]
fn a_connection_keeps_the_port_of_its_server() {
    let mut kernel = Kernel::default();
    let (listening, client, half) = connection(&mut kernel);
    let address = kernel.local_address(listening).expect("bound");
    kernel.close(listening).expect("open");
    let plain = stream(&mut kernel);
    assert_eq!(kernel.bind(plain, &address), Err(Errno::AddressInUse));
    kernel.close(half).expect("open");
    kernel.close(client).expect("open");
    assert_eq!(kernel.bind(plain, &address), Ok(()));
}

#[test]
fn wildcards_and_both_families() {
    let mut kernel = Kernel::default();
    let (dual, _) = server(&mut kernel, "[::]:8000", 5);
    let client = stream(&mut kernel);
    assert_eq!(
        kernel.connect(client, &at("127.0.0.1:8000")),
        Err(Errno::InProgress)
    );
    let (half, from) = kernel.accept(dual).expect("a connection");
    assert_eq!(from, at("[::ffff:127.0.0.1]:32768"));
    assert_eq!(
        kernel.local_address(half),
        Ok(at("[::ffff:127.0.0.1]:8000"))
    );
    // An IPv4 address is taken by it, unless it says that it wants IPv6 only.
    let other = stream(&mut kernel);
    assert_eq!(
        kernel.bind(other, &at("127.0.0.1:8000")),
        Err(Errno::AddressInUse)
    );
    let six = kernel.open(Family::V6, Kind::Stream, 0).expect("a socket");
    kernel.set_option(six, 41, 26, 1).expect("IPV6_V6ONLY");
    kernel.bind(six, &at("[::]:9000")).expect("free");
    kernel.listen(six, 1).expect("bound");
    assert_eq!(kernel.bind(other, &at("0.0.0.0:9000")), Ok(()));
    kernel.listen(other, 1).expect("bound");
    let client = stream(&mut kernel);
    kernel
        .connect(client, &at("0.0.0.0:9000"))
        .expect_err("in progress");
    assert_eq!(kernel.accept(six), Err(Errno::Again));
    assert_eq!(
        kernel.accept(other).map(|it| it.1),
        Ok(at("127.0.0.1:32769"))
    );
    assert_eq!(kernel.peer_address(client), Ok(at("127.0.0.1:9000")));
}

#[test]
fn local_pairs() {
    let mut kernel = Kernel::default();
    let (one, other) = kernel.pair(Family::Local, Kind::Stream).expect("a pair");
    assert_eq!(
        kernel.pair(Family::V4, Kind::Stream),
        Err(Errno::NotSupported)
    );
    assert_eq!(mask(&kernel, one), EPOLLOUT);
    assert_eq!(kernel.peer_address(one), Ok(Address::Local(vec![])));
    send(&mut kernel, one, b"unread").expect("sent");
    kernel.close(other).expect("open");
    assert_eq!(
        mask(&kernel, one),
        EPOLLIN | EPOLLRDHUP | EPOLLOUT | EPOLLERR | EPOLLHUP
    );
    assert_eq!(receive(&mut kernel, one, 1), Err(Errno::ConnectionReset));
    assert_eq!(receive(&mut kernel, one, 1), Ok(vec![]));
    assert_eq!(send(&mut kernel, one, b"1"), Err(Errno::BrokenPipe));
}

#[test]
fn local_names() {
    let mut kernel = Kernel::default();
    let name = Address::Local(b"/tmp/door".to_vec());
    let client = kernel
        .open(Family::Local, Kind::Stream, 0)
        .expect("a socket");
    assert_eq!(kernel.connect(client, &name), Err(Errno::NoEntry));
    let listening = kernel
        .open(Family::Local, Kind::Stream, 0)
        .expect("a socket");
    kernel.bind(listening, &name).expect("free");
    assert_eq!(kernel.connect(client, &name), Err(Errno::ConnectionRefused));
    kernel.listen(listening, 0).expect("bound");
    assert_eq!(kernel.connect(client, &name), Ok(()));
    assert_eq!(kernel.peer_address(client), Ok(name.clone()));
    let late = kernel
        .open(Family::Local, Kind::Stream, 0)
        .expect("a socket");
    assert_eq!(kernel.connect(late, &name), Err(Errno::Again));
    let (half, from) = kernel.accept(listening).expect("a connection");
    assert_eq!(from, Address::Local(vec![]));
    assert_eq!(kernel.local_address(half), Ok(name.clone()));
    kernel.close(listening).expect("open");
    assert_eq!(kernel.connect(late, &name), Err(Errno::NoEntry));
}

#[test]
fn datagrams_come_whole_with_their_sender() {
    let mut kernel = Kernel::default();
    let (server, client) = (datagrams(&mut kernel), datagrams(&mut kernel));
    assert_eq!(mask(&kernel, server), EPOLLOUT);
    assert_eq!(
        kernel.send(client, &[b"1"]),
        Err(Errno::DestinationRequired)
    );
    kernel.bind(server, &at("127.0.0.1:53")).expect("free");
    let to = at("127.0.0.1:53");
    assert_eq!(kernel.send_to(client, &[b"ab", b"c"], &to), Ok(3));
    assert_eq!(kernel.send_to(client, &[b""], &to), Ok(0));
    assert_eq!(mask(&kernel, server), EPOLLIN | EPOLLOUT);
    let mut data = Vec::new();
    let received = kernel.receive(server, 2, true, &mut |part| data.extend_from_slice(part));
    let received = received.expect("a datagram");
    assert_eq!(
        (data.as_slice(), received.count, received.full),
        (b"ab".as_slice(), 2, 3)
    );
    assert_eq!(received.from, Some(at("127.0.0.1:32768")));
    assert_eq!(receive(&mut kernel, server, 9), Ok(b"abc".to_vec()));
    assert_eq!(receive(&mut kernel, server, 9), Ok(vec![]));
    assert_eq!(receive(&mut kernel, server, 9), Err(Errno::Again));
    assert_eq!(kernel.local_address(client), Ok(at("0.0.0.0:32768")));
    assert_eq!(
        kernel.send_to(client, &[&[0; 65_508]], &to),
        Err(Errno::MessageTooLong)
    );
}

#[test]
fn connected_datagrams_hear_of_nobody() {
    let mut kernel = Kernel::default();
    let fd = datagrams(&mut kernel);
    assert_eq!(kernel.send_to(fd, &[b"1"], &at("127.0.0.1:9")), Ok(1));
    assert_eq!(mask(&kernel, fd), EPOLLOUT);
    kernel.connect(fd, &at("127.0.0.1:9")).expect("always");
    assert_eq!(kernel.local_address(fd), Ok(at("127.0.0.1:32768")));
    assert_eq!(send(&mut kernel, fd, b"1"), Ok(1));
    assert_eq!(mask(&kernel, fd), EPOLLOUT | EPOLLERR);
    assert_eq!(send(&mut kernel, fd, b"1"), Err(Errno::ConnectionRefused));
    assert_eq!(receive(&mut kernel, fd, 1), Err(Errno::Again));
    // A connected socket takes nothing from others.
    let (peer, stranger) = (datagrams(&mut kernel), datagrams(&mut kernel));
    kernel.bind(peer, &at("127.0.0.1:9")).expect("free");
    let to = kernel.local_address(fd).expect("bound");
    assert_eq!(kernel.send_to(stranger, &[b"s"], &to), Ok(1));
    assert_eq!(kernel.send_to(peer, &[b"p"], &to), Ok(1));
    assert_eq!(receive(&mut kernel, fd, 1), Ok(b"p".to_vec()));
    assert_eq!(receive(&mut kernel, fd, 1), Err(Errno::Again));
}

#[test]
fn a_full_datagram_queue_loses() {
    let mut kernel = Kernel::default();
    let (server, client) = (datagrams(&mut kernel), datagrams(&mut kernel));
    kernel.bind(server, &at("127.0.0.1:53")).expect("free");
    for _ in 0..10 {
        kernel
            .send_to(client, &[&[0; 60_000]], &at("127.0.0.1:53"))
            .expect("sent");
    }
    let mut count = 0;
    while receive(&mut kernel, server, 1).is_ok() {
        count += 1;
    }
    assert_eq!(count, 3);
}

#[test]
fn events_come_in_the_order_in_which_they_happened() {
    let mut kernel = Kernel::default();
    let (_, epoll) = kernel.open_epoll().expect("an instance");
    let pairs: Vec<(Fd, Fd)> = (0..3)
        .map(|_| kernel.pair(Family::Local, Kind::Stream).expect("a pair"))
        .collect();
    for (fd, _) in &pairs {
        kernel.watch(epoll, *fd, EPOLLIN).expect("new");
    }
    assert!(!kernel.has_events(epoll));
    for index in [2, 0, 1] {
        send(&mut kernel, pairs[index].1, b"x").expect("sent");
    }
    let order: Vec<Fd> = [2, 0, 1].map(|index: usize| pairs[index].0).to_vec();
    let fds = |events: Vec<(Fd, u32)>| -> Vec<Fd> { events.into_iter().map(|it| it.0).collect() };
    assert_eq!(fds(kernel.events(epoll, 9)), order);
    // As long as it is so, and one at a time if so asked, each in turn.
    assert_eq!(fds(kernel.events(epoll, 1)), [order[0]]);
    assert_eq!(fds(kernel.events(epoll, 2)), [order[1], order[2]]);
    receive(&mut kernel, order[1], 1).expect("a byte");
    assert_eq!(fds(kernel.events(epoll, 9)), [order[0], order[2]]);
    kernel.close(order[2]).expect("open");
    assert_eq!(fds(kernel.events(epoll, 9)), [order[0]]);
    kernel.stop_watch(epoll, order[0]).expect("watched");
    assert_eq!(kernel.stop_watch(epoll, order[0]), Err(Errno::NoEntry));
    assert!(!kernel.has_events(epoll));
    assert_eq!(kernel.watched(epoll), 1);
}

#[test]
fn a_watch_can_be_changed_edge_triggered_or_one_shot() {
    let mut kernel = Kernel::default();
    let (_, epoll) = kernel.open_epoll().expect("an instance");
    let (one, other) = kernel.pair(Family::Local, Kind::Stream).expect("a pair");
    kernel.watch(epoll, one, EPOLLIN).expect("new");
    assert_eq!(kernel.watch(epoll, one, EPOLLIN), Err(Errno::Exists));
    assert_eq!(kernel.watch(epoll, 1, EPOLLIN), Err(Errno::NotPermitted));
    assert_eq!(kernel.events(epoll, 9), []);
    kernel
        .change_watch(epoll, one, EPOLLIN | EPOLLOUT)
        .expect("watched");
    assert_eq!(kernel.events(epoll, 9), [(one, EPOLLOUT)]);
    kernel
        .change_watch(epoll, one, EPOLLIN | 1 << 31)
        .expect("watched");
    send(&mut kernel, other, b"x").expect("sent");
    assert_eq!(kernel.events(epoll, 9), [(one, EPOLLIN)]);
    assert_eq!(kernel.events(epoll, 9), []);
    send(&mut kernel, other, b"x").expect("sent");
    assert_eq!(kernel.events(epoll, 9), [(one, EPOLLIN)]);
    kernel
        .change_watch(epoll, one, EPOLLIN | 1 << 30)
        .expect("watched");
    assert_eq!(kernel.events(epoll, 9), [(one, EPOLLIN)]);
    send(&mut kernel, other, b"x").expect("sent");
    assert_eq!(kernel.events(epoll, 9), []);
    kernel.change_watch(epoll, one, EPOLLIN).expect("watched");
    kernel.close(other).expect("open");
    let end = EPOLLIN | EPOLLHUP;
    assert_eq!(kernel.events(epoll, 9), [(one, end)]);
}

#[test]
fn a_server_is_told_of_a_client_before_the_client_is() {
    let mut kernel = Kernel::default();
    let (_, epoll) = kernel.open_epoll().expect("an instance");
    let (listening, address) = server(&mut kernel, "127.0.0.1:0", 100);
    kernel.watch(epoll, listening, EPOLLIN).expect("new");
    let client = stream(&mut kernel);
    kernel.connect(client, &address).expect_err("in progress");
    kernel.watch(epoll, client, EPOLLOUT).expect("new");
    assert_eq!(
        kernel.events(epoll, 9),
        [(listening, EPOLLIN), (client, EPOLLOUT)]
    );
}

#[test]
fn a_duplicate_keeps_a_socket_open() {
    let mut kernel = Kernel::default();
    let (_, client, half) = connection(&mut kernel);
    let again = kernel.duplicate(half).expect("open");
    kernel.close(half).expect("open");
    assert_eq!(send(&mut kernel, client, b"1"), Ok(1));
    assert_eq!(receive(&mut kernel, again, 1), Ok(b"1".to_vec()));
    kernel.close(again).expect("open");
    assert_eq!(receive(&mut kernel, client, 1), Ok(vec![]));
}

#[test]
fn thousands_of_connections_leave_nothing_behind() {
    let mut kernel = Kernel::default();
    let (listening, address) = server(&mut kernel, "127.0.0.1:0", 100);
    let clients: Vec<Fd> = (0..5_000).map(|_| stream(&mut kernel)).collect();
    for client in &clients {
        kernel.connect(*client, &address).expect_err("in progress");
    }
    let mut halves = Vec::new();
    while let Ok((half, _)) = kernel.accept(listening) {
        halves.push(half);
    }
    assert_eq!(halves.len(), clients.len());
    for fd in clients.into_iter().chain(halves) {
        kernel.close(fd).expect("open");
    }
    kernel.close(listening).expect("open");
    assert_eq!(kernel.sockets.len(), 0);
    assert!(kernel.ports.is_empty());
}
