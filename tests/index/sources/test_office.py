from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index import Library
from index.sources import flow
from tests.index.sources.making import FLOOD, line, one, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
LAUGHS = '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY c SYSTEM "file:///etc/passwd">]>'


def word(path: Path, *paragraphs: str, title: str = "", author: str = "") -> docx.document.Document:
    made = docx.Document()
    for each in paragraphs:
        made.add_paragraph(each)
    made.core_properties.title, made.core_properties.author = title, author
    made.core_properties.created = datetime(2024, 4, 28, 18, 45, tzinfo=UTC)
    made.core_properties.modified = datetime(2025, 1, 2, tzinfo=UTC)
    made.save(path)
    return made


def body(xml: str, before: str = "") -> bytes:
    return zipped({"word/document.xml": f"{before}<w:document {W}><w:body>{xml}</w:body></w:document>"})


def text_of(tmp_path: Path, xml: str) -> str:
    return one(tmp_path / "a.docx", body(xml)).text


def said(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_a_word_document_is_its_text_and_core_properties(tmp_path: Path) -> None:
    word(tmp_path / "a.docx", *FLOOD, title="The flood", author="Ann Vale; Bo Lee")
    made = one(tmp_path / "a.docx")
    assert made.text == "\n\n".join(FLOOD)
    assert made.byline.title == "The flood"
    assert made.byline.authors == ("Ann Vale", "Bo Lee")
    assert made.byline.published == date(2024, 4, 28)
    assert made.byline.updated is None


def test_the_title_may_stand_in_the_text_and_leaves_it(tmp_path: Path) -> None:
    document = word(tmp_path / "a.docx", title="Microsoft Word - flood.doc", author="python-docx")
    document.add_heading("The flood", level=0)
    document.add_paragraph(FLOOD[0])
    document.save(tmp_path / "a.docx")
    made = one(tmp_path / "a.docx")
    assert (made.byline.title, made.byline.authors, made.text) == ("The flood", (), FLOOD[0])


def test_the_rows_of_a_table_are_lines_and_a_layout_of_one_cell_is_its_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Name", "Born", "Ann Vale", "1971"), strict=True):
        cell.text = text
    layout = document.add_table(rows=1, cols=1).cell(0, 0)
    layout.text = FLOOD[0]
    layout.add_paragraph(FLOOD[1])
    document.save(tmp_path / "a.docx")
    expected = ["Name | Born", "Ann Vale | 1971", *FLOOD]
    assert one(tmp_path / "a.docx").text.split("\n\n") == expected


def test_links_insertions_and_text_boxes_are_read_and_deletions_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The river ")
    for xml in (
        "<w:hyperlink {0}><w:r><w:t>rose</w:t></w:r></w:hyperlink>",
        "<w:ins {0}><w:r><w:t xml:space='preserve'> fast</w:t></w:r></w:ins>",
        "<w:del {0}><w:r><w:delText> slowly</w:delText></w:r></w:del>",
        "<w:r {0}><w:fldChar w:fldCharType='begin'/><w:instrText>PAGEREF x</w:instrText></w:r>",
        "<w:r {0}><w:tab/><w:t>and</w:t><w:br/><w:t>fell</w:t></w:r>",
        "<w:r {0}><w:txbxContent><w:p><w:r><w:t>A box.</w:t></w:r></w:p></w:txbxContent></w:r>",
    ):
        paragraph._p.append(parse_xml(xml.format(nsdecls("w"))))
    document.save(tmp_path / "a.docx")
    assert one(tmp_path / "a.docx").text == "A box.\n\nThe river rose fast\tand\nfell"


def test_a_second_form_for_old_programs_is_not_read_twice(tmp_path: Path) -> None:
    choice = f"<mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice>{said('Once.')}</mc:Choice>"
    assert text_of(tmp_path, f"{choice}<mc:Fallback>{said('Once.')}</mc:Fallback></mc:AlternateContent>") == "Once."


def test_notes_follow_the_text_and_the_body_may_have_another_name(tmp_path: Path) -> None:
    rels = '<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    parts = {
        "_rels/.rels": rels,
        "word/document2.xml": f"<w:document {W}>{said('Body.')}</w:document>",
        "word/footnotes.xml": f"<w:footnotes {W}>{said('A note.')}</w:footnotes>",
    }
    assert one(tmp_path / "a.docx", zipped(parts)).text == "Body.\n\nA note."


def test_an_open_document_is_its_text_and_metadata(tmp_path: Path) -> None:
    content = (
        f"<office:document-content {ODF}><office:body><office:text>"
        "<text:tracked-changes><text:p>struck out</text:p></text:tracked-changes>"
        '<text:h text:style-name="Heading">What happened</text:h>'
        f"<text:p>\n  {FLOOD[0]}\n</text:p>"
        '<text:p>Two<text:s text:c="999999999"/>words<text:tab/>and<text:line-break/>more'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
        "</text:note-body></text:note></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>"
        "<table:table-cell><text:p>Born</text:p></table:table-cell></table:table-row></table:table>"
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {ODF}><office:meta><dc:title>The flood</dc:title>"
        "<meta:initial-creator>Ann Vale</meta:initial-creator><dc:creator>Bo Lee</dc:creator>"
        "<meta:creation-date>2024-04-28T18:45:00</meta:creation-date><dc:date>2025-01-02T00:00:00</dc:date>"
        "</office:meta></office:document-meta>"
    )
    made = one(tmp_path / "a.odt", zipped({"content.xml": content, "meta.xml": meta}))
    assert made.text.split("\n\n") == [
        "What happened",
        FLOOD[0],
        "A note.",
        "Two words\tand\nmore",
        "Name | Born",
    ]
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Ann Vale",))
    assert (made.byline.published, made.byline.updated) == (date(2024, 4, 28), None)


