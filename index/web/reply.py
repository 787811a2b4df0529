"""What a server answered -> the bytes and what it says of them, or one line that says why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from index.errors import SourceError
from index.web import urls
from index.web.kinds import kind_of
from index.web.unpack import ENCODINGS, TooLargeError, Unpacker
from index.web.urls import Url

MAX_BYTES = 10_000_000
"""Of one answer, packed or unpacked. Long articles are under 1 MB; what is larger is a dump or a trap."""

_BY_HAND = "if you can read it in a browser, save the page there and add the file"
_STATUS = {
    401: f"its server wants a login; {_BY_HAND}",
    402: f"its server wants to be paid; {_BY_HAND}",
    403: f"its server lets no program read it; {_BY_HAND}",
    404: "there is no such page; check the address",
    407: f"its server wants a login; {_BY_HAND}",
    410: "this page was taken away for good; take it off your list",
    429: "its server gets too many requests; try again later",
    451: "its server may not show it for legal reasons; look for the article elsewhere",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a server marks the state of a page (ETag, Last-Modified), to ask later whether it is still that."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was at an address. `url` is where it was found after redirects; `kind` is as in `kinds.kind_of`."""

    url: Url
    kind: str
    content_type: str
    charset: str | None
    data: bytes
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Head:
    """The status and those headers that are looked at. `retry_after` is in seconds."""

    status: int
    content_type: str
    charset: str | None
    encoding: str
    length: int | None
    location: str | None
    retry_after: float | None
    stamp: Stamp

    @classmethod
    def of(cls, status: int, headers: Sequence[tuple[bytes, bytes]]) -> Head:
        """Read the headers. What makes no sense in them counts as absent."""
        given = {name.decode("latin-1").lower(): _text(value) for name, value in reversed(headers)}
        length = given.get("content-length", "")
        typed = Message()
        typed["content-type"] = given.get("content-type", "")
        charset = typed.get_param("charset")
        return cls(
            status,
            given.get("content-type", "").partition(";")[0].strip().lower(),
            charset if isinstance(charset, str) and charset else None,
            given.get("content-encoding", "").strip().lower(),
            int(length) if length.isdecimal() else None,
            given.get("location"),
            _seconds(given.get("retry-after", ""), given.get("date", "")),
            Stamp(given.get("etag"), given.get("last-modified")),
        )


def check(head: Head, at: Url, where: str) -> str:
    """Return the kind of what is coming. Raises SourceError for an answer whose body is not worth reading."""
    if head.status != 200:
        name = f"{head.status} {_phrase(head.status)}".strip()
        fallback = "its server failed; try again later" if head.status >= 500 else f"no page came; {_BY_HAND}"
        raise SourceError(f"{where}: {_STATUS.get(head.status, fallback)} ({name})")
    kind = kind_of(head.content_type, at.target)
    if kind is None:
        raise SourceError(
            f"{where}: what is there is {urls.shown(head.content_type) or 'of no known type'}, which Byline does not"
            " read as an article; check the address"
        )
    if head.encoding not in ENCODINGS:
        raise SourceError(f"{where}: sent packed as {urls.shown(head.encoding)}, which was not asked for; {_BY_HAND}")
    if head.length is not None and head.length > MAX_BYTES:
        raise TooLargeError
    return kind


def body(head: Head, at: Url, kind: str, pieces: Iterable[bytes]) -> Fetched:
    """Read the body. Raises TooLargeError or DamagedError as `Unpacker` does."""
    unpacker = Unpacker(head.encoding, MAX_BYTES)
    for piece in pieces:
        unpacker.take(piece)
    return Fetched(at, kind, head.content_type, head.charset, unpacker.finish(), head.stamp)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _seconds(retry_after: str, date: str) -> float | None:
    """Read Retry-After: a number of seconds, or a date, which is counted from the answer's own date."""
    if retry_after.strip().isdecimal():
        return float(retry_after[:9])
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - parsedate_to_datetime(date)).total_seconds())
    except (ValueError, TypeError):
        return None
