"""A quoted answer -> a written one, sentence by sentence, each held against the words it rests on.

The model is asked only where the articles have been found to answer. What it gets wrong is struck out or dropped, and
where it gives nothing that stands in the articles the quoted answer stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from bot.checker import load_checker
from bot.citations import Footnotes, escape, struck
from bot.prompts import WRITE, asked
from bot.reader import Reader
from bot.suspicion import suspicion
from bot.types import Answer, Written
from bot.writer.calling import Usage, pieces
from bot.writer.drafts import Draft, Drafting
from bot.writer.facts import ADDRESS
from bot.writer.support import Evidence, Quoted, Support
from index import Hit, Library, ModelError, Passage

SHOWN = 6
"""Passages that a model is given: what is cited first, then the next best. More is slower and no better said."""

Unsupported = Literal["strike", "drop"]

REPEATS = 2
"""Sentences written a second time after which a model has lost its way, and is stopped."""

_DECLINED = re.compile(
    r"\b(?:passages?|articles?|texts?) (?:do|does) ?(?:not|n't)\b"
    r"|\bI (?:do not|don't|cannot|can't|am unable|could not)\b",
    re.IGNORECASE,
)
"""How a model says that it found nothing; it is asked to say prompts.NOT_SAID."""


class Writer:
    """Writes with one chat model over one library."""

    def __init__(
        self, model: BaseChatModel, library: Library, reader: Reader, *, name: str, unsupported: Unsupported
    ) -> None:
        """Take the model, which is not called yet. `unsupported` says what becomes of sentences that fail."""
        self._model, self._library, self._reader, self._checker = model, library, reader, load_checker()
        self._name, self._unsupported = name, unsupported

    def write(self, quoted: Answer, hits: Sequence[Hit], config: RunnableConfig | None = None) -> Iterator[Answer]:
        """Yield the answer as it grows, and last the whole; `quoted` with the reason where the model does not help."""
        passages = _chosen(quoted, hits)
        if not passages:
            usage, page = Usage(), _Page(self._library, self._unsupported)
            yield replace(quoted, written=self._written(page, usage, "the passages give orders to a machine"))
            return
        evidence = Evidence(self._library, self._reader, self._checker, passages)
        page = _Page(self._library, self._unsupported)
        usage = Usage()
        drafting = Drafting()
        messages = [("system", WRITE), ("human", asked(quoted.searched_for, passages))]
        try:
            for piece in pieces(self._model, messages, usage, config):
                for draft in drafting.feed(piece):
                    page.put(draft, evidence)
                    yield self._answer(quoted, page, usage)
                if page.repeats >= REPEATS:
                    break
            else:
                for draft in drafting.end():
                    page.put(draft, evidence)
            problem = "" if page.passed else page.why_nothing()
        except ModelError as error:
            problem = str(error)
        if problem:
            yield replace(quoted, written=self._written(page, usage, problem))
        else:
            yield self._answer(quoted, page, usage)

    def _answer(self, quoted: Answer, page: _Page, usage: Usage) -> Answer:
        """Put what is written so far in the place of the quoted text."""
        said = " ".join(page.said)
        return replace(
            quoted,
            text=page.text(),
            span=quoted.span if quoted.span and quoted.span in said else None,
            citations=page.footnotes.all(),
            written=self._written(page, usage),
        )

    def _written(self, page: _Page, usage: Usage, problem: str = "") -> Written:
        return Written(
            self._name, page.passed, page.failed, usage.input_tokens, usage.output_tokens, usage.cost, problem
        )


@dataclass(slots=True)
class _Page:
    """What has been written and checked so far."""

    library: Library
    unsupported: Unsupported
    footnotes: Footnotes = field(default_factory=Footnotes)
    lines: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    failed: int = 0
    declined: bool = False
    repeats: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def passed(self) -> int:
        return len(self.said)

    def put(self, draft: Draft, evidence: Evidence) -> None:
        """Check a sentence that is not written yet and write it down, with its citations or struck out."""
        if not draft.cited and _DECLINED.search(draft.text):
            self.declined = True
            return
        if draft.text in self.seen:
            self.repeats += 1
            return
        self.seen.add(draft.text)
        support = evidence.support(draft.text, draft.cited)
        if support is None:
            self.failed += 1
            if self.unsupported == "strike" and (bare := ADDRESS.sub("\u2026", draft.text)):
                self.lines.append(f"{_start(draft)}{struck(bare)}")
            return
        self.said.append(draft.text)
        self.lines.append(f"{_start(draft)}{escape(draft.text)} {self._markers(support)}")

    def _markers(self, support: Support) -> str:
        marks = [
            self.footnotes.cite(self.library.article(passage.article_id), low, high)
            for passage, low, high in sorted(_runs(support.quotes), key=lambda run: not _within(support.best, run))
        ]
        return "".join(dict.fromkeys(marks))

    def text(self) -> str:
        return " ".join(self.lines).replace(" \n", "\n")

    def why_nothing(self) -> str:
        """Say why nothing of it can be used."""
        if self.failed:
            return f"none of the {self.failed} sentences it wrote stands in the articles"
        return "it found no answer in the passages" if self.declined else "it wrote nothing"


def _start(draft: Draft) -> str:
    return "\n- " if draft.item else ""


def _runs(quotes: Sequence[Quoted]) -> Iterator[tuple[Passage, int, int]]:
    """Join quotes that follow each other in one passage: characters [start, end) of its article."""
    run: tuple[Passage, int, int] | None = None
    for quote in quotes:
        if (
            run
            and run[0].id == quote.passage.id
            and not run[0].text[run[2] - run[0].start : quote.start - run[0].start].strip()
        ):
            run = (run[0], run[1], quote.end)
            continue
        if run:
            yield run
        run = (quote.passage, quote.start, quote.end)
    if run:
        yield run


def _within(quote: Quoted, run: tuple[Passage, int, int]) -> bool:
    return quote.passage.id == run[0].id and run[1] <= quote.start < run[2]


def _chosen(quoted: Answer, hits: Sequence[Hit]) -> list[Passage]:
    """Take the passages that the quoted answer cites, then the next best; none that speaks to the model."""
    passages = [hit.passage for hit in hits if not suspicion(hit.passage.text)]
    cited = [passage for passage in passages if any(_holds(passage, quoted, i) for i in range(len(quoted.citations)))]
    return [*cited, *(passage for passage in passages if passage not in cited)][:SHOWN]


def _holds(passage: Passage, quoted: Answer, i: int) -> bool:
    citation = quoted.citations[i]
    return passage.article_id == citation.article_id and passage.start < citation.end and citation.start < passage.end
