from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tantivy

from index import Article, Byline, Library, LibraryError
from tests.conftest import Double

GOOD = "Honey bees collect pollen."


@pytest.fixture
def batch(library: Library, tmp_path: Path) -> Callable[..., str]:
    """Add something bad beside something good; return the one line it gives."""
    library.add([Article("before", Byline("Before"), "The river flooded the harbour.")])
    good = tmp_path / "good.txt"
    good.write_text(GOOD)

    def add(*bad: Path | str | Article) -> str:
        summary = library.add([*bad, good])
        assert summary.added == 1
        assert {entry.byline.title for entry in library.entries()} == {"Before", GOOD}
        assert library.search("flooded harbour")[0].passage.article_id == "before"
        (line,) = summary.failed
        assert "\n" not in line
        return line

    return add


def put(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.md": (b" \n\n\t\n", "empty"),
    "empty.jsonl": (b"\n\n", "empty"),
    "empty.csv": (b"", "empty"),
    "empty.html": (b"", "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8, "binary"),
    "noise.txt": (bytes(range(1, 32)) * 100, "binary"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8, "binary"),
    "broken.md": (b"---\ntitle: [unclosed\n---\nSome text.", "YAML"),
    "no-such-day.md": (b"---\npublished: 2024-13-45\n---\nSome text.", "YAML"),
    "deep.md": (b"---\ntitle: " + b"[" * 20_000 + b"\n---\nSome text.", "too deep"),
    "laughs.md": (b"---\na: &a [lol, lol]\ntitle: [*a, *a]\n---\nSome text.", "alias"),
    "nothing-after.md": (b"---\ntitle: One\n---\n", "no text"),
    "picture.html": (b"<html><body><script>var a = 1</script><img src='a.png'></body></html>", "no article text"),
    "other.csv": (b"name;phone\nAnn;12\n", "column"),
    "listed.jsonl": (b'["text", "Some text."]\n', "JSON object"),
    "textless.jsonl": (b'{"title": "One"}\n', "no text"),
    "numbered.jsonl": (b'{"text": 12}\n', "no text"),
    "deep.jsonl": (b"[" * 100_000 + b"\n", "JSON"),
    "half.jsonl": (b'{"text": "Some te\n', "JSON"),
    "letter.doc": (b"\xd0\xcf\x11\xe0", ".txt"),
    "README": (b"Some text.", ".txt"),
    "deeper/text.pptx": (b"PK", ".txt"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_one_line_that_names_it(batch: Callable[..., str], tmp_path: Path, name: str) -> None:
    data, says = BAD[name]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    path = put(tmp_path / name, data)
    line = batch(path)
    assert line.startswith(str(path))
    assert says in line.removeprefix(str(path))


def test_a_missing_path_is_one_line(batch: Callable[..., str], tmp_path: Path) -> None:
    assert batch(tmp_path / "nowhere.txt") == f"{tmp_path / 'nowhere.txt'}: there is no such file or folder"


def test_an_address_is_one_line(batch: Callable[..., str]) -> None:
    assert "a name of a local network" in batch("https://intranet/story.html")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b.txt"], ids=["too long", "with a null"])
def test_a_name_that_cannot_be_a_path_is_one_line(batch: Callable[..., str], name: str) -> None:
    assert name[:1] in batch(name)


def test_a_folder_without_articles_is_one_line(batch: Callable[..., str], tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    put(folder / "a.jpg", b"\xff\xd8")
    line = batch(folder)
    assert line.startswith(f"{folder}: no articles")
    assert ".md" in line


def test_an_article_without_text_is_one_line(batch: Callable[..., str]) -> None:
    assert "'void'" in batch(Article("void", Byline("Nothing"), ""))


def test_fifty_megabytes_are_refused_in_one_line(batch: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    with path.open("wb") as file:
        file.write(b"word " * 10_000_000)
    line = batch(path)
    assert line.startswith(f"{path}: 50 MB")
    assert "split" in line


def test_a_row_of_fifty_megabytes_is_refused_in_one_line(batch: Callable[..., str], tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "' + b"word " * 10_000_000 + b'"}\n')
    assert batch(path).startswith(f"{path} line 1: more than the 20 MB one article may have")


def test_a_file_that_may_not_be_read_is_one_line(
    batch: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "secret.txt", "Some text.")
    opened = Path.open

    def refuse(self: Path, *args: Any, **options: Any) -> Any:
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(self, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert batch(path) == f"{path}: Permission denied"


def test_one_bad_row_loses_no_other(library: Library, tmp_path: Path) -> None:
    lines = [json.dumps({"text": "One."}), "{not json", json.dumps({"text": "Two."}), "", json.dumps({"title": "3"})]
    path = put(tmp_path / "a.jsonl", "\n".join([*lines, json.dumps({"text": "Four."})]))
    summary = library.add([path])
    assert summary.added == 3
    assert [line.split(":")[0] for line in summary.failed] == [f"{path} line 2", f"{path} line 5"]


def test_one_bad_row_of_a_table_loses_no_other(library: Library, tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "title,text\nOne,One.\nTwo\nThree,Three.\n")
    summary = library.add([path])
    assert summary.added == 2
    assert [line.split(":")[0] for line in summary.failed] == [f"{path} line 3"]


TEXT = "Zo\u00eb\u2019s caf\u00e9 in \u0141\u00f3d\u017a is closed."
WESTERN = "Zo\u00eb\u2019s caf\u00e9 is closed."


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".jsonl"])
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("utf-16", TEXT),
        ("utf-16-le", WESTERN),
        ("utf-16-be", WESTERN),
        ("cp1252", WESTERN),
        ("latin-1", "Zo\u00eb, caf\u00e9"),
    ],
)
def test_every_usual_encoding_is_read_right(
    library: Library, tmp_path: Path, suffix: str, encoding: str, text: str
) -> None:
    shown = {
        ".txt": text,
        ".csv": f'id,text\n1,"{text}"\n2,"{text}"\n',
        ".jsonl": f'{{"id": "1", "text": "{text}"}}\n{{"id": "2", "text": "{text}"}}\n',
    }[suffix]
    summary = library.add([put(tmp_path / f"a{suffix}", shown.encode(encoding))])
    assert summary.failed == []
    articles = [library.article(entry.id) for entry in library.entries()]
    assert {article.text for article in articles} == {text}
    assert len(articles) == (1 if suffix == ".txt" else 2)


def test_half_a_surrogate_pair_stops_nothing(library: Library, tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", '{"id": "1", "text": "cut \\ud83d off"}\n{"id": "2", "text": "Whole."}\n')
    summary = library.add([path])
    assert summary.added + len(summary.failed) == 2
    assert library.article("2").text == "Whole."


def test_a_null_in_a_text_is_kept(library: Library) -> None:
    library.add([Article("a", Byline("A"), "One\0two.")])
    assert library.article("a").text == "One\0two."


def one_line(home: Path) -> str:
    with pytest.raises(LibraryError) as raised:
        Library(home, Double())
    line = str(raised.value)
    assert "\n" not in line
    assert str(home) in line
    return line


def test_a_home_that_is_a_file_is_left_as_it_is(tmp_path: Path) -> None:
    home = put(tmp_path / "home", "Some text.")
    assert "BYLINE_HOME" in one_line(home)
    assert home.read_text() == "Some text."


def test_a_home_inside_a_file_is_refused(tmp_path: Path) -> None:
    assert "BYLINE_HOME" in one_line(put(tmp_path / "file", "Some text.") / "home")


def test_a_home_with_other_files_is_left_as_it_is(tmp_path: Path) -> None:
    put(tmp_path / "thesis.docx", "PK")
    assert "BYLINE_HOME" in one_line(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *args: object, **options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    line = one_line(tmp_path / "home")
    assert "Permission denied" in line
    assert "BYLINE_HOME" in line


def test_a_home_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    assert "BYLINE_HOME" in one_line(tmp_path / "home")


def test_a_store_that_is_not_one_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "home" / "chroma").mkdir(parents=True)
    store = put(tmp_path / "home" / "chroma" / "chroma.sqlite3", b"garbage" * 1000)
    one_line(tmp_path / "home")
    assert store.read_bytes() == b"garbage" * 1000


@pytest.mark.parametrize("name", ["chroma", "articles"])
def test_a_disk_that_is_full_is_one_line_and_keeps_what_was_stored(
    library: Library, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import chromadb
    from chromadb.errors import InternalError

    library.add([Article("before", Byline("Before"), GOOD)])

    def full(*args: object, **options: object) -> None:
        raise InternalError("database or disk is full") if name == "chroma" else OSError(errno.ENOSPC, "No space left")

    with monkeypatch.context() as patch:
        patch.setattr(chromadb.Collection, "upsert", full)
        with pytest.raises(LibraryError) as raised:
            library.add([Article("after", Byline("After"), "Some text.")])
    assert "\n" not in str(raised.value)
    assert library.article("before").text == GOOD


def test_an_index_that_another_process_writes_is_one_line_and_catches_up(library: Library, double: Double) -> None:
    library.add([Article("before", Byline("Before"), "Geese on the pond.")])
    other = tantivy.Index.open(str(library.home / "words")).writer()
    with pytest.raises(LibraryError, match="another process") as raised:
        library.add([Article("during", Byline("During"), "Herons in the reeds.")])
    assert "\n" not in str(raised.value)
    del other
    again = Library(library.home, double)
    assert {entry.id for entry in again.entries()} == {"before", "during"}
    assert "words" in again.search("herons")[0].found_by


def test_a_web_address_is_one_line_and_the_rest_goes_on(batch) -> None:
    assert "save the page and add the file" in batch("https://127.0.0.1:1/story.html")
