"""History + question -> the question that stands alone: what it lacks is added, and nothing else.

A rule rewrites a follow-up of a known shape, and puts the name in the place of a pronoun; where no rule knows, a
trained selector says which words of the conversation are lacking. The conversation is never pasted in front: that
halves hit@1 on information-seeking dialogues. What is lacking stands behind the question, in brackets: three words of
another question put so cost the reader 2 points of F1, within the question's last words 9 (250 of squad2-dev, dev).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.followup.conversation import Choose, Look, SoFar
from bot.followup.names import PEOPLE, names, owns, pair, person, thing
from bot.followup.phrases import SHORT, from_last_question, from_selector
from bot.followup.shapes import reshape, without_lead
from bot.kinds import small_reply
from bot.types import Turn
from index import content_words

_OTHERS = {"they": "they", "them": "they", "their": "they", "it": "it", "its": "it"}


def standalone(question: str, history: Sequence[Turn], look: Look, choose: Choose = from_selector) -> str:
    """Return `question` as it has to be asked of someone who has not heard the conversation.

    Earlier questions are resolved in order, so a chain of follow-ups keeps its subject. A question that
    stands alone comes back as it is. `choose` finds what a question lacks where no rule does.
    """
    so_far = SoFar()
    chatting = False
    for number, turn in enumerate(history):
        if turn.role == "user":
            chatting = small_reply(turn.content) is not None
            if not chatting:
                so_far = SoFar(tuple(history[:number]), _resolve(turn.content.strip(), so_far, look, choose))
        elif not chatting:
            so_far = SoFar(so_far.turns, so_far.asked, turn.content)
    return _resolve(question.strip(), SoFar(tuple(history), so_far.asked, so_far.reply), look, choose)


def _resolve(question: str, so_far: SoFar, look: Look, choose: Choose) -> str:
    """Resolve `question` against what was said before it."""
    if not so_far.asked or small_reply(question) is not None:
        return question
    if reshaped := reshape(question, so_far, look):
        return reshaped
    bare = without_lead(question)
    lacking = choose(bare, so_far)
    resolved = _replace_pronouns(bare, so_far, lacking, look)
    if resolved == bare:
        led = bare != question.rstrip(" ?!.")
        lacking = lacking or ([] if led else from_last_question(bare, so_far))
        if not lacking or (not led and _changes_topic(bare, so_far.asked, look)):
            return question
        return f"{_capital(bare)}? ({', '.join(lacking)})"
    return f"{_capital(resolved)}?"


def _capital(question: str) -> str:
    return question[0].upper() + question[1:]


def _changes_topic(question: str, asked: str, look: Look) -> bool:
    """Tell whether the articles speak of the question, but never of it together with the last one's subject."""
    words, subject = content_words(question), [each.lower() for each in names(asked, inside=True)]
    if not words or not subject:
        return False
    texts = [text.lower() for text in look(question)]
    speaking = [text for text in texts if all(word in text for word in words)]
    return bool(speaking) and not any(name in text for text in speaking for name in subject)


def _replace_pronouns(question: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Put the name or the thing in the place of he, she, they or it. One after a name of the question means that.

    Who is called by name once need not be again. What one pronoun means, another does not: in "have they said anything
    about it" the thing is none of them.
    """
    words = question.split()
    named = [name for name in names(question, inside=True) if name.lower() not in PEOPLE]
    if named:
        return question
    told: dict[str, str] = {}
    for position, word in enumerate(words):
        pronoun = word.lower().strip(",;'\"")
        form = PEOPLE.get(pronoun) or _OTHERS.get(pronoun, "")
        meant = "" if form in told else _meant(pronoun, so_far, lacking, look)
        if meant and not any(meant in other for other in told.values()):
            words[position] = meant + ("'s" if owns(pronoun, words[position + 1 :]) else "")
            told[form] = meant
    return " ".join(words)


def _meant(pronoun: str, so_far: SoFar, lacking: Sequence[str], look: Look) -> str:
    """Return what a word stands for; "" for a word that is no pronoun, or one that nothing explains."""
    if pronoun in PEOPLE:
        replied = names(so_far.said, inside=False)
        short = replied if len(so_far.said.split()) <= SHORT else ()
        known = [*short, *(each for each in lacking if each[0].isupper()), *names(so_far.asked, inside=True), *replied]
        meant = person(PEOPLE[pronoun], known, look(so_far.asked), skip=())
    elif pronoun in _OTHERS:
        meant = thing(so_far.asked, look) if _OTHERS[pronoun] == "it" else pair(f"{so_far.said} {so_far.asked}")
    else:
        return ""
    fuller = [phrase for phrase in lacking if meant.lower() in phrase.lower()]
    return (fuller or [meant])[0] if meant else next((each for each in lacking if each[0].isupper()), "")
