"""What the articles say of each of two things, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from bot.citations import Footnotes, escape
from bot.kinds import Wanted
from bot.quoting import Asked, found, not_found
from bot.surveys import held
from bot.types import NOT_FOUND, Answer
from index import Article, Hit, Library, Where, content_words, sentences

LINES = 2
"""Sentences quoted of each side."""


def compare(library: Library, asked: Asked, want: Wanted, hits: Sequence[Hit], where: Where) -> Answer:
    """Quote, for each of the two sides, the sentences about it that are nearest to what they are compared on.

    A side that the articles do not mention is said to be missing; without either, nothing is found.
    """
    notes, lines = Footnotes(), []
    for side in want.sides or ():
        chosen = _sentences_on(library, side, want.topic, where)
        if not chosen:
            lines.append(f"- **{escape(side)}**: {NOT_FOUND}")
        for article, (start, end) in chosen:
            marker = notes.cite(article, start, end)
            lines.append(f"- **{escape(side)}**: {escape(article.text[start:end])} {marker}")
    if not notes.all():
        return not_found(asked, hits)
    return found(asked, hits, notes, text="\n".join(lines), span=None, sure=1.0)


def _sentences_on(library: Library, side: str, topic: str, where: Where) -> list[tuple[Article, tuple[int, int]]]:
    """Choose sentences that name the side, nearest to "side topic" by the encoder, in the order of the articles."""
    named = content_words(side)
    found: list[tuple[str, int, int, str]] = []
    for hit in library.search(f"{side} {topic}".strip(), where=where):
        passage = hit.passage
        for start, end in sentences(passage.text):
            text = passage.text[start:end]
            if held(text, named):
                found.append((passage.article_id, passage.start + start, passage.start + end, text))
    if not found:
        return []
    vectors = library.vectors([f"{side} {topic}".strip(), *(text for *_, text in found)])
    nearest = sorted(range(len(found)), key=lambda i: -float(vectors[0] @ vectors[i + 1]))[:LINES]
    return [(library.article(found[i][0]), found[i][1:3]) for i in sorted(nearest)]
