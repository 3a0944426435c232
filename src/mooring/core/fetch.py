"""Reading from addresses that people name: only from the open network, only so much, only so long.

The name is resolved once, every address it stands for is judged, and one of them is what is connected to; a redirect is judged
anew. Private networks are closed, but for those the operator opens (``MOORING_FETCH_NETWORKS``), where plain http will do too.
"""

from __future__ import annotations

import enum
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings

SECONDS: Final = 10.0
MOST_BYTES: Final = 5 * 1024 * 1024
_REDIRECTS: Final = 4
_PIECE: Final = 64 * 1024
_AGENT: Final = "Mooring"
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Problem(enum.Enum):
    """Why nothing could be read."""

    ADDRESS = "address"  # not an address one can read from
    CLOSED = "closed"  # leads into a network that is not open
    SILENT = "silent"  # no such host, or no answer
    CERTIFICATE = "certificate"  # it cannot prove who it is
    SLOW = "slow"
    LARGE = "large"
    ROUNDABOUT = "roundabout"  # too many redirects


class FetchFailed(Exception):
    """Nothing could be read; says why, and never from where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Answer:
    """What a server answered, after redirects: from which address, with small header names."""

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def fetch(
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
    redirects: int = _REDIRECTS,
) -> Answer:
    """What an address answers, whatever its status; FetchFailed where it may not be read, or answers too late or too much.

    Each request has so many ``seconds`` in all. What signs somebody in is not carried to another host.
    """
    sent = dict(headers or {})
    for _ in range(redirects + 1):
        answer = _once(_parsed(address), method, sent, body, seconds, most_bytes)
        onward = answer.headers.get("location")
        if answer.status not in {301, 302, 303, 307, 308} or not onward:
            return answer
        following = urljoin(address, onward)
        if urlsplit(following)[:2] != urlsplit(address)[:2]:
            sent = {name: value for name, value in sent.items() if name.lower() not in {"authorization", "cookie"}}
        if answer.status == 303:
            method, body = "GET", None
        address = following
    raise FetchFailed(Problem.ROUNDABOUT)


def readable(address: str) -> str:
    """An address as it is fetched, where it is one: ``webcal`` means https; FetchFailed where it is none or its host is closed."""
    begins, _, rest = address.strip().partition("://")
    whole = f"https://{rest}" if begins.lower() in {"webcal", "webcals"} else address.strip()
    parts = _parsed(whole)
    _resolved(parts)
    return urlunsplit(parts)


def _parsed(address: str) -> SplitResult:
    """The parts of an address that may be asked for: http or https, a host, no name or password in it, a port that serves pages."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as wrong:
        raise FetchFailed(Problem.ADDRESS) from wrong
    plain = address.isascii() and address.isprintable() and " " not in address
    if not plain or parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
        raise FetchFailed(Problem.ADDRESS)
    if port is not None and port < 1024 and port not in {80, 443}:
        raise FetchFailed(Problem.ADDRESS)
    return parts


def _resolved(parts: SplitResult) -> str:
    """One network address of a host all of whose addresses are open."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise FetchFailed(Problem.SILENT) from wrong
    addresses = [str(one[4][0]) for one in found]
    opened = [ipaddress.ip_network(one) for one in settings.FETCH_NETWORKS]
    for one in addresses:
        address = ipaddress.ip_address(one.partition("%")[0])
        if not any(address in network for network in opened) and not (secure and _is_public(address)):
            raise FetchFailed(Problem.CLOSED)
    return addresses[0]


def _is_public(address: IPAddress) -> bool:
    """Whether an address is of the open network, also where it is an older one in newer clothes."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _once(parts: SplitResult, method: str, headers: Mapping[str, str], body: bytes | None, seconds: float, most_bytes: int) -> Answer:
    """One request to one address that was judged."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(host, _port(parts))
    place = _resolved(parts), _port(parts)
    with _within(seconds) as sockets:
        sockets.append(socket.create_connection(place, timeout=seconds))
        if secure:
            safe = ssl.create_default_context().wrap_socket(sockets[0], server_hostname=host, do_handshake_on_connect=False)
            sockets.append(safe)
            safe.do_handshake()
        connection.sock = sockets[-1]
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request(method, path, body, {"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers})
        with connection.getresponse() as response:
            found = _read(response, most_bytes)
    said = {name.lower(): value for name, value in response.getheaders()}
    return Answer(urlunsplit(parts), response.status, said, found)


def _read(response: http.client.HTTPResponse, most_bytes: int) -> bytes:
    found = bytearray()
    whole = response.length  # unknown where it comes in pieces, or ends with the connection
    while len(found) != whole and (piece := response.read1(_PIECE)):
        found += piece
        if len(found) > most_bytes:
            raise FetchFailed(Problem.LARGE)
    if whole is not None and len(found) != whole:
        raise FetchFailed(Problem.SILENT)
    return bytes(found)


@contextmanager
def _within(seconds: float) -> Iterator[list[socket.socket]]:
    """A list for sockets; the last is cut off after so many seconds, whatever it is at, and what goes wrong says why."""
    sockets: list[socket.socket] = []
    late: list[bool] = []

    def cut() -> None:
        late.append(True)
        # Whoever waits for the other side stops waiting.
        with suppress(OSError, IndexError):
            sockets[-1].shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield sockets
    except ssl.SSLCertVerificationError as wrong:
        raise FetchFailed(Problem.CERTIFICATE) from wrong
    except (OSError, http.client.HTTPException, FetchFailed) as wrong:
        if late or isinstance(wrong, TimeoutError):
            raise FetchFailed(Problem.SLOW) from wrong
        if isinstance(wrong, FetchFailed):
            raise
        raise FetchFailed(Problem.SILENT) from wrong
    finally:
        timer.cancel()
        for one in sockets:
            one.close()
    if late:
        raise FetchFailed(Problem.SLOW)
