"""Follow-ups get exactly what they lack."""

from __future__ import annotations

import pytest

from bot.followup import standalone
from bot.followup.names import names
from bot.types import Turn

TEXTS = (
    "Jesse Soffer left the show in season 10. He wanted a risk.",
    "Tracy Spiridakos stayed for a year. She leaves after season 11, and her friends were sad.",
    "The mayor of Dunmere, Celia Marchetti, raised the tax. She was elected in 2019.",
)


def look(question: str) -> list[str]:
    words = {word.strip("?.,").lower() for word in question.split()}
    return sorted(TEXTS, key=lambda text: -sum(word in text.lower() for word in words))


def resolved(question: str, *turns: str) -> str:
    history = [Turn("assistant" if i % 2 else "user", turn) for i, turn in enumerate(turns)]
    return standalone(question, history, look)


FIRST = ("when did Soffer leave?", "**season 10** [1]")


@pytest.mark.parametrize(
    ("question", "turns", "alone"),
    [
        ("why?", FIRST, "why did Soffer leave?"),
        ("Why exactly?", FIRST, "Why did Soffer leave?"),
        ("who did he play?", FIRST, "Who did Soffer play?"),
        ("and she?", FIRST, "when did Spiridakos leave?"),
        ("and she?", ("when did Jesse Soffer leave?", "season 10"), "when did Tracy Spiridakos leave?"),
        ("what about Upton?", FIRST, "when did Upton leave?"),
        ("and in 2023?", FIRST, "when did Soffer leave in 2023?"),
        ("was his exit announced?", FIRST, "Was Soffer's exit announced?"),
        ("how old is he?", ("Who scored the goal?", "Stefan Kuzma [1]"), "How old is Stefan Kuzma?"),
        (
            "and the rural ones?",
            ("How many plants did the urban bees visit?", "118"),
            "How many plants did the rural bees visit?",
        ),
        ("where was it done?", ("Who led the bee study?", "Dr. Okafor"), "Where was the bee study done?"),
        ("are they together?", ("Do Soffer and Spiridakos talk?", "yes"), "Are Soffer and Spiridakos together?"),
        (
            "have they said anything about it?",
            ("Are Soffer and Spiridakos dating?", "yes"),
            "Have Soffer and Spiridakos said anything about it?",
        ),
        ("when?", ("Who scored the goal?", "Stefan Kuzma [1]"), "when Stefan Kuzma scored the goal?"),
        ("who taught her to act?", ("Did Tracy Spiridakos stay?", "1 year"), "Who taught Tracy Spiridakos to act?"),
        ("did she lose her job?", ("When did Tracy Spiridakos stay?", "a year"), "Did Tracy Spiridakos lose her job?"),
        ("who paid for it?", ("Did Celia Marchetti win?", "yes"), "Who paid for it? (Celia, Marchetti, win)"),
        ("and the year before?", ("How much was the tax in 2019?", "4 percent"), "How much was the tax in 2018?"),
        ("and a year later?", ("How much was the tax in 2019?", "4 percent"), "How much was the tax in 2020?"),
        ("what about 2023?", ("How much was the tax in 2019?", "4 percent"), "How much was the tax in 2023?"),
        ("and the tax?", ("Who raised the show?", "nobody"), "Who raised the tax?"),
        ("and the choir?", ("When did Soffer leave the tax?", "in May"), "What is said about the choir?"),
        ("what about this year?", ("How many came last year?", "40"), "How many came this year?"),
        ("and the choir?", ("How many crowns did volunteers give?", "40"), "What is said about the choir?"),
        ("what for?", ("Which medal did the team get?", "a gold medal"), "For what did the team get a gold medal?"),
        ("does anybody know why?", FIRST, "why did Soffer leave?"),
        ("where were they bought?", ("How many hives did they place?", "24"), "Where were the hives bought?"),
        ("who counted them?", ("Which prize did the pupils get?", "a book"), "Who counted the pupils?"),
        ("who started it?", ("Which hashtag was used?", "#tax"), "Who started the hashtag?"),
        ("who built it?", ("Which one was the first ship?", "Aurora [1]"), "Who built Aurora?"),
        ("what is her age?", ("What does he say of the daughter?", "nothing"), "What is the daughter's age?"),
        ("what is his name?", ("What did the deputy minister say?", "no"), "What is the deputy minister's name?"),
        (
            "when did they marry?",
            ("Who is Soffer's wife?", "Tracy Spiridakos [1]"),
            "When did Soffer and Tracy Spiridakos marry?",
        ),
        ("is it true that they left?", ("Is the mill shut?", "yes"), "Is it true that they left? (mill shut)"),
        (
            "did she make it easy to sell?",
            ("Did Tracy Spiridakos stay?", "1 year"),
            "Did Tracy Spiridakos make it easy to sell?",
        ),
        ("what did that cost them?", ("How many carts is Kestrel recalling?", "9"), "What did that cost Kestrel?"),
        ("where were they sold?", ("How many carts is Kestrel recalling?", "9"), "Where were the carts sold?"),
        ("who found it?", ("Where was the document found?", "in a street"), "Who found the document?"),
        ("to whom?", (*FIRST, "thanks!", "You're welcome."), "To whom? (Soffer, leave)"),
    ],
)
def test_a_follow_up_gets_what_it_lacks(question: str, turns: tuple[str, ...], alone: str) -> None:
    assert resolved(question, *turns) == alone


