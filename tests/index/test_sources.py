from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from index import SAMPLES, Article, Byline, Library, sources
from index.sources import decode, tables
from index.sources.fields import day_of

LONG = "The river broke through its eastern wall shortly before midnight and the water ran into the harbour. "


def read(path: Path, text: str | None = None) -> Article:
    if text is not None:
        path.write_text(text, encoding="utf-8", newline="")
    (made,) = sources.read(path)
    assert isinstance(made, Article), made
    return made


def rows(path: Path, *given: object) -> list[Article]:
    path.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")
    made = list(sources.read(path))
    assert all(isinstance(each, Article) for each in made), made
    return made  # type: ignore[return-value]


def page(body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>The flood</title>{head}</head><body>"
        f"<nav><a href='/'>Home page</a> <a href='/news'>All news</a></nav><article>{body}</article>"
        "<aside>Subscribe to our newsletter</aside><footer>Copyright 2019 The Gazette. All rights reserved. "
        "Cookie policy</footer></body></html>"
    )


def test_front_matter_is_the_byline_and_leaves_the_text(tmp_path: Path) -> None:
    made = read(
        tmp_path / "a.md",
        "---\ntitle: The flood\nauthors: [Ann Vale, Bo Lee]\npublished: 2023-11-14\nsource: https://a.example/f\n---\n\n"
        "First line.\n\nSecond.\n",
    )
    assert made.byline.title == "The flood"
    assert made.byline.authors == ("Ann Vale", "Bo Lee")
    assert made.byline.published == date(2023, 11, 14)
    assert made.byline.source == "https://a.example/f"
    assert made.text == "First line.\n\nSecond."


def test_a_heading_on_top_is_the_title_and_leaves_the_text(tmp_path: Path) -> None:
    made = read(tmp_path / "a.md", "# The flood #\n\nFirst line.\n\n# Another part\n\nSecond.")
    assert made.byline.title == "The flood"
    assert made.text == "First line.\n\n# Another part\n\nSecond."


def test_the_title_of_the_front_matter_wins_over_the_heading(tmp_path: Path) -> None:
    made = read(tmp_path / "a.md", "---\ntitle: One\n---\n# Two\n\nText.")
    assert (made.byline.title, made.text) == ("One", "Text.")


def test_a_title_may_end_in_a_sharp(tmp_path: Path) -> None:
    assert read(tmp_path / "a.md", "# Why I love C#\n\nText.").byline.title == "Why I love C#"


def test_a_heading_may_hold_many_spaces(tmp_path: Path) -> None:
    assert read(tmp_path / "a.md", f"# One{' ' * 20_000}two\n\nText.").byline.title == "One two"


