"""A JSON-lines file of a person's own questions -> rows to ask."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.evals.measure import Row
from bot.kinds import wanted
from bot.types import Turn
from index import Library, QuestionError

SHAPE = '{"question": "...", "answers": ["..."], "article": "...", "history": [...], "answerable": true}'
"""A line. All but the question may be left out; an article is named by its id, source or title."""


def read(path: Path, library: Library) -> list[Row]:
    """Read the questions. Raises QuestionError, naming the line, for one that cannot be asked or scored."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise QuestionError(f"{path} cannot be read: {reason}; give a file of lines such as {SHAPE}") from error
    names = _names(library)
    rows = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(_row(str(number), _object(line), names))
            except ValueError as error:
                raise QuestionError(f"{path}, line {number}: {error}") from error
    if not rows:
        raise QuestionError(f"{path} holds no questions; give it lines such as {SHAPE}")
    return rows


def _names(library: Library) -> dict[str, set[str]]:
    """Map the ids, sources and titles of all articles to the ids they stand for."""
    names: dict[str, set[str]] = {}
    for entry in library.entries():
        for name in (entry.id, entry.byline.source, entry.byline.title):
            if name:
                names.setdefault(name, set()).add(entry.id)
    return names


def _object(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON ({error.msg}); write {SHAPE}") from error
    if not isinstance(given, dict):
        raise ValueError(f"it is not an object; write {SHAPE}")
    return given


def _row(number: str, given: Mapping[str, Any], names: Mapping[str, set[str]]) -> Row:
    question = given.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError(f'"question" is missing or empty; write {SHAPE}')
    answers = _strings(given, "answers")
    articles = _strings(given, "article")
    answerable = given.get("answerable", True)
    if not isinstance(answerable, bool):
        raise ValueError('"answerable" must be true or false')
    if answers and not answerable:
        raise ValueError('it has "answers" and yet "answerable": false; leave one of the two out')
    for article in articles:
        if article not in names:
            raise ValueError(f"there is no article {article!r} in this index; `python -m index list` shows them")
    gold = frozenset().union(*(names[article] for article in articles))
    turns = _history(given)
    kind = str(wanted(question).kind)
    if turns and kind == "fact":
        kind = "followup"
    if not answerable:
        kind = "unanswerable"
    return Row(str(given.get("id", number)), kind, question, answers, gold, answerable, turns)


def _strings(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Take a string, a list of them, or nothing."""
    value = given.get(name)
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(each, str) and each.strip() for each in values):
        raise ValueError(f'"{name}" must be a string or a list of strings, none of them empty')
    return tuple(values)


def _history(given: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    history = given.get("history") or []
    if not isinstance(history, list):
        raise ValueError('"history" must be a list of {"role": ..., "content": ...}')
    return tuple({"role": turn.role, "content": turn.content} for turn in Turn.of(history))
