"""The bytes of a page or text from the web -> str, in the encoding that they, their page or their server name."""

from __future__ import annotations

import codecs
import re

_HEAD = 1_024
"""Bytes in which a page must name its encoding (https://html.spec.whatwg.org, "prescan")."""

_NAMED = re.compile(rb"<(?:meta[^>]{0,200}charset|\?xml[^>]{0,200}encoding)\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_KNOWN = re.compile(
    r"utf-8|utf-16(?:-le|-be)?|iso8859-\d+|cp125\d|cp874|koi8-[ru]|mac-(?:roman|cyrillic)|gbk|gb2312|gb18030|big5"
    r"|shift_jis|cp932|euc_jp|euc_kr|iso2022_jp"
)
"""By Python's own names. UTF-7 and Python's escapes are encodings too, and no page is written in them."""

_NOT_ASCII = ("utf-16", "utf-16-le", "utf-16-be", "iso2022_jp")
"""Their bytes can be valid UTF-8 and yet mean something else."""


def decode(data: bytes, told: str | None) -> str:
    """Decode text whose server says it is `told`. A mark in front wins, then what is valid UTF-8, then what is told.

    Without any of these it is Windows-1252, as in every browser; what cannot be decoded becomes U+FFFD.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    match = _NAMED.search(data[:_HEAD])
    named = _known(told) or _known(match[1].decode("ascii", "replace") if match else None) or "cp1252"
    if named not in _NOT_ASCII:
        try:
            return data.decode()
        except UnicodeDecodeError:
            pass
    return data.decode(named, "replace")


def _known(name: str | None) -> str | None:
    """Return Python's name of an encoding that pages are written in, or None."""
    try:
        found = codecs.lookup((name or "").strip("\"' ")).name
    except LookupError:
        return None
    if found in ("iso8859-1", "ascii"):
        return "cp1252"  # what pages that say so really are
    return found if _KNOWN.fullmatch(found) else None
