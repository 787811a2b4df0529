"""Walls that are told best file by file: the page enters by the doors alone, its command by the page's."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def ours(path: Path) -> set[str]:
    return {name for name in imported(path) if name.split(".")[0] in ("bot", "index", "page", "ui")}


def test_the_page_enters_by_the_doors() -> None:
    files = list((ROOT / "page").glob("*.py"))
    assert len(files) > 5
    for path in files:
        assert {name for name in ours(path) if not name.startswith("page.")} <= {"bot", "index"}, path


def test_the_command_enters_by_the_pages_door() -> None:
    assert ours(ROOT / "ui.py") == {"page"}


def test_nobody_imports_the_page() -> None:
    for package in ("bot", "index"):
        for path in (ROOT / package).rglob("*.py"):
            assert not {name for name in ours(path) if name.split(".")[0] in ("page", "ui")}, path


def test_starting_the_command_imports_nothing_heavy() -> None:
    heavy = ["bot", "index", "gradio", "torch", "numpy", "uvicorn"]
    code = f"import sys, ui; print([name for name in {heavy!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stdout.strip() == "[]"
