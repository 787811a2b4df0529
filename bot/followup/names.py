"""Names in a text, and whom a pronoun stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index import sentences

PEOPLE = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
"""Pronouns of one person -> the one that they are forms of."""

MAX_WORDS = 3
"""The longest run of capitalised words that is taken for a person."""

_NAME = re.compile(
    r"(?:[A-Z][\w\u2019'-]*\.?|[A-Z]\.)(?:\s+(?:(?:of|the|de|van|von|da|der|la)\s+)?(?:[A-Z][\w'-]*\.?|[A-Z]\.))*"
)
_NOT_NAMES = frozenset(
    "the a an in on at he she it they we i you his her its their this that these those and but or so if when who what"
    " where why how which did do does is are was were has have had can could will would there then after before since"
    " for by with as not no yes all most some many asked according both later last next".split()
)
_MONTHS_AND_DAYS = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday".split()
)

_POSSESSIVE = frozenset(("his", "her", "hers", "its", "their"))
_NO_NOUN = re.compile(
    r"(?:to|in|on|at|of|for|from|by|with|about|as|and|or|when|after|before|that|so)\b|$", re.IGNORECASE
)
"""Follows a "her" that owns nothing."""

TITLES = frozenset(
    "mr mrs ms dr prof sir deputy mayor manager coach captain sergeant detective president queen king".split()
)


def owns(pronoun: str, after: Sequence[str]) -> bool:
    """Tell whether a pronoun, with these words after it, says whose something is: "her shop", not "taught her to"."""
    return pronoun in _POSSESSIVE and not _NO_NOUN.match(" ".join(after))


def names(text: str, *, inside: bool) -> list[str]:
    """Return the capitalised names in `text`, in order. `inside`: the first word only counts with more after it."""
    found = []
    for match in _NAME.finditer(text):
        words = match.group().split()
        while words and words[0].lower().rstrip(".") in _NOT_NAMES:
            words.pop(0)
        name = " ".join(words).removesuffix("'s").removesuffix("\u2019s").rstrip(".")
        at_start = match.start() == 0 and len(match.group().split()) == 1
        if name and not (inside and at_start) and name.lower() not in _MONTHS_AND_DAYS:
            found.append(name)
    return list(dict.fromkeys(found))


def unaccented(text: str) -> str:
    """Take the accents off the letters."""
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def untitled(name: str) -> str:
    """Leave out what stands before a full name, as in "Detective Jay Halstead"."""
    words = name.split()
    while len(words) > 2 and words[0].lower().rstrip(".") in TITLES:
        words.pop(0)
    return " ".join(words)


def in_full(name: str, before: str) -> str:
    """Return the full name with which the text `before` introduces somebody whom it then calls by the last name."""
    if len(name.split()) == 1:
        for start, end in sentences(before):
            for each in map(untitled, names(before[start:end], inside=False)):
                if 2 <= len(each.split()) <= MAX_WORDS and each.split()[-1] == name:
                    return each
    return name


def person(pronoun: str, texts: Sequence[str], skip: Sequence[str] = ()) -> str:
    """Choose whom "he" or "she" means: the one whom the texts most often call so.

    First of those who stand in a text with somebody of `skip`, then of the other full names.
    """
    lasts = [each.rsplit(maxsplit=1)[-1] for each in skip]
    best, most = "", (False, 0, 0)
    for text in texts:
        beside = any(last in text for last in lasts)
        for start, end in sentences(text):
            for name in names(text[start:end], inside=True):
                words = len(name.split())
                if (beside or words > 1) and words <= MAX_WORDS and not any(each in name for each in skip):
                    times = called(name, texts) * (1 if pronoun == "he" else -1)
                    if times > 0 and (beside, times, words) > most:
                        best, most = name, (beside, times, words)
    return best


def like(one: str, other: str, texts: Sequence[str]) -> str:
    """Call the other by the last name alone where one is called so, and where the texts know nobody else of it.

    A passage says "Spiridakos" where it says "Soffer", and a reader knows a name best as it stands there.
    """
    last = other.rsplit(maxsplit=1)[-1]
    called = (name for text in texts for name in names(text, inside=False) if name.split()[-1] == last)
    return last if len(one.split()) == 1 and all(name in (last, other) for name in called) else other


def called(name: str, texts: Sequence[str]) -> int:
    """Count how often sentences that open with the name, and those after them, say he rather than she."""
    balance = 0
    last = name.rsplit(maxsplit=1)[-1]
    for text in texts:
        spans = sentences(text)
        for (start, end), (_, after) in zip(spans, [*spans[1:], spans[-1]] if spans else [], strict=True):
            mention = re.search(rf"\b{re.escape(last)}\b", text[start:end])
            if mention:
                following = text[start + mention.end() : after]
                first = re.search(r"\b(he|him|his|she|her)\b", following, re.IGNORECASE)
                if first:
                    balance += 1 if first.group().lower().startswith("hi") or first.group().lower() == "he" else -1
    return balance
