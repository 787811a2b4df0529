"""A question that needs two articles: the second is asked with the answer to the first put in.

"who plays the partner of the detective who left?" -> "who is the detective who left?", then "who plays the partner of
...?". After the decomposition of bridge questions in Min et al. 2019 ("Multi-hop Reading Comprehension through
Question Decomposition", section 3), by rule instead of a trained pointer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from bot.citations import Footnotes, escape
from bot.quoting import Asked, Quoter, confidence, found
from bot.types import Answer
from bot.voices import same
from index import Library, Where

_CLAUSE = re.compile(
    r"(?P<before>.+)\b(?P<noun>the (?:(?!the )[\w-]+ ){1,4}?)(?P<link>who|that|which|whose|where) "
    r"(?P<rest>.+?)[?.! ]*$",
    re.IGNORECASE,
)
SURE = 5.0
"""The score from which an answer to the whole question is not doubted."""

_OF_ANOTHER_KIND = re.compile(r"(?:who|whom|when|where|how)\b", re.IGNORECASE)
"""Begins a question that the thing of the relative clause cannot answer, as it can one with "what"."""

_IDENTITY = re.compile(r"(?:who|what|which) (?:is|was|are|were)\s*", re.IGNORECASE)
"""Before the thing: the relative clause is all that is asked."""

_UNFINISHED = re.compile(r"(?:an?|the|and|or|of|to|in|on|at|for|from|by|with|as)", re.IGNORECASE)
"""Ends no clause."""

LEFT_OVER = 2
"""Words at the end of the question that may belong to its main clause: "where is the firm that ... *based*?"."""


def bridged(library: Library, quoter: Quoter, asked: Asked, direct: Answer, where: Where) -> Answer:
    """Return an answer in two steps, both quotes cited, where `direct` is none; else `direct` itself.

    Of several ways to split the question the one counts whose first step is answered most surely: a clause that lacks a
    word, or has one too many, is harder to find.

    `direct` is none either where it is not sure and only what the first step asks for: "Rovers" for "who manages the
    club that beat Calder?". On 62 such questions of squad2-dev, which need no second step, F1 is 44.8 so, 49.1 without.
    """
    question = asked.searched_for
    if direct.found and (direct.confidence >= confidence(SURE) or not _OF_ANOTHER_KIND.match(question)):
        return direct
    best, surest = direct, -math.inf
    for first, second in halves(question):
        notes = Footnotes()
        one = quoter.say(notes, first, library.search(first, where=where))
        if one.span is None or (direct.span is not None and not same(one.span, direct.span)):
            continue
        then = second.format(one.span)
        two = quoter.say(notes, then, library.search(then, where=where))
        if two.span is not None and not same(two.span, one.span) and one.score > surest:
            surest = one.score
            sure = confidence(one.score) * confidence(two.score)
            text = f"{two.text}\n\n{escape(first)} {one.text}"
            best = found(asked, direct.hits, notes, text=text, span=two.span, sure=sure)
    return best


def halves(question: str) -> Iterator[tuple[str, str]]:
    """Yield ways to split the question: one to ask first, and one with {} where its answer goes.

    A question without a relative clause on "the ..." has none, nor has one that asks who or what that is.
    """
    match = _CLAUSE.fullmatch(question.strip())
    if not match or _IDENTITY.fullmatch(match["before"]):
        return
    noun, words = match["noun"].strip(), match["rest"].split()
    thing = noun.removeprefix("the ").removeprefix("The ")
    for left in range(max(0, min(LEFT_OVER, len(words) - 2)) + 1):
        if left and _UNFINISHED.fullmatch(words[-left - 1]):
            continue
        clause = " ".join(words[: len(words) - left])
        end = " ".join(words[len(words) - left :])
        link = match["link"].lower()
        first = {
            "whose": f"Which {thing}'s {clause}?",
            "where": f"In which {thing} {clause}?",
        }.get(link, f"Which {thing} {clause}?")
        yield first, f"{match['before']}{{}}{' ' + end if end else ''}?"
