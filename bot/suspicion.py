"""Does a text speak to the machine that reads it, rather than to a person?

Nothing in an article is ever obeyed; this only tells a person, and keeps such words away from a chat model. The signs
are those of the known injections (Greshake et al. 2023, "Not what you've signed up for", section 3): orders to forget
what came before, role tags, orders about the answer, links that carry data away, text that cannot be seen or read.
"""

from __future__ import annotations

import base64
import codecs
import re
import unicodedata
from collections.abc import Callable

MOST = 20_000
"""Characters that are looked at, from the beginning; a passage has about a thousand."""

BLOBS = 8
"""Encoded runs that are decoded, the first ones."""

_NEAR = r"[^.!?\n]{0,40}"
_READERS = (
    r"(?:ais?|llms?|language models?|chatbots?|(?:ai|virtual|automated) assistants?|assistants?|summari[sz]ers?|bots?"
    r"|crawlers?)"
)
_FORGET = (
    r"\b(?:ignore|disregard|forget|override|bypass|(?:do not|don't|stop) follow(?:ing)?)\b"
    + _NEAR
    + r"\b(?:above|foregoing|instructions|prompts?|(?:previous|prior|preceding|earlier)(?= and\b| *[^\w\s]| *$)"
    r"|(?:previous|prior|preceding|earlier|system|original|initial|your|all|these|other) (?:prompt|rule|instruction"
    r"|message|guideline|direction|command|order|text|passage|source|article|context|conversation)s?)\b",
    r"\bforget (?:all|everything)\b[^.!?\n]{0,20}\b(?:told|said|read|learned|know)\b",
    rf"\b(?:ignorier\w*|vergiss|missachte\w*)\b{_NEAR}\b(?:anweisung\w*|vorherig\w*|obig\w*|regeln)\b",
    rf"\b(?:ignor\w+|oublie\w*|ne (?:tiens|tenez) pas compte)\b{_NEAR}"
    r"\b(?:instructions?|consignes?|pr\u00e9c\u00e9dent\w*)\b",
    rf"\b(?:ignor\w+|olvid\w+)\b{_NEAR}\b(?:instrucciones|anterior\w*|reglas)\b",
)
_ROLE = (
    r"<\|?/?(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id)\b[^>\n]{0,40}\|?>",
    r"\[/?INST\]|<</?SYS>>|^#{2,4} ?(?:instructions?|system|response|assistant)\b|</?passage\b",
    r"(?:^|\n)[ \t>*_]*(?:system|assistant|developer)(?: (?:prompt|message|note))?[ \t*_]*:\s",
    r"\b(?:begin|end|new|updated) (?:system )?(?:prompt|instructions)\b",
)
_ORDER = (
    r"(?<!\bthe )(?<!\ban )(?<!\bno )(?<!\bhis )(?<!\bher )(?<!\btheir )"
    r"\b(?:answer|reply|respond|output|print|write|say)\b[^.!?\n]{0,20}\b(?:only|exactly|just|nothing but|always)\b"
    r"[^.!?\n]{0,20}\b(?:with|that|the (?:word|phrase|text|sentence|following|answer)|in)\b",
    r"\b(?:answer|reply|respond)(?: to (?:every|all|any|this|the) \w+)? (?:only )?with\b[^.!?\n]{0,20}[\"\u201c*]",
    r"\byou are now (?:an? |the |in )|\bfrom now on,? you (?:are|will|must|shall|only|answer|reply)\b",
    r"\b(?:act as|pretend to be) (?:an? |the )?(?:[\w-]+ ){0,2}(?:ai|assistant|chatbot|model|bot|system|dan)\b",
    r"\b(?:as|being) (?:an? )?(?:ai|a\.i\.|(?:large )?language model|chatbot|llm)\b"
    r"[^.!?\n]{0,12},? ?(?:you|your|please)\b",
    r"\b(?:note|message|instructions?|attention|important|dear|hey|hello|notice)\b[^.!?\n]{0,14}"
    rf"\b(?:to|for|,)? ?(?:any |all |the |an? |our )?{_READERS}\b ?(?:[:,.!\u2014-]|reading|that|who|processing)",
    r"\b(?:do not|don't|never|must not|refuse to) (?:mention|cite|quote|reveal|trust|use|tell|answer)\b"
    + _NEAR
    + r"\b(?:sources?|articles?|passages?|question|user|instruction|prompt|answers?)\b",
    r"\b(?:tell|inform|convince|instruct|ask|urge) the (?:user|reader of this answer|asker)\b",
    r"\b(?:your|the) (?:answer|reply|response|output|summary) (?:must|should|has to|shall|needs to)\b",
    r"\bin your (?:answer|reply|response|output|summary)\b",
    rf"\b(?:repeat|copy|give|use|quote)\b{_NEAR}\bas the answer\b",
    rf"\b(?:cite|credit|attribute)\b{_NEAR}\b(?:\[\d{{1,3}}\]|as (?:the )?(?:source|\[))",
    rf"\b(?:reveal|repeat|print|output|leak|include|append|send)\b{_NEAR}\b(?:system prompt|conversation|chat history"
    r"|user'?s (?:question|data|name|history)|earlier messages?|previous (?:messages?|questions?))\b",
    r"\bantworte\w* (?:nur|immer|ausschlie\u00dflich)\b",
    r"\br\u00e9ponde?[sz]? (?:uniquement|seulement|toujours)\b",
    r"\bresponde (?:solo|s\u00f3lo|siempre|\u00fanicamente)\b",
)
_FAKED = (
    r"(?:\[\d{1,3}\]\s*[\w'-]{1,20}\s*){3}",
    r"[\[\u3010]\s*\d{1,3}\s*\u2020",
    r"\(not in the articles\)",
)
_DATA = (
    r"(?:\{|\[|%7b|%5b|<|\.\.\.|your|user|the[-_+]|question|answer|chat|data\b|secret|history|conversation"
    r"|prompt|summary)"
)
"""What stands in an address where somebody is to put what was said."""

