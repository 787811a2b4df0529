"""Article -> Passages: whole sentences, of a size the encoder reads well, tiling the article exactly."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

from index.boundaries import sentences
from index.types import Article, Passage

Count = Callable[[Sequence[str]], list[int]]
"""Counts the encoder's tokens in each text."""

SPLITTER = "sentences-100-180/1"
"""Recorded with a collection; change it whenever the same text would be cut elsewhere."""

MIN_TOKENS = 100
MAX_TOKENS = 180
"""With the title and date in front, 180 stay under the encoder's window of 256."""

_CHARS_A_PIECE = MAX_TOKENS // 3
"""A sentence of too many tokens is cut into pieces of so many characters: one is at most three tokens (a Korean
syllable, taken apart)."""


def version(article: Article) -> str:
    """Name this state of an article: 12 hexadecimal digits of its byline and text."""
    stated = repr((article.byline, article.text))
    if article.byline.updated is not None:  # without one the name is what it was before there was this field
        stated += article.byline.updated.isoformat()
    return hashlib.blake2b(stated.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def first_id(article: Article) -> str:
    """Name the first passage of this state of the article. It is written last: where it is, the state is whole."""
    return f"{article.id}#{version(article)}#0"


def passages(article: Article, count: Count) -> list[Passage]:
    """Cut `article` into passages of 100 to 180 tokens, at paragraphs first, then between sentences.

    Joined in order, their texts are the article's. A sentence of more than 180 tokens is cut inside,
    never within a character and the marks that combine with it; the last passage may be shorter.
    An empty article has none.
    """
    text = article.text
    pieces, counts = _pieces(text, count)
    state = version(article)
    return [
        Passage(f"{article.id}#{state}#{number}", article.id, article.byline, start, end, text[start:end])
        for number, (start, end) in enumerate(_pack(text, pieces, counts))
    ]


def neighbour_id(passage: Passage, step: int) -> str:
    """Name the passage `step` places after this one in the same article; it may not exist."""
    stem, _, number = passage.id.rpartition("#")
    return f"{stem}#{int(number) + step}"


def _pieces(text: str, count: Count) -> tuple[list[tuple[int, int]], list[int]]:
    """Cut the text at sentence starts, and within sentences that are too long; also count the tokens of each piece.

    Each piece keeps the white space that follows it.
    """
    spans = [
        span for span in pairwise([0, *(start for start, _ in sentences(text)[1:]), len(text)]) if span[0] < span[1]
    ]
    sizes = count([text[start:end] for start, end in spans])
    pieces: list[tuple[int, int]] = []
    for (low, end), size in zip(spans, sizes, strict=True):
        start = low
        while size > MAX_TOKENS and end - start > _CHARS_A_PIECE:
            cut = _cut(text, start, start + _CHARS_A_PIECE)
            pieces.append((start, cut))
            start = cut
        pieces.append((start, end))
    return pieces, sizes if len(pieces) == len(spans) else count([text[start:end] for start, end in pieces])


def _cut(text: str, start: int, limit: int) -> int:
    """Find a place to cut in text[start:limit]: after white space, else between whole characters."""
    for position in range(limit, start + _CHARS_A_PIECE // 2, -1):
        if (
            text[position - 1].isspace()
            and not text[position].isspace()
            and not _joined(text[position - 1], text[position])
        ):
            return position
    for position in range(limit, start + 1, -1):
        if not _joined(text[position - 1], text[position]):
            return position
    return limit


def _joined(before: str, after: str) -> bool:
    """Tell whether two neighbouring code points belong to one visible character."""
    zero_width_joiner, low = "\u200d", ord(after)
    return (
        unicodedata.category(after) in ("Mn", "Mc", "Me")
        or zero_width_joiner in (before, after)
        or before + after == "\r\n"
        or 0xFE00 <= low <= 0xFE0F  # variation selectors
        or 0x1F3FB <= low <= 0x1F3FF  # skin tones
    )


def _pack(text: str, pieces: Sequence[tuple[int, int]], counts: Sequence[int]) -> list[tuple[int, int]]:
    """Join pieces into spans: close at a paragraph's end from MIN_TOKENS on, and before MAX_TOKENS is passed."""
    packed: list[tuple[int, int]] = []
    held = 0
    open_at = 0
    for (start, end), tokens in zip(pieces, counts, strict=True):
        if held and held + tokens > MAX_TOKENS:
            packed.append((open_at, start))
            open_at, held = start, 0
        held += tokens
        if held >= MIN_TOKENS and "\n\n" in text[start:end].replace("\r", ""):
            packed.append((open_at, end))
            open_at, held = end, 0
    if open_at < len(text):
        packed.append((open_at, len(text)))
    return packed
