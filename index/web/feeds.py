"""Feeds and sitemaps -> their entries, newest first. The only file that knows feedparser.

feedparser is given bytes alone, so it fetches nothing. Its sanitiser is off: an entry's HTML is never shown, only
turned into plain text by whoever reads it (without it, 10 MB take 1 s and not 15).
"""

from __future__ import annotations

import email.utils
import html
import io
import re
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from index.errors import SourceError
from index.web import sitemaps, urls
from index.web.entries import Dated, Entry, Feed, newest, state_of
from index.web.kinds import is_feed
from index.web.reply import MAX_BYTES
from index.web.unpack import DamagedError, TooLargeError, gunzip

FULL_TEXT_CHARS = 1_000
"""An entry whose text is shorter is taken for a teaser, and its page is fetched: usual teasers are 55 words, 350
characters; a whole article this short costs one needless request and gives the same text."""

_TAG = re.compile(r"<[^<>]*>")
_CUT_OFF = re.compile(r"(?:\u2026|\.\.\.|\[\W*\]|read more|continue reading)\W*\Z", re.IGNORECASE)


def read_feed(data: bytes, base: str, *, limit: int, charset: str | None = None) -> Feed:
    """Read RSS, Atom, a sitemap or a sitemap index that was found at `base`; keep the newest `limit` entries.

    Raises SourceError when the bytes are none of these.
    """
    where = urls.shown(base)
    try:
        if data.startswith(b"\x1f\x8b"):
            data = gunzip(data, MAX_BYTES)
    except (TooLargeError, DamagedError) as error:
        raise SourceError(f"{where}: too large or damaged when unpacked; check the address") from error
    if not is_feed(data):
        raise SourceError(f"{where}: neither a feed nor a sitemap nor a page; check the address")
    if sitemaps.is_sitemap(data):
        found, listed = sitemaps.read(data, base)
        return newest(found, limit=limit, sitemaps=listed)
    return newest(_entries(data, base, charset), limit=limit)


def _entries(data: bytes, base: str, charset: str | None) -> Iterator[Dated]:
    import feedparser

    told = f"application/xml; charset={charset}" if charset else "application/xml"
    headers = {"content-location": base, "content-type": told}
    damaged = SourceError(f"{urls.shown(base)}: a damaged feed; no entry in it can be read, check the address")
    try:
        found = feedparser.parse(
            io.BytesIO(data.lstrip()), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # it lets through whatever it stumbles over in a malformed feed
        raise damaged from error
    if not found.entries and found.bozo:
        raise damaged
    rss = str(found.version).startswith("rss")
    for number, given in enumerate(found.entries, start=1):
        yield _entry(dict(given), base, number, rss=rss)


def _entry(given: Mapping[str, Any], base: str, number: int, *, rss: bool) -> Dated:
    """Make an entry. RSS 1.0 has one date (dc:date), which feedparser calls updated: there it is the published one."""
    published, updated = _when(given, "published"), _when(given, "updated")
    if rss and published is None:
        published, updated = updated, None
    moment = (published or updated or (None, None))[0]
    title = plain_text(str(given.get("title") or "")) or None
    body = _longest(given)
    link = str(given.get("link") or "")
    try:
        url = urls.plain(urls.join(urls.parse(base), link)) if link else _unlinked(given, base, body)
    except SourceError as error:
        return Dated(moment, error)
    if not url:
        return Dated(moment, SourceError(f"{urls.shown(base)} entry {number}: neither a link nor a text; left out"))
    whole = body if _is_whole(body) or not link else None
    raw = [str(given.get(name) or "") for name in ("published", "updated")]
    return Dated(
        moment,
        Entry(
            url,
            title,
            tuple(dict.fromkeys(name for each in given.get("authors", ()) if (name := _name(each)))),
            published[1] if published else None,
            updated[1] if updated else None,
            whole,
            state_of(title, *raw, whole) if whole or any(raw) else "",
        ),
    )


def plain_text(markup: str) -> str:
    """Take tags and entities out of a title, and put it on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split()) if re.search(r"[<&]", markup) else markup.strip()


def _name(author: Mapping[str, Any]) -> str:
    return plain_text(str(author.get("name") or ""))


def _unlinked(given: Mapping[str, Any], base: str, body: str) -> str:
    """Make an address of the feed's own for an entry that has a text but no page."""
    return f"{base.partition('#')[0]}#{state_of(str(given.get('id') or given.get('title') or body))}" if body else ""


def _longest(given: Mapping[str, Any]) -> str:
    bodies = [str(each.get("value") or "") for each in given.get("content", ())]
    return max([*bodies, str(given.get("summary") or "")], key=len)


def _is_whole(body: str) -> bool:
    text = plain_text(body)
    return len(text) >= FULL_TEXT_CHARS and not _CUT_OFF.search(text[-200:])


def _when(given: Mapping[str, Any], name: str) -> tuple[datetime, date] | None:
    """Return the moment, for sorting, and the day as the feed's own time zone has it."""
    parsed, raw = given.get(f"{name}_parsed"), str(given.get(name) or "")
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        moment = datetime(*parsed[:6], tzinfo=UTC)
        if re.match(r"\d{4}-\d{2}-\d{2}", raw):
            return moment, date.fromisoformat(raw[:10])
        local = email.utils.parsedate(raw)
        return moment, date(*local[:3]) if local else moment.date()
    except ValueError:
        return None
