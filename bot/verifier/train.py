"""Train the verifier: `python -m bot.verifier.train --data DIR`. It begins with the layers of the writer's checker."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.checker.model import LAYERS
from bot.checker.training import teach
from bot.reader import load_reader
from bot.reader.lessons import INVENTED, invented
from bot.reader.model import WEIGHTS
from bot.verifier.examples import looks
from index.training import Run


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(prog="python -m bot.verifier.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with squad-train and squad2-train")
    parser.add_argument("--out", type=Path, default=Path("training/verifier"), help="folder for what is made")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(arguments.data, Run(arguments.out, arguments.seed))


def train(data: Path, run: Run) -> None:
    """Train on `data`: the reader that ships is asked first, for spans that do not answer.

    What `make reader` has invented beside `run.out` is asked as well.
    """
    made = run.out.parent / INVENTED
    shown = looks(data, load_reader(), run.seed, invented(made) if made.exists() else [])
    print(f"{len(shown):,} spans, {sum(says for _, _, says in shown):,} of which answer", flush=True)
    teach(shown, WEIGHTS, run, over=LAYERS)


if __name__ == "__main__":
    main()
