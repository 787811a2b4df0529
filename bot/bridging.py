"""A question that needs two articles: the second is asked with the answer to the first put in.

"who plays the partner of the detective who left?" -> "who is the detective who left?", then "who plays the partner of
...?". After the decomposition of bridge questions in Min et al. 2019 ("Multi-hop Reading Comprehension through
Question Decomposition", section 3), by rule instead of a trained pointer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.citations import Footnotes, escape
from bot.quoting import FOUND_AT, Asked, Quoter, confidence, found
from bot.types import Answer
from index import Library, Where

_CLAUSE = re.compile(
    r"(?P<before>.+)\b(?P<noun>the (?:(?!the )[\w-]+ ){1,4}?)(?P<link>who|that|which|whose|where) "
    r"(?P<rest>.+?)[?.! ]*$",
    re.IGNORECASE,
)
SURE = 6.0
"""The score from which an answer to the whole question is not doubted."""

LEFT_OVER = 2
"""Words at the end of the question that may belong to its main clause: "where is the firm that ... *based*?"."""


def bridged(library: Library, quoter: Quoter, asked: Asked, direct: Answer, where: Where) -> Answer:
    """Return the answer in two steps where `direct` is not sure and both steps are surer; else `direct` itself.

    Both quotes are cited.
    """
    best, beat = direct, direct.confidence if direct.found else confidence(FOUND_AT)
    if beat >= confidence(SURE):
        return direct
    for first, second in halves(asked.searched_for):
        notes = Footnotes()
        one = quoter.say(notes, first, library.search(first, where=where))
        if one.span is None or confidence(one.score) <= beat:
            continue
        question = second.format(one.span)
        two = quoter.say(notes, question, library.search(question, where=where))
        surer = min(confidence(one.score), confidence(two.score)) > beat
        if surer and two.span is not None and two.span != one.span:
            beat = min(confidence(one.score), confidence(two.score))
            sure = confidence(one.score) * confidence(two.score)
            text = f"{two.text}\n\n{escape(first)} {one.text}"
            best = found(asked, direct.hits, notes, text=text, span=two.span, sure=sure)
    return best


def halves(question: str) -> Iterator[tuple[str, str]]:
    """Yield ways to split the question: one to ask first, and one with {} where its answer goes.

    A question without a relative clause on "the ..." has none.
    """
    match = _CLAUSE.fullmatch(question.strip())
    if not match:
        return
    noun, words = match["noun"].strip(), match["rest"].split()
    thing = noun.removeprefix("the ").removeprefix("The ")
    for left in range(max(0, min(LEFT_OVER, len(words) - 2)) + 1):
        clause = " ".join(words[: len(words) - left])
        end = " ".join(words[len(words) - left :])
        link = match["link"].lower()
        first = {
            "whose": f"Which {thing}'s {clause}?",
            "where": f"In which {thing} {clause}?",
        }.get(link, f"Which {thing} {clause}?")
        yield first, f"{match['before']}{{}}{' ' + end if end else ''}?"
