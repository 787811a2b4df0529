"""Hits -> an Answer that quotes: the span, or the sentences, and where they stand. No words of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.causes import explaining
from bot.citations import Footnotes, escape, whole_sentences
from bot.clauses import attached
from bot.context import Context, contexts
from bot.identities import identifying
from bot.reader import Reader, normalised
from bot.roles import by_role, by_trade
from bot.suspicion import suspicion
from bot.types import NOT_FOUND, Answer, Reading
from bot.unnamed import PENALTY, unnamed
from bot.verifier import Verifier
from bot.voices import Voice, disagreeing, same, voices, words_of
from bot.when import meant
from index import Hit, Library, LibraryError

FIRST, SECOND = 4, 4
"""Passages that are read together; the later ones only where the earlier do not answer. Reading the first
1, 2, 4, 5 and 8 the F1 was 69.9, 75.0, 76.9, 76.2 and 76.3 (300 answerable questions of squad2-dev over its 10
articles, before refusing)."""

FOUND_AT = -4.0
"""The score, after the second look, from which a span counts as an answer. Over squad2-dev's 10 articles (dev) 89% of
454 answerable questions are answered with both, and 51% of 546 look-alikes and 95% of 500 of squadshifts-newwiki are
refused; with -4.8 and -6.5 these are 92%, 46% and 93%."""

EXPLAINED_AT = -5.0
"""The same for why, how and what was said: a clause scores lower than a name."""

CALIBRATION = (0.39, 0.37)
"""Slope and intercept that turn the best score into a probability (Platt 1999), fitted on half of these questions with
half as many look-alikes as questions that the articles answer (`tests.evals.curves` fits it, and checks it on the other
half: `bot/reader/README.md`)."""

NEAR = 3
"""Passages of each article under discussion that are read beside these. Two of 59 questions of the samples that changed
the topic were lost where one of the best of all made way for them."""

ASIDE = 5.0
"""Taken from the score of what other articles tell where one under discussion answers as well. Of 181 follow-ups (dev,
`tests/evals/conversations-dev.jsonl`) the quote holds the answer for 127 with 0, 135 with 2, 140 with 5 and with 8; of
150 questions of squad2-dev asked after one about another article one or none is lost with any of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came, as it stands alone, and the ids of the articles that are under discussion."""

    question: str
    searched_for: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A span in words, with its markers and its score; no span where the articles do not say.

    `hits` are those it was read from, the passages that were read in the order of their best span.
    """

    text: str
    span: str | None
    score: float
    hits: Sequence[Hit]


