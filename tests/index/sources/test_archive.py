from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from index import Article, Library, SourceError, sources
from index.sources import archive, unzip
from index.sources.document import Document
from tests.index.sources.making import FLOOD, column, every, line, one, pdf, zipped


def told(path: Path, data: bytes) -> tuple[list[str], list[str]]:
    """Return the texts and the errors of an archive."""
    made = every(path, data)
    errors = [str(each).removeprefix(f"{path}") for each in made if isinstance(each, SourceError)]
    return [each.text for each in made if isinstance(each, Article)], errors


def member(name: str, data: bytes = b"Some text.", **fields: int) -> bytes:
    """Pack one member as it is told, and a plain one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        info = zipfile.ZipInfo(name)
        for field, value in fields.items():
            setattr(info, field, value)
        made.writestr(info, data)
        made.writestr("fine.txt", "Fine.")
    return file.getvalue()


def test_members_of_any_kind_are_articles_and_others_are_passed_over(tmp_path: Path) -> None:
    parts = {
        "a.txt": "One text.",
        "in/side/b.md": "---\ntitle: Two\n---\nSecond text.",
        "rows.jsonl": '{"id": "r1", "text": "Row one."}\n{not json\n{"text": "Row two."}\n',
        "page.PDF": pdf([column([FLOOD[0]])], {"Title": "The flood"}),
        "more.zip": zipped({"c.txt": "Third text.", "d.zip": zipped({"e.txt": "Fourth text."})}),
        "picture.png": b"\x89PNG",
        "__MACOSX/._a.txt": "no",
        ".hidden/x.txt": "no",
    }
    texts, errors = told(tmp_path / "a.zip", zipped(parts))
    assert texts == ["One text.", "Second text.", "Row one.", "Row two.", FLOOD[0], "Third text.", "Fourth text."]
    assert errors == ["/rows.jsonl line 2: not valid JSON; the other lines are read"]


def test_an_article_of_an_archive_is_named_by_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"in/a.txt": "One text.", "b.txt": "Another."})
    made, other = every(tmp_path / "a.zip", data)
    assert isinstance(made, Article)
    assert isinstance(other, Article)
    assert made.byline.source == f"{tmp_path}/a.zip/in/a.txt"
    assert made.id != other.id
    monkeypatch.chdir(tmp_path)
    assert every(Path("a.zip"))[0] == made
    fetched = Document.of_bytes("https://a.example/a.zip", ".zip", data, "https://a.example/a.zip")
    first, second = sources.read(fetched)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.byline.source == "https://a.example/a.zip#in/a.txt"
    assert first.id != second.id


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("/etc/a.txt", "begins at the root"),
        ("C:/a.txt", "begins at the root"),
        ("\\\\host\\a.txt", "begins at the root"),
        ("../a.txt", "leads out"),
        ("in/../../a.txt", "leads out"),
        ("in\\..\\..\\a.txt", "leads out"),
    ],
)
def test_a_path_out_of_the_archive_is_one_line(tmp_path: Path, name: str, says: str) -> None:
    before = sorted(tmp_path.parent.rglob("*"))
    texts, errors = told(tmp_path / "a.zip", member(name))
    assert texts == ["Fine."]
    (error,) = errors
    assert says in error
    assert sorted(set(tmp_path.parent.rglob("*")) - set(before)) == [tmp_path / "a.zip"]


def test_a_link_is_one_line(tmp_path: Path) -> None:
    data = member("a.txt", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16, create_system=3)
    texts, errors = told(tmp_path / "a.zip", data)
    assert texts == ["Fine."]
    assert errors == ["/a.txt: a link, which is not followed; pack the file itself"]


def test_a_locked_member_is_one_line(tmp_path: Path) -> None:
    data = bytearray(member("a.txt"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    texts, errors = told(tmp_path / "a.zip", bytes(data))
    assert texts == ["Fine."]
    assert errors == ["/a.txt: it needs a password; take the password off and add it again"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_to_pack_that_cannot_be_bounded_is_one_line(tmp_path: Path, method: int) -> None:
    assert "packed in a way" in line_of_member(tmp_path, zipped({"a.txt": "Some text."}, method))


def line_of_member(tmp_path: Path, data: bytes) -> str:
    texts, (error,) = told(tmp_path / "a.zip", data)
    assert texts in ([], ["Fine."])
    assert "\n" not in error
    return error


def test_a_member_that_is_too_large_or_unpacks_too_far_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "bombs" in line_of_member(tmp_path, zipped({"a.txt": "0" * 3_000_000, "b.txt": "Fine."}))
    assert "25 MB unpacked" in line_of_member(tmp_path, zipped({"a.txt": "0" * 25_000_000, "b.txt": "Fine."}))
    monkeypatch.setattr(unzip, "_RATIO_FROM", 10)
    assert "bombs" in line_of_member(tmp_path, zipped({"a.txt": "0" * 30_000, "b.txt": "Fine."}))


def test_a_member_that_lies_about_its_size_is_one_line(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Some text. " * 10_000, "b.txt": "Fine."}))
    start = data.index(b"PK\x01\x02")
    data[start + 24 : start + 28] = (10).to_bytes(4, "little")
    assert "damaged inside" in line_of_member(tmp_path, bytes(data))


def test_a_damaged_member_is_one_line(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Some text. " * 100, "b.txt": "Fine."}))
    start = data.index(b"a.txt") + len(b"a.txt")
    data[start + 3 : start + 13] = b"\xff" * 10
    assert "damaged inside" in line_of_member(tmp_path, bytes(data))


def test_all_together_may_not_come_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = zipped({f"{i}.txt": f"{i} " + "words " * 60 for i in range(3)})
    data = zipped({"a.txt": "One.", "in.zip": inner, "b.txt": "Two.", "c.txt": "Three."})
    assert len(told(tmp_path / "a.zip", data)[0]) == 6
    monkeypatch.setattr(archive, "MAX_UNPACKED", len(inner) + 800)
    texts, errors = told(tmp_path / "a.zip", data)
    assert [text[:4] for text in texts] == ["One.", "0 wo", "1 wo"]
    assert all("unpacks to more than" in error for error in errors)


def test_members_are_counted_over_all_archives_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unzip, "MAX_MEMBERS", 5)
    assert "more than 5 members" in line(tmp_path / "a.zip", zipped({f"{i}.txt": "x" for i in range(6)}))
    inner = zipped({f"{i}.txt": "x" for i in range(3)})
    texts, errors = told(tmp_path / "b.zip", zipped({f"{i}.zip": inner for i in range(2)}))
    assert len(texts) == 3
    assert errors == ["/1.zip: more than 5 members; unpack it and add the folder"]


def test_archives_inside_one_another_end(tmp_path: Path) -> None:
    data, name = b"Some text.", "a.txt"
    for _ in range(6):
        data, name = zipped({name: data}), "a.zip"
    texts, errors = told(tmp_path / "a.zip", data)
    assert texts == []
    assert errors == [
        "/a.zip/a.zip/a.zip: more than 3 archives inside one another; unpack it and add the folder",
    ]


def test_a_huge_list_of_members_is_not_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for i in range(70):
            info = zipfile.ZipInfo(f"{i}.txt")
            info.comment = b"x" * 64_000
            made.writestr(info, "Some text.")
    taken: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            taken.append(len(data))
            return data

    (error,) = sources.read(Document("a.zip", ".zip", 9, lambda: Watched(file.getvalue())))
    assert str(error).startswith("a.zip: not a zip archive")
    assert max(taken) <= 4_000_001


def test_a_name_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.txt", "First.")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a.txt", "Second.")
    assert told(tmp_path / "a.zip", file.getvalue()) == (["First."], ["/a.txt: it is there twice; the first is read"])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a zip"),
        (b"Some text.", "not a zip"),
        (zipped({}), "no articles"),
        (zipped({"a.png": "x"}), "no articles"),
    ],
    ids=["empty", "text", "nothing in it", "nothing to read in it"],
)
def test_an_archive_without_articles_is_one_line_and_the_rest_goes_on(
    library: Library, tmp_path: Path, data: bytes, says: str
) -> None:
    assert says in line(tmp_path / "a.zip", data)
    (tmp_path / "b.txt").write_text("Fine.")
    summary = library.add([tmp_path / "a.zip", tmp_path / "b.txt"])
    assert (summary.added, len(summary.failed)) == (1, 1)


def test_a_name_with_a_line_break_keeps_its_error_on_one_line(tmp_path: Path) -> None:
    assert "a?b.txt: empty" in line_of_member(tmp_path, member("a\nb.txt", b""))


def test_adding_an_archive_again_changes_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": "One text.", "b.txt": "Another text."}))
    assert library.add([tmp_path / "a.zip"]).added == 2
    assert library.add([tmp_path / "a.zip"]).unchanged == 2


def test_one_article_of_an_archive_is_read_whole(tmp_path: Path) -> None:
    assert one(tmp_path / "a.zip", zipped({"a.txt": "\n\n".join(FLOOD)})).text == "\n\n".join(FLOOD)
