"""Long work shows how much, how fast and how long still, and only to a person."""

from __future__ import annotations

import io
from pathlib import Path

from index import Library, Summary, progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_tells_the_rate_and_the_time_left() -> None:
    half = Summary(passages=300, seconds=100.0, bytes=5_000, bytes_done=2_500)
    assert progress.line(half) == "300 passages, 3 a second, 50% done, about 1 min 40 s left"


def test_at_the_start_and_at_the_end_no_time_is_made_up() -> None:
    assert "left" not in progress.line(Summary())
    assert "left" not in progress.line(Summary(passages=3, seconds=1.0, bytes=10, bytes_done=10))


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
