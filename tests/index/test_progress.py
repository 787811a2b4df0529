"""Long work shows how much, how fast and how long still, and only to a person."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from index import SAMPLES, Library, Summary, progress
from tests.conftest import Double


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_tells_the_rate_and_the_time_left() -> None:
    half = Summary(passages=300, seconds=100.0, bytes=5_000, bytes_done=2_500)
    assert half.line() == "300 passages, 3 a second, 50% done, about 1 min 40 s left"


def test_at_the_start_and_at_the_end_no_time_is_made_up() -> None:
    assert "left" not in Summary().line()
    assert "left" not in Summary(passages=3, seconds=1.0, bytes=10, bytes_done=10).line()


def test_one_long_file_is_followed_article_by_article(library: Library, tmp_path: Path) -> None:
    rows = "".join(f'{{"id": "{i}", "text": "{"word " * 12_000}{i}"}}\n' for i in range(12))
    (tmp_path / "long.jsonl").write_text(rows)
    seen: list[float] = []
    library.add([tmp_path / "long.jsonl"], progress=lambda now: seen.append(now.bytes_done / now.bytes))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert any(0.2 < share < 0.8 for share in seen)


def test_it_is_shown_on_a_terminal_and_nowhere_else() -> None:
    shown, kept = Terminal(), io.StringIO()
    for stream in (shown, kept):
        progress.on(stream)(Summary(passages=3, seconds=1.0))
        progress.clear(stream)
    assert "3 passages" in shown.getvalue()
    assert kept.getvalue() == ""


def test_the_time_left_is_told_from_the_first_passages_on(
    library: Library, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = double.encode_passages

    def encode(texts: list[str], progress: Callable[[int], None]) -> object:
        for _ in texts:
            progress(1)
        return real(texts)

    monkeypatch.setattr(double, "encode_passages", encode)
    told: list[tuple[float, str]] = []
    library.add([SAMPLES], progress=lambda now: told.append((now.bytes_done / now.bytes, now.line())))
    assert told == sorted(told, key=lambda each: each[0])
    assert "% done, about 0 min" in told[0][1]
    assert told[-1][0] == 1.0