def odt(xml: str, before: str = "") -> bytes:
    return zipped({"content.xml": f"{before}<office:text {ODF}>{xml}</office:text>"})


BAD = {
    "laughs.docx": (body("<w:p><w:r><w:t>&c;</w:t></w:r></w:p>", LAUGHS), "entities"),
    "outside.docx": (body("<w:p><w:r><w:t>&c;</w:t></w:r></w:p>", OUTSIDE), "entities"),
    "laughs.odt": (odt("<text:p>&c;</text:p>", LAUGHS), "entities"),
    "outside.odt": (odt("<text:p>&c;</text:p>", OUTSIDE), "entities"),
    "deep.docx": (body("<w:p>" * 600 + "</w:p>" * 600), "deep"),
    "deep.odt": (odt("<text:p>" * 600 + "</text:p>" * 600), "deep"),
    "bomb.docx": (body(said("a" * 20_000_000)), "bombs"),
    "bomb.odt": (odt("a" * 20_000_000), "bombs"),
    "half.docx": (body(said("Some text.") + "<w:p>"), "XML"),
    "other.docx": (zipped({"a.txt": "Some text."}), "not a Word document"),
    "other.odt": (zipped({"a.txt": "Some text."}), "not an OpenDocument text"),
    "text.docx": (b"Some text.", "not a Word document"),
    "empty.docx": (b"", "not a Word document"),
    "text.odt": (b"Some text.", "not an OpenDocument text"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "password"),
    "blank.docx": (body(said(" ")), "no text"),
    "blank.odt": (odt("<text:p/>"), "no text"),
    "locked.odt": (
        zipped({"content.xml": b"\x01\x02", "META-INF/manifest.xml": "<m><f><encryption-data/></f></m>"}),
        "password",
    ),
    "packed.docx": (zipped({"word/document.xml": "<a/>"}, method=12), "packed"),
    "text.rtf": (b"Some text.", "not RTF"),
    "empty.rtf": (b"", "not RTF"),
    "blank.rtf": (rb"{\rtf1 {\pict 0123}}", "no text"),
    "deep.rtf": (rb"{\rtf1 " + b"{" * 2_000, "deep"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_damaged_or_hostile_is_one_line_and_the_rest_goes_on(
    library: Library, tmp_path: Path, name: str
) -> None:
    data, says = BAD[name]
    assert says in line(tmp_path / name, data)
    (tmp_path / "b.txt").write_text("Fine.")
    summary = library.add([tmp_path / name, tmp_path / "b.txt"])
    assert (summary.added, len(summary.failed)) == (1, 1)


def test_a_document_may_not_have_more_text_than_an_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "MAX_BYTES", 50)
    assert "split it" in line(tmp_path / "a.docx", body(said(FLOOD[0])))


INFO = rb"{\info{\title The flood}{\author Ann Vale; Bo Lee}{\creatim\yr2024\mo4\dy28\hr18}{\revtim\yr2025\mo1\dy2}}"


def test_rich_text_is_its_text_and_info(tmp_path: Path) -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset204 Arial;}}"
        rb"{\colortbl;\red0;}{\pict\bin5 }}{}x}" + INFO + rb"{\header The Gazette}\pard First {\b bold} line.\par"
        rb"{\field{\*\fldinst{HYPERLINK https://a.example/}}{\fldrslt A link}} here,"
        rb" caf\'e9 \u8212?dash\line and\tab more.{\footnote A note.}\par"
        rb"{\*\unknown not for us}{\f1 \'cc\'e8\'f0}\par "
        rb"Name\cell Born\cell\row}after"
    )
    made = one(tmp_path / "a.rtf", rtf)
    assert made.text.split("\n\n") == [
        "First bold line.",
        "A link here, caf\u00e9 \u2014dash\nand\tmore.",
        "\u041c\u0438\u0440",
        "Name | Born",
        "A note.",
    ]
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Ann Vale", "Bo Lee"))
    assert (made.byline.published, made.byline.updated) == (date(2024, 4, 28), None)


def test_rich_text_spells_what_is_beyond_its_numbers_in_two(tmp_path: Path) -> None:
    made = one(tmp_path / "a.rtf", rb"{\rtf1\uc1 A \u-10179?\u-8702? face, \u-10179? half of one.}")
    assert made.text == "A \U0001f602 face, \ufffd half of one."


def test_rich_text_without_info_has_no_date(tmp_path: Path) -> None:
    made = one(tmp_path / "a.rtf", rb"{\rtf1 A short line.\par More.}")
    assert (made.byline.title, made.byline.published, made.byline.authors) == ("A short line.", None, ())
