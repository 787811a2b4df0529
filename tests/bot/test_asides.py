"""Made sentences that tell things in passing: what answers stands in them, and who is not in them did nothing."""

from __future__ import annotations

import random
import re

from bot.reader.asides import ASIDES, aside
from bot.reader.examples import Paragraph

TEXT = "The ferry from Corran stops where Tobias Fenn lived. Near Maud Kerrow it meets Aldermoor and Brisket. All wait."
NAMES = ("Tobias Fenn", "Maud Kerrow", "Aldermoor", "Brisket", "Corran")


def test_answers_stand_in_the_made_sentence_and_not_in_the_question() -> None:
    made = [each for seed in range(300) for each in aside([Paragraph("Ferries", TEXT, ())], 1, random.Random(seed))]
    assert len(made) == 300
    for example in made:
        assert set(TEXT.split()) <= set(example.text.split()), "the paragraph is still there"
        if example.answer is not None:
            answer = example.text[slice(*example.answer)]
            assert answer
            assert not re.search(rf"\b{re.escape(answer)}\b", example.question)
    assert 40 < sum(each.answer is None for each in made) < 120, "some ask about somebody else"


def test_a_question_about_somebody_else_names_nobody_of_the_sentence() -> None:
    for seed in range(300):
        for example in aside([Paragraph("Ferries", TEXT, ())], 1, random.Random(seed)):
            if example.answer is None:
                told = next(each for each in re.split(r"(?<=[.?!]) ", example.text) if each not in TEXT)
                others = [name for name in NAMES if name not in told]
                assert any(name in example.question for name in others)


def test_every_frame_can_answer_what_it_asks() -> None:
    for frame in ASIDES:
        slots = set(re.findall(r"\{(\w+)\}", frame.told)) | {"why", "years"}
        for question, slot in frame.asks:
            assert slot in slots
            assert set(re.findall(r"\{(\w+)\}", question)) <= slots | {"office_"}
            assert f"{{{slot}}}" not in question
