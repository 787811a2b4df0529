"""The page: python ui.py, then http://127.0.0.1:7860. It renders an Answer and holds no logic of its own.

Every word of an article, a byline or a question is escaped here before it becomes HTML, and a policy sent with
each response keeps the browser from asking any other machine for anything.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import inspect
import re
import socket
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urlsplit

# Importing gradio takes seconds, and torch as long again: the port is opened first.
if TYPE_CHECKING:
    from gradio import Blocks

    from bot import Answer, Bot, Citation
    from index import Byline, Library

EXAMPLES = (
    "when did Soffer leave?",
    "Why did the Kestrel batteries overheat?",
    "How many people were evacuated in Ellinport?",
    "Which articles mention bees?",
)
"""Questions about the sample articles, offered before the first question."""

OPENING = "Opening your articles…"
READING = "Reading…"
STOPPED = "Stopped."
BROKEN = "Something went wrong; the terminal says what."
NO_SOURCES = '<p class="hint">The sentences an answer rests on appear here, each in its article.</p>'

MAX_QUESTION = 2000
"""Characters the box takes; the bot refuses longer ones too."""

AT_ONCE = 4
"""Questions answered at the same time; later ones wait their turn. More would share the same few cores."""

_INLINE = re.compile(r"\\(?P<literal>[\\`*_\[\]<>#|])|\[(?P<number>\d+)\]|\*\*")
"""What an answer's Markdown may hold inside a line: escaped characters, markers, bold."""

NEAREST = 3
"""Passages shown when the articles do not say."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:; "
    "object-src 'none'; form-action 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every response. Gradio runs inline and evaluated scripts of its own; nothing may come from elsewhere."""

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")

COLOURS = {
    "body_background_fill": "#fbfaf7",
    "body_background_fill_dark": "#171614",
    "body_text_color": "#1d1b18",
    "body_text_color_dark": "#ece8e1",
}

