"""Whose word is taken: certificates, and the allowance that only a test can give."""

from __future__ import annotations

import ast
import inspect
import ssl
from pathlib import Path

import httpcore
import pytest
import trustme

import bot
import index
from index import Library, SourceError, sources
from index.__main__ import main
from index.settings import Settings
from index.web import Fetcher
from tests.index.web.site import (
    PUBLIC,
    Names,
    Site,
    Time,
    Wire,
    problem,
    reply,
    serve,
)

ROOT = Path(__file__).parents[3]


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
