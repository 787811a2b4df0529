"""A chat model by its name: the small one that runs in this process, or any that LangChain can speak to."""

from __future__ import annotations

import os
import re
from typing import Any

from langchain_core.language_models import BaseChatModel

from bot.writer.smollm2 import NAME, SmolLM2
from bot.writer.weights import gguf_file
from index import ModelError

TIMEOUT = 60.0
"""Seconds without a byte. Someone is waiting, and the quoted answer is at hand."""

RETRIES = 0
"""A second wait would be as long as the first, a quota is not back within seconds, and the quoted answer is at hand."""

EXTRAS = ("openai", "anthropic", "ollama")
"""Providers that `pip install byline[...]` brings."""

KEYS = ("API_KEY", "AUTH_TOKEN", "PROFILE", "IDENTITY_TOKEN", "IDENTITY_TOKEN_FILE")
"""Where Anthropic's client looks for credentials, after ANTHROPIC_. It complains only when it is called."""

MAX_REASON = 300
"""Characters of a provider's own complaint: one line fit for a person."""

NO_TEMPERATURE = re.compile(r"anthropic:|claude|(openai:)?o\d")
"""Models that think before they write, most of which refuse a temperature: Claude and OpenAI's o series."""


def load_model(name: str) -> BaseChatModel:
    """Return the chat model that is called `name`: "smollm2", or what `init_chat_model` takes, such as "openai:...".

    Nothing is called or read yet. Raises ModelError, in one line that says what to do.
    """
    if name == NAME:
        gguf_file()
        return SmolLM2()
    provider, colon, model = name.partition(":")
    if colon and not model.strip():
        raise ModelError(f"the chat model {name!r} has no name after the colon; write it as {provider}:NAME")
    chat = _from_langchain(name)
    if provider == "anthropic" and not any(os.environ.get(f"ANTHROPIC_{key}") for key in KEYS):
        raise ModelError(f"the chat model {name!r} needs a key; set ANTHROPIC_API_KEY")
    return chat


def _from_langchain(name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        model = init_chat_model(name, **_options(name))
    except ImportError as error:
        raise ModelError(f"the chat model {name!r} needs a package; {_to_install(name, error)}") from error
    except Exception as error:  # each provider has exceptions of its own
        raise ModelError(f"the chat model {name!r} cannot be used: {_reason(error)}") from error
    if not isinstance(model, BaseChatModel):
        raise ModelError(f"the chat model {name!r} is not a chat model; name it as openai:NAME, or {NAME}")
    return model


def _options(name: str) -> dict[str, Any]:
    """Return what to build it with. Ollama's client takes its timeout apart and has no retries."""
    if name.startswith("ollama:"):
        return {"temperature": 0, "client_kwargs": {"timeout": TIMEOUT}}
    cold = {} if NO_TEMPERATURE.match(name) else {"temperature": 0}
    return cold | {"timeout": TIMEOUT, "max_retries": RETRIES}


def _to_install(name: str, error: ImportError) -> str:
    provider = name.partition(":")[0]
    if provider in EXTRAS:
        return f"run `pip install 'byline[{provider}]'`"
    named = re.search(r"`pip install [^`]+`", str(error))
    return f"run {named[0]}" if named else _reason(error)


def _reason(error: Exception) -> str:
    """Return what is wrong in one line; a complaint about many fields is reduced to its first line."""
    if "Unable to infer model provider" in str(error) or "Unsupported provider" in str(error):
        return f"no such provider; name it as openai:NAME, anthropic:NAME or ollama:NAME, or {NAME}"
    if "OPENAI_API_KEY" in str(error):
        return "it needs a key; set OPENAI_API_KEY (any word for a server of your own, at OPENAI_BASE_URL)"
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return first[:MAX_REASON]
