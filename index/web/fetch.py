"""One web address -> the bytes behind it, fetched so that nothing but the open internet is ever reached.

The rules: http and https alone; a name is resolved once and every answer must be a public address; the connection
goes to a checked address and no other; each redirect is a new address under the same rules; and there is an end
to redirects, bytes and seconds. No cookies, no proxies, no referer, nothing from the environment.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from ssl import SSLContext, SSLError
from typing import cast

import httpcore

from index.errors import SourceError
from index.web import reply, urls
from index.web.addresses import is_public
from index.web.reply import MAX_BYTES, Fetched, Stamp
from index.web.turns import BusyError, Turns
from index.web.unpack import DamagedError, TooLargeError
from index.web.urls import Url
from index.web.wire import Clock, Deadline, Pinned, look_up

MAX_REDIRECTS = 5
MAX_SECONDS = 20.0
MAX_WAIT_SECONDS = 10.0
"""The longest wait for a host that asks for one (Retry-After); half of a request's time. Beyond it, it is an error."""

BY_HAND = "open it in a browser, save the page and add the file"


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


@dataclass(frozen=True, slots=True)
class _Later:
    """The host is busy and says for how many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class _Unchanged:
    """The host says that nothing is new since the stamp."""


class Fetcher:
    """Fetches, and keeps the manners between one request and the next: use one for a whole batch.

    `allowed` names addresses with their ports that may be reached although they are not public, for tests that
    serve on loopback. It can be set here and nowhere else: no setting, option or caller in Byline passes it on.
    `resolve`, `backend`, `clock` and `trust` are the name service, the sockets, the time and the certificates.
    """

    def __init__(
        self,
        *,
        allowed: Collection[tuple[str, int]] = (),
        resolve: Callable[[str, float], list[str]] = look_up,
        backend: httpcore.NetworkBackend | None = None,
        clock: Clock | None = None,
        trust: SSLContext | None = None,
    ) -> None:
        self._allowed = frozenset(allowed)
        self._resolve = resolve
        self._backend = backend or httpcore.SyncBackend()
        self._clock = clock or Clock()
        self._given_trust = trust
        self._turns = Turns(self._clock)

    def fetch(self, url: str) -> Fetched:
        """Fetch what is at the address. Raises SourceError with one line that says what to do instead."""
        return cast("Fetched", self.fetch_changed(url, Stamp()))  # nothing can be unchanged since no stamp

    def fetch_changed(self, url: str, since: Stamp) -> Fetched | None:
        """Fetch what is at the address, or return None when its server says it is as it was at the stamp."""
        at = urls.parse(url)
        deadline = None
        waited = False
        redirects = 0
        while True:
            with _explained(url, at), self._turns.turn(at.host, MAX_WAIT_SECONDS):
                deadline = deadline or Deadline(MAX_SECONDS, self._clock)
                answer = self._ask(url, at, since, deadline)
            if isinstance(answer, Fetched):
                return answer
            if isinstance(answer, _Unchanged):
                return None
            if isinstance(answer, _Later):
                self._turns.rest(at.host, answer.seconds)
                if waited:
                    raise SourceError(f"{_place(url, at)}: its server is too busy; try again later")
                waited = True
                continue
            redirects += 1
            if redirects > MAX_REDIRECTS:
                raise SourceError(f"{_place(url, at)}: more than {MAX_REDIRECTS} redirects; {BY_HAND}")
            try:
                at = urls.join(at, answer.location)
            except SourceError as error:
                raise SourceError(f"{urls.shown(url)} redirects to a place that Byline does not go: {error}") from error

    def _ask(self, given: str, at: Url, since: Stamp, deadline: Deadline) -> Fetched | _Redirect | _Later | _Unchanged:
        """Make one request and read its answer."""
        pinned = Pinned(self._addresses(given, at, deadline), deadline, self._backend)
        origin = httpcore.Origin(at.scheme.encode(), at.host.encode(), at.port)
        address = httpcore.URL(scheme=origin.scheme, host=origin.host, port=at.port, target=at.target.encode())
        request = httpcore.Request("GET", address, headers=_headers(at, since))
        trust = self._trust if at.scheme == "https" else None
        with closing(httpcore.HTTPConnection(origin, ssl_context=trust, network_backend=pinned)) as connection:
            response = connection.handle_request(request)
            head = reply.Head.of(response.status, response.headers)
            if head.status in (301, 302, 303, 307, 308) and head.location:
                return _Redirect(head.location)
            if head.status == 304 and since != Stamp():
                return _Unchanged()
            if head.status in (429, 503) and head.retry_after is not None:
                return _Later(head.retry_after)
            kind = reply.check(head, at, _place(given, at))
            return reply.body(head, at, kind, response.iter_stream())

    def _addresses(self, given: str, at: Url, deadline: Deadline) -> list[str]:
        """Resolve the host, once, and check every answer and the port."""
        literal = ":" in at.host or at.host.replace(".", "").isdigit()
        found = [at.host] if literal else self._resolve(at.host, deadline.left())
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        for address in found:
            if (address, at.port) in self._allowed:
                continue
            if not is_public(address):
                leads = "" if literal else f"{at.host} leads to "
                raise SourceError(
                    f"{_place(given, at)}: not fetched, {leads}{address} is not on the open internet;"
                    " save the page and add the file"
                )
            if at.port not in urls.PORTS:
                raise SourceError(
                    f"{_place(given, at)}: not fetched, port {at.port} is none of the web's; save the page and add it"
                )
        return found

    @cached_property
    def _trust(self) -> SSLContext:
        return self._given_trust or httpcore.default_ssl_context()


def agent() -> str:
    """Say who asks, as every request does."""
    try:
        return f"Byline/{version('byline')}"
    except PackageNotFoundError:  # run from a folder that was never installed
        return "Byline"


def _headers(at: Url, since: Stamp) -> list[tuple[str, str]]:
    headers = [
        ("Host", at.authority),
        ("User-Agent", agent()),
        ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ]
    if since.etag:
        headers.append(("If-None-Match", since.etag))
    if since.modified:
        headers.append(("If-Modified-Since", since.modified))
    return headers


def _place(given: str, at: Url) -> str:
    """Name the address as it was given, and where it has led to."""
    given, now = urls.shown(given), urls.shown(str(at))
    return given if now in (given, f"{given}/") else f"{given} (now {now})"


@contextmanager
def _explained(given: str, at: Url) -> Iterator[None]:
    """Turn whatever goes wrong on the way into one line that names the address and the next step."""
    where = _place(given, at)
    try:
        yield
    except BusyError as error:
        raise SourceError(
            f"{where}: its server asks to be left alone for {error.seconds:.0f} s; try again after that"
        ) from error
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise SourceError(
            f"{where}: no answer, or not the whole of it, within {MAX_SECONDS:.0f} s; try again later"
        ) from error
    except socket.gaierror as error:
        raise SourceError(
            f"{where}: no host {at.host} is found; check the address and the network connection"
        ) from error
    except TooLargeError as error:
        raise SourceError(
            f"{where}: larger than the {MAX_BYTES // 1_000_000} MB Byline fetches; download it and add the file"
        ) from error
    except DamagedError as error:
        raise SourceError(f"{where}: what came is cut off or damaged; try again later") from error
    except httpcore.ConnectError as error:
        raise SourceError(f"{where}: {_no_connection(error)}") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise SourceError(f"{where}: the connection broke off or spoke no proper HTTP; try again later") from error


def _no_connection(error: httpcore.ConnectError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, SSLError):
            reason = getattr(cause, "verify_message", "") or cause.reason or "TLS failed"
            return f"its certificate or encryption is not accepted ({reason}); check the address, or {BY_HAND}"
        cause = cause.__cause__ or cause.__context__
    return "its server cannot be reached; check the address and the network connection, or try again later"
