"""The shipped reader: real spans, comparable scores, and the same numbers as transformers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch

import index.bert
import index.layers
from bot.reader import Reader, load_reader
from bot.reader.model import WEIGHTS, _LibrarySpans
from index import ModelError

TEXT = "The Kestrel factory opened in 1987 in Varnholt. It was closed by its owner, Viktor Sandoval, in March 2004."
OTHER = "Honey cakes stay moist for months. They were baked in autumn."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def test_the_best_span_answers_and_its_characters_are_the_texts(reader: Reader) -> None:
    best = reader.read("who closed the factory?", [OTHER, TEXT])[0]
    assert best.passage == 1
    assert TEXT[best.start : best.end] == "Viktor Sandoval"


def test_a_text_that_does_not_say_scores_below_one_that_does(reader: Reader) -> None:
    readings = reader.read("When did the factory open?", [TEXT, OTHER])
    assert max(r.score for r in readings if r.passage == 0) > 0 > max(r.score for r in readings if r.passage == 1)


def test_probabilities_are_shares_of_all_passages_and_of_nothing(reader: Reader) -> None:
    readings = reader.read("When did the factory open?", [TEXT, OTHER])
    null = 1 / (1 + sum(np.exp(reading.score) for reading in readings))
    assert sum(reading.probability for reading in readings) + null == pytest.approx(1)


def test_a_score_does_not_depend_on_the_company_a_text_is_read_in(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.bert, "_precision", lambda: torch.float32)
    monkeypatch.setattr(index.layers, "linear", float32)
    exact = load_reader()
    alone = exact.read("Who owned it?", [TEXT])[0].score
    assert exact.read("Who owned it?", [OTHER, TEXT, OTHER * 9])[0].score == pytest.approx(alone, abs=1e-3)


def test_spans_of_one_text_do_not_overlap(reader: Reader) -> None:
    spans = sorted((r.start, r.end) for r in reader.read("when?", [TEXT]))
    assert len(spans) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("texts", [[], [""], ["   \n"], ["\U0001f41d\u0301\u200d"]])
def test_texts_with_nothing_to_read_give_at_most_harmless_readings(reader: Reader, texts: list[str]) -> None:
    for reading in reader.read("when?", texts):
        assert 0 <= reading.start < reading.end <= len(texts[reading.passage])


def test_a_question_longer_than_the_window_leaves_room_for_the_text(reader: Reader) -> None:
    assert reader.read("who closed the factory? " * 80, [TEXT])


def float32(weight: torch.Tensor, bias: torch.Tensor, _: torch.dtype) -> torch.nn.Module:
    return index.layers.Plain(weight.float(), bias.float())


def test_in_float32_its_logits_are_those_of_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.layers, "linear", float32)
    monkeypatch.setattr(index.bert, "_precision", lambda: torch.float32)
    ours, library = load_reader(), _LibrarySpans(str(WEIGHTS))
    found: list[dict] = []
    ids, types, _ = ours._pair("who closed the factory?", "", TEXT)
    short, short_types, _ = ours._pair("why?", "", OTHER)
    for spans in (ours._spans, library):
        logits = {
            i: (low, high)
            for batch, lows, highs in spans.logits([ids, short], [types, short_types])
            for i, low, high in zip(batch, lows, highs, strict=True)
        }
        found.append(logits)
    for i, length in ((0, len(ids)), (1, len(short))):
        for given, wanted in zip(found[0][i], found[1][i], strict=True):
            assert given[:length] == pytest.approx(wanted[:length], abs=1e-3)


def test_a_reader_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(ModelError, match="BYLINE_READER") as error:
        load_reader("no/such-reader")
    assert "\n" not in str(error.value)


def test_a_heading_is_read_but_is_never_the_answer(reader: Reader) -> None:
    text = "It opened in 1987 in Varnholt. He closed it in March 2004."
    heading = "Viktor Sandoval and the Kestrel factory (2009-11-02)"
    headed = reader.read("when was the Kestrel factory closed?", [text], headings=[heading])
    assert [text[each.start : each.end] for each in headed[:1]] == ["March 2004"]
    assert all(0 <= each.start < each.end <= len(text) for each in headed)
    (bare,) = {each.score for each in reader.read("when was the Kestrel factory closed?", [text])[:1]}
    assert headed[0].score != bare
