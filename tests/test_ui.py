"""What the page makes of an Answer, and how it starts."""

from __future__ import annotations

import re
import socket
from datetime import date
from html import unescape
from typing import Any, cast

import pytest

import ui
from bot.types import Answer, Citation
from index.types import Article, Byline, Hit, Passage

WEB = Article(
    "web",
    Byline("Bees & <b>honey</b>", ("Ada <i>Ray</i>", "Bo Lin"), date(2024, 3, 6), "https://example.org/a?b=1&c=2"),
    "First line.\n\nBees <make> honey & wax. They sleep.\nThe end.",
)
HOSTILE = Article(
    "hostile",
    Byline("<script>alert(1)</script>", ("<img src=x onerror=alert(1)>",), None, "javascript:alert(1)"),
    "A <script>alert(1)</script> and <img src=x onerror=alert(1)> and ![](http://evil.example/x.png).",
)


class Shelf:
    """A library of the two articles."""

    def article(self, article_id: str) -> Article:
        """Return the article of this id."""
        return {each.id: each for each in (WEB, HOSTILE)}[article_id]


def cited(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(number, article, start, start + len(quote))


def answered(text: str, *citations: Citation, **changed: Any) -> Answer:
    fields = {"question": "q?", "searched_for": "q?", "span": None, "found": True, "confidence": 0.925} | changed
    return Answer(text=text, citations=citations, **fields)


def sources(answer: Answer) -> str:
    return ui.sources_html(answer, 1, cast("Any", Shelf()))


def marks(html: str) -> dict[str, str]:
    """Return the text of every mark by its id."""
    return {item: unescape(text) for item, text in re.findall(r'<mark id="([^"]+)"[^>]*>(.*?)</mark>', html, re.S)}


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z]+\d?)", html))


def test_markers_of_citations_become_buttons_and_others_stay_text() -> None:
    html = ui.answer_html(answered("Bees [1] and [7].", cited(1, WEB, "They sleep.")), 3)
    assert re.findall(r'data-quote="([^"]+)" data-turn="(\d+)"', html) == [("quote-3-1", "3")]
    assert ">[1]</button> and [7].</p>" in html
    assert "Source 1: Bees &amp; &lt;b&gt;honey&lt;/b&gt;" in html


def test_prose_renders_paragraphs_bold_lists_and_breaks_and_nothing_else() -> None:
    html = ui.answer_html(answered("**a** _b_\nc\n\n- **d\n- ![e](http://f)"), 1)
    assert "<p><strong>a</strong> _b_<br>c</p><ul><li><strong>d</strong></li><li>![e](http://f)</li></ul>" in html


def test_escaped_markdown_is_shown_as_it_was_written() -> None:
    html = ui.answer_html(answered(r"\[1\] \*\*x\*\* \<b\> \\ [1]", cited(1, WEB, "They sleep.")), 1)
    assert r"<p>[1] **x** &lt;b&gt; \ <button" in html


def test_the_quote_is_marked_to_the_letter_and_the_text_is_whole() -> None:
    citations = (cited(1, WEB, "They sleep.\nThe end."), cited(2, WEB, "Bees <make> honey & wax."))
    html = sources(answered("x [1][2]", *citations))
    assert marks(html) == {f"quote-1-{each.number}": each.quote for each in citations}
    boxes = re.findall(r'<div class="text"[^>]*>(.*?)</div>', html, re.S)
    assert [unescape(re.sub(r"</?mark[^>]*>", "", box)) for box in boxes] == [WEB.text]


def test_quotes_that_overlap_are_shown_in_separate_copies() -> None:
    citations = (cited(1, WEB, "honey & wax. They"), cited(2, WEB, "They sleep."), cited(3, WEB, "First line."))
    html = sources(answered("x [1][2][3]", *citations))
    assert html.count("<article>") == 2
    assert marks(html) == {f"quote-1-{each.number}": each.quote for each in citations}


def test_a_byline_shows_authors_date_and_link() -> None:
    html = sources(answered("x [1]", cited(1, WEB, "They sleep.")))
    assert "Bees &amp; &lt;b&gt;honey&lt;/b&gt;</h3>" in html
    assert "By Ada &lt;i&gt;Ray&lt;/i&gt;, Bo Lin · 6 March 2024" in html
    link = '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">'
    assert link in html


@pytest.mark.parametrize("source", ["javascript:alert(1)", "/home/ada/a.txt", "file:///etc/passwd", "http://[broken"])
def test_only_web_addresses_become_links(source: str) -> None:
    article = Article("web", Byline("t", source=source), WEB.text)
    hit = Hit(Passage("web#0", "web", article.byline, 0, 5, "First"), 1.0, ("dense",))
    html = sources(answered("no", found=False, hits=(hit,)))
    assert "<a " not in html
    assert f'<p class="source">{source}</p>' in html


def test_hostile_articles_are_shown_as_text() -> None:
    answer = answered(f"{HOSTILE.text} [1]", cited(1, HOSTILE, HOSTILE.text), searched_for="<script>q</script>")
    page = ui.conversation_html([ui.Exchange("<img src=x>", answer)]) + sources(answer)
    assert tags(page) <= {"section", "h2", "h3", "p", "div", "button", "article", "header", "span", "mark"}
    assert marks(page) == {"quote-1-1": HOSTILE.text}


def test_what_was_searched_for_is_shown_only_where_it_differs() -> None:
    assert "Searched for: why did they?" in ui.answer_html(answered("x", searched_for="why did they?"), 1)
    assert "Searched for" not in ui.answer_html(answered("x"), 1)


def test_confidence_is_shown_with_cited_answers() -> None:
    assert "Confidence 92%" in ui.answer_html(answered("x [1]", cited(1, WEB, "They sleep.")), 1)
    assert "Confidence" not in ui.answer_html(answered("no", found=False), 1)


def test_not_found_shows_the_three_nearest_passages_unmarked() -> None:
    hits = tuple(Hit(Passage(str(i), "web", WEB.byline, 0, 9, f"Bees <{i}>"), 1.0, ("words",)) for i in range(5))
    answer = answered("The articles don't say.", found=False, hits=hits)
    html = sources(answer)
    assert "The articles don&#x27;t say." in ui.answer_html(answer, 1)
    assert "Nearest passages" in html
    assert re.findall(r"Bees &lt;(\d)&gt;", html) == ["0", "1", "2"]
    assert "<mark" not in html


def test_history_holds_the_plain_text_of_answered_exchanges() -> None:
    conversation = [ui.Exchange("a?", answered("**b** [1]")), ui.Exchange("c?", note="Stopped.")]
    assert ui.history(conversation) == [
        {"role": "user", "content": "a?"},
        {"role": "assistant", "content": "**b** [1]"},
    ]


def test_a_port_that_is_taken_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert ui.main(["--port", str(port)]) == 2
    assert capsys.readouterr().err == f"byline: port {port} is taken; choose another with --port\n"


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        ui.main([f"--port={port}"])
    assert stopped.value.code == 2
    assert f"{port!r} is not a port" in capsys.readouterr().err
