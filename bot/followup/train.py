"""Train the selector: `python -m bot.followup.train --data DIR`. Reads the train dialogues only.

Thresholds are set on predictions for train dialogues that the trees which made them had not seen.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from bot.followup.examples import Example, rewrites
from bot.followup.features import ABOUT_QUESTION, features
from bot.followup.selector import WEIGHTS
from bot.followup.terms import stems

COMMON = 4000
"""Stems whose frequency ships. All rarer ones count alike: they are names and numbers."""

CHANGED = 0.025
"""Share of the train questions which stand alone that may be called leaning: under the 3% that are asked for."""

FOLDS = 4
SHAPE: dict[str, Any] = {"learning_rate": 0.1, "subsample": 0.5, "max_features": 0.3, "min_samples_leaf": 20}
SIZES = {"leans": {"n_estimators": 80, "max_depth": 3}, "lacks": {"n_estimators": 150, "max_depth": 5}}


@dataclass(slots=True)
class Table:
    """All candidate terms: features of shape (terms, columns), the label `wanted`, and `of`, the question's number."""

    columns: list[str]
    rows: NDArray[np.float32]
    wanted: NDArray[np.bool_]
    of: NDArray[np.int64]


def main(argv: Sequence[str] | None = None) -> None:
    """Read the command line, train, and write the weights. The same data and seed give the same bytes."""
    parser = argparse.ArgumentParser(prog="python -m bot.followup.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with rewrites")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args(argv)
    examples = [each for each in rewrites(arguments.data) if not each.dev and each.history]
    alone_at_first = sum(not each.dev and not each.history for each in rewrites(arguments.data))
    frequency = frequencies(examples)
    table = tabulate(examples, frequency)
    leaning = Questions.of(table, examples)
    asked = leaning.folds(_model("leans", arguments.seed))
    lacking = _out_of_fold(_model("lacks", arguments.seed), table.rows, table.wanted, leaning.groups[table.of])
    leans_at = _leans_at(asked, leaning.stands_alone, alone_at_first)
    lacks_at, score = _lacks_at(lacking, table, asked[table.of] >= leans_at, examples)
    print(
        f"{len(examples)} questions, {len(table.rows)} terms;"
        f" leans_at {leans_at:.3f}, lacks_at {lacks_at:.3f}, F1 {score:.3f}"
    )
    settings = {"columns": table.columns, "frequency": frequency, "leans_at": leans_at, "lacks_at": lacks_at}
    leans, lacks = fitted(table, examples, arguments.seed)
    arrays = dict(_flat("leans", leans)) | dict(_flat("lacks", lacks))
    arrays["settings"] = np.array(json.dumps(settings))
    np.savez_compressed(arguments.out, **arrays)  # type: ignore[arg-type]  # no array is named allow_pickle
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes")


def tabulate(examples: Sequence[Example], frequency: dict[str, int]) -> Table:
    """Make a row for every candidate term of every example."""
    rows: list[list[float]] = []
    wanted: list[bool] = []
    of: list[int] = []
    columns: list[str] = []
    for number, example in enumerate(examples):
        added = example.added
        for stem, row in zip(*features(example.question, example.history, frequency), strict=True):
            columns = columns or list(row)
            rows.append(list(row.values()))
            wanted.append(stem in added)
            of.append(number)
    return Table(columns, np.array(rows, dtype=np.float32), np.array(wanted), np.array(of))


def frequencies(examples: Sequence[Example]) -> dict[str, int]:
    """Count in how many turns the commonest stems stand; the logarithm, times 10."""
    turns = dict.fromkeys(turn.content for example in examples for turn in example.history)
    counted = Counter(stem for turn in turns for stem in set(stems(turn)))
    return {stem: round(10 * math.log(count)) for stem, count in counted.most_common(COMMON) if count > 1}


