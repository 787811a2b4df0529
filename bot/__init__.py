"""A question and its history in, a cited answer out. This is the only door.

from bot import answer
answer("when did Soffer leave?").span          # 'season 10'
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from bot.chain import Bot, History, Model
from bot.offering import offers
from bot.suspicion import warning
from bot.types import Answer, Citation, Turn
from index import Library, Where

__all__ = ["Answer", "Bot", "Citation", "Turn", "aanswer", "answer", "offers", "warning"]

_opened: dict[tuple[str | None, str | int | None], Bot] = {}


def answer(
    question: str,
    *,
    history: History = (),
    home: str | os.PathLike[str] | None = None,
    model: Model | None = None,
    where: Where | Mapping[str, Any] | None = None,
) -> Answer:
    """Answer a question from the articles of the index in `home` (or BYLINE_HOME, or the user's data folder).

    The index is opened at the first call and kept. Raises QuestionError for a question that is empty or
    far too long, LibraryError when the index cannot be opened, ModelError when a model cannot be loaded.
    """
    return _bot(home, model).ask(question, history=history, where=where)


async def aanswer(
    question: str,
    *,
    history: History = (),
    home: str | os.PathLike[str] | None = None,
    model: Model | None = None,
    where: Where | Mapping[str, Any] | None = None,
) -> Answer:
    """Answer as `answer` does, awaited. An index that is not yet open is opened first, which blocks."""
    return await _bot(home, model).aask(question, history=history, where=where)


def _bot(home: str | os.PathLike[str] | None, model: Model | None) -> Bot:
    library_home = str(home) if home is not None else os.environ.get("BYLINE_HOME")
    key = (library_home, model if isinstance(model, str | None) else id(model))
    if key not in _opened:
        _opened[key] = Bot(Library.open(home), model)
    return _opened[key]
