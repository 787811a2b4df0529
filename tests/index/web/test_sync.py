"""Feeds are asked whether they changed, and only new entries are fetched; what a feed drops stays."""

from __future__ import annotations

import pytest

from index import Library, sources
from index.web import Fetcher
from tests.index.web.site import Site, reply
from tests.index.web.test_web import LONG, item, page, rss


@pytest.fixture
def feed(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sources, "fetcher", lambda: fetcher)
    site.pages["/feed"] = reply(rss(item("/a", 1), item("/b", 2)), "text/xml", ETag='"one"')
    site.pages["/a"] = reply(page(LONG * 3, title="Flood"))
    site.pages["/b"] = reply(page("The council met twice and argued about the harbour wall all night. " * 4, title="B"))
    return f"{site.url}/feed"


def test_a_feed_that_has_not_changed_costs_one_request(library: Library, site: Site, feed: str) -> None:
    assert library.sync([feed]).added == 2
    assert set(site.paths) >= {"/feed", "/a", "/b"}
    site.asked.clear()
    site.pages["/feed"] = reply(status=304)
    assert library.sync().unchanged == 2
    assert site.paths == ["/feed"]
    assert site.asked[0][1]["if-none-match"] == '"one"'


def test_only_new_entries_are_fetched_and_what_the_feed_drops_stays(library: Library, site: Site, feed: str) -> None:
    library.sync([feed])
    site.asked.clear()
    site.pages["/feed"] = reply(rss(item("/b", 2), item("/c", 3)), "text/xml", ETag='"two"')
    site.pages["/c"] = reply(
        page("Ferries run again, and the first one was greeted with a band on the quay. " * 4, title="C")
    )
    found = library.sync()
    assert (found.added, found.unchanged, found.removed) == (1, 1, 0)
    assert site.paths == ["/feed", "/c"]
    assert len(library.entries()) == 3


def test_a_page_that_changed_is_replaced_and_one_that_is_away_keeps_its_article(
    library: Library, site: Site, feed: str
) -> None:
    address = f"{site.url}/a"
    library.sync([address])
    site.pages["/a"] = reply(page("The water has gone down, and the clearing up has begun in all the streets. " * 4))
    assert library.sync().updated == 1
    site.pages["/a"] = reply(status=503)
    found = library.sync()
    assert (len(found.failed), found.removed, len(library.entries())) == (1, 0, 1)


def test_an_entry_that_failed_is_tried_again_though_the_feed_is_as_it_was(
    library: Library, site: Site, feed: str
) -> None:
    good = site.pages["/b"]
    site.pages["/b"] = reply(status=500)
    found = library.sync([feed])
    assert (found.added, len(found.failed)) == (1, 1)
    site.pages["/b"] = good
    assert library.sync().added == 1
    assert "if-none-match" not in site.asked[-3][1]