def test_without_a_title_the_first_line_is_one(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", "A short first line\n\nText.").byline.title == "A short first line"
    made = read(tmp_path / "b.txt", f"This is the first sentence. {LONG * 3}")
    assert made.byline.title == "This is the first sentence."
    assert made.text.startswith("This is the first sentence.")


@pytest.mark.parametrize(
    ("spelled", "title"),
    [
        ("Harbour trial: day two", "Harbour trial: day two"),
        ('"No", she said: an interview', '"No", she said: an interview'),
        ("@nobody is gone", "@nobody is gone"),
    ],
)
def test_a_title_that_yaml_cannot_read_is_taken_by_its_letter(tmp_path: Path, spelled: str, title: str) -> None:
    front = f"---\ntitle: {spelled}\nauthor: 'Ann Vale'\ntags: [a, b]\ndate: 2023-11-14\n---\n"
    made = read(tmp_path / "a.md", f"{front}The article.")
    assert made.byline == Byline(title, ("Ann Vale",), date(2023, 11, 14), str(tmp_path / "a.md"))
    assert made.text == "The article."


def test_text_between_two_rules_is_text(tmp_path: Path) -> None:
    made = read(tmp_path / "a.md", "---\n\nA motto in front of it all.\n\n---\n\nThe article.")
    assert "A motto in front of it all." in made.text


def test_a_text_in_braces_is_text(tmp_path: Path) -> None:
    assert "hello there" in read(tmp_path / "a.txt", "{\nhello there\n}\nmore").text


@pytest.mark.parametrize("lead", [" ", "", "\n"])
def test_a_date_line_with_a_headline(tmp_path: Path, lead: str) -> None:
    made = read(tmp_path / "a.txt", f"{lead}date 2024-01-25 Soffer and Spiridakos are a couple\n\nThey met on the set.")
    assert made.byline.published == date(2024, 1, 25)
    assert made.byline.title == "Soffer and Spiridakos are a couple"
    assert made.text == "Soffer and Spiridakos are a couple\n\nThey met on the set."


def test_a_date_line_with_the_whole_article_on_it(tmp_path: Path) -> None:
    made = read(tmp_path / "a.txt", f" date 2024-01-25 Soffer is dating Spiridakos. {LONG * 3}")
    assert made.byline.published == date(2024, 1, 25)
    assert made.byline.title == "Soffer is dating Spiridakos."
    assert made.text.startswith("Soffer is dating Spiridakos. The river")


def test_a_date_line_in_a_row_is_read_too(tmp_path: Path) -> None:
    (made,) = rows(tmp_path / "a.jsonl", {"text": " date 2024-01-25 Headline\n\nText."})
    assert (made.byline.published, made.text) == (date(2024, 1, 25), "Headline\n\nText.")


@pytest.mark.parametrize(
    "text", [" date 2024-13-45 Headline", "update 2024-01-25 Headline", "date 2024-01-255 Headline"]
)
def test_what_only_looks_like_a_date_line_stays_text(tmp_path: Path, text: str) -> None:
    made = read(tmp_path / "a.txt", text)
    assert (made.byline.published, made.text) == (None, text.strip())


def test_a_page_is_its_article_and_metadata(tmp_path: Path) -> None:
    head = (
        '<meta name="author" content="Gwen Halloran"><meta property="og:title" content="The flood">'
        '<meta property="article:published_time" content="2024-04-28T18:45:00+00:00">'
        '<link rel="canonical" href="https://a.example/flood">'
    )
    made = read(tmp_path / "a.html", page(f"<h1>The flood</h1><p>{LONG}</p><p>Nobody was killed. {LONG}</p>", head))
    assert made.byline.title == "The flood"
    assert made.byline.authors == ("Gwen Halloran",)
    assert made.byline.published == date(2024, 4, 28)
    assert made.byline.source == "https://a.example/flood"
    assert made.text == f"{LONG.strip()}\n\nNobody was killed. {LONG.strip()}"


def test_the_boilerplate_of_a_page_is_dropped_and_no_date_is_guessed(tmp_path: Path) -> None:
    made = read(tmp_path / "a.html", page(f"<p>{LONG}</p><p>In March 2018 it had rained. {LONG}</p>"))
    assert made.byline.published is None
    for boilerplate in ("Copyright", "Cookie", "newsletter", "Home page"):
        assert boilerplate not in made.text


NAMES = {
    "title": ("title", "headline", "Title"),
    "text": ("text", "body", "content"),
    "source": ("url", "source", "link"),
    "published": ("date", "published", "publish_date", "published_at", "DATE"),
    "authors": ("author", "authors", "byline"),
}


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in NAMES.items() for name in names])
def test_a_row_may_use_any_of_the_names(tmp_path: Path, field: str, name: str) -> None:
    row = {"title": "T", "text": "Some text.", "source": "https://a.example/1", "date": "2024-01-25", "author": "A B"}
    usual = {"published": "date", "authors": "author"}.get(field, field)
    value = row.pop(usual)
    (made,) = rows(tmp_path / "a.jsonl", row | {name: value})
    byline = made.byline
    assert (byline.title, made.text, byline.source) == ("T", "Some text.", "https://a.example/1")
    assert (byline.published, byline.authors) == (date(2024, 1, 25), ("A B",))


