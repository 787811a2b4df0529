"""Trains the layers of a checker, from the reader's or from another checker's.

A BERT that reads a text beside its evidence, with one number at position 0 for "it says so" (Devlin et al. 2019,
section 4.1). Words and positions stay the reader's, so that only the layers above them are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import AutoTokenizer, BertModel

from bot.checker.model import MAX_TOKENS
from index.training import Encoded, Run, fit

Pair = tuple[str, str, bool]
"""A text, the evidence beside it, and whether the evidence says it."""


class Layers(torch.nn.Module):
    """A BERT and one number from its first token."""

    def __init__(self, start: Path, over: Path | None = None) -> None:
        """Begin with the layers of the reader in the folder `start`, or with those of a checker's file `over`."""
        super().__init__()
        self.bert: Any = BertModel.from_pretrained(
            start,
            local_files_only=True,
            dtype=torch.float32,
            attn_implementation="eager",
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.bert.embeddings.requires_grad_(requires_grad=False)
        self.said = torch.nn.Linear(self.bert.config.hidden_size, 1)
        if over:
            self.load_state_dict(self.state_dict() | load_file(over))

    def forward(self, **given: torch.Tensor) -> torch.Tensor:
        """Return one logit for each row."""
        logits: torch.Tensor = self.said(self.bert(**given).last_hidden_state[:, 0])[:, 0]
        return logits


def teach(pairs: Sequence[Pair], start: Path, run: Run, over: Path | None = None) -> None:
    """Show the pairs once; write the layers, in float16, to `run.out`/weights.safetensors."""
    tokenizer = AutoTokenizer.from_pretrained(start, local_files_only=True).backend_tokenizer
    torch.manual_seed(run.seed)
    fit(
        Layers(start, over),
        [_encoded(tokenizer, *pair) for pair in pairs],
        _loss,
        run,
        lambda learnt: _export(learnt, run.out / "weights.safetensors"),
    )


def _encoded(tokenizer: Any, text: str, evidence: str, says: bool) -> Encoded:  # noqa: FBT001  # the parts of a Pair
    both = tokenizer.encode(text, evidence)
    return Encoded(both.ids[:MAX_TOKENS], both.type_ids[:MAX_TOKENS], (int(says),))


def _loss(out: torch.Tensor, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # noqa: ARG001
    return binary_cross_entropy_with_logits(out.float(), gold[:, 0].float(), reduction="sum")


def _export(model: Layers, path: Path) -> None:
    weights = {name: each for name, each in model.state_dict().items() if "embeddings" not in name}
    save_file({name: each.half().contiguous() for name, each in weights.items()}, path)
