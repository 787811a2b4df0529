"""A running Summary -> one line a person can follow: how much, how fast, how long still."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

from index.library import Summary


def line(summary: Summary) -> str:
    """Describe a running summary, with passages a second, and the time left once it can be told."""
    rate = summary.passages / summary.seconds if summary.seconds else 0.0
    text = f"{summary.passages} passages, {rate:.0f} a second"
    if 0 < summary.bytes_done < summary.bytes:
        left = summary.seconds / summary.bytes_done * (summary.bytes - summary.bytes_done)
        text += f", {summary.bytes_done / summary.bytes:.0%} done, about {left // 60:.0f} min {left % 60:.0f} s left"
    return text


def on(stream: TextIO | None = None) -> Callable[[Summary], None]:
    """Return a progress callback that keeps one line up to date on a terminal, and is silent elsewhere."""
    out = stream or sys.stderr

    def show(summary: Summary) -> None:
        if out.isatty():
            out.write(f"\r\x1b[K{line(summary)}")
            out.flush()

    return show


def clear(stream: TextIO | None = None) -> None:
    """Take the progress line away."""
    out = stream or sys.stderr
    if out.isatty():
        out.write("\r\x1b[K")
        out.flush()
