"""An end to waiting, and manners: on a clock that does not wait."""

from __future__ import annotations

import threading
from typing import Any

import httpcore
import pytest

from index.web import MAX_SECONDS, Fetcher
from index.web.turns import PAUSE_SECONDS
from index.web.wire import look_up
from tests.index.web.site import (
    OTHER,
    PUBLIC,
    Handler,
    Names,
    Site,
    Time,
    Wire,
    in_turn,
    problem,
    redirect,
    reply,
)


class Dripping(Wire):
    """Every wait for bytes takes three seconds, and every connection `connecting` seconds."""

    def __init__(self, site: Site, time: Time, connecting: float = 0.0) -> None:
        super().__init__(site)
        self.time = time
        self.connecting = connecting

    def connect_tcp(self, host: str, port: int, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
        stream = super().connect_tcp(host, port, *arguments, **named)
        self.time.seconds += self.connecting
        read = stream.read

        def slow(max_bytes: int, timeout: float | None = None) -> bytes:
            assert timeout is not None
            assert 0 < timeout <= MAX_SECONDS
            self.time.seconds += 3
            return read(100, timeout)

        stream.read = slow  # type: ignore[method-assign]
        return stream


def test_a_server_that_drips_is_left_when_the_time_is_up(site: Site, time: Time) -> None:
    site.pages["/"] = reply(b"x" * 100_000)
    fetcher = Fetcher(resolve=Names(**{"slow.example": [PUBLIC]}), backend=Dripping(site, time), clock=time.clock)
    start = time.seconds
    assert "within 20 s" in problem(fetcher, "http://slow.example/")
    assert MAX_SECONDS <= time.seconds - start <= MAX_SECONDS + 3


def test_the_time_is_for_all_redirects_together(site: Site, time: Time) -> None:
    site.pages["/"] = redirect("/a")
    site.pages["/a"] = redirect("/b")
    wire = Dripping(site, time, connecting=4)
    fetcher = Fetcher(resolve=Names(**{"slow.example": [PUBLIC]}), backend=wire, clock=time.clock)
    assert "within 20 s" in problem(fetcher, "http://slow.example/")
    assert site.paths == ["/", "/a"]


def test_a_server_that_says_nothing_is_left_when_the_time_is_up(site: Site, time: Time) -> None:
    over = threading.Event()
    site.pages["/"] = lambda request: over.wait(60) and None

    class Late(Wire):
        def connect_tcp(self, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
            time.seconds += MAX_SECONDS - 0.05  # what is left is waited for in earnest
            return super().connect_tcp(*arguments, **named)

    fetcher = Fetcher(resolve=Names(**{"slow.example": [PUBLIC]}), backend=Late(site), clock=time.clock)
    try:
        assert "within 20 s" in problem(fetcher, "http://slow.example/")
    finally:
        over.set()


def test_a_name_service_that_does_not_answer_is_left(monkeypatch: pytest.MonkeyPatch, time: Time) -> None:
    over = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: over.wait(60) and [])
    try:
        fetcher = Fetcher(resolve=lambda host, seconds: look_up(host, seconds / 1_000), clock=time.clock)
        assert "within 20 s" in problem(fetcher, "http://slow.example/")
    finally:
        over.set()


# Manners


def test_between_two_requests_to_one_host_there_is_a_pause(site: Site, time: Time) -> None:
    names = Names(**{"one.example": [PUBLIC], "two.example": [OTHER]})
    fetcher = Fetcher(resolve=names, backend=Wire(site), clock=time.clock)
    site.pages["/"] = reply("hello")
    fetcher.fetch("http://one.example/")
    fetcher.fetch("http://two.example/")
    assert time.slept == []
    fetcher.fetch("http://one.example/")
    fetcher.fetch("http://one.example:8080/")
    assert time.slept == [PAUSE_SECONDS, PAUSE_SECONDS]
    time.seconds += 60
    fetcher.fetch("http://one.example/")
    assert len(time.slept) == 2


def test_there_is_one_request_at_a_time_to_a_host(site: Site, fetcher: Fetcher) -> None:
    both, busy, most = threading.Lock(), 0, 0
    begun = threading.Event()

    def answer(request: Handler) -> None:
        nonlocal busy, most
        with both:
            busy += 1
            most = max(most, busy)
        begun.wait(0.05)  # long enough for another one to come in, if it could
        with both:
            busy -= 1
        reply("hello")(request)

    site.pages["/"] = answer
    threads = [threading.Thread(target=fetcher.fetch, args=(site.url,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(site.asked), most) == (4, 1)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_a_short_wait_is_asked_again(
    site: Site, fetcher: Fetcher, time: Time, status: int
) -> None:
    site.pages["/"] = in_turn(reply(status=status, Retry_After="5"), reply("hello"))
    assert fetcher.fetch(site.url).data == b"hello"
    assert time.slept == [5]


def test_a_server_that_keeps_asking_is_left(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.pages["/"] = reply(status=429, Retry_After="5")
    assert "too busy" in problem(fetcher, site.url)
    assert (len(site.asked), time.slept) == (2, [5])


def test_a_server_that_asks_for_a_long_wait_is_left_alone(site: Site, fetcher: Fetcher, time: Time) -> None:
    site.pages["/"] = reply(status=429, Retry_After="600")
    site.pages["/other"] = reply("hello")
    assert "left alone for 600 s" in problem(fetcher, site.url)
    time.seconds += 300
    assert "left alone for 300 s" in problem(fetcher, f"{site.url}/other")
    assert (site.paths, time.slept) == (["/"], [])
    time.seconds += 300
    assert fetcher.fetch(f"{site.url}/other").data == b"hello"


def test_no_server_is_left_alone_for_ever(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = reply(status=503, Retry_After="9" * 30)
    assert "left alone for 3600 s" in problem(fetcher, site.url)


def test_a_wait_may_be_a_date(site: Site, fetcher: Fetcher, time: Time) -> None:
    def busy(request: Handler) -> None:
        request.send_response_only(503)
        request.send_header("Date", "Thu, 25 Jan 2024 10:00:00 GMT")
        request.send_header("Retry-After", "Thu, 25 Jan 2024 10:00:07 GMT")
        request.end_headers()

    site.pages["/"] = in_turn(busy, reply("hello"))
    assert fetcher.fetch(site.url).data == b"hello"
    assert time.slept == [7]
