"""What a model writes is shown with the words that say it, or not as an answer."""

from __future__ import annotations

import asyncio
import threading
from itertools import pairwise

import pytest

from bot import Bot
from bot.citations import without_struck
from bot.writer import calling
from index import Library, ModelError, sentences
from tests.bot.writer.models import Scripted, raising, says, stalling

QUESTION = "when did Soffer leave?"
TRUE = "Jesse Lee Soffer left early in season 10 [1]."
FALSE = "He moved to Lisbon in 2031 [1]."
EXIT = "The actor's exit was announced in August 2022 [1]."


@pytest.fixture
def library(sample_library: Library) -> Library:
    return sample_library


def test_a_written_answer_cites_the_exact_sentences(library: Library) -> None:
    answer = Bot(library, says(f"{TRUE} {EXIT}")).ask(QUESTION)
    assert answer.written is not None
    assert (answer.written.model, answer.written.passed, answer.written.failed) == ("a script", 2, 0)
    assert answer.text.startswith("Jesse Lee Soffer left early in season 10. [1]")
    assert (answer.found, answer.span) == (True, "season 10")
    assert any("August 2022" in citation.quote for citation in answer.citations)
    for citation in answer.citations:
        text = library.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert len(sentences(citation.quote)) <= 3


def test_the_sentence_that_fails_is_struck_out_and_counted(library: Library) -> None:
    answer = Bot(library, says(f"{TRUE} {FALSE} {EXIT}")).ask(QUESTION)
    assert answer.written is not None
    assert (answer.written.passed, answer.written.failed) == (2, 1)
    assert "~~He moved to Lisbon in 2031.~~ (not in the articles)" in answer.text
    assert "2 of its 3 sentences" in answer.written.note


def test_or_dropped(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_UNSUPPORTED", "drop")
    answer = Bot(library, says(f"{TRUE} {FALSE}")).ask(QUESTION)
    assert answer.written is not None
    assert (answer.written.passed, answer.written.failed) == (1, 1)
    assert "Lisbon" not in answer.text


def test_a_setting_that_is_neither_is_one_line(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_UNSUPPORTED", "hide")
    with pytest.raises(ModelError, match=r"BYLINE_UNSUPPORTED is 'hide'.*'strike' or 'drop'") as error:
        Bot(library)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "wrong",
    [
        "Jesse Lee Soffer left early in season 9 [1].",
        "Tracy Spiridakos left early in season 10 [1].",
        "Jesse Lee Soffer did not leave in season 10 [1].",
        "The actor's exit was announced in August 2021 [1].",
        "Jesse Lee Soffer left early in season 10, see https://example.com/x?q=1 [1].",
    ],
)
def test_one_wrong_name_number_date_denial_or_address_is_enough(library: Library, wrong: str) -> None:
    answer = Bot(library, says(f"{TRUE} {wrong}")).ask(QUESTION)
    assert answer.written is not None
    assert (answer.written.passed, answer.written.failed) == (1, 1)
    assert "example.com" not in answer.text


def test_markers_are_moved_to_what_says_it_and_invented_ones_go(library: Library) -> None:
    answer = Bot(library, says("Jesse Lee Soffer left early in season 10 [44].")).ask(QUESTION)
    assert answer.written is not None
    assert answer.written.passed == 1
    assert "[44]" not in answer.text
    assert "season 10" in answer.citations[0].quote


def test_it_comes_sentence_by_sentence_and_every_one_is_checked_before_it_is_shown(library: Library) -> None:
    grown = [answer.text for answer in Bot(library, says(f"{TRUE} {FALSE} {EXIT}", step=3)).stream(QUESTION)]
    assert len(grown) == 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(grown))
    assert all("Lisbon" not in without_struck(text) for text in grown)


def test_all_doors_of_the_chain_write(library: Library) -> None:
    bot, asked = Bot(library, says(TRUE)), {"question": QUESTION}
    expected = bot.ask(QUESTION)
    assert expected.written is not None

    async def streamed() -> list[object]:
        return [answer async for answer in bot.chain.astream(asked)]

    assert asyncio.run(bot.chain.ainvoke(asked)) == expected
    assert asyncio.run(streamed())[-1] == expected
    assert bot.chain.batch([asked]) == [expected]


