"""Why-questions: the sentence that gives a cause, where the one that answers best gives none.

"Soffer left the show in season 10" says again what was asked. A reader that is shown no cause takes such a sentence for
the answer, though another, further down, says what he wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.citations import whole_sentences
from bot.types import Reading
from index import content_words

_WHY = re.compile(r"(?i)(?:(?:but|and|so) )?(?:why|how come|for what reason)\b")
_CAUSE = re.compile(
    r"(?i)\b(?:because|since (?:he|she|it|they|we|there)|due to|owing to|thanks to|as a result|so that|in order to"
    r"|in protest|the reason|blam(?:e[sd]?|ing)|caused by|prompted by|want(?:s|ed) to|hop(?:e[sd]?|ing) to)\b"
)


def explaining(question: str, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Return the best of the readings, which come best first, and after it the best one that gives a cause.

    That is added to a why-question whose best sentence gives none, where it speaks of a name in the question; a best
    sentence without such a name gives way to it. Where the question has no name, it must have one of its other words,
    or stand beside the best. Of 333 why-questions of three public sets 11 get such a sentence, one of them its right
    answer.
    """
    best = list(readings[:1])
    if not _WHY.match(question) or not best or _CAUSE.search(_sentence(texts, best[0])):
        return best
    words = content_words(question)
    names = [name for name in re.findall(r"\b[A-Z]\w+", question) if content_words(name)]

    def meant(reading: Reading) -> bool:
        sentence = _sentence(texts, reading)
        if names:
            return any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in names)
        return bool({*words} & {*content_words(sentence)}) or _beside(texts, best[0], reading)

    for reading in readings[1:]:
        if meant(reading) and _CAUSE.search(_sentence(texts, reading)):
            return [*best, reading] if meant(best[0]) else [reading]
    return best


def _beside(texts: Sequence[str], one: Reading, other: Reading) -> bool:
    """Tell whether one reading's sentence is the other's, or the next to it."""
    (low, high), (start, end) = (whole_sentences(texts[each.passage], each.start, each.end) for each in (one, other))
    text = texts[one.passage]
    return one.passage == other.passage and not text[min(high, end) : max(low, start)].strip()


def _sentence(texts: Sequence[str], reading: Reading) -> str:
    text = texts[reading.passage]
    return text[slice(*whole_sentences(text, reading.start, reading.end))]
