"""Follow-ups that a rule knows by their shape: why? what about X? no, the other one. the second one. say more."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.followup.conversation import LACKED, Look, SoFar
from bot.followup.names import PEOPLE, like, names, owns, person
from bot.followup.terms import stems
from bot.followup.things import AUXILIARY, things

_WH = r"(?:how (?:many|much|long|old|often|far|big|come)|when|where|why|who|whom|whose|which|what|how)"
_KNOWN = r"(?:(?:does anybody|do they|do we) know (?:exactly )?|any idea )?"
_EMPTY = r"(?: (?:exactly|then|so|not|else|is that|was that|did that happen|is it|was it))?"
_BARE = re.compile(rf"{_KNOWN}(?P<wh>{_WH}|what for){_EMPTY}", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:(?:what|how) about|and(?: for| what about)?|or|(?:no[ ,]+|sorry[ ,]+)*i (?:mean|meant)) (?P<other>.+)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(rf"{_WH}\b|did\b|does\b|is\b|was\b|are\b|were\b|can\b|could\b", re.IGNORECASE)
_LEAD = re.compile(r"^(?:and|but|so|ok(?:ay)?|well|then|also|no)[ ,]+", re.IGNORECASE)
_MORE = re.compile(
    r"(?:(?:please|can you|could you) )?(?:(?:say|tell me|give me|explain|any|know) )?(?:some )?more"
    r"(?: details?| please| about (?:it|that|this))?|go on|(?:please )?(?:continue|elaborate)(?: please)?",
    re.IGNORECASE,
)
_OTHER_ONE = re.compile(r"(?:i (?:mean|meant) )?the other(?: one)?", re.IGNORECASE)
_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
_ORDINAL = re.compile(rf"\bthe (?P<place>{'|'.join(_ORDINALS)}) one\b", re.IGNORECASE)
_LONE_ORDINAL = re.compile(rf"(?:the )?(?P<place>{'|'.join(_ORDINALS)})", re.IGNORECASE)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OTHER_YEAR = re.compile(
    r"(?:in )?(?:(?P<year>(?:19|20)\d\d)|(?:the )?(?P<before>year before(?: that)?|previous year)|a year earlier"
    r"|(?P<after>(?:the )?(?:year after(?: that)?|following year|next year)|a year later))",
    re.IGNORECASE,
)
_DOES = re.compile(r"(?:(?<=\bdid )|(?<=\bdoes ))[a-z]+|(?<=\bdo )[a-z]+(?= [a-z])")
"""Who does it, in a word: "how many did fishermen rescue?"."""
_KIND = re.compile(rf"(?P<noun>[a-z]+) (?={AUXILIARY})")
"""The noun of "which medal did they get?", without its "which"."""
_NEAR = re.compile(r"(?:last|this|next) (?:year|month|week|season)", re.IGNORECASE)
_VERB = re.compile(AUXILIARY, re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:in|on|at|by|for|since|before|after|from|to|with|under|until|during|of)\b", re.IGNORECASE)

MAX_OTHER = 5
"""Words of the X of "what about X?"; a longer one is a question of its own."""

MAX_REPEATED = 8
"""Words of a reply that stands in for the "what" of its question; a longer one is a passage, not a name."""


def without_lead(question: str) -> str:
    """Drop the "and", "but" or "no" in front, and the mark at the end."""
    return _LEAD.sub("", question).rstrip(" ?!.")


def reshape(question: str, so_far: SoFar, look: Look) -> str | None:
    """Return the stand-alone question of a follow-up of a known shape; None for any other question."""
    lacked = so_far.asked.partition(LACKED)[2]
    if lacked:
        plain = reshape(question, replace(so_far, asked=f"{so_far.bare}?"), look)
        return f"{plain} ({lacked}" if plain else None
    bare, whole = without_lead(question), question.rstrip(" ?!.")
    if _MORE.fullmatch(bare):
        return f"Tell me more: {so_far.asked}"
    if wh := _BARE.fullmatch(bare):
        return _ask_otherwise(wh["wh"], so_far)
    if chosen := _chosen(bare, so_far):
        return chosen
    about = _ABOUT.fullmatch(whole)
    if about and len(about["other"].split()) <= MAX_OTHER and not _CLAUSE.match(about["other"]):
        return _ask_of_other(about["other"], so_far, look) or question
    if names(bare, inside=False) == [bare] and bare not in names(f"{so_far.asked} / {so_far.said}", inside=False):
        return _ask_of_other(bare, so_far, look) if names(so_far.asked, inside=True) else None
    return None


def _chosen(bare: str, so_far: SoFar) -> str | None:
    """Take a choice among what the reply offers: by its name, by its place, or as the one that was not meant."""
    offered = so_far.offered
    place = _LONE_ORDINAL.fullmatch(bare) or _ORDINAL.search(bare)
    if place and -1 <= _ORDINALS[place["place"].lower()] < len(offered):
        choice = offered[_ORDINALS[place["place"].lower()]]
        alone = place.group() == bare
        return _ask_of_choice(choice, so_far) if alone else f"{bare.replace(place.group(), choice, 1)}?"
    if _OTHER_ONE.fullmatch(bare):
        return _ask_of_the_other(so_far)
    if so_far.asks_back:
        meant = [found for each in offered if (found := re.search(rf"\b{re.escape(bare)}\b", each, re.IGNORECASE))]
        return _ask_of_choice(meant[0].group(), so_far) if len(meant) == 1 else None
    return None


def _ask_of_choice(choice: str, so_far: SoFar) -> str:
    """Put the choice in the place of the pronoun; of an article in a list, ask for its summary."""
    words = so_far.asked.split()
    for i, word in enumerate(words):
        pronoun = word.lower().strip("?.,!")
        if pronoun in PEOPLE:
            words[i] = choice + ("'s" if owns(pronoun, words[i + 1 :]) else "") + ("?" if word.endswith("?") else "")
            return " ".join(words)
    return f"Summarise {choice}" if so_far.lists else _swap(so_far.asked, choice)


def _ask_of_the_other(so_far: SoFar) -> str | None:
    """Ask the last question of the other of two: two that it names, or two people who were spoken of before."""
    named = names(so_far.asked, inside=True)
    spoken = [name for turn in so_far.turns[::-1] for name in SoFar(reply=turn.content).offered]
    others = [
        name
        for name in spoken
        if named and not any(set(name.lower().split()) & set(each.lower().split()) for each in named)
    ]
    return so_far.asked.replace(named[-1], others[0], 1) if others else None


def _swap(asked: str, other: str) -> str:
    subjects = names(asked, inside=True)
    return asked.replace(subjects[-1], other, 1) if subjects else f"{asked.rstrip(' ?!.')} {other}?"


def _ask_otherwise(wh: str, so_far: SoFar) -> str:
    """`why?` after `when did Ito leave?` -> `why did Ito leave?`; `when?` after `who left?` -> `when Kuzma left?`."""
    rest = so_far.asked.rstrip(" ?!.")
    led = re.match(rf"{_WH}\b\s*", rest, re.IGNORECASE)
    what_was_it = led is not None and led.group().strip().lower().split()[0] in ("what", "which", "who")
    said = so_far.said if what_was_it and 0 < len(so_far.said.split()) <= MAX_REPEATED else ""
    body = rest[led.end() :] if led else rest
    if said and (kind := _KIND.match(body)) and kind["noun"].lower() in said.lower():
        body = body[kind.end() :]
    if wh.lower() == "what for":
        wh = "For what"
    parts = (wh, said, body) if led and not _VERB.match(body) else (wh, body, said)
    return " ".join(" ".join(parts).split()) + "?"


def _ask_of_other(other: str, so_far: SoFar, look: Look) -> str | None:
    """`what about Upton?` after `who plays Voight?` -> `who plays Upton?`."""
    rest = so_far.asked.rstrip(" ?!.")
    if (time := _NEAR.fullmatch(other)) and (known := _NEAR.search(rest)):
        return f"{rest.replace(known[0], time[0])}?"
    if year := _OTHER_YEAR.fullmatch(other):
        return _ask_of_year(year, rest)
    if other.lower() in PEOPLE:
        return _ask_of_person(PEOPLE[other.lower()], so_far, look)
    ones = re.fullmatch(r"(?:the )?(?P<kind>\w+) ones?", other)
    if ones:
        return re.sub(r"\bthe \w+(?= \w+)", f"the {ones['kind']}", rest, count=1) + "?"
    subjects = names(rest, inside=True)
    if subjects and other[:1].isupper() and not _PREPOSITION.match(other):
        return rest.replace(subjects[-1], other, 1) + "?"
    if other[:1].isupper() or _PREPOSITION.match(other):
        return f"{rest} {_LEAD.sub('', other)}?"
    return _ask_of_thing(other, rest, look)


def _ask_of_year(year: re.Match[str], rest: str) -> str | None:
    """Put another year in the place of the last one that was asked about; without one, add the year if it is said."""
    known = list(_YEAR.finditer(rest))
    if not known:
        return f"{rest} in {year['year']}?" if year["year"] else None
    last = known[-1]
    other = year["year"] or str(int(last[0]) + (1 if year["after"] else -1))
    return f"{rest[: last.start()]}{other}{rest[last.end() :]}?"


def _ask_of_thing(other: str, rest: str, look: Look) -> str:
    """Put a thing in the place of the last one, where a passage has all words of that; else ask what is said of it."""
    known = [*things(rest)[-1:], *_DOES.findall(rest)]
    swapped = f"{rest.replace(known[0], other, 1)}?" if known else ""
    if swapped and any(set(stems(swapped)) <= set(stems(text)) for text in look(swapped)):
        return swapped
    return f"What is said about {other}?"


def _ask_of_person(pronoun: str, so_far: SoFar, look: Look) -> str | None:
    """`and she?` after `when did Soffer leave?` -> `when did Spiridakos leave?`, whoever "she" is in the articles.

    Where what answers the last question speaks of nobody it can mean, the earlier questions with the same name are
    looked at. None where these do not either.
    """
    rest = so_far.asked.rstrip(" ?!.")
    known = names(rest, inside=True)
    spoken = (turn.content for turn in so_far.turns[::-1] if turn.role == "user")
    earlier = (content for content in spoken if set(known) & set(names(content, inside=True)))
    others = (person(pronoun, look(asked), skip=known) for asked in (so_far.asked, *earlier))
    meant = next((other for other in others if other), "")
    if known and meant:
        return f"{rest.replace(known[0], like(known[0], meant, look(so_far.asked)), 1)}?"
    return f"{rest} {meant}?" if meant else None
