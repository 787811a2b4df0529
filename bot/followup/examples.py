"""Follow-ups that people rewrote, read from a folder and split by dialogue into train and dev."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.followup.terms import stems
from bot.types import Turn

DEV_SHARE = 30
"""Percent of the dialogues that are dev: some 1,000 of 3,140 questions, enough for a point of F1 either way."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the turns before it, and the question as a person rewrote it to stand alone."""

    source: str
    dialogue: str
    history: tuple[Turn, ...]
    question: str
    rewrite: str

    @property
    def dev(self) -> bool:
        """Tell whether the dialogue is one to tune on, never to train on."""
        return zlib.crc32(self.dialogue.encode()) % 100 < DEV_SHARE

    @property
    def stands_alone(self) -> bool:
        """Tell whether the person changed nothing but case, white space and punctuation."""
        return plain(self.question) == plain(self.rewrite)

    @property
    def added(self) -> set[str]:
        """Return the stems that the person added from the history: what is to be found (QuReTeC, section 3)."""
        said = {stem for turn in self.history for stem in stems(turn.content)}
        return (set(stems(self.rewrite)) - set(stems(self.question))) & said


def plain(text: str) -> str:
    """Return the words of `text` in lower case."""
    return " ".join(re.findall(r"\w+", text.lower()))


def rewrites(folder: Path) -> list[Example]:
    """Read rewrites.jsonl.gz: rows of source, id, history (a list of texts), question and rewrite."""
    with gzip.open(folder / "rewrites.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Example(row["source"], _dialogue(row), _turns(row["source"], row["history"]), row["question"], row["rewrite"])
        for row in rows
    ]


def _dialogue(row: dict[str, str]) -> str:
    """Return what a row's id shares with the other questions of its dialogue."""
    return row["source"] + re.sub(r"_q#\d+$|<::>\d+$|_[\d-]+$", "", row["id"])


def _turns(source: str, history: Sequence[str]) -> tuple[Turn, ...]:
    """Give each text its role. CANARD begins with a title and a section: together they open the conversation."""
    if source.startswith("canard"):
        history = [": ".join(history[:2]), *history[2:]]
        roles = ["user", "user", "assistant"] + ["user", "assistant"] * (len(history) // 2)
    elif source in ("cast2021", "cast2022"):
        roles = ["user", "assistant"] * (len(history) // 2 + 1)
    else:
        roles = ["user"] * len(history)
    return tuple(
        Turn("user" if role == "user" else "assistant", text) for role, text in zip(roles, history, strict=False)
    )
