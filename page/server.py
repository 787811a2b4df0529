"""The page's server: it answers on a port that is open already, and opens the desk beside."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from page.desk import Desk, Opening, in_one_line
from page.events import build
from page.layout import load_gradio
from page.look import head, theme
from page.starters import starters

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:; "
    "object-src 'none'; form-action 'none'; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every response. Gradio runs inline and evaluated scripts of its own; nothing may come from elsewhere."""


def serve(listener: socket.socket, open_desk: Callable[[Opening], Desk]) -> None:
    """Serve the page on a socket that already listens, and open the desk beside it. Returns when interrupted."""
    gr = load_gradio()
    import uvicorn
    from fastapi import FastAPI

    opening = Opening()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_open_beside, args=(opening, open_desk), daemon=True).start()
        yield

    app = gr.mount_gradio_app(
        FastAPI(lifespan=lifespan, openapi_url=None),
        build(opening),
        path="/",
        theme=theme(),
        head=head(),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
    )
    # Open pages hold a connection for as long as they are open, so that waiting for them is waiting for ever.
    config = uvicorn.Config(app, log_level="warning", headers=list(HEADERS.items()), timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listener])


def _open_beside(opening: Opening, open_desk: Callable[[Opening], Desk]) -> None:
    """Open the desk, say so in the terminal, and only then think of questions to offer."""
    try:
        desk = open_desk(opening)
    except Exception as error:  # noqa: BLE001  # whoever waits for the desk is told
        opening.set_exception(error)
        print(f"byline: {in_one_line(error)}", file=sys.stderr, flush=True)
        return
    opening.set_result(desk)
    print(desk.note or "Ready.", flush=True)
    try:
        desk.starters.set_result(starters(desk))
    except Exception as error:  # noqa: BLE001  # told to whoever waits, too
        desk.starters.set_exception(error)
