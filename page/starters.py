"""Questions to offer before the first one: about the samples where they are, else about what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from page.desk import Desk

EXAMPLES = {
    "when did Soffer leave?": "https://screenledger.example.org/2022/10/06/soffer-leaves-chicago-pd",
    "Why did the Kestrel batteries overheat?": "https://tradewire.example.org/business/2024/05/21/kestrel-recall",
    "How many people were evacuated in Ellinport?": "https://ellinportcourier.example.org/news/2023/11/14/tessel-flood",
    "Which articles mention bees?": "https://fieldnotes.example.org/science/rooftop-bees",
}
"""Questions about the sample articles, and the source of the one that answers each."""


def starters(desk: Desk) -> tuple[str, ...]:
    """Return the questions to offer over this desk's articles, four at most; none where none can be made."""
    from bot import offers
    from index import Where

    held = (desk.library.mentions(asked, limit=1, where=Where(source=source)) for asked, source in EXAMPLES.items())
    return tuple(EXAMPLES) if all(held) else offers(desk.bot, desk.library, limit=len(EXAMPLES))
