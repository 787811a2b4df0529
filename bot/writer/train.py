"""Train the writer's checker: `python -m bot.writer.train --data DIR`.

The task is that of Kryscinski et al. 2020, "Evaluating the Factual Consistency of Abstractive Text Summarization",
section 3, whose way of making examples, true sentences and changed ones, this follows.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from bot.checker.training import teach
from bot.reader.model import WEIGHTS
from bot.writer.mixture import mixture
from index.training import Run


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
    """Train on `data`, beginning with the layers of the reader in the folder `start`."""
    shown = mixture(data, run.seed)
    print(f"{len(shown):,} examples: {Counter(each.kind or 'true' for each in shown)}")
    teach([(each.text, each.evidence, not each.kind) for each in shown], start, run)


if __name__ == "__main__":
    main()
