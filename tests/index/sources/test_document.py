from __future__ import annotations

import hashlib
import io
import json
import sys
from datetime import date
from pathlib import Path

import pytest

from index import Article, Byline, Library, passages, sources
from index.__main__ import main
from index.sources import stdin
from index.sources.document import Document
from tests.conftest import Double
from tests.index.sources.making import FLOOD, column, one, pdf

PAGE = "<html><head><title>The flood</title>{}</head><body><article><p>{}</p><p>{}</p></article></body></html>"


def page(head: str = "") -> str:
    return PAGE.format(head, *FLOOD)


def given(monkeypatch: pytest.MonkeyPatch, data: bytes | str) -> None:
    raw = data.encode() if isinstance(data, str) else data
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def read(document: Document) -> Article:
    (made,) = sources.read(document)
    assert isinstance(made, Article), made
    return made


def hashed(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def test_an_index_made_before_there_were_documents_finds_its_articles(tmp_path: Path) -> None:
    assert one(tmp_path / "a.txt", "Some text.").id == hashed(f"{tmp_path}/a.txt#")
    assert one(tmp_path / "a.md", "---\nurl: https://a.example/1\n---\nSome text.").id == hashed("https://a.example/1")
    text = hashlib.sha1(b"Some text.").hexdigest()
    assert one(tmp_path / "a.jsonl", '{"text": "Some text."}').id == hashed(f"{tmp_path}/a.jsonl#{text}")
    before = Article("a", Byline("T", ("A",), date(2020, 1, 1), "s"), "Text.")
    assert passages.version(before) == "faced2cca52d"


def test_a_document_that_was_fetched_is_known_by_its_address() -> None:
    url = "https://a.example/flood.txt"
    made = read(Document.of_bytes(url, ".txt", b"Some text.", url))
    assert (made.id, made.byline.source) == (hashed(url), url)
    table = Document.of_bytes(url, ".jsonl", b'{"text": "One."}\n{"text": "Two."}', url)
    one, two = sources.read(table)
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert one.id != two.id
    assert one.byline.source == two.byline.source == url


@pytest.mark.parametrize(
    ("claimed", "source"),
    [
        (None, "https://www.a.example/1?from=feed"),
        ("https://a.example/1", "https://a.example/1"),
        ("https://b.example/1", "https://www.a.example/1?from=feed"),
    ],
)
def test_a_page_that_was_fetched_may_name_its_address_within_its_site(claimed: str | None, source: str) -> None:
    head = f'<link rel="canonical" href="{claimed}">' if claimed else ""
    url = "https://www.a.example/1?from=feed"
    made = read(Document.of_bytes(url, ".html", page(head).encode(), url))
    assert (made.byline.source, made.id) == (source, hashed(source))


def test_a_document_without_a_name_of_its_own_is_called_by_its_place() -> None:
    document = Document.of_bytes(
        "https://a.example/x/flood.txt?y=1", ".txt", b"#\n", "https://a.example/x/flood.txt?y=1"
    )
    assert document.stem == "flood"


def test_a_file_that_grows_while_it_is_read_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.sources import decode

    monkeypatch.setattr(decode, "MAX_BYTES", 1_000)
    lying = Document("a.txt", ".txt", 10, lambda: io.BytesIO(b"word " * 1_000))
    (error,) = sources.read(lying)
    assert "split it" in str(error)


HEADS = [
    ('<meta property="article:modified_time" content="2024-05-02T08:00:00+00:00">', date(2024, 5, 2)),
    ('<meta itemprop="dateModified" content="2024-05-02">', date(2024, 5, 2)),
    ('<meta property="og:updated_time" content="2024-05-02T08:00:00Z">', date(2024, 5, 2)),
    (
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": "2024-05-02T08:00"}</script>',
        date(2024, 5, 2),
    ),
    ('<script type="application/ld+json">{"dateModified": "soon, we hope"}</script>', None),
    ('<meta property="article:published_time" content="2024-05-02">', None),
    ("", None),
]


@pytest.mark.parametrize(("head", "expected"), HEADS)
def test_a_page_tells_when_it_was_changed(tmp_path: Path, head: str, expected: date | None) -> None:
    assert one(tmp_path / "a.html", page(head)).byline.updated == expected


@pytest.mark.parametrize("name", ["updated", "modified", "date_modified", "updated_at", "Updated"])
def test_a_row_or_front_matter_tells_when_it_was_changed(tmp_path: Path, name: str) -> None:
    row = json.dumps({"text": "Some text.", "published": "2024-01-25", name: "2024-05-02"})
    for made in (
        one(tmp_path / "a.jsonl", row),
        one(tmp_path / "a.md", f"---\npublished: 2024-01-25\n{name}: 2024-05-02\n---\nText."),
    ):
        assert (made.byline.published, made.byline.updated) == (date(2024, 1, 25), date(2024, 5, 2))


def test_when_it_was_changed_is_kept_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.library.load_encoder", Double)
    (tmp_path / "a.md").write_text("---\nid: a\npublished: 2024-01-25\nupdated: 2024-05-02\n---\nText.")
    (tmp_path / "b.md").write_text("---\nid: b\n---\nOther text.")
    assert main(["add", str(tmp_path / "a.md"), str(tmp_path / "b.md")]) == 0
    capsys.readouterr()
    main(["list", "--json"])
    listed = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["updated"]) for row in listed] == [("a", "2024-05-02"), ("b", None)]
    assert Library.open().article("a").byline.updated == date(2024, 5, 2)


