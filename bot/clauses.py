"""Spans that stand in another clause than the name that was asked about, or in a question.

In "Soffer played Jay Halstead and Spiridakos plays Hailey Upton" the second character is not Soffer's, in "Spiridakos
will go after season 11, which started on January 17" the day is the season's, and in "they are dating, according to a
report of January 2024" it is the report's. A small reader takes any name or date of the right kind; a clause that opens
with a subject of its own is where the first one's ends. An interview's questions tell nothing, though nothing is nearer
to what is asked.
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
(F1 81.8 and 81.2 both before and after), and for asides one of 2,000 of these and squadshifts-reddit: it costs nothing
where nobody is told of side by side."""

STRANGE = 2.0
"""Taken where the sentence opens with a name of its own and has none of the question's. It changes two of the 2,000
answers, and the F1 not; 3 costs 0.2 points of it."""

ASKING = 6.0
"""Taken from the score of a span in a sentence that ends with a question mark."""

_OWN_SUBJECT = re.compile(
    r"(?:\b(?:and|while|but|whereas)|;),? (?:the )?[A-Z][\w'-]*(?: [A-Z][\w'-]*)*"
    r" (?!(?:and|or|in|of|at|on|for|to|from|by|with|as)\b)[a-z]+"
)
"""A conjunction, a name, and what is most likely its verb."""

_TOLD = re.compile(r"[A-Z][\w'-]*,? [a-z]")
"""Something is told of a name already: without it, "A and B left" is one clause."""

_ASIDE = re.compile(r",? which (?=[a-z])|,? according to ")
"""What follows, as far as the next comma, tells of the thing before it, or of who says so."""

_SUBJECT = re.compile(r"([A-Z][a-z]\w*(?: [A-Z][\w'-]*)*) (?!(?:and|or|in|of|at|on|for|to|from|by|with|as)\b)[a-z]+")
"""A name that a sentence opens with, and what is most likely its verb."""

_ASKS_WHO_SAYS_SO = re.compile(r"(?i)\b(?:accord|report|publish|stud[iy]|survey|source|who\b|wh(?:at|ich)\b)")


def attached(question: str, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Lower the score of what another clause parts from the names of the question, and of what is itself asked."""
    asked = [word for word in re.findall(r"\b[A-Z]\w+", question) if content_words(word)]

    def lowered(text: str, reading: Reading) -> float:
        if _asks(text, reading):
            return ASKING
        if _parted(asked, text, reading) or _aside(question, asked, text, reading):
            return PENALTY
        return STRANGE if _of_another(question, asked, text, reading) else 0.0

    return [replace(reading, score=reading.score - lowered(texts[reading.passage], reading)) for reading in readings]


def _asks(text: str, reading: Reading) -> bool:
    return text[slice(*whole_sentences(text, reading.start, reading.end))].rstrip(" \n\"')*_\u201d\u2019").endswith("?")


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


def _aside(question: str, asked: Sequence[str], text: str, reading: Reading) -> bool:
    """Tell whether the span stands in an aside that tells of a thing that the question does not name."""
    low, high = whole_sentences(text, reading.start, reading.end)
    for aside in _ASIDE.finditer(text, low, high):
        end = text.find(",", aside.end(), high) if "," in text[aside.end() : high] else high
        if not aside.end() <= reading.start < end:
            continue
        if "according" in aside[0]:
            return not _ASKS_WHO_SAYS_SO.search(question)
        before = text[low : aside.start()]
        named = any(re.search(rf"\b{re.escape(name)}\b", before) for name in asked)
        return named and before.rsplit(maxsplit=1)[-1].lower() not in question.lower()
    return False


def _of_another(question: str, asked: Sequence[str], text: str, reading: Reading) -> bool:
    """Tell whether the span follows a name that opens its sentence, which has no name of the question's."""
    low, high = whole_sentences(text, reading.start, reading.end)
    subject = _SUBJECT.match(text, low, high)
    if not asked or subject is None or reading.start < subject.end(1):
        return False
    own = [word for word in subject[1].split() if content_words(word)]
    named = any(re.search(rf"\b{re.escape(name)}\b", text[low:high]) for name in asked)
    return bool(own) and not named and not any(word in question for word in own)
