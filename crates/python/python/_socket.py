"""`_socket`: names, numbers and name resolution, for the sockets of `_coroscope_net`.

The network is the page's own: it ends at the loopback addresses. Anything else fails as on a machine
whose network is down, and says why.
"""

import _coroscope_net
from _coroscope_net import (
    close, dup, getdefaulttimeout, gethostname, inet_ntop, inet_pton, setdefaulttimeout, socket,
)  # fmt: skip

error = OSError
timeout = TimeoutError
SocketType = socket


class herror(OSError):
    __module__ = "socket"


class gaierror(OSError):
    __module__ = "socket"


has_ipv6 = True
AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 1, 2, 3, 5
SOCK_NONBLOCK, SOCK_CLOEXEC = 2048, 524288
SOL_SOCKET, SOL_TCP, SOL_UDP, SOL_IP = 1, 6, 17, 0
SO_DEBUG, SO_REUSEADDR, SO_TYPE, SO_ERROR, SO_DONTROUTE, SO_BROADCAST = 1, 2, 3, 4, 5, 6
SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_OOBINLINE, SO_PRIORITY, SO_LINGER = 7, 8, 9, 10, 12, 13
SO_REUSEPORT, SO_RCVLOWAT, SO_SNDLOWAT, SO_RCVTIMEO, SO_SNDTIMEO = 15, 18, 19, 20, 21
SO_ACCEPTCONN, SO_PROTOCOL, SO_DOMAIN = 30, 38, 39
IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 0, 1, 6, 17, 41
IPPROTO_ICMPV6, IPPROTO_RAW = 58, 255
TCP_NODELAY, TCP_MAXSEG, TCP_CORK, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT = 1, 2, 3, 4, 5, 6
TCP_SYNCNT, TCP_LINGER2, TCP_DEFER_ACCEPT, TCP_QUICKACK, TCP_USER_TIMEOUT, TCP_FASTOPEN = 7, 8, 9, 12, 18, 23
IP_TOS, IP_TTL, IP_MULTICAST_IF, IP_MULTICAST_TTL, IP_MULTICAST_LOOP = 1, 2, 32, 33, 34
IPV6_UNICAST_HOPS, IPV6_V6ONLY = 16, 26
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
SOMAXCONN = 4096
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_V4MAPPED, AI_ALL = 1, 2, 4, 8, 16
AI_ADDRCONFIG, AI_NUMERICSERV = 32, 1024
NI_NUMERICHOST, NI_NUMERICSERV, NI_NOFQDN, NI_NAMEREQD, NI_DGRAM = 1, 2, 4, 8, 16
NI_MAXHOST, NI_MAXSERV = 1025, 32
EAI_BADFLAGS, EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_FAMILY, EAI_SOCKTYPE = -1, -2, -3, -4, -6, -7
EAI_SERVICE, EAI_ADDRFAMILY, EAI_MEMORY, EAI_SYSTEM, EAI_OVERFLOW = -8, -9, -10, -11, -12
MSG_OOB, MSG_PEEK, MSG_DONTROUTE, MSG_CTRUNC, MSG_TRUNC, MSG_DONTWAIT = 1, 2, 4, 8, 32, 64
MSG_EOR, MSG_WAITALL, MSG_NOSIGNAL = 128, 256, 16384
SCM_RIGHTS = 1
INADDR_ANY, INADDR_BROADCAST, INADDR_LOOPBACK, INADDR_NONE = 0, 0xFFFFFFFF, 0x7F000001, 0xFFFFFFFF

def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0, /):
    """Create a pair of sockets that are connected with each other."""
    return tuple(socket(family, type, proto, fd) for fd in _coroscope_net.socketpair(family, type))


_SERVICES = {
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "http": 80, "pop3": 110, "ntp": 123,
    "imap2": 143, "https": 443, "mysql": 3306, "postgresql": 5432, "redis": 6379,
}  # fmt: skip
_DATAGRAMS_ONLY, _STREAMS_ONLY = {"ntp"}, {"ftp", "ssh", "telnet", "smtp", "http", "mysql"}
_PROTOCOLS = {"ip": 0, "icmp": 1, "tcp": 6, "udp": 17, "ipv6": 41}
_NAMES = ("localhost", "ip6-localhost", "ip6-loopback")