def test_a_change_of_that_day_alone_is_a_change(library: Library) -> None:
    library.add(Article("a", Byline("T"), "Text."))
    assert library.add(Article("a", Byline("T", updated=date(2024, 5, 2)), "Text.")).updated == 1
    assert library.article("a").byline.updated == date(2024, 5, 2)
    assert library.add(Article("a", Byline("T", updated=date(2024, 5, 2)), "Text.")).unchanged == 1


def test_standard_input_is_an_article(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, "A short first line\n\nSome text.")
    assert library.add("-").added == 1
    (entry,) = library.entries()
    assert (entry.byline.title, entry.byline.source) == ("A short first line", None)
    given(monkeypatch, "Another text.")
    assert library.add("-").added == 1
    given(monkeypatch, "Another text.")
    assert library.add("-").unchanged == 1


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        ("Some text.", ["Some text."]),
        ('{"text": "One."}\n\n{"text": "Two.", "date": "2024-01-25"}\n', ["One.", "Two."]),
        ('{"text": "One."}\nand more', ['{"text": "One."}\nand more']),
        ("12\n13", ["12\n13"]),
        ("\ufeff<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<!DOCTYPE html>" + page(), ["\n\n".join(FLOOD)]),
        ("<" * 5_000, ["<" * 5_000]),
        ("<!-- a -->" * 900 + "x", ["<!-- a -->" * 900 + "x"]),
        ("---\ntitle: T\n---\nSome text.", ["Some text."]),
        (pdf([column([FLOOD[0]])]), [FLOOD[0]]),
    ],
    ids=["text", "rows", "nearly rows", "numbers", "page", "angles", "remarks", "front matter", "pdf"],
)
def test_the_kind_of_standard_input_is_seen_from_how_it_begins(
    monkeypatch: pytest.MonkeyPatch, data: bytes | str, texts: list[str]
) -> None:
    given(monkeypatch, data)
    made = list(sources.read("-"))
    assert [each.text for each in made if isinstance(each, Article)] == texts
    assert len(made) == len(texts)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("", "-: empty"),
        ("\n \n", "-: empty"),
        (b"PK\x03\x04" + bytes(range(256)), "-: not text"),
        (b"%PDF-", "-: not a PDF"),
    ],
)
def test_what_cannot_be_read_from_standard_input_is_one_line(
    library: Library, monkeypatch: pytest.MonkeyPatch, data: bytes | str, says: str
) -> None:
    given(monkeypatch, data)
    (told,) = library.add("-").failed
    assert told.startswith(says)
    assert "\n" not in told


def test_standard_input_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stdin, "MAX_INPUT", 100)
    given(monkeypatch, "word " * 100)
    (error,) = sources.read("-")
    assert "save it as a file" in str(error)


def test_a_file_that_is_called_so_is_named_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sources.SourceError, match="no such file"):
        sources.files("./-")
