"""What the numbers were measured on, and how much of it embedding uses."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.bench.table import Row
from tests.bench.worker import timed, weights

SIZE = 2048
"""Rows and columns of the square matrices: large enough that calling costs nothing."""

RUNS = 3
"""The best of so many is kept, as of the multiplies."""


def describe() -> str:
    """Describe the machine, with the peak of a matrix multiply in float32 and in the type Byline computes in."""
    import torch

    threads = torch.get_num_threads()  # asked first: Byline's BERT runs one thread a batch and sets this to 1
    name, peak = peak_of_the_encoders_type()
    return (
        f"{os.cpu_count()} cores, {'' if name == 'bfloat16' else 'no '}bfloat16 instructions, torch "
        f"{torch.__version__}, {threads} threads; matrix multiply peak {_rate(_float32(torch)):.0f} GFLOP/s float32, "
        f"{peak:.0f} {name}"
    )


def peak_of_the_encoders_type() -> tuple[str, float]:
    """Return the type the encoder computes in here and the peak of a matrix multiply in it, in GFLOP/s."""
    import torch

    if torch.cpu._is_avx512_bf16_supported():
        return "bfloat16", _rate(_bfloat16(torch))
    return "8-bit", _rate(_eight_bit(torch))


def embedding_share(texts: Callable[[], Sequence[str]]) -> Row:
    """Embed texts, and say how close the encoder's matrix multiplies come to the peak. Call it before torch is used."""
    from index.encoder import load_encoder

    name, peak = peak_of_the_encoders_type()
    encoder, some = load_encoder(), texts()
    window = json.loads((weights() / "sentence_bert_config.json").read_text())["max_seq_length"]
    lengths = [min(count + 2, window) for count in encoder.count(some)]
    work = sum(flop(_shape_for_passages(), length) for length in lengths) / 1e9
    rate = work / min(timed(lambda: encoder.encode_passages(some))[0] for _ in range(RUNS))
    return Row(
        f"embedding, {sum(lengths) / work * rate:,.0f} tokens a second: share of the matrix multiply peak in {name}",
        f"{rate:.0f} of {peak:.0f} GFLOP/s, {rate / peak:.0%}",
        "as close as it gets",
    )


def _shape_for_passages() -> dict[str, int]:
    """Read the width, the depth and the middle's width off the weights that passages are embedded with."""
    from safetensors import safe_open

    from index.encoder import PASSAGE_LAYERS

    with safe_open(PASSAGE_LAYERS, "np") as held:
        middles = [name for name in held.keys() if name.endswith("intermediate.dense.weight")]  # noqa: SIM118
        middle, width = held.get_slice(middles[0]).get_shape()
    return {"hidden_size": width, "intermediate_size": middle, "num_hidden_layers": len(middles)}


def flop(config: dict[str, int], tokens: int) -> int:
    """Count the operations of a BERT's matrix multiplies over a text of so many tokens; a multiply and an add are two.

    A layer has four square matrices, two to and from the wider middle, and attention's two products of all pairs.
    """
    width, middle = config["hidden_size"], config["intermediate_size"]
    each = 4 * width * width + 2 * width * middle + 2 * tokens * width
    return 2 * config["num_hidden_layers"] * tokens * each


def _float32(torch: Any) -> Callable[[], object]:
    left, right = torch.randn(SIZE, SIZE), torch.randn(SIZE, SIZE)
    return lambda: left @ right


def _bfloat16(torch: Any) -> Callable[[], object]:
    left, right = torch.randn(SIZE, SIZE).bfloat16(), torch.randn(SIZE, SIZE).bfloat16()
    return lambda: left @ right


def _eight_bit(torch: Any) -> Callable[[], object]:
    """Multiply as `index.layers` does where there is no bfloat16, without its scales."""
    from index.layers import EightBit

    left, packed = torch.randn(SIZE, SIZE), EightBit(torch.randn(SIZE, SIZE), torch.zeros(SIZE)).packed
    return lambda: torch.ops.quantized.linear_dynamic(left, packed)


def _rate(multiply: Callable[[], object]) -> float:
    """Return the best of five, in GFLOP/s."""
    best = float("inf")
    for _ in range(5):
        before = time.perf_counter()
        multiply()
        best = min(best, time.perf_counter() - before)
    return 2 * SIZE**3 / best / 1e9


if __name__ == "__main__":
    print(describe())