def test_a_chain_of_follow_ups_keeps_its_subject() -> None:
    assert resolved("why?", *FIRST, "and she?", "season 11 [1]") == "why did Spiridakos leave?"


def test_who_answers_where_is_nobody() -> None:
    turns = ("When did Jesse Soffer leave?", "season 10", "Where did he go?", "to Buenos Aires [1]")
    assert resolved("what did he do?", *turns) == "What did Jesse Soffer do?"


def test_somebody_is_still_meant_after_a_question_about_a_thing() -> None:
    turns = ("Who raised the tax?", "Celia Marchetti [1]", "What was the tax called?", "Levy [1]")
    assert resolved("when was she elected?", *turns) == "When was Celia Marchetti elected?"


def test_she_is_nobody_whom_the_articles_call_he() -> None:
    turns = ("When did Celia Marchetti raise the tax?", "in May [1]", "What did Jesse Soffer want?", "a risk [1]")
    assert resolved("when was she elected?", *turns) == "When was Celia Marchetti elected?"


def test_a_thing_takes_the_place_of_a_doer_where_the_articles_say_so() -> None:
    texts = ["The navy rescued two hundred people, and fishermen seven hundred."]
    history = [Turn("user", "How many people did fishermen rescue?"), Turn("assistant", "seven hundred")]
    assert standalone("and the navy?", history, lambda _: texts) == "How many people did the navy rescue?"


def test_a_last_name_that_two_people_share_is_not_used_alone() -> None:
    texts = [*TEXTS, "Maria Spiridakos was not there."]
    history = [Turn("user", FIRST[0]), Turn("assistant", FIRST[1])]
    assert standalone("and she?", history, lambda _: texts) == "when did Tracy Spiridakos leave?"


def test_she_is_looked_for_in_what_earlier_questions_were_about() -> None:
    history = [Turn("user", FIRST[0]), Turn("assistant", FIRST[1]), Turn("user", "who did he play?")]
    texts = {FIRST[0]: TEXTS[:2], "Who did Soffer play?": TEXTS[:1]}
    found = standalone("and she?", [*history, Turn("assistant", "Jay Halstead")], lambda asked: texts.get(asked, ()))
    assert found == "Who did Spiridakos play?"
    assert standalone("and she?", history[:2], lambda _: TEXTS[:1]) == "and she?", "nobody it could mean"


