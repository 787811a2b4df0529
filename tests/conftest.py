"""What every test stands on: an encoder double, an empty library of its own, and one over the samples."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import SAMPLES, Library
from index.encoder import Encoder, load_encoder


class Unsure:
    """A checker without a model: it finds everything as likely as not, and so changes no score of a reader's."""

    def said(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [0.5] * len(pairs)


class Double:
    """An encoder without a model: a normalised bag of lower-cased words, hashed into 64 dimensions.

    It is a function of the text alone, so a test can say which passage is nearest. Its tokens are the
    words between white space. `seen` lists every text it was asked to encode.
    """

    def __init__(self, name: str = "double", width: int = 64) -> None:
        self.name = name
        self.width = width
        self.seen: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        vectors = self.encode(texts)
        if progress is not None:
            progress(len(texts))
        return vectors

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.seen.extend(texts)
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                row[zlib.crc32(word.encode("utf-8", "surrogatepass")) % self.width] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the settings, or the index, of the person who runs it."""
    for name in [name for name in os.environ if name.upper().startswith("BYLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path / "byline-home"))


@pytest.fixture
def double() -> Double:
    return Double()


@pytest.fixture
def library(tmp_path: Path, double: Double) -> Library:
    """An empty library with the double."""
    return Library(tmp_path / "home", double)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder that ships, loaded once. Use it only where the numbers of a real model matter."""
    return load_encoder()


@pytest.fixture(scope="session")
def sample_home(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the samples, made with the encoder that ships. Do not write to it."""
    home = tmp_path_factory.mktemp("samples") / "home"
    summary = Library(home, encoder).add([SAMPLES])
    assert not summary.failed
    return home


@pytest.fixture(scope="session")
def sample_library(sample_home: Path, encoder: Encoder) -> Library:
    """The samples, encoded for real. It is shared: search it, do not add to it."""
    return Library(sample_home, encoder)
