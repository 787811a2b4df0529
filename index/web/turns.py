"""Manners: one request at a time to a host, a pause between two, and none before it asked to be left alone until."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from index.web.wire import Clock

PAUSE_SECONDS = 1.0
"""Between the end of a request and the next one to the same host. As fast as a quick reader follows links."""

MAX_REST_SECONDS = 3_600.0
"""The longest a host is believed that asks to be left alone: a mistake in its header must not last for ever."""


class BusyError(Exception):
    """The host asked to be left alone for longer than the caller can wait. `seconds` says how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = float("-inf")


class Turns:
    """Keeps the manners for the requests of one `Fetcher`, from any number of threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def rest(self, host: str, seconds: float) -> None:
        """Note that the host asked to be left alone for so long."""
        self._host(host).free_at = self._clock.now() + min(seconds, MAX_REST_SECONDS)

    @contextmanager
    def turn(self, host: str, patience: float) -> Iterator[None]:
        """Wait until a request to the host is in order; hold all others back until it is over.

        Raises BusyError at once when the host would have to be waited for longer than `patience` seconds.
        """
        state = self._host(host)
        with state.lock:
            wait = state.free_at - self._clock.now()
            if wait > patience:
                raise BusyError(wait)
            if wait > 0:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                state.free_at = max(state.free_at, self._clock.now() + PAUSE_SECONDS)

    def _host(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())
