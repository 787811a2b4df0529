"""A larger model that learns to read, and then says of every example where its answer may stand.

SmolLM2-135M (Apache-2.0) with a span head. It sees only what stands before a word, so it is shown the text twice
with the question between (Springer et al. 2024, "Repetition Improves Language Model Embeddings", section 3) and marks
the second copy; the token behind that is its "nowhere". What it learns is given on as probabilities (Hinton et
al. 2015, "Distilling the Knowledge in a Neural Network", section 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from bot.reader.examples import Example
from bot.reader.labels import NOWHERE, Label, Shares, likeliest
from bot.writer.weights import Weights
from index.training import Encoded, Run, fit, padded

MAX_TOKENS = 720
BATCH = 256
"""Examples that are labelled side by side."""

TOKENS = 8
"""Likeliest tokens of which it tells."""


class Teacher(torch.nn.Module):
    """A Llama and two numbers for each token that may be marked; -inf for every other."""

    def __init__(self, llama: Any) -> None:
        super().__init__()
        self.llama = llama
        self.spans = torch.nn.Linear(llama.config.hidden_size, 2)

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, **_: torch.Tensor) -> torch.Tensor:
        """Return start and end logits, of shape (rows, longest, 2). Padding stands behind, so no mask is needed."""
        hidden = self.llama(input_ids=input_ids, use_cache=False).last_hidden_state
        scores: torch.Tensor = self.spans(hidden).float()
        return scores.masked_fill(token_type_ids[..., None] == 0, float("-inf"))


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as the teacher reads it, its number, and the characters that its tokens from `begins` on cover."""

    number: int
    row: Encoded
    begins: int
    spans: list[tuple[int, int]]


def shown(weights: Weights, examples: Sequence[Example]) -> list[Shown]:
    """Encode examples for the teacher, but those that are too long."""
    return [made for i, each in enumerate(examples) if (made := _show(weights, each, i))]


def _show(weights: Weights, example: Example, number: int) -> Shown | None:
    before = f"{example.heading}\n" if example.heading else ""
    first = weights.tokenizer.encode(f"{before}{example.text}\n\n{example.question}\n\n").ids
    again = weights.tokenizer.encode(example.text)
    ids = [*first, *again.ids, weights.end]
    if len(ids) > MAX_TOKENS:
        return None
    text = example.text
    spans = [(high - len(text[low:high].lstrip()), high) for low, high in again.offsets]
    low = high = len(spans)
    if example.answer is not None:
        start, end = example.answer
        inside = [i for i, span in enumerate(spans) if span[0] < end and start < span[1]]
        low, high = inside[0], inside[-1]
    types = [0] * len(first) + [1] * (len(spans) + 1)
    return Shown(number, Encoded(ids, types, (len(first) + low, len(first) + high)), len(first), spans)


def teach(weights: Weights, study: Sequence[Shown], run: Run) -> Teacher:
    """Train a teacher on the examples."""
    torch.manual_seed(run.seed)
    teacher = Teacher(weights.model.model)
    fit(teacher, [each.row for each in study], _loss, run, lambda _: None)
    return teacher


def _loss(out: torch.Tensor, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # noqa: ARG001
    sides = [cross_entropy(out[..., side], gold[:, side].long(), reduction="sum") / 2 for side in (0, 1)]
    return sides[0] + sides[1]


def label(teacher: Teacher, seen: Sequence[Shown]) -> Iterator[tuple[int, Label]]:
    """Yield the number of each example, and where the teacher sees its answer."""
    ordered = sorted(seen, key=lambda each: len(each.row.ids))
    device = next(teacher.parameters()).device
    teacher.train(mode=False)
    for low in range(0, len(ordered), BATCH):
        some = ordered[low : low + BATCH]
        ids, types, _ = padded([each.row for each in some], device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            likely, places = teacher(ids, types).softmax(1).topk(TOKENS, dim=1)
        for each, shares, tokens in zip(some, likely.tolist(), places.tolist(), strict=True):
            yield each.number, Label(*(_characters(each, shares, tokens, side) for side in (0, 1)))


def _characters(seen: Shown, shares: list[list[float]], tokens: list[list[int]], side: int) -> Shares:
    """Put characters in the place of tokens."""
    found: Shares = {}
    for share, place in zip(shares, tokens, strict=True):
        token = place[side] - seen.begins
        if token >= 0 and share[side] > 0:
            at = seen.spans[token][side] if token < len(seen.spans) else NOWHERE
            found[at] = found.get(at, 0.0) + share[side]
    return likeliest(found)