def _is_numeric(text):
    for family in (AF_INET, AF_INET6):
        try:
            inet_pton(family, text)
        except OSError:
            continue
        return True
    return False


def _service(name, kind):
    if name.isascii() and name.isdigit():
        return int(name)
    only = {SOCK_STREAM: _DATAGRAMS_ONLY, SOCK_DGRAM: _STREAMS_ONLY}.get(kind, ())
    if name not in _SERVICES or name in only:
        return None
    return _SERVICES[name]


def _without_scope(host):
    """Takes the scope off a numeric IPv6 address (RFC 4007): a number, or for local addresses the only interface.

    Returns the host as it is, with scope 0, if it has none that glibc would take.
    """
    address, separator, scope = host.partition("%")
    if not (separator and ":" in address and _is_numeric(address)):
        return host, 0
    if scope == "lo" and inet_pton(AF_INET6, address)[:2] in (b"\xfe\x80", b"\xff\x02"):
        return address, 1
    if scope.isascii() and scope.isdigit() and int(scope) < 1 << 32:
        return address, int(scope)
    return host, 0


def _addresses(host, family, flags):
    """Pairs of family and numeric address, in the order in which glibc gives them."""
    families = (family,) if family else (AF_INET6, AF_INET)
    if host is None:
        if flags & AI_PASSIVE:
            return [(af, "::" if af == AF_INET6 else "0.0.0.0") for af in reversed(families)]
        host = "localhost"
    if host == "":
        raise gaierror(EAI_NONAME, "Name or service not known")
    numeric = _is_numeric(host)
    if host not in _NAMES and not numeric:
        text = "Name or service not known"
        if not flags & AI_NUMERICHOST:
            text += " (a page has only its own network: localhost, 127.0.0.1, ::1)"
        raise gaierror(EAI_NONAME, text)
    if numeric:
        af = AF_INET6 if ":" in host else AF_INET
        if af not in families:
            raise gaierror(EAI_ADDRFAMILY, "Address family for hostname not supported")
        return [(af, inet_ntop(af, inet_pton(af, host)))]
    if flags & AI_NUMERICHOST:
        raise gaierror(EAI_NONAME, "Name or service not known")
    return [(af, "::1" if af == AF_INET6 else "127.0.0.1") for af in families]


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """Knows the loopback addresses and `localhost`; any other name is unknown, as without a network."""
    if isinstance(host, (bytes, bytearray)):
        host = host.decode()
    elif not (host is None or isinstance(host, str)):
        raise TypeError("getaddrinfo() argument 1 must be string or None")
    if isinstance(port, (bytes, bytearray)):
        port = port.decode()
    elif not (port is None or isinstance(port, (str, int))):
        raise OSError("Int or String expected")
    if host is None and port is None:
        raise gaierror(EAI_NONAME, "Name or service not known")
    if family not in (AF_UNSPEC, AF_INET, AF_INET6):
        raise gaierror(EAI_FAMILY, "ai_family not supported")
    kinds = [
        (kind, protocol or proto)
        for kind, protocol in ((SOCK_STREAM, 6), (SOCK_DGRAM, 17), (SOCK_RAW, 0))
        if type in (0, kind) and (proto in (0, protocol) or kind == SOCK_RAW)
    ]
    if not kinds:
        raise gaierror(EAI_SOCKTYPE, "ai_socktype not supported")
    if isinstance(port, str):
        ports = {kind: _service(port, kind) for kind, _ in kinds}
        if not port.isdigit():
            kinds = [(kind, it) for kind, it in kinds if kind != SOCK_RAW and ports[kind] is not None]
        if not kinds:
            raise gaierror(EAI_SERVICE, "Servname not supported for ai_socktype")
    else:
        ports = dict.fromkeys((kind for kind, _ in kinds), (port or 0) & 0xFFFF)
    found = []
    scope = 0
    if host is not None:
        host, scope = _without_scope(host)
    for af, address in _addresses(host, family, flags):
        for kind, protocol in kinds:
            name = host or "localhost" if flags & AI_CANONNAME and not found else ""
            port = ports[kind]
            sockaddr = (address, port, 0, scope) if af == AF_INET6 else (address, port)
            found.append((af, kind, protocol, name, sockaddr))
    return found


def _is_loopback(host):
    return host == "::1" or host.startswith("127.")


