"""Sentences made to train and to measure the checker: true ones are true, false ones differ in one thing."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from bot.checker import load_checker
from bot.reader.examples import Asked, Paragraph
from bot.reader.model import WEIGHTS
from bot.writer import mixture, train
from bot.writer.claims import Claim, from_question, from_sentences, joined
from bot.writer.planting import KINDS, denied, planted
from index import training
from index.training import Run

TEXT = (
    "The Orrin lighthouse was built in 1871 by the engineer Maud Kerrow. In 1904, the keeper Tobias Fenn installed an"
    " electric lamp (the first on the coast). The tower has 212 steps. It never failed during the war."
)


def paragraph(*asked: tuple[str, str]) -> Paragraph:
    found = tuple(Asked(question, (TEXT.index(a), TEXT.index(a) + len(a))) for question, a in asked)
    return Paragraph("Orrin", TEXT, found)


@pytest.mark.parametrize(
    ("question", "answer", "says"),
    [
        ("Who built the Orrin lighthouse?", "Maud Kerrow", "Maud Kerrow built the Orrin lighthouse."),
        ("When was the Orrin lighthouse completed?", "1871", "The Orrin lighthouse was completed in 1871."),
        ("When did Tobias Fenn use the lamp first?", "In 1904", "Tobias Fenn used the lamp first In 1904."),
        ("How many steps does the tower have?", "212", None),
        ("How many steps are in the whole tower?", "212", "212 steps are in the whole tower."),
        ("Why?", "212", None),
    ],
)
def test_a_question_and_its_answer_make_a_sentence(question: str, answer: str, says: str | None) -> None:
    of = paragraph((question, answer))
    made = from_question(of.asked[0], of)
    assert (made.text if made else None) == says


def test_sentences_are_said_again_with_a_part_moved_or_left_out() -> None:
    said = {claim.text for seed in range(20) for claim in from_sentences(paragraph(), random.Random(seed))}
    assert "The keeper Tobias Fenn installed an electric lamp in 1904." in said
    assert "The tower has 212 steps." in said
    assert all((text.endswith(".") and not text.startswith("In 1904")) or "Fenn" in text for text in said)


def test_evidence_is_the_sentence_it_was_made_from_and_at_most_so_many_more() -> None:
    of = paragraph(("Who built the Orrin lighthouse?", "Maud Kerrow"))
    claim = from_question(of.asked[0], of)
    assert claim is not None
    for seed in range(10):
        evidence = claim.evidence(2, random.Random(seed))
        assert "Maud Kerrow" in evidence
    assert claim.evidence(0, random.Random(0)) == TEXT[: TEXT.index(" In 1904")]
    steps = next(each for each in from_sentences(of, random.Random(0)) if "212" in each.text)
    both = joined(claim, steps)
    assert both.text.endswith("and The tower has 212 steps.")
    assert "Maud Kerrow" in both.evidence(0, random.Random(0))
    assert "212 steps" in both.evidence(0, random.Random(0))


def test_one_thing_is_made_wrong() -> None:
    of = paragraph(("Who built the Orrin lighthouse in 1871?", "Maud Kerrow"))
    claim = from_question(of.asked[0], of)
    assert claim is not None
    other = Paragraph("Else", "Later the sailor Ines Dow met Karl Brandt in Lund in 1950.", ())
    for kind in (*KINDS, "exchange"):
        for seed in range(5):
            wrong = planted(claim, kind, random.Random(seed), [other])
            if kind == "number":
                assert wrong is None
                continue
            assert wrong is not None
            assert (wrong.planted, wrong.text == claim.text) == (kind, False)
            assert ("1871" in wrong.text) == (kind != "date")


@pytest.mark.parametrize(
    ("text", "exchanged"),
    [
        ("Anna Lind beat Vera Holm in 1962.", "Vera Holm beat Anna Lind in 1962."),
        ("Anna Lind met Vera Holm in 1962.", None),
        ("Anna Lind and Vera Holm won in 1962.", None),
        ("Anna Lind won in 1962.", None),
    ],
)
def test_two_of_a_kind_change_places_where_that_changes_what_is_said(text: str, exchanged: str | None) -> None:
    wrong = planted(Claim(text, Paragraph("", text, ()), ()), "exchange", random.Random(0), [])
    assert (wrong and wrong.text) == exchanged


def test_a_denial_is_put_in_or_taken_out() -> None:
    rng = random.Random(0)
    assert denied("The lamp was not lit.", rng) == "The lamp was lit."
    assert denied("The tower is old.", rng) in {f"The tower is {no} old." for no in ("not", "never", "no longer")}
    assert denied("Old towers everywhere.", rng) is None


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a small squad-train of our own."""
    rows = []
    for name, builder, year in (("Orrin", "Maud Kerrow", "1871"), ("Dunlin", "Ines Dow", "1902")) * 12:
        text = TEXT.replace("Orrin", name).replace("Maud Kerrow", builder).replace("1871", year)
        asked = {f"Who built the {name} lighthouse?": builder, f"When was the {name} lighthouse completed?": year}
        questions = [
            {"question": q, "answerable": True, "answers": [{"text": a, "start": text.index(a)}]}
            for q, a in asked.items()
        ]
        rows.append({"title": name, "text": text, "questions": questions})
    with gzip.open(tmp_path / "squad-train.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def test_the_checker_is_shown_true_and_false_sentences_of_every_kind(data: Path) -> None:
    shown = mixture.mixture(data, 0)
    kinds = {each.kind for each in shown}
    assert {"", "name", "date", "negation", "place"} <= kinds
    assert 0.3 < sum(not each.kind for each in shown) / len(shown) < 0.7
    assert [each.text for each in mixture.mixture(data, 0)] == [each.text for each in shown]


def test_training_writes_the_layers_that_it_changed_and_they_load(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "LOG_EVERY", 1)
    out = tmp_path / "out"
    out.mkdir()
    train.train(data, WEIGHTS, Run(out, seed=0))
    assert "min left" in capsys.readouterr().out
    before, after = load_file(WEIGHTS / "model.safetensors"), load_file(out / "weights.safetensors")
    assert not [name for name in after if "embeddings" in name]
    changed = [name for name in after if name in before and not torch.equal(before[name], after[name])]
    assert len(changed) > 50
    said = load_checker(out / "weights.safetensors").said(
        [("A mill burnt.", "The mill burnt."), ("A mill burnt.", "It rained.")]
    )
    assert all(0 <= each <= 1 for each in said)


def test_the_checker_that_ships_tells_true_from_false() -> None:
    evidence = "Harold Pym, an independent, cast the deciding vote, and Janet Sorrel called the bargain shabby."
    true, swapped, denying = load_checker().said(
        [
            ("The deciding vote was cast by Harold Pym.", evidence),
            ("The deciding vote was cast by Janet Sorrel.", evidence),
            ("Harold Pym did not cast the deciding vote.", evidence),
        ]
    )
    assert true > 0.5
    assert max(swapped, denying) < true
    assert denying < 0.5
