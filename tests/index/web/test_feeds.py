from __future__ import annotations

import gzip
import random
import socket
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from index import SourceError
from index.web import MAX_BYTES, Entry, Feed, read_feed
from index.web.feeds import FULL_TEXT_CHARS

BASE = "https://news.example/feeds/all.xml"
WHOLE = "<p>" + "The river broke through its eastern wall before midnight. " * 30 + "</p>"

RSS = f"""<?xml version="1.0"?><?xml-stylesheet href="s.xsl"?><!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>All</title><link>https://news.example/</link>
<item><title>Old</title><link>https://news.example/old?utm_source=rss&amp;id=1&amp;fbclid=x</link>
 <pubDate>Mon, 01 Jan 2024 08:00:00 GMT</pubDate><description>A teaser.</description></item>
<item><title>AT&amp;amp;T &lt;b&gt;wins&lt;/b&gt;</title><link>/new</link><dc:creator>Ann Vale</dc:creator>
 <dc:creator>Bo Lee</dc:creator><pubDate>Thu, 25 Jan 2024 23:30:00 -0500</pubDate>
 <atom:updated>2024-02-01T00:00:00Z</atom:updated><description>A teaser.</description>
 <content:encoded><![CDATA[<script>alert(1)</script>{WHOLE}]]></content:encoded></item>
<item><title>Undated</title><guid>https://news.example/undated</guid><author>cy@news.org (Cy Roy)</author></item>
<item><title>Old again</title><link>https://news.example/old?id=1</link></item>
<item><title>Only a text</title><guid isPermaLink="false">tag:1</guid><description>Short news.</description></item>
<item><title>Nothing</title></item>
<item><title>Hostile</title><link>file:///etc/passwd</link></item>
</channel></rss>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>All</title></channel>
<item rdf:about="https://news.example/1"><title>One</title><link>https://news.example/1</link>
<dc:date>2024-01-25T23:30:00-05:00</dc:date><dc:creator>Ann Vale</dc:creator></item></rdf:RDF>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/"><title>Blog</title>
<entry><title type="html">A &amp;lt; B</title><link rel="self" href="self"/><link rel="alternate" href="2024/one"/>
<author><name>Ann Vale</name></author><id>urn:1</id><updated>2024-02-01T00:30:00+02:00</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{WHOLE}</div></content></entry>
<entry><title>Two</title><link href="two"/><id>urn:2</id><published>2024-03-05T10:00:00Z</published>
<updated>2024-03-06T10:00:00Z</updated><summary>Teaser</summary></entry></feed>"""


def sitemap(*rows: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{"".join(rows)}</urlset>'
    )


NEWS = sitemap(
    "<url><loc>https://news.example/1</loc><news:news><news:publication><news:name>News</news:name></news:publication>"
    "<news:publication_date>2024-01-25T23:30:00-05:00</news:publication_date><news:title>One &amp; all</news:title>"
    "</news:news><image:image><image:loc>https://news.example/1.png</image:loc><image:title>A picture</image:title>"
    "</image:image></url>",
    "<url><image:image><image:title>A picture</image:title></image:image><loc> https://news.example/2 </loc>"
    "<lastmod>2024-02-01</lastmod></url>",
    "<url><loc>/3</loc><lastmod>yesterday</lastmod></url>",
    "<url><loc>gopher://news.example/</loc></url><url></url>",
)


def read(data: str | bytes, **named: Any) -> Feed:
    return read_feed(data.encode() if isinstance(data, str) else data, BASE, **{"limit": 100, **named})


def test_rss_newest_first_with_links_made_whole_and_trackers_taken_off() -> None:
    feed = read(RSS)
    assert [entry.url for entry in feed.entries[:3]] == [
        "https://news.example/new",
        "https://news.example/old?id=1",
        "https://news.example/undated",
    ]
    new, old, undated, unlinked = feed.entries
    assert (new.title, new.authors) == ("AT&T wins", ("Ann Vale", "Bo Lee"))
    assert (new.published, new.updated) == (date(2024, 1, 25), date(2024, 2, 1))  # the feed's own day, not Greenwich's
    assert (old.title, old.authors, old.updated, old.html) == ("Old", (), None, None)
    assert (undated.published, undated.updated, undated.authors) == (None, None, ("Cy Roy",))
    assert unlinked.url.startswith(f"{BASE}#")
    assert unlinked.html == "Short news."


def test_what_is_wrong_in_a_feed_is_one_line_each() -> None:
    nothing, hostile = sorted(str(error) for error in read(RSS).failed)[::-1]
    assert "entry 6: neither a link nor a text" in nothing
    assert hostile.startswith("file:")
    assert "not fetched" in hostile


def test_an_entry_is_whole_when_it_is_long_and_not_cut_off() -> None:
    new, old, *_ = read(RSS).entries
    assert new.html is not None
    assert WHOLE in new.html
    assert old.html is None
    for end in ("\u2026", "...", "[&#8230;]", '<a href="/new">Read more</a>', "[...]", "Continue reading \u2192"):
        cut = RSS.replace("</p>]]>", f" {end}</p>]]>")
        assert cut != RSS
        assert read(cut).entries[0].html is None, end
    short = RSS.replace(WHOLE, f"<p>{'x' * (FULL_TEXT_CHARS - 20)}</p>")
    assert read(short).entries[0].html is None


def test_the_date_of_rss_1_is_the_published_one() -> None:
    (one,) = read(RDF).entries
    assert one == Entry("https://news.example/1", "One", ("Ann Vale",), date(2024, 1, 25), None, None, one.state)


