"""Who does it -> who is it: "who manages Rovers?" -> "who is the manager of Rovers?"; what Delaney does -> who she is.

News says "manager Ruth Delaney", hardly ever that she manages, and a small reader does not take the one for the other.
"""

from __future__ import annotations

import re

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
