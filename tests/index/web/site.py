"""A web of our own on loopback: a server, a name service, sockets that all lead to it, and time that does not wait."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpcore
import pytest

from index import SourceError
from index.web import Clock, Fetcher

PUBLIC = "93.184.216.34"
OTHER = "93.184.216.35"

Handler = http.server.BaseHTTPRequestHandler
Reply = Callable[[Handler], None]


def reply(body: bytes | str = b"", kind: str = "text/html", status: int = 200, **headers: str) -> Reply:
    """Answer with a body; `Retry_After="5"` becomes the header Retry-After."""
    data = body.encode() if isinstance(body, str) else body

    def answer(request: Handler) -> None:
        request.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **given}.items():
            if value:
                request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def redirect(to: str, status: int = 302) -> Reply:
    return reply(status=status, Location=to)


def in_turn(*replies: Reply) -> Reply:
    """Answer with one after another."""
    left = iter(replies)

    def answer(request: Handler) -> None:
        next(left)(request)

    return answer


class Site:
    """What is served, by path, and what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def serve(trusted: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site()

    class Server(Handler):
        def do_GET(self) -> None:  # noqa: N802
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            with suppress(BrokenPipeError, ConnectionResetError):  # the reader has had enough
                site.pages.get(self.path, reply("nothing", status=404))(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Quiet(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:  # a client that breaks off is part of many tests
            pass

    server = Quiet(("127.0.0.1", 0), Server)
    if trusted is not None:
        server.socket = trusted.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Time:
    """A clock that only moves when it is told to, or slept on."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.slept: list[float] = []
        self.clock = Clock(lambda: self.seconds, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds


class Names:
    """A name service. A name's answers are used up one after another; the last one stays."""

    def __init__(self, **answers: list[list[str]] | list[str]) -> None:
        self.answers = {
            name: [each if isinstance(each, list) else [each] for each in given] for name, given in answers.items()
        }
        self.asked: list[str] = []

    def __call__(self, host: str, seconds: float) -> list[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        given = self.answers[host]
        return given.pop(0) if len(given) > 1 else given[0]


class Wire(httpcore.SyncBackend):
    """Sockets that write down where they were meant to go, and go to the site. Without one they must not be used."""

    def __init__(self, site: Site | None = None) -> None:
        self.site = site
        self.meant: list[tuple[str, int]] = []

    def connect_tcp(self, host: str, port: int, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
        self.meant.append((host, port))
        if self.site is None:
            raise AssertionError(f"connected to {host}")
        return super().connect_tcp("127.0.0.1", self.site.port, *arguments, **named)


def problem(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(SourceError) as refused:
        fetcher.fetch(url)
    assert str(refused.value).isprintable()
    return str(refused.value)
