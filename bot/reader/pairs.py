"""Made sentences that tell two like things of two people or places, and questions about one of them.

"Ada plays the doctor and Ben plays the nurse": the public sets hold few such sentences, news is full of them, and a
small reader takes whichever name comes first. The frames are ours; the names come from the paragraphs around them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.reader.examples import Example, Paragraph, heading
from index import sentences


@dataclass(frozen=True, slots=True)
class Frame:
    """How a relation is told, again of a second one, and asked for from either side. {a} is who, {x} is what."""

    told: str
    again: str
    asks_x: tuple[str, ...]
    asks_a: tuple[str, ...]
    fills: str


FRAMES = (
    Frame(
        "{a} played {x}",
        "{b} played {y}",
        ("Who did {a} play?", "What character did {a} play?"),
        ("Who played {x}?",),
        "name",
    ),
    Frame("{a} plays {x}", "{b} plays {y}", ("Who does {a} play?", "What is {a}'s role?"), ("Who plays {x}?",), "name"),
    Frame(
        "{a} is portrayed by {x}", "{b} by {y}", ("Who portrays {a}?",), ("Which character does {x} portray?",), "name"
    ),
    Frame("{a} married {x}", "{b} married {y}", ("Who did {a} marry?",), ("Who married {x}?",), "name"),
    Frame("{a} beat {x}", "{b} beat {y}", ("Who did {a} beat?",), ("Who beat {x}?",), "name"),
    Frame("{a} succeeded {x}", "{b} succeeded {y}", ("Whom did {a} succeed?",), ("Who succeeded {x}?",), "name"),
    Frame("{a} works for {x}", "{b} works for {y}", ("Who does {a} work for?",), ("Who works for {x}?",), "name"),
    Frame(
        "{a} moved to {x}",
        "{b} moved to {y}",
        ("Where did {a} move?", "Where did {a} go?"),
        ("Who moved to {x}?",),
        "name",
    ),
    Frame("{a} left in {x}", "{b} left in {y}", ("When did {a} leave?",), ("Who left in {x}?",), "year"),
    Frame("{a} joined in {x}", "{b} followed in {y}", ("When did {a} join?",), ("Who joined in {x}?",), "year"),
    Frame(
        "{a} opened in {x}",
        "{b} opened in {y}",
        ("When did {a} open?", "What year did {a} open?"),
        ("What opened in {x}?",),
        "year",
    ),
    Frame("{a} was founded in {x}", "{b} in {y}", ("When was {a} founded?",), ("What was founded in {x}?",), "year"),
    Frame("{a} will leave after {x}", "{b} will stay until {y}", ("When will {a} leave?",), (), "season"),
    Frame("{a} won {x} medals", "{b} won {y}", ("How many medals did {a} win?",), (), "small"),
    Frame("{a} has {x} employees", "{b} has {y}", ("How many employees does {a} have?",), (), "large"),
    Frame("{a} paid {x} dollars", "{b} paid {y}", ("How much did {a} pay?",), (), "large"),
    Frame("{a} is {x} years old", "{b} is {y}", ("How old is {a}?",), (), "small"),
    Frame("{a} studied at {x}", "{b} studied at {y}", ("Where did {a} study?",), ("Who studied at {x}?",), "name"),
    Frame("{a} directed {x}", "{b} directed {y}", ("What did {a} direct?",), ("Who directed {x}?",), "name"),
    Frame("{a} was replaced by {x}", "{b} by {y}", ("Who replaced {a}?",), ("Whom did {x} replace?",), "name"),
)
JOINTS = (" and ", ", and ", ", while ", "; ", ", but ", ", whereas ")
NEVER = 0.3
"""Share of the questions that ask about somebody of whom the sentence does not tell it."""

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}\b")


def paired(paragraphs: Sequence[Paragraph], size: int, rng: random.Random) -> list[Example]:
    """Make up to `size` examples, each in the middle of another paragraph with names of its own."""
    return with_names(paragraphs, size, rng, _example)


def with_names(
    paragraphs: Sequence[Paragraph],
    size: int,
    rng: random.Random,
    make: Callable[[Paragraph, Sequence[str], random.Random], Example],
) -> list[Example]:
    """Make an example of up to `size` paragraphs, each with five names that it tells; one with fewer makes none."""
    made: list[Example] = []
    for paragraph in rng.sample(list(paragraphs), min(len(paragraphs), 4 * size)):
        names = list(dict.fromkeys(_NAME.findall(paragraph.text)))
        if len(made) < size and len(names) >= 5:
            made.append(make(paragraph, rng.sample(names, 5), rng))
    return made


def _example(paragraph: Paragraph, names: Sequence[str], rng: random.Random) -> Example:
    frame, (a, b, other, *things) = rng.choice(FRAMES), names
    x, y = things if frame.fills == "name" else rng.sample(_FIGURES[frame.fills], 2)
    first = frame.told.format(a=a, x=x)
    joint = rng.choice(JOINTS)
    told = f"{first}{joint}{frame.again.format(b=b, y=y)}."
    # the second half is asked about in the first half's words
    who, what, at = (a, x, told.index(x, len(a))) if rng.random() < 0.5 else (b, y, told.rindex(y))
    answer: tuple[int, int] | None = (at, at + len(what))
    if frame.asks_a and rng.random() < 0.4:
        question, start = rng.choice(frame.asks_a).format(x=what), told.index(who)
        answer = (start, start + len(who))
    else:
        question = rng.choice(frame.asks_x).format(a=who)
        if rng.random() < NEVER:
            question, answer = question.replace(who, other), None
    return inside(paragraph, told, question, answer, rng)


def inside(
    paragraph: Paragraph, told: str, question: str, answer: tuple[int, int] | None, rng: random.Random
) -> Example:
    """Put a sentence between two of a paragraph, and move what answers, characters of the sentence, along with it."""
    cut = rng.choice([0, *(start for start, _ in sentences(paragraph.text))])
    shown = answer and (cut + answer[0], cut + answer[1])
    text = f"{paragraph.text[:cut]}{told} {paragraph.text[cut:]}"
    return Example(question, heading(paragraph.title, rng), text, shown)


_FIGURES = {
    "year": [str(year) for year in range(1880, 2025)],
    "season": [f"season {number}" for number in range(1, 20)],
    "small": [str(number) for number in range(2, 90)],
    "large": [f"{number:,}" for number in range(1100, 98000, 350)],
}
