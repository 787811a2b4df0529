"""Addresses made to reach what a person's articles never stand on. All are refused before a byte is sent there."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from index import SourceError
from index.web import Fetcher
from index.web.addresses import is_public
from tests.index.web.site import OTHER, PUBLIC, Names, Site, Time, Wire, redirect, reply, serve

NAMES = {
    "public.example": [PUBLIC],
    "loopback.example": ["127.0.0.1"],
    "private.example": ["10.1.2.3"],
    "mixed.example": [[PUBLIC, "192.168.1.1"]],
    "mixed-six.example": [[PUBLIC, "::1"]],
    "mapped.example": ["::ffff:169.254.169.254"],
    "cgnat.example": ["100.64.0.1"],
    "multicast.example": ["224.0.0.1"],
    "zone.example": ["fe80::1%eth0"],
    "strange.example": ["not an address"],
    "nobody.example": [[]],
    "127.0.0.1.nip.example": ["127.0.0.1"],
    "metadata.google.internal": ["169.254.169.254"],
    "localhost": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "instance-data": ["169.254.169.254"],
}

HOSTILE = [
    # loopback in all its spellings
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://127.0.0.01/",
    "http://127.0.0.1./",
    "http://127.255.255.254/",
    "http://0/",
    "http://0.0.0.0/",
    "http://00000000/",
    "http://0x0/",
    "http://4294967295/",
    "http://256.256.256.256/",
    "http://127.0.0.1:80/",
    "http://127.0.0.1:8080/admin",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://localhost:6379/",
    "http://app.localhost/",
    # IPv6, and IPv4 inside it
    "http://[::]/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:93.184.216.34]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::a00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001:0:53aa:64c::80ff:fffe]/",
    "http://[2606:4700::5efe:127.0.0.1]/",
    "http://[2606:4700::200:5efe:10.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[100::1]/",
    "http://[::1]:80.example/",
    "http://[::1",
    "http://::1/",
    "http://[v1.fe80::a]/",
    # private, link-local, shared, special
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://2852039166/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://instance-data/latest/meta-data/",
    "http://100.100.100.200/latest/meta-data/",
    "http://100.64.0.1/",
    "http://192.0.0.192/opc/v1/instance/",
    "http://168.63.129.16:32526/vmSettings",
    "http://168.63.129.16/machine",
    "http://198.18.0.1/",
    "http://192.0.2.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://192.88.99.1/",
    "http://router.lan/",
    "http://intranet/",
    "http://printer.local/",
    # names that lead there
    "http://loopback.example/",
    "http://private.example/",
    "http://mixed.example/",
    "http://mixed-six.example/",
    "http://mapped.example/",
    "http://cgnat.example/",
    "http://multicast.example/",
    "http://zone.example/",
    "http://strange.example/",
    "http://nobody.example/",
    "http://127.0.0.1.nip.example/",
    # who is the host?
    "http://public.example@127.0.0.1/",
    "http://127.0.0.1@public.example/",
    "http://user:secret@public.example/",
    "http://public.example:80@127.0.0.1:80/",
    "http://public.example%40127.0.0.1/",
    "http://127.0.0.1%2f@public.example/",
    "http://public.example\\@127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    "http:/\\public.example/",
    "http://127.0.0.1\\.public.example/",
    "http://public.example&@127.0.0.1#@public.example/",
    "http://public.example /",
    " http://public.example/",
    "http://public.example/\r\nHost: 127.0.0.1",
    "http://public.example/ HTTP/1.1\r\nX: y",
    "http://pub\tlic.example/",
    "http://127.0.0.1\t.public.example/",
    "http://public.example\n@127.0.0.1/",
    "http://public.example\x00.127.0.0.1/",
    "http://public.example\u2028/",
    "http://public\u200b.example/",
    "http://public.example\u202e/",
    # look-alikes of digits, dots, slashes and letters
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://١٢٧.٠.٠.١/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://public.example／@127.0.0.1/",
    "http://public.example℀.127.0.0.1/",
    "http://\u212aelvin.example/",
    "http://xn--a.example/",
    "http://%31%32%37.0.0.1/",
    # other schemes
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://public.example/article.txt",
    "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/",
    "tftp://127.0.0.1/x",
    "ws://public.example/",
    "jar:http://public.example!/x",
    "data:text/html,<p>hello",
    "javascript:alert(1)",
    "view-source:http://127.0.0.1/",
    "http:public.example",
    "http:///public.example/",
    "//public.example/",
    "httpx://public.example/",
    "ｈttp://public.example/",
    "",
    "http://",
    # ports
    "http://public.example:22/",
    "http://public.example:25/",
    "http://public.example:3306/",
    "http://public.example:6379/",
    "http://public.example:0/",
    "http://public.example:65616/",
    "http://public.example:-80/",
    "http://public.example:８０/",
    "http://public.example:80:80/",
    # lengths and labels
    "http://public.example/" + "a" * 10_000,
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 200 + "example/",
    "http://public..example/",
    "http://.example/",
    "http://-public.example/",
    "http://public.example./",
]


class Anyone(Names):
    """A name service that knows every name: what is refused is refused by a rule, not for want of an answer."""

    def __call__(self, host: str, seconds: float) -> list[str]:
        return super().__call__(host, seconds) if host in self.answers else [PUBLIC]


def refusal(url: str, *, at: Site | None = None) -> tuple[str, Wire]:
    wire = Wire(at)
    with pytest.raises(SourceError) as refused:
        Fetcher(resolve=Anyone(**NAMES), backend=wire, clock=Time().clock).fetch(url)
    return str(refused.value), wire


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: ascii(url)[:60])
def test_a_hostile_address_is_refused_in_one_line_and_nothing_is_sent(url: str) -> None:
    line, wire = refusal(url)
    assert wire.meant == []
    assert line.isprintable(), ascii(line)
    assert ";" in line  # the next step


def test_all_of_them_are_refused() -> None:
    refused = [url for url in HOSTILE if refusal(url)[1].meant == []]
    assert len(refused) == len(set(HOSTILE)) == 156


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://public.example@127.0.0.1/", "a user name before the host"),
        ("http://2130706433/", "a number in disguise"),
        ("http://①②⑦.⓪.⓪.①/", "no valid international name"),
        ("http://127.0.0.1\\.public.example/", "it holds the character"),
        ("http://router.lan/", "a name of a local network"),
        ("http://loopback.example/", "loopback.example leads to 127.0.0.1"),
        ("http://public.example:25/", "port 25"),
        ("gopher://127.0.0.1/", "only http:// and https://"),
    ],
)
def test_the_line_says_why(url: str, reason: str) -> None:
    assert reason in refusal(url)[0]


def test_an_ordinary_address_is_not_refused(site: Site) -> None:
    site.pages["/a?b=c"] = reply("hello")
    for url in ("http://public.example/a?b=c#part", "HTTP://Public.Example:80/a?b=c", f"http://{PUBLIC}/a?b=c"):
        wire = Wire(site)
        fetched = Fetcher(resolve=Anyone(**NAMES), backend=wire).fetch(url)
        assert (fetched.data, wire.meant) == (b"hello", [(PUBLIC, 80)])


REDIRECTS = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://public.example/x",
    "data:text/html,hello",
    "javascript:alert(1)",
    "http://127.0.0.1/",
    "http://127.0.0.1:{port}/secret",
    "//127.0.0.1/",
    "/\\127.0.0.1/",
    "\\\\127.0.0.1\\",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://169.254.169.254/latest/meta-data/",
    "http://loopback.example/",
    "http://mixed.example/",
    "http://public.example@127.0.0.1/",
    "//public.example:22/",
    "http://public.example:6379/",
]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", REDIRECTS)
def test_a_redirect_is_a_new_address_under_the_same_rules(site: Site, to: str, status: int) -> None:
    site.pages["/"] = redirect(to.format(port=site.port), status)
    line, wire = refusal("http://public.example/", at=site)
    assert wire.meant == [(PUBLIC, 80)]
    assert site.paths == ["/"]
    assert line.startswith("http://public.example/")
    assert line.isprintable()


def test_the_allowance_is_for_one_address_and_port(site: Site, time: Time) -> None:
    with serve() as secret:
        secret.pages["/"] = reply("secret")
        site.pages["/"] = redirect(f"{secret.url}/")
        fetcher = Fetcher(allowed=[("127.0.0.1", site.port)], clock=time.clock)
        with pytest.raises(SourceError, match="not on the open internet"):
            fetcher.fetch(f"{site.url}/")
        assert (site.paths, secret.paths) == (["/"], [])


def test_a_name_that_changes_its_answer_is_asked_once_and_the_checked_address_is_used(site: Site) -> None:
    site.pages["/"] = reply("hello")
    names, wire = Names(**{"turncoat.example": [[PUBLIC], ["127.0.0.1"]]}), Wire(site)
    assert Fetcher(resolve=names, backend=wire).fetch("http://turncoat.example/").data == b"hello"
    assert (names.asked, wire.meant) == (["turncoat.example"], [(PUBLIC, 80)])
    assert site.asked[0][1]["host"] == "turncoat.example"


def test_a_name_that_changes_its_answer_is_refused_when_it_is_asked_again(site: Site) -> None:
    names, wire = Names(**{"turncoat.example": [[PUBLIC], ["127.0.0.1"]]}), Wire(site)
    site.pages["/"] = redirect("http://turncoat.example/again")
    with pytest.raises(SourceError, match=r"leads to 127\.0\.0\.1"):
        Fetcher(resolve=names, backend=wire, clock=Time().clock).fetch("http://turncoat.example/")
    assert wire.meant == [(PUBLIC, 80)]


def test_the_sockets_that_ship_ask_for_no_name_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    opened: list[tuple[str, int]] = []

    def answer(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in (PUBLIC, OTHER, PUBLIC)]

    def open_to(address: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    monkeypatch.setattr(socket, "create_connection", open_to)
    with pytest.raises(SourceError, match="cannot be reached"):
        Fetcher().fetch("https://public.example/")
    assert asked == ["public.example"]
    assert opened == [(PUBLIC, 443), (OTHER, 443)]


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:82b::200e"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)
