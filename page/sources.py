"""The sources of an answer -> HTML: its articles with the quotes marked. Every word of an article is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot import Answer, Citation
    from index import Byline, Library

NO_SOURCES = '<p class="hint">The sentences an answer rests on appear here, each in its article.</p>'

NEAREST = 3
"""Passages shown when the articles do not say."""


def sources_html(answer: Answer, turn: int, library: Library) -> str:
    """Render the articles an answer cites, each quote marked; or, where nothing was found, the nearest passages."""
    if answer.citations:
        cards = ["<h2>Sources</h2>", *(_card(library, citations, turn) for citations in _apart(answer.citations))]
    elif answer.hits:
        cards = ["<h2>Nearest passages</h2>"]
        cards += [
            f"<article>{_byline(hit.passage.byline)}{_flag(hit.passage.byline.title, hit.passage.text)}"
            f'<div class="text" tabindex="0">{escape(hit.passage.text.strip())}</div></article>'
            for hit in answer.hits[:NEAREST]
        ]
    else:
        cards = [NO_SOURCES]
    return f'<div data-turn="{turn}">{"".join(cards)}</div>'


def _apart(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Group citations by article, and apart where they overlap: marks cannot."""
    groups: list[list[Citation]] = []
    for citation in citations:
        for group in groups:
            if group[0].article_id == citation.article_id and all(
                citation.end <= other.start or other.end <= citation.start for other in group
            ):
                group.append(citation)
                break
        else:
            groups.append([citation])
    return groups


def _card(library: Library, citations: Sequence[Citation], turn: int) -> str:
    """Render one article with its quotes marked."""
    article = library.article(citations[0].article_id)
    parts, position = [], 0
    for citation in sorted(citations, key=lambda each: each.start):
        parts.append(escape(article.text[position : citation.start]))
        quote = escape(article.text[citation.start : citation.end])
        parts.append(f'<mark id="quote-{turn}-{citation.number}" tabindex="-1">{quote}</mark>')
        position = citation.end
    parts.append(escape(article.text[position:]))
    numbers = " ".join(f"[{citation.number}]" for citation in citations)
    header = _byline(article.byline, numbers, citations[0].also)
    flag = _flag(article.byline.title, *article.text.split("\n\n"))
    return f'<article>{header}{flag}<div class="text" tabindex="0">{"".join(parts)}</div></article>'


def _flag(*texts: str) -> str:
    """Warn of an article that speaks to the machine which reads it."""
    from bot import warning

    told = warning(*texts)
    return f'<p class="flag" role="note">{escape(told)}</p>' if told else ""


def _byline(byline: Byline, numbers: str = "", also: Sequence[Byline] = ()) -> str:
    """Render a title, the authors, the date, the source, and where else the same story was printed."""
    facts = [f"By {', '.join(byline.authors)}"] if byline.authors else []
    if byline.published:
        facts.append(f"{byline.published.day} {byline.published:%B %Y}")
    elsewhere = "; ".join(_address(each) or escape(each.title) for each in also)
    also_in = f'<p class="source">Also in: {elsewhere}</p>' if elsewhere else ""
    number = f'<span class="number">{numbers}</span> ' if numbers else ""
    return (
        f"<header><h3>{number}{escape(byline.title)}</h3>"
        f'<p class="facts">{escape(" · ".join(facts))}</p><p class="source">{_address(byline)}</p>'
        f"{also_in}</header>"
    )


def _address(byline: Byline) -> str:
    """Render where an article came from; only a web address becomes a link."""
    source = escape(byline.source or "")
    if byline.source and _is_web(byline.source):
        return f'<a href="{source}" target="_blank" rel="noopener noreferrer">{source}</a>'
    return source


def _is_web(source: str) -> bool:
    try:
        return urlsplit(source).scheme in ("http", "https")
    except ValueError:
        return False
