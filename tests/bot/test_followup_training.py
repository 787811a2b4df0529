"""The selector's training: small trees learn a small language, and what is written is what scikit-learn fitted."""

from __future__ import annotations

import gzip
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from bot.followup.examples import Example, rewrites
from bot.followup.features import ABOUT_QUESTION, features
from bot.followup.said import FAR, gather
from bot.followup.selector import read_selector
from bot.followup.terms import tokens
from bot.followup.train import Table, fitted, frequencies, main, tabulate
from bot.types import Turn

KEEPERS = ("Aldous Wren", "Berta Holm", "Corin Tasker", "Dagny Frost", "Edwin Marl", "Freya Stoll")
PLACES = ("Saltness", "Grunwick", "Ombra")
DEEDS = (("painted", "paint"), ("sold", "sell"), ("repaired", "repair"), ("guarded", "guard"))
CLOSE = 1e-6
"""Leaves are kept as float32: seven digits each, summed over at most 150 trees whose sum is a few units."""


def dialogues() -> list[dict[str, object]]:
    """Four questions about each keeper, place and deed: the opening, two that lean on it, and one that stands alone."""
    rows: list[dict[str, object]] = []
    for number, (keeper, place, (did, do)) in enumerate(product(KEEPERS, PLACES, DEEDS)):
        opening = f"Who {did} the lighthouse of {place}?"
        told = f"The lighthouse of {place} was old, so {keeper} {did} it in spring."
        asked = [
            ([], opening, opening),
            ([opening, told], f"When did they {do} it?", f"When did {keeper} {do} the lighthouse of {place}?"),
            ([opening, told], "And where were they born?", f"Where was {keeper} born?"),
            ([opening, told], "Which harbour has most boats today?", "Which harbour has most boats today?"),
        ]
        for turn, (history, question, rewrite) in enumerate(asked):
            name = f"lamp{number}_{turn}"
            rows.append(
                {"source": "cast2021", "id": name, "history": history, "question": question, "rewrite": rewrite}
            )
    return rows


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dialogues, in the shape of the public ones."""
    folder = tmp_path_factory.mktemp("rewrites")
    with gzip.open(folder / "rewrites.jsonl.gz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in dialogues())
    return folder


@pytest.fixture(scope="module")
def weights(data: Path) -> Path:
    """What one run of the training has written."""
    main(["--data", str(data), "--out", str(data / "once.npz")])
    return data / "once.npz"


@pytest.fixture(scope="module")
def seen(data: Path) -> list[Example]:
    """The examples that the training reads: those with a history, of the train dialogues."""
    return [each for each in rewrites(data) if each.history and not each.dev]


@pytest.fixture(scope="module")
def unseen(data: Path) -> list[Example]:
    return [each for each in rewrites(data) if each.history and each.dev]


@pytest.fixture(scope="module")
def table(seen: list[Example]) -> Table:
    return tabulate(seen, frequencies(seen))


def test_the_dialogues_are_split_and_each_side_has_all_kinds(seen: list[Example], unseen: list[Example]) -> None:
    assert not {each.dialogue for each in seen} & {each.dialogue for each in unseen}
    for side in (seen, unseen):
        assert {each.stands_alone for each in side} == {True, False}


def test_the_flat_forests_give_scikit_learns_probabilities(
    weights: Path, table: Table, seen: list[Example], unseen: list[Example]
) -> None:
    written = read_selector(weights)
    leans, lacks = fitted(table, seen, 0)
    other = tabulate(unseen, frequencies(seen))
    about = [table.columns.index(name) for name in ABOUT_QUESTION]
    for rows in (table.rows, other.rows):
        for forest, model, of in ((written.lacks, lacks, rows), (written.leans, leans, rows[:, about])):
            wanted = model.predict_proba(of)[:, 1]
            assert np.ptp(wanted) > 0.5, "the trees tell the rows apart"
            np.testing.assert_allclose(forest.probabilities(of), wanted, rtol=0, atol=CLOSE)


def test_training_again_gives_the_same_bytes(weights: Path, data: Path) -> None:
    main(["--data", str(data), "--out", str(data / "again.npz")])
    assert (data / "again.npz").read_bytes() == weights.read_bytes()


def test_what_was_learnt_is_chosen_in_dialogues_that_were_not_seen(weights: Path, unseen: list[Example]) -> None:
    selector = read_selector(weights)
    for each in unseen:
        chosen = selector.choose(each.question, each.history)
        assert set(chosen) == each.added, each.question
        assert list(chosen.values()) == sorted(chosen.values(), reverse=True)


def test_every_term_has_the_same_columns_and_a_label(table: Table, seen: list[Example]) -> None:
    assert table.rows.shape == (len(table.wanted), len(table.columns))
    assert len(set(table.columns)) == len(table.columns)
    number = int(table.of[-1])
    stems, rows = features(seen[number].question, seen[number].history, frequencies(seen))
    mine = table.of == number
    assert set(np.array(stems)[table.wanted[mine]]) == seen[number].added
    np.testing.assert_array_equal(table.rows[mine], np.array([list(row.values()) for row in rows], dtype=np.float32))


def test_what_is_gathered_of_a_term() -> None:
    history = [
        Turn("user", 'Who wrote "Ombra" for Berta Holm?'),
        Turn("assistant", "Corin did. The Ombra of Berta was his."),
        Turn("user", "When was Berta there?"),
    ]
    said = gather(history, tokens("Did he write the end?"))
    assert list(said) == ["wrot", "ombra", "berta", "holm", "corin"]
    ombra, berta, corin = said["ombra"], said["berta"], said["corin"]
    assert (ombra.by, ombra.last, ombra.turns) == ({"user": 1, "assistant": 1}, {"user": 1, "assistant": 0}, 2)
    assert (ombra.opening, ombra.quoted, ombra.determined, ombra.before_of) == (2, 1, 1, 1)
    assert (berta.opening, berta.run, berta.from_end_of_run, berta.gendered, berta.prepositioned) == (3, 2, 1, 1, 2)
    assert (corin.opening, corin.first, corin.last["user"], corin.gendered) == (FAR, 0, FAR, 1)
