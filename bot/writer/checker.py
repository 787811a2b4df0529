"""Does the evidence say the sentence? A small model reads one beside the other; `train` makes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.reader.model import WEIGHTS
from index import Bert

LAYERS = Path(__file__).parent / "checker.safetensors"
"""What differs from the reader's weights."""

MAX_TOKENS = 256


class Checker(Protocol):
    """Anything that tells how surely each text is said by the evidence beside it."""

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return a probability for each (sentence, evidence)."""


def load_checker() -> Checker:
    """Load the checker that ships."""
    return _BertChecker(LAYERS)


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