class Quoter:
    """Answers from hits by reading them. Keeps nothing between questions."""

    def __init__(self, library: Library, reader: Reader, verifier: Verifier) -> None:
        self._library, self._reader, self._verifier = library, reader, verifier

    def span(self, asked: Asked, hits: Sequence[Hit]) -> Answer:
        """Answer with the best span, its sentence, the other articles that say the same, and one that disagrees."""
        notes = Footnotes()
        said = self.say(notes, asked.searched_for, hits, asked.about)
        if said.span is None:
            return not_found(asked, said.hits, said.score)
        return found(asked, said.hits, notes, text=said.text, span=said.span, sure=confidence(said.score))

    def say(self, notes: Footnotes, question: str, hits: Sequence[Hit], about: Sequence[str] = ()) -> Said:
        """Put the best span into words with its markers, cited in `notes`.

        Where nobody is said to do something, whoever has the role is asked for (see `roles`).
        """
        question = by_trade(question)
        shown, readings = self._read(question, hits, about)
        told = voices(readings, shown, at_least=FOUND_AT)
        if not told and (role := by_role(question)):
            return self.say(notes, role, hits, about)
        if not told:
            return Said(NOT_FOUND, None, _best_score(readings), _reranked(hits, readings))
        best = told[0]
        text = self._said(notes, best, shown)
        if other := disagreeing(best, told[1:], shown):
            text = f"{text}, but {self._said(notes, other, shown)}"
        return Said(text, best.span, best.score, _reranked(hits, readings))

    def _said(self, notes: Footnotes, voice: Voice, shown: Sequence[Context]) -> str:
        markers = [self._cite(notes, shown[reading.passage], reading) for reading in voice.readings]
        best, context = voice.readings[0], shown[voice.readings[0].passage]
        sentence = context.text[slice(*whole_sentences(context.text, best.start, best.end))]
        day = meant(voice.span, context.text[: best.start], sentence, context.passage.byline.published)
        return f"**{escape(voice.span)}** {f'({day}) ' if day else ''}{''.join(markers)}"

    def explanation(self, asked: Asked, hits: Sequence[Hit]) -> Answer:
        """Answer with the sentence that says why, how or what, and with what it goes on to say."""
        shown, readings = self._read(asked.searched_for, hits, asked.about)
        if _best_score(readings) < EXPLAINED_AT:
            return not_found(asked, _reranked(hits, readings), _best_score(readings))
        notes = Footnotes()
        enough = [reading for reading in readings if reading.score >= EXPLAINED_AT]
        for reading in explaining(asked.searched_for, [context.text for context in shown], enough):
            self._cite(notes, shown[reading.passage], reading)
        text = " ".join(f"{escape(citation.quote)} [{citation.number}]" for citation in notes.all())
        ranked = _reranked(hits, readings)
        return found(asked, ranked, notes, text=text, span=None, sure=confidence(readings[0].score))

    def _read(self, question: str, hits: Sequence[Hit], about: Sequence[str]) -> tuple[list[Context], list[Reading]]:
        """Read the best passages, and where none of them answers, the next ones."""
        shown: list[Context] = []
        readings: list[Reading] = []
        first = FIRST + NEAR * len(about)
        for low, high in ((0, first), (first, first + SECOND)):
            more = contexts(self._library, [hit.passage for hit in hits[low:high]])
            texts, headings = [context.text for context in more], [context.heading for context in more]
            read = attached(question, texts, self._reader.read(question, texts, headings=headings))
            read = identifying(question, texts, read)
            read = self._named(question, more, self._verifier.look(question, texts, read, headings))
            readings += [replace(reading, passage=reading.passage + len(shown)) for reading in read]
            shown += more
            readings = _meant_for_people(readings, shown)
            if any(reading.score >= FOUND_AT for reading in readings):
                break
        return shown, normalised(_discussed_first(readings, shown, about))

    def _named(self, question: str, shown: Sequence[Context], readings: Sequence[Reading]) -> list[Reading]:
        """Lower the score of what stands in an article that never says a name of the question."""
        lowered: dict[str, float] = {}
        for context in shown:
            if context.passage.article_id not in lowered:
                near = unnamed(question, [context.heading, context.text])
                lowered[context.passage.article_id] = PENALTY if near and self._unnamed(question, context) else 0.0
        return [replace(each, score=each.score - lowered[shown[each.passage].passage.article_id]) for each in readings]

    def _unnamed(self, question: str, context: Context) -> bool:
        article = self._library.article(context.passage.article_id)
        byline = article.byline
        said = [article.text, byline.title, *byline.authors, (byline.source or "").title()]
        return bool(unnamed(question, said))

    def _cite(self, notes: Footnotes, context: Context, reading: Reading) -> str:
        passage = context.passage
        article = self._library.article(passage.article_id)
        if article.text[passage.start : passage.end] != passage.text:
            raise LibraryError(f"{passage.byline.title!r} was changed while the question was answered; ask again")
        return notes.cite(article, context.start + reading.start, context.start + reading.end)


def _discussed_first(readings: list[Reading], shown: Sequence[Context], about: Sequence[str]) -> list[Reading]:
    """Lower the score of what only other articles tell, if one under discussion answers."""

    def near(reading: Reading) -> bool:
        return shown[reading.passage].passage.article_id in about

    told = {words_of(each, shown) for each in readings if near(each) and each.score >= FOUND_AT}

    def aside(reading: Reading) -> bool:
        return not near(reading) and not any(same(words_of(reading, shown), words) for words in told)

    if not told:
        return readings

    return [replace(each, score=each.score - ASIDE) if aside(each) else each for each in readings]


def _meant_for_people(readings: list[Reading], shown: Sequence[Context]) -> list[Reading]:
    """Leave out what stands in a sentence that speaks to a machine, if something else answers."""
    wary = [reading for reading in readings if not _speaks_to_machines(shown[reading.passage].text, reading)]
    return wary if any(reading.score >= FOUND_AT for reading in wary) else readings


def _speaks_to_machines(text: str, reading: Reading) -> bool:
    return bool(suspicion(text[slice(*whole_sentences(text, reading.start, reading.end))]))


def found(asked: Asked, hits: Sequence[Hit], notes: Footnotes, *, text: str, span: str | None, sure: float) -> Answer:
    """Put together an answer that the articles give."""
    return Answer(asked.question, asked.searched_for, text, span, True, sure, notes.all(), tuple(hits))  # noqa: FBT003


def not_found(asked: Asked, hits: Sequence[Hit], score: float = -math.inf) -> Answer:
    """Say plainly that the articles do not answer; keep the nearest passages. `score` is the best that was read."""
    sure = confidence(score)
    return Answer(asked.question, asked.searched_for, NOT_FOUND, None, found=False, confidence=sure, hits=tuple(hits))


def _reranked(hits: Sequence[Hit], readings: Sequence[Reading]) -> list[Hit]:
    """Put the passages that hold a reading first, best reading first; readings count the hits from 0."""
    order = list(dict.fromkeys(reading.passage for reading in readings))
    return [hits[i] for i in order] + [hit for i, hit in enumerate(hits) if i not in order]


def _best_score(readings: Sequence[Reading]) -> float:
    return readings[0].score if readings else -math.inf


def confidence(score: float) -> float:
    """Turn a null-adjusted score into the probability that its span is the answer."""
    slope, intercept = CALIBRATION
    return 1.0 / (1.0 + math.exp(-(slope * score + intercept)))
