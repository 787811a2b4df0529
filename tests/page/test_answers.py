"""What the page makes of an answer's own words."""

from __future__ import annotations

import re

from bot.citations import struck
from bot.types import Written
from page.answers import answer_html, conversation_html, notice_html
from page.conversation import Exchange
from tests.page.made import WEB, answered, cited


def test_markers_of_citations_become_buttons_and_others_stay_text() -> None:
    html = answer_html(answered("Bees [1] and [7].", cited(1, WEB, "They sleep.")), 3)
    assert re.findall(r'data-quote="([^"]+)" data-turn="(\d+)"', html) == [("quote-3-1", "3")]
    assert ">[1]</button> and [7].</p>" in html
    assert "Source 1: Bees &amp; &lt;b&gt;honey&lt;/b&gt;" in html


def test_prose_renders_paragraphs_bold_lists_and_breaks_and_nothing_else() -> None:
    html = answer_html(answered("**a** _b_\nc\n\n- **d\n- ![e](http://f)"), 1)
    assert "<p><strong>a</strong> _b_<br>c</p><ul><li><strong>d</strong></li><li>![e](http://f)</li></ul>" in html


def test_escaped_markdown_is_shown_as_it_was_written() -> None:
    html = answer_html(answered(r"\[1\] \*\*x\*\* \<b\> \\ [1]", cited(1, WEB, "They sleep.")), 1)
    assert r"<p>[1] **x** &lt;b&gt; \ <button" in html


def test_what_was_searched_for_is_shown_only_where_it_differs() -> None:
    assert "Searched for: why did they?" in answer_html(answered("x", searched_for="why did they?"), 1)
    assert "Searched for" not in answer_html(answered("x"), 1)


def test_confidence_is_shown_with_cited_answers() -> None:
    assert "Confidence 92%" in answer_html(answered("x [1]", cited(1, WEB, "They sleep.")), 1)
    assert "Confidence" not in answer_html(answered("no", found=False), 1)


def test_what_was_struck_out_is_struck_out_and_who_wrote_is_told() -> None:
    written = Written("a <model>", passed=1, failed=1, input_tokens=1200, output_tokens=40)
    html = answer_html(answered(f"Bees. {struck('He flew to *Mars*.')}", written=written), 1)
    assert "<p>Bees. <s>He flew to *Mars*.</s> (not in the articles)</p>" in html
    line = "Written by a &lt;model&gt;; the articles say 1 of its 2 sentences, 1,200 + 40 tokens."
    assert f'<p class="aside">{line}</p>' in html
    assert "Written by" not in answer_html(answered("Bees."), 1)


def test_a_question_without_an_answer_shows_its_note() -> None:
    html = conversation_html([Exchange("a <b>?", answered("x")), Exchange("c?", note="Stopped. <i>")])
    assert re.findall(r"<h2>(.*?)</h2>", html) == ["a &lt;b&gt;?", "c?"]
    assert html.count('role="status"') == 1
    assert "Stopped. &lt;i&gt;</p>" in html


def test_a_notice_is_text_and_no_notice_is_nothing() -> None:
    assert notice_html("no <index>") == '<p role="status">no &lt;index&gt;</p>'
    assert notice_html("") == ""