CSS = """
:root { --paper: #fbfaf7; --card: #ffffff; --ink: #1d1b18; --soft: #655f56; --rule: #ddd7cb; --accent: #96201f;
  --on-accent: #ffffff; --mark: #ffe79c; --flash: #ffc83d;
  --serif: Charter, "Bitstream Charter", "Iowan Old Style", Georgia, Cambria, "Times New Roman", serif; }
:root.dark, .dark { --paper: #171614; --card: #201e1b; --ink: #ece8e1; --soft: #aaa296; --rule: #3b3731;
  --accent: #f0a08c; --on-accent: #201512; --mark: #5f4a0c; --flash: #94740f; }
html:has(.dark) { background: #171614; color-scheme: dark; }
body, gradio-app, .gradio-container { background: var(--paper) !important; color: var(--ink); }
.gradio-container * { scrollbar-width: thin; scrollbar-color: var(--rule) transparent; }
.gradio-container { overflow: visible !important; }
.gradio-container .main { width: 100%; max-width: 1440px; height: 100dvh; margin: 0 auto; padding: 0 32px !important; }
.main > .wrap, main.contain, main.contain > .column { width: 100%; max-width: none; height: 100%;
  padding: 0 !important; gap: 0; }
.html-container { padding: 0 !important; }
footer { display: none !important; }
.gradio-container button:focus-visible, .gradio-container a:focus-visible, .text:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 2px; }
.hint, .aside, .facts, .source, #status p { color: var(--soft) !important; font-size: 14px; line-height: 1.45;
  margin: 0; }
#masthead { flex: 0 0 auto; flex-wrap: nowrap; align-items: center; padding: 12px 0;
  border-bottom: 3px double var(--rule); }
#masthead .block { flex: 1 1 auto; min-width: 0; }
#masthead .html-container > div { display: flex; align-items: baseline; gap: 16px; }
#masthead h1 { font: 700 30px/1.1 var(--serif); letter-spacing: -.01em; margin: 0; color: var(--ink); }
#status p { padding: 8px 0; border-bottom: 1px solid var(--rule); }
#desk { flex: 1 1 0; min-height: 0; gap: 0; flex-wrap: nowrap; align-items: stretch; }
#chat, #side { min-width: 0 !important; min-height: 0; height: 100%; flex-wrap: nowrap; }
#chat { padding-right: 32px; border-right: 1px solid var(--rule); }
#conversation { flex: 1 1 auto; min-height: 0; overflow-y: auto; }
#side { overflow-y: auto; padding: 20px 4px 24px 32px; }
.exchange { padding: 20px 8px 22px 0; }
.exchange + .exchange { border-top: 1px solid var(--rule); }
.exchange h2 { font: 600 16px/1.4 var(--font); margin: 0 0 8px; padding-left: 12px;
  border-left: 3px solid var(--accent); overflow-wrap: anywhere; white-space: pre-wrap; }
.exchange .aside { margin: 4px 0; overflow-wrap: anywhere; }
.answer { font: 400 19px/1.55 var(--serif); overflow-wrap: anywhere; }
.answer p, .answer ul { margin: 0 0 10px; font-size: inherit; line-height: inherit; }
.answer ul { padding-left: 22px; list-style: disc; }
.answer strong { font-weight: 700; }
.answer > p strong { font-size: 24px; line-height: 1.35; }
.answer .marker { font: 600 13px/1 var(--font); color: var(--accent); padding: 3px 2px; margin: 0 1px;
  border-radius: 4px; background: none; cursor: pointer; }
.answer .marker:hover { background: var(--accent); color: var(--on-accent); }
#chat:has(#examples) #conversation { display: none; }
#examples { flex: 1 1 auto; padding: 20px 0 16px; gap: 8px; }
#examples .hint { padding-bottom: 4px; }
#examples button { justify-content: flex-start; text-align: left; font: 400 17px/1.4 var(--serif); padding: 12px 16px;
  background: var(--card); color: var(--ink); border: 1px solid var(--rule); border-radius: 8px; width: 100%; }
#examples button:hover { border-color: var(--accent); color: var(--accent); }
#composer { flex: 0 0 auto; gap: 8px; padding: 14px 0 20px; flex-wrap: nowrap; align-items: stretch;
  background: var(--paper); border-top: 1px solid var(--rule); }
#question { border: 0; padding: 0; background: none; overflow: visible; box-shadow: none; }
#composer textarea { font: 400 16px/1.4 var(--font); padding: 10px 14px; background: var(--card); color: var(--ink);
  border: 1px solid var(--rule); border-radius: 8px; box-shadow: none; }
#composer textarea:focus { border-color: var(--accent); }
#composer textarea::placeholder { color: var(--soft); }
#composer button, #clear { flex: 0 0 auto; min-width: 0; min-height: 36px; padding: 0 16px; border-radius: 8px;
  font: 600 15px/1 var(--font); border: 1px solid var(--rule); background: transparent; color: var(--ink); }
#composer #ask, #composer #stop { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
#sources h2 { font: 600 13px/1.3 var(--font); letter-spacing: .06em; text-transform: uppercase; color: var(--soft);
  margin: 0 0 12px; }
#sources article { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; margin-bottom: 16px; }
#sources header { padding: 14px 18px 10px; }
#sources h3 { font: 700 19px/1.3 var(--serif); margin: 0 0 4px; color: var(--ink); overflow-wrap: anywhere; }
#sources .number { font: 600 14px/1 var(--font); color: var(--accent); }
#sources .source { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#sources .source a { padding: 0; color: var(--accent); text-decoration: underline; text-underline-offset: 2px; }
#sources .text { position: relative; max-height: 320px; overflow-y: auto; padding: 14px 18px; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 400 16px/1.6 var(--serif); border-top: 1px solid var(--rule); }
#sources mark { background: var(--mark); color: var(--ink); padding: 1px 0; border-radius: 2px; outline: none; }
#sources mark.flash { animation: flash 1.4s ease-out; }
@keyframes flash { 0%, 40% { background: var(--flash); } }
@media (max-width: 820px) {
  .gradio-container .main.fillable { height: auto; padding: 0 16px !important; }
  .main > .wrap, main.contain, main.contain > .column { height: auto; }
  #masthead .html-container > div { flex-direction: column; gap: 2px; }
  #desk { flex-direction: column; }
  #chat, #side { flex: none; width: 100%; height: auto; padding: 0; border: 0; overflow: visible; }
  #conversation { overflow: visible; }
  #composer { position: sticky; bottom: 0; z-index: 2; padding: 10px 0 12px; }
  #side { border-top: 3px double var(--rule); padding: 16px 0 24px; }
  .exchange { scroll-margin-top: 8px; padding-right: 0; }
  #clear { align-self: flex-start; }
}
@media (prefers-reduced-motion: reduce) { #sources mark.flash { animation: none; } }
"""

