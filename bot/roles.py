"""Who does it -> who is it: "who manages Rovers?" -> "who is the manager of Rovers?"; what Delaney does -> who she is.

News says "manager Ruth Delaney", hardly ever that she manages, and a small reader does not take the one for the other.
Nor is anybody an age, or somebody else who stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.followup.names import MAX_WORDS, names
from bot.types import Reading

ROLES = {
    "captain": "captain",
    "chair": "chair",
    "coach": "coach",
    "direct": "director",
    "edit": "editor",
    "found": "founder",
    "head": "head",
    "lead": "leader",
    "manage": "manager",
    "own": "owner",
    "run": "manager",
}
"""What somebody does, and what that makes them."""

_PAST = {"led": "lead", "ran": "run", "managed": "manage"}
"""Past forms that are not the plain one with -ed."""

_ASKED = re.compile(
    r"who (?:now |currently )?(?P<verb>\w+) "
    r"(?!(?:against|after|and|as|at|away|by|for|from|in|into|off|on|or|out|over|to|up|with)\b)(?P<of>.+?)[?.! ]*",
    re.IGNORECASE,
)

_TRADE = re.compile(r"(?i:what does) (?P<whom>[A-Z]\w[\w'. -]*?)(?i: do(?: for a living)?)[?.! ]*")


PENALTY = 4.0
"""Taken from the score of somebody else's name, where it is asked who somebody is."""

AGED = 0.0
"""The most that an age scores there: it gives way to what says more."""

_WHO_IS = re.compile(r"(?i:who (?:is|was)) [A-Z][\w'.-]*(?: [A-Z][\w'.-]*)*[?.! ]*")
_AGE = re.compile(r"(?:aged )?\d+(?: years? old)?|[a-z]+(?:-[a-z]+)*-years?-old", re.IGNORECASE)


def identifying(question: str, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Lower the score of what does not say who somebody is; of other questions nothing is changed."""
    if not _WHO_IS.fullmatch(question.strip()):
        return list(readings)

    def score(reading: Reading) -> float:
        span = texts[reading.passage][reading.start : reading.end]
        if _AGE.fullmatch(span):
            return min(reading.score, AGED)
        another = names(span, inside=False) == [span] and 1 < len(span.split()) <= MAX_WORDS
        return reading.score - PENALTY if another else reading.score

    return [replace(each, score=score(each)) for each in readings]


def by_trade(question: str) -> str:
    """Ask who somebody is in place of what they do; other questions stay as they are."""
    match = _TRADE.fullmatch(question.strip())
    return f"Who is {match['whom']}?" if match else question


def by_role(question: str) -> str | None:
    """Ask for the holder of a role instead of who acts as one; None where the question names no such act."""
    match = _ASKED.fullmatch(question.strip())
    if not match:
        return None
    verb = match["verb"].lower()
    for stem in (verb.removesuffix("es"), verb.removesuffix("s")):
        if stem != verb and stem in ROLES:
            return f"Who is the {ROLES[stem]} of {match['of']}?"
    stem = _PAST.get(verb, verb.removesuffix("ed"))
    return f"Who was the {ROLES[stem]} of {match['of']}?" if stem != verb and stem in ROLES else None
