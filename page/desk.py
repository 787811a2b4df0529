"""The desk a page is over: the bot, the library it cites, and what there is to say while they open."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from bot import Bot
    from index import Library

T = TypeVar("T")

OPENING = "Opening your articles…"
LOOK_SECONDS = 0.5
"""How often it is looked whether there is more to say of the opening: as often as a person reads a new number."""

BROKEN = "Something went wrong; the terminal says what."


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page asks: the bot, the library it cites, and what there is to say about their opening.

    `starters` are questions to offer, which are thought of once the desk is open.
    """

    bot: Bot
    library: Library
    note: str = ""
    starters: Future[tuple[str, ...]] = field(default_factory=Future)


class Opening(Future[Desk]):
    """A desk that is being opened, and what there is to say of it so far."""

    def __init__(self) -> None:
        """Begin."""
        super().__init__()
        self.said = OPENING


def open_desk(home: str | None, opening: Opening) -> Desk:
    """Open the library in `home` and a bot over it; add the sample articles to an empty one. Raises BylineError.

    An empty one that another process is filling is left to it: the page answers from what comes in.
    """
    from bot import Bot
    from index import SAMPLES, HeldError, Library, Summary

    def progress(summary: Summary) -> None:
        opening.said = f"Adding sample articles: {summary.line()}."

    library = Library.open(home)
    note = ""
    if not len(library):
        try:
            added = library.add([SAMPLES], progress=progress, wait=False).added
            note = f"The index was empty: {added} sample articles were added."
        except HeldError:
            note = "Articles are being added; ask as soon as the first ones are there."
    return Desk(Bot(library), library, note)


async def opened(opening: Future[T]) -> T:
    """Wait for what another thread is at; to stop waiting does not stop the opening."""
    return await asyncio.shield(asyncio.wrap_future(opening))


async def _news(opening: Opening) -> AsyncIterator[str]:
    """Yield what there is to say of an opening, whenever it is something else, until it is over."""
    said = ""
    while not opening.done():
        if opening.said != said:
            said = opening.said
            yield said
        with suppress(Exception):  # whoever asks for the desk is told
            await asyncio.wait_for(opened(opening), LOOK_SECONDS)


async def greet(opening: Opening) -> AsyncIterator[tuple[str, tuple[str, ...]]]:
    """Yield what there is to say of the desk's opening and the questions to offer, whenever there is more of it."""
    async for said in _news(opening):
        yield said, ()
    try:
        desk = await opened(opening)
        if not desk.starters.done():
            yield desk.note, ()
        yield desk.note, await opened(desk.starters)
    except Exception as error:  # noqa: BLE001  # a visitor is told of any failure; in_one_line tells them apart
        yield in_one_line(error), ()


def in_one_line(error: Exception) -> str:
    """Say in one line what failed. What Byline did not raise on purpose is a fault: the terminal shows it whole."""
    from index import BylineError

    if isinstance(error, BylineError):
        return str(error)
    traceback.print_exception(error)
    return BROKEN
