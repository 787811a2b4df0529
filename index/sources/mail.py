"""Mail (.eml) and web archives (.mhtml): the standard library's parser, and the reading of pages for their HTML.

The parser's old policy is used, whose headers are plain strings: the new one takes them apart in recursive steps,
which a hostile header makes slow.
"""

from __future__ import annotations

import contextlib
import email
import email.errors
import email.header
import email.utils
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.policy import Compat32
from typing import Any

from index.errors import SourceError
from index.sources import fields, html, pages
from index.sources.decode import decode, empty, is_text, read_bytes
from index.sources.document import Document
from index.types import Article

_MAX_PARTS = 1_000
"""Of one mail. A digest of a busy list has some hundreds."""

_MAX_WORK = 20_000_000
"""Lines times multiparts: each line is looked at for the end of every part around it. Mails with 20 MB of pictures
come to 3 million."""

_MAX_HEADER = 5_000
"""Characters of a header that are looked at. A subject has 78 a line."""


class _Bounded(Compat32):
    """The parser's old policy, with short headers: the parameters of long ones are taken apart in square time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_MAX_HEADER]


class _Parts:
    """Makes the messages and parts of one mail, and not too many."""

    def __init__(self, place: str) -> None:
        self._place, self._left = place, _MAX_PARTS

    def __call__(self, policy: Any) -> Message:
        self._left -= 1
        if self._left < 0:
            raise SourceError(f"{self._place}: more than {_MAX_PARTS} parts; save the mails in it one by one")
        return Message(policy)


def read_eml(document: Document) -> Iterator[Article | SourceError]:
    """Yield the mail as one article: Subject, From, Date and its text; its HTML where it has no plain text."""
    message = _message(document)
    parts = list(_inline(message))
    text = "\n\n".join(filter(None, (_plain(part) for part in parts if part.get_content_type() == "text/plain")))
    if not text:
        markup = [_decoded(part) for part in parts if part.get_content_type() == "text/html"]
        told = (pages.extract(page, named=document.place).text or pages.everything(page) for page in markup)
        text = "\n\n".join(filter(None, told))
    if not text:
        raise SourceError(f"{document.place}: no text in this mail; save what is attached and add that")
    given = {"title": _header(message, "Subject"), "authors": _senders(message), "date": _sent(message)}
    yield fields.article(given, text, document)


def read_mhtml(document: Document) -> Iterator[Article | SourceError]:
    """Yield the page that the archive holds, as `html.read` does, at the address it was saved from."""
    message = _message(document)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if page is None:
        raise SourceError(f"{document.place}: there is no page in this archive; save the page again, as .html")
    told = (_header(message, "Snapshot-Content-Location"), _header(page, "Content-Location"), document.url or "")
    url = next((each for each in told if each.startswith(("http://", "https://"))), None)
    inner = Document.of_bytes(document.place, ".html", _decoded(page).encode("utf-8", "replace"), url)
    yield from html.read(inner)


def _message(document: Document) -> Message:
    data = read_bytes(document)
    if not data.strip():
        raise empty(document)
    if data.count(b"\n") * data.lower().count(b"multipart/") > _MAX_WORK:
        raise SourceError(f"{document.place}: too many parts inside one another; save the mails in it one by one")
    try:
        message: Message = email.message_from_bytes(data, policy=_Bounded(message_factory=_Parts(document.place)))
    except (ValueError, LookupError, RecursionError, TypeError) as error:
        raise SourceError(f"{document.place}: not a mail, or damaged; save it again") from error
    if not any(message.get(name) for name in ("From", "Date", "Subject", "Content-Type", "MIME-Version")):
        raise SourceError(f"{document.place}: not a mail: it has none of the headers of one; save it again")
    return message


def _inline(message: Message) -> Iterator[Message]:
    """Yield the parts that are shown, and none that are attached."""
    if message.get_content_disposition() == "attachment" or message.get_content_type() == "message/rfc822":
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _inline(part)
    elif message.get_filename() is None:
        yield message


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset("") or "utf-8")
    except (LookupError, ValueError):
        return decode(data) or ""


def _plain(part: Message) -> str:
    """Return plain text, its lines joined where the mail says that they flow (RFC 3676)."""
    text = _decoded(part).replace("\r\n", "\n").strip()
    if not is_text(text):
        return ""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    joiner = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    pieces: list[str] = []
    for line in text.split("\n"):
        flows = line.endswith(" ") and line != "-- "
        pieces += [line.rstrip(" "), joiner if flows else "\n"]
    return "".join(pieces[:-1])


def _raw(message: Message, name: str) -> str:
    """Return a header as it was sent; one in plain UTF-8, which was never allowed and is common, too."""
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    return str(next(values, "")).encode("ascii", "surrogateescape").decode("utf-8", "replace")


def _header(message: Message, name: str) -> str:
    """Return a header decoded; "" where there is none."""
    return _words(_raw(message, name))


def _words(raw: str) -> str:
    with contextlib.suppress(ValueError, LookupError, email.errors.MessageError):  # else it is shown as it was sent
        raw = str(email.header.make_header(email.header.decode_header(raw)))
    return " ".join(raw.split())


def _senders(message: Message) -> list[str]:
    """Name who wrote it: by name, or by address where no name is given."""
    try:
        pairs = email.utils.getaddresses([_raw(message, "From")])
    except (RecursionError, ValueError):
        return []
    return [each for name, address in pairs if (each := _words(name) or address)]


def _sent(message: Message) -> datetime | None:
    """Return when it was sent, by the sender's own clock."""
    try:
        return email.utils.parsedate_to_datetime(_raw(message, "Date")[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
