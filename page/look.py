"""How the page looks: its theme, and its style sheet and scripts, read from their files when the page is built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gradio.themes import Base

SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")

COLOURS = {
    "body_background_fill": "#fbfaf7",
    "body_background_fill_dark": "#171614",
    "body_text_color": "#1d1b18",
    "body_text_color_dark": "#ece8e1",
}
"""What is seen before page.css is read."""


def theme() -> Base:
    """Return Gradio's plainest theme in the page's letters and colours."""
    from gradio.themes import Base

    return Base(font=SANS, font_mono=("ui-monospace", "monospace"), neutral_hue="stone").set(**COLOURS)


def head() -> str:
    """Return the style sheet as HTML. What Gradio's own `css` takes, it prefixes; media rules then match nothing."""
    return f"<style>{_beside('page.css')}</style>"


def script(name: str) -> str:
    """Return a script of this folder."""
    return _beside(f"{name}.js")


def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
