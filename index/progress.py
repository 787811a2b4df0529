"""A running Summary -> one line on a terminal, kept up to date."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

from index.incoming import Summary


def on(stream: TextIO | None = None) -> Callable[[Summary], None]:
    """Return a progress callback that keeps one line up to date on a terminal, and is silent elsewhere."""
    out = stream or sys.stderr

    def show(summary: Summary) -> None:
        if out.isatty():
            out.write(f"\r\x1b[K{summary.line()}")
            out.flush()

    return show


def clear(stream: TextIO | None = None) -> None:
    """Take the progress line away."""
    out = stream or sys.stderr
    if out.isatty():
        out.write("\r\x1b[K")
        out.flush()
