"""Made sentences of two: the answer stands where it is said to, and a third name is answered by nothing."""

from __future__ import annotations

import random

from bot.reader.examples import Paragraph
from bot.reader.pairs import FRAMES, paired

TEXT = "The ferry from Corran stops where Tobias Fenn lived. Near Maud Kerrow it meets Aldermoor and Brisket. All wait."


def test_answers_stand_in_the_half_that_was_asked_about() -> None:
    made = [each for seed in range(300) for each in paired([Paragraph("Ferries", TEXT, ())], 1, random.Random(seed))]
    assert len(made) == 300
    for example in made:
        assert set(TEXT.split()) <= set(example.text.split()), "the paragraph is still there"
        if example.answer is None:
            continue
        answer = example.text[slice(*example.answer)]
        assert answer
        assert answer not in example.question
    refused = [each for each in made if each.answer is None]
    assert 30 < len(refused) < 120
    second = sum(each.answer is not None and each.answer[0] > each.text.index(_joint(each.text)) for each in made)
    assert 60 < second < 240, "either half is asked about"


def _joint(text: str) -> str:
    """The words that stand between the halves of the made sentence."""
    made = next(sentence for sentence in text.split(". ") if sentence + "." not in TEXT + "." and sentence not in TEXT)
    return next(joint for joint in (", whereas ", ", while ", ", but ", "; ", ", and ", " and ") if joint in made)


def test_every_frame_asks_of_what_it_tells() -> None:
    for frame in FRAMES:
        assert frame.told.count("{a}") == frame.told.count("{x}") == 1
        assert frame.again.count("{b}") == frame.again.count("{y}") == 1
        assert all("{a}" in question for question in frame.asks_x)
        assert all("{x}" in question for question in frame.asks_a)


def test_a_paragraph_with_too_few_names_makes_none() -> None:
    assert paired([Paragraph("Rain", "It rained on Aldermoor all week.", ())], 1, random.Random(0)) == []