def test_only_the_text_of_a_row_is_needed(tmp_path: Path) -> None:
    (made,) = rows(tmp_path / "a.jsonl", {"text": "Some text.", "title": None, "date": "", "authors": []})
    assert made.byline.title == "Some text."
    assert (made.byline.published, made.byline.authors) == (None, ())
    assert made.byline.source == str(tmp_path / "a.jsonl")


def test_given_ids_are_kept(tmp_path: Path) -> None:
    made = rows(tmp_path / "a.jsonl", {"id": "story-1", "text": "One."}, {"id": 42, "text": "Two."})
    assert [each.id for each in made] == ["story-1", "42"]
    assert read(tmp_path / "a.md", "---\nid: mine\n---\nText.").id == "mine"


def test_csv_is_one_article_a_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'Headline,Body,date,byline\n"One, two","First line.\n\nSecond ""line"".",2024-01-25,By Ann Vale and Bo Lee\n'
        "Three,Other text.,,\n",
        encoding="utf-8-sig",
    )
    one, other = sources.read(path)
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert (one.byline.title, one.text) == ("One, two", 'First line.\n\nSecond "line".')
    assert (one.byline.published, one.byline.authors) == (date(2024, 1, 25), ("Ann Vale", "Bo Lee"))
    assert (other.byline.title, other.text, other.byline.published) == ("Three", "Other text.", None)


def test_spaces_around_the_names_of_columns_do_not_matter(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", "title, text\nOne,Some text.\n").text == "Some text."


WHOLE = date(2024, 1, 25)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-01-25", WHOLE),
        (" 2024-01-25 ", WHOLE),
        ("January 25, 2024", WHOLE),
        ("25 Jan 2024", WHOLE),
        ("Thursday, January 25, 2024 at 10:00", WHOLE),
        ("2024-01-25T23:59:00Z", WHOLE),
        ("2024-01-25T10:00:00.123+02:00", WHOLE),
        ("Thu, 25 Jan 2024 10:00:00 GMT", WHOLE),
        ("20240125", WHOLE),
        (1706140800, WHOLE),
        (1706140800000, WHOLE),
        (1706140800.5, WHOLE),
        (WHOLE, WHOLE),
        (datetime(2024, 1, 25, 10, tzinfo=UTC), WHOLE),
        *(
            (value, None)
            for value in ("March 2024", "2024", "25", "Thursday", "25 January", "10:30", "", "soon", "now")
        ),
        *((value, None) for value in ("2024-02-30", "2024-13-01", "0000-00-00", "9" * 400, None, [], {}, True)),
        *((value, None) for value in (0, -1, float("nan"), float("inf"), 10**400)),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_date_is_whole_or_it_is_none(value: object, expected: date | None) -> None:
    assert day_of(value) == expected


def test_a_time_zone_that_is_not_known_is_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert day_of("January 25, 2024 10:00 EST") == WHOLE


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("By A, B and C", ("A", "B", "C")),
        ("by Ann Vale", ("Ann Vale",)),
        ("Ann Vale & Bo Lee; Cy Roy", ("Ann Vale", "Bo Lee", "Cy Roy")),
        ("Ann Vale, Bo Lee, and Cy Roy", ("Ann Vale", "Bo Lee", "Cy Roy")),
        ("Sandy Byrne", ("Sandy Byrne",)),
        (["Ann Vale", "Bo Lee"], ("Ann Vale", "Bo Lee")),
        ([{"name": "Ann Vale"}, {"name": "Bo Lee"}], ("Ann Vale", "Bo Lee")),
        ({"name": "Ann Vale"}, ("Ann Vale",)),
        ("", ()),
    ],
)
def test_authors_are_told_apart(tmp_path: Path, value: object, expected: tuple[str, ...]) -> None:
    assert rows(tmp_path / "a.jsonl", {"text": "Some text.", "author": value})[0].byline.authors == expected


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_no_sample_loses_its_title_or_gets_todays_date(path: Path) -> None:
    made = read(path)
    assert len(made.byline.title) > 20
    assert made.byline.published is None or made.byline.published < date(2025, 1, 1)
    assert (made.byline.published is None) == (path.stem == "honey-and-gingerbread")


