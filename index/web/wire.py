"""Sockets for one request: opened to addresses that were checked, and to no other; closed when its time is up."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

import httpcore

_CONNECT_SECONDS = 5.0
"""To one address; the next one of the same name is tried after that. Handshakes across the world take under 1 s."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in seconds from any start, and how to let it pass. Tests bring one that does not wait."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Deadline:
    """The moment a request must be over. `left` raises httpcore.ReadTimeout once it has passed."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._end = clock.now() + seconds

    def left(self) -> float:
        """Return the seconds that are left, always more than 0."""
        left = self._end - self._clock.now()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is up")
        return left


def look_up(host: str, seconds: float) -> list[str]:
    """Resolve a name to all its addresses. Raises socket.gaierror, or TimeoutError after `seconds`.

    The system's resolver cannot be told when to give up, so it runs in a thread that can be left behind.
    """
    found: list[Any] = []

    def ask() -> None:
        try:
            found.append(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        except OSError as error:
            found.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise TimeoutError
    if isinstance(found[0], OSError):
        raise found[0]
    return list(dict.fromkeys(str(answer[4][0]) for answer in found[0]))


class Pinned(httpcore.NetworkBackend):
    """Connects to the given addresses, in order, until one answers; the name of the host is not looked at."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline, backend: httpcore.NetworkBackend) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._backend = backend

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 # not looked at, on purpose
        port: int,
        timeout: float | None = None,  # noqa: ARG002 # the deadline holds instead
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Return a connection to the first address that answers."""
        problem: Exception | None = None
        for address in self._addresses:
            seconds = min(self._deadline.left(), _CONNECT_SECONDS)
            try:
                stream = self._backend.connect_tcp(address, port, seconds, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Timed(stream, self._deadline)
        raise problem or httpcore.ConnectError("no address")


class _Timed(httpcore.NetworkStream):
    """A connection on which every wait ends at the deadline, however little is asked for at a time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
