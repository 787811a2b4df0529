"""Syncing whenever something changes: a folder at once, an address every now and then. The only file of watchfiles."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import SourceError
from index.sources import is_address

POLL_SECONDS = 900
"""Between two looks at an address: feeds ask for 15 to 60 minutes."""


def changes(followed: Sequence[str], *, stop: threading.Event | None = None) -> Iterator[list[str]]:
    """Yield the sources that are to be synced, whenever there are some, until `stop` is set.

    Raises SourceError when none of them is a folder or a file that is there.
    """
    import watchfiles

    paths = [source for source in followed if not is_address(source) and Path(source).exists()]
    if not paths:
        raise SourceError("there is no folder to watch; name one: python -m index sync FOLDER --watch")
    addresses = [source for source in followed if is_address(source)]
    for changed in watchfiles.watch(
        *paths, rust_timeout=POLL_SECONDS * 1000, yield_on_timeout=True, stop_event=stop, raise_interrupt=True
    ):
        touched = {Path(path) for _, path in changed}
        due = [source for source in paths if any(path.is_relative_to(source) for path in touched)]
        if found := due if touched else addresses:
            yield found