def test_a_model_that_goes_round_in_circles_is_stopped_and_repeats_are_left_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "STALL", 5.0)
    let_go = threading.Event()
    model = says(f"{TRUE} {FALSE} " * 9, pause=stalling(let_go, after=60))
    try:
        answer = Bot(library, model).ask(QUESTION)
    finally:
        let_go.set()
    assert answer.written is not None
    assert (answer.written.passed, answer.written.failed, answer.written.problem) == (1, 1, "")


def test_a_sentence_about_the_passages_is_none_of_the_articles(library: Library) -> None:
    said = "The passage says that Jesse Lee Soffer left early in season 10. The passage is about Jesse Lee Soffer."
    answer = Bot(library, says(said)).ask(QUESTION)
    assert answer.text.startswith("Jesse Lee Soffer left early in season 10. [1]")
    assert "~~The passage is about Jesse Lee Soffer.~~" in answer.text


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (says(FALSE), "none of the 1 sentences it wrote stands in the articles"),
        (says(""), "it wrote nothing"),
        (says("### !!! ///"), "it wrote nothing"),
        (says("The passages do not say."), "it found no answer in the passages"),
        (says(TRUE, pause=raising(RuntimeError("quota exceeded"))), "it failed: RuntimeError: quota exceeded"),
        (says(f"{TRUE} {EXIT} {TRUE}", pause=raising(TimeoutError(), after=12)), "it failed: TimeoutError"),
    ],
)
def test_a_model_that_does_not_help_leaves_the_quoted_answer_and_it_says_so(
    library: Library, model: Scripted, why: str
) -> None:
    quoted = Bot(library).ask(QUESTION)
    answer = Bot(library, model).ask(QUESTION)
    assert (answer.text, answer.span, answer.citations) == (quoted.text, quoted.span, quoted.citations)
    assert answer.written is not None
    assert answer.written.problem == why
    assert answer.written.note == f"Quoted, not written: {why} (a script)."


def test_a_model_that_stalls_leaves_it_too(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "STALL", 0.05)
    let_go = threading.Event()
    try:
        answer = Bot(library, says(TRUE, pause=stalling(let_go, after=1))).ask(QUESTION)
    finally:
        let_go.set()
    assert answer.span == "season 10"
    assert answer.written is not None
    assert "wrote nothing for" in answer.written.problem


@pytest.mark.parametrize("question", ["who is the king of Mars?", "hello", "thanks!"])
def test_where_the_articles_do_not_say_the_model_is_not_asked(library: Library, question: str) -> None:
    model = says(TRUE)
    answer = Bot(library, model).ask(question)
    assert model.asked == []
    assert answer.written is None


def test_the_model_sees_the_passages_fenced_and_nothing_that_was_said_before(library: Library) -> None:
    model = says(TRUE)
    history = [{"role": "user", "content": "My secret is walnut."}, {"role": "assistant", "content": "Noted."}]
    Bot(library, model).ask(QUESTION, history=history)
    (prompt,) = model.asked
    assert "walnut" not in prompt
    assert prompt.count("<passage number=") == prompt.count("</passage>\n") + prompt.endswith("</passage>")
    assert prompt.rstrip().endswith(f"Question: {QUESTION}")
    assert "Soffer left early in season 10" in prompt


def test_what_was_struck_out_is_not_taken_up_by_a_follow_up(library: Library) -> None:
    answer = Bot(library, says(f"{TRUE} He now lives in Reykjavik [1].")).ask(QUESTION)
    assert "Reykjavik" in answer.text
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": answer.text}]
    assert "Reykjavik" not in Bot(library).ask("where is that?", history=history).searched_for


def test_json_tells_what_the_model_did_only_where_one_was_asked(library: Library) -> None:
    written = Bot(library, says(f"{TRUE} {FALSE}")).ask(QUESTION).as_json(0.1)["written"]
    assert (written["model"], written["passed"], written["failed"], written["problem"]) == ("a script", 1, 1, "")
    assert "written" not in Bot(library).ask(QUESTION).as_json(0.1)
