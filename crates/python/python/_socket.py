"""`_socket`: names, numbers and address conversions; no sockets yet.

A page has no network of the operating system. Until it has one of its own, making a socket raises the
OSError of a machine without one, and says why.
"""

import errno as _errno

error = OSError
timeout = TimeoutError


class herror(OSError):
    pass


class gaierror(OSError):
    pass


has_ipv6 = True
AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 1, 2, 3, 5
SOCK_NONBLOCK, SOCK_CLOEXEC = 2048, 524288
SOL_SOCKET, SOL_TCP, SOL_UDP, SOL_IP = 1, 6, 17, 0
SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_BROADCAST, SO_SNDBUF, SO_RCVBUF = 2, 3, 4, 6, 7, 8
SO_KEEPALIVE, SO_LINGER, SO_REUSEPORT = 9, 13, 15
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 0, 1, 6, 17, 41
TCP_NODELAY, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 4, 5, 6
IPV6_V6ONLY = 26
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 4096
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_ADDRCONFIG, AI_NUMERICSERV = 1, 2, 4, 32, 1024
NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM = 1, 2, 4, 8, 16
EAI_NONAME, EAI_FAMILY, EAI_SERVICE, EAI_SOCKTYPE, EAI_FAIL, EAI_AGAIN = -2, -6, -8, -7, -4, -3
MSG_PEEK, MSG_DONTWAIT, MSG_NOSIGNAL, MSG_WAITALL = 2, 64, 16384, 256
INADDR_ANY, INADDR_BROADCAST, INADDR_LOOPBACK = 0, 0xFFFFFFFF, 0x7F000001
_LOOPBACK = {"localhost": ("127.0.0.1", "::1"), "127.0.0.1": ("127.0.0.1",), "::1": ("::1",)}
_default_timeout = None


class socket:
    """Raises when made: there is no network to speak on."""

    __slots__ = ()

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        raise OSError(
            _errno.ENETDOWN, "Network is down (a page has no network of the operating system)"
        )

    def __del__(self):
        pass

    def close(self):
        pass


SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0):
    raise OSError(_errno.ENETDOWN, "Network is down (a page has no network of the operating system)")


def getdefaulttimeout():
    return _default_timeout


def setdefaulttimeout(timeout, /):
    global _default_timeout
    if timeout is not None and float(timeout) < 0:
        raise ValueError("Timeout value out of range")
    _default_timeout = None if timeout is None else float(timeout)


def gethostname():
    return "localhost"


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Knows the loopback addresses; any other name is unknown, as without a network."""
    if isinstance(host, bytes):
        host = host.decode()
    if host is None or host == "":
        addresses = ("0.0.0.0", "::") if flags & AI_PASSIVE else ("127.0.0.1", "::1")
    elif host in ("0.0.0.0", "::"):
        addresses = (host,)
    else:
        addresses = _LOOPBACK.get(host)
    if addresses is None:
        raise gaierror(EAI_NONAME, "Name or service not known")
    if isinstance(port, (str, bytes)):
        if not port.isdigit():
            raise gaierror(EAI_SERVICE, "Servname not supported for ai_socktype")
        port = int(port)
    kinds = [(SOCK_STREAM, IPPROTO_TCP), (SOCK_DGRAM, IPPROTO_UDP), (SOCK_RAW, IPPROTO_IP)]
    found = []
    for address in addresses:
        af = AF_INET6 if ":" in address else AF_INET
        if family not in (AF_UNSPEC, af):
            continue
        sockaddr = (address, port or 0, 0, 0) if af == AF_INET6 else (address, port or 0)
        for kind, protocol in kinds:
            if type in (0, kind) and proto in (0, protocol):
                found.append((af, kind, protocol, "", sockaddr))
    if not found:
        raise gaierror(EAI_FAMILY, "ai_family not supported")
    return found


def getnameinfo(sockaddr, flags, /):
    return sockaddr[0], str(sockaddr[1])


def gethostbyname(hostname, /):
    return getaddrinfo(hostname, 0, AF_INET)[0][4][0]


def inet_aton(text, /):
    parts = text.split(".")
    if len(parts) != 4 or not all(p.isdigit() and int(p) < 256 for p in parts):
        raise OSError("illegal IP address string passed to inet_aton")
    return bytes(int(p) for p in parts)


def inet_ntoa(packed, /):
    if len(packed) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(str(b) for b in packed)


def inet_pton(family, text, /):
    import ipaddress

    try:
        address = ipaddress.IPv4Address(text) if family == AF_INET else ipaddress.IPv6Address(text)
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None
    return address.packed


def inet_ntop(family, packed, /):
    import ipaddress

    return str((ipaddress.IPv4Address if family == AF_INET else ipaddress.IPv6Address)(bytes(packed)))


def htons(x, /):
    return int.from_bytes(x.to_bytes(2, "big"), "little")


def htonl(x, /):
    return int.from_bytes(x.to_bytes(4, "big"), "little")


ntohs, ntohl = htons, htonl


def getservbyname(name, protocol="tcp", /):
    services = {"http": 80, "https": 443, "ftp": 21, "ssh": 22, "smtp": 25, "domain": 53}
    if name not in services:
        raise OSError("service/proto not found")
    return services[name]


def close(fd, /):
    raise OSError(_errno.EBADF, "Bad file descriptor")


def dup(fd, /):
    raise OSError(_errno.EBADF, "Bad file descriptor")