def test_atom() -> None:
    two, one = read(ATOM).entries
    assert (one.url, one.title, one.authors) == ("https://blog.example/2024/one", "A < B", ("Ann Vale",))
    assert (one.published, one.updated) == (None, date(2024, 2, 1))
    assert one.html is not None
    assert (two.url, two.published, two.updated) == ("https://blog.example/two", date(2024, 3, 5), date(2024, 3, 6))


def test_the_limit_keeps_the_newest() -> None:
    assert [entry.url for entry in read(RSS, limit=1).entries] == ["https://news.example/new"]
    assert [entry.url for entry in read(NEWS, limit=1).entries] == ["https://news.example/2"]


def test_the_state_changes_with_what_the_feed_says() -> None:
    before = {entry.url: entry.state for entry in read(RSS).entries}
    assert {entry.url: entry.state for entry in read(RSS).entries} == before
    assert before["https://news.example/undated"] == ""
    after = {
        entry.url: entry.state
        for entry in read(RSS.replace("Mon, 01 Jan 2024 08:00", "Mon, 01 Jan 2024 09:00")).entries
    }
    assert {url for url in before if before[url] != after[url]} == {"https://news.example/old?id=1"}
    after = {entry.url: entry.state for entry in read(RSS.replace("midnight", "noon")).entries}
    assert {url for url in before if before[url] != after[url]} == {"https://news.example/new"}


def test_a_news_sitemap() -> None:
    two, one, three = read(NEWS).entries
    assert (one.url, one.title, one.published) == ("https://news.example/1", "One & all", date(2024, 1, 25))
    assert (two.url, two.title, two.published, two.updated) == ("https://news.example/2", None, None, date(2024, 2, 1))
    assert (three.url, three.published, three.updated) == ("https://news.example/3", None, None)
    assert [str(error)[:22] for error in read(NEWS).failed] == ["gopher://news.example/"]


def test_an_index_of_sitemaps_lists_the_newest_first() -> None:
    rows = "".join(
        f"<sitemap><loc>https://news.example/{name}.xml</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
        for name, day in (("old", "2023-01-01"), ("undated", ""), ("new", "2024-01-25T10:00:00Z"))
    )
    feed = read(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>')
    assert feed.sitemaps == tuple(f"https://news.example/{name}.xml" for name in ("new", "old", "undated"))
    assert feed.entries == ()


def test_a_packed_sitemap_is_unpacked_and_a_bomb_is_not() -> None:
    assert len(read(gzip.compress(NEWS.encode())).entries) == 3
    with pytest.raises(SourceError, match="too large or damaged"):
        read(gzip.compress(b"<urlset>" + b" " * MAX_BYTES))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    for data in (RSS, NEWS):
        text = data.replace("<title>Old<", "<title>Café<").replace("One &amp; all", "Café")
        text = text.replace('<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?>')
        text = text.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{name}"?>')
        assert "Café" in [entry.title for entry in read(text.encode(encoding)).entries]


def test_a_feed_may_begin_with_blank_lines_and_be_somewhat_broken() -> None:
    assert len(read("\n\n  " + RSS).entries) == 4
    assert len(read(RSS.replace("A teaser.", "A & B <br> &nbsp;").replace("</channel></rss>", "")).entries) == 4


BOMB = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize("root", ["rss", "feed", "urlset", "sitemapindex"])
@pytest.mark.parametrize(
    "dtd",
    [
        f'<!DOCTYPE x [<!ENTITY a "lol">{BOMB}]>',
        '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/evil.dtd"> %p;]>',
        '<!DOCTYPE x [<!ENTITY i "><rss>">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/evil.dtd" [<!ENTITY i "x">]>',
    ],
)
def test_no_entities_of_its_own(root: str, dtd: str) -> None:
    body = (
        "<channel><item><link>https://a.example/&i;</link></item></channel><url><loc>https://a.example/&i;</loc></url>"
    )
    with pytest.raises(SourceError, match="neither a feed"):
        read(f"{dtd}<{root}>{body}</{root}>")


@pytest.mark.parametrize("data", [RSS, ATOM, NEWS])
def test_reading_a_feed_opens_no_connection(data: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    named = (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    begin = data.index("<rss") if "<rss" in data else 0
    assert read(data[:begin] + (named if begin else "") + data[begin:]).entries


@pytest.mark.parametrize(
    "data",
    ["", "hello", "<html><body>Hi</body></html>", "<rss", "<urlset", "<?xml", "<!--", "<a><rss/></a>", "\0" * 100],
)
def test_what_is_no_feed(data: str) -> None:
    with pytest.raises(SourceError):
        read(data)


def test_a_damaged_feed_is_read_or_refused_and_nothing_else() -> None:
    with pytest.raises(SourceError, match="a damaged feed"):
        read("<rss><channel><title>&#99999999;</title>")
    chance = random.Random(7)
    for _ in range(200):
        data = bytearray(chance.choice([RSS, RDF, ATOM, NEWS]).encode())
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data))
            piece = chance.choice([b"", b"\xff", b"<!--", b"]]>", b"&#x0;", b"</", b"[["])
            data[at : at + chance.choice([0, 1, 30])] = piece
        with suppress(SourceError):
            read(bytes(data))


def test_an_empty_feed_has_no_entries() -> None:
    assert read("<rss version='2.0'><channel></channel></rss>") == Feed()
