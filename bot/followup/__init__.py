"""History + question -> the question that stands alone, and the articles under discussion. `followed` is the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.followup.discussed import Find, discussed
from bot.followup.resolve import heard, resolved, standalone
from bot.types import Turn

__all__ = ["Followed", "followed", "standalone"]


@dataclass(frozen=True, slots=True)
class Followed:
    """A question as it stands alone, and the ids of the articles that the conversation is about."""

    question: str
    about: tuple[str, ...]


def followed(question: str, history: Sequence[Turn], find: Find) -> Followed:
    """Understand `question` after `history`; `find` searches the articles, once for each question."""
    find = cache(find)

    def look(asked: str) -> list[str]:
        return [hit.passage.text for hit in find(asked, "")]

    so_far = heard(history, look)
    return Followed(resolved(question, so_far, look), discussed(so_far, find))
