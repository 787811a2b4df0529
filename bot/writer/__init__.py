"""Any LangChain chat model -> sentences, each held against the exact words it cites."""

from __future__ import annotations

from langchain_core.language_models import BaseChatModel

from bot.reader import Reader
from bot.writer.models import load_model
from bot.writer.writing import Unsupported, Writer
from index import Library


def load_writer(model: str | BaseChatModel, library: Library, reader: Reader, *, unsupported: Unsupported) -> Writer:
    """Make a writer of a chat model or its name. Raises ModelError when there is none of that name to be had."""
    chosen, name = (load_model(model), model) if isinstance(model, str) else (model, model.get_name())
    return Writer(chosen, library, reader, name=name, unsupported=unsupported)
