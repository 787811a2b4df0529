"""Made sentences that tell things in passing ("Warden Ada Kerr, 41, said it was shut"), and questions about them.

News tells ages, offices, dates and numbers so, beside what the sentence is about; encyclopedias, of which the public
sets are made, seldom do. The frames are ours; the names come from the paragraphs around them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.reader.examples import Example, Paragraph
from bot.reader.pairs import NEVER, inside, with_names


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence with slots, and questions, each with the slot that answers it.

    {a} and {b} are names of people, {p} and {q} of places or bodies, {office} and {year} and {age} what they say.
    """

    told: str
    asks: tuple[tuple[str, str], ...]


ASIDES = (
    Aside(
        "{office} {a}, {age}, said the matter was closed.",
        (("How old is {a}?", "age"), ("What is {a}'s age?", "age"), ("Who said the matter was closed?", "a")),
    ),
    Aside(
        "{a}, {age}, of {p}, was among those who came.",
        (("How old is {a}?", "age"), ("Where is {a} from?", "p"), ("Where does {a} live?", "p")),
    ),
    Aside(
        "{a}, the {office_} of {p}, declined to say more.",
        (("Who is the {office_} of {p}?", "a"), ("Who declined to say more?", "a")),
    ),
    Aside(
        "The {office_}, {a}, thanked {b} on {day} for the {count} letters.",
        (
            ("Who is the {office_}?", "a"),
            ("When did {a} thank {b}?", "day"),
            ("Whom did the {office_} thank?", "b"),
            ("How many letters did {a} thank {b} for?", "count"),
        ),
    ),
    Aside(
        "{p}, founded in {year} by {a}, has {count} members.",
        (
            ("When was {p} founded?", "year"),
            ("Who founded {p}?", "a"),
            ("How many members does {p} have?", "count"),
        ),
    ),
    Aside(
        "{p}, which opened in {year}, drew {count} visitors last season.",
        (("When did {p} open?", "year"), ("How many visitors did {p} draw?", "count"), ("What opened in {year}?", "p")),
    ),
    Aside(
        '"Nobody had asked us," said {a}, who has worked for {p} since {year}.',
        (
            ("Since when has {a} worked for {p}?", "year"),
            ("Where does {a} work?", "p"),
            ("Who said nobody had asked them?", "a"),
        ),
    ),
    Aside(
        "{a}, who left {p} in {year} after {small} years as {office_}, now lives in {q}.",
        (
            ("When did {a} leave {p}?", "year"),
            ("Where does {a} live now?", "q"),
            ("How long was {a} {office_}?", "years"),
            ("What was {a} at {p}?", "office_"),
        ),
    ),
    Aside(
        "The hall on the east side of {p} (built in {year}, seating {count}) stayed empty.",
        (("When was the hall built?", "year"), ("How many people does the hall seat?", "count")),
    ),
    Aside(
        "{a}'s successor, {b}, took over on {day}.",
        (("Who succeeded {a}?", "b"), ("When did {b} take over?", "day"), ("Who is {a}'s successor?", "b")),
    ),
    Aside(
        "It cost {p} {money}, {a} told the council in {month}, twice what {office_} {b} had planned.",
        (
            ("How much did it cost {p}?", "money"),
            ("Who told the council what it cost?", "a"),
            ("When did {a} tell the council?", "month"),
        ),
    ),
    Aside(
        "{a}, whose father {b} ran the same shop in {p}, will close it on {day} because the rent has doubled.",
        (
            ("Who is {a}'s father?", "b"),
            ("When will {a} close the shop?", "day"),
            ("Why will {a} close the shop?", "why"),
            ("Where is {a}'s shop?", "p"),
        ),
    ),
)
_OFFICES = (
    "mayor treasurer coach director curator chair headteacher editor manager minister chairman president secretary"
    " conductor captain spokesman spokeswoman professor inspector chief warden producer owner"
).split()
_MONTHS = "January February March April May June July August September October November December".split()


def aside(paragraphs: Sequence[Paragraph], size: int, rng: random.Random) -> list[Example]:
    """Make up to `size` examples, each in the middle of another paragraph with names of its own."""
    return with_names(paragraphs, size, rng, _example)


def _example(paragraph: Paragraph, names: Sequence[str], rng: random.Random) -> Example:
    frame, office, month = rng.choice(ASIDES), rng.choice(_OFFICES), rng.choice(_MONTHS)
    small = str(rng.randint(2, 40))
    fills = {
        **dict(zip("abpq", names, strict=False)),
        "office": office.capitalize(),
        "office_": office,
        "age": str(rng.randint(18, 95)),
        "year": str(rng.randint(1880, 2025)),
        "count": f"{rng.randint(12, 9800):,}",
        "small": small,
        "years": f"{small} years",
        "month": month,
        "day": rng.choice((f"{month} {rng.randint(1, 28)}", f"{rng.randint(1, 28)} {month}")),
        "money": f"${rng.randint(2, 900)} {rng.choice(('million', 'thousand', 'billion'))}",
        "why": "because the rent has doubled",
    }
    told = frame.told.format(**fills)
    ask, slot = rng.choice(frame.asks)
    question = ask.format(**fills)
    found = re.search(rf"(?<!\w){re.escape(fills[slot])}(?!\w)", told)
    answer = found.span() if found else None
    asked_of = next((fills[who] for who in "ab" if f"{{{who}}}" in ask), None)
    if asked_of and rng.random() < NEVER:
        question, answer = question.replace(asked_of, names[4]), None
    return inside(paragraph, told, question, answer, rng)
