from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import SAMPLES, Article, Byline, sources
from index.encoder import Encoder
from index.passages import MAX_TOKENS, MIN_TOKENS, neighbour_id, passages
from tests.conftest import Double

COUNT = Double().count
BYLINE = Byline("A title", ("An Author",), date(2024, 1, 25), "https://example.org/a")
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"  # three people joined into one picture
BREAKS = [
    "\r\n",
    "\n\n",
    "e\u0301",
    FAMILY,
    "\U0001f44d\U0001f3fd",
    "\u2764\ufe0f",
    "\U0001f1eb\U0001f1f7",
    "。",
    ". The ",
]


def article(text: str) -> Article:
    return Article("a", BYLINE, text)


def assert_tiles(made: Article) -> None:
    cut = passages(made, COUNT)
    assert "".join(passage.text for passage in cut) == made.text
    at = 0
    for passage in cut:
        assert passage.start == at < passage.end
        assert made.text[passage.start : passage.end] == passage.text
        at = passage.end
    assert len({passage.id for passage in cut}) == len(cut)


def assert_whole_characters(text: str) -> None:
    for passage in passages(article(text), COUNT)[1:]:
        before, after = text[passage.start - 1], text[passage.start]
        assert unicodedata.category(after) not in ("Mn", "Mc", "Me"), (before, after)
        assert "\u200d" not in (before, after)
        assert before + after != "\r\n"
        assert not "\U0001f3fb" <= after <= "\U0001f3ff"


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_the_passages_of_a_sample_are_its_text(path: Path) -> None:
    (made,) = sources.read(path)
    assert isinstance(made, Article)
    assert_tiles(made)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=8) | st.sampled_from(BREAKS), max_size=30), st.integers(1, 30))
def test_any_text_is_tiled(parts: list[str], times: int) -> None:
    assert_tiles(article("".join(parts) * times))


@pytest.mark.parametrize("unit", ["word ", "x", FAMILY, "\u4e2d", "e\u0301", "\r\n", " "])
def test_a_megabyte_on_one_line_is_tiled(unit: str) -> None:
    assert_tiles(article(unit * (1_000_000 // len(unit))))


@pytest.mark.parametrize("unit", ["e\u0301", FAMILY, "\U0001f44d\U0001f3fd", "a\u20dd", "\r\n", "x" * 399 + "e\u0301"])
@pytest.mark.parametrize("shift", range(4))
def test_a_cut_never_parts_what_is_seen_as_one_character(unit: str, shift: int) -> None:
    assert_whole_characters("y" * shift + unit * 3000)


@pytest.mark.parametrize(
    "text", ["word " * 39 + " \u0301 ", "word " * 30 + "end. \u0301Next ", "\u4e2d" * 40 + "。\ufe00"]
)
def test_no_cut_parts_a_mark_from_what_carries_it(text: str) -> None:
    assert_whole_characters(text * 100)


def test_no_passage_is_longer_than_the_encoder_should_read() -> None:
    text = "\n\n".join(" ".join(f"w{i}" for i in range(n)) + "." for n in (5, 90, 95, 170, 30, 400, 1, 179, 180, 181))
    counts = COUNT([passage.text for passage in passages(article(text), COUNT)])
    assert len(counts) > 5
    assert max(counts) <= MAX_TOKENS


@pytest.mark.parametrize("unit", ["\u4e2d\u6587\u5b57\uff0c", "\ud55c\uad6d\uc5b4\ub97c ", "\U0001f600", "!?", "a "])
def test_no_passage_is_longer_than_the_encoder_should_read_in_any_script(encoder: Encoder, unit: str) -> None:
    count = encoder.count
    cut = passages(article(unit * 1000), count)
    assert max(count([passage.text for passage in cut])) <= MAX_TOKENS


def test_short_sentences_fill_passages_and_only_the_last_is_short() -> None:
    cut = passages(article("One two three four five. " * 200), COUNT)
    counts = COUNT([passage.text for passage in cut])
    assert all(MIN_TOKENS <= count <= MAX_TOKENS for count in counts[:-1])
    assert sum(counts) == 1000


def test_a_passage_ends_at_a_paragraph_once_it_is_long_enough() -> None:
    first, second = "One two three four five. " * 21, "Six seven eight. " * 20
    cut = passages(article(f"{first.strip()}\n\n{second.strip()}"), COUNT)
    assert [passage.text.strip() for passage in cut] == [first.strip(), second.strip()]


def test_a_passage_begins_with_a_sentence() -> None:
    text = " ".join(f"Sentence number {i} says that {i * i} is a square." for i in range(100))
    assert all(passage.text.startswith("Sentence number") for passage in passages(article(text), COUNT))


def test_an_empty_article_has_no_passages() -> None:
    assert passages(article(""), COUNT) == []


def test_the_same_article_has_the_same_passages() -> None:
    assert passages(article("Some text."), COUNT) == passages(article("Some text."), COUNT)


@pytest.mark.parametrize(
    "other",
    [
        Article("a", BYLINE, "Some text!"),
        Article("a", replace(BYLINE, title="Another"), "Some text."),
        Article("a", replace(BYLINE, published=date(2024, 1, 26)), "Some text."),
        Article("a", replace(BYLINE, authors=()), "Some text."),
        Article("b", BYLINE, "Some text."),
    ],
)
def test_a_changed_article_shares_no_passage_id(other: Article) -> None:
    ids = {passage.id for passage in passages(article("Some text."), COUNT)}
    assert ids.isdisjoint(passage.id for passage in passages(other, COUNT))


def test_the_neighbours_of_a_passage_are_named_by_its_id() -> None:
    cut = passages(article("One two three four five. " * 200), COUNT)
    assert [neighbour_id(passage, 1) for passage in cut[:-1]] == [passage.id for passage in cut[1:]]
    assert [neighbour_id(passage, -1) for passage in cut[1:]] == [passage.id for passage in cut[:-1]]
