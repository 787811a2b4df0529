"""What is sent, what comes back, and what is refused for its size, status or type."""

from __future__ import annotations

import gzip
import http.cookies
import zlib
from typing import Any

import httpcore
import pytest

from index.web import MAX_BYTES, MAX_REDIRECTS, Fetcher, Stamp
from index.web.fetch import agent
from tests.index.web.site import (
    OTHER,
    PUBLIC,
    Handler,
    Names,
    Site,
    Time,
    Wire,
    problem,
    redirect,
    reply,
    serve,
)


def test_a_page_comes_with_what_its_server_says_of_it(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = reply(
        "hello", 'Text/HTML; Charset="ISO-8859-5"', ETag='"one"', Last_Modified="Thu, 25 Jan 2024 10:00:00 GMT"
    )
    fetched = fetcher.fetch(f"{site.url}/a#part")
    assert (str(fetched.url), fetched.data, fetched.kind) == (f"{site.url}/a", b"hello", ".html")
    assert (fetched.content_type, fetched.charset) == ("text/html", "ISO-8859-5")
    assert fetched.stamp == Stamp('"one"', "Thu, 25 Jan 2024 10:00:00 GMT")


def test_it_says_who_asks_and_nothing_more(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/a"] = reply(status=302, Location="/b", Set_Cookie="who=you")
    site.pages["/b"] = reply("hello")
    fetcher.fetch(f"{site.url}/a")
    for _, headers in site.asked:
        assert sorted(headers) == ["accept", "accept-encoding", "connection", "host", "user-agent"]
        assert headers["user-agent"] == agent()
    assert agent().startswith("Byline/0.")
    assert http.cookies.SimpleCookie("who=you")  # the cookie was a good one, and did not come back


def test_redirects_are_followed_to_the_end_and_no_further(site: Site, fetcher: Fetcher) -> None:
    for number in range(10):
        site.pages[f"/{number}"] = redirect(f"{number + 1}")
    site.pages[f"/{MAX_REDIRECTS}"] = reply("hello")
    assert str(fetcher.fetch(f"{site.url}/0").url) == f"{site.url}/{MAX_REDIRECTS}"
    site.pages[f"/{MAX_REDIRECTS}"] = redirect(f"{MAX_REDIRECTS + 1}")
    site.pages[f"/{MAX_REDIRECTS + 1}"] = reply("hello")
    assert f"more than {MAX_REDIRECTS} redirects" in problem(fetcher, f"{site.url}/0")
    site.pages["/round"] = redirect("/round")
    assert "redirects" in problem(fetcher, f"{site.url}/round")


def test_what_has_not_changed_does_not_come_again(site: Site, fetcher: Fetcher) -> None:
    def answer(request: Handler) -> None:
        known = request.headers["If-None-Match"] == '"one"' and request.headers["If-Modified-Since"] == "then"
        reply(status=304, kind="")(request) if known else reply("hello", ETag='"one"', Last_Modified="then")(request)

    site.pages["/"] = answer
    fetched = fetcher.fetch(site.url)
    assert fetcher.fetch_changed(site.url, fetched.stamp) is None
    assert fetcher.fetch_changed(site.url, Stamp('"two"')) is not None
    site.pages["/"] = reply(status=304)
    assert "304" in problem(fetcher, site.url)


# Sizes


def test_ten_megabytes_are_the_most(site: Site, fetcher: Fetcher) -> None:
    site.pages["/most"] = reply(b"x" * MAX_BYTES)
    assert len(fetcher.fetch(f"{site.url}/most").data) == MAX_BYTES
    site.pages["/told"] = reply(b"x", Content_Length=str(MAX_BYTES + 1))  # it is left at the first word of it
    site.pages["/untold"] = reply(b"x" * (MAX_BYTES + 1), Content_Length="")
    for path in ("/told", "/untold"):
        assert "larger than the 10 MB" in problem(fetcher, site.url + path)


@pytest.mark.parametrize(("encoding", "wbits"), [("gzip", 31), ("x-gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_packed_pages_are_unpacked_and_bombs_are_not(site: Site, fetcher: Fetcher, encoding: str, wbits: int) -> None:
    def packed(data: bytes) -> bytes:
        engine = zlib.compressobj(9, wbits=wbits)
        return engine.compress(data) + engine.flush()

    site.pages["/a"] = reply(packed(b"hello" * 100_000), Content_Encoding=encoding)
    assert fetcher.fetch(f"{site.url}/a").data == b"hello" * 100_000
    bomb = packed(bytes(MAX_BYTES + 1))
    assert len(bomb) < 20_000
    site.pages["/bomb"] = reply(bomb, Content_Encoding=encoding)
    assert "larger than the 10 MB" in problem(fetcher, f"{site.url}/bomb")
    site.pages["/cut"] = reply(packed(b"hello" * 100_000)[:-20], Content_Encoding=encoding)
    assert "cut off or damaged" in problem(fetcher, f"{site.url}/cut")
    site.pages["/more"] = reply(packed(b"hello") + packed(b"more"), Content_Encoding=encoding)
    assert "cut off or damaged" in problem(fetcher, f"{site.url}/more")


def test_a_bomb_in_a_bomb_or_in_a_packing_not_asked_for_is_not_opened(site: Site, fetcher: Fetcher) -> None:
    twice = gzip.compress(gzip.compress(bytes(1_000)))
    for encoding in ("gzip, gzip", "br", "zstd", "compress"):
        site.pages["/a"] = reply(twice, Content_Encoding=encoding)
        assert "not asked for" in problem(fetcher, f"{site.url}/a")


def test_a_body_that_ends_too_early_is_an_error(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = reply("hello", Content_Length="100")
    assert "broke off" in problem(fetcher, site.url)


def test_endless_headers_are_an_error(site: Site, fetcher: Fetcher) -> None:
    site.pages["/"] = reply("hello", X_Long="x" * 200_000)
    assert "no proper HTTP" in problem(fetcher, site.url)


# What cannot be read


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "wants a login"),
        (402, "wants to be paid"),
        (403, "lets no program read it"),
        (404, "no such page; check the address (404 Not Found)"),
        (410, "taken away for good"),
        (418, "no page came"),
        (429, "too many requests"),
        (451, "legal reasons"),
        (500, "its server failed; try again later (500 Internal Server Error)"),
        (503, "its server failed"),
        (599, "its server failed; try again later (599)"),
        (204, "no page came"),
        (206, "no page came"),
        (300, "no page came"),
    ],
)
def test_every_status_is_one_line_with_the_next_step(site: Site, fetcher: Fetcher, status: int, says: str) -> None:
    site.pages["/"] = reply("hello" if status not in (204,) else "", status=status)
    line = problem(fetcher, site.url)
    assert line.startswith(f"{site.url}: ")
    assert says in line


@pytest.mark.parametrize(
    "kind",
    [
        "image/png",
        "video/mp4",
        "application/javascript",
        "text/css",
        "application/json",
        "application/octet-stream",
        "font/woff2",
        "\x1b[31mred",
    ],
)
def test_other_types_are_not_downloaded(site: Site, fetcher: Fetcher, kind: str) -> None:
    site.pages["/a"] = reply("hello", kind)
    assert "does not read as an article" in problem(fetcher, f"{site.url}/a")


@pytest.mark.parametrize(
    ("path", "kind", "expected"),
    [
        ("/a", "text/html", ".html"),
        ("/a.pdf", "text/html; charset=utf-8", ".html"),
        ("/a", "application/xhtml+xml", ".html"),
        ("/a", "", ".html"),
        ("/a", "application/rss+xml", "feed"),
        ("/a", "text/xml", "feed"),
        ("/sitemap.xml.gz", "application/x-gzip", "feed"),
        ("/feed.xml", "application/octet-stream", "feed"),
        ("/a", "application/pdf", ".pdf"),
        ("/a.pdf?x=y", "application/octet-stream", ".pdf"),
        ("/a%2Epdf", "application/octet-stream", ".pdf"),
        ("/a", "text/plain", ".txt"),
        ("/a.md", "text/plain", ".md"),
        ("/a.docx", "binary/octet-stream", ".docx"),
        ("/a", "message/rfc822", ".eml"),
        ("/a", "application/zip", ".zip"),
    ],
)
def test_kinds(site: Site, fetcher: Fetcher, path: str, kind: str, expected: str) -> None:
    site.pages[path] = reply("hello", kind)
    assert fetcher.fetch(site.url + path).kind == expected


def test_a_host_that_is_not_there(site: Site, time: Time) -> None:
    fetcher = Fetcher(resolve=Names(), clock=time.clock)
    assert "no host nowhere.example is found" in problem(fetcher, "http://nowhere.example/")


def test_a_server_that_is_not_there(time: Time) -> None:
    with serve() as site:
        gone = site.port
    fetcher = Fetcher(allowed=[("127.0.0.1", gone)], clock=time.clock)
    assert "cannot be reached" in problem(fetcher, f"http://127.0.0.1:{gone}/")


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site, time: Time) -> None:
    class Half(Wire):
        def connect_tcp(self, host: str, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
            stream = super().connect_tcp(host, *arguments, **named)
            if host == PUBLIC:
                stream.close()
                raise httpcore.ConnectTimeout
            return stream

    site.pages["/"] = reply("hello")
    wire = Half(site)
    fetcher = Fetcher(resolve=Names(**{"half.example": [[PUBLIC, OTHER]]}), backend=wire, clock=time.clock)
    assert fetcher.fetch("http://half.example/").data == b"hello"
    assert wire.meant == [(PUBLIC, 80), (OTHER, 80)]
