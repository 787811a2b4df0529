"""Whole conversations over the samples, each turn asked after what was really answered before it."""

from __future__ import annotations

import json
from pathlib import Path

from bot import Bot
from index import Library

CONVERSATIONS = Path(__file__).parent / "evals" / "conversations.jsonl"

LEAST = 57
"""Of 84 turns, written before any was measured; 59 had a quote with the answer when this floor was set."""


def test_most_turns_are_answered_with_a_quote_that_holds_the_answer(sample_library: Library) -> None:
    bot = Bot(sample_library)
    quoted = 0
    for line in CONVERSATIONS.read_text().splitlines():
        history: list[dict[str, str]] = []
        for turn in json.loads(line)["turns"]:
            answer = bot.ask(turn["question"], history=history)
            quotes = [citation.quote.lower() for citation in answer.citations]
            quoted += any(right.lower() in quote for right in turn["answers"] for quote in quotes)
            history += [
                {"role": "user", "content": turn["question"]},
                {"role": "assistant", "content": answer.text},
            ]
    assert quoted >= LEAST
