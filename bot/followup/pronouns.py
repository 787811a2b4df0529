"""He, she, they and it -> whom or what the conversation means by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from bot.followup.conversation import Look, SoFar
from bot.followup.names import PEOPLE, called, names, owns, person
from bot.followup.phrases import SHORT
from bot.followup.things import aside, several, thing

_OTHERS = {"they": "they", "them": "they", "their": "they", "it": "it", "its": "it"}
_ASKS_WHO = re.compile(r"\b(?:who|whom|whose|which|name)\b", re.IGNORECASE)
"""In a question that a person may be the answer to."""
_EXPLETIVE = re.compile(
    r"(?:mak(?:e|es|ing)|made|f(?:ind|inds|ound)) it \w+ (?:to|for|that)\b"
    r"|(?:is|was) it (?:true|possible|impossible|likely|clear|known|said|necessary|important|easy|hard|difficult)\b",
    re.IGNORECASE,
)
"""An "it" that stands for nothing, with the word before it."""
_ABBREVIATED = re.compile(r"[A-Z.]{1,4}")
_ROLES = (
    r"\b(?:the|[A-Z]\w+'s) (?:[a-z]+ )?(?:minister|president|mayor|manager|coach|director|chief|leader|founder|captain"
    r"|author|owner|head|headteacher|teacher|driver|doctor|ambassador|chairman|secretary|spokesman|spokeswoman)\b"
)
BACK = 4
"""Questions of the conversation in which a person is looked for, the last first."""

_NOUNS = {
    "she": r"\bthe (?:daughter|wife|mother|sister|woman|girl|queen|actress|widow|aunt|grandmother)\b",
    "he": r"\bthe (?:son|husband|father|brother|man|boy|king|actor|uncle|grandfather)\b",
}


def replace_pronouns(question: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Put the name or the thing in the place of he, she, they or it. One after a name of the question means that.

    Who is called by name once need not be again. What one pronoun means, another does not: in "have they said anything
    about it" the thing is none of them.
    """
    words = question.split()
    named = [name for name in names(question, inside=True) if name.lower() not in PEOPLE]
    if named:
        return question
    told: dict[str, str] = {}
    for position, word in enumerate(words):
        pronoun = word.lower().strip(",;'\"")
        form = PEOPLE.get(pronoun) or _OTHERS.get(pronoun, "")
        stands = (
            form
            and form not in told
            and not (form == "it" and _EXPLETIVE.match(" ".join(words[max(0, position - 1) :])))
        )
        meant = _meant(pronoun, question, so_far, lacking, look) if stands else ""
        if meant and not any(meant in other for other in told.values()):
            words[position] = _owned(meant) if owns(pronoun, words[position + 1 :]) else meant
            told[form] = meant
    return " ".join(words)


def _owned(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[0].isupper() else f"{name}'s"


def _meant(pronoun: str, question: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Return what a word stands for; "" for a word that is no pronoun, or one that nothing explains."""
    if pronoun in _OTHERS:
        meant = thing(so_far, look) if _OTHERS[pronoun] == "it" else several(question, so_far)
    elif pronoun in PEOPLE:
        meant = _somebody(PEOPLE[pronoun], so_far, lacking, look)
    else:
        return ""
    fuller = [phrase for phrase in lacking if meant and meant.lower() in phrase.lower()]
    return (fuller or [meant])[0]


def _somebody(pronoun: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Go back to the last whom a reply named, whom a question spoke of as such a person, or whom the articles call so.

    Else it is the last name that they do not call otherwise, or who is most often called so beside what was asked.
    """
    sign = 1 if pronoun == "he" else -1
    unsure = []
    for each in islice(so_far.back(), BACK):
        replied = names(each.said, inside=False)
        answers = replied if len(each.said.split()) <= SHORT else []
        if answers and not _ASKS_WHO.search(each.bare):
            answers = replied = []
        noun = re.search(_NOUNS[pronoun], each.bare) or re.search(_ROLES, each.bare)
        if noun and not answers:
            return noun[0]
        asked = [name for name in names(each.bare, inside=True) if not aside(name, each.bare)]
        known = [name for name in (*answers, *asked, *replied) if not _ABBREVIATED.fullmatch(name)]
        texts = look(each.asked) if known else ()
        for name in known:
            balance = called(name, texts) * sign
            if balance > 0 or (balance == 0 and name in answers):
                return name
            unsure += [name] if balance == 0 else []
    texts = look(so_far.asked) if lacking else ()
    lacked = [phrase for phrase in lacking if phrase[0].isupper() and called(phrase, texts) * sign >= 0]
    return next(iter([*lacked, *unsure]), "") or person(pronoun, (), look(so_far.asked), skip=())
