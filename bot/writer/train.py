"""Train the checker: `python -m bot.writer.train --data DIR`. From the reader to weights that tell what evidence says.

A BERT that reads a sentence beside the sentences it cites, with one number at position 0 for "they say so" (Devlin et
al. 2019, section 4.1; the task is that of Kryscinski et al. 2020, "Evaluating the Factual Consistency of Abstractive
Text Summarization", section 3, whose way of making examples, true sentences and changed ones, this follows). Words and
positions stay the reader's, so that only the layers above them are written.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch.nn.functional import binary_cross_entropy_with_logits
from transformers import AutoTokenizer, BertModel

from bot.reader.model import WEIGHTS
from bot.writer.mixture import Shown, mixture
from index.training import Encoded, Run, fit

MAX_TOKENS = 256


class Checker(torch.nn.Module):
    """A BERT and one number from its first token."""

    def __init__(self, start: Path) -> None:
        """Begin with the layers of a trained reader; its words and positions are kept as they are."""
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

    def forward(self, **given: torch.Tensor) -> torch.Tensor:
        """Return one logit for each row."""
        logits: torch.Tensor = self.said(self.bert(**given).last_hidden_state[:, 0])[:, 0]
        return logits


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m bot.writer.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with squad-train")
    parser.add_argument("--start", type=Path, default=WEIGHTS, help="reader to go on from")
    parser.add_argument("--out", type=Path, default=Path("training/checker"), help="folder for checkpoints and weights")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, arguments.start, Run(arguments.out, arguments.seed))


def train(data: Path, start: Path, run: Run) -> None:
    """Train on `data`; write the layers that differ from the reader's, in float16, to `run.out`/checker.safetensors."""
    tokenizer = AutoTokenizer.from_pretrained(start, local_files_only=True).backend_tokenizer
    shown = mixture(data, run.seed)
    print(f"{len(shown):,} examples: {Counter(each.kind or 'true' for each in shown)}")
    torch.manual_seed(run.seed)
    fit(
        Checker(start),
        [encode(tokenizer, each) for each in shown],
        _loss,
        run,
        lambda learnt: _export(learnt, run.out / "checker.safetensors"),
    )


def encode(tokenizer: Any, shown: Shown) -> Encoded:
    """Encode the sentence, then the evidence. Its gold is 1 where the evidence says the sentence."""
    both = tokenizer.encode(shown.text, shown.evidence)
    return Encoded(both.ids[:MAX_TOKENS], both.type_ids[:MAX_TOKENS], (int(not shown.kind),))


def _loss(out: torch.Tensor, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # noqa: ARG001
    return binary_cross_entropy_with_logits(out.float(), gold[:, 0].float(), reduction="sum")


def _export(model: Checker, path: Path) -> None:
    weights = {name: each for name, each in model.state_dict().items() if "embeddings" not in name}
    save_file({name: each.half().contiguous() for name, each in weights.items()}, path)


if __name__ == "__main__":
    main()
