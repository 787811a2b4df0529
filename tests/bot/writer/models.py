"""Chat models that are scripts: they say what they are told to, or obey, stall and fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field


class Scripted(BaseChatModel):
    """Streams what `script` makes of the prompt, `step` characters at a time; `asked` lists the prompts.

    `pause` is called before each piece: it may wait or raise. `usage` goes with the last piece.
    """

    script: Callable[[str], str]
    step: int = 7
    pause: Callable[[int], None] = lambda _: None
    usage: dict[str, int] | None = None
    told: dict[str, Any] = Field(default_factory=dict)
    asked: list[str] = Field(default_factory=list)
    given: list[int] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def get_name(self, suffix: str | None = None, *, name: str | None = None) -> str:
        return "a script"

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        self.asked.append("\n".join(str(message.content) for message in messages))
        text = self.script(self.asked[-1])
        for number, low in enumerate(range(0, len(text), self.step)):
            self.pause(number)
            self.given.append(number)
            yield ChatGenerationChunk(message=AIMessageChunk(text[low : low + self.step]))
        yield ChatGenerationChunk(
            message=AIMessageChunk("", usage_metadata=self.usage, response_metadata=self.told)  # type: ignore[arg-type]
        )

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        whole = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessageChunk(whole))])


def says(text: str, **more: Any) -> Scripted:
    """Make a model that says one thing."""
    return Scripted(script=lambda _: text, **more)


def raising(error: Exception, *, after: int = 0) -> Callable[[int], None]:
    """Make a pause that raises at piece `after`."""

    def pause(number: int) -> None:
        if number == after:
            raise error

    return pause


def stalling(until: threading.Event, *, after: int = 0) -> Callable[[int], None]:
    """Make a pause that waits at piece `after` until the test lets it go on."""

    def pause(number: int) -> None:
        if number == after:
            until.wait(60)

    return pause
