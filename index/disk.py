"""What Chroma 1.5 keeps in its folder: one sqlite file with the texts, and a folder of vectors a collection.

The texts are the truth. Vectors can be made again from them, so a damaged folder of vectors can be thrown away.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import LibraryError

SQLITE = "chroma.sqlite3"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_HEADER = struct.Struct("<I5Q")
"""hnswlib's header.bin begins with its version, offset, most elements, elements, bytes of an element, and more."""

_HEADER_BYTES = 100
"""The whole of header.bin."""

_WRITTEN = "SELECT segment_id FROM max_seq_id WHERE segment_id IN (SELECT id FROM segments WHERE scope = 'VECTOR')"
"""Those folders of vectors whose files Chroma has once written: before, all it has is in the sqlite file."""


@contextmanager
def sqlite(folder: Path, *, write: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the sqlite file beside Chroma. Raises LibraryError when it is damaged."""
    path = folder / SQLITE
    try:
        with closing(sqlite3.connect(f"file:{path}?mode={'rw' if write else 'ro'}", uri=True)) as store, store:
            yield store
    except sqlite3.Error as error:
        raise LibraryError(
            f"{path} cannot be {'written' if write else 'read'}: {error}; if it is damaged, bring back a copy of it or"
            " delete the folder and add the articles again"
        ) from error


def integrity(folder: Path) -> None:
    """Raise LibraryError when sqlite finds its file damaged."""
    with sqlite(folder) as store:
        said = [row[0] for row in store.execute("PRAGMA quick_check(1)")]
        if said != ["ok"]:
            raise sqlite3.DatabaseError(" ".join(said[0].split()))


def vectors(folder: Path) -> list[Path]:
    """Return the folders of vectors."""
    return sorted(each for each in folder.glob("*-*") if each.is_dir() and _UUID.fullmatch(each.name))


def harm(folder: Path) -> str | None:
    """Say what is missing or cut off in the files of the vectors; None when they are as hnswlib writes them."""
    with sqlite(folder) as store:
        written = [folder / row[0] for row in store.execute(_WRITTEN)]
    for each in written:
        for name in ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"):
            if not (each / name).is_file():
                return f"{each / name} is missing"
        header = (each / "header.bin").read_bytes()
        if len(header) < _HEADER_BYTES:
            return f"{each / 'header.bin'} is cut off"
        _, _, _, elements, size, _ = _HEADER.unpack_from(header)
        for name, wanted in (("data_level0.bin", elements * size), ("length.bin", elements * 4)):
            if (each / name).stat().st_size < wanted:
                return f"{each / name} is cut off"
    return None


def wipe_unused(folder: Path) -> None:
    """Write zeros where the files of the vectors hold no vector yet.

    Chroma writes that part as it finds it in memory, where an article's text may have stood.
    """
    for each in vectors(folder):
        header = each / "header.bin"
        if not header.is_file() or header.stat().st_size < _HEADER.size:
            continue
        _, _, _, elements, size, _ = _HEADER.unpack_from(header.read_bytes())
        for name, used in (("data_level0.bin", elements * size), ("length.bin", elements * 4)):
            unused = (each / name).stat().st_size - used
            with (each / name).open("r+b") as file:
                file.seek(used)
                file.write(bytes(max(0, unused)))


def drop_vectors(folder: Path) -> None:
    """Throw all vectors away. Chroma then still gives the texts; nothing is found by meaning until they are remade."""
    with sqlite(folder, write=True) as store:  # first: it raises where the texts cannot be read either
        store.execute(f"DELETE FROM max_seq_id WHERE segment_id IN ({_WRITTEN})")  # noqa: S608  # a constant
    for each in vectors(folder):
        shutil.rmtree(each, ignore_errors=True)


def drop_orphans(folder: Path) -> None:
    """Throw away the vectors of collections there are no more: Chroma leaves them lying."""
    with sqlite(folder) as store:
        known = {row[0] for row in store.execute("SELECT id FROM segments")}
    for each in vectors(folder):
        if each.name not in known:
            shutil.rmtree(each, ignore_errors=True)


def vacuum(folder: Path) -> None:
    """Write the sqlite file anew without the pages that are free. Old texts, and their trigrams, are then gone."""
    with sqlite(folder, write=True) as store:
        store.execute("INSERT INTO embedding_fulltext_search(embedding_fulltext_search) VALUES ('optimize')")
        store.commit()
        store.isolation_level = None
        store.execute("VACUUM")
