"""A sentence with one of its names, numbers or dates asked for: does the reader find another one in its place?

Made into a question (after Wang et al. 2020, "Asking and Answering Questions to Evaluate the Factual Consistency of
Summaries", section 3), "Janet Sorrel cast the deciding vote" asks who cast it, and the passage answers Harold Pym.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.asking import MONTHS
from bot.reader import Reader
from bot.types import Reading
from bot.writer.facts import Fact, Ground, facts, kind_of

SURE = 0.5
"""The null-adjusted score from which what the reader finds counts."""

AHEAD = 4.0
"""How far it must be ahead of what the sentence says. On 300 true sentences made from squad2-dev's questions and 613
made false (dev), asked where the checker gives less than `support.DOUBT`: 81.3% pass and 95.1% are caught; 8.0 ahead
82.3% and 94.5%; without asking 83.7% and 92.2%."""

UNREAD = 2.0
"""How far behind the last of the spans that were read one counts that was not."""


def answered_otherwise(reader: Reader, sentence: str, text: str) -> bool:
    """Tell whether the text surely answers one of a sentence's facts with another."""
    return any(
        _otherwise(reader.read(asked(sentence, fact), [text]), fact, kind_of(sentence, fact), text)
        for fact in facts(sentence)
        if fact.kind != "address"
    )


def asked(sentence: str, fact: Fact) -> str:
    """Put a question word in the place of a fact."""
    said = sentence[fact.start : fact.end]
    if fact.kind == "number":
        word = "what year" if re.fullmatch(r"(?:1\d|20)\d\d", said) else "how many"
    elif re.fullmatch(MONTHS, said):
        word = "what month"
    else:
        word = "what" if fact.start else "who"
    question = f"{sentence[: fact.start]}{word}{sentence[fact.end :]}".rstrip(". ")
    return f"{question[0].upper()}{question[1:]}?"


def _otherwise(readings: Sequence[Reading], fact: Fact, kind: str, text: str) -> bool:
    """Tell whether the best is sure, holds another of the same kind, and is far ahead of what touches the fact."""
    if not readings or readings[0].score <= SURE:
        return False
    found = text[readings[0].start : readings[0].end]
    if not any(kind_of(found, each) == kind for each in facts(found)):
        return False
    same = [each.score for each in readings if Ground(text[each.start : each.end]).touches(fact)]
    own = same[0] if same else readings[-1].score - UNREAD
    return readings[0].score - own > AHEAD