CONVERSATION_JS = """
element.setAttribute('role', 'log');
element.addEventListener('click', (event) => {
  const marker = event.target.closest('.marker');
  if (marker) document.dispatchEvent(new CustomEvent('byline:cite', { detail: { ...marker.dataset } }));
});
watch('value', () => element.querySelector('.exchange:last-of-type')?.scrollIntoView({ block: 'start' }));
"""

# Only the newest sources come from the server; those of earlier answers are kept in the page they were sent to.
SOURCES_JS = """
const kept = new Map();
const settle = () => {
  for (const box of element.querySelectorAll('.text')) {
    const mark = box.querySelector('mark');
    box.scrollTop = mark ? mark.offsetTop - box.clientHeight / 3 : 0;
  }
};
watch('value', () => {
  const pane = element.querySelector('[data-turn]');
  if (pane) kept.set(pane.dataset.turn, element.innerHTML); else kept.clear();
  settle();
});
document.addEventListener('byline:cite', ({ detail: { quote, turn } }) => {
  if (!document.getElementById(quote) && kept.has(turn)) { element.innerHTML = kept.get(turn); settle(); }
  const mark = document.getElementById(quote);
  if (!mark) return;
  mark.focus({ preventScroll: true });
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  mark.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  mark.classList.remove('flash');
  void mark.offsetWidth;
  mark.classList.add('flash');
});
"""

# A finger that has just asked wants to read, and focus would bring up its keyboard.
FOCUS_JS = "() => matchMedia('(pointer: coarse)').matches || document.querySelector('#question textarea').focus()"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page asks: the bot, the library it cites, and what there is to say about their opening."""

    bot: Bot
    library: Library
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation and its answer, or a note where there is none (yet)."""

    question: str
    answer: Answer | None = None
    note: str = ""

    @property
    def pending(self) -> bool:
        """Whether the answer is still to come."""
        return self.note in (OPENING, READING) and not self.answer


def open_desk(home: str | None = None) -> Desk:
    """Open the library in `home` and a bot over it; add the sample articles to an empty one. Raises BylineError."""
    from bot import Bot
    from index import SAMPLES, Library

    library = Library.open(home)
    note = ""
    if not len(library):
        added = library.add([SAMPLES]).added
        note = f"The index was empty: {added} sample articles were added."
    return Desk(Bot(library), library, note)


def history(conversation: Sequence[Exchange]) -> list[dict[str, str]]:
    """Return the answered part of a conversation as plain turns."""
    answered = [each for each in conversation if each.answer]
    return [
        turn
        for each in answered
        for turn in (
            {"role": "user", "content": each.question},
            {"role": "assistant", "content": each.answer.text if each.answer else ""},
        )
    ]


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
    if answer.citations and answer.confidence < 1:
        parts.append(f'<p class="aside">Confidence {answer.confidence:.0%}</p>')
    return "".join(parts)


def _prose(text: str, turn: int, citations: Sequence[Citation]) -> str:
    """Render the little Markdown an answer holds: paragraphs, lists, line breaks, bold and markers."""
    titles = {str(citation.number): citation.byline.title for citation in citations}

    def inline(line: str) -> str:
        parts, position, bold = [], 0, False
        for match in _INLINE.finditer(line):
            parts.append(escape(line[position : match.start()]))
            position = match.end()
            if match["literal"]:
                parts.append(escape(match["literal"]))
            elif match["number"] in titles:
                parts.append(_marker(match["number"], turn, titles[match["number"]]))
            elif match["number"]:
                parts.append(match[0])
            else:
                parts.append("</strong>" if bold else "<strong>")
                bold = not bold
        parts.append(escape(line[position:]) + ("</strong>" if bold else ""))
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


