"""What has been said so far, as a follow-up needs it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.followup.names import names
from bot.types import NOT_FOUND, Turn

_LINE = re.compile(r"^- \*\*(.+?)\*\*", re.MULTILINE)

LACKED = "? ("
"""Ends a question before what it lacked."""

SHORT = 6
"""Words of a reply that is itself the thing asked for, so that "he" more likely means it than the subject."""

Look = Callable[[str], Sequence[str]]
"""Reads in the articles: a question -> the texts of the passages that fit it best."""


@dataclass(frozen=True, slots=True)
class SoFar:
    """The turns before a question, the last question as it stands alone (`asked`), and the `reply` to it.

    `before` is the same of the question before that one.
    """

    turns: tuple[Turn, ...] = ()
    asked: str = ""
    reply: str = ""
    before: SoFar | None = None

    def back(self) -> Iterator[SoFar]:
        """Go back through the questions, the last first."""
        each: SoFar | None = self
        while each is not None:
            yield each
            each = each.before

    @property
    def bare(self) -> str:
        """The last question without what it lacked."""
        return self.asked.partition(LACKED)[0]

    @property
    def said(self) -> str:
        """The reply as it reads: without markers and Markdown."""
        return re.sub(r"(?<!\\)(?:\s*\[\d+\]|[*_`])|\\(?=\W)", "", self.reply).strip().rstrip(".")

    @property
    def brief(self) -> bool:
        """Whether the reply is short enough to be itself what was asked for."""
        return len(self.said.split()) <= SHORT

    @property
    def answered(self) -> bool:
        """Whether the reply tells what was asked."""
        return bool(self.reply) and self.reply != NOT_FOUND and not self.asks_back

    @property
    def lists(self) -> bool:
        """Whether the reply is a list, of articles as a rule."""
        return bool(_LINE.search(self.reply))

    @property
    def offered(self) -> list[str]:
        """What the reply lets one choose from: the lines of a list, the names of a question back, or its names."""
        lines: list[str] = _LINE.findall(self.reply)
        if lines:
            return lines
        asked_back = re.search(r": ([^:?]+)\?$", self.said)
        if asked_back:
            return re.split(r", | or ", asked_back.group(1))
        return names(self.said, inside=False)

    @property
    def asks_back(self) -> bool:
        """Whether the reply is a question that has to be answered first."""
        return self.said.endswith("?")


Choose = Callable[[str, SoFar], list[str]]
"""A question and what was said before it -> the words and names that it lacks, as they were said."""
