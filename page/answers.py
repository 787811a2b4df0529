"""Answers -> HTML. Every word of a question, an answer or a title is escaped here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from page.conversation import Exchange

if TYPE_CHECKING:
    from bot import Answer, Citation

_INLINE = re.compile(r"\\(?P<literal>[\\`*_\[\]<>#|~])|\[(?P<number>\d+)\]|(?P<style>\*\*|~~)")
"""What an answer's Markdown may hold inside a line: escaped characters, markers, bold, what is struck out."""

_STYLES = {"**": "strong", "~~": "s"}


def conversation_html(conversation: Sequence[Exchange]) -> str:
    """Render a conversation, oldest exchange first."""
    parts = []
    for turn, exchange in enumerate(conversation, start=1):
        body = f'<p class="aside" role="status">{escape(exchange.note)}</p>'
        if exchange.answer:
            body = answer_html(exchange.answer, turn)
        parts.append(f'<section class="exchange"><h2>{escape(exchange.question)}</h2>{body}</section>')
    return "".join(parts)


def answer_html(answer: Answer, turn: int) -> str:
    """Render an answer; its [n] markers become buttons that show citation n of this turn."""
    parts = []
    if answer.searched_for != answer.question:
        parts.append(f'<p class="aside">Searched for: {escape(answer.searched_for)}</p>')
    parts.append(f'<div class="answer">{_prose(answer.text, turn, answer.citations)}</div>')
    if answer.written:
        parts.append(f'<p class="aside">{escape(answer.written.note)}</p>')
    if answer.citations and answer.confidence < 1:
        parts.append(f'<p class="aside">Confidence {answer.confidence:.0%}</p>')
    return "".join(parts)


def _prose(text: str, turn: int, citations: Sequence[Citation]) -> str:
    """Render the little Markdown an answer holds: paragraphs, lists, line breaks, bold and markers."""
    titles = {str(citation.number): citation.byline.title for citation in citations}

    def inline(line: str) -> str:
        parts, position, opened = [], 0, ""
        for match in _INLINE.finditer(line):
            parts.append(escape(line[position : match.start()]))
            position = match.end()
            if match["literal"]:
                parts.append(escape(match["literal"]))
            elif match["number"] in titles:
                parts.append(_marker(match["number"], turn, titles[match["number"]]))
            elif match["number"]:
                parts.append(match[0])
            elif opened in ("", match["style"]):
                parts.append(f"<{'/' if opened else ''}{_STYLES[match['style']]}>")
                opened = "" if opened else match["style"]
        parts.append(escape(line[position:]) + (f"</{_STYLES[opened]}>" if opened else ""))
        return "".join(parts)

    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        items: list[str] = []
        for line in block.splitlines():
            bullet = re.match(r"\s*[-*] (.*)", line)
            (items if bullet else lines).append(inline(bullet[1] if bullet else line))
        blocks.append(f"<p>{'<br>'.join(lines)}</p>" if lines else "")
        blocks.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>" if items else "")
    return "".join(blocks)


def _marker(number: str, turn: int, title: str) -> str:
    label = escape(f"Source {number}: {title}")
    return (
        f'<button type="button" class="marker" data-quote="quote-{turn}-{number}" data-turn="{turn}" '
        f'title="{label}" aria-label="{label}">[{number}]</button>'
    )


def notice_html(text: str) -> str:
    """Render a line about the page itself; nothing where there is nothing to say."""
    return f'<p role="status">{escape(text)}</p>' if text else ""
