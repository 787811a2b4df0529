"""What "it" and "they" stand for: the things that a conversation speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice, pairwise

from bot.asking import PLAIN_FORMS
from bot.followup.conversation import SoFar
from bot.followup.names import called, names

_NO_PART = (
    r"(?:(?:of|in|on|at|for|to|by|from|with|and|or|off|be|been|is|are|was|were|has|have|had|do|does|did|will|would|can"
    r"|could|should|that|which|who|when|where|found|held|made|built|born|sold|told|given|taken|lost|won|done|shown|known"
    r"|seen|written|sent|kept|paid|left|brought|bought|caught|begun|begin|become|gone|go|come|came|happen|cost|say)\b"
    r"|\w+ed\b)"
)
"""Ends what has an article: a preposition, or a verb."""
_NOUN = rf"(?!{_NO_PART})[a-z][\w'-]*"
_THING = re.compile(rf"\b(?:the|an?) (?=\w)(?:[A-Z\d][\w'-]* ?)*(?:{_NOUN} ?){{0,3}}")
_ACTS = re.compile(r"\b(?:do|does|did|will|would|can|could|should|must) $", re.IGNORECASE)
"""Before somebody who acts: a verb comes last."""
_VERBS = {*PLAIN_FORMS.values(), *"ask call change close cost decide do find get go need reply say want".split()}
_ASKED_FOR = re.compile(rf"^(?:which|what|how much) (?P<noun>{_NOUN})(?= )", re.IGNORECASE)
"""The noun of "which hashtag was used?"."""
_COUNTED = re.compile(rf"\bhow many (?P<noun>(?:{_NOUN} ){{0,2}}?[a-z]+s)\b(?! of)", re.IGNORECASE)
_PLURAL = re.compile(r"(?:[a-z]{2,}(?<!s)s|people|children|men|women)$", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:wife|husband|partner|spouse|brother|sister|friend|girlfriend|boyfriend|married|marry|dating|divorced?|with)\b",
    re.IGNORECASE,
)
"""Of somebody asked after so, and whoever is named in reply, "they" are spoken of next."""
_OF_SOMEBODY = re.compile(
    r"\b(?:cost|pay|paid|earn|owe|deny|denied|say|said|promise|announce|admit|apologi[sz]e|plan|claim|want|know|blame)\b",
    re.IGNORECASE,
)
AUXILIARY = r"(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|should)\b"
_ACTOR = re.compile(rf"\b{AUXILIARY} (?P<name>[A-Z][\w'-]*(?: [A-Z][\w'-]*)*) [a-z]")
_PLACED = re.compile(r"(?:in|at|from|near|off|of|on) $", re.IGNORECASE)
_DESCRIBES = re.compile(r"^(?:'s|\u2019s| [a-z]+)")
_QUALIFIED = re.compile(r"\b(?:how many|which|what|the|an?|many) $", re.IGNORECASE)

BACK = 4
"""Questions of the conversation in which a person or a thing is looked for, the last first."""


def things(asked: str) -> list[str]:
    """Return what has an article in a question, in order: "the bee study", not "did the study begin"."""
    found = []
    for match in _THING.finditer(asked):
        words = match.group().split()
        acts = len(words) > 2 and words[-1] in _VERBS and _ACTS.search(asked[: match.start()])
        found += [" ".join(words[:-1] if acts else words)] if len(words) > 1 else []
    return found


def pair(text: str) -> str:
    """Find two names joined by "and"."""
    joined = (f"{one} and {other}" for one, other in pairwise(names(text, inside=False)))
    return next((pair for pair in joined if pair in text), "")


def thing(so_far: SoFar, look: Callable[[str], Sequence[str]]) -> str:
    """Find what "it" stands for, in the last question that speaks of one thing.

    It is what "which one ...?" was answered with; else the last with an article; else what is asked for ("which hashtag
    was used?"); else the last name that is no person's, describes nothing ("Australian children") and is no place where
    something is.
    """
    for each in islice(so_far.back(), BACK):
        named = [name for name in names(each.bare, inside=True) if not aside(name, each.bare)]
        asked_for = _ASKED_FOR.match(each.bare)
        if asked_for and asked_for["noun"] == "one" and (replied := names(each.said, inside=False)):
            return replied[0]
        if found := [found for found in things(each.bare) if not _PLURAL.search(found)]:
            return found[-1]
        if asked_for and not _PLURAL.search(asked_for["noun"]):
            return f"the {asked_for['noun'].lower()}"
        texts = look(each.asked) if named else ()
        if meant := next((name for name in named[::-1] if not called(name, texts)), ""):
            return meant
        if not re.search(r"\b(?:it|its)\b", each.bare):
            return ""
    return ""


def several(question: str, so_far: SoFar) -> str:
    """Find what "they" stands for in `question`.

    It is two names together; else who acts in the last question, where only somebody can ("cost them"); else the last
    that the questions count or name in the plural.
    """
    if both := _both(so_far) or pair(f"{so_far.said} {so_far.bare}"):
        return both
    if _OF_SOMEBODY.search(question) and (actor := _ACTOR.search(so_far.bare)):
        return actor["name"]
    for each in islice(so_far.back(), BACK):
        if many := [found for found in things(each.bare) if _PLURAL.search(found)]:
            return many[-1]
        if counted := _COUNTED.search(each.bare):
            return f"the {counted['noun'].lower()}"
    return ""


def _both(so_far: SoFar) -> str:
    """Join whom the last question is about and who was named in reply, where it asks who belongs to whom."""
    asked, said = names(so_far.bare, inside=True), names(so_far.said, inside=False)
    if (
        len(asked) == 1
        and len(said) == 1
        and so_far.brief
        and _TOGETHER.search(so_far.bare)
        and said[0] not in asked[0]
    ):
        return f"{asked[0]} and {said[0]}"
    return ""


def aside(name: str, asked: str) -> bool:
    """Tell whether a name only says where something is, or of what kind."""
    before, _, after = asked.partition(name)
    return bool(_PLACED.search(before) or (_DESCRIBES.match(after) and (after[0] != " " or _QUALIFIED.search(before))))
