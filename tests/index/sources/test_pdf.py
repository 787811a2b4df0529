from __future__ import annotations

import io
import logging
import time
from datetime import date
from pathlib import Path

import pypdf
import pytest

from index import Article, Library
from index.sources import pdf as kind
from tests.index.sources.making import CATALOGUE, FLOOD, FONT, column, every, line, one, pdf, pdf_of, stream

LINES = (
    "The river broke through its eastern wall shortly before mid-",
    "night, and the water ran into the harbour, where the oldest",
    "fish market stands. Nobody was killed, but four hundred",
    "people spent the night in the school on the hill above it.",
)
WHOLE = (
    "The river broke through its eastern wall shortly before midnight, and the water ran into the harbour, where the"
    " oldest fish market stands. Nobody was killed, but four hundred people spent the night in the school on the hill"
    " above it."
)
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
HELLO = b"BT /F 12 Tf 10 10 Td (Hello there) Tj ET\n"


def with_form(form: bytes, resources: bytes, times: int = 10) -> bytes:
    """Write a page that draws a form some times."""
    page = PAGE.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    made = stream(form, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<" + resources + b">>")
    return pdf_of([CATALOGUE, ONE_PAGE, page, stream(HELLO + b"/X Do " * times), FONT, made])


def test_its_properties_are_the_byline(tmp_path: Path) -> None:
    info = {"Title": "The flood", "Author": "Ann Vale; Bo Lee", "CreationDate": "D:20240428184500+02'00'"}
    made = one(tmp_path / "a.pdf", pdf([column(FLOOD)], info))
    assert made.byline.title == "The flood"
    assert made.byline.authors == ("Ann Vale", "Bo Lee")
    assert made.byline.published == date(2024, 4, 28)
    assert made.byline.updated is None
    assert made.byline.source == str(tmp_path / "a.pdf")


def test_xmp_is_read_before_the_old_properties(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(pdf([column(FLOOD)])))
    writer.add_metadata({"/Title": "Old title"})
    xmp = pypdf.xmp.XmpInformation.create()
    xmp.dc_title = {"x-default": "The flood"}
    xmp.dc_creator = ["Ann Vale", "Bo Lee"]
    writer.xmp_metadata = xmp
    writer.write(tmp_path / "a.pdf")
    made = one(tmp_path / "a.pdf")
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Ann Vale", "Bo Lee"))


@pytest.mark.parametrize("title", ["Microsoft Word - flood.doc", "untitled", "flood-final2.indd", "Document1", ""])
def test_what_a_program_put_there_is_no_title(tmp_path: Path, title: str) -> None:
    page = [("Water in Ellinport", 72, 740, 22), *column(LINES)]
    made = one(tmp_path / "a.pdf", pdf([page], {"Title": title, "Author": "(anonymous)"}))
    assert made.byline.title == "Water in Ellinport"
    assert made.byline.authors == ()
    assert made.byline.published is None
    assert made.text == WHOLE


def test_a_page_printed_by_a_browser_does_not_get_the_day_of_printing(tmp_path: Path) -> None:
    info = {"Title": "The flood", "Creator": "Mozilla/5.0 (X11)", "CreationDate": "D:20240428184500Z"}
    assert one(tmp_path / "a.pdf", pdf([column(FLOOD)], info)).byline.published is None


def test_lines_are_joined_and_cut_words_mended(tmp_path: Path) -> None:
    assert one(tmp_path / "a.pdf", pdf([column(LINES)])).text == WHOLE


@pytest.mark.parametrize("elsewhere", ["well-known", "wellknown"])
def test_a_hyphen_stays_where_the_word_has_it_elsewhere(tmp_path: Path, elsewhere: str) -> None:
    lines = ["In the harbour that the water has reached there is a well-", f"known market. It is a {elsewhere} one."]
    assert f"a {elsewhere} market" in one(tmp_path / "a.pdf", pdf([column(lines)])).text


def test_paragraphs_are_told_by_a_blank_or_by_an_indent(tmp_path: Path) -> None:
    ended = ["The river broke through its eastern wall shortly before one.", "The water ran into the harbour."]
    indented = [*column(ended), (LINES[2], 90, 672, 12), (LINES[3], 72, 658, 12)]
    blank = [*column(ended), *column(LINES[2:], top=662)]
    for page in (indented, blank):
        first, second = one(tmp_path / "a.pdf", pdf([page])).text.split("\n\n")
        assert first.endswith("harbour.")
        assert second.startswith("fish market")


def test_a_heading_and_the_items_of_a_list_stand_alone(tmp_path: Path) -> None:
    above = "Water in the streets of Ellinport, and what happened then"
    page = [(above, 72, 714, 16), *column([*LINES[:3], "people fled to:", "Harbour", "Market", "School"])]
    text = one(tmp_path / "a.pdf", pdf([page], {"Title": "The flood"})).text
    heading, paragraph, *items = text.split("\n\n")
    assert heading == above
    assert paragraph.endswith("four hundred people fled to:")
    assert items == ["Harbour", "Market", "School"]


def test_running_headers_and_page_numbers_are_dropped_and_sentences_go_on_over_pages(tmp_path: Path) -> None:
    pages = []
    for number in range(8):
        running = [("The Harbour Gazette", 72, 780, 9), (f"Page {number + 1} of 8", 500, 20, 9)]
        body = [f"On day {number} the water stood so high in all the streets that", "people went by boat, and so"]
        pages.append([*running, *column(body), (f"they did on the evening of day {number + 100}, when", 72, 672, 12)])
    text = one(tmp_path / "a.pdf", pdf(pages, {"Title": "The flood"})).text
    assert "Gazette" not in text
    assert "Page" not in text
    assert "\n" not in text
    for number in range(8):
        assert f"On day {number} the water stood so high in all the streets that people went by boat" in text
        assert f"day {number + 100}" in text


def test_the_title_of_the_first_page_stays_when_it_runs_over_the_others(tmp_path: Path) -> None:
    first = [("The flood of Ellinport", 72, 740, 24), *column(LINES)]
    others = [[("The flood of Ellinport", 72, 780, 9), *column([f"{LINES[3]} {i}"])] for i in range(5)]
    made = one(tmp_path / "a.pdf", pdf([first, *others]))
    assert made.byline.title == "The flood of Ellinport"
    assert made.text.count("The flood of Ellinport") == 0


def test_a_scan_says_what_to_do(tmp_path: Path) -> None:
    drawn = pdf_of([CATALOGUE, ONE_PAGE, PAGE, stream(b"q 1 0 0 1 0 0 cm Q"), FONT])
    assert "ocrmypdf" in line(tmp_path / "a.pdf", drawn)


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_password_says_what_to_do_and_one_only_for_changes_does_not_matter(tmp_path: Path, algorithm: str) -> None:
    for user, name in (("secret", "locked.pdf"), ("", "open.pdf")):
        writer = pypdf.PdfWriter(io.BytesIO(pdf([column(FLOOD)])))
        writer.encrypt(user, "owner", algorithm=algorithm)
        writer.write(tmp_path / name)
    assert "password" in line(tmp_path / "locked.pdf")
    assert one(tmp_path / "open.pdf").text == "\n\n".join(FLOOD) or one(tmp_path / "open.pdf").text == " ".join(FLOOD)


def test_a_damaged_page_loses_no_other(tmp_path: Path) -> None:
    pages = b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    other = PAGE.replace(b"4 0 R", b"7 0 R")
    broken = pdf_of([CATALOGUE, pages, PAGE, stream(b"[" * 500_000), FONT, other, stream(HELLO)])
    error, article = every(tmp_path / "a.pdf", broken)
    assert str(error) == f"{tmp_path / 'a.pdf'}: damaged on page 1; the other pages are read"
    assert isinstance(article, Article)
    assert article.text == "Hello there"


HOSTILE = {
    "not a PDF": (b"Hello there", "not a PDF"),
    "empty": (b"", "not a PDF"),
    "cut off": (pdf([column(FLOOD)])[:400], "not a PDF"),
    "pages in themselves": (pdf_of([CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]), "cyclic"),
    "contents that are themselves": (pdf_of([CATALOGUE, ONE_PAGE, PAGE, b"4 0 R", FONT]), "no text"),
    "a length that is itself": (
        pdf_of([CATALOGUE, ONE_PAGE, PAGE, b"<</Length 4 0 R>>stream\nBT ET\nendstream", FONT]),
        "damaged",
    ),
    "100 MB in 100 kB": (pdf_of([CATALOGUE, ONE_PAGE, PAGE, stream(b"0" * 100_000_000), FONT]), "damaged"),
    "arrays in arrays": (pdf_of([CATALOGUE, ONE_PAGE, PAGE, stream(b"[" * 500_000), FONT]), "damaged"),
    "dictionaries in dictionaries": (pdf_of([b"<</A " * 5_000]), "not a PDF"),
    "ten thousand pages and one": (
        pdf_of([CATALOGUE, b"<</Type/Pages/Kids[" + b"3 0 R " * 10_001 + b"]/Count 1>>", PAGE, stream(HELLO), FONT]),
        "more than 10000",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_damaged_or_hostile_file_is_one_line_and_the_rest_goes_on(
    library: Library, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    data, says = HOSTILE[name]
    assert says in line(tmp_path / "a.pdf", data)
    (tmp_path / "b.txt").write_text("Fine.")
    summary = library.add([tmp_path / "a.pdf", tmp_path / "b.txt"])
    assert (summary.added, len(summary.failed)) == (1, 1)


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    made = one(tmp_path / "a.pdf", with_form(HELLO + b"/X Do " * 10, b"/XObject<</X 6 0 R>>/Font<</F 5 0 R>>"))
    assert made.text.startswith("Hello there")


def test_too_much_work_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(10**9))
    monkeypatch.setattr(time, "thread_time", lambda: float(next(now)))  # a second a step
    small = with_form(HELLO, b"/Font<</F 5 0 R>>", times=1)
    large = with_form(HELLO * 100, b"/Font<</F 5 0 R>>", times=100)
    monkeypatch.setattr(kind, "_SECONDS", 1_000.0)
    assert one(tmp_path / "small.pdf", small).text
    assert "takes too long" in line(tmp_path / "large.pdf", large)


def test_a_search_in_a_damaged_file_is_given_up_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(10**9))
    monkeypatch.setattr(time, "thread_time", lambda: float(next(now)))
    monkeypatch.setattr(kind, "_SECONDS", 1_000.0)
    assert "takes too long" in line(tmp_path / "a.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 20_000)


def test_what_is_mended_in_a_file_is_not_written_to_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([column(FLOOD)]).replace(b"startxref\n", b"startxref\n1"))
    one(tmp_path / "a.pdf")
    assert capfd.readouterr().err == ""


def test_more_text_than_an_article_may_have_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "MAX_BYTES", 50)
    assert "text" in line(tmp_path / "a.pdf", pdf([column(FLOOD)]))


def test_a_file_may_hold_more_pictures_than_text_but_not_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.sources import unzip

    monkeypatch.setattr(unzip, "MAX_FILE", 500)
    assert "split it" in line(tmp_path / "a.pdf", pdf([column(FLOOD)]))
