"""The README's promises that a machine can check: its session, its commands, its links."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import _parser as bot_parser
from bot.evals.command import parser as eval_parser
from index.__main__ import _parser as index_parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_python_session_is_true(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_HOME", str(sample_home))
    session = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert session
    examples = doctest.DocTestParser().get_doctest(session[1], {}, "README", "README.md", 0)
    assert len(examples.examples) >= 6
    assert len(session[1].splitlines()) >= 10
    said: list[str] = []
    results = doctest.DocTestRunner().run(examples, out=said.append)
    assert results.failed == 0, "".join(said)


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", README))
    assert {"chat", "test", "help", "eval", "bench"} <= named <= targets


@pytest.mark.parametrize("line", re.findall(r"^    python -m (?:index|bot) [^#\n]+", README, re.MULTILINE))
def test_every_command_it_shows_is_one(line: str) -> None:
    words = [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', line)][2:]
    if words[:2] == ["bot", "eval"]:
        assert eval_parser().parse_args(words[2:])
        return
    parser = {"index": index_parser, "bot": bot_parser}[words[0]]()
    assert parser.parse_args(words[1:])


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make looks at in a fresh clone."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def _would_run(clone: Path, target: str) -> list[str]:
    """List the commands that make would run, without what only keeps it quiet or notes that it was done."""
    said = ("MAKE", "MFLAGS", "PYTHON", "PORT")  # what a make around this one, or whoever runs it, has set
    alone = {name: value for name, value in os.environ.items() if not name.startswith(said)}
    run = subprocess.run(["make", "-n", target], cwd=clone, env=alone, capture_output=True, text=True, check=True)
    printed = run.stdout
    lines = [
        line.replace(" -qq", "").replace(".venv/bin/python -m pip", ".venv/bin/pip") for line in printed.splitlines()
    ]
    return [line for line in lines if not line.startswith("touch ")]


def test_the_lines_for_machines_without_make_are_the_ones_that_make_runs(clone: Path) -> None:
    lines = re.search(r"pip do the same:\n\n((?:    .+\n)+)", README)
    assert lines
    expected = [line.strip() for line in lines[1].splitlines()]
    made = _would_run(clone, "chat")
    assert [*made[:-1], made[-1].removesuffix(" --port 7860")] == expected


def test_a_second_make_chat_installs_nothing(clone: Path) -> None:
    assert any("install" in line for line in _would_run(clone, "chat"))
    (clone / ".venv").mkdir()
    (clone / ".venv" / "installed").touch()
    assert _would_run(clone, "chat") == [".venv/bin/python ui.py --port 7860"]
    later = (clone / ".venv" / "installed").stat().st_mtime + 5
    os.utime(clone / "constraints.txt", (later, later))
    assert any("install" in line for line in _would_run(clone, "chat")), "new pins are installed"


def test_every_link_and_picture_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_its_offline_exit_codes_and_flow_are_still_the_designs() -> None:
    assert "0 answered or done, 1 the articles do not say, 2 the call or its input is wrong" in " ".join(README.split())
    assert (
        "source -> Article -> Passage -> Library(Chroma + words) -> Hit -> Reading -> Answer + Citation -> page"
        in README
    )