@pytest.mark.parametrize(
    "question",
    [
        "When did Hank Voight join the unit?",
        "What is the population of Varnholt?",
        "Which articles mention bees and honey cakes?",
        "How much did the council raise the tax in 2024?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert resolved(question, *FIRST) == question


def test_a_new_topic_that_the_articles_know_apart_is_left_alone() -> None:
    assert resolved("who is the mayor?", *FIRST) == "who is the mayor?"


def test_the_first_question_is_never_changed() -> None:
    assert resolved("when did he leave?") == "when did he leave?"


def test_the_conversation_is_not_pasted_in_front() -> None:
    long_reply = "word " * 400
    assert len(resolved("who did he play?", "when did Soffer leave?", long_reply)) < 60


def test_names_skip_the_first_word_of_a_question_and_the_calendar() -> None:
    assert names("When did Jesse Lee Soffer meet Dr. Okafor in May?", inside=True) == ["Jesse Lee Soffer", "Dr. Okafor"]


OFFER = ("when did he leave?", "Who do you mean: Jesse Lee Soffer, Stefan Okoro or Tom Bexley?")
LIST = (
    "Which articles mention bees?",
    '- **Bees on the roof**, 2023-05-01: "They thrive." [1]\n- **Honey cakes of old**: "Sweet." [2]',
)


@pytest.mark.parametrize(
    ("question", "turns", "alone"),
    [
        ("say more", FIRST, "Tell me more: when did Soffer leave?"),
        ("Can you tell me more about it?", FIRST, "Tell me more: when did Soffer leave?"),
        ("Upton", FIRST, "when did Upton leave?"),
        ("no, I meant Upton", FIRST, "when did Upton leave?"),
        ("I mean Celia Marchetti.", ("when was Tracy Spiridakos born?", "1988"), "when was Celia Marchetti born?"),
        (
            "no, the other one",
            ("Who were the partners?", "Tom Bexley and Nora Finch [1]", "when did Nora Finch leave?", "in May"),
            "when did Tom Bexley leave?",
        ),
        ("the second one", LIST, "Summarise Honey cakes of old"),
        ("the second one", (LIST[0], f"2 articles:\n\n{LIST[1]}"), "Summarise Honey cakes of old"),
        ("what does the first one say?", LIST, "what does Bees on the roof say?"),
        ("soffer", OFFER, "when did Soffer leave?"),
        ("the last one", OFFER, "when did Tom Bexley leave?"),
        ("Okoro", ("is his shop open?", OFFER[1]), "is Okoro's shop open?"),
    ],
)
def test_a_choice_a_correction_or_a_wish_for_more_is_understood(
    question: str, turns: tuple[str, ...], alone: str
) -> None:
    assert resolved(question, *turns) == alone


@pytest.mark.parametrize(
    ("question", "turns"),
    [
        ("Daniel Brook", ("Who sings the song?", "Daniel Brook [1]")),
        ("no, the other one", ("why is the sky blue?", "it scatters light")),
        ("What did Marchetti say when she was elected?", FIRST),
    ],
)
def test_what_offers_no_choice_or_names_its_own_subject_is_left_alone(question: str, turns: tuple[str, ...]) -> None:
    assert resolved(question, *turns) == question


def test_a_new_topic_resets_the_subject() -> None:
    turns = (*FIRST, "When did Celia Marchetti raise the tax?", "in March [1]")
    assert resolved("why?", *turns) == "why did Celia Marchetti raise the tax?"
    assert resolved("was she praised?", *turns) == "Was Celia Marchetti praised?"


def test_a_name_of_the_opening_question_is_added_to_a_later_one_that_leans_on_it() -> None:
    turns = ("Tell me about the Kestrel recall.", "Kestrel recalled its batteries.", "How much did it cost?", "a lot")
    assert "Kestrel" in resolved("What were the other reasons?", *turns)
