"""Any LangChain chat model -> sentences, each held against the exact words it cites."""

from __future__ import annotations

from langchain_core.language_models import BaseChatModel

from bot.writer.checker import load_checker
from bot.writer.models import load_model
from bot.writer.writing import Unsupported, Writer
from index import Library


def load_writer(model: str | BaseChatModel, library: Library, *, unsupported: Unsupported) -> Writer:
    """Make a writer of a chat model or its name. Raises ModelError when there is none of that name to be had."""
    if isinstance(model, str):
        return Writer(load_model(model), library, load_checker(), name=model, unsupported=unsupported)
    return Writer(model, library, load_checker(), name=model.get_name(), unsupported=unsupported)
