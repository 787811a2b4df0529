"""The walls that import-linter cannot see, since ui.py is a module: it enters by the doors alone."""

from __future__ import annotations

import ast
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


def test_the_page_enters_by_the_doors() -> None:
    ours = {name for name in imported(ROOT / "ui.py") if name.split(".")[0] in ("bot", "index")}
    assert ours <= {"bot", "index"}


def test_nobody_imports_the_page() -> None:
    for package in ("bot", "index"):
        for path in (ROOT / package).rglob("*.py"):
            assert "ui" not in imported(path), path
