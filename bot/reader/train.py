"""Train the reader: `python -m bot.reader.train --data DIR`. From a span model or a sentence encoder to weights.

A BERT with a span head (Devlin et al. 2019, sections 4.2 and 4.3): a text that does not answer is labelled with
position 0. It goes on from its last checkpoint when it is started again.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy
from transformers import AutoTokenizer, BertForQuestionAnswering

from bot.reader.examples import Example
from bot.reader.mixture import mixture
from bot.reader.model import WEIGHTS

BATCH = 24
MAX_TOKENS = 320
PEAK = 6e-5
WARM_UP = 0.06
"""Share of the steps over which the learning rate rises to PEAK; from there it falls to 0 in a straight line."""

DECAY = 0.01
CLIP = 1.0
POOL = 50
"""Batches are cut from so many batches' examples in order of length, so that little is padding."""

CHECKPOINT_EVERY = 250
LOG_EVERY = 25


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids and types of question and text, and the first and last token of the answer (0 and 0 if none)."""

    ids: list[int]
    types: list[int]
    first: int
    last: int


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m bot.reader.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with squad-train and squad2-train")
    parser.add_argument("--start", type=Path, default=WEIGHTS, help="span model or BERT encoder to go on from")
    parser.add_argument("--out", type=Path, default=Path("training"), help="folder for checkpoints and weights")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, start=arguments.start, out=arguments.out, seed=arguments.seed)


def train(data: Path, *, start: Path, out: Path, seed: int) -> None:
    """Train on `data` and write float16 weights to `out`/weights, ready to be shipped or named in BYLINE_READER."""
    tokenizer = AutoTokenizer.from_pretrained(start, local_files_only=True)
    cache = out / f"encoded-{seed}.pt"
    if not cache.exists():
        examples = mixture(data, seed)
        encoded = [each for each in (encode(tokenizer.backend_tokenizer, example) for example in examples) if each]
        torch.save([(each.ids, each.types, each.first, each.last) for each in encoded], cache)
    rows = [Encoded(*row) for row in torch.load(cache)]
    steps = batches(rows, seed)
    print(f"{len(rows):,} examples, {sum(not row.first for row in rows):,} without an answer, {len(steps):,} steps")

    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model: Any = BertForQuestionAnswering.from_pretrained(
        start,
        local_files_only=True,
        dtype=torch.float32,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model.to(device).train()
    decayed = [each for each in model.parameters() if each.ndim > 1]
    kept = [each for each in model.parameters() if each.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": DECAY}, {"params": kept, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=PEAK)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(steps)))
    begun = _resume(out / "checkpoint.pt", model, optimizer, schedule)

    for step, loss, seconds_left in _run(model, optimizer, schedule, steps, begun, device):
        if step % LOG_EVERY == 0:
            print(f"step {step:,} of {len(steps):,}, loss {loss:.3f}, {seconds_left / 60:.0f} min left", flush=True)
        if step % CHECKPOINT_EVERY == 0 or step == len(steps):
            _checkpoint(out / "checkpoint.pt", step, model, optimizer, schedule)
            _export(model, start, out / "weights")


def encode(tokenizer: Any, example: Example) -> Encoded | None:
    """Encode as the reader does: question, then heading and text. None if it is too long to hold the answer."""
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
    return Encoded(both.ids[:count], both.type_ids[:count], first, last)


def batches(rows: Sequence[Encoded], seed: int) -> list[list[Encoded]]:
    """Cut shuffled examples into batches of similar length, and shuffle these."""
    rng = random.Random(seed)
    order = rng.sample(rows, len(rows))
    cut = []
    for low in range(0, len(order), BATCH * POOL):
        pool = sorted(order[low : low + BATCH * POOL], key=lambda row: len(row.ids))
        cut += [pool[i : i + BATCH] for i in range(0, len(pool), BATCH)]
    rng.shuffle(cut)
    return cut


def _rate(step: int, steps: int) -> float:
    rising = max(1, int(WARM_UP * steps))
    return min((step + 1) / rising, (steps - step) / (steps - rising + 1))


def _run(
    model: Any, optimizer: Any, schedule: Any, steps: Sequence[list[Encoded]], begun: int, device: torch.device
) -> Iterator[tuple[int, float, float]]:
    """Take the steps from number `begun` on; yield each one's number, the mean loss of late, and the seconds left."""
    parts = 1 if device.type == "cuda" else 2
    if parts > 1:
        torch.set_num_threads(1)  # two halves of a batch side by side: threads that share an operation wait
    late, started = 0.0, time.monotonic()
    with ThreadPoolExecutor(parts) as pool:
        for step, batch in enumerate(steps[begun:], start=begun + 1):
            halves = [half for half in (batch[part::parts] for part in range(parts)) if half]
            losses = pool.map(lambda half: _backward(model, half, len(batch), device), halves)  # noqa: B023
            loss = sum(losses)
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            late = loss if step == begun + 1 else 0.98 * late + 0.02 * loss
            yield step, late, (time.monotonic() - started) / (step - begun) * (len(steps) - step)


def _backward(model: Any, rows: Sequence[Encoded], size: int, device: torch.device) -> float:
    """Add the gradient of these rows' share of a batch of `size`; return their share of its loss."""
    longest = max(len(row.ids) for row in rows)
    ids, types, mask = torch.zeros(3, len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        types[i, : len(row.ids)] = torch.tensor(row.types)
        mask[i, : len(row.ids)] = 1
    with torch.autocast(device.type, torch.bfloat16, enabled=_has_bfloat16(device)):
        out = model(input_ids=ids.to(device), attention_mask=mask.to(device), token_type_ids=types.to(device))
    hidden = mask.to(device) == 0
    loss = torch.zeros((), device=device)
    for logits, gold in (
        (out.start_logits, [row.first for row in rows]),
        (out.end_logits, [row.last for row in rows]),
    ):
        scores = logits.float().masked_fill(hidden, -1e4)
        loss = loss + cross_entropy(scores, torch.tensor(gold, device=device), reduction="sum") / (2 * size)
    loss.backward()  # type: ignore[no-untyped-call]
    return float(loss.detach())


def _has_bfloat16(device: torch.device) -> bool:
    return device.type == "cuda" or bool(torch.cpu._is_avx512_bf16_supported())  # noqa: SLF001  # torch has no public name for it


def _resume(path: Path, model: Any, optimizer: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    state = torch.load(path)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    print(f"going on from step {state['step']:,}")
    return int(state["step"])


def _checkpoint(path: Path, step: int, model: Any, optimizer: Any, schedule: Any) -> None:
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
    torch.save({"step": step, **state}, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


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
