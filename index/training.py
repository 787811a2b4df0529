"""Fine-tuning a BERT: batches of like length, a rate that rises and falls, checkpoints, a log with an ETA.

It goes on from its last checkpoint when it is started again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

WARM_UP = 0.06
"""Share of the steps over which the learning rate rises; from there it falls to 0 in a straight line."""

DECAY = 0.01
CLIP = 1.0
POOL = 50
"""Batches are cut from so many batches' examples in order of length, so that little is padding."""

CHECKPOINT_EVERY = 300.0
"""Seconds."""

LOG_EVERY = 25


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids and types of two texts, and what the model should say of them: positions, or a class."""

    ids: list[int]
    types: list[int]
    gold: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Where checkpoints go, what shuffles the examples, how many make a step, and the highest learning rate."""

    out: Path
    seed: int
    batch: int = 24
    peak: float = 6e-5


Loss = Callable[[Any, torch.Tensor, torch.Tensor], torch.Tensor]
"""(the model's output, gold of shape (rows, ...), mask of shape (rows, longest)) -> the sum of the rows' losses."""


def fit(model: Any, rows: Sequence[Encoded], loss: Loss, run: Run, export: Callable[[Any], None]) -> None:
    """Take one pass over the rows; `export` is called with the model at every checkpoint and at the end."""
    steps = batches(rows, run)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    learnt = [each for each in model.parameters() if each.requires_grad]
    groups = [
        {"params": [each for each in learnt if each.ndim > 1], "weight_decay": DECAY},
        {"params": [each for each in learnt if each.ndim <= 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=run.peak)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(steps)))
    begun = _resume(run.out / "checkpoint.pt", model, optimizer, schedule)
    written = time.monotonic()
    for step, late, seconds_left in _run(_Step(model, loss, device, optimizer, schedule), steps, begun):
        if step % LOG_EVERY == 0:
            print(f"step {step:,} of {len(steps):,}, loss {late:.3f}, {seconds_left / 60:.0f} min left", flush=True)
        if time.monotonic() - written > CHECKPOINT_EVERY or step == len(steps):
            written = time.monotonic()
            _checkpoint(run.out / "checkpoint.pt", step, model, optimizer, schedule)
            export(model)


def batches(rows: Sequence[Encoded], run: Run) -> list[list[Encoded]]:
    """Cut shuffled examples into batches of similar length, and shuffle these."""
    rng = random.Random(run.seed)
    order = rng.sample(rows, len(rows))
    cut = []
    for low in range(0, len(order), run.batch * POOL):
        pool = sorted(order[low : low + run.batch * POOL], key=lambda row: len(row.ids))
        cut += [pool[i : i + run.batch] for i in range(0, len(pool), run.batch)]
    rng.shuffle(cut)
    return cut


def padded(rows: Sequence[Encoded], device: torch.device) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return ids, types and mask, each of shape (rows, longest), with zeros behind what is shorter."""
    longest = max(len(row.ids) for row in rows)
    ids, types, mask = torch.zeros(3, len(rows), longest, dtype=torch.long)
    for i, row in enumerate(rows):
        ids[i, : len(row.ids)] = torch.tensor(row.ids)
        types[i, : len(row.ids)] = torch.tensor(row.types)
        mask[i, : len(row.ids)] = 1
    return ids.to(device), types.to(device), mask.to(device)


def _rate(step: int, steps: int) -> float:
    rising = max(1, int(WARM_UP * steps))
    return min((step + 1) / rising, (steps - step) / (steps - rising + 1))


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of learning: from a batch to changed weights."""

    model: Any
    loss: Loss
    device: torch.device
    optimizer: Any
    schedule: Any

    def take(self, batch: list[Encoded], pool: ThreadPoolExecutor, parts: int) -> float:
        """Learn from a batch, `parts` parts of it side by side; return its mean loss."""
        shares = [share for share in (batch[part::parts] for part in range(parts)) if share]
        mean = sum(pool.map(lambda share: self._backward(share, len(batch)), shares))
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()
        return mean

    def _backward(self, rows: Sequence[Encoded], size: int) -> float:
        """Add the gradient of these rows' share of a batch of `size`; return their share of its loss."""
        ids, types, mask = padded(rows, self.device)
        gold = torch.tensor([row.gold for row in rows], device=self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=_has_bfloat16(self.device)):
            out = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)
        share = self.loss(out, gold, mask) / size
        share.backward()  # type: ignore[no-untyped-call]
        return float(share.detach())


def _run(step: _Step, batches: Sequence[list[Encoded]], begun: int) -> Iterator[tuple[int, float, float]]:
    """Take the batches from number `begun` on; yield each one's number, the mean loss of late, and the seconds left."""
    parts = 1 if step.device.type == "cuda" else 2
    if parts > 1:
        torch.set_num_threads(1)  # two halves of a batch side by side: threads that share an operation wait
    late, started = 0.0, time.monotonic()
    with ThreadPoolExecutor(parts) as pool:
        for number, batch in enumerate(batches[begun:], start=begun + 1):
            now = step.take(batch, pool, parts)
            late = now if number == begun + 1 else 0.98 * late + 0.02 * now
            yield number, late, (time.monotonic() - started) / (number - begun) * (len(batches) - number)


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
