"""The desk opens over whatever is there, and fills an empty index only when nobody else does."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot
import index.library
from index.lock import WriteLock
from page.desk import Opening, open_desk
from tests.conftest import Double


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_encoder", lambda name: Double())
    monkeypatch.setattr(bot, "Bot", lambda library: None)


def test_an_empty_index_gets_the_samples_and_the_page_says_so(tmp_path: Path) -> None:
    opening = Opening()
    desk = open_desk(str(tmp_path / "home"), opening)
    assert opening.said.startswith(f"Adding sample articles: {len(desk.library)} passages, ")
    assert len(desk.library.entries()) == 9
    assert desk.note == "The index was empty: 9 sample articles were added."
    assert open_desk(str(tmp_path / "home"), Opening()).note == ""


def test_an_index_that_another_terminal_is_filling_gets_no_samples(tmp_path: Path) -> None:
    home = tmp_path / "home"
    index.Library(home, Double())
    with WriteLock(home).held("adding"):
        desk = open_desk(str(home), Opening())
    assert desk.library.entries() == []
    assert desk.note == "Articles are being added; ask as soon as the first ones are there."
