"""Train the reader: `python -m bot.reader.train --data DIR`. From a span model or a sentence encoder to weights.

A BERT with a span head (Devlin et al. 2019, sections 4.2 and 4.3): a text that does not answer is labelled with
position 0.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, BertForQuestionAnswering

from bot.reader.examples import Example
from bot.reader.mixture import mixture
from bot.reader.model import WEIGHTS
from index.training import Encoded, Run, fit

MAX_TOKENS = 320

PEAK = 1e-4
"""The highest learning rate."""


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m bot.reader.train", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with squad-train, squad2-train and squadshifts-reddit"
    )
    parser.add_argument("--start", type=Path, default=WEIGHTS, help="span model or BERT encoder to go on from")
    parser.add_argument("--out", type=Path, default=Path("training"), help="folder for checkpoints and weights")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, arguments.start, Run(arguments.out, arguments.seed, peak=PEAK))


def train(data: Path, start: Path, run: Run) -> None:
    """Train on `data` and write float16 weights to `run.out`/weights, ready to be shipped or named in BYLINE_READER."""
    tokenizer = AutoTokenizer.from_pretrained(start, local_files_only=True)
    cache = run.out / f"encoded-{run.seed}.pt"
    if not cache.exists():
        examples = mixture(data, run.seed)
        encoded = [each for each in (encode(tokenizer.backend_tokenizer, example) for example in examples) if each]
        torch.save([(each.ids, each.types, each.gold) for each in encoded], cache)
    rows = [Encoded(*row) for row in torch.load(cache)]
    print(f"{len(rows):,} examples, {sum(not row.gold[0] for row in rows):,} without an answer")
    torch.manual_seed(run.seed)
    model: Any = BertForQuestionAnswering.from_pretrained(
        start,
        local_files_only=True,
        dtype=torch.float32,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model.bert.embeddings.requires_grad_(requires_grad=False)  # the verifier and the checker stand on the same ones
    fit(model, rows, span_loss, run, lambda learnt: _export(learnt, start, run.out / "weights"))


def encode(tokenizer: Any, example: Example) -> Encoded | None:
    """Encode as the reader does: question, then heading and text. None if it is too long to hold the answer.

    Its gold are the first and the last token of the answer, 0 and 0 if there is none.
    """
    before = f"{example.heading}\n" if example.heading else ""
    both = tokenizer.encode(example.question, before + example.text)
    spans, parts, count = both.offsets, both.sequence_ids, min(len(both.ids), MAX_TOKENS)
    first = last = 0
    if example.answer is not None:
        low, high = (len(before) + each for each in example.answer)
        inside = [i for i in range(count) if parts[i] == 1 and spans[i][0] < high and low < spans[i][1]]
        if not inside or spans[inside[-1]][1] < high:
            return None
        first, last = inside[0], inside[-1]
    return Encoded(both.ids[:count], both.type_ids[:count], (first, last))


def span_loss(out: Any, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Sum the cross entropies of first and last token, half each."""
    scores = (logits.float().masked_fill(mask == 0, -1e4) for logits in (out.start_logits, out.end_logits))
    losses = [cross_entropy(each, gold[:, i], reduction="sum") / 2 for i, each in enumerate(scores)]
    return losses[0] + losses[1]


def _export(model: Any, start: Path, folder: Path) -> None:
    """Write the weights in float16, with the configuration and the tokenizer beside them."""
    folder.mkdir(exist_ok=True)
    model.config.save_pretrained(folder)
    save_file(
        {name: each.half().contiguous() for name, each in model.state_dict().items()}, folder / "model.safetensors"
    )
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(start / name, folder / name)


if __name__ == "__main__":
    main()
