"""SQuAD-shaped files -> examples to train on, and look-alike questions that a passage does not answer."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import content_words, sentences


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one paragraph; `answer` is the characters [start, end) of its text, None if it does not say."""

    question: str
    answer: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article and the questions that were asked about it."""

    title: str
    text: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader is shown, and the characters [start, end) of `text` it should find; None: it does not say."""

    question: str
    heading: str
    text: str
    answer: tuple[int, int] | None


def paragraphs(path: Path) -> list[Paragraph]:
    """Read a gzipped JSON-lines file of {"title", "text", "questions"}.

    Questions whose answer stands at more than one place are left out: which of them is meant is a guess.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_paragraph(json.loads(line)) for line in lines]


def _paragraph(row: dict[str, object]) -> Paragraph:
    text = str(row["text"])
    asked = []
    for each in row["questions"]:  # type: ignore[attr-defined]
        if not each["answerable"]:
            asked.append(Asked(each["question"], None))
        elif text.count(each["answers"][0]["text"]) == 1:
            start = text.index(each["answers"][0]["text"])
            asked.append(Asked(each["question"], (start, start + len(each["answers"][0]["text"]))))
    return Paragraph(str(row["title"]).replace("_", " "), text, tuple(asked))


def whole(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example:
    """Show the whole paragraph, half of the time under its article's title."""
    return Example(
        asked.question, heading(paragraph.title, rng) if rng.random() < 0.5 else "", paragraph.text, asked.answer
    )


def heading(title: str, rng: random.Random) -> str:
    """Write a heading as an article has one, every third time with some date: a date up there answers nothing."""
    if rng.random() < 2 / 3:
        return title
    return f"{title} ({rng.randint(1995, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02})"


def altered(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example | None:
    """Turn an answerable question into one that looks answerable, or return None where no way is found.

    After what people did for SQuAD 2.0 (Rajpurkar, Jia and Liang 2018, table 2): swap a name, number or other
    word, put an antonym, negate; or leave the question and take its sentence out of the paragraph.
    """
    ways = [_swapped, _swapped, _swapped, _opposite, _negated, _without_sentence]
    rng.shuffle(ways)
    for way in ways:
        if made := way(paragraph, asked, rng):
            return made
    return None


_WORD = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")

_OPPOSITES = [
    *("first/last", "before/after", "most/least", "more/less", "north/south", "northern/southern", "east/west"),
    *("eastern/western", "increase/decrease", "increased/decreased", "largest/smallest", "larger/smaller", "high/low"),
    *("higher/lower", "highest/lowest", "oldest/newest", "older/younger", "early/late", "began/ended"),
    *("begin/end", "start/stop", "started/stopped", "won/lost", "win/lose", "male/female", "men/women", "rural/urban"),
    *(
        "accepted/rejected",
        "allowed/banned",
        "best/worst",
        "better/worse",
        "same/different",
        "always/never",
        "in/outside",
    ),
    *("opened/closed", "built/destroyed", "joined/left", "majority/minority", "maximum/minimum", "over/under"),
    *("strong/weak", "stronger/weaker", "public/private", "old/new", "long/short", "longest/shortest", "major/minor"),
    *("common/rare", "without/with", "similar/dissimilar", "supported/opposed", "agreed/disagreed", "legal/illegal"),
    *("important/unimportant", "possible/impossible", "successful/unsuccessful", "positive/negative", "upper/lower"),
]
_OPPOSITE_OF = {one: other for pair in _OPPOSITES for one, other in (pair.split("/"), pair.split("/")[::-1])}


def _opposite(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example | None:
    found = [word for word in _WORD.finditer(asked.question) if word[0] in _OPPOSITE_OF]
    if not found:
        return None
    word = rng.choice(found)
    return _unanswered(
        paragraph, asked.question[: word.start()] + _OPPOSITE_OF[word[0]] + asked.question[word.end() :], rng
    )


def _negated(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example | None:
    if rng.random() < 0.5:  # people negated less often than they swapped
        return None
    auxiliary = re.search(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would) (\w+) ", asked.question)
    if not auxiliary:
        return None
    short = auxiliary[1] not in ("can", "will") and rng.random() < 0.5
    if short:
        question = f"{asked.question[: auxiliary.end(1)]}n't{asked.question[auxiliary.end(1) :]}"
    elif auxiliary[1] in ("did", "does", "do"):
        question = f"{asked.question[: auxiliary.end(2)]} never {asked.question[auxiliary.end() :]}"
    else:
        question = f"{asked.question[: auxiliary.end(1)]} not{asked.question[auxiliary.end(1) :]}"
    return _unanswered(paragraph, question, rng)


def _swapped(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example | None:
    """Put another word or name of the same shape, from the same paragraph, for one of the question's."""
    low, high = asked.answer or (0, 0)
    first = _WORD.search(asked.question)
    opening = first.start() if first else 0
    terms = [
        term
        for term in _terms(asked.question)
        if term in paragraph.text and not asked.question.startswith(term, opening)
    ]
    others = set(_terms(paragraph.text[:low] + " | " + paragraph.text[high:]))
    rng.shuffle(terms)
    for term in terms:
        fitting = [
            other
            for other in sorted(others)
            if _shape(other) == _shape(term)
            and other.lower() not in asked.question.lower()
            and term.lower() not in other.lower()
            and other.lower() not in paragraph.text[low:high].lower()
        ]
        if fitting:
            return _unanswered(paragraph, asked.question.replace(term, rng.choice(fitting)), rng)
    return None


def _without_sentence(paragraph: Paragraph, asked: Asked, rng: random.Random) -> Example | None:
    low, high = asked.answer or (0, 0)
    spans = sentences(paragraph.text)
    holding = [span for span in spans if span[0] < high and low < span[1]]
    if len(spans) < 4 or not holding:
        return None
    text = paragraph.text[: holding[0][0]] + paragraph.text[holding[-1][1] :].lstrip()
    return Example(asked.question, heading(paragraph.title, rng), text, None)


def _unanswered(paragraph: Paragraph, question: str, rng: random.Random) -> Example:
    return whole(paragraph, Asked(question, None), rng)


def _terms(text: str) -> list[str]:
    """List the names (runs of capitalised words), numbers and content words of a text."""
    names = re.findall(r"(?<![.!?|] )(?<!^)\b[A-Z][\w'\u2019-]+(?: (?:of |the )?[A-Z][\w'\u2019-]+)*", text)
    numbers = re.findall(r"\b\d[\d,.]*\d\b|\b\d\b", text)
    kept = set(content_words(text))
    plain = [word[0] for word in _WORD.finditer(text) if word[0].islower() and len(word[0]) > 3 and word[0] in kept]
    return list(dict.fromkeys([*names, *numbers, *plain]))


_ENDINGS = ("ing", "ed", "ies", "es", "s", "ly", "ion", "al", "ic")


def _shape(term: str) -> str:
    """Tell terms that can stand in each other's place: years, numbers, names, and words of one ending."""
    if term[0].isdigit():
        return "year" if re.fullmatch(r"1\d{3}|20\d\d", term) else "number"
    if term[0].isupper():
        return "name"
    return next((ending for ending in _ENDINGS if term.endswith(ending)), "word")


def sample(items: Iterable[tuple[Paragraph, Asked]], size: int, rng: random.Random) -> list[tuple[Paragraph, Asked]]:
    """Draw up to `size` questions, each once."""
    pool = list(items)
    return rng.sample(pool, min(size, len(pool)))


def answerable(of: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Asked]]:
    """Go through the questions that have an answer."""
    return ((paragraph, asked) for paragraph in of for asked in paragraph.asked if asked.answer)
