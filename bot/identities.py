"""Who somebody is, is no age and nobody else's name; who does something to somebody is not that one.

A small reader takes the nearest name for "Who is Ada Kerr?", and "Hailey Upton" for "Who plays Upton?", or a clause
with the verb in it: "Soffer played Jay Halstead and Spiridakos".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.followup.names import MAX_WORDS, names
from bot.followup.terms import stems
from bot.types import Reading

PENALTY = 4.0
"""Taken from the score of a name that cannot be who is asked for."""

AGED = 0.0
"""The most that an age scores where it is asked who somebody is: it gives way to what says more."""

_NAME = r"[A-Z][\w'.-]*(?: [A-Z][\w'.-]*)*"
_WHO_IS = re.compile(rf"(?i:who (?:is|was)) {_NAME}[?.! ]*")
_WHO_ACTS = re.compile(
    r"(?i:who (?!(?:is|was|are|were|ran|made)\b|found|own|run|start|creat|buil|mak|design|invent|led|lead|manag|head)"
    rf"(?P<verb>[a-z]+)) (?P<name>{_NAME})[?.! ]*"
)
"""Leaves out what people do to things that have their name: "who founded Ford?"."""
_AGE = re.compile(r"(?:aged )?\d+(?: years? old)?|[a-z]+(?:-[a-z]+)*-years?-old", re.IGNORECASE)


def identifying(question: str, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Lower the score of what cannot be who is asked for; of other questions nothing is changed."""
    identity, act = _WHO_IS.fullmatch(question.strip()), _WHO_ACTS.fullmatch(question.strip())

    def score(reading: Reading) -> float:
        span = texts[reading.passage][reading.start : reading.end]
        if identity and _AGE.fullmatch(span):
            return min(reading.score, AGED)
        person = names(span, inside=False) == [span] and len(span.split()) <= MAX_WORDS
        another = identity is not None and person and len(span.split()) > 1
        itself = act is not None and person and span.split()[-1] == act["name"].rstrip("?.! ").split()[-1]
        clause = act is not None and bool(set(stems(act["verb"])) & set(stems(span)))
        return reading.score - PENALTY if another or itself or clause else reading.score

    return [replace(each, score=score(each)) for each in readings]
