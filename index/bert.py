"""A BERT encoder, run with torch alone (Devlin et al. 2019, section 3).

Importing transformers takes longer than answering a question; this is the part of it that the
shipped encoder and reader need. A test holds it to the same numbers as transformers.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

    Linear = Callable[[torch.Tensor], torch.Tensor]

TOKENS_A_BATCH = 512
"""Small batches, one thread each, stay in the processor's cache and wait for nobody: 8,300 tokens/s, against 6,700
with two threads in every operation and 7,900 in batches of 1,024 (2 cores, AVX2)."""

SHARE_SLACK = 1.2
"""A few texts are shared out evenly among the processors, with so much room for the padding."""


class Bert:
    """The weights of one BERT, and how to run them. Many threads may use it at once.

    It runs a batch in one thread and several batches side by side, and so sets torch to one thread an
    operation in the whole process: threads that share an operation wait for each other, and beside a busy
    process a question took ten times as long.
    """

    def __init__(self, folder: Path, over: Path | None = None) -> None:
        """Read config.json and model.safetensors; weights that the file `over` holds take the place of theirs.

        Raises ValueError for another architecture, OSError if absent.
        """
        import torch
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text())
        usual = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
        for key, value in usual.items():
            if config.get(key, value) != value:
                raise ValueError(f"{key} is {config[key]!r}, not {value!r}")
        self._type = _precision()
        stored = load_file(folder / "model.safetensors") | (load_file(over) if over else {})
        weights = {name.removeprefix("bert."): each for name, each in stored.items()}
        self.head = {name: each.float() for name, each in weights.items() if not name.startswith(("embed", "encoder"))}
        self.width: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._epsilon: float = config["layer_norm_eps"]
        self._words, self._positions, self._types = (
            weights[f"embeddings.{kind}_embeddings.weight"].to(self._type)
            for kind in ("word", "position", "token_type")
        )
        self._norm = self._norm_of(weights, "embeddings.LayerNorm")
        self._layers = [
            self._layer(weights, f"encoder.layer.{number}.") for number in range(config["num_hidden_layers"])
        ]
        self._torch = torch
        torch.set_num_threads(1)
        self._cores = _cores()
        self._pool = ThreadPoolExecutor(self._cores, thread_name_prefix="bert")

    def _norm_of(self, weights: dict[str, Any], name: str) -> tuple[Any, Any]:
        return weights[f"{name}.weight"].to(self._type), weights[f"{name}.bias"].to(self._type)

    def _layer(self, weights: dict[str, Any], name: str) -> dict[str, Any]:
        """Collect one layer: query, key and value in one matrix, the output, and the two feed-forward ones."""
        import torch

        def linear(*parts: str) -> Linear:
            weight, bias = (
                torch.cat([weights[f"{name}{part}.{kind}"] for part in parts]) for kind in ("weight", "bias")
            )
            return _linear(weight, bias, self._type)

        attention = "attention.self."
        return {
            "qkv": linear(attention + "query", attention + "key", attention + "value"),
            "mix": linear("attention.output.dense"),
            "norm": self._norm_of(weights, name + "attention.output.LayerNorm"),
            "up": linear("intermediate.dense"),
            "down": linear("output.dense"),
            "last": self._norm_of(weights, name + "output.LayerNorm"),
        }

    def run(
        self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None = None
    ) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Yield (positions in `ids`, hidden states) for one batch after another, shortest texts first.

        The last hidden states are float32, shape (len(positions), longest of them, width); what is padded
        is meaningless. `types` are the token types, 0 where not given.
        """

        def work(batch: list[int]) -> torch.Tensor:
            return self._hidden([ids[i] for i in batch], [types[i] for i in batch] if types else None)

        lengths = [len(each) for each in ids]
        share = SHARE_SLACK * sum(lengths) / self._cores
        batches = list(_batches(lengths, share if share < 2 * TOKENS_A_BATCH else TOKENS_A_BATCH))
        yield from zip(batches, self._pool.map(work, batches), strict=True)

    def _hidden(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]] | None) -> torch.Tensor:
        torch, functional = self._torch, self._torch.nn.functional
        longest = max(map(len, ids))
        padded = torch.tensor([[*row, *[0] * (longest - len(row))] for row in ids])
        kinds = torch.tensor([[*row, *[0] * (longest - len(row))] for row in types]) if types else padded * 0
        lengths = torch.tensor([len(row) for row in ids])
        mask = None
        if int(lengths.min()) < longest:
            mask = (torch.arange(longest)[None, :] < lengths[:, None])[:, None, None, :]
        with torch.inference_mode():
            x = self._words[padded] + self._positions[:longest] + self._types[kinds]
            x = self._normed(x, self._norm)
            for layer in self._layers:
                qkv = layer["qkv"](x).view(len(ids), longest, 3, self._heads, -1)
                query, key, value = qkv.permute(2, 0, 3, 1, 4)
                mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
                mixed = layer["mix"](mixed.transpose(1, 2).flatten(2))
                x = self._normed(x + mixed, layer["norm"])
                inner = functional.gelu(layer["up"](x))
                x = self._normed(x + layer["down"](inner), layer["last"])
            return x.float()

    def _normed(self, x: torch.Tensor, norm: tuple[Any, Any]) -> torch.Tensor:
        return self._torch.nn.functional.layer_norm(x, (self.width,), *norm, self._epsilon)


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


def _linear(weight: torch.Tensor, bias: torch.Tensor, kind: torch.dtype) -> Linear:
    """Make x -> x weight' + bias: in bfloat16 as it is; instead of float32, with 8-bit weights and inputs if it can.

    The weights have a scale for each row, the inputs one for each call (Zafrir et al. 2019, "Q8BERT",
    section 2). Measured with all-MiniLM-L6-v2 on 2 cores with AVX2: 7,400 tokens/s against 4,000 in
    float32, cosine to float32 0.993. What it costs in answers stands in bot/reader/README.md.
    """
    import torch

    if kind != torch.float32 or "onednn" not in torch.backends.quantized.supported_engines:
        weight, bias = weight.to(kind), bias.to(kind)
        return lambda x: torch.nn.functional.linear(x, weight, bias)
    torch.backends.quantized.engine = "onednn"
    weight, zeros = weight.float(), torch.zeros(len(weight), dtype=torch.long)
    with warnings.catch_warnings():
        # torch means to replace these tensors by a package of its own; its version is pinned here.
        warnings.filterwarnings("ignore", message=".*quantized tensor creation functions.*", category=UserWarning)
        rows = torch.quantize_per_channel(weight, weight.abs().amax(1) / 127, zeros, 0, torch.qint8)
        packed = torch.ops.quantized.linear_prepack(rows, bias.float())
    return lambda x: torch.ops.quantized.linear_dynamic(x, packed)
