from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import sentences

GOLDEN = {
    "two plain ones": ["Soffer left.", "He did not say why."],
    "titles": ["Dr. Vale met Mrs. Archer on St. Mary's Rd. near Mt. Hood.", "They spoke."],
    "months": ["The vote of Jan. 25 was close.", "It took until Feb. 3 to count."],
    "a month at the end": ["It opened in Dec.", "The board met."],
    "initials": ["J. K. Rowling met George W. Bush.", "Nobody else came."],
    "initials that a starter follows": ["He joined Chicago P.D. in 2014.", "She loved Chicago P.D.", "The actor left."],
    "a country": ["The U.S. Army came.", "He lives in the U.S.", "She does not."],
    "a company": ["He works at Acme Inc. as a clerk.", "She left Acme Inc.", "The firm shrank."],
    "the time of day": ["It ended after 1 a.m. on Tuesday.", "It began at 5 p.m.", "The mayor slept."],
    "a numbered thing": ["See No. 5 and Fig. 3 for more.", "There is no more."],
    "a plain no": ["The answer was no.", "He left the room."],
    "decimals": ["Tax rose by 4.5 percent.", "It cost $3.20 each."],
    "straight quotes": ['"I am leaving."', "He left."],
    "curly quotes": ["\u201cI am leaving.\u201d", "\u201cReally?\u201d", "He left."],
    "a quote that goes on": ['"Why now?" he asked.', "Nobody knew."],
    "brackets": ["It rained.", "(It always rains.)", "Then came the sun."],
    "question and exclamation": ["What?!", "No!", "Yes."],
    "dots": ["Wait... what happened?", "Nobody knows\u2026", "Then he left."],
    "a small letter after a stop": ["The site example.org and e.g. that one.", "Both."],
    "emphasis": ["**He left.**", "_She stayed._", "They met."],
}


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("expected", GOLDEN.values(), ids=GOLDEN)
def test_a_reader_would_cut_here(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_hard_wrapped_lines_stay_one_sentence() -> None:
    assert cut("The river broke\nthrough its wall\r\nat night. Nobody\nwas hurt.") == [
        "The river broke\nthrough its wall\r\nat night.",
        "Nobody\nwas hurt.",
    ]


def test_a_blank_line_ends_whatever_stands_before_it() -> None:
    assert cut("A headline without a stop\n \t\nThe text\r\n\r\nMore") == [
        "A headline without a stop",
        "The text",
        "More",
    ]


def test_headings_bullets_and_numbers_stand_alone() -> None:
    text = "# Title\nText of it\n## Part\n- one\n- two\n* three\n1. four\n2) five\n> said"
    assert cut(text) == [
        "# Title",
        "Text of it",
        "## Part",
        "- one",
        "- two",
        "* three",
        "1. four",
        "2) five",
        "> said",
    ]


def test_a_line_that_ends_like_a_sentence_ends_one() -> None:
    assert cut("There are two:\nthe first\nof them") == ["There are two:", "the first\nof them"]


def test_chinese_and_japanese_need_no_space() -> None:
    text = "他走了。她留下了\uff01为什么\uff1f「そうです。」終わり。"
    assert cut(text) == ["他走了。", "她留下了\uff01", "为什么\uff1f", "「そうです。」", "終わり。"]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\r\n"])
def test_nothing_to_read_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("aB1 .!?\n\r\t\"'()#-*。…\u201d\u00a0é\u0301😀"), max_size=60) | st.text(max_size=60))
def test_sentences_are_in_order_and_only_white_space_is_between_them(text: str) -> None:
    before = 0
    for start, end in sentences(text):
        assert before <= start < end
        assert not text[before:start].strip()
        assert text[start:end] == text[start:end].strip()
        before = end
    assert not text[before:].strip()


@pytest.mark.parametrize("unit", [" ", ".", '"', "\n", "\t\n", ". ", '."', "a", "A.", "- ", "( ", "*_"])
def test_a_million_of_anything_is_cut_all_the_same(unit: str) -> None:
    text = "Start. " + unit * (1_000_000 // len(unit)) + " the end"
    assert sentences(text)[-1][1] == len(text)
