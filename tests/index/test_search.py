from __future__ import annotations

import pytest

from index.search import fuse


def test_the_score_is_the_sum_of_reciprocal_ranks() -> None:
    fused = fuse({"dense": ["a", "b", "c"], "words": ["c", "a"]})
    assert [item for item, _, _ in fused] == ["a", "c", "b"]
    assert [score for _, score, _ in fused] == pytest.approx([1 / 6 + 1 / 7, 1 / 8 + 1 / 6, 1 / 7])
    assert fused[0][1] == pytest.approx(0.3095238095, abs=1e-10)


def test_each_item_names_the_rankings_that_held_it() -> None:
    fused = fuse({"dense": ["a", "b"], "words": ["b", "c"]})
    assert {item: found for item, _, found in fused} == {"a": ("dense",), "b": ("dense", "words"), "c": ("words",)}


def test_ties_keep_the_order_in_which_the_rankings_are_given() -> None:
    assert [item for item, _, _ in fuse({"words": ["w"], "dense": ["d"]})] == ["w", "d"]
    assert [item for item, _, _ in fuse({"dense": ["d"], "words": ["w"]})] == ["d", "w"]


def test_twice_found_beats_first_of_one() -> None:
    assert fuse({"dense": ["a", "x"], "words": ["b", "x"]})[0][0] == "x"


def test_nothing_found_is_an_empty_list() -> None:
    assert fuse({"dense": [], "words": []}) == []
