r"""Rich text (.rtf): its text and the title, author and day of creation in its \info.

Read here, in one pass: the library there is, striprtf, gives no \info, writes the address of every link into the
text, and takes cubic time over a made-up table of fonts.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from index.errors import SourceError
from index.sources import fields
from index.sources.decode import read_bytes
from index.sources.document import Document
from index.sources.titles import authors, real_title
from index.types import Article

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)"
)
_SIGNS = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "row": "\n\n", "line": "\n", "tab": "\t", "cell": " | ",
    "nestcell": " | ", "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_MARKS = {"~": "\xa0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\", "\r": "\n\n", "\n": "\n\n"}
_UNREAD = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl pict object objdata fldinst header headerl"
    " headerr headerf footer footerl footerr footerf annotation atnid atnauthor bkmkstart bkmkend xe tc themedata"
    " datastore latentstyles generator filetbl nonesttables listtext pntext shpinst".split()
)
"""Groups whose text nobody sees on the page, and running headers and footers."""

_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_INFO = frozenset(["title", "author", "creatim"])
_NOTES = ("footnote", "endnote")
_MAX_DEPTH = 1_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the end of a group. `into` names what its text goes to; "" is nowhere."""

    into: str = "text"
    font: int = 0
    skip: int = 1


def read(document: Document) -> Iterator[Article | SourceError]:
    """Yield the one article of the document. Raises SourceError for what is no RTF or has no text."""
    data = read_bytes(document)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise SourceError(f"{document.place}: not RTF, or damaged; save it anew as .rtf")
    reader = _Reader(document.place)
    reader.read(data)
    text = "\n\n".join(filter(None, (reader.said("text"), reader.said("notes"))))
    if not text:
        raise SourceError(f"{document.place}: no text in it; if it holds pictures of text, add the text itself")
    given = {"title": real_title(reader.said("title")), "authors": authors(reader.said("author")), "date": reader.day()}
    yield fields.article(given, text, document)


class _Reader:
    """Goes once over the tokens of an RTF file."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._state = _State()
        self._outer: list[_State] = []
        self._said: dict[str, list[str]] = {name: [] for name in ("text", "notes", *_INFO)}
        self._bytes = bytearray()
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._default = 0
        self._font = 0  # whose line of the table is being read
        self._left = 0  # plain characters to pass over: they stand for old readers behind a \u
        self._optional = False
        self._created: dict[str, int] = {}

    def said(self, name: str) -> str:
        """Return what was said in one place, paragraphs apart and without empty cells at their ends."""
        whole = "".join(self._said[name]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        paragraphs = (each.strip(" |\t\n") for each in whole.split("\n\n"))
        return "\n\n".join(filter(None, paragraphs))

    def day(self) -> date | None:
        """Return the day of creation."""
        try:
            return date(*(self._created[part] for part in ("yr", "mo", "dy")))
        except (KeyError, ValueError):
            return None

    def read(self, data: bytes) -> None:
        """Take in the whole file."""
        position = 0
        while match := _TOKEN.match(data, position):
            position = match.end()
            word, number, code, mark, brace, plain = match.groups()
            if code:
                self._take(bytes([int(code, 16)]))
            elif plain:
                self._take(plain)
            elif word == b"bin":
                position += max(0, int(number or 0))
            elif word:
                self._flush()
                self._word(word.decode(), None if number is None else int(number))
            elif mark:
                self._flush()
                self._mark(mark.decode("latin-1"))
            elif brace:
                self._flush()
                if not self._group(opens=brace == b"{"):
                    break
        self._flush()

    def _group(self, *, opens: bool) -> bool:
        """Begin or end a group; False at the end of the document."""
        self._left, self._optional = 0, False
        if not opens:
            if self._outer:
                self._state = self._outer.pop()
            return bool(self._outer)
        self._outer.append(self._state)
        if len(self._outer) > _MAX_DEPTH:
            raise SourceError(f"{self._place}: more than {_MAX_DEPTH} groups deep, which no document is; save it anew")
        return True

    def _take(self, data: bytes) -> None:
        """Take plain characters, but for those that only repeat a sign for old readers."""
        passed = min(self._left, len(data))
        self._left -= passed
        if self._state.into and self._state.into != "fonttbl":
            self._bytes += data[passed:]

    def _flush(self) -> None:
        """Decode the characters so far; those of two bytes may have come in two tokens."""
        if self._bytes:
            self._say(self._bytes.decode(self._fonts.get(self._state.font, self._encoding), "replace"))
            self._bytes.clear()

    def _say(self, text: str) -> None:
        if self._state.into in self._said:
            self._said[self._state.into].append(text)

    def _mark(self, mark: str) -> None:
        if mark == "*":
            self._optional = True
        elif mark in _MARKS:
            self._say(_MARKS[mark])

    def _word(self, word: str, number: int | None) -> None:
        optional, self._optional = self._optional, False
        into = self._goes(word, optional=optional)
        if into is not None:
            self._state = replace(self._state, into=into)
            if into == "notes":
                self._say("\n\n")
        elif word in ("yr", "mo", "dy") and self._state.into == "creatim" and number is not None:
            self._created.setdefault(word, number)
        elif word == "plain":
            self._state = replace(self._state, font=self._default)
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif number is not None:
            self._numbered(word, number)

    def _goes(self, word: str, *, optional: bool) -> str | None:
        """Say where the text of a group goes that begins with this word; None for a word that begins none."""
        into = self._state.into
        if word == "shptxt":  # a text box stands in a group that only new readers read
            return "text"
        if word in _NOTES:
            return "notes" if into else ""
        if word in _INFO and into == "info":
            return word
        if word in ("fonttbl", "info") and into:
            return word
        return "" if word in _UNREAD or (optional and word not in ("shppict", "nestt")) else None

    def _numbered(self, word: str, number: int) -> None:
        state = self._state
        if word == "u":
            self._say(chr(number % 0x10000))
            self._left = state.skip
        elif word == "uc":
            self._state = replace(state, skip=max(0, number))
        elif word == "deff":
            self._default = number
            self._state = replace(state, font=number)
        elif word == "f" and state.into == "fonttbl":
            self._font = number
        elif word == "f":
            self._state = replace(state, font=number)
        elif word == "fcharset" and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number]
        elif word == "ansicpg":
            try:
                self._encoding = codecs.lookup(f"cp{number}").name
            except LookupError:
                self._encoding = "utf-8"
