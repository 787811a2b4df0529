"""A visitor's conversation: its exchanges, and how a question is asked while the page stays alive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from page.desk import OPENING, Desk, in_one_line, opened
from page.sources import sources_html

if TYPE_CHECKING:
    from bot import Answer

READING = "Reading…"
STOPPED = "Stopped."


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation and its answer, or a note where there is none (yet)."""

    question: str
    answer: Answer | None = None
    note: str = ""

    @property
    def pending(self) -> bool:
        """Whether the answer is still to come."""
        return self.note in (OPENING, READING) and not self.answer


def history(conversation: Sequence[Exchange]) -> list[dict[str, str]]:
    """Return the answered part of a conversation as plain turns."""
    answered = [each for each in conversation if each.answer]
    return [
        turn
        for each in answered
        for turn in (
            {"role": "user", "content": each.question},
            {"role": "assistant", "content": each.answer.text if each.answer else ""},
        )
    ]


def stopped(conversation: Sequence[Exchange]) -> list[Exchange]:
    """Return a conversation in which nothing is waited for any more."""
    return [replace(each, note=STOPPED) if each.pending else each for each in conversation]


async def converse(
    opening: Future[Desk], question: str, conversation: Sequence[Exchange]
) -> AsyncIterator[tuple[list[Exchange], str | None]]:
    """Yield the conversation as the question is asked and answered, and its sources where there are new ones.

    Whatever waits or works is awaited, because Stop takes effect only there.
    """
    asked = Exchange(question, note=READING if opening.done() else OPENING)
    yield [*conversation, asked], None
    try:
        desk = await opened(opening)
        answers = iter(desk.bot.stream(question, history=history(conversation)))
        while answer := await asyncio.to_thread(next, answers, None):
            now = [*conversation, replace(asked, answer=answer)]
            yield now, await asyncio.to_thread(sources_html, answer, len(now), desk.library)
    except Exception as error:  # noqa: BLE001  # the visitor is told, and asks on
        yield [*conversation, replace(asked, note=in_one_line(error))], None
