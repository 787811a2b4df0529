"""Spans that stand in another clause than the name that was asked about.

In "Soffer played Jay Halstead and Spiridakos plays Hailey Upton" the second character is not Soffer's. A small reader
takes any name of the right kind; a clause that opens with a subject of its own is where the first one's ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.citations import whole_sentences
from bot.types import Reading
from index import content_words

PENALTY = 3.0
"""Taken from the score of such a span. Of 2,000 questions of squad2-dev and squadshifts-newwiki it changes two answers
(F1 81.8 and 81.2 both before and after): it costs nothing where nobody is told of side by side."""

_OWN_SUBJECT = re.compile(
    r"(?:\b(?:and|while|but|whereas)|;),? (?:the )?[A-Z][\w'-]*(?: [A-Z][\w'-]*)*"
    r" (?!(?:and|or|in|of|at|on|for|to|from|by|with|as)\b)[a-z]+"
)
"""A conjunction, a name, and what is most likely its verb."""

_TOLD = re.compile(r"[A-Z][\w'-]*,? [a-z]")
"""Something is told of a name already: without it, "A and B left" is one clause."""


def attached(question: str, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Lower the score of every reading that another subject's clause parts from the names of the question."""
    asked = [word for word in re.findall(r"\b[A-Z]\w+", question) if content_words(word)]
    return [
        replace(reading, score=reading.score - PENALTY * _parted(asked, texts[reading.passage], reading))
        for reading in readings
    ]


def _parted(asked: Sequence[str], text: str, reading: Reading) -> bool:
    """Tell whether the sentence holds some of the names, and each of them on the far side of such a clause."""
    low, high = whole_sentences(text, reading.start, reading.end)
    clauses = (match.start() for match in _OWN_SUBJECT.finditer(text, low, high))
    opened = [clause for clause in clauses if _TOLD.search(text, low, clause)]
    places = [place.span() for name in asked for place in re.finditer(rf"\b{re.escape(name)}\b", text[low:high])]
    parted = [
        any(low + end <= clause < reading.start or reading.end <= clause < low + start for clause in opened)
        for start, end in places
    ]
    return bool(parted) and all(parted)