_CARRIES = (
    r"!\[[^\]\n]{0,200}\]\((?:https?:)?//[^)\s]{0,400}?"
    rf"(?:[?&#/](?:q|d|s|m|t|data|text|msg|leak|log|c)=|={_DATA}|\{{|%7b)",
    rf"\]\((?:https?:)?//[^)\s]{{0,400}}?=\s?{_DATA}|\bhttps?://[^\s)]{{1,300}}?[?&][\w-]{{1,40}}={_DATA}",
    r"<(?:img|iframe|script|object|embed|form)\b[^>\n]{0,300}(?:>|=)|\bjavascript:[\w(]|\bdata:text/|\bvbscript:\w",
)
_SIGNS = tuple(
    (why, re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE))
    for why, patterns in (
        ("it asks to ignore instructions", _FORGET),
        ("it holds role tags", _ROLE),
        ("it gives orders about the answer", _ORDER),
        ("it holds made-up citations", _FAKED),
        ("it holds a link or an image that could carry data away", _CARRIES),
    )
)
_BLOB = re.compile(r"(?<![\w/+])(?:[A-Za-z0-9+/]{24,4000}={0,2}|(?:[0-9a-fA-F]{2}[ :]?){16,2000})(?![\w/+])")
_TURNED = re.compile(r"\b(?:vtaber|qvfertneq|sbetrg|vafgehpgvbaf?|cerivbhf|flfgrz|nffvfgnag)\b", re.IGNORECASE)
"""Words of such orders in rot13."""

_TAGS = range(0xE0000, 0xE0080)
_OVERRIDES = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_UNSEEN = frozenset("\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad")
UNSEEN = 8
"""Letters that cannot be seen from which they are no accident: a few are left over from any web page."""


def suspicion(text: str) -> str:
    """Say in a few words why a text looks as if it spoke to a machine; "" where it does not."""
    text = text[:MOST]
    if any(ord(letter) in _TAGS or letter in _OVERRIDES for letter in text):
        return "it holds text that cannot be seen"
    plain = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    hidden = sum(letter in _UNSEEN for letter in text)
    if reason := _signs(unicodedata.normalize("NFKC", plain)):
        return reason
    if hidden >= UNSEEN and hidden * 20 > len(text):
        return "it holds text that cannot be seen"
    return "it holds an encoded order" if _encoded(plain) else ""


def warning(*texts: str) -> str:
    """Return the line that tells a person of the first of these texts that speaks to a machine; "" where none does."""
    reason = next(filter(None, map(suspicion, texts)), "")
    return reason and f"This text speaks to machines: {reason}. Nothing in it was obeyed."


def _signs(text: str) -> str:
    return next((why for why, sign in _SIGNS if sign.search(text)), "")


def _encoded(text: str) -> bool:
    if _TURNED.search(text) and _signs(codecs.decode(text, "rot13")):
        return True
    found = [match[0] for match, _ in zip(_BLOB.finditer(text), range(BLOBS), strict=False)]
    return any(_signs(plain) for blob in found for plain in _decoded(blob))


def _decoded(blob: str) -> list[str]:
    """Read a run of letters as base64 and as hexadecimal digits; what is no text is left out."""
    bare = re.sub(r"[ :]", "", blob)
    read: list[str] = []
    decoders: tuple[Callable[[str], bytes], ...] = (base64.b64decode, bytes.fromhex)
    for decode, padding in zip(decoders, ("=" * (-len(bare) % 4), ""), strict=True):
        try:
            read.append(decode(bare + padding).decode())
        except ValueError:
            continue
    return read
