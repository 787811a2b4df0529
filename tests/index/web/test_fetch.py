from __future__ import annotations

import ast
import gzip
import http.cookies
import inspect
import ssl
import threading
import zlib
from pathlib import Path
from typing import Any

import httpcore
import pytest
import trustme

import bot
import index
from index import Library, SourceError, sources
from index.__main__ import main
from index.settings import Settings
from index.web import MAX_BYTES, MAX_REDIRECTS, MAX_SECONDS, Fetcher, Stamp
from index.web.fetch import agent
from index.web.turns import PAUSE_SECONDS
from index.web.wire import look_up
from tests.index.web.site import OTHER, PUBLIC, Handler, Names, Site, Time, Wire, in_turn, redirect, reply, serve

ROOT = Path(__file__).parents[3]


def problem(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(SourceError) as refused:
        fetcher.fetch(url)
    assert str(refused.value).isprintable()
    return str(refused.value)


# What is sent and what comes back


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
    site.pages[f"/{MAX_REDIRECTS}"] = redirect("7")
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
    site.pages["/told"] = reply(b"x" * (MAX_BYTES + 1))
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


# Time


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


# Certificates


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def over_tls(authority: trustme.CA, name: str, *, trusted: bool) -> tuple[bytes, Wire]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    client = httpcore.default_ssl_context()
    if trusted:
        authority.configure_trust(client)
    with serve(context) as site:
        site.pages["/"] = reply("hello")
        wire = Wire(site)
        fetcher = Fetcher(resolve=Names(**{"news.example": [PUBLIC]}), backend=wire, clock=Time().clock, trust=client)
        return fetcher.fetch("https://news.example/").data, wire


def test_the_certificate_is_checked_for_the_name_while_the_address_is_pinned(authority: trustme.CA) -> None:
    data, wire = over_tls(authority, "news.example", trusted=True)
    assert (data, wire.meant) == (b"hello", [(PUBLIC, 443)])


@pytest.mark.parametrize(
    ("name", "issuer"), [("other.example", "known"), ("news.example", "nobody"), (PUBLIC, "known")]
)
def test_a_certificate_for_another_name_or_from_nobody_is_refused(
    authority: trustme.CA, name: str, issuer: str
) -> None:
    with pytest.raises(SourceError, match=r"its certificate or encryption is not accepted \(.*\); check"):
        over_tls(authority, name, trusted=issuer == "known")


def test_a_server_that_speaks_no_tls(site: Site) -> None:
    fetcher = Fetcher(resolve=Names(**{"news.example": [PUBLIC]}), backend=Wire(site), clock=Time().clock)
    assert "certificate or encryption" in problem(fetcher, "https://news.example/")


# The allowance


def test_nothing_but_a_test_can_allow_an_address() -> None:
    """Every call of Fetcher in what ships is looked at: none passes anything."""
    calls = [
        (path.name, [keyword.arg for keyword in node.keywords], len(node.args))
        for path in [ROOT / "ui.py", *(ROOT / "index").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Fetcher"
    ]
    assert calls == [("__init__.py", [], 0)]
    assert "._allowed" not in "".join(
        path.read_text()
        for path in [ROOT / "ui.py", *(ROOT / "index").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
        if path != ROOT / "index" / "web" / "fetch.py"
    )


def test_no_setting_and_no_option_reaches_the_allowance(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages["/"] = reply("hello")
    for name in ("ALLOWED", "ALLOW", "WEB_ALLOWED", "FETCHER_ALLOWED", "FETCH_ALLOWED"):
        monkeypatch.setenv(f"BYLINE_{name}", f'[["127.0.0.1", {site.port}]]')
    assert not any("allow" in name for name in Settings.model_fields)
    for call in (Library.add, Library.open, Library.__init__, bot.answer, bot.Bot.__init__, sources.read):
        assert not {"allowed", "fetcher"} & set(inspect.signature(call).parameters)
    assert "Fetcher" not in {*index.__all__, *bot.__all__}
    (error,) = sources.read(site.url)
    assert "not on the open internet" in str(error)
    with pytest.raises(SystemExit):
        main(["add", "--allowed", "127.0.0.1", site.url])
    with pytest.raises(SystemExit):
        main(["add", "--help"])
    assert "allow" not in capsys.readouterr().out
    assert site.asked == []
