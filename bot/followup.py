"""History + question -> the question that stands alone: what it lacks is added, and nothing else.

A pronoun is replaced by the name it stands for; `why?` takes over the rest of the last question; `what
about X?` asks the last question of X; a short question without a subject gets the missing words.
The conversation is never pasted in front: that halves hit@1 on information-seeking dialogues.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.kinds import small_reply
from bot.types import Turn
from index import content_words, sentences

Look = Callable[[str], Sequence[str]]
"""Reads in the articles: a question -> the texts of the passages that fit it best."""

_PEOPLE = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
_THINGS = frozenset("it its they them their this that these those there then one ones".split())
_POSSESSIVE = frozenset(("his", "her", "hers", "its", "their"))
_WH = r"(?:how (?:many|much|long|old|often|far|big|come)|when|where|why|who|whom|whose|which|what|how)"
_BARE = re.compile(
    rf"(?P<wh>{_WH})(?: (?:exactly|then|so|not|else|is that|was that|did that happen|is it|was it))?", re.IGNORECASE
)
_ABOUT = re.compile(r"(?:(?:what|how) about|and(?: for| what about)?|or) (?P<other>.+)", re.IGNORECASE)
_LEAD = re.compile(r"^(?:and|but|so|ok(?:ay)?|well|then|also|no)[ ,]+", re.IGNORECASE)
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

MAX_LACKING = 2
"""A question with no name in it and at most this many content words is taken to lean on the one before."""

_SHORT = 6
"""Words of a reply that is itself the thing asked for, so that "he" more likely means it than the subject."""

_THING = re.compile(r"\b(?:the|an?) (?:(?!of\b|in\b|on\b|at\b|for\b|to\b|by\b|from\b|with\b|and\b|\w+ed\b)\w+ ?){1,3}")


def standalone(question: str, history: Sequence[Turn], look: Look) -> str:
    """Return `question` as it has to be asked of someone who has not heard the conversation.

    Earlier questions are resolved in order, so a chain of follow-ups keeps its subject. A question that
    stands alone comes back as it is.
    """
    asked, reply = "", ""
    chatting = False
    for turn in history:
        if turn.role == "user":
            chatting = small_reply(turn.content) is not None
            if not chatting:
                asked, reply = _resolve(turn.content.strip(), asked, reply, look), ""
        elif not chatting:
            reply = _without_markers(turn.content)
    return _resolve(question.strip(), asked, reply, look)


def _resolve(question: str, asked: str, reply: str, look: Look) -> str:
    """Resolve `question` against the last stand-alone question and the reply to it."""
    if not asked or small_reply(question) is not None:
        return question
    bare = _LEAD.sub("", question).rstrip(" ?!.")
    wh = _BARE.fullmatch(bare)
    if wh:
        return _ask_otherwise(wh["wh"], asked, reply)
    about = _ABOUT.fullmatch(question.rstrip(" ?!."))
    if (
        about
        and len(about["other"].split()) <= 5
        and not re.match(rf"{_WH}\b|did\b|does\b|is\b|was\b", about["other"], re.IGNORECASE)
    ):
        return _ask_of_other(about["other"], asked, look)
    resolved = _replace_pronouns(bare, asked, reply, look)
    if resolved == bare:
        led = bare != question.rstrip(" ?!.")
        lacking = (
            not names(bare, inside=True) and len(content_words(bare)) <= MAX_LACKING and not re.search(r"\d", bare)
        )
        if not lacking or (not led and _changes_topic(bare, asked, look)):
            return question
        resolved = _with_missing(bare, asked, reply)
    return resolved[0].upper() + resolved[1:] + "?" if resolved else question


def _changes_topic(question: str, asked: str, look: Look) -> bool:
    """Tell whether the articles speak of the question, but never of it together with the last one's subject."""
    words, subject = content_words(question), [each.lower() for each in names(asked, inside=True)]
    if not words or not subject:
        return False
    texts = [text.lower() for text in look(question)]
    speaking = [text for text in texts if all(word in text for word in words)]
    return bool(speaking) and not any(name in text for text in speaking for name in subject)


