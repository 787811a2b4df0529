"""The page: an Answer in, HTML out, over a desk that may still be opening. It holds no logic of questions or articles.

from page import open_desk, serve
serve(listener, open_desk)          # the port is open already; the desk is opened beside

`answers` and `sources` make HTML, `conversation` asks, `layout` places what is seen, `server` sends it. Every word of
an article, a byline or a question is escaped before it becomes HTML, and a policy sent with each response keeps the
browser from asking any other machine for anything. Nothing here imports gradio, bot or index before it is called:
that takes seconds.
"""

from page.desk import OPENING, Desk, Opening, open_desk
from page.server import serve

__all__ = ["OPENING", "Desk", "Opening", "open_desk", "serve"]
