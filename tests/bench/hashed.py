"""An encoder for long measurements: vectors hashed from words, since embedding so many passages would take hours."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.encoder import DEFAULT_ENCODER, Encoder, load_encoder
from index.settings import Settings

WIDTH = 384
"""Dimensions of the encoder that ships: storing and searching take as long over these vectors as over its own."""

FEW = 16
"""So few texts, a question or one changed article, are given to the real encoder too, so that its time counts."""


class Hashed:
    """Counts with the real encoder; vectors come from the words. `name` is its own: no index mixes the two."""

    name = "hashed"

    def __init__(self, real: Encoder | None = None) -> None:
        self.real = real or load_encoder(Settings().encoder or DEFAULT_ENCODER)

    def count(self, texts: Sequence[str]) -> list[int]:
        return self.real.count(texts)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Any:
        if len(texts) <= FEW:
            self.real.encode_passages(texts)
        if progress is not None:
            progress(len(texts))
        return self._hashed(texts)

    def encode(self, texts: Sequence[str]) -> Any:
        self.real.encode(texts)
        return self._hashed(texts)

    def _hashed(self, texts: Sequence[str]) -> Any:
        vectors = np.full((len(texts), WIDTH), 1e-3, dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word.encode()) % WIDTH] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
