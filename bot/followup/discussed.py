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

_CITED = re.compile(r"(?P<words>.*?)(?P<markers>(?: ?(?<!\\)\[\d+\])+)", re.DOTALL)


def discussed(so_far: SoFar, find: Find) -> tuple[str, ...]:
    """Return the ids of the articles in which the last answer of the conversation stands; none where none was given.

    They are looked up again, since a history is words: of the passages for the question that was answered, those that
    hold most words of what was cited first, and as many articles as were cited for it.
    """
    about: tuple[str, ...] = ()
    for each in [each for each in so_far.back() if each.answered][BACK - 1 :: -1]:
        hits = [*(hit for one in about for hit in find(each.asked, one)), *find(each.asked, "")]
        about = _holding(each.reply, hits) or about
    return about


def _holding(reply: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the articles that hold half of the words that are cited first, or more; who holds most, and is first."""
    cited = _CITED.match(reply)
    told = set(stems(cited["words"] if cited else reply))
    held: dict[str, int] = {}
    for hit in hits:
        article = hit.passage.article_id
        held[article] = max(held.get(article, 0), len(told & set(stems(hit.passage.text))))
    ranked = sorted((each for each in held if told and held[each] * 2 >= len(told)), key=lambda each: -held[each])
    return tuple(ranked[: min(MOST, cited["markers"].count("[") if cited else 1)])
