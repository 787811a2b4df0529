"""Does a sentence deny what its quote affirms, or the other way round?

What is denied is the word a "not" stands before. The same word affirmed on one side and denied on the other is a
contradiction; a denial of something the quote does not even mention is not supported by a quote that denies nothing.
"""

from __future__ import annotations

import re

from bot.asking import PLAIN_FORMS

_CUES = re.compile(
    r"\b(?:not|never|no|none|nobody|neither|nor|without|cannot|hardly|unable|nothing"
    r"|(?:refus|declin|den[yi]|fail|lack|avoid|reject)\w*|\w+n['\u2019]t)\b(?! only\b)",
    re.IGNORECASE,
)
_OF_NOBODY = re.compile(
    r"(?:^|[.;,:\n]\s*|\b(?:that|and|but|because|while)\s+)(?:neither|none|nobody|no one|nothing|no)\b[^.;,:]{0,60}?"
    r"\b(?:is|was|are|were|has|had|have|did|do|does|will|would|can|could|may|might)\b(?: (?:yet|ever|been|be|since))*"
    r" (?P<verb>[a-z]+)",
    re.IGNORECASE,
)
"""What nobody did is denied like what was not done: "Neither actor has commented"."""

_SKIPPED = frozenset(
    "a an the to be been being is are was were am do does did have has had will would can could shall should may might"
    " must yet also ever any of in on at by for from with as it that this his her their its he she they longer more"
    " very so much really actually only just all both such than".split()
)
_REACH = 3
"""Words behind a denial of which the first that says something is denied."""

_IRREGULAR = dict(
    pair.split("/")
    for pair in (
        "ate/eat beat/beat bit/bite blew/blow bore/bear bound/bind broke/break came/come caught/catch chose/choose"
        " drank/drink drew/draw drove/drive fell/fall felt/feel fled/flee flew/fly forbade/forbid forgot/forget"
        " fought/fight grew/grow heard/hear hid/hide kept/keep knew/know laid/lay lay/lie meant/mean ran/run rang/ring"
        " read/read rode/ride rose/rise said/say sang/sing sat/sit saw/see seen/see shook/shake shot/shoot shown/show"
        " slept/sleep spoke/speak spoken/speak stood/stand stole/steal struck/strike swam/swim swore/swear taught/teach"
        " thought/think threw/throw told/tell understood/understand went/go gone/go woke/wake wore/wear written/write"
        " given/give taken/take known/know grown/grow chosen/choose driven/drive fallen/fall risen/rise broken/break"
        " begun/begin drawn/draw thrown/throw worn/wear torn/tear sworn/swear stolen/steal"
    ).split()
)


def stem(word: str) -> str:
    """Reduce a word to what its forms share, roughly: "leaving", "leaves" and "left" are one."""
    low = word.lower()
    low = PLAIN_FORMS.get(low) or _IRREGULAR.get(low) or low
    for ending in ("ations", "ation", "ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)]
            break
    low = low[:-1] if low.endswith("y") and len(low) > 3 else low
    return low[:-1] if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "aeiousl" else low


def stems(text: str) -> list[str]:
    """Return the stems of all words, in order."""
    return [stem(word) for word in re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)?", text)]


def denied(text: str) -> set[str]:
    """Return the stems of the words that are denied."""
    found = {stem(each["verb"]) for each in _OF_NOBODY.finditer(text) if each["verb"].lower() not in _SKIPPED}
    for cue in _CUES.finditer(text):
        own = stem(cue[0])
        if own.startswith(("refus", "declin", "den", "fail", "lack", "avoid", "reject")):
            found.add(own)
        after = re.findall(r"[^\W_]+", re.split(r"[.;,:]", text[cue.end() :])[0])[: _REACH + 5]
        said = [word for word in after if word.lower() not in _SKIPPED]
        found |= {stem(word) for word in said[:1]}
    return found


def contradicts(sentence: str, quote: str) -> bool:
    """Tell whether one denies what the other affirms."""
    ours, theirs = denied(sentence), denied(quote)
    if not ours and not theirs:
        return False
    said, quoted = set(stems(sentence)), set(stems(quote))
    affirmed_there = (ours & quoted) - theirs
    affirmed_here = (theirs & said) - ours
    if affirmed_here and not ours:
        return True
    if not ours:
        return False
    return bool(affirmed_there and not theirs) or not theirs or bool(affirmed_there and affirmed_here)
