"""Waiting for a model has an end, and what it tells of its work is counted."""

from __future__ import annotations

import threading

import pytest

from bot.writer import calling
from bot.writer.calling import Usage, pieces
from index import ModelError
from tests.bot.writer.models import raising, says, stalling

ASKED = [("system", "Answer."), ("human", "Why?")]


def test_the_pieces_are_the_text_and_the_counts_are_the_models() -> None:
    usage = Usage()
    model = says(
        "Because it rained.",
        usage={"input_tokens": 11, "output_tokens": 4, "total_tokens": 15},
        told={"token_usage": {"cost": 0.0021}},
    )
    assert "".join(pieces(model, ASKED, usage, None)) == "Because it rained."
    assert (usage.input_tokens, usage.output_tokens, usage.cost) == (11, 4, 0.0021)


def test_a_model_that_tells_nothing_is_not_counted() -> None:
    usage = Usage()
    assert "".join(pieces(says("Yes."), ASKED, usage, None)) == "Yes."
    assert usage == Usage(None, None, None)


@pytest.mark.parametrize("after", [0, 2])
def test_a_failure_is_one_line(after: int) -> None:
    model = says("Because it rained.", pause=raising(ConnectionError("refused\nby the server"), after=after))
    with pytest.raises(ModelError, match=r"^it failed: ConnectionError: refused$"):
        list(pieces(model, ASKED, Usage(), None))


@pytest.mark.parametrize("after", [0, 2])
def test_a_model_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(calling, "STALL", 0.05)
    let_go = threading.Event()
    try:
        with pytest.raises(ModelError, match="wrote nothing for"):
            list(pieces(says("Because it rained.", pause=stalling(let_go, after=after)), ASKED, Usage(), None))
    finally:
        let_go.set()


def test_a_model_that_drips_is_given_up_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LONGEST", 0.0)
    with pytest.raises(ModelError, match="took longer than"):
        list(pieces(says("Because it rained."), ASKED, Usage(), None))


def test_a_model_that_never_stops_is_stopped() -> None:
    with pytest.raises(ModelError, match="more than 6,000 characters"):
        list(pieces(says("on and " * 100_000, step=100), ASKED, Usage(), None))


def test_once_nobody_listens_the_model_is_stopped() -> None:
    at_second, go_on = threading.Event(), threading.Event()

    def pause(number: int) -> None:
        if number == 2:
            at_second.set()
            go_on.wait(60)

    model = says("x" * 7000, step=1, pause=pause)
    coming = pieces(model, ASKED, Usage(), None)
    next(coming)
    assert at_second.wait(60)
    coming.close()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "writer":
            thread.join(60)
    assert model.given[-1] <= 3
