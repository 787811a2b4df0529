"""How a question is asked over a desk that opens meanwhile, and what a visitor is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar, cast

import pytest

from bot.types import Answer
from index.errors import LibraryError
from page.conversation import Exchange, converse, history, stopped
from page.desk import BROKEN, OPENING, Desk, Opening, greet
from tests.page.made import answered

T = TypeVar("T")


class Echo:
    """A bot that says the question, after what it was told before."""

    def stream(self, question: str, history: Sequence[dict[str, str]]) -> Iterator[Answer]:
        if question == "break":
            raise LibraryError("the index is gone; look for it")
        yield answered("…")
        yield answered(" ".join([*(turn["content"] for turn in history), question]))


def desk(note: str = "") -> Desk:
    return Desk(cast("Any", Echo()), cast("Any", None), note)


def done(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


def drawn(these: AsyncIterator[T]) -> list[T]:
    async def draw() -> list[T]:
        return [each async for each in these]

    return asyncio.run(draw())


def test_history_holds_the_plain_text_of_answered_exchanges() -> None:
    conversation = [Exchange("a?", answered("**b** [1]")), Exchange("c?", note="Stopped.")]
    assert history(conversation) == [
        {"role": "user", "content": "a?"},
        {"role": "assistant", "content": "**b** [1]"},
    ]


def test_an_answer_comes_in_pieces_each_with_its_sources() -> None:
    before = [Exchange("a?", answered("one"))]
    steps = drawn(converse(done(desk()), "b?", before))
    assert [now[-1].note for now, _ in steps] == ["Reading…"] * 3
    assert [now[-1].answer and now[-1].answer.text for now, _ in steps] == [None, "…", "a? one b?"]
    assert [now[-1].pending for now, _ in steps] == [True, False, False]
    assert all(now[0] is before[0] for now, _ in steps)
    assert [pane and 'data-turn="2"' in pane for _, pane in steps] == [None, True, True]


def test_what_fails_is_said_in_its_own_line() -> None:
    steps = drawn(converse(done(desk()), "break", []))
    assert [now[-1].note for now, _ in steps] == ["Reading…", "the index is gone; look for it"]
    assert not steps[-1][0][-1].pending


def test_stopping_ends_what_is_waited_for_and_nothing_else() -> None:
    conversation = [Exchange("a?", answered("x"), note="Reading…"), Exchange("b?", note="Reading…")]
    assert [each.note for each in stopped(conversation)] == ["Reading…", "Stopped."]


def test_whoever_comes_early_is_told_of_the_opening_and_then_offered_questions() -> None:
    opening = Opening()
    there = desk("Added.")

    async def visit() -> list[tuple[str, tuple[str, ...]]]:
        told = []
        async for each in greet(opening):
            told.append(each)
            if len(told) == 1:
                opening.said = "7 passages."
            elif len(told) == 2:
                opening.set_result(there)
            elif len(told) == 3:
                there.starters.set_result(("what?",))
        return told

    assert asyncio.run(visit()) == [(OPENING, ()), ("7 passages.", ()), ("Added.", ()), ("Added.", ("what?",))]
    assert drawn(greet(opening)) == [("Added.", ("what?",))]


def test_what_fails_on_opening_is_one_line_and_a_fault_is_shown_in_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for error, line in ((LibraryError("no index; make one"), "no index; make one"), (KeyError("x"), BROKEN)):
        opening = Opening()
        opening.set_exception(error)
        assert drawn(greet(opening)) == [(line, ())]
    assert "KeyError: 'x'" in capsys.readouterr().err
