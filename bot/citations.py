"""Numbers, quotes and checks citations. The only place that does."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.types import Answer, Citation
from index import Article, Library, sentences

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")

NOT_SAID = "(not in the articles)"
"""Stands behind a written sentence that was struck out."""

_STRUCK = re.compile(rf"(?<!\\)~~(?:[^~\\]|\\.)*~~ {re.escape(NOT_SAID)}")


class Footnotes:
    """The citations of one answer, numbered from 1 in the order in which they are first cited."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, int], Citation] = {}

    def cite(self, article: Article, start: int, end: int) -> str:
        """Cite the whole sentences of the article that hold characters start to end; return the marker, "[1]".

        Raises ValueError when these characters do not stand in the article.
        """
        low, high = whole_sentences(article.text, start, end)
        key = (article.id, low, high)
        if key not in self._made:
            self._made[key] = Citation(len(self._made) + 1, article, low, high)
        return f"[{self._made[key].number}]"

    def all(self) -> tuple[Citation, ...]:
        """Return the citations in order of their numbers."""
        return tuple(self._made.values())


def with_copies(answer: Answer, library: Library) -> Answer:
    """Name, with each citation, the other articles that tell the same story as the one it quotes."""
    cited = dict.fromkeys(citation.article_id for citation in answer.citations)
    copies = {item: tuple(entry.byline for entry in library.copies(item)) for item in cited}
    if not any(copies.values()):
        return answer
    citations = tuple(
        Citation(each.number, library.article(each.article_id), each.start, each.end, copies[each.article_id])
        for each in answer.citations
    )
    return replace(answer, citations=citations)


def struck(text: str) -> str:
    """Strike out what a model wrote and the articles do not say."""
    return f"~~{escape(text)}~~ {NOT_SAID}"


def whole_sentences(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span of `text` to the sentences it stands in."""
    touched = [(low, high) for low, high in sentences(text) if low < end and start < high]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)


def escape(text: str) -> str:
    """Escape an article's words for Markdown, so that they cannot make markers, links or markup; one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def without_struck(text: str) -> str:
    """Leave out of an answer's Markdown what was struck out in it: it is nothing that was said."""
    return " ".join(_STRUCK.sub("", text).split()) if "~~" in text else text


def plain(text: str) -> str:
    """Undo `escape` and drop emphasis, for a terminal; what is struck out stays between ~~."""
    return re.sub(r"\\([\\`*_\[\]<>#|~])", r"\1", text.replace("**", ""))
