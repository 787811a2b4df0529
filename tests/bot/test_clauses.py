"""A span in another subject's clause gives way."""

from __future__ import annotations

import pytest

from bot.clauses import ASKING, PENALTY, STRANGE, attached
from bot.types import Reading

BOTH = "Ruiz painted the harbour and Tan paints the old mill. Ruiz was pleased."


@pytest.mark.parametrize(
    ("question", "text", "span", "lowered"),
    [
        ("What did Ruiz paint?", BOTH, "the old mill", True),
        ("What did Ruiz paint?", BOTH, "the harbour", False),
        ("What does Tan paint?", BOTH, "the old mill", False),
        ("What does Tan paint?", BOTH, "the harbour", True),
        ("What did Ruiz and Tan paint?", BOTH, "the old mill", False),
        ("Who paints?", BOTH, "Tan", False),
        ("What did Ruiz feel?", BOTH, "pleased", False),
        ("Where did Ruiz go?", "Ruiz went to Leeds and York on Monday.", "York", False),
        ("When did Ruiz go?", "Ruiz left; Tan stayed until May.", "May", True),
        ("When did Ruiz go?", "Ruiz and Tan left in May.", "May", False),
        ("When did Ruiz go?", "Ruiz sold the ship, which sank in May, and left in June.", "May", True),
        ("When did Ruiz go?", "Ruiz sold the ship, which sank in May, and left in June.", "June", False),
        ("When did the ship of Ruiz sink?", "Ruiz sold the ship, which sank in May.", "May", False),
        ("When did it sink?", "The ship, which sank in May, was old.", "May", False),
        ("When did Ruiz go?", "Ruiz has gone, according to a report of May, for good.", "May", True),
        ("When was it reported that Ruiz had gone?", "Ruiz has gone, according to a report of May.", "May", False),
    ],
)
def test_it_is_lowered_only_behind_another_subject(question: str, text: str, span: str, *, lowered: bool) -> None:
    start = text.index(span)
    (reading,) = attached(question, [text], [Reading(0, start, start + len(span), 5.0, 0.5)])
    assert reading.score == (5.0 - PENALTY if lowered else 5.0)


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("Tan left the town in May.", True),
        ("Tan left the town with Ruiz in May.", False),
        ("In May it was that Tan left.", False),
        ("He left the town in May.", False),
        ("The painter left the town in May.", False),
    ],
)
def test_a_sentence_that_opens_with_somebody_else_gives_way(text: str, *, lowered: bool) -> None:
    start = text.index("May")
    (reading,) = attached("When did Ruiz leave?", [text], [Reading(0, start, start + 3, 5.0, 0.5)])
    assert reading.score == (5.0 - STRANGE if lowered else 5.0)


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("**Who taught Ruiz?**\n\nOld Castell did, in May.", True),
        ('"Did Castell, then, teach Ruiz?" she asked.', False),
        ("It is asked who taught Ruiz. Castell says nothing.", False),
        ("Was it Castell who taught Ruiz?", True),
    ],
)
def test_a_question_tells_nothing(text: str, *, lowered: bool) -> None:
    start = text.index("Ruiz") if text.startswith("**") else text.index("Castell")
    (reading,) = attached("Who taught Ruiz?", [text], [Reading(0, start, start + 4, 5.0, 0.5)])
    assert reading.score == (5.0 - ASKING if lowered else 5.0)
