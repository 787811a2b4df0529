"""A written sentence -> the exact sentences of the passages that say it, or none.

Chosen by meaning (the encoder) and by words, they must hold every name, number, date and address of the sentence, must
not deny what it affirms, and the checker must find that they say it, and no rival of it more surely; where it is not
sure the reader must not find another name or number in the place of one of the sentence's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checker import Checker
from bot.reader import Reader
from bot.suspicion import suspicion
from bot.writer.cloze import answered_otherwise
from bot.writer.facts import Ground, facts
from bot.writer.polarity import contradicts, denied, stems
from bot.writer.rivals import outdone
from index import Library, Passage, content_words, sentences

MOST = 3
"""Sentences that a written one may rest on."""

STARTS = 3
"""Sentences that are tried as the first of them, the nearest in meaning and words."""

WORDS_WEIGH = 0.5
"""What the share of the sentence's content words that stand there weighs beside the cosine."""

DOUBT = 0.98
"""The probability below which the reader is asked as well."""

FEW = 2
"""Content words; with so few the checker has nothing to go by."""

_PRONOUN = re.compile(r"(?:He|She)\b")
"""Opens a sentence about somebody whom a sentence before it named."""

_OF_PASSAGES = re.compile(
    r"\bpassages? (?:is|are|was|were|contains?|provides?|mentions?|describes?|discusses|about|says?|states?|\d)\b", re.I
)
"""A sentence about what the model was given, and not about what stands in it."""

SAID_AT = 0.5
"""The checker's probability from which a sentence is taken as said (see `cloze.AHEAD` for what it lets through)."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a passage: characters [start, end) of its article."""

    passage: Passage
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Support:
    """What a written sentence rests on, in the order of the passages; `best` is the one that says the most of it.

    `probability` is the checker's.
    """

    quotes: tuple[Quoted, ...]
    best: Quoted
    probability: float


class Evidence:
    """The sentences of some passages, numbered from 1 as the model saw them, to hold written sentences against."""

    def __init__(self, library: Library, reader: Reader, checker: Checker, passages: Sequence[Passage]) -> None:
        """Split the passages and encode their sentences."""
        self._library, self._reader, self._checker = library, reader, checker
        self._quotes = [
            (number, Quoted(passage, passage.start + low, passage.start + high, passage.text[low:high].strip()))
            for number, passage in enumerate(passages, start=1)
            for low, high in sentences(passage.text)
            if not suspicion(passage.text[low:high])
        ]
        self._vectors = library.vectors([quote.text for _, quote in self._quotes])
        self._grounds = [Ground(quote.text) for _, quote in self._quotes]
        self._stems = [set(stems(quote.text)) for _, quote in self._quotes]

    def support(self, text: str, cited: Sequence[int] = ()) -> Support | None:
        """Return the best support among the passages cited, else among all of them; None where there is none."""
        if suspicion(text) or _OF_PASSAGES.search(text) or not self._quotes:
            return None
        every = range(len(self._quotes))
        near = [i for i in every if self._quotes[i][0] in cited]
        found = self._among(text, near) if near else None
        return found or (self._among(text, list(every)) if len(near) < len(self._quotes) else None)

    def _among(self, text: str, pool: Sequence[int]) -> Support | None:
        likeness = self._likeness(text, pool)
        order = sorted(pool, key=lambda i: -likeness[i])
        chosen = [self._gathered(text, first, order) for first in order[:STARTS]]
        held = [(each, words) for each in chosen if holds(text, words := self._words(each))]
        against = [words for _, words in held if contradicts(text, words)]
        tried = [(each, words) for each, words in held if words not in against]
        if not tried:
            return None
        said = self._checker.said([(text, words) for _, words in tried])
        best = max(range(len(tried)), key=said.__getitem__)
        gathered, words = tried[best]
        if said[best] < SAID_AT or outdone(self._checker, text, words, said[best]):
            return None
        if said[best] < DOUBT and (self._denied(text, against, said[best]) or self._otherwise(text, gathered)):
            return None
        quotes = tuple(self._quotes[i][1] for i in sorted(gathered))
        return Support(quotes, self._quotes[gathered[0]][1], said[best])

    def _denied(self, text: str, against: Sequence[str], said: float) -> bool:
        """Tell whether evidence that denies the sentence is found to be more about it than the best that does not."""
        return max(self._checker.said([(text, words) for words in against]), default=0.0) > said

    def _otherwise(self, text: str, gathered: Sequence[int]) -> bool:
        """Ask the reader, in the passages the quotes are from; not about a denial, which it reads over."""
        if denied(text):
            return False
        passages = dict.fromkeys(self._quotes[i][1].passage.text for i in sorted(gathered))
        return answered_otherwise(self._reader, text, "\n".join(passages))

    def _likeness(self, text: str, pool: Sequence[int]) -> dict[int, float]:
        cosines = self._vectors @ self._library.vectors([text])[0]
        wanted = set(map(_stem, content_words(text)))
        return {i: float(cosines[i]) + WORDS_WEIGH * len(wanted & self._stems[i]) / max(1, len(wanted)) for i in pool}

    def _gathered(self, text: str, first: int, order: Sequence[int]) -> list[int]:
        """Begin with one sentence, and add the likeliest that hold the facts which are still missing.

        A name may be told anywhere in the passages, and best in the same article, but whom an opening "he" means only
        before it there; a number only beside what it counts.
        """
        mine = self._quotes[first][1]
        near = [i for i in order if self._quotes[i][1].passage.article_id == mine.passage.article_id]
        if _PRONOUN.match(mine.text):
            named = [i for i in near if self._quotes[i][1].start < mine.start]
        else:
            named = [*near, *(i for i in order if i not in near)]
        gathered = [first]
        for fact in facts(text):
            if len(gathered) == MOST:
                break
            if not Ground(self._words(gathered)).holds(fact):
                pool = named if fact.kind == "name" else [i for i in order if abs(i - first) == 1]
                gathered += [i for i in pool if self._grounds[i].holds(fact)][:1]
        return gathered

    def _words(self, chosen: Sequence[int]) -> str:
        return " ".join(self._quotes[i][1].text for i in sorted(chosen))


def holds(text: str, evidence: str) -> bool:
    """Tell whether every name, number and date stands in the evidence.

    Of a few words, which may be no sentence, every one must stand there.
    """
    ground = Ground(evidence)
    if not all(ground.holds(fact) for fact in facts(text)):
        return False
    said = set(map(_stem, content_words(text)))
    return len(said) > FEW or said <= set(stems(evidence))


def _stem(word: str) -> str:
    return stems(word)[0] if stems(word) else word
