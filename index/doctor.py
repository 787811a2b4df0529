"""`python -m index doctor`: look at every part of an index, and make anew from its texts what can be."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index import passages as splitter
from index.chroma import Place
from index.disk import SQLITE, harm, integrity
from index.encoder import Encoder
from index.errors import BylineError, LibraryError
from index.home import Home, check_folder
from index.lock import WriteLock
from index.rebuilding import embed_anew, made_by
from index.store import Store
from index.words import Words

SPACE_BYTES = 200_000_000
"""Free space under which an index is in danger: rebuilding 20,000 passages writes about so much."""

SHOWN = 10
"""Articles that a line names; once these are mended, the next run names the next."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that was looked at. `wrong` says what is wrong with it and what to do, "" when it is well."""

    part: str
    wrong: str = ""
    repairable: bool = False


def doctor(
    folder: Path, place: Place, encoder: str | None, load: Callable[[], Encoder]
) -> Iterator[tuple[str, Finding]]:
    """Examine the index, repair it, and examine it again where something was wrong.

    Yields ("ok" | "wrong" | "repaired", Finding); what is repaired comes twice. `encoder` is the name of the
    one that is set, None for the one the index was made with; `load` loads it. Of a Chroma server only what it
    answers is looked at.
    """
    before = list(_examined(folder, place, encoder))
    yield from (("wrong" if each.wrong else "ok", each) for each in before)
    if not any(each.repairable for each in before):
        return
    try:
        _repair(folder, place, load)
    except BylineError as error:
        yield "wrong", Finding("repairing", str(error))
    was_wrong = {each.part: each for each in before if each.wrong}
    for now in _examined(folder, place, encoder):
        if now.wrong or now.part not in {each.part for each in before}:
            yield "wrong" if now.wrong else "ok", now
        elif now.part in was_wrong:
            yield "repaired", was_wrong[now.part]


def _examined(folder: Path, place: Place, encoder: str | None) -> Iterator[Finding]:
    """Look at each part; one that cannot be read hides those that are read through it."""
    part = f"folder {folder}"
    try:
        check_folder(folder)
        yield Finding(part)
        free = shutil.disk_usage(folder).free
        yield Finding("free space", "" if free >= SPACE_BYTES else f"only {free / 1e6:.0f} MB; make room")
        lock = WriteLock(folder)
        if (holder := lock.holder()) is not None:
            yield Finding("lock", f"{holder}; run doctor again when it is done")
            return
        yield Finding("lock")
        yield Finding("last writer", "it was cut off" if lock.was_cut_off() else "", repairable=lock.was_cut_off())
        part = "texts (Chroma)"
        if isinstance(place, Path):
            if (place / SQLITE).exists():
                integrity(place)
                yield Finding(part)
            part = "vectors (Chroma)"
            if (place / SQLITE).exists() and (damage := harm(place)):
                yield Finding(part, damage, repairable=True)
                return
        if Store.recorded(place) is None:
            yield Finding("no articles yet")
            return
        yield from _read(folder, Store.open(place, made_by={}), encoder)
    except LibraryError as error:
        yield Finding(part, str(error), repairable=part.startswith("vectors"))


def _read(folder: Path, store: Store, encoder: str | None) -> Iterator[Finding]:
    lacking = "" if store.has_all_vectors() else "some passages have none; nothing finds them by meaning"
    yield Finding("vectors (Chroma)", lacking, repairable=bool(lacking))
    half, broken = _states(store)
    yield Finding("articles left half written", _some(half), repairable=bool(half))
    advice = "; remove these and add them again"
    yield Finding("passages tile their articles", _some(broken) + advice if broken else "")
    yield _words(folder, store)
    try:
        store.check({"encoder": encoder or store.made_by["encoder"], "splitter": splitter.SPLITTER})
        yield Finding("encoder and splitter")
    except LibraryError as error:
        yield Finding("encoder and splitter", str(error))


def _words(folder: Path, store: Store) -> Finding:
    try:
        differ = Words(folder / "words").ids() ^ store.ids()
    except (ValueError, LibraryError) as error:
        return Finding("words", f"damaged ({error})", repairable=True)
    return Finding("words", f"{len(differ)} passages are not the same as in Chroma" if differ else "", bool(differ))


def _states(store: Store) -> tuple[list[str], list[str]]:
    """Name the articles with a state that a writer left half done, and those whose passages leave a gap."""
    sizes = {entry.id: entry.passages for entry in store.entries()}
    states: dict[str, list[str]] = {}
    for item in sorted(store.ids()):
        states.setdefault(item.rpartition("#")[0], []).append(item)
    half: list[str] = []
    broken: list[str] = []
    seen: set[str] = set()
    for state, items in states.items():
        article_id = state.rpartition("#")[0]
        if f"{state}#0" not in items or article_id in seen:
            half.append(article_id)
            continue
        seen.add(article_id)
        parts = sorted(store.get(items).values(), key=lambda passage: passage.start)
        joined = all(one.end == two.start for one, two in pairwise(parts)) and parts[0].start == 0
        if not joined or len(parts) != sizes[article_id] or any(len(p.text) != p.end - p.start for p in parts):
            broken.append(article_id)
    return half, broken


def _some(articles: Sequence[str]) -> str:
    """Name articles, each once; of many the first."""
    named = sorted(set(articles))
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(named[:SHOWN]) + more


def _repair(folder: Path, place: Place, load: Callable[[], Encoder]) -> None:
    """Open it as a writer does after one that was killed: see to every part, with the encoder it was made with."""
    made = load()

    def again(home: Home) -> None:
        home.store.check(made_by(made))
        embed_anew(home, made)

    home = Home(folder, place, made_by=made_by(made), repair=again, thoroughly=True)
    try:
        agree = home.words.ids() == home.store.ids()
    except ValueError:
        agree = False
    if not agree:
        with home.writing("mending", wait=False):
            home.words = Words.anew(folder / "words")
            home.mend()
