"""What a server says it sends, and what the bytes show -> which kind of source reads it."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

PAGE, FEED = ".html", "feed"

_BY_TYPE = {
    "text/html": PAGE,
    "application/xhtml+xml": PAGE,
    "application/rss+xml": FEED,
    "application/atom+xml": FEED,
    "application/rdf+xml": FEED,
    "application/xml": FEED,
    "text/xml": FEED,
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/csv": ".csv",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/x-jsonlines": ".jsonl",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "application/x-mimearchive": ".mhtml",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "text/plain")
"""Types that servers send for files they do not know: the name of the file says more."""

_GZIP = ("application/gzip", "application/x-gzip")
_FEED_ROOTS = (b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex")
_ROOT = re.compile(rb"<(?:[\w-]+:)?([\w-]+)")
_HEAD = 8_192
"""Bytes in which the first element must begin. Remarks and style sheets in front of it take a few hundred."""

_MAX_PROLOG = 10
"""Remarks and declarations of each kind that are skipped in search of it."""


def kind_of(content_type: str, path: str) -> str | None:
    """Name the kind by the type (without parameters, lower-case) and the URL's path, before the body is read.

    Returns FEED, a suffix such as ".html", or None for what no source reads (images, scripts, films).
    """
    suffix = posixpath.splitext(unquote(path.partition("?")[0]))[1].lower()
    if content_type in _GZIP:
        return FEED if suffix == ".gz" else None
    if content_type in _UNTOLD and suffix in _BY_TYPE.values():
        return suffix
    if content_type in _UNTOLD and suffix in (".xml", ".rss", ".atom", ".rdf", ".gz"):
        return FEED
    if content_type in ("", "application/octet-stream", "binary/octet-stream"):
        return PAGE if suffix in ("", ".htm", ".php", ".asp", ".aspx") and not content_type else None
    return _BY_TYPE.get(content_type)


def is_feed(data: bytes) -> bool:
    """Tell by its first element whether XML is a feed or a sitemap, whatever its type says."""
    return root(data) in _FEED_ROOTS


def root(data: bytes) -> bytes | None:
    """Return the name of the first element, lower-case; None where there is none near the beginning.

    None too where a DOCTYPE defines entities of its own: no feed needs them, and they can blow up in the parser.
    """
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for begin, end in ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">")) * _MAX_PROLOG:
        if head.startswith(begin):
            before, found, rest = head.partition(end)
            if not found or (b"[" in before and begin == b"<!"):
                return None
            head = rest.lstrip()
    match = _ROOT.match(head)
    return match[1].lower() if match else None
