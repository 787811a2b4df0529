"""Questions -> passages that share their words (BM25). The only file that knows tantivy.

What it holds is derived from the store and can be deleted at any time: `sync` brings it up to date
by difference.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import tantivy

from index.errors import LibraryError
from index.types import Passage, Where

_HEAP_BYTES = 64_000_000
_NOT_CONTENT = frozenset(
    "a an the is are was were be been being am do does did done has have had will would can could shall should may"
    " might must of in on at to for from by with about as into and or but if than then that this these those it its"
    " he she they them his her their who whom whose what which when where why how i me my we us our you your there"
    " any some many much anyone anything someone something tell s t".split()
)
"""Words that say what kind of question it is, not what it is about."""


def content_words(text: str) -> list[str]:
    """Return the words that carry the subject of `text`, lower case, in order, each once."""
    words = dict.fromkeys(re.findall(r"\w+", text.lower()))
    return [word for word in words if word not in _NOT_CONTENT]


class Words:
    """A lexical index of passages, kept in one folder."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, or make an empty one. Raises ValueError when its files are damaged."""
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(folder))
            # A thread of tantivy's would reload too, and now and then put back what it read before a later commit.
            self._index.config_reader(reload_policy="manual")
        except OSError as error:
            raise LibraryError(f"the words index in {folder} cannot be opened: {error}; delete that folder") from error
        self._seen = self._commit()

    @classmethod
    def anew(cls, folder: Path) -> Words:
        """Throw the index away and open an empty one in its place."""
        shutil.rmtree(folder, ignore_errors=True)
        return cls(folder)

    def refresh(self) -> None:
        """See what another process has committed. Costs some microseconds when it has not."""
        if (now := self._commit()) != self._seen:
            self._index.reload()
            self._seen = now

    def _commit(self) -> tuple[int, int, int] | None:
        """Tell one commit from another: tantivy puts a new `meta.json` in place of the old at each."""
        try:
            found = (self._folder / "meta.json").stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def count(self) -> int:
        """Count the passages."""
        return int(self._index.searcher().num_docs)

    def sync(self, stored: set[str], fetch: Callable[[Sequence[str]], dict[str, Passage]]) -> None:
        """Bring the index up to date with the ids in the store; `fetch` reads the missing passages."""
        held = self.ids()
        missing = sorted(stored - held)
        gone = held - stored
        if missing or gone:
            self.update(fetch(missing).values(), gone)

    def update(self, passages: Iterable[Passage], gone: Iterable[str] = ()) -> None:
        """Add passages and drop those named in `gone`, in one commit.

        Raises LibraryError when another process is writing, ValueError when the files are damaged; what is missed
        then, the next `sync` adds.
        """
        try:
            writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        except ValueError as error:
            raise LibraryError(
                f"the words index in {self._folder} is locked: another process is adding to this index; wait until it"
                " is done, then run the same again"
            ) from error
        for passage_id in gone:
            writer.delete_documents_by_term("id", passage_id)
        for passage in passages:
            writer.delete_documents_by_term("id", passage.id)
            writer.add_document(_document(passage))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._seen = self._commit()

    def find(self, question: str, limit: int, where: Where) -> list[str]:
        """Return the ids of the `limit` best passages for the words of the question, best first (BM25).

        Raises ValueError when the files of the index are damaged.
        """
        words = content_words(question)
        if not words:
            return []
        query, _ = self._index.parse_query_lenient(" ".join(words), default_field_names=["title", "body"])
        must = [(tantivy.Occur.Must, query), *((tantivy.Occur.Must, clause) for clause in self._filter(where))]
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(must), limit=limit).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    def ids(self) -> set[str]:
        """Name the passages it holds. Raises ValueError when its files are damaged."""
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs)).hits
        return {str(searcher.doc(address)["id"][0]) for _, address in hits}

    def _filter(self, where: Where) -> list[tantivy.Query]:
        schema = self._index.schema
        given = {"article": where.article, "source": where.source, "author": where.author}
        clauses = [tantivy.Query.term_query(schema, name, value) for name, value in given.items() if value is not None]
        if where.since is not None or where.until is not None:
            low = int(where.since.strftime("%Y%m%d")) if where.since else 0
            high = int(where.until.strftime("%Y%m%d")) if where.until else 99_999_999
            clauses.append(tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, low, high))
        return clauses


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("article", "source", "author"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="en_stem", index_option="freq")
    return builder.build()


def _document(passage: Passage) -> tantivy.Document:
    byline = passage.byline
    document = tantivy.Document()
    document.add_text("id", passage.id)
    document.add_text("article", passage.article_id)
    document.add_text("title", byline.title)
    document.add_text("body", passage.text)
    for author in byline.authors:
        document.add_text("author", author)
    if byline.source is not None:
        document.add_text("source", byline.source)
    if byline.published is not None:
        document.add_integer("day", int(byline.published.strftime("%Y%m%d")))
    return document
