"""Which terms of the history a question lacks: two small forests of boosted trees over `features`.

One says whether the question leans on the conversation at all, the other, term by term, what it lacks (the task of
QuReTeC, Voskarides et al. 2020; the trees are those of Friedman 2001). `bot.followup.train` makes the weights.

Tried beside them, on the dev dialogues, each with its best threshold: QuReTeC's own way, the reader's six layers
trained to mark the terms (four passes over the same 2,266 questions). The terms' F1 was 0.49 with the trees, 0.50 with
the layers and 0.53 with both, where 2 of the 99 questions that stand alone were changed; with every question taken to
lean 0.57, 0.59 and 0.62. Trained before that on 16,000 conversations made of squad-train's questions, each with what
had been said left out or a pronoun in its place, the layers gave 0.58 and with the trees 0.61, every question taken to
lean; it would be no more if it were known of each question whether it leans. Not worth 21 MB.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.followup.features import ABOUT_QUESTION, features
from bot.types import Turn

WEIGHTS = Path(__file__).with_name("weights.npz")


class Forest:
    """Boosted trees as flat arrays, one place for each node. A leaf is its own left and right child."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Take roots, feature, threshold, left, right, value and the prior log-odds."""
        self._of = arrays
        self._depth = int(arrays["depth"])

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return a probability for each row of features, shape (len(rows),)."""
        of = self._of
        node = np.tile(of["roots"].astype(np.intp), (len(rows), 1))
        each = np.arange(len(rows))[:, None]
        for _ in range(self._depth):
            left = rows[each, of["feature"][node]] <= of["threshold"][node]
            node = np.where(left, of["left"][node], of["right"][node]).astype(np.intp)
        score = of["value"][node].sum(axis=1, dtype=np.float64) + float(of["prior"])
        return np.asarray(1.0 / (1.0 + np.exp(-score)))


class Selector:
    """Chooses the terms that a question lacks."""

    def __init__(self, leans: Forest, lacks: Forest, settings: dict[str, Any]) -> None:
        """Take the forests of questions and of terms; the settings are the thresholds, columns and frequencies."""
        self.leans = leans
        self.lacks = lacks
        self._settings = settings

    def choose(self, question: str, history: Sequence[Turn]) -> dict[str, float]:
        """Return the stems that `question` lacks, with their probabilities; none where it stands alone."""
        stems, rows = features(question, history, self._settings["frequency"])
        if not stems:
            return {}
        table = np.array([[row[name] for name in self._settings["columns"]] for row in rows], dtype=np.float32)
        about = [self._settings["columns"].index(name) for name in ABOUT_QUESTION]
        if self.leans.probabilities(table[:1][:, about])[0] < self._settings["leans_at"]:
            return {}
        sure = self.lacks.probabilities(table)
        chosen = {stem: float(p) for stem, p in zip(stems, sure, strict=True) if p >= self._settings["lacks_at"]}
        return dict(sorted(chosen.items(), key=lambda item: -item[1]))


@lru_cache(maxsize=1)
def load_selector() -> Selector:
    """Read the weights that ship, once."""
    return read_selector(WEIGHTS)


def read_selector(path: Path) -> Selector:
    """Read weights that `bot.followup.train` has written."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    forests = {
        which: Forest(
            {name.removeprefix(f"{which}_"): array for name, array in arrays.items() if name.startswith(which)}
        )
        for which in ("leans", "lacks")
    }
    return Selector(forests["leans"], forests["lacks"], json.loads(str(arrays["settings"])))
