"""Questions that a text seems to answer and does not: asked of another paragraph, or altered by rule."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache

from bot.reader.examples import Paragraph
from bot.writer.claims import Claim
from bot.writer.facts import facts, kind_of
from bot.writer.planting import planted
from index import content_words


def likest(
    question: str, of: Paragraph, answer: tuple[int, int], among: Sequence[Paragraph], most: int = 1
) -> list[Paragraph]:
    """Return up to `most` other paragraphs that share the most words with the question and do not hold the answer."""
    words = _words(question)
    said = of.text[slice(*answer)].lower()
    others = [each for each in among if each is not of and said not in each.text.lower()]
    return sorted(others, key=lambda each: -len(words & _words(each.text)))[:most]


def altered(question: str, paragraph: Paragraph, answer: tuple[int, int], rng: random.Random) -> str | None:
    """Put a name, number or date of the paragraph in the place of one in the question.

    None where there is none to change, or where the answer would stand in the question.
    """
    kinds = {kind_of(question, fact) for fact in facts(question)} & {"name", "number", "date"}
    if not kinds:
        return None
    said = paragraph.text[slice(*answer)].lower()
    made = planted(Claim(question, paragraph, ()), rng.choice(sorted(kinds)), rng, [paragraph], near=1.0)
    new = set(re.findall(r"\w+", made.text.lower())) - set(re.findall(r"\w+", question.lower())) if made else set()
    return made.text if made and not new & set(re.findall(r"\w+", said)) else None


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(content_words(text.lower()))
