"""A small model that reads one text beside another. `training` makes its layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.reader.model import WEIGHTS
from index import Bert

LAYERS = Path(__file__).parent / "weights.safetensors"
"""What differs from the reader's weights."""

MAX_TOKENS = 256


class Checker(Protocol):
    """Anything that tells how surely each text is said by the evidence beside it."""

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return a probability for each (text, evidence)."""


def load_checker(layers: Path = LAYERS) -> Checker:
    """Load the reader with the layers and the head of a file in the place of its own, the writer's if none is given."""
    return _BertChecker(layers)


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)) of a probability, which is taken as no nearer to 0 or 1 than a billionth."""
    bounded = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(bounded / (1 - bounded))


class _BertChecker:
    def __init__(self, layers: Path) -> None:
        from tokenizers import Tokenizer

        self._bert = Bert(WEIGHTS, over=layers)
        self._weight, self._bias = self._bert.head["said.weight"][0], self._bert.head["said.bias"][0]
        self._tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        encoded = [self._tokenizer.encode(*pair) for pair in pairs]
        logits = np.zeros(len(pairs))
        ids = [each.ids[:MAX_TOKENS] for each in encoded]
        for batch, hidden in self._bert.run(ids, [each.type_ids[:MAX_TOKENS] for each in encoded]):
            logits[batch] = (hidden[:, 0] @ self._weight + self._bias).numpy()
        return [float(each) for each in 1 / (1 + np.exp(-logits))]
