from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index import Library
from index.sources import epub
from tests.index.sources.making import FLOOD, line, one, zipped

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
HEAD = (
    '<dc:title>The flood</dc:title><dc:creator opf:role="aut">Ann Vale</dc:creator>'
    '<dc:creator opf:role="ill">Cy Roy</dc:creator><dc:date opf:event="modification">2025-01-02</dc:date>'
    '<dc:date opf:event="publication">2024-04-28</dc:date>'
)


def package(head: str = HEAD, before: str = "") -> str:
    items = "".join(
        f'<item id="{name}" href="{href}" media-type="{kind}" properties="{properties}"/>'
        for name, href, kind, properties in (
            ("nav", "nav.xhtml", "application/xhtml+xml", "nav"),
            ("two", "text/two%20b.xhtml", "application/xhtml+xml", ""),
            ("one", "text/one.xhtml", "application/xhtml+xml", "svg"),
            ("cover", "cover.svg", "image/svg+xml", ""),
            ("lost", "lost.xhtml", "application/xhtml+xml", ""),
        )
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in ("cover", "nav", "one", "two", "lost", "nowhere"))
    return (
        f'{before}<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        f' xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{head}</metadata><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>"
    )


def book(**changes: str) -> bytes:
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package(),
        "OEBPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
        "OEBPS/text/one.xhtml": (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
            f"<style>p {{}}</style></head><body><h1>First&nbsp;part</h1><p>{FLOOD[0]}<!-- not seen --> It <i>was</i>"
            " dark.</p><ul><li>Harbour</li><li>Market</li></ul><p>A line<br/>and one</p></body></html>"
        ),
        "OEBPS/text/two b.xhtml": f"<html><body><div>Second part<div>{FLOOD[1]}</div>End.</div></body></html>",
    }
    return zipped({name: data for name, data in (parts | changes).items() if data})


def test_a_book_is_its_chapters_in_order_and_its_own_metadata(tmp_path: Path) -> None:
    made = one(tmp_path / "a.epub", book())
    assert made.text.split("\n\n") == [
        "First part",
        f"{FLOOD[0]} It was dark.",
        "Harbour",
        "Market",
        "A line",
        "and one",
        "Second part",
        FLOOD[1],
        "End.",
    ]
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Ann Vale",))
    assert (made.byline.published, made.byline.updated) == (date(2024, 4, 28), None)
    assert made.byline.source == str(tmp_path / "a.epub")


def test_a_book_without_metadata_is_named_by_its_text_and_a_year_is_no_date(tmp_path: Path) -> None:
    made = one(tmp_path / "a.epub", book(**{"OEBPS/book.opf": package("<dc:date>2024</dc:date>")}))
    assert (made.byline.title, made.byline.authors, made.byline.published) == ("First part", (), None)


LAUGHS = '<!DOCTYPE p [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
LOCK = "<e><EncryptedData><CipherData><CipherReference URI='{}'/></CipherData></EncryptedData></e>"
BAD: dict[str, tuple[dict[str, str], str]] = {
    "laughs": ({"OEBPS/book.opf": package("<dc:title>&b;</dc:title>", LAUGHS)}, "entities"),
    "bomb": ({"OEBPS/text/one.xhtml": "<p>" + "a" * 15_000_000}, "bombs"),
    "no container": ({"META-INF/container.xml": ""}, "not an EPUB book"),
    "no package": ({"OEBPS/book.opf": ""}, "not an EPUB book"),
    "no root": ({"META-INF/container.xml": "<container/>"}, "not an EPUB book"),
    "no chapters": ({"OEBPS/text/one.xhtml": "", "OEBPS/text/two b.xhtml": ""}, "no text"),
    "locked": ({"META-INF/encryption.xml": LOCK.format("OEBPS/text/two%20b.xhtml")}, "DRM"),
    "broken": ({"OEBPS/book.opf": "<package><metadata>"}, "XML"),
    "endless lists": ({"OEBPS/book.opf": "<package>" + "<item/>" * 100_001 + "</package>"}, "elements"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_damaged_or_hostile_is_one_line_and_the_rest_goes_on(
    library: Library, tmp_path: Path, name: str
) -> None:
    changes, says = BAD[name]
    (tmp_path / "a.epub").write_bytes(book(**changes))
    (tmp_path / "b.txt").write_text("Fine.")
    summary = library.add([tmp_path / "a.epub", tmp_path / "b.txt"])
    (told,) = summary.failed
    assert summary.added == 1
    assert told.startswith(str(tmp_path / "a.epub"))
    assert says in told
    assert "\n" not in told


def test_a_file_that_is_no_zip_is_one_line(tmp_path: Path) -> None:
    assert "not an EPUB book" in line(tmp_path / "a.epub", b"Some text.")


def test_locked_fonts_do_not_matter(tmp_path: Path) -> None:
    assert one(tmp_path / "a.epub", book(**{"META-INF/encryption.xml": LOCK.format("OEBPS/font.otf")})).text


def test_a_chapter_that_the_order_names_twice_is_read_once(tmp_path: Path) -> None:
    twice = package().replace("<spine>", "<spine>" + '<itemref idref="one"/>' * 1000)
    assert one(tmp_path / "a.epub", book(**{"OEBPS/book.opf": twice})).text.count(FLOOD[0]) == 1


def test_entities_of_a_chapter_are_not_expanded(tmp_path: Path) -> None:
    made = one(tmp_path / "a.epub", book(**{"OEBPS/text/one.xhtml": f"{LAUGHS}<html><p>Ha: &b;</p></html>"}))
    assert "lollol" not in made.text


def test_a_book_may_not_have_more_text_than_an_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chapter = "<p>" + "Water. " * 60
    data = book(**{"OEBPS/text/one.xhtml": chapter, "OEBPS/text/two b.xhtml": chapter})
    monkeypatch.setattr(epub, "MAX_BYTES", 500)  # each chapter has less, both have more
    assert "of text; split it" in line(tmp_path / "a.epub", data)
