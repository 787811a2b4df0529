"""Train the reader: `python -m bot.reader.train --data DIR`. From a span model or a sentence encoder to weights.

A BERT with a span head (Devlin et al. 2019, sections 4.2 and 4.3): a text that does not answer is labelled with
position 0. Labels may be unsure (see `lessons`).
"""

from __future__ import annotations

import argparse
import shutil
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, BertForQuestionAnswering

from bot.reader.examples import Example
from bot.reader.labels import MOST, NOWHERE, Label
from bot.reader.lessons import lessons
from bot.reader.model import WEIGHTS
from index.training import Encoded, Run, fit

MAX_TOKENS = 320

BATCH, PEAK, RUNS = (96, 2e-4, 3) if torch.cuda.is_available() else (24, 1e-4, 1)
"""Examples that make a step, the highest learning rate, and the runs whose weights are averaged (Wortsman et al. 2022,
"Model soups", section 3): what a GPU has time for, and what two cores have."""


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
    train(arguments.data, arguments.start, Run(arguments.out, arguments.seed, BATCH, PEAK))


def train(data: Path, start: Path, run: Run) -> None:
    """Train on `data` and write float16 weights to `run.out`/weights, ready to be shipped or named in BYLINE_READER."""
    tokenizer = AutoTokenizer.from_pretrained(start, local_files_only=True)
    cache = run.out / f"encoded-{run.seed}.pt"
    if not cache.exists():
        shown = lessons(data, run)
        encoded = (encode(tokenizer.backend_tokenizer, example, label) for example, label in shown)
        torch.save([(each.ids, each.types, each.gold) for each in encoded if each], cache)
    rows = [Encoded(*row) for row in torch.load(cache)]
    print(f"{len(rows):,} examples", flush=True)
    folders = [run.out / f"run-{run.seed + number}" for number in range(RUNS)]
    for number, folder in enumerate(folders):
        folder.mkdir(exist_ok=True)
        _learn(rows, start, replace(run, out=folder, seed=run.seed + number))
    _average(folders, run.out / "weights")


def _learn(rows: Sequence[Encoded], start: Path, run: Run) -> None:
    torch.manual_seed(run.seed)
    model: Any = BertForQuestionAnswering.from_pretrained(
        start,
        local_files_only=True,
        dtype=torch.float32,
        attn_implementation="sdpa" if torch.cuda.is_available() else "eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model.bert.embeddings.requires_grad_(requires_grad=False)  # the verifier and the checker stand on the same ones
    fit(model, rows, span_loss, run, lambda learnt: _export(learnt, start, run.out))


def encode(tokenizer: Any, example: Example, label: Label) -> Encoded | None:
    """Encode as the reader does: question, then heading and text. None if it is too long to hold the answer.

    Its gold are MOST tokens at which the answer may start, MOST at which it may end, and the probability of each.
    """
    before = f"{example.heading}\n" if example.heading else ""
    both = tokenizer.encode(example.question, before + example.text)
    spans, parts, count = both.offsets, both.sequence_ids, min(len(both.ids), MAX_TOKENS)
    inside = [i for i in range(count) if parts[i] == 1]
    reach = spans[inside[-1]][1]
    if any(len(before) + at > reach for at in label.ends):
        return None
    lows = [spans[i][0] for i in inside]

    def token(at: int) -> int:
        return 0 if at == NOWHERE else inside[max(0, bisect_right(lows, len(before) + at) - 1)]

    starts = [(token(at), share) for at, share in label.starts.items()]
    ends = [(token(at if at == NOWHERE else at - 1), share) for at, share in label.ends.items()]
    chosen = [[*side, *[(0, 0.0)] * (MOST - len(side))] for side in (starts, ends)]
    tokens = [at for side in chosen for at, _ in side]
    shares = [share for side in chosen for _, share in side]
    return Encoded(both.ids[:count], both.type_ids[:count], (*tokens, *shares))


def span_loss(out: Any, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Sum the cross entropies of the tokens where the answer starts and ends, half each."""
    tokens, shares = gold[:, : 2 * MOST].long(), gold[:, 2 * MOST :]
    loss = torch.zeros((), device=gold.device)
    for side, logits in enumerate((out.start_logits, out.end_logits)):
        taken = slice(side * MOST, (side + 1) * MOST)
        likely = logits.float().masked_fill(mask == 0, -1e4).log_softmax(1)
        loss = loss - (likely.gather(1, tokens[:, taken]) * shares[:, taken]).sum() / 2
    return loss


def _export(model: Any, start: Path, folder: Path) -> None:
    """Write the weights in float16, with the configuration and the tokenizer beside them."""
    model.config.save_pretrained(folder)
    save_file(
        {name: each.half().contiguous() for name, each in model.state_dict().items()}, folder / "model.safetensors"
    )
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(start / name, folder / name)


def _average(folders: Sequence[Path], into: Path) -> None:
    into.mkdir(exist_ok=True)
    runs = [load_file(folder / "model.safetensors") for folder in folders]
    mean = {name: torch.stack([run[name].float() for run in runs]).mean(0).half() for name in runs[0]}
    save_file(mean, into / "model.safetensors")
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(folders[0] / name, into / name)


if __name__ == "__main__":
    main()
