"""A question that needs two articles: the second is asked with the answer to the first put in.

"who plays the partner of the detective who left?" -> "who is the detective who left?", then "who plays the partner of
...?". After the decomposition of bridge questions in Min et al. 2019 ("Multi-hop Reading Comprehension through
Question Decomposition", section 3), by rule instead of a trained pointer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.citations import Footnotes, escape
from bot.followup.names import in_full
from bot.quoting import Asked, Quoter, Said, confidence, found
from bot.types import Answer
from bot.voices import same
from index import Library, Where

_CLAUSE = re.compile(
    r"(?P<before>.+)\b(?P<noun>the (?:(?!the )[\w-]+ ){1,4}?)(?P<link>who|that|which|whose|where) "
    r"(?P<rest>.+?)[?.! ]*$",
    re.IGNORECASE,
)
SURE = 5.0
"""The score from which an answer to the whole question is not doubted."""

_OF_ANOTHER_KIND = re.compile(r"(?:who|whom|when|where|how)\b", re.IGNORECASE)
"""Begins a question that the thing of the relative clause cannot answer, as it can one with "what"."""

_IDENTITY = re.compile(r"(?:who|what|which) (?:is|was|are|were)\s*", re.IGNORECASE)
"""Before the thing: the relative clause is all that is asked."""

_UNFINISHED = re.compile(r"(?:an?|the|and|or|of|to|in|on|at|for|from|by|with|as)", re.IGNORECASE)
"""Ends no clause."""

LEFT_OVER = 2
"""Words at the end of the question that may belong to its main clause: "where is the firm that ... *based*?"."""


def bridged(library: Library, quoter: Quoter, asked: Asked, direct: Answer, where: Where) -> Answer:
    """Return an answer in two steps, both quotes cited, where `direct` is none; else `direct` itself.

    Of several ways to split the question the one counts whose first step is answered most surely (a clause that lacks a
    word, or has one too many, is harder to find) and which has a second; its answer is called by its name in it, or, if
    nothing is said so, also by what it is: "the club Rovers".

    `direct` is none either where it is only what the first step asks for, "Rovers" for "who manages the club that beat
    Calder?", and it is not sure or its sentence calls it that: "the club Rovers".
    """
    question = asked.searched_for
    if direct.found and not _doubtful(question, direct):
        return direct
    steps = []
    for first, second in halves(question):
        notes = Footnotes()
        one = quoter.say(notes, first, library.search(first, where=where))
        if one.span is not None and (direct.span is None or same(one.span, direct.span)):
            steps.append(_Step(first, second, one, one.span, notes))
    steps.sort(key=lambda step: -step.one.score)
    for form in ("{}", f"the {_thing(question)} {{}}"):
        unsaid = []
        for step in steps:
            then = step.second.format(form.format(_name(library, step)))
            two = quoter.say(step.notes, then, library.search(then, where=where))
            if two.span is None:
                unsaid.append(step)
            elif not same(two.span, step.span):
                sure = confidence(step.one.score) * confidence(two.score)
                text = f"{two.text}\n\n{escape(step.first)} {step.one.text}"
                return found(asked, direct.hits, step.notes, text=text, span=two.span, sure=sure)
        steps = unsaid
    return direct


@dataclass(frozen=True, slots=True)
class _Step:
    """Both questions, what was said to the first and the span of it, and its citations."""

    first: str
    second: str
    one: Said
    span: str
    notes: Footnotes


def _doubtful(question: str, direct: Answer) -> bool:
    """Tell whether an answer may be the thing of the relative clause itself, where that cannot be what is asked for."""
    thing = _thing(question)
    if not thing or direct.span is None or not _OF_ANOTHER_KIND.match(question):
        return False
    named = re.compile(rf"\b{re.escape(thing.split()[-1])} {re.escape(direct.span)}\b", re.IGNORECASE)
    return direct.confidence < confidence(SURE) or any(named.search(citation.quote) for citation in direct.citations)


def _name(library: Library, step: _Step) -> str:
    """Return what the first step found, in full where its article calls somebody by the last name."""
    told = step.notes.all()[0]
    return in_full(step.span, library.article(told.article_id).text[: told.end])


def _thing(question: str) -> str:
    """Return what the relative clause tells of, without its "the"; "" where the question has no such clause."""
    match = _CLAUSE.fullmatch(question.strip())
    return match["noun"].strip()[len("the ") :] if match else ""


def halves(question: str) -> Iterator[tuple[str, str]]:
    """Yield ways to split the question: one to ask first, and one with {} where its answer goes.

    A question without a relative clause on "the ..." has none, nor has one that asks who or what that is.
    """
    match = _CLAUSE.fullmatch(question.strip())
    if not match or _IDENTITY.fullmatch(match["before"]):
        return
    thing, words = _thing(question), match["rest"].split()
    for left in range(max(0, min(LEFT_OVER, len(words) - 2)) + 1):
        if left and _UNFINISHED.fullmatch(words[-left - 1]):
            continue
        clause = " ".join(words[: len(words) - left])
        end = " ".join(words[len(words) - left :])
        link = match["link"].lower()
        first = {
            "whose": f"Which {thing}'s {clause}?",
            "where": f"In which {thing} {clause}?",
        }.get(link, f"Which {thing} {clause}?")
        yield first, f"{match['before']}{{}}{' ' + end if end else ''}?"
