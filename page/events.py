"""What happens when the page is opened or touched. Conversations live in each visitor's own state."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from page.answers import conversation_html, notice_html
from page.conversation import Exchange, converse, stopped
from page.desk import Opening, greet
from page.layout import MAY_ASK, START_WITH, Parts, hint, lay_out, load_gradio
from page.look import script
from page.sources import NO_SOURCES

if TYPE_CHECKING:
    from gradio import Blocks

AT_ONCE = 4
"""Questions answered at the same time; later ones wait their turn. More would share the same few cores."""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
LIMITS: dict[str, Any] = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask"} | QUIET


def build(opening: Opening) -> Blocks:
    """Build the page over a desk that may still be opening."""
    page: Blocks = load_gradio().Blocks(title="Byline", analytics_enabled=False, fill_width=True)
    with page:
        parts = lay_out()
        _greet(page, parts, opening)
        _listen(parts, opening)
    page.queue(api_open=False)
    return page


def _greet(page: Blocks, parts: Parts, opening: Opening) -> None:
    """Say how far the desk is open to whoever comes, and offer questions once there are some."""
    update = load_gradio().update

    async def welcome() -> AsyncIterator[dict[Any, Any]]:
        async for note, starters in greet(opening):
            offered = zip(parts.starters, (*starters, *[""] * len(parts.starters)), strict=False)
            yield {
                parts.status: notice_html(note),
                parts.invitation: hint(START_WITH if starters else MAY_ASK),
                **{button: update(value=question, visible=bool(question)) for button, question in offered},
            }

    changed = [parts.status, parts.invitation, *parts.starters]
    page.load(welcome, None, changed, concurrency_limit=None, **QUIET)


def _listen(parts: Parts, opening: Opening) -> None:
    """Ask, stop and clear, each with the focus back in the box afterwards."""
    gr = load_gradio()

    def view(conversation: list[Exchange], *, busy: bool) -> dict[Any, Any]:
        return {
            parts.conversation: conversation,
            parts.log: conversation_html(conversation),
            parts.opening: gr.update(visible=not conversation),
            parts.send: gr.update(visible=not busy),
            parts.stop: gr.update(visible=busy),
        }

    async def ask(question: str, conversation: list[Exchange]) -> AsyncIterator[dict[Any, Any]]:
        if not question.strip():
            return
        now = conversation
        async for now, pane in converse(opening, question.strip(), conversation):
            changed = {parts.box: ""} if now[-1].pending else {parts.sources: pane} if pane else {}
            yield view(now, busy=True) | changed
        yield view(now, busy=False)

    def halt(conversation: list[Exchange]) -> dict[Any, Any]:
        return view(stopped(conversation), busy=False)

    def forget() -> dict[Any, Any]:
        return view([], busy=False) | {parts.sources: NO_SOURCES, parts.box: ""}

    state = parts.conversation
    outputs = [state, parts.log, parts.sources, parts.opening, parts.box, parts.send, parts.stop]
    asking = [gr.on([parts.box.submit, parts.send.click], ask, [parts.box, state], outputs, **LIMITS)]
    asking += [each.click(ask, [each, state], outputs, **LIMITS) for each in parts.starters]
    stopping = [
        parts.stop.click(halt, state, outputs, cancels=asking, queue=False, **QUIET),
        parts.clear.click(forget, None, outputs, cancels=asking, queue=False, **QUIET),
    ]
    for each in asking + stopping:
        each.then(None, js=script("focus"))
