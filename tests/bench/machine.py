"""What the numbers were measured on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

SIZE = 2048
"""Rows and columns of the square matrices: large enough that calling costs nothing."""


def describe() -> str:
    """Describe the machine, with the peak of a matrix multiply in float32 and in the type Byline computes in."""
    import torch

    threads = torch.get_num_threads()  # asked first: Byline's BERT runs one thread a batch and sets this to 1
    fast = torch.cpu._is_avx512_bf16_supported()
    single = _float32(torch)
    name, peak = ("bfloat16", _bfloat16(torch)) if fast else ("8-bit", _eight_bit(torch))
    return (
        f"{os.cpu_count()} cores, {'' if fast else 'no '}bfloat16 instructions, torch {torch.__version__}, "
        f"{threads} threads; matrix multiply peak {_rate(single):.0f} GFLOP/s float32, {_rate(peak):.0f} {name}"
    )


def _float32(torch: Any) -> Callable[[], object]:
    left, right = torch.randn(SIZE, SIZE), torch.randn(SIZE, SIZE)
    return lambda: left @ right


def _bfloat16(torch: Any) -> Callable[[], object]:
    left, right = torch.randn(SIZE, SIZE).bfloat16(), torch.randn(SIZE, SIZE).bfloat16()
    return lambda: left @ right


def _eight_bit(torch: Any) -> Callable[[], object]:
    """Multiply as `index.bert` does where there is no bfloat16, with its own function."""
    from index.bert import _linear

    left, multiply = torch.randn(SIZE, SIZE), _linear(torch.randn(SIZE, SIZE), torch.zeros(SIZE), torch.float32)
    return lambda: multiply(left)


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
