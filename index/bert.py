"""A BERT encoder, run with torch alone (Devlin et al. 2019, section 3).

Importing transformers takes longer than answering a question; this is the part of it that the
shipped encoder and reader need. A test holds it to the same numbers as transformers.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

TOKENS_A_BATCH = 768
"""Small batches, one thread each, stay in the processor's cache and wait for nobody. Passages take 5% longer in batches
of 384, as long in 1,536, and 4% longer in 4,096; the reader and questions 6, 2 and 28% (2 cores, AVX2)."""

BATCHES_AT_ONCE = 8
"""Batches that a thread is given together: a third of a second of work for passages. See `index.layers`."""

SHARE_SLACK = 1.2
"""A few texts are shared out evenly among the processors, with so much room for the padding."""

_NUMBER = re.compile(r"encoder\.layer\.(\d+)\.")


class Bert:
    """The weights of one BERT, and how to run them. Many threads may use it at once.

    It runs a batch in one thread and several batches side by side, and so sets torch to one thread an
    operation in the whole process: threads that share an operation wait for each other, and beside a busy
    process a question took ten times as long.
    """

    def __init__(self, folder: Path, over: Path | None = None) -> None:
        """Read config.json and model.safetensors; weights that the file `over` holds take the place of theirs.

        Where it holds layers, they are all the layers there are.

        Raises ValueError for another architecture, OSError if absent.
        """
        import torch
        from safetensors.torch import load_file

        from index.layers import program

        config = json.loads((folder / "config.json").read_text())
        usual = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
        for key, value in usual.items():
            if config.get(key, value) != value:
                raise ValueError(f"{key} is {config[key]!r}, not {value!r}")
        base, own = load_file(folder / "model.safetensors"), load_file(over) if over else {}
        weights = {name.removeprefix("bert."): each for name, each in (base | own).items()}
        depth = len({number[1] for name in own if (number := _NUMBER.search(name))}) or config["num_hidden_layers"]
        self.head = {name: each.float() for name, each in weights.items() if not name.startswith(("embed", "encoder"))}
        self.width: int = config["hidden_size"]
        self._program = program(weights, depth, config["num_attention_heads"], config["layer_norm_eps"], _precision())
        self._torch = torch
        torch.set_num_threads(1)
        self._cores = _cores()
        self._pool = ThreadPoolExecutor(self._cores, thread_name_prefix="bert")

    def run(
        self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None
    ) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Yield (positions in `ids`, hidden states) for one batch after another, shortest texts first.

        The last hidden states are float32, shape (len(positions), longest of them, width); what is padded
        is meaningless. `types` are the token types, 0 where not given.
        """

        def work(batches: list[list[int]]) -> list[torch.Tensor]:
            return self._hidden(
                [[ids[i] for i in batch] for batch in batches],
                [[types[i] for i in batch] for batch in batches] if types else None,
            )

        lengths = [len(each) for each in ids]
        share = SHARE_SLACK * sum(lengths) / self._cores
        batches = list(_batches(lengths, share if share < 2 * TOKENS_A_BATCH else TOKENS_A_BATCH))
        at_once = max(1, min(BATCHES_AT_ONCE, len(batches) // self._cores))
        parts = [batches[low : low + at_once] for low in range(0, len(batches), at_once)]
        for part, hidden in zip(parts, self._pool.map(work, parts), strict=True):
            yield from zip(part, hidden, strict=True)

    def _hidden(
        self, batches: Sequence[Sequence[Sequence[int]]], types: Sequence[Sequence[Sequence[int]]] | None
    ) -> list[torch.Tensor]:
        ids, kinds, masks = [], [], []
        for number, batch in enumerate(batches):
            lengths = self._torch.tensor([len(row) for row in batch])
            longest = int(lengths.max())
            ids.append(self._padded(batch, longest))
            kinds.append(self._padded(types[number], longest) if types else ids[-1] * 0)
            within = (self._torch.arange(longest)[None, :] < lengths[:, None])[:, None, None, :]
            masks.append(within if int(lengths.min()) < longest else None)
        with self._torch.inference_mode():
            hidden: list[torch.Tensor] = self._program(ids, kinds, masks)
            return hidden

    def _padded(self, rows: Sequence[Sequence[int]], longest: int) -> torch.Tensor:
        return self._torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])


def _batches(lengths: Sequence[int], most: float) -> Iterator[list[int]]:
    """Group positions of similar length, each group at most `most` tokens once padded to its longest."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[i] * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _cores() -> int:
    """Count the processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _precision() -> torch.dtype:
    """Choose the number type: bfloat16 where the processor has instructions for it, else float32.

    Measured with all-MiniLM-L6-v2 on 2 cores: 76 passages/s against 32 in float32 with avx512_bf16;
    without those instructions a sixth of float32's speed.
    """
    import torch

    capable: bool = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001  # torch has no public name for it
    return torch.bfloat16 if capable else torch.float32