def test_the_same_file_gives_the_same_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(tmp_path / "a.txt", "One text.")
    monkeypatch.chdir(tmp_path)
    assert read(Path("a.txt")).id == whole.id
    assert read(Path("a.txt")) == whole


def test_the_same_file_keeps_its_id_when_its_text_changes(tmp_path: Path) -> None:
    first = read(tmp_path / "a.txt", "One text.")
    second = read(tmp_path / "a.txt", "Another text.")
    other = read(tmp_path / "b.txt", "One text.")
    assert first.id == second.id != other.id


def test_the_same_url_gives_the_same_id_in_two_files(tmp_path: Path) -> None:
    one = read(tmp_path / "a.md", "---\nurl: https://a.example/1\n---\nOne text.")
    (other,) = rows(tmp_path / "b.jsonl", {"link": "https://a.example/1", "text": "Two."})
    assert one.id == other.id


def test_rows_without_id_or_url_are_told_apart(tmp_path: Path) -> None:
    made = rows(tmp_path / "a.jsonl", {"text": "One."}, {"text": "Two."})
    again = rows(tmp_path / "a.jsonl", {"text": "Two."}, {"text": "One."})
    assert made[0].id != made[1].id
    assert {each.id for each in made} == {each.id for each in again}


def test_a_folder_is_read_at_all_levels_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.md", "deep/er/a.TXT", "c.png", ".hidden.md", ".git/d.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Some text.")
    (tmp_path / "broken.md").symlink_to(tmp_path / "nowhere.md")
    assert [path.relative_to(tmp_path).as_posix() for path in sources.files(tmp_path)] == ["b.md", "deep/er/a.TXT"]


@pytest.mark.parametrize("over", [1, 2, 40, 100_000])
def test_no_more_than_an_article_is_held_of_a_line_that_is_too_long(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, over: int
) -> None:
    for module in (decode, tables):
        monkeypatch.setattr(module, "MAX_BYTES", 5_000)
    held: list[int] = []
    real = tables._lines

    def lines(file: BinaryIO) -> Iterator[bytes]:
        for line in real(file):
            held.append(len(line))
            yield line

    monkeypatch.setattr(tables, "_lines", lines)
    rows = ['{"id": "a", "text": "One."}', "x" * (5_000 + over), '{"id": "b", "text": "Two."}']
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    summary = library.add([tmp_path / "a.jsonl"])
    assert sorted(entry.id for entry in library.entries()) == ["a", "b"]
    assert [line.split(": ")[0] for line in summary.failed] == [f"{tmp_path / 'a.jsonl'} line 2"]
    assert max(held) == 5_001


def test_a_file_that_goes_before_it_is_read_is_one_line(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Some text.")
    real = sources.files

    def files(named: Path) -> list[Path | str]:
        found = real(named)
        (tmp_path / "a.txt").unlink()
        return found

    monkeypatch.setattr(sources, "files", files)
    summary = library.add([tmp_path])
    assert (summary.added, summary.failed) == (1, [f"{tmp_path / 'a.txt'}: No such file or directory"])


def test_a_table_may_be_larger_than_one_article(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (decode, tables):
        monkeypatch.setattr(module, "MAX_BYTES", 2_000)
    rows = [f'{i},"Café number {i} opened, and {"much " * 20}was said."' for i in range(100)]
    (tmp_path / "a.csv").write_text("id,text\n" + "\n".join(rows), encoding="cp1252")
    summary = library.add([tmp_path / "a.csv"])
    assert (summary.added, summary.failed) == (100, [])
    assert library.article("99").text.startswith("Café number 99 opened")
