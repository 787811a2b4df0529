"""What kind of answer a question wants. Rules over its first words, in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["fact", "explain", "which", "compare", "summary", "smalltalk"]
Pick = Literal["all", "first", "latest"]
"""fact: a span; explain: the sentences that say why, how or what was said; which: a list of articles, or the first or
latest of them; compare: what is said of each of two; summary: the main sentences of an article; smalltalk: no question
at all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of a question and, but for a fact, the words that name its topic, and what is to be compared on it."""

    kind: Kind
    topic: str = ""
    pick: Pick = "all"
    counted: bool = False
    sides: tuple[str, str] | None = None


_ARTICLES = r"(?:articles?|stor(?:y|ies)|pieces?|reports?|texts?|posts?|documents?)"
_WHICH = (
    rf"(?:which|what|how many) (?:of (?:my|the|these|your) )?{_ARTICLES}"
    r" (?:are there |do (?:you|i|we) have |(?:have been |were |was )?(?:mention\w*|talk\w*|writ\w*|cover\w*"
    r"|discuss\w*|deal\w*|say\w*|are|is|refer\w*) ?)?(?:something |anything )?(?:about|on|with|to|of)? ?(?P<topic>.+)",
    rf"(?:list|show|find|give)(?: me)?(?: all)?(?: the| my)? {_ARTICLES}"
    r" (?:that |which )?(?:mention\w*|about|on|cover\w*|discuss\w*) (?P<topic>.+)",
)
_ORDER = r"(?P<order>latest|newest|most recent|last|first|earliest|oldest)"
_ABOUT = r"(?:(?:to |that )?(?:mention\w*|cover\w*|discuss\w*|report(?:s|ed|ing)?(?: on| about)?)|about|on|of|with)"
_PICKED = (
    rf"(?:what|which) (?:is|was|'s) (?:the |my )?{_ORDER} {_ARTICLES} {_ABOUT} (?P<topic>.+)",
    rf"(?:show|give|find)(?: me)? (?:the |my )?{_ORDER} {_ARTICLES} {_ABOUT} (?P<topic>.+)",
    rf"(?:the |my )?{_ORDER} {_ARTICLES} {_ABOUT} (?P<topic>.+)",
    rf"what (?:did|does|do) (?:the |my )?{_ORDER} {_ARTICLES} (?:say|report|tell us|mention|write) (?:about|on|of)"
    r" (?P<topic>.+)",
    rf"(?:which|what) {_ARTICLES} (?:was|is) (?:the )?{_ORDER} {_ABOUT} (?P<topic>.+)",
    rf"(?:which|what) {_ARTICLES} {_ORDER} {_ABOUT} (?P<topic>.+)",
    r"who (?:was (?:the )?)?(?P<order>first)(?: to)? (?:report|write|mention)\w*(?: on| about)? (?P<topic>.+)",
)
_SIDES = r"(?P<one>.+?)"
_ON = r"(?: (?:on|in terms of|regarding|when it comes to|with respect to|in) (?P<topic>.+))?"
_COMPARE = (
    rf"{{please}}compare {_SIDES} (?:and|with|to|vs|versus) (?P<other>.+?){_ON}",
    rf"how (?:do|does|did) {_SIDES} (?:and|differ from|compare (?:to|with)) (?P<other>.+?)(?: differ| compare)?{_ON}",
    rf"what(?:'s| is| are| was) the differences? between {_SIDES} and (?P<other>.+?){_ON}",
    rf"{_SIDES} (?:vs|versus) (?P<other>.+?){_ON}",
)
_PLEASE = r"(?:please |can you |could you )*"
_SUMMARY = (
    rf"{_PLEASE}(?:summari[sz]e|sum up|recap|outline)(?: for me)? (?P<topic>.+)",
    rf"{_PLEASE}(?:give|write|make)(?: me)? an? (?:\w+ )?(?:summary|overview|outline|recap) (?:of|on|about)"
    r" (?P<topic>.+)",
    r"what(?:'s| is| was) the (?:gist|summary|main point|upshot) of (?P<topic>.+)",
    r"what is (?P<topic>.+ (?:article|story|piece)) about",
    r"(?:give me )?(?:the )?(?:gist|summary|overview) of (?P<topic>.+)",
)
_AROUND_TOPIC = re.compile(
    r"^(?:what happened (?:to|in|at|with) |the |that |this |your |my |an? )*"
    rf"|(?:(?<=\s)|^){_ARTICLES}(?: (?:about|on|of))?(?=\s|$)"
)
_EXPLAIN = re.compile(
    r"(?:why|how come|for what reason|explain|describe|tell me (?:about|more|why|how)|say more|more about)\b"
    r"|what (?:reasons?|causes?|caused|made|led|prompted|happened|makes|is it that makes|advice|explanation)\b"
    r"|what is said about\b"
    r"|what (?:did|does|do|has|have|had) .+ (?:say|said|tell|told|think|claim|argue|explain|announce|suggest|promise"
    r"|respond|reply)\b"
    r"|how (?:did|does|do|was|were|is|are|has|have|had|can|could|will|would)"
)
_SMALLTALK = {
    r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings)(?: (?:there|byline|all|everyone))?": (
        "Hello! Ask me anything about your articles, and I will answer with the sentence that says so."
    ),
    r"(?:many |ok |okay |great |cool )?(?:thanks|thank you|thx|cheers|ta)\b.{0,40}": (
        "You're welcome. Ask on whenever you like."
    ),
    r"(?:bye|goodbye|see you|good night|farewell)\b.{0,30}": "Goodbye! Your articles stay here.",
    r"(?:ok|okay|great|cool|nice|perfect|got it|i see|good)(?: then)?": (
        "Good. Ask me anything else about your articles."
    ),
    r"how are you(?: doing)?(?: today)?": "All well, thank you. What would you like to know from your articles?",
    r"(?:who|what) are you": (
        "I am Byline. I answer questions from your own articles, each with the sentence that proves it."
    ),
}


def wanted(question: str) -> Wanted:
    """Tell what kind of answer the question wants."""
    plain = _plain(question)
    if small_reply(question) is not None:
        return Wanted("smalltalk")
    for pattern in _PICKED:
        if match := re.fullmatch(pattern, plain):
            early = match["order"] in ("first", "earliest", "oldest")
            return Wanted("which", match["topic"], pick="first" if early else "latest")
    for pattern in _COMPARE:
        match = re.fullmatch(pattern.replace("{please}", _PLEASE), plain)
        if match and ("differ" in plain or "compare" in plain or " v" in plain):
            return Wanted(
                "compare",
                match["topic"] or "",
                sides=(_spelt(match["one"], question), _spelt(match["other"], question)),
            )
    for kind, patterns in (("which", _WHICH), ("summary", _SUMMARY)):
        for pattern in patterns:
            match = re.fullmatch(pattern, plain)
            if match:
                topic = (
                    " ".join(_AROUND_TOPIC.sub(" ", match["topic"]).split()) if kind == "summary" else match["topic"]
                )
                counted = kind == "which" and plain.startswith("how many")
                return Wanted(kind, topic or match["topic"], counted=counted)  # type: ignore[arg-type]  # one of the two
    return Wanted("explain" if _EXPLAIN.match(plain) else "fact")


def _spelt(side: str, question: str) -> str:
    """Return a side without its article, in the letters of the question."""
    bare = re.sub(r"^(?:the|an?|my) ", "", side)
    there = re.search(re.escape(bare), question, re.IGNORECASE)
    return there[0] if there else bare


def small_reply(question: str) -> str | None:
    """Return the reply to a greeting, thanks or goodbye; None for a question."""
    plain = _plain(question)
    return next((reply for pattern, reply in _SMALLTALK.items() if re.fullmatch(pattern, plain)), None)


def _plain(question: str) -> str:
    return re.sub(r"[\s,;:]+", " ", question.lower().replace("\u2019", "'")).strip(" .!?")
