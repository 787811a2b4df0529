"""A model's pieces become sentences with the numbers they cite, however the pieces are cut."""

from __future__ import annotations

import random

import pytest

from bot.writer.drafts import Draft, Drafting


def drafted(*pieces: str) -> list[Draft]:
    drafting = Drafting()
    return [draft for piece in pieces for draft in drafting.feed(piece)] + drafting.end()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mill shut [2].", [("The mill shut.", (2,))]),
        ("The mill shut.[2] It burnt. [1][3]", [("The mill shut.", (2,)), ("It burnt.", (1, 3))]),
        ("The mill shut [1, 2].", [("The mill shut.", (1, 2))]),
        ("The mill shut \u3010 3 \u3011.", [("The mill shut.", (3,))]),
        ("The mill shut \u30103\u2020page 12\u3011.", [("The mill shut.", (3,))]),
        ("The mill shut [passage 4].", [("The mill shut.", (4,))]),
        ("The **mill** shut `early` [1].", [("The mill shut early.", (1,))]),
        (
            "Col. R. Dunn met Lt. Gen. Ames [1]. He left [2].",
            [("Col. R. Dunn met Lt. Gen. Ames.", (1,)), ("He left.", (2,))],
        ),
        ("It cost 1.5 million [1]. So.", [("It cost 1.5 million.", (1,)), ("So.", ())]),
        ("The mill shut (1).", [("The mill shut (1).", ())]),
        ("The mill shut [1", [("The mill shut", ())]),
        ("<think>Perhaps [7]. Yes.</think>The mill shut [1].", [("The mill shut.", (1,))]),
        ("<think>Perhaps [7]. It never ends.", []),
        ("The passage says that the mill shut [1].", [("The mill shut.", (1,))]),
        ("The passage says little [1].", [("The passage says little.", (1,))]),
        ("The mill shut [1].\n\nSources:\n[1] The Mill. A book.\n[2] More.", [("The mill shut.", (1,))]),
        ("", []),
        ("[1] [2] ...", []),
    ],
)
def test_sentences_and_the_numbers_they_cite(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(draft.text, draft.cited) for draft in drafted(text)] == expected


def test_the_items_of_a_list_are_told_from_prose() -> None:
    found = drafted("Two things:\n- The mill shut [1]\n- The school moved. [2]\n3) It rained.")
    assert [(draft.text, draft.item) for draft in found] == [
        ("Two things:", False),
        ("The mill shut", True),
        ("The school moved.", True),
        ("It rained.", True),
    ]


def test_how_the_pieces_are_cut_changes_nothing() -> None:
    text = (
        'Ames said "No." [1, 2] Then Lt. Gen. Dunn met him \u30101\u2020a\u3011. It cost 3.5 million in the U.S. [3] in'
        " all.[1] <think>Hm. [9]</think>The end\n- One [4]\n- Two.[5]\n\nSources: [1] A. B."
    )
    whole = drafted(text)
    assert len(whole) > 5
    for seed in range(100):
        rng = random.Random(seed)
        cuts = sorted(rng.sample(range(1, len(text)), 40))
        assert drafted(*(text[low:high] for low, high in zip([0, *cuts], [*cuts, len(text)], strict=True))) == whole


def test_a_sentence_is_given_out_when_the_next_has_begun_and_no_half_marker_ever() -> None:
    drafting = Drafting()
    assert drafting.feed("The mill shut. [") == []
    assert drafting.feed("1") == []
    assert drafting.feed("] The school moved") == [Draft("The mill shut.", (1,))]
    assert drafting.feed(" [2") == []
    assert drafting.end() == [Draft("The school moved", ())]
