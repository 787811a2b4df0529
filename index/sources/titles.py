"""What programs put into a document's properties -> a title and authors that somebody gave it."""

from __future__ import annotations

import re

_NO_TITLE = re.compile(
    r"(?:microsoft \w+ - .*|\(?(?:untitled|unnamed|unspecified|anonymous|no ?title|unknown|title|default)\)?(?: ?\d+)?"
    r"|(?:document|dokument|documento|presentation|slide|layout|page|book) ?\d*|powerpoint presentation|word document"
    r"|\S{1,200}\.(?:docx?|odt|rtf|txt|pdf|indd|qxp|qxd|pages|tex|dvi|ps|html?|pptx?|xlsx?|fm|p65|cwk|wpd|epub)"
    r"|(?:file|https?):/.*|about:blank)",
    re.IGNORECASE | re.DOTALL,
)
"""Names that programs give, and names of files: seen in PDF and Word files of the usual programs."""

_NOBODY = re.compile(
    r"\(?(?:anonymous|unspecified|unknown|author|admin(?:istrator)?|(?:\w+ )?user|owner|root|python-docx|none|n/a)\)?",
    re.IGNORECASE,
)


def real_title(given: str | None) -> str | None:
    """Return a title from a document's properties, or None for what a program put there."""
    title = " ".join((given or "").replace("\0", "").split())
    return None if not title or _NO_TITLE.fullmatch(title) else title


def authors(given: str | None) -> list[str]:
    """Tell authors apart; the fields of office programs have ";" between them. Leaves out who is nobody."""
    named = (" ".join(each.split()) for each in (given or "").replace("\0", "").split(";"))
    return [name for name in named if name and not _NOBODY.fullmatch(name)]
