"""Which articles are being talked about: those in which the last answer stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.followup.conversation import SoFar
from bot.followup.terms import stems
from index import Hit

Find = Callable[[str, str], Sequence[Hit]]
"""A question, and the id of the article to look in ("" for all) -> the passages that fit it best."""

BACK = 6
"""Answers that are gone through: the articles of the first of these are where the second is looked for, and so on."""

MOST = 2
"""Articles that are under discussion at once."""

_CITED = re.compile(r"(?<!\\)\[\d+\]")


def discussed(so_far: SoFar, find: Find) -> tuple[str, ...]:
    """Return the ids of the articles in which the last answer of the conversation stands; none where none was given.

    They are looked up again, since a history is words: of the passages for the question that was answered, those that
    hold most words of what was cited first. If these stand in an article that was under discussion before, it is that.
    """
    about: tuple[str, ...] = ()
    for each in [each for each in so_far.back() if each.answered][BACK - 1 :: -1]:
        hits = [*(hit for one in about for hit in find(each.asked, one)), *find(each.asked, "")]
        holding = _holding(each.reply, hits)
        about = tuple(one for one in about if one in holding) or holding[:MOST] or about
    return about


def _holding(reply: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the articles that hold most of the words that are cited first; none where all hold less than half."""
    told = set(stems(_CITED.split(reply)[0]))
    held: dict[str, int] = {}
    for hit in hits:
        article = hit.passage.article_id
        held[article] = max(held.get(article, 0), len(told & set(stems(hit.passage.text))))
    most = max(held.values(), default=0)
    return tuple(article for article in held if 0 < most == held[article] and most * 2 >= len(told))