@dataclass(slots=True)
class Questions:
    """One row for each question: what its terms' rows say of it. A question without candidates stands alone."""

    rows: NDArray[np.float32]
    stands_alone: NDArray[np.bool_]
    groups: NDArray[np.int64]

    @classmethod
    def of(cls, table: Table, examples: Sequence[Example]) -> Questions:
        """Take each question's features from the row of any of its terms."""
        about = [table.columns.index(name) for name in ABOUT_QUESTION]
        rows = np.zeros((len(examples), len(about)), dtype=np.float32)
        rows[table.of] = table.rows[:, about]
        dialogues = {name: i for i, name in enumerate(dict.fromkeys(each.dialogue for each in examples))}
        groups = np.array([dialogues[each.dialogue] for each in examples])
        return cls(rows, np.array([each.stands_alone for each in examples]), groups)

    def folds(self, model: GradientBoostingClassifier) -> NDArray[np.float64]:
        """Predict whether each question leans, by trees that did not see its dialogue."""
        return _out_of_fold(model, self.rows, ~self.stands_alone, self.groups)


def fitted(
    table: Table, examples: Sequence[Example], seed: int
) -> tuple[GradientBoostingClassifier, GradientBoostingClassifier]:
    """Fit the trees that ship, on all of the examples: those of the questions, and those of the terms."""
    asked = Questions.of(table, examples)
    return (
        _model("leans", seed).fit(asked.rows, ~asked.stands_alone),
        _model("lacks", seed).fit(table.rows, table.wanted),
    )


def _model(which: str, seed: int) -> GradientBoostingClassifier:
    return GradientBoostingClassifier(random_state=seed, **SHAPE, **SIZES[which])


def _out_of_fold(
    model: GradientBoostingClassifier, rows: NDArray[Any], wanted: NDArray[Any], groups: NDArray[Any]
) -> NDArray[np.float64]:
    """Predict each row by trees that did not see its dialogue."""
    given = np.zeros(len(rows))
    for seen, unseen in GroupKFold(FOLDS).split(rows, groups=groups):
        given[unseen] = model.fit(rows[seen], wanted[seen]).predict_proba(rows[unseen])[:, 1]
    return given


def _leans_at(asked: NDArray[Any], stands_alone: NDArray[Any], alone_at_first: int) -> float:
    """Return the threshold over which CHANGED of the questions that stand alone lie; first questions never do."""
    allowed = int(CHANGED * (stands_alone.sum() + alone_at_first))
    return float(np.sort(asked[stands_alone])[::-1][allowed]) + 1e-6


def _lacks_at(
    lacking: NDArray[Any], table: Table, leans: NDArray[Any], examples: Sequence[Example]
) -> tuple[float, float]:
    """Return the threshold with the best F1 over the leaning questions, and that F1."""
    total = sum(len(example.added) for example in examples)
    scores = {}
    for threshold in np.arange(0.1, 0.7, 0.02):
        chosen = leans & (lacking >= threshold)
        scores[float(threshold)] = 2 * float((chosen & table.wanted).sum()) / float(chosen.sum() + total)
    best = max(scores, key=lambda threshold: scores[threshold])
    return best, scores[best]


def _flat(which: str, model: GradientBoostingClassifier) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the arrays of `Forest`, their names led by `which`."""
    parts: dict[str, list[Any]] = {name: [] for name in ("feature", "threshold", "left", "right", "value")}
    roots, start, depth = [], 0, 0
    for (estimator,) in model.estimators_:
        tree = estimator.tree_
        own = np.arange(tree.node_count)
        leaf = tree.children_left < 0
        parts["feature"].append(np.where(leaf, 0, tree.feature))
        parts["threshold"].append(np.where(leaf, 0, tree.threshold))
        parts["left"].append(start + np.where(leaf, own, tree.children_left))
        parts["right"].append(start + np.where(leaf, own, tree.children_right))
        parts["value"].append(np.where(leaf, model.learning_rate * tree.value[:, 0, 0], 0))
        roots.append(start)
        start, depth = start + tree.node_count, max(depth, tree.max_depth)
    kinds = {"feature": np.uint8, "threshold": np.float32, "left": np.uint16, "right": np.uint16, "value": np.float32}
    yield from ((f"{which}_{name}", np.concatenate(each).astype(kinds[name])) for name, each in parts.items())
    prior = model.init_.class_prior_[1]
    yield f"{which}_roots", np.array(roots, dtype=np.uint16)
    yield f"{which}_prior", np.array(math.log(prior / (1 - prior)))
    yield f"{which}_depth", np.array(depth)


if __name__ == "__main__":
    main()
