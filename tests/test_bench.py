"""The benchmark compares like with like: its articles are the same for both sides and answer its questions."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import add_in_turns
from tests.bench.news import questions, stories


def test_the_same_seed_makes_the_same_articles_and_another_makes_others() -> None:
    assert stories(5, seed=1) == stories(5, seed=1)
    assert stories(5, seed=1) != stories(5, seed=2)
    assert len({story.url for story in stories(200, seed=0)}) == 200


def test_articles_are_of_a_newspapers_length_and_hold_the_answers() -> None:
    made = stories(60, seed=0)
    assert all(300 <= len(story.text.split()) <= 720 for story in made)
    texts = "\n".join(story.text for story in made)
    assert all(asked.answer in texts for asked in questions(made, 30))


def test_both_sides_get_every_article_once_in_turns() -> None:
    class Side:
        def __init__(self, name: str) -> None:
            self.name, self.got = name, []

        def tell(self, add: list[int]) -> dict[str, float]:
            self.got.append(add)
            return {"seconds": 1.0, "passages": 7 * len(self.got)}

    sides = [Side("one"), Side("other")]
    total = add_in_turns(sides, 10)  # type: ignore[arg-type]
    assert sides[0].got == sides[1].got == [[0, 2], [2, 5], [5, 7], [7, 10]]
    assert total["one"] == pytest.approx({"seconds": 4.0, "passages": 28.0})
