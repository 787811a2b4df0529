"""A sentence that denies what its evidence affirms, or the other way round."""

from __future__ import annotations

import pytest

from bot.writer.polarity import contradicts


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The council did not approve the bridge.", "The council approved the bridge in May."),
        ("The council approved the bridge.", "The council did not approve the bridge."),
        ("The mill was never rebuilt.", "The mill was rebuilt in 1911."),
        ("He refused to leave the town.", "He left the town in June."),
        ("Pym and Sorrel have replied.", "Pym and Sorrel were asked. Neither councillor has replied."),
        ("The bridge was damaged.", "No bridge was damaged in the storm."),
    ],
)
def test_a_denial_is_seen(sentence: str, evidence: str) -> None:
    assert contradicts(sentence, evidence)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The council did not approve the bridge.", "The bridge was not approved by the council."),
        ("The council approved the bridge.", "In May the council approved the bridge."),
        ("Neither of them commented.", "Neither commented on the report."),
        ("Neither Pym nor Sorrel has replied.", "Pym and Sorrel were asked. Neither councillor has replied."),
        ("The mill was rebuilt.", "There was no fire at the mill and it was rebuilt."),
        ("The mill was rebuilt.", "The mill, which had not been insured, was rebuilt in 1911."),
    ],
)
def test_what_agrees_is_left_alone(sentence: str, evidence: str) -> None:
    assert not contradicts(sentence, evidence)
