"""All articles of an index, embedded anew beside the old collection, which serves until they take its place."""

from __future__ import annotations

from collections.abc import Callable

from index import passages as splitter
from index.encoder import Encoder
from index.home import Home
from index.incoming import groups
from index.preparing import cut, embed, tell
from index.types import Article

Report = Callable[[int, int], None]
"""Called with the articles and the passages that have just been embedded."""


def made_by(encoder: Encoder) -> dict[str, str]:
    """What is recorded with a collection: whatever made it must be there to search it."""
    return {"encoder": encoder.name, "splitter": splitter.SPLITTER}


def embed_anew(home: Home, encoder: Encoder, report: Report | None = None) -> None:
    """Cut and embed every article of the store again. Only the writer may; cut off, the old collection stays."""
    old = home.store
    new = old.beside(made_by(encoder))
    done: dict[str, str] = {}
    there = {entry.id: entry.added for entry in old.entries()}
    while todo := {item: added for item, added in there.items() if done.get(item) != added}:
        found = (old.article(article_id) for article_id in todo)
        whole = (Article(p[0].article_id, p[0].byline, "".join(part.text for part in p)) for p in found if p)
        for group in groups(whole):
            passages, told = tell(group, cut(group, encoder), home.stories)
            new.put(passages, embed(passages, encoder), told, todo)
            if report is not None:
                report(len(group), len(passages))
        done |= todo
        there = {entry.id: entry.added for entry in old.entries()}  # another machine may have written to the server
    new.remove(sorted(done.keys() - there.keys()))
    new.take_over()
    home.store = new
