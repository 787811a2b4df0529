"""A plain sentence -> a question that it answers, worded as a person would. No model is needed.

The rules would rather make nothing than a question nobody asks. What `bot.evals.made` makes is for measuring: far
more of it, and worded like its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Aug\.|Sept\."
    r"|Oct\.|Nov\.|Dec\.)"
)
NUMBERS = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}(?:,\d{3})+|\d{1,3})"

MAX_WORDS = 14
"""Of a question: it is read at a glance."""

PLAIN_FORMS = dict(
    pair.split("/")
    for pair in (
        "announced/announce attacked/attack became/become began/begin bought/buy brought/bring built/build called/call"
        " captured/capture caused/cause claimed/claim closed/close collected/collect completed/complete created/create"
        " declared/declare defeated/defeat delivered/deliver destroyed/destroy developed/develop died/die"
        " discovered/discover elected/elect employed/employ ended/end entered/enter established/establish"
        " finished/finish founded/found gained/gain gave/give held/hold hired/hire hosted/host introduced/introduce"
        " invaded/invade joined/join killed/kill launched/launch led/lead left/leave lost/lose made/make married/marry"
        " met/meet moved/move opened/open ordered/order paid/pay passed/pass played/play promised/promise"
        " published/publish raised/raise reached/reach received/receive recorded/record released/release"
        " resigned/resign returned/return sank/sink scored/score sent/send served/serve signed/sign sold/sell"
        " spent/spend started/start took/take travelled/travel traveled/travel used/use visited/visit won/win"
        " wrote/write"
    ).split()
)
"""Past -> plain, for verbs that news and works of reference tell things with. No other verb is turned round."""

_PAST = rf"(?P<verb>{'|'.join(PLAIN_FORMS)})"
_DAY = rf"{MONTHS} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {MONTHS}(?: \d{{4}})?"
_WHEN = rf"(?P<answer>in (?:{MONTHS} )?(?:1\d|20)\d\d|on (?:{_DAY}))"
_WORD = r"[\w'\u2019-]+"
_NAME = r"[A-Z][a-z'\u2019]+"
_SUBJECT = rf"(?P<subject>(?:{_WORD} ){{1,6}}?)"
_SOME = rf"(?P<rest>(?: {_WORD}){{0,8}}?)"
_ABOUT = "(?:(?:about|some|nearly|almost|around|over|more than|roughly) )?"
_THINGS = r"(?P<what>(?:[a-z-]+ )?[a-z]{3,}s)\b"
_PERSON = rf"(?:{_NAME} ){{1,2}}{_NAME}"
_END = r"(?=$|,| and (?!\d))"
_RULES = tuple(
    (re.compile(pattern), wording)
    for pattern, wording in (
        (rf"{_SUBJECT}{_PAST}{_SOME} {_WHEN}{_END}", "When did {subject} {plain}{rest}"),
        (rf"{_SUBJECT}(?P<verb>was|were)(?! in \b| on \b){_SOME} {_WHEN}{_END}", "When {verb} {subject}{rest}"),
        (
            rf"{_SUBJECT}{_PAST} {_ABOUT}(?P<answer>{NUMBERS}) {_THINGS}{_SOME}{_END}",
            "How many {what} did {subject} {plain}{rest}",
        ),
        (rf"(?P<answer>(?P<subject>{_PERSON})) {_PAST}(?P<rest>(?: {_WORD}){{2,9}}){_END}", "Who {verb}{rest}"),
        (rf"(?P<subject>{_PERSON}), (?P<answer>(?:an? \w|the [a-z])[^,]{{8,60}}),(?P<rest>)", "Who is {subject}"),
    )
)
"""What a sentence begins like, and the question it answers."""

_UNSAFE = re.compile(r"[\n\"“”()\[\]?:;]|\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Yy]ou)\b")
"""What shows that a sentence is not one whole plain sentence of the article's own."""
_LEANS = re.compile(
    r"(?:He|She|It|They|We|I|You|This|That|These|Those|His|Her|Its|Their|But|And|Or|So|However|Also|There)\b"
)
_TANGLED = re.compile(
    r"(?i)\b(?:that|which|who|whom|whose|when|where|because|but|while|as|if|and|or|said|not|he|she|it|they|him|her|them"
    r"|his|its|their|this|these|those|there|then|both|each|such|same|also|ones|others?|another|first|second|last|next"
    r"|former|latter|later|earlier|back|\w+ly|today|yesterday|tomorrow|\w+day|week|month|year)\b"
)
"""Words of a second clause, and words that mean something only where they stand."""
_ARTICLE = re.compile(r"(?:The|An?) (?=.*\b[A-Z])")
_VERB_IN_SUBJECT = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|to|[a-z]+ed)\b")
_NO_NAME = frozenset("The When While After Before Since In On At For From With By Some Many Most All Every Two".split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the words of its sentence that answer it, and the first word of the question."""

    question: str
    answer: str

    @property
    def opening(self) -> str:
        """The word that says what is asked for."""
        return self.question.partition(" ")[0]


def is_plain(sentence: str) -> bool:
    """Tell whether it is one whole plain sentence that does not lean on the one before."""
    whole = re.fullmatch(r"[A-Z].*[a-z0-9]\.", sentence)
    return bool(whole) and not _UNSAFE.search(sentence) and not _LEANS.match(sentence)


def turned_round(sentence: str, *, within: str) -> Iterator[Asked]:
    """Yield the questions that the sentence answers, at most one a rule.

    `within` is the text it stands in, which tells names from words that have a capital because they come first.
    """
    if not is_plain(sentence):
        return
    for rule, wording in _RULES:
        found = rule.match(sentence[:-1])
        subject = found["subject"].strip() if found else ""
        if not found or _TANGLED.search(f"{subject} {found['rest']}") or not _is_name(subject, within, wording):
            continue
        verb = found.groupdict().get("verb", "")
        question = wording.format(
            **found.groupdict() | {"subject": _ARTICLE.sub(lambda the: the[0].lower(), subject)},
            plain=PLAIN_FORMS.get(verb, ""),
        )
        question = " ".join(question.split()) + "?"
        if len(question.split()) <= MAX_WORDS and re.search(rf" {_NAME}", question):
            yield Asked(question, found["answer"])


def _is_name(subject: str, within: str, wording: str) -> bool:
    """Tell whether somebody who reads the subject alone knows what it is."""
    first, *others = subject.split()
    if wording.startswith("Who"):
        return first not in _NO_NAME and _is_person(subject, within)
    if _VERB_IN_SUBJECT.search(subject):
        return False
    if _ARTICLE.match(f"{subject} "):
        return True
    named = bool(others) and others[0][0].isupper()
    return first not in _NO_NAME and (named or bool(re.search(rf"[a-z,] {re.escape(first)}\b", within)))


def _is_person(name: str, within: str) -> bool:
    """Tell whether the text calls somebody of this name by the last name alone, as it does with people."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    return bool(re.search(rf"(?:^|[a-z,.] ){last}\b", within.replace(name, "")))