def sources_html(answer: Answer, turn: int, library: Library) -> str:
    """Render the articles an answer cites, each quote marked; or, where nothing was found, the nearest passages."""
    if answer.citations:
        cards = ["<h2>Sources</h2>", *(_card(library, citations, turn) for citations in _apart(answer.citations))]
    elif answer.hits:
        cards = ["<h2>Nearest passages</h2>"]
        cards += [
            f"<article>{_byline(hit.passage.byline)}"
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
    return f'<article>{_byline(article.byline, numbers)}<div class="text" tabindex="0">{"".join(parts)}</div></article>'


def _byline(byline: Byline, numbers: str = "") -> str:
    """Render a title, the authors, the date and the source; only a web address becomes a link."""
    facts = [f"By {', '.join(byline.authors)}"] if byline.authors else []
    if byline.published:
        facts.append(f"{byline.published.day} {byline.published:%B %Y}")
    source = escape(byline.source or "")
    if byline.source and _is_web(byline.source):
        source = f'<a href="{source}" target="_blank" rel="noopener noreferrer">{source}</a>'
    number = f'<span class="number">{numbers}</span> ' if numbers else ""
    return (
        f"<header><h3>{number}{escape(byline.title)}</h3>"
        f'<p class="facts">{escape(" · ".join(facts))}</p><p class="source">{source}</p></header>'
    )


def _is_web(source: str) -> bool:
    try:
        return urlsplit(source).scheme in ("http", "https")
    except ValueError:
        return False


def _notice(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>' if text else ""


def _line(error: Exception) -> str:
    """Say in one line what failed. What Byline did not raise on purpose is a fault: the terminal shows it whole."""
    from index import BylineError

    if isinstance(error, BylineError):
        return str(error)
    traceback.print_exception(error)
    return BROKEN


async def _opened(opening: Future[Desk]) -> Desk:
    """Wait for the desk; to stop waiting does not stop the opening."""
    return await asyncio.shield(asyncio.wrap_future(opening))


async def greet(opening: Future[Desk]) -> AsyncIterator[str]:
    """Yield what there is to say of the desk's opening, until it is open."""
    if not opening.done():
        yield _notice(OPENING)
    try:
        note = (await _opened(opening)).note
    except Exception as error:  # noqa: BLE001  # a visitor is told of any failure; _line tells them apart
        note = _line(error)
    yield _notice(note)


async def converse(
    opening: Future[Desk], question: str, conversation: Sequence[Exchange]
) -> AsyncIterator[tuple[list[Exchange], str | None]]:
    """Yield the conversation as the question is asked and answered, and its sources where there are new ones.

    Whatever waits or works is awaited, because Stop takes effect only there.
    """
    asked = Exchange(question, note=READING if opening.done() else OPENING)
    yield [*conversation, asked], None
    try:
        desk = await _opened(opening)
        answers = iter(desk.bot.stream(question, history=history(conversation)))
        while answer := await asyncio.to_thread(next, answers, None):
            now = [*conversation, replace(asked, answer=answer)]
            yield now, await asyncio.to_thread(sources_html, answer, len(now), desk.library)
    except Exception as error:  # noqa: BLE001  # as above
        yield [*conversation, replace(asked, note=_line(error))], None


def build(opening: Future[Desk]) -> Blocks:
    """Lay out the page over a desk that may still be opening. Conversations live in each visitor's own state."""
    gr = _gradio()
    html = partial(gr.HTML, apply_default_css=False)
    page: Blocks = gr.Blocks(title="Byline", analytics_enabled=False, fill_width=True)
    with page:
        state = gr.State([])
        with gr.Row(elem_id="masthead"):
            html('<h1>Byline</h1><p class="hint">Answers from your own articles, each with its quote.</p>')
            clear = gr.Button("Clear", elem_id="clear")
        status = html("", elem_id="status")
        with gr.Row(elem_id="desk"):
            with gr.Column(scale=6, elem_id="chat"):
                log = html("", elem_id="conversation", js_on_load=CONVERSATION_JS)
                with gr.Column(elem_id="examples") as examples:
                    html('<p class="hint">Ask a question, or start with one of these:</p>')
                    starters = [gr.Button(example, elem_classes="example") for example in EXAMPLES]
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask your articles…",
                        max_lines=4,
                        max_length=MAX_QUESTION,
                        autofocus=True,
                        elem_id="question",
                    )
                    send = gr.Button("Ask", variant="primary", elem_id="ask")
                    stop = gr.Button("Stop", visible=False, elem_id="stop")
            with gr.Column(scale=5, elem_id="side"):
                sources = html(NO_SOURCES, elem_id="sources", js_on_load=SOURCES_JS)

        def view(conversation: list[Exchange], *, busy: bool) -> dict[Any, Any]:
            return {
                state: conversation,
                log: conversation_html(conversation),
                examples: gr.update(visible=not conversation),
                send: gr.update(visible=not busy),
                stop: gr.update(visible=busy),
            }

        async def ask(question: str, conversation: list[Exchange]) -> AsyncIterator[dict[Any, Any]]:
            if not question.strip():
                return
            now = conversation
            async for now, pane in converse(opening, question.strip(), conversation):
                changed = {box: ""} if now[-1].pending else {sources: pane} if pane else {}
                yield view(now, busy=True) | changed
            yield view(now, busy=False)

        def halt(conversation: list[Exchange]) -> dict[Any, Any]:
            now = [replace(each, note=STOPPED) if each.pending else each for each in conversation]
            return view(now, busy=False)

        def forget() -> dict[Any, Any]:
            return view([], busy=False) | {sources: NO_SOURCES, box: ""}

        outputs = [state, log, sources, examples, box, send, stop]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        limits: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"}
        page.load(partial(greet, opening), None, status, concurrency_limit=None, **quiet)
        asking = [gr.on([box.submit, send.click], ask, [box, state], outputs, **limits, **quiet)]
        asking += [each.click(ask, [each, state], outputs, **limits, **quiet) for each in starters]
        stopping = [
            stop.click(halt, state, outputs, cancels=asking, queue=False, **quiet),
            clear.click(forget, None, outputs, cancels=asking, queue=False, **quiet),
        ]
        for each in asking + stopping:
            each.then(None, js=FOCUS_JS)
    page.queue(api_open=False)
    return page


def _gradio() -> Any:
    """Import gradio in half the time: it rewrites its .pyi stubs at each import, but for classes without a file."""
    find = inspect.getfile

    def getfile(thing: Any) -> str:
        if getattr(thing, "__module__", "").startswith("gradio."):
            raise FileNotFoundError(thing)
        return find(thing)

    with mock.patch("inspect.getfile", getfile):
        import gradio
    return gradio


def serve(listener: socket.socket, home: str | None = None) -> None:
    """Serve the page on a socket that already listens, and open the library beside it. Returns when interrupted."""
    gr = _gradio()
    import uvicorn
    from fastapi import FastAPI

    opening: Future[Desk] = Future()

    def open_beside() -> None:
        try:
            opening.set_result(open_desk(home))
        except Exception as error:  # noqa: BLE001  # whoever waits for the desk is told
            opening.set_exception(error)
            print(f"byline: {_line(error)}", file=sys.stderr, flush=True)
        else:
            print(opening.result().note or "Ready.", flush=True)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=open_beside, daemon=True).start()
        yield

    theme = gr.themes.Base(font=SANS, font_mono=("ui-monospace", "monospace"), neutral_hue="stone")
    app = gr.mount_gradio_app(
        FastAPI(lifespan=lifespan, openapi_url=None),
        build(opening),
        path="/",
        theme=theme.set(**COLOURS),
        head=f"<style>{CSS}</style>",  # what `css` takes, Gradio prefixes, and its media rules then match nothing
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
    )
    # Open pages hold a connection for as long as they are open, so that waiting for them is waiting for ever.
    config = uvicorn.Config(app, log_level="warning", headers=list(HEADERS.items()), timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; a port is a number from 0 (any free one) to 65535")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `python ui.py`. Returns 0 when interrupted, 2 when the address cannot be used."""
    parser = argparse.ArgumentParser(prog="byline", description="Serve the page of Byline.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=7860, type=_port, help="port to listen on (default: %(default)s)")
    parser.add_argument("--home", help="folder of the index (default: BYLINE_HOME, or your user data folder)")
    args = parser.parse_args(argv)
    family = socket.AF_INET6 if ":" in args.host else socket.AF_INET
    try:
        listener = socket.create_server((args.host, args.port), family=family, backlog=128)
    except OSError as error:
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"on {args.host} cannot be used ({error})"
        print(f"byline: port {args.port} {reason}; choose another with --port", file=sys.stderr)
        return 2
    # The browser may connect from here on; it is answered once gradio is imported.
    host = f"[{args.host}]" if ":" in args.host else args.host
    print(f"Byline is on http://{host}:{listener.getsockname()[1]} (Ctrl-C stops it). {OPENING}", flush=True)
    try:
        serve(listener, args.home)
    except KeyboardInterrupt:
        print(flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
