"""The collection that answers, and one that is made beside it and takes its place in the end.

Chroma takes two steps to replace one: delete the old, rename the new. Between them there is a collection beside
none, which can only mean that the new one is whole; so it answers, and whoever writes next takes the second step.
"""

from __future__ import annotations

from index.chroma import Chroma, Collection

COLLECTION = "articles"
_BESIDE = "articles-rebuilt"


def served(chroma: Chroma) -> Collection | None:
    """Find the collection that answers; asked again at the end, as the new one may have been renamed meanwhile."""
    return chroma.collection(COLLECTION) or chroma.collection(_BESIDE) or chroma.collection(COLLECTION)


def beside(chroma: Chroma, made_by: dict[str, str]) -> Collection:
    """Make an empty collection beside the one that answers."""
    if _BESIDE in chroma.names():
        chroma.drop(_BESIDE)
    return chroma.create(_BESIDE, made_by)


def take_over(made: Collection) -> None:
    """Put a collection that is whole in the place of the one it was made beside."""
    made.chroma.drop(COLLECTION)
    made.rename(COLLECTION)


def settle(answering: Collection, *, alone: bool) -> None:
    """Finish a replacement that was cut off: at its last step, or throw away what it has made so far.

    On a server one may be going on elsewhere; there what it has made stays until the next one starts.
    """
    names = answering.chroma.names()
    if COLLECTION not in names:
        answering.rename(COLLECTION)
    elif _BESIDE in names and alone:
        answering.chroma.drop(_BESIDE)
