"""The names, numbers and addresses of a sentence, and whether they stand in the words it is said to rest on.

A date is its numbers and the name of its month. What is compared is the value, not the spelling: "ten" is 10, "1.5
million" is 1,500,000, "Chicago's" is Chicago.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from bot.asking import MONTHS
from bot.followup.names import unaccented

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
    " seventeenth eighteenth nineteenth twentieth"
).split()
_SPELLED = {
    **{word: value for value, word in enumerate(_UNITS) if value != 1},  # "one" is mostly a pronoun
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
    **{word: value for value, word in enumerate(_ORDINALS, start=3)},  # "first" and "second" are mostly adverbs
    "dozen": 12,
}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6}
_SCALES |= {"billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12}
_TEN = "|".join(_TENS)
_NUMBER = re.compile(
    rf"""(?<![\w.])(?:
        (?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
        (?:(?P<plural>s)|st|nd|rd|th
         |(?:\ ?-?(?P<scale>hundred|thousand|million|billion|trillion)|(?P<short>k|mn|m|bn|b|tn)))?
      | (?P<ten>{_TEN})-(?P<unit>{"|".join(_UNITS[1:10])})
      | (?P<word>{"|".join(sorted(_SPELLED, key=len, reverse=True))})(?:\ (?P<of>hundred|thousand|million|billion))?
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:/?/?[^\s\d]\S*|\bwww\.\S+|\b[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?]\S*)?)(?<![.,;:!?)])"
)
"""Anything that could be an address of the web: a scheme, www, or a name with a dot and a domain of letters."""
_CODE = re.compile(r"\b[^\W\d_]+\d\w*")
"""A name with digits in it, as B12 and CYP27B1."""

MONTH = re.compile(MONTHS)
_YEAR = re.compile(r"(?:1\d|20)\d\ds?")
_WORD = re.compile(r"[^\W\d_](?:[\w&]|[.'\u2019-](?=\w))*")

_NO_NAMES = frozenset(
    "a about above according across additionally after again against all also although among an and another any around"
    " as at because before behind below beneath beside besides between beyond both but by can consequently could"
    " despite did do does during each earlier either even eventually every everyone few finally first following for"
    " former from further furthermore given had has have he hence her here hers herself him his how however i if in"
    " indeed initially instead into is it its itself just last later like many meanwhile might more moreover most much"
    " my near neither never nevertheless next no nobody none nor not nothing now of off often on once one only or other"
    " others our out over overall per perhaps please previously rather regarding she should similarly since so some"
    " someone something sometimes soon still such than that the their them then there therefore these they this those"
    " though through throughout thus to today together too toward towards under unlike until up upon us was we were"
    " what whatever when whenever where whereas whether which while who whoever whom whose why will with within without"
    " would yes yet you your".split()
)
"""Words that have a capital only because they open a sentence."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A run of characters [start, end) of a sentence that must stand in what the sentence rests on.

    `keys` are the values that are compared: the words of a name without case and accents, or one number.
    """

    kind: Literal["name", "number", "address"]
    start: int
    end: int
    keys: tuple[str, ...]


def facts(sentence: str) -> list[Fact]:
    """Find the names, the numbers and the addresses of the web, in order."""
    others = [Fact("address", *found.span(), (found[0].casefold(),)) for found in ADDRESS.finditer(sentence)]
    taken = {i for fact in others for i in range(fact.start, fact.end)}
    numbers = [found for found in _NUMBER.finditer(sentence) if found.start() not in taken]
    others += [Fact("number", *found.span(), (_value(found),)) for found in numbers]
    others += [Fact("name", *found.span(), (name_key(found[0]),)) for found in _CODE.finditer(sentence)]
    taken |= {i for fact in others for i in range(fact.start, fact.end)}
    names: list[Fact] = []
    for found in _WORD.finditer(sentence):
        if found.start() in taken or not _is_name(sentence, found):
            continue
        key = name_key(found[0])
        if names and sentence[names[-1].end : found.start()] in (" ", ". "):
            names[-1] = Fact("name", names[-1].start, found.end(), (*names[-1].keys, key))
        else:
            names.append(Fact("name", *found.span(), (key,)))
    return sorted([*names, *others], key=lambda fact: fact.start)