def _ask_otherwise(wh: str, asked: str, reply: str) -> str:
    """`why?` after `when did Soffer leave?` -> `why did Soffer leave?`."""
    rest = asked.rstrip(" ?!.")
    led = re.match(rf"{_WH}\b\s*", rest, re.IGNORECASE)
    what_was_it = led is not None and led.group().strip().lower().split()[0] in ("what", "which", "who")
    said = reply if what_was_it and 0 < len(reply.split()) <= 8 else ""
    body = rest[led.end() :] if led else rest
    return " ".join(f"{wh} {body} {said}".split()) + "?"


def _ask_of_other(other: str, asked: str, look: Look) -> str:
    """`what about Upton?` after `who plays Voight?` -> `who plays Upton?`."""
    rest = asked.rstrip(" ?!.")
    if other.lower() in _PEOPLE:
        known = names(rest, inside=True)
        other = _person(_PEOPLE[other.lower()], known, look(asked), skip=known) or other
    ones = re.fullmatch(r"(?:the )?(?P<kind>\w+) ones?", other)
    if ones:
        return re.sub(r"\bthe \w+(?= \w+)", f"the {ones['kind']}", rest, count=1) + "?"
    subjects = names(rest, inside=True)
    if subjects and other[:1].isupper() and not re.match(r"(?:in|on|at|by|for|since|before|after) ", other):
        return rest.replace(subjects[-1], other, 1) + "?"
    if other[:1].isupper():
        return f"{rest} {other}?"
    return f"{rest} {_LEAD.sub('', other)}?"


def _replace_pronouns(question: str, asked: str, reply: str, look: Look) -> str:
    """Put the name or the thing in the place of he, she, they or it; where none is found, add what is missing."""
    words = question.split()
    unresolved = False
    for position, word in enumerate(words):
        pronoun = word.lower().strip(",;'\"")
        if pronoun in _PEOPLE:
            replied = names(reply, inside=False)
            known = [*(replied if len(reply.split()) <= _SHORT else ()), *names(asked, inside=True), *replied]
            meant = _person(_PEOPLE[pronoun], known, look(asked), skip=())
        elif pronoun in ("they", "them", "their"):
            meant = _pair(f"{reply} {asked}")
        elif pronoun in ("it", "its"):
            meant = _thing(asked)
        else:
            meant = ""
        unresolved = unresolved or (not meant and pronoun in _THINGS)
        if meant:
            words[position] = meant + ("'s" if pronoun in _POSSESSIVE else "")
    text = " ".join(words)
    return _with_missing(text, asked, reply) if unresolved else text


def _pair(text: str) -> str:
    """Find two names joined by "and"."""
    joined = (f"{one} and {other}" for one, other in pairwise(names(text, inside=False)))
    return next((pair for pair in joined if pair in text), "")


def _thing(asked: str) -> str:
    """Find what "it" stands for: the last thing with an article, else the last name, of the last question."""
    things = [match.group().strip() for match in _THING.finditer(asked)]
    return (things or names(asked, inside=True) or [""])[-1]


def _with_missing(question: str, asked: str, reply: str) -> str:
    """Add the names and content words of the last question, and a short reply that is a name, where they lack."""
    have = set(content_words(question))
    said = reply if names(reply, inside=False) and len(reply.split()) <= _SHORT else ""
    missing = [word for word in content_words(asked) + content_words(said) if word not in have]
    as_written = {word.lower(): word for word in re.findall(r"\w+", f"{said} {asked}")}
    return " ".join([question, *dict.fromkeys(as_written.get(word, word) for word in missing)])


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


def _person(pronoun: str, known: Sequence[str], texts: Sequence[str], skip: Sequence[str]) -> str:
    """Choose whom "he" or "she" means.

    A name of the conversation that the articles do not call otherwise, else the one that they most often call so.
    """
    for name in known:
        balance = _called(name, texts)
        if (balance >= 0 if pronoun == "he" else balance <= 0) and name not in skip:
            return name
    counted: dict[str, int] = {}
    for text in texts:
        for name in names(text, inside=False):
            if len(name.split()) in (2, 3) and not any(each in name for each in skip):
                counted[name] = _called(name, texts) * (1 if pronoun == "he" else -1)
    best = max(counted, key=lambda name: counted[name], default="")
    return best if best and counted[best] > 0 else ""


def _called(name: str, texts: Sequence[str]) -> int:
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


def _without_markers(text: str) -> str:
    return re.sub(r"\s*\[\d+\]|[*_`]", "", text).strip().rstrip(".")