def getnameinfo(sockaddr, flags, /):
    """The name of an address and of a port, where they have one."""
    if not isinstance(sockaddr, tuple):
        raise TypeError("getnameinfo() argument 1 must be a tuple")
    if not 2 <= len(sockaddr) <= 4:
        raise TypeError("getnameinfo(): illegal sockaddr argument")
    host, port = sockaddr[:2]
    if not _is_numeric(host):
        raise gaierror(EAI_NONAME, "Name or service not known")
    if _is_loopback(host) and not flags & NI_NUMERICHOST:
        host = "localhost"
    elif flags & NI_NAMEREQD:
        raise gaierror(EAI_NONAME, "Name or service not known")
    service = str(port)
    if not flags & NI_NUMERICSERV:
        left_out = _STREAMS_ONLY if flags & NI_DGRAM else _DATAGRAMS_ONLY
        names = [it for it, number in _SERVICES.items() if number == port and it not in left_out]
        service = names[0] if names else service
    return host, service


def gethostbyname(hostname, /):
    if hostname == "":
        return "0.0.0.0"
    return _addresses(hostname, AF_INET, 0)[0][1]


def gethostbyname_ex(hostname, /):
    return hostname, [], [gethostbyname(hostname)]


def gethostbyaddr(ip_address, /):
    if not _is_numeric(ip_address):
        ip_address = gethostbyname(ip_address)
    if not _is_loopback(ip_address):
        raise herror(1, "Unknown host")
    return "localhost", [], [ip_address]


def getservbyname(servicename, protocolname="", /):
    left_out = {"tcp": _DATAGRAMS_ONLY, "udp": _STREAMS_ONLY}.get(protocolname, ())
    if servicename not in _SERVICES or servicename in left_out:
        raise OSError("service/proto not found")
    return _SERVICES[servicename]


def getservbyport(port, protocolname="", /):
    left_out = {"tcp": _DATAGRAMS_ONLY, "udp": _STREAMS_ONLY}.get(protocolname, ())
    for name, number in _SERVICES.items():
        if number == port and name not in left_out:
            return name
    raise OSError("port/proto not found")


def getprotobyname(protocolname, /):
    if protocolname not in _PROTOCOLS:
        raise OSError("protocol not found")
    return _PROTOCOLS[protocolname]


def if_nameindex():
    return [(1, "lo")]


def if_nametoindex(name, /):
    if name != "lo":
        raise OSError("no interface with this name")
    return 1


def if_indextoname(index, /):
    if index != 1:
        raise OSError(6, "No such device or address")
    return "lo"


def inet_aton(ip_addr, /):
    """Convert an IP address in string format (123.45.67.89) to 32-bit packed binary format."""
    parts = ip_addr.split(".")
    try:
        numbers = [int(part, 0 if part[:2].lower() == "0x" else 8 if part[:1] == "0" else 10) for part in parts]
    except ValueError:
        numbers = []
    limit = 1 << 8 * (5 - len(numbers))
    if not 1 <= len(numbers) <= 4 or max(numbers[:-1], default=0) > 255 or not numbers[-1] < limit:
        raise OSError("illegal IP address string passed to inet_aton")
    packed = numbers[-1]
    for index, number in enumerate(numbers[:-1]):
        packed |= number << 8 * (3 - index)
    return packed.to_bytes(4, "big")


def inet_ntoa(packed_ip, /):
    """Convert an IP address from 32-bit packed binary format to string format."""
    if len(packed_ip) != 4:
        raise OSError("packed IP wrong length")
    return ".".join(str(byte) for byte in bytes(packed_ip))


def _swapped(name, size):
    def function(x, /):
        if x < 0:
            raise OverflowError(f"{name}: can't convert negative Python int to C {size * 8}-bit unsigned integer")
        if x >= 1 << 8 * size:
            raise OverflowError(f"{name}: Python int too large to convert to C {size * 8}-bit unsigned integer")
        return int.from_bytes(x.to_bytes(size, "big"), "little")

    function.__name__ = function.__qualname__ = name
    return function


htons, ntohs = _swapped("htons", 2), _swapped("ntohs", 2)
htonl, ntohl = _swapped("htonl", 4), _swapped("ntohl", 4)


def sethostname(name, /):
    raise PermissionError(1, "Operation not permitted")
