"""Addresses in, articles out: over loopback, by the explicit allowance."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import index.library
from index import Article, Library, SourceError, sources
from index.__main__ import main
from index.sources import fields, web
from index.web import Fetcher
from tests.conftest import Double
from tests.index.web.site import PUBLIC, Names, Site, Time, Wire, redirect, reply

LONG = "The river broke through its eastern wall shortly before midnight and the water ran into the harbour. "


def page(text: str = LONG * 3, *, head: str = "", title: str = "The flood") -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home page</a>"
        f"</nav><article><h1>{title}</h1><p>{text}</p><p>Nobody was killed. {text}</p></article>"
        "<footer>Cookie policy</footer></body></html>"
    )


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>All</title>{''.join(items)}</channel></rss>"


def item(link: str, day: int = 1, more: str = "") -> str:
    dated = f"<pubDate>{day} Jan 2024 08:00:00 GMT</pubDate>"
    return f"<item><title>Story {day}</title><link>{link}</link>{dated}{more}</item>"


def one(url: str, fetcher: Fetcher) -> Article:
    (found,) = web.read(url, fetcher)
    assert isinstance(found, Article), found
    return found


def failure(url: str, fetcher: Fetcher) -> str:
    with pytest.raises(SourceError) as refused:
        list(web.read(url, fetcher))
    assert str(refused.value).isprintable()
    return str(refused.value)


def test_a_page_is_one_article(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, object]] = []
    article = fields.article

    def watched(fields_given: dict[str, object], *arguments: object, **named: object) -> Article:
        given.append(fields_given)
        return article(fields_given, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(fields, "article", watched)
    head = (
        '<meta name="author" content="Gwen Halloran"><meta property="og:title" content="The flood">'
        '<meta property="article:published_time" content="2024-04-28T18:45:00+00:00">'
        '<meta property="article:modified_time" content="2024-05-02T18:45:00+00:00">'
        '<link rel="canonical" href="/flood">'
    )
    site.pages["/flood?ref=home"] = reply(page(head=head))
    made = one(f"{site.url}/flood?ref=home", fetcher)
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Gwen Halloran",))
    assert made.byline.published == date(2024, 4, 28)
    assert given[0]["updated"] == date(2024, 5, 2)
    assert made.byline.source == f"{site.url}/flood"
    assert made.text == f"{LONG.strip()} {LONG.strip()} {LONG.strip()}\n\nNobody was killed. {(LONG * 3).strip()}"


def test_the_day_of_change_may_stand_in_json(site: Site, fetcher: Fetcher) -> None:
    dates = '{"datePublished": "2024-04-28", "dateModified": "2024-05-02T10:00"}'
    head = f'<script type="application/ld+json">{dates}</script>'
    site.pages["/a"] = reply(page(head=head))
    assert web.pages.extract(page(head=head), named="a").updated == date(2024, 5, 2)
    assert one(f"{site.url}/a", fetcher).byline.published == date(2024, 4, 28)
    assert web.pages.extract(page(), named="a").updated is None


CANONICAL = [
    ("/a", "/b", "/b"),
    ("/a", "http://news.example/b", "/b"),
    ("/a", "http://www.news.example/b", "http://www.news.example/b"),
    ("/a", "b?utm_source=x&id=1#part", "/b?id=1"),
    ("/a?utm_campaign=x", "", "/a"),
    ("/a", "http://rival.example/b", "/a"),
    ("/a", "http://news.example.rival.example/b", "/a"),
    ("/a", "http://news.example@rival.example/b", "/a"),
    ("/a", "//rival.example/b", "/a"),
    ("/a", "javascript:alert(1)", "/a"),
    ("/a", "file:///etc/passwd", "/a"),
    ("/a", "/", "/a"),
    ("/", "/", "/"),
]


@pytest.mark.parametrize(("path", "claimed", "known_as"), CANONICAL)
def test_a_page_is_known_by_the_address_it_may_claim(site: Site, path: str, claimed: str, known_as: str) -> None:
    site.pages[path] = reply(page(head=f'<link rel="canonical" href="{claimed}">'))
    fetcher = Fetcher(resolve=Names(**{"news.example": [PUBLIC]}), backend=Wire(site), clock=Time().clock)
    made = one(f"http://news.example{path}", fetcher)
    assert made.byline.source == (known_as if "//" in known_as else f"http://news.example{known_as}")


def test_the_same_page_by_two_ways_is_one_article(site: Site, fetcher: Fetcher) -> None:
    site.pages["/short"] = redirect("/flood?utm_source=x")
    site.pages["/flood?utm_source=x"] = site.pages["/flood"] = reply(page())
    made = {one(f"{site.url}{path}", fetcher).id for path in ("/short", "/flood", "/flood#part")}
    assert len(made) == 1


@pytest.mark.parametrize(
    ("told", "head", "encoding"),
    [
        ("text/html; charset=windows-1251", "", "cp1251"),
        ("text/html", '<meta charset="windows-1251">', "cp1251"),
        ("text/html", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("text/html; charset=iso-8859-1", "", "utf-8"),
        ("text/html; charset=utf-7", '<meta charset="shift_jis">', "shift_jis"),
        ("text/html; charset=nonsense", "", "utf-8-sig"),
        ("text/html", "", "utf-16"),
    ],
)
def test_encodings(site: Site, fetcher: Fetcher, told: str, head: str, encoding: str) -> None:
    word = "Привет"
    site.pages["/a"] = reply(page(f"{word}. {LONG}", head=head).encode(encoding), told)
    assert one(f"{site.url}/a", fetcher).text.startswith(f"{word}. The river")


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        ("<html><body><div id='root'></div><script>run()</script></body></html>", "text/html", "may want a login"),
        ("", "text/html", "may want a login"),
        ("<?xml version='1.0'?><svg></svg>", "text/xml", "neither a page nor a feed"),
        ("<rss><channel></channel></rss>", "text/xml", "no entries in this feed"),
        ("<rss><chan", "text/xml", "a damaged feed"),
        ("%PDF", "application/x-unknown", "does not read as an article"),
    ],
)
def test_what_holds_no_article_is_one_line(site: Site, fetcher: Fetcher, body: str, kind: str, says: str) -> None:
    site.pages["/a"] = reply(body, kind)
    line = failure(f"{site.url}/a", fetcher)
    assert line.startswith(f"{site.url}/a: ")
    assert says in line


def test_a_text_is_read_by_its_kind(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a.md"] = reply("# Café\n\nSome text.".encode("cp1252"), "text/markdown; charset=windows-1252")
    made = one(f"{site.url}/a.md", fetcher)
    assert (made.byline.title, made.text, made.byline.source) == ("Café", "Some text.", f"{site.url}/a.md")
    assert made.id == one(f"{site.url}/a.md", fetcher).id
    rows = "\n".join(json.dumps({"text": f"Text {i}."}) for i in range(3))
    site.pages["/a.jsonl"] = reply(f"{rows}\nbroken", "application/jsonl")
    *made_of, problem = web.read(f"{site.url}/a.jsonl", fetcher)
    assert len({each.id for each in made_of if isinstance(each, Article)}) == 3
    assert str(problem).startswith(f"{site.url}/a.jsonl line 4: ")


def test_a_kind_that_is_not_read_is_one_line(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sources.SUFFIXES, ".pdf", raising=False)
    site.pages["/a"] = reply("%PDF-1.7", "application/pdf")
    assert "cannot read .pdf files" in failure(f"{site.url}/a", fetcher)


def test_a_feed_is_its_entries_and_only_teasers_are_fetched(site: Site, fetcher: Fetcher, time: Time) -> None:
    whole = f"<description><![CDATA[<p>{LONG * 10}</p><script>alert(1)</script><p>The end.</p>]]></description>"
    site.pages["/feed"] = reply(
        rss(item("/old", 1), item("/gone", 2), item("/whole", 3, whole), item("/new", 4)), "application/rss+xml"
    )
    site.pages["/old"] = reply(page(title="Old flood - The Gazette"))
    site.pages["/new"] = reply(page())
    new, full, gone, old = web.read(f"{site.url}/feed", fetcher)
    assert site.paths == ["/feed", "/new", "/gone", "/old"]
    assert time.slept == [1, 1, 1]
    assert isinstance(gone, SourceError)
    assert "no such page" in str(gone)
    assert isinstance(full, Article)
    assert full.text == f"{(LONG * 10).strip()}\n\nThe end."
    assert isinstance(old, Article)
    assert (old.byline.title, old.byline.published) == ("Story 1", date(2024, 1, 1))  # as the feed has it
    assert isinstance(new, Article)
    assert new.byline.source == f"{site.url}/new"


def test_the_limit_is_of_what_is_fetched(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed"] = reply(rss(*(item(f"/{day}", day) for day in range(1, 20))), "text/xml")
    assert len(list(web.read(f"{site.url}/feed", fetcher, limit=3))) == 3
    assert site.paths == ["/feed", "/19", "/18", "/17"]


@pytest.mark.parametrize("kind", ["text/xml; charset=utf-8", "text/html", "text/plain", "application/xml"])
def test_a_feed_is_one_whatever_its_type_says(site: Site, fetcher: Fetcher, kind: str) -> None:
    site.pages["/feed"] = reply(f"<?xml version='1.0'?>{rss(item('/a'))}", kind)
    site.pages["/a"] = reply(page())
    assert one(f"{site.url}/feed", fetcher).byline.title == "Story 1"


def test_an_entry_cannot_lead_where_an_address_may_not(site: Site, fetcher: Fetcher) -> None:
    hostile = ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://[::1]/", "http://localhost/", "/turn"]
    site.pages["/turn"] = redirect("http://127.0.0.1:1/")
    site.pages["/feed"] = reply(rss(*(item(link, day) for day, link in enumerate(hostile, 1))), "text/xml")
    found = list(web.read(f"{site.url}/feed", fetcher))
    assert len(found) == len(hostile)
    assert all(isinstance(each, SourceError) for each in found)
    assert site.paths == ["/feed", "/turn"]


def test_a_feed_inside_a_feed_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    site.pages["/feed"] = reply(rss(item("/feed2")), "text/xml")
    site.pages["/feed2"] = reply(rss(item("/feed")), "text/xml")
    (problem,) = web.read(f"{site.url}/feed", fetcher)
    assert "a feed where an article should be" in str(problem)


def sitemap(root: str, element: str, *rows: tuple[str, str]) -> str:
    body = "".join(f"<{element}><loc>{loc}</loc><lastmod>{day}</lastmod></{element}>" for loc, day in rows)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{root}>'


def test_an_index_of_sitemaps_is_followed_newest_first_and_no_deeper(site: Site, fetcher: Fetcher) -> None:
    site.pages["/sitemap.xml"] = reply(
        sitemap(
            "sitemapindex",
            "sitemap",
            ("/old.xml", "2023-01-01"),
            ("/deep.xml", "2024-01-09"),
            ("/new.xml", "2024-01-08"),
        ),
        "text/xml",
    )
    site.pages["/deep.xml"] = reply(sitemap("sitemapindex", "sitemap", ("/deeper.xml", "2024-01-01")), "text/xml")
    site.pages["/new.xml"] = reply(sitemap("urlset", "url", ("/1", "2024-01-01"), ("/2", "2024-01-02")), "text/xml")
    site.pages["/old.xml"] = reply(sitemap("urlset", "url", ("/3", "2023-01-01")), "text/xml")
    found = list(web.read(f"{site.url}/sitemap.xml", fetcher, limit=2))
    assert len(found) == 2
    assert site.paths == ["/sitemap.xml", "/deep.xml", "/new.xml", "/2", "/1"]


def test_no_more_than_some_sitemaps_are_read(site: Site, fetcher: Fetcher) -> None:
    rows = [(f"/{number}.xml", "2024-01-01") for number in range(50)]
    site.pages["/sitemap.xml"] = reply(sitemap("sitemapindex", "sitemap", *rows), "text/xml")
    found = list(web.read(f"{site.url}/sitemap.xml", fetcher))
    assert len(found) == web.MAX_SITEMAPS
    assert len(site.asked) == 1 + web.MAX_SITEMAPS


def test_addresses_and_files_are_added_in_one_batch(
    library: Library, site: Site, fetcher: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "fetcher", lambda: fetcher)
    site.pages["/a"] = reply(page())
    site.pages["/feed"] = reply(rss(item("/b"), item("/gone")), "text/xml")
    site.pages["/b"] = reply(page(title="Another"))
    (tmp_path / "c.txt").write_text("A file.")
    what = [f"{site.url}/missing", f"{site.url}/a", tmp_path / "c.txt", f"{site.url}/feed", "gopher://a.example/"]
    summary = library.add(what)
    assert (summary.added, summary.duplicate, len(summary.failed)) == (2, 1, 3)  # "b" prints what "a" does
    assert {entry.byline.source for entry in library.entries()} == {
        f"{site.url}/a",
        f"{site.url}/b",
        str(tmp_path / "c.txt"),
    }
    assert library.add([f"{site.url}/a"]).unchanged == 1


def test_the_command_adds_addresses(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(index.library, "load_encoder", Double)
    monkeypatch.setattr(sources, "fetcher", lambda: fetcher)
    site.pages["/a"] = reply(page())
    assert main(["add", f"{site.url}/a"]) == 0
    assert capsys.readouterr().out.startswith("1 added, 0 updated, 0 unchanged, 0 duplicate, 0 failed")
    assert main(["add", f"{site.url}/gone", "http://169.254.169.254/"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"byline: {site.url}/gone: there is no such page; check the address (404 Not Found)",
        "byline: http://169.254.169.254/: not fetched, 169.254.169.254 is not on the open internet; save the page and"
        " add the file",
    ]
