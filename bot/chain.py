"""The retrieval chain: {"question", "history"} -> the question that stands alone -> Hits -> Answer (-> written)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from bot.bridging import bridged
from bot.citations import with_copies, without_struck
from bot.clarify import clarification
from bot.comparing import compare
from bot.followup import followed
from bot.kinds import small_reply, wanted
from bot.narrowing import narrowed
from bot.quoting import NEAR, Asked, Quoter
from bot.reader import load_reader
from bot.retriever import LibraryRetriever, hit_of
from bot.settings import Settings
from bot.surveys import Surveyor
from bot.types import Answer, Turn
from bot.verifier import load_verifier
from bot.writer import load_writer
from index import Hit, Library, QuestionError, Where, spelled

History = Iterable[Turn | Mapping[str, Any]]
Model = str | BaseChatModel

MAX_QUESTION = 2000
"""Characters. Longer is a pasted text, not a question."""


class Bot:
    """Answers questions from one library. It keeps no conversation: each call brings its own history."""

    def __init__(self, library: Library, model: Model | None = None) -> None:
        """Load the reader, and the chat model that writes where one is given or BYLINE_MODEL names one.

        Raises ModelError when one of them cannot be loaded. A chat model is first called when a question is answered.
        """
        settings = Settings.read()
        chosen = model or settings.model
        self.library = library
        self.retriever = LibraryRetriever(library=library)
        reader = load_reader(settings.reader)
        self._writer = load_writer(chosen, library, reader, unsupported=settings.unsupported) if chosen else None
        self._quoter = Quoter(library, reader, load_verifier())
        self._surveyor = Surveyor(library)
        self.chain: Runnable[dict[str, Any], Answer] = (
            RunnableLambda(self._understand, name="understand")
            | RunnableLambda(self._retrieve, name="retrieve")
            | RunnableLambda(cast("Any", self._answers), cast("Any", self._aanswers), name="answer")
        )

    def ask(self, question: str, *, history: History = (), where: Where | Mapping[str, Any] | None = None) -> Answer:
        """Answer a question. `where` narrows the articles by article, source, author, since and until.

        Raises QuestionError when the question is empty or far too long, or history or `where` is malformed.
        """
        return self.chain.invoke({"question": question, "history": history, "where": where})

    async def aask(
        self, question: str, *, history: History = (), where: Where | Mapping[str, Any] | None = None
    ) -> Answer:
        """Answer as `ask` does, awaited; the work is done in a thread."""
        return await self.chain.ainvoke({"question": question, "history": history, "where": where})

    def stream(
        self, question: str, *, history: History = (), where: Where | Mapping[str, Any] | None = None
    ) -> Iterator[Answer]:
        """Yield Answers, each to be shown in place of the one before; the last is what `ask` returns."""
        yield from self.chain.stream({"question": question, "history": history, "where": where})

    def _understand(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Check the question and make it stand alone."""
        question = str(given.get("question") or "").strip()
        if not question:
            raise QuestionError("the question is empty; ask something, such as: when did Soffer leave?")
        if len(question) > MAX_QUESTION:
            raise QuestionError(f"the question has {len(question):,} characters; the most is {MAX_QUESTION:,}")
        try:
            history, where = _said(given.get("history") or ()), spelled(given.get("where"))
        except (TypeError, ValueError) as error:
            raise QuestionError(str(error)) from error

        def find(asked: str, article: str) -> list[Hit]:
            within = replace(where, article=article) if article else where
            return self.library.search(asked, limit=5, where=within)

        meant = followed(question, history, find)
        searched_for, where = narrowed(meant.question, where, date.today())
        return {"asked": Asked(question, searched_for, meant.about), "where": where}

    def _retrieve(self, state: dict[str, Any], config: RunnableConfig) -> dict[str, Any]:
        """Find the passages that fit the stand-alone question; small talk is not looked up."""
        asked: Asked = state["asked"]
        if small_reply(asked.question) is not None:
            return {**state, "hits": []}
        where: Where = state["where"]
        documents = self.retriever.invoke(asked.searched_for, config, where=where)
        near = [
            self.library.search(asked.searched_for, limit=NEAR, where=replace(where, article=article))
            for article in asked.about
        ]
        return {**state, "hits": _side_by_side([hit_of(document) for document in documents], *near)}

    def _answers(self, state: dict[str, Any], config: RunnableConfig) -> Iterator[Answer]:
        """Answer, and say where else what is cited was printed; a written answer comes sentence by sentence."""
        quoted = with_copies(self._in_kind(state), self.library)
        if self._writer is None or not quoted.citations:
            yield quoted
            return
        for answer in self._writer.write(quoted, state["hits"], config):
            yield with_copies(answer, self.library)

    async def _aanswers(self, state: dict[str, Any], config: RunnableConfig) -> AsyncIterator[Answer]:
        answers = self._answers(state, config)
        while answer := await asyncio.to_thread(next, answers, None):
            yield answer

    def _in_kind(self, state: dict[str, Any]) -> Answer:
        """Answer in the way the question wants."""
        asked, hits, where = state["asked"], state["hits"], state["where"]
        if reply := small_reply(asked.question):
            return Answer(asked.question, asked.searched_for, reply, None, found=True, confidence=1.0)
        if back := clarification(asked.searched_for, hits, asked.about):
            return Answer(asked.question, asked.searched_for, back, None, found=False, confidence=0.0, hits=tuple(hits))
        want = wanted(asked.searched_for)
        if want.kind == "which":
            return self._surveyor.mentions(asked, want, hits, where)
        if want.kind == "compare":
            return compare(self.library, asked, want, hits, where)
        if want.kind == "summary":
            return self._surveyor.summary(asked, want.topic, where)
        if want.kind == "explain":
            return self._quoter.explanation(asked, hits)
        return bridged(self.library, self._quoter, asked, self._quoter.span(asked, hits), where)


def _side_by_side(*ranked: Sequence[Hit]) -> list[Hit]:
    """Take turns between rankings; each passage once."""
    rows = zip_longest(*ranked)
    return list({hit.passage.id: hit for row in rows for hit in row if hit is not None}.values())


def _said(history: History) -> tuple[Turn, ...]:
    """Read a history, leaving out what was struck out in it."""
    return tuple(Turn(turn.role, without_struck(turn.content)) for turn in Turn.of(history))
