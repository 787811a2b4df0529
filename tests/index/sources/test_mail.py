from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest

from index import Library
from index.sources import mail
from tests.index.sources.making import FLOOD, line, one

PAGE = (
    "<html><head><title>The flood</title><meta name='author' content='Gwen Halloran'>{head}</head><body>"
    f"<nav><a href='/'>Home page</a></nav><article><h1>The flood</h1><p>{{greeting}}{FLOOD[0]}</p><p>{FLOOD[1]}</p>"
    "</article></body></html>"
)


def page(head: str = "", greeting: str = "") -> str:
    return PAGE.format(head=head, greeting=greeting)


def letter(text: str | None = None, html: str | None = None, **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in ({"From": "Ann Vale <ann@a.example>", "Subject": "The flood"} | headers).items():
        made[name] = value
    made["Date"] = "Sun, 28 Apr 2024 23:30:00 -0400"
    if text is not None:
        made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made


def test_a_mail_is_its_plain_text_and_headers(tmp_path: Path) -> None:
    sent = letter("\n\n".join(FLOOD), page())
    sent.add_attachment("attached", filename="notes.txt")
    made = one(tmp_path / "a.eml", sent.as_bytes())
    assert made.text == "\n\n".join(FLOOD)
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Ann Vale",))
    assert (made.byline.published, made.byline.updated) == (date(2024, 4, 28), None)
    assert made.byline.source == str(tmp_path / "a.eml")


def test_without_plain_text_the_page_is_read(tmp_path: Path) -> None:
    made = one(tmp_path / "a.eml", letter(html=page()).as_bytes())
    assert made.text == "\n\n".join(FLOOD)


def test_a_short_page_is_read_whole(tmp_path: Path) -> None:
    made = one(tmp_path / "a.eml", letter(html="<table><tr><td>Two words</td></tr></table>").as_bytes())
    assert made.text == "Two words"


def test_headers_in_any_writing_are_decoded(tmp_path: Path) -> None:
    sent = letter("Text.", Subject="Zo\u00eb\u2019s caf\u00e9", From="Zo\u00eb \u0141\u00f3d\u017a <z@a.example>")
    made = one(tmp_path / "a.eml", sent.as_bytes())
    assert (made.byline.title, made.byline.authors) == ("Zo\u00eb\u2019s caf\u00e9", ("Zo\u00eb \u0141\u00f3d\u017a",))
    raw = "Subject: Caf\u00e9\nFrom: zoe@a.example\n\nCaf\u00e9 au lait."
    made = one(tmp_path / "b.eml", raw)
    assert (made.byline.title, made.byline.authors) == ("Caf\u00e9", ("zoe@a.example",))
    assert made.text == "Caf\u00e9 au lait."
    assert made.byline.published is None


def test_text_in_another_encoding_is_decoded(tmp_path: Path) -> None:
    sent = letter()
    sent.set_content("Zo\u00eb est l\u00e0.", charset="iso-8859-15", cte="quoted-printable")
    assert one(tmp_path / "a.eml", sent.as_bytes()).text == "Zo\u00eb est l\u00e0."


def test_flowing_lines_are_joined(tmp_path: Path) -> None:
    raw = "Subject: a\nContent-Type: text/plain; format=flowed\n\nThe river \nbroke.\n-- \nAnn \nVale"
    assert one(tmp_path / "a.eml", raw).text == "The river broke.\n--\nAnn Vale"


def test_a_forwarded_mail_is_an_attachment(tmp_path: Path) -> None:
    sent = letter("See below.")
    sent.add_attachment(letter("The old one."))
    assert one(tmp_path / "a.eml", sent.as_bytes()).text == "See below."


def archive(html: str, *, where: str = "https://www.a.example/flood?x=1", charset: str = "utf-8") -> bytes:
    root = f"Content-Type: text/html; charset={charset}\nContent-Location: {where}\nContent-Transfer-Encoding: binary"
    return (
        (
            f"From: <Saved by a browser>\nSnapshot-Content-Location: {where}\nSubject: Saved\n"
            "Date: Fri, 1 Nov 2024 10:00:00 -0000\nMIME-Version: 1.0\n"
            'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n'
            "--b\n" + root + "\n\n"
        ).encode()
        + html.encode(charset)
        + (b"\n--b\nContent-Type: image/png\n\nx\n--b\nContent-Type: text/html\n\nframe\n--b--")
    )


@pytest.mark.parametrize("suffix", [".mhtml", ".mht"])
def test_a_web_archive_is_its_page_at_the_address_it_was_saved_from(tmp_path: Path, suffix: str) -> None:
    made = one(tmp_path / f"a{suffix}", archive(page(greeting="Zo\u00eb: "), charset="iso-8859-1"))
    assert made.text == f"Zo\u00eb: {FLOOD[0]}\n\n{FLOOD[1]}"
    assert (made.byline.title, made.byline.authors) == ("The flood", ("Gwen Halloran",))
    assert made.byline.source == "https://www.a.example/flood?x=1"
    assert made.byline.published is None  # the archive's date is the day of saving
    again = one(tmp_path / f"b{suffix}", archive(page()))
    assert again.id == made.id


def test_a_web_archive_may_name_the_canonical_address_of_its_own_site_only(tmp_path: Path) -> None:
    for claimed, source in (
        ("https://a.example/flood", "https://a.example/flood"),
        ("https://b.example/flood", "https://www.a.example/flood?x=1"),
    ):
        head = f'<link rel="canonical" href="{claimed}">'
        assert one(tmp_path / "a.mhtml", archive(page(head))).byline.source == source


NESTED = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(200))
BAD = {
    "empty.eml": ("", "empty"),
    "text.eml": ("Some text.\nAnd more.", "not a mail"),
    "binary.eml": (bytes(range(256)) * 20, "not a mail"),
    "attached.eml": ("Subject: a\nContent-Type: image/png\n\nx", "no text"),
    "noise.eml": ("Subject: a\nContent-Transfer-Encoding: base64\n\n" + "AAAA" * 100, "no text"),
    "nested.eml": (f"Subject: a\n{NESTED}" + "--text\n" * 100_000, "inside one another"),
    "parts.eml": ("Subject: a\nContent-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 1_001, "parts"),
    "letters.eml": ("Subject: a\n" + "Content-Type: message/rfc822\n\n" * 3_000, ""),
    "tags.eml": ("Subject: a\nContent-Type: text/html\n\n" + "<p>a" * 200_001, "tags"),
    "empty.mhtml": ("", "empty"),
    "text.mhtml": ("Subject: a\n\nSome text.", "no page"),
    "blank.mhtml": (archive("<html><script>1</script></html>"), "no article text"),
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


@pytest.mark.parametrize(
    "header",
    ["From: " + "(" * 100_000, "Subject: " + "=?utf-8?q?a?= " * 20_000, "Date: " + "1 " * 50_000, "Subject: =?x?q?a?="],
    ids=["comments", "words", "date", "charset"],
)
def test_a_hostile_header_stops_nothing(tmp_path: Path, header: str) -> None:
    assert one(tmp_path / "a.eml", f"Message-ID: 1\nMIME-Version: 1.0\n{header}\n\nText.").text == "Text."


def test_a_long_header_is_cut_before_it_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    taken_apart = mail.Message._get_params_preserve

    def watch(self: mail.Message, *given: object) -> object:
        seen.append(len(str(self.get("Content-Type"))))
        return taken_apart(self, *given)

    monkeypatch.setattr(mail.Message, "_get_params_preserve", watch)
    parameters = "; ".join(f"a{i}=b" for i in range(10_000))
    assert one(tmp_path / "a.eml", f"Subject: a\nContent-Type: text/plain; {parameters}\n\nText.").text == "Text."
    assert seen
    assert max(seen) <= 5_000
