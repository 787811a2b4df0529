"""Another process at an index: `python -m index` with the encoder double, or holding the lock until it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import index.library
from index.__main__ import main
from index.encoder import DEFAULT_ENCODER
from index.lock import WriteLock
from tests.conftest import Double

ROOT = Path(__file__).parents[2]


def double_of(name: str) -> Double:
    """Load a double by name; the one called narrow makes vectors of another width."""
    return Double("double" if name == DEFAULT_ENCODER else name, width=32 if name == "narrow" else 64)


def start(home: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start `python -m index --home HOME ...` with the double; `hold` takes the lock and keeps it."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.index.other", "--home", str(home), *arguments],
        cwd=ROOT,
        env=dict(os.environ) | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(home: Path, *arguments: str, **environment: str) -> str:
    """Run it to its end, and return what it prints."""
    process = start(home, *arguments, **environment)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return out


def _hold(home: Path) -> None:
    with WriteLock(home).held("adding"):
        print("held", flush=True)
        time.sleep(600)


if __name__ == "__main__":
    index.library.load_encoder = double_of
    if sys.argv[3] == "hold":
        _hold(Path(sys.argv[2]))
    sys.exit(main(sys.argv[1:]))