def _is_name(sentence: str, found: re.Match[str]) -> bool:
    word = found[0]
    initials = len(word) > 1 and word.isupper()
    if not any(letter.isupper() for letter in word) or (name_key(word) in _NO_NAMES and not initials):
        return False
    opens = re.fullmatch(r"\W*", sentence[: found.start()])
    return not (opens and (word.endswith("ly") or (word[0].isupper() and word.lower().endswith("ing"))))


def name_key(word: str) -> str:
    """Return a word of a name without possessive, case, accents and full stops."""
    bare = re.sub(r"['\u2019]s?$", "", word)
    return unaccented(bare).casefold().replace(".", "")


def _value(found: re.Match[str]) -> str:
    if digits := found["digits"]:
        scale = _SCALES[(found["scale"] or found["short"] or "").lower()] if found["scale"] or found["short"] else 1
        return f"{float(digits.replace(',', '')) * scale:.12g}{'s' if found['plural'] else ''}"
    if found["ten"]:
        tens, unit = 10 * (2 + _TENS.index(found["ten"].lower())), _UNITS.index(found["unit"].lower())
        return f"{tens + unit}"
    return f"{_SPELLED[found['word'].lower()] * (_SCALES[found['of'].lower()] if found['of'] else 1):.12g}"


_ALIKE = re.compile(r"\b(?:and|or|both|between|with|met|meets?|marri\w+|equals?|same|each|n?either|nor)\b")
"""Words with which two may change places and a sentence stays true."""


def kind_of(text: str, fact: Fact) -> str:
    """Tell a date (a year, a month, a weekday) from another number or name."""
    said = text[fact.start : fact.end]
    if fact.kind == "number":
        return "date" if _YEAR.fullmatch(said) else "number"
    return "date" if MONTH.fullmatch(said) or (said.endswith("day") and len(fact.keys) == 1) else "name"


def exchanges(text: str) -> Iterator[str]:
    """Write a sentence with two of its names, numbers or dates in each other's place, for each two of a kind.

    Nothing where that would leave it true, as "Soffer and Spiridakos are dating".
    """
    if _ALIKE.search(text):
        return
    for one, other in combinations((fact for fact in facts(text) if fact.kind != "address"), 2):
        if kind_of(text, one) == kind_of(text, other) and one.keys != other.keys:
            first, last = text[one.start : one.end], text[other.start : other.end]
            yield f"{text[: one.start]}{last}{text[one.end : other.start]}{first}{text[other.end :]}"


class Ground:
    """The names and numbers that stand in some words, to look facts up in."""

    def __init__(self, text: str) -> None:
        self._text = text.casefold()
        self._numbers = {_value(found) for found in _NUMBER.finditer(text)}
        words = _WORD.findall(text) + _CODE.findall(text)
        self._words = {name_key(part) for word in words for part in (word, *re.split(r"[-'\u2019]", word))}
        self._initials = "".join(word[0] if word[0].isupper() else " " for word in words if name_key(word) != "of")

    def holds(self, fact: Fact) -> bool:
        """Tell whether all of a fact stands there."""
        if fact.kind == "number":
            return fact.keys[0] in self._numbers
        if fact.kind == "address":
            return fact.keys[0] in self._text
        return all(self._named(key) for key in fact.keys)

    def touches(self, fact: Fact) -> bool:
        """Tell whether a part of a fact stands there."""
        return self.holds(fact) or (fact.kind == "name" and any(self._named(key) for key in fact.keys))

    def _named(self, key: str) -> bool:
        """Look for a word of a name: as it is, as a people or a plural of it, in parts, or as initials."""
        if key in self._words or any(key + end in self._words for end in _ENDINGS if len(key) > 3):
            return True
        if any(key.endswith(end) and len(key) - len(end) > 3 and key[: -len(end)] in self._words for end in _ENDINGS):
            return True
        parts = [part for part in re.split(r"[-'\u2019]", key) if part]
        if len(parts) > 1:
            return all(self._named(part) for part in parts)
        return 2 <= len(key) <= 5 and key.upper() in self._initials


_ENDINGS = ("s", "es", "n", "an", "ian", "ese", "ish", "i")
