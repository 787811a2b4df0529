"""Questions that look as if a paragraph answered them, written by a model that was shown the real ones.

SmolLM2-135M learns from squad2-train to turn a question that a paragraph answers into one that people wrote to look
like it (Zhu et al. 2019, "Learning to Ask Unanswerable Questions for Machine Reading Comprehension", section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from bot.reader.examples import Asked, Paragraph
from bot.writer.weights import Weights
from index.training import Encoded, Run, fit

MAX_TOKENS = 400
MAX_QUESTION = 40
"""Tokens of an invented question."""

BATCH = 768
LIKELY = 0.95
"""Words are drawn among the likeliest that together have this probability (Holtzman et al. 2020, section 3.1)."""


class Inventor(torch.nn.Module):
    """A Llama that tells how surprised it is by the tokens of type 1."""

    def __init__(self, llama: Any) -> None:
        super().__init__()
        self.llama = llama

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, **_: torch.Tensor) -> torch.Tensor:
        """Return the mean cross entropy of each row's tokens of type 1."""
        asked = token_type_ids[:, 1:] == 1
        hidden = self.llama.model(input_ids=input_ids, use_cache=False).last_hidden_state[:, :-1]
        losses = cross_entropy(self.llama.lm_head(hidden[asked]).float(), input_ids[:, 1:][asked], reduction="none")
        rows = asked.nonzero()[:, 0]
        return torch.zeros(len(asked), device=losses.device).index_add(0, rows, losses) / asked.sum(1)


def pairs(of: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, str, str]]:
    """Yield each unanswerable question after the answerable one of its paragraph that it is most like."""
    for paragraph in of:
        answered = [each.question for each in paragraph.asked if each.answer]
        for each in paragraph.asked:
            if each.answer is None and answered:
                yield paragraph, max(answered, key=lambda other: _alike(other, each.question)), each.question


def _alike(one: str, other: str) -> float:
    a, b = (set(re.findall(r"\w+", each.lower())) for each in (one, other))
    return len(a & b) / len(a | b)


def learn(weights: Weights, shown: Sequence[tuple[Paragraph, str, str]], run: Run) -> None:
    """Teach the language model itself to invent, on `shown`."""
    rows = []
    for paragraph, question, invented in shown:
        given = weights.tokenizer.encode(_prompt(paragraph, question)).ids
        told = [*weights.tokenizer.encode(f" {invented}").ids, weights.end]
        if len(given) + len(told) <= MAX_TOKENS:
            rows.append(Encoded([*given, *told], [0] * len(given) + [1] * len(told), (0,)))
    torch.manual_seed(run.seed)
    fit(Inventor(weights.model), rows, lambda out, _gold, _mask: out.sum(), run, lambda _: None)


def invent(weights: Weights, asked: Sequence[tuple[Paragraph, Asked]]) -> Iterator[tuple[Paragraph, Asked]]:
    """Yield a question that its paragraph does not answer, where one comes of a question that it answers."""
    model, device = weights.model.train(mode=False), weights.model.device
    prompts = [weights.tokenizer.encode(_prompt(paragraph, each.question)).ids for paragraph, each in asked]
    order = sorted((i for i in range(len(asked)) if len(prompts[i]) <= MAX_TOKENS), key=lambda i: len(prompts[i]))
    for low in range(0, len(order), BATCH):
        some = order[low : low + BATCH]
        longest = len(prompts[some[-1]])
        ids = torch.full((len(some), longest), weights.end)
        mask = torch.zeros_like(ids)
        for row, i in enumerate(some):
            ids[row, longest - len(prompts[i]) :] = torch.tensor(prompts[i])
            mask[row, longest - len(prompts[i]) :] = 1
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            made = model.generate(
                input_ids=ids.to(device),
                attention_mask=mask.to(device),
                do_sample=True,
                top_p=LIKELY,
                top_k=0,
                max_new_tokens=MAX_QUESTION,
                eos_token_id=weights.end,
                pad_token_id=weights.end,
            )[:, longest:].tolist()
        for i, told in zip(some, made, strict=True):
            question = weights.tokenizer.decode([token for token in told if token != weights.end]).strip()
            if weights.end in told and question.endswith("?") and _alike(question, asked[i][1].question) < 1:
                yield asked[i][0], Asked(question, None)


def _prompt(paragraph: Paragraph, question: str) -> str:
    return f"{paragraph.text}\n\nAnswered: {question}\nNot answered:"
