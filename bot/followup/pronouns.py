"""He, she, they and it -> whom or what the conversation means by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from bot.followup.conversation import Look, SoFar
from bot.followup.names import PEOPLE, TITLES, called, names, owns, person
from bot.followup.things import BACK, aside, several, thing

_FORMS = PEOPLE | {"they": "they", "them": "they", "their": "they", "it": "it", "its": "it"}
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
    if any(name.lower() not in PEOPLE for name in names(question, inside=True)):
        return question
    told: dict[str, str] = {}
    for position, word in enumerate(words):
        form = _FORMS.get(word.lower().strip(",;'\""), "")
        if not form or form in told or _EXPLETIVE.match(" ".join(words[max(0, position - 1) :])):
            continue
        meant = _meant(form, question, so_far, lacking, look)
        if meant and not any(meant in other for other in told.values()):
            words[position] = _owned(meant) if owns(word.lower(), words[position + 1 :]) else meant
            told[form] = meant
    return " ".join(words)


def _owned(name: str) -> str:
    return f"{name}'" if name.endswith("s") and not name[0].isupper() else f"{name}'s"


def _meant(form: str, question: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Return what he, she, they or it stands for, in the fullest words; "" where nothing explains it."""
    if form == "it":
        meant = thing(so_far, look)
    elif form == "they":
        meant = several(question, so_far)
    else:
        meant = _somebody(form, so_far, lacking, look)
    fuller = [phrase for phrase in lacking if meant and meant.lower() in phrase.lower()]
    return (fuller or [meant])[0]


def _somebody(form: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Go back to the last whom a reply named, whom a question spoke of as such a person, or whom the articles call so.

    Else it is the last name that they do not call otherwise, or who is most often called so beside what was asked.
    """

    def balance(name: str, asked: str) -> int:
        return called(name, look(asked)) * (1 if form == "he" else -1)

    unsure = []
    for each in islice(so_far.back(), BACK):
        answers = _answers(each)
        noun = re.search(_NOUNS[form], each.bare) or re.search(_ROLES, each.bare)
        if noun and not answers:
            return noun[0]
        for name in _named(each, answers):
            sure = balance(name, each.asked)
            if sure > 0 or (sure == 0 and name in answers):
                return name
            unsure += [name] if sure == 0 else []
    lacked = [phrase for phrase in lacking if phrase[0].isupper() and balance(phrase, so_far.asked) >= 0]
    return next(iter([*lacked, *unsure]), "") or person(form, look(so_far.asked))


def _answers(each: SoFar) -> list[str]:
    """Return the names that a short reply consists of, where somebody was asked for."""
    return names(each.said, inside=False) if each.brief and _ASKS_WHO.search(each.bare) else []


def _named(each: SoFar, answers: Sequence[str]) -> list[str]:
    """Return who may be meant: the answers first, then who is named in the question, then in a long reply."""
    asked = [name for name in names(each.bare, inside=True) if not aside(name, each.bare)]
    told = [] if each.brief else names(each.said, inside=False)
    known = (name for name in (*answers, *asked, *told) if not _ABBREVIATED.fullmatch(name))
    return [name for name in known if name.lower() not in TITLES]
