"""Sitemaps, with or without Google's news extension, and indexes of sitemaps (https://www.sitemaps.org)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from index.errors import SourceError
from index.web import urls
from index.web.entries import Dated, Entry, state_of
from index.web.kinds import root


def is_sitemap(data: bytes) -> bool:
    """Tell a sitemap or an index of sitemaps from other XML."""
    return root(data) in (b"urlset", b"sitemapindex")


def read(data: bytes, base: str) -> tuple[list[Dated], tuple[str, ...]]:
    """Return the entries of a sitemap, and the addresses of the sitemaps an index lists, newest first.

    Raises SourceError when it is not XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is None or (not len(tree) and parser.error_log):
        raise SourceError(f"{urls.shown(base)}: a damaged sitemap; nothing in it can be read")
    at = urls.parse(base)
    rows = map(_fields, tree.iterchildren("{*}url", "{*}sitemap"))
    found = [_dated(row, at) for row in rows if row["loc"]]
    if root(data) == b"urlset":
        return found, ()
    ordered = sorted(found, key=lambda each: each.moment or datetime.min.replace(tzinfo=UTC), reverse=True)
    return [], tuple(each.entry.url for each in ordered if isinstance(each.entry, Entry))


def _fields(element: Any) -> dict[str, str]:
    """Return what an element says of its page. Its images have titles and addresses too, which are not the page's."""
    paths = {"loc": "loc", "lastmod": "lastmod", "published": "news/{*}publication_date", "title": "news/{*}title"}
    return {name: (element.findtext(f"{{*}}{path}") or "").strip() for name, path in paths.items()}


def _dated(row: dict[str, str], at: urls.Url) -> Dated:
    published, updated = _moment(row["published"]), _moment(row["lastmod"])
    moment = published or updated
    try:
        url = urls.plain(urls.join(at, row["loc"]))
    except SourceError as error:
        return Dated(moment, error)
    state = state_of(row["published"], row["lastmod"])
    return Dated(moment, Entry(url, row["title"] or None, (), _day(published), _day(updated), None, state))


def _moment(raw: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
