"""Web addresses in, bytes and feeds out, over the open internet alone. This is the only door."""

from index.web.entries import Entry, Feed
from index.web.feeds import read_feed
from index.web.fetch import MAX_REDIRECTS, MAX_SECONDS, Fetcher
from index.web.reply import MAX_BYTES, Fetched, Stamp
from index.web.wire import Clock

__all__ = [
    "MAX_BYTES",
    "MAX_REDIRECTS",
    "MAX_SECONDS",
    "Clock",
    "Entry",
    "Feed",
    "Fetched",
    "Fetcher",
    "Stamp",
    "read_feed",
]
