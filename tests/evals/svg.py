"""A plot of shares against shares, written out as SVG that can be read on light and on dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 640, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 48, 60

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 15px }
.grid { stroke: #d0d7de; stroke-width: 1 }
.mark { stroke: #57606a; stroke-dasharray: 4 4; fill: none }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
.a { stroke: #0969da } .dot.a { fill: #0969da }
.b { stroke: #bc4c00 } .dot.b { fill: #bc4c00 }
.c { stroke: #1a7f37 } .dot.c { fill: #1a7f37 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .grid { stroke: #30363d } .mark { stroke: #8b949e }
  .a { stroke: #58a6ff } .dot.a { fill: #58a6ff }
  .b { stroke: #f0883e } .dot.b { fill: #f0883e }
  .c { stroke: #3fb950 } .dot.c { fill: #3fb950 }
}
"""

Point = tuple[float, float]
"""Two shares between 0 and 1: to the right, and up."""


class Plot:
    """Collects what is drawn; `svg` writes it out. Both axes go from 0 to 100%.

    `legend` is how far to the right the names of the curves begin, where no curve passes.
    """

    def __init__(self, title: str, across: str, up: str, *, legend: float = 0.02) -> None:
        self._title = title
        self._names_at = _at((legend, 1))[0]
        self._parts: list[str] = []
        self._legend = 0
        for step in range(0, 101, 20):
            x, y = _at((step / 100, step / 100))
            self._parts += [
                f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}"/>',
                f'<line class="grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>',
                f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{step}%</text>',
                f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{step}%</text>',
            ]
        middle = (TOP + HEIGHT - BOTTOM) / 2
        self._parts += [
            f'<text class="title" x="{LEFT}" y="26">{escape(title)}</text>',
            f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{escape(across)}</text>',
            f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">{escape(up)}</text>',
        ]

    def curve(self, points: Sequence[Point], colour: str, name: str, *, dots: bool = False) -> None:
        """Draw a line in colour a, b or c through the points, with dots if wanted, and name it in the legend."""
        places = [_at(point) for point in points]
        self._parts.append(f'<polyline class="line {colour}" points="{" ".join(f"{x},{y}" for x, y in places)}"/>')
        if dots:
            self._parts += [f'<circle class="dot {colour}" cx="{x}" cy="{y}" r="4.5"/>' for x, y in places]
        y = TOP + 18 + 20 * self._legend
        self._legend += 1
        self._parts += [
            f'<line class="line {colour}" x1="{self._names_at}" y1="{y - 4}" x2="{self._names_at + 24}" y2="{y - 4}"/>',
            f'<text x="{self._names_at + 32}" y="{y}">{escape(name)}</text>',
        ]

    def mark(self, one: Point, other: Point, name: str = "") -> None:
        """Draw a dashed line, and its name beside its upper end."""
        (x1, y1), (x2, y2) = _at(one), _at(other)
        self._parts.append(f'<line class="mark" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
        if name:
            side, anchor = (-6, "end") if x2 > WIDTH / 2 else (6, "start")
            self._parts.append(f'<text x="{x2 + side}" y="{y2 - 6}" text-anchor="{anchor}">{escape(name)}</text>')

    def svg(self) -> str:
        """Return the whole file."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img">\n'
            f"<title>{escape(self._title)}</title>\n<style>{_STYLE}</style>\n" + "\n".join(self._parts) + "\n</svg>\n"
        )


def _at(point: Point) -> tuple[float, float]:
    x, y = point
    return (
        round(LEFT + x * (WIDTH - LEFT - RIGHT), 1),
        round(HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM), 1),
    )
