"""A chat model's words as they come, with an end to waiting: a model that stalls or fails is one line."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from index import ModelError

STALL = 60.0
"""Seconds without a word after which a model is given up; a large one on a laptop takes many to read its passages."""

LONGEST = 180.0
"""Seconds for a whole answer of a few sentences."""

MOST = 6000
"""Characters. A model that has written more has lost its way."""


@dataclass(slots=True)
class Usage:
    """What a call took, None where the model does not tell. `cost` is in the unit that the provider bills in."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None

    def add(self, chunk: Any) -> None:
        """Take what a piece of the answer tells."""
        if used := getattr(chunk, "usage_metadata", None):
            self.input_tokens = (self.input_tokens or 0) + used["input_tokens"]
            self.output_tokens = (self.output_tokens or 0) + used["output_tokens"]
        told: dict[str, Any] = getattr(chunk, "response_metadata", None) or {}
        for place in (told, told.get("token_usage") or {}, told.get("usage") or {}):
            if isinstance(place, dict) and isinstance(cost := place.get("cost"), int | float):
                self.cost = float(cost)


def pieces(
    model: BaseChatModel, messages: Sequence[tuple[str, str]], usage: Usage, config: RunnableConfig | None
) -> Iterator[str]:
    """Yield the pieces of a model's answer, and fill `usage`. Raises ModelError when it fails, stalls or runs on.

    The model works in a thread of its own; once nobody takes the pieces any more it is stopped at its next one.
    """
    came: queue.Queue[Any] = queue.Queue()
    unwanted = threading.Event()

    def work() -> None:
        try:
            for chunk in model.stream(list(messages), config):
                came.put(chunk)
                if unwanted.is_set():
                    break
            came.put(None)
        except Exception as error:  # noqa: BLE001  # whatever a provider's library raises: the caller is told
            came.put(error)

    threading.Thread(target=work, name="writer", daemon=True).start()
    last = time.monotonic() + LONGEST
    written = 0
    try:
        while (chunk := _next(came, last)) is not None:
            usage.add(chunk)
            written += len(chunk.text)
            if written > MOST:
                raise ModelError(f"it wrote more than {MOST:,} characters")
            yield chunk.text
    finally:
        unwanted.set()


def _next(came: queue.Queue[Any], last: float) -> Any:
    """Wait for the next piece; None at the end."""
    left = last - time.monotonic()
    try:
        if left < 0:
            raise ModelError(f"it took longer than {LONGEST:.0f} s")
        chunk = came.get(timeout=min(STALL, left))
    except queue.Empty:
        raise ModelError(f"it wrote nothing for {min(STALL, left):.0f} s") from None
    if isinstance(chunk, Exception):
        reason = (str(chunk).strip().splitlines() or [""])[0][:160]
        raise ModelError(f"it failed: {type(chunk).__name__}{f': {reason}' if reason else ''}") from chunk
    return chunk
