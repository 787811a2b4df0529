"""Makes news articles, and questions about them, from a seed. The same seed and number give the same article."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.bench import wording

WORDS = (320, 620)
"""The least words of an article are chosen from this range; its last paragraph may go past, to 700."""

_NAMES = len(wording.FIRST) * len(wording.LAST_STARTS) * len(wording.LAST_ENDS)
_PLACES = len(wording.PLACE_STARTS) * len(wording.PLACE_ENDS)
_STRIDE = 7919
"""A prime that divides neither number of names nor of places, so that steps of it meet each of them once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the words of the article that answer it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Story:
    """A made-up article with the questions it answers."""

    url: str
    title: str
    author: str
    published: date
    text: str
    asked: tuple[Asked, ...]


def story(number: int, seed: int) -> Story:
    """Make the article of this number. Organisations and leading persons differ between numbers under 7,200."""
    rng = random.Random(f"{seed}/{number}")
    kind = rng.choice(sorted(wording.TOPICS))
    endings, titles, facts, _ = wording.TOPICS[kind]
    slots = _slots(rng, number, seed, rng.choice(endings))
    published = date(2015, 1, 1) + timedelta(days=rng.randrange(3650))
    return Story(
        url=f"https://news.example.org/{published:%Y/%m/%d}/{number}",
        title=rng.choice(titles).format_map(slots),
        author=_person(rng.randrange(_NAMES)),
        published=published,
        text=_text(rng, kind, slots),
        asked=tuple(Asked(question.format_map(slots), answer.format_map(slots)) for _, question, answer in facts),
    )


def stories(count: int, seed: int) -> list[Story]:
    """Make the first `count` articles of a seed."""
    return [story(number, seed) for number in range(count)]


def questions(made: list[Story], count: int) -> list[Asked]:
    """Choose `count` questions, spread over the articles and over the kinds of questions."""
    return [of[i % len(of)] for i, of in enumerate(_spread(made, count))]


def later(made: list[Story], count: int) -> list[tuple[Asked, Asked]]:
    """Choose `count` questions, each with one about the same article that was asked and answered before it."""
    return [(of[i % len(of)], of[(i + 1) % len(of)]) for i, of in enumerate(_spread(made, count))]


def _spread(made: list[Story], count: int) -> list[tuple[Asked, ...]]:
    return [made[i * len(made) // count].asked for i in range(count)]


def _text(rng: random.Random, kind: str, slots: dict[str, str]) -> str:
    """Lay facts and fillers out in paragraphs of one to three sentences; the lead fact opens the article."""
    _, _, facts, own = wording.TOPICS[kind]
    lead, *rest = (sentence for sentence, _, _ in facts)
    fillers = [*own, *wording.GENERAL]
    rng.shuffle(fillers)
    fresh = iter(fillers)
    rng.shuffle(rest)
    paragraphs = [_paragraph(rng, slots, [lead, next(fresh)])]
    paragraphs += [_paragraph(rng, slots, [fact, *_some(rng, fresh)]) for fact in rest]
    least = rng.randint(*WORDS)
    while sum(len(paragraph.split()) for paragraph in paragraphs) < least:
        more = [next(fresh), *_some(rng, fresh)]
        paragraphs.insert(rng.randint(1, len(paragraphs)), _paragraph(rng, slots, more))
    return "\n\n".join(paragraphs)


def _some(rng: random.Random, fresh: Iterator[str]) -> list[str]:
    return [next(fresh) for _ in range(rng.randint(0, 2))]


def _paragraph(rng: random.Random, slots: dict[str, str], sentences: list[str]) -> str:
    return " ".join(sentence.format_map({**slots, **_passing(rng)}) for sentence in sentences)


def _slots(rng: random.Random, number: int, seed: int, ending: str) -> dict[str, str]:
    """Choose what an article is about. These stay the same throughout it."""
    position = number * _STRIDE + seed
    place = _place(position % _PLACES)
    # Places run out before persons do: from then on, a second word tells organisations apart (20 of them).
    turn = number // _PLACES
    return {
        "org": " ".join([place, *([wording.LAST_STARTS[turn % 20] + wording.LAST_ENDS[0]] if turn else []), ending]),
        "place": place,
        "other": _place((position + 1 + rng.randrange(_PLACES - 1)) % _PLACES),
        "lead": _person(position % _NAMES),
        "second": _person((position + 1 + rng.randrange(_NAMES - 1)) % _NAMES),
        "count": f"{rng.randrange(1000, 60_000):,}",
        "money": f"{rng.randrange(10, 990) / 10:.1f}",
        "percent": str(rng.randrange(2, 98)),
        "years": str(rng.randrange(11, 140)),
        "year": str(rng.randrange(1995, 2015)),
        "month": rng.choice(wording.MONTHS),
        "weekday": rng.choice(wording.WEEKDAYS),
        "street": rng.choice(wording.STREETS),
        "reason": rng.choice(wording.REASONS),
    }


def _passing(rng: random.Random) -> dict[str, str]:
    """Choose what is only mentioned in passing. These differ from sentence to sentence."""
    return {
        "third": _person(rng.randrange(_NAMES)),
        "age": str(rng.randrange(19, 92)),
        "small": str(rng.randrange(4, 20)),
        "small2": str(rng.randrange(4, 20)),
        "percent2": str(rng.randrange(2, 60)),
        "year2": str(rng.randrange(1890, 1994)),
        "month2": rng.choice(wording.MONTHS),
        "weekday2": rng.choice(wording.WEEKDAYS),
        "street2": rng.choice(wording.STREETS),
    }


def _person(position: int) -> str:
    rest, first = divmod(position, len(wording.FIRST))
    end, start = divmod(rest, len(wording.LAST_STARTS))
    return f"{wording.FIRST[first]} {wording.LAST_STARTS[start]}{wording.LAST_ENDS[end]}"


def _place(position: int) -> str:
    end, start = divmod(position, len(wording.PLACE_STARTS))
    return f"{wording.PLACE_STARTS[start]}{wording.PLACE_ENDS[end]}"
