"""What stands where on the page."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest import mock

from page.look import script
from page.sources import NO_SOURCES

if TYPE_CHECKING:
    from gradio import HTML, Button, Column, State, Textbox

MAX_QUESTION = 2000
"""Characters the box takes; the bot refuses longer ones too."""

MAX_STARTERS = 4

MAY_ASK = "Ask who, when, where, why or how many, or which articles mention something."
START_WITH = "Ask a question, or start with one of these:"
"""What stands over the questions that are offered, and in their place where there are none."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the page that change or are touched."""

    conversation: State
    clear: Button
    status: HTML
    log: HTML
    opening: Column
    invitation: HTML
    starters: tuple[Button, ...]
    box: Textbox
    send: Button
    stop: Button
    sources: HTML


def lay_out() -> Parts:
    """Place the parts inside the Blocks that is open."""
    gr = load_gradio()
    html = partial(gr.HTML, apply_default_css=False)
    conversation = gr.State([])
    with gr.Row(elem_id="masthead"):
        html('<h1>Byline</h1><p class="hint">Answers from your own articles, each with its quote.</p>')
        clear = gr.Button("Clear", elem_id="clear")
    status = html("", elem_id="status")
    with gr.Row(elem_id="desk"):
        with gr.Column(scale=6, elem_id="chat"):
            log = html("", elem_id="conversation", js_on_load=script("conversation"))
            with gr.Column(elem_id="examples") as opening:
                invitation = html(hint(MAY_ASK))
                starters = tuple(gr.Button("", visible=False, elem_classes="example") for _ in range(MAX_STARTERS))
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
            sources = html(NO_SOURCES, elem_id="sources", js_on_load=script("sources"))
    return Parts(conversation, clear, status, log, opening, invitation, starters, box, send, stop, sources)


def hint(text: str) -> str:
    """Return a line of small print."""
    return f'<p class="hint">{text}</p>'


def load_gradio() -> Any:
    """Import gradio in half the time: it rewrites its .pyi stubs at each import, but for classes without a file."""
    find = inspect.getfile

    def getfile(thing: Any) -> str:
        if getattr(thing, "__module__", "").startswith("gradio."):
            raise FileNotFoundError(thing)
        return find(thing)

    with mock.patch("inspect.getfile", getfile):
        import gradio
    return gradio
