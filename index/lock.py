"""One writer of an index folder at a time. The lock is the operating system's: it dies with its process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import HeldError, LibraryError

Wait = bool | Callable[[str], None]
"""What a writer does while another one is at work: True waits, False raises; a function is told whom it waits for."""

NAMES = frozenset({"lock", "writer", "gate"})
"""The files that locks keep in an index folder."""

_POLL_SECONDS = 0.1
"""How often a waiting writer looks again; short beside the second that the smallest `add` takes."""


class WriteLock:
    """The right to write to one index folder. Taken again by the thread that has it, it is had already.

    The file `lock` is held with flock, so a killed process lets it go. The file `writer` says who has it, and
    is left behind by a writer that was cut off: that is how the next one knows there is something to mend.
    """

    def __init__(self, home: Path) -> None:
        """Take nothing yet."""
        self._home = home
        self._lock = FileLock(home / "lock")
        self._writer = home / "writer"

    @contextmanager
    def held(self, doing: str, *, wait: Wait = True) -> Iterator[bool]:
        """Write inside this; `doing` is told to those who wait ("adding"). Yields whether the last one was cut off.

        Raises HeldError, saying who holds it, when `wait` is False and another process or thread writes.
        """
        self._take(doing, wait)
        try:
            if self._lock.lock_counter > 1:
                yield False
                return
            cut_off = self._writer.exists()
            self._sign(doing)
            yield cut_off
            self._writer.unlink(missing_ok=True)
        finally:
            self._lock.release()

    def was_cut_off(self) -> bool:
        """Tell whether the writer before was cut off, or one is at work now."""
        return self._writer.exists()

    def holder(self) -> str | None:
        """Say who is writing now, "process 1234 is adding since 14:02:11"; None when nobody is."""
        try:
            with self._lock.acquire(timeout=0):
                return None
        except Timeout:
            return self._who()

    def _take(self, doing: str, wait: Wait) -> None:
        try:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                if wait is False:
                    raise HeldError(
                        f"{self._home} is being written: {self._who()}; wait until it is done, then run the same again"
                    ) from None
                if wait is not True:
                    wait(f"waiting: {self._who()}")
                self._lock.acquire(poll_interval=_POLL_SECONDS)
        except OSError as error:
            raise LibraryError(
                f"{self._home} cannot be locked for {doing} ({error.strerror or error}); see that you may write there"
                " and that there is space"
            ) from error

    def _sign(self, doing: str) -> None:
        since = datetime.now().astimezone().strftime("%H:%M:%S")
        try:
            self._writer.write_text(json.dumps({"process": os.getpid(), "doing": doing, "since": since}))
        except OSError as error:
            raise LibraryError(
                f"{self._home} cannot be written ({error.strerror or error}); see that you may write there and that"
                " there is space"
            ) from error

    def _who(self) -> str:
        try:
            said = json.loads(self._writer.read_text())
            return f"process {said['process']} is {said['doing']} since {said['since']}"
        except (OSError, ValueError, KeyError, TypeError):  # it has the lock and has not signed yet
            return "another process is writing"
