"""What the reader sees of a passage: its text, with the sentence before and after where it was cut, and a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index import Library, Passage, sentences


@dataclass(frozen=True, slots=True)
class Context:
    """A stretch of an article, from character `start` on, around one passage of it. It is what is read, not cited."""

    passage: Passage
    start: int
    text: str

    @property
    def heading(self) -> str:
        """The article's title and date."""
        published = self.passage.byline.published
        return f"{self.passage.byline.title}{f' ({published.isoformat()})' if published else ''}"


def contexts(library: Library, passages: Sequence[Passage]) -> list[Context]:
    """Put the sentence before and the one after beside each passage that was cut within a paragraph."""
    beside = library.neighbours(passages)
    return [_widened(passage, *beside[passage.id]) for passage in passages]


def _widened(passage: Passage, before: Passage | None, after: Passage | None) -> Context:
    text, start = passage.text, passage.start
    if before is not None and not _ends_paragraph(before.text) and (spans := sentences(before.text)):
        start -= len(before.text) - spans[-1][0]
        text = before.text[spans[-1][0] :] + text
    if after is not None and not _ends_paragraph(passage.text) and (spans := sentences(after.text)):
        text += after.text[: spans[0][1]]
    return Context(passage, start, text)


def _ends_paragraph(text: str) -> bool:
    return text[len(text.rstrip()) :].count("\n") > 1
