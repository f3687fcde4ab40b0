# Rule: what sockets refuse, with Linux's numbers and texts.
import socket


def attempt(label, function, *args):
    try:
        print(label, function(*args))
    except Exception as e:
        print(label, type(e).__name__, e)


with socket.socket() as fresh:
    attempt("recv", fresh.recv, 1)
    attempt("send", fresh.send, b"x")
    attempt("getpeername", fresh.getpeername)
    attempt("getsockname", fresh.getsockname)
    attempt("shutdown", fresh.shutdown, socket.SHUT_RDWR)
    attempt("accept", fresh.accept)
    attempt("negative", fresh.recv, -1)
    attempt("no tuple", fresh.connect, "127.0.0.1")
    attempt("three", fresh.connect, ("127.0.0.1", 1, 2))
    attempt("no str", fresh.connect, (1, 2))
    attempt("port", fresh.connect, ("127.0.0.1", 70000))
    attempt("timeout", fresh.settimeout, -1)
    attempt("text", fresh.send, "text")
    attempt("bind", fresh.bind, ("127.0.0.1", 0))
    attempt("again", fresh.bind, ("127.0.0.1", 0))
    attempt("elsewhere", socket.create_server, ("192.0.2.1", 80))
attempt("closed", fresh.getsockname)
attempt("closed", fresh.settimeout, 1)
attempt("families", socket.socket, 77)
attempt("types", socket.socket, socket.AF_INET, 77)
attempt("pair", socket.socketpair, socket.AF_INET)
with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
    attempt("listen", datagrams.listen)
    attempt("send", datagrams.send, b"x")
    attempt("too long", datagrams.sendto, b"x" * 65508, ("127.0.0.1", 9))
print(socket.gethostbyname("localhost"), socket.inet_aton("127.0.0.1"), socket.inet_ntop(socket.AF_INET6, b"\0" * 15 + b"\1"))
attempt("pton", socket.inet_pton, socket.AF_INET, "127.1")
print(socket.htons(1), socket.ntohl(1), socket.has_ipv6)
