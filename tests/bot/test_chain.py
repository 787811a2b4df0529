"""The chain is a LangChain Runnable, its retriever a LangChain retriever, and the doors agree."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

import bot as door
from bot import Answer, Bot, answer
from bot.retriever import hit_of
from index import LibraryError, QuestionError

QUESTION = "when did Soffer leave?"


@pytest.fixture(scope="module")
def bot(sample_library) -> Bot:
    return Bot(sample_library)


def test_the_worked_example(bot: Bot) -> None:
    found = bot.ask(QUESTION)
    assert (found.found, found.span) == (True, "season 10")
    quotes = {citation.byline.title: citation.quote for citation in found.citations}
    assert (
        "Soffer left early in season 10, after more than eight years"
        in quotes["Jesse Lee Soffer says goodbye to Chicago P.D."]
    )
    for citation in found.citations:
        assert bot.library.article(citation.article_id).text[citation.start : citation.end] == citation.quote


def test_invoke_ainvoke_batch_and_stream_give_what_ask_gives(bot: Bot) -> None:
    asked = {"question": QUESTION, "history": []}
    expected = bot.ask(QUESTION)
    assert isinstance(bot.chain, Runnable)
    assert bot.chain.invoke(asked) == expected
    assert asyncio.run(bot.chain.ainvoke(asked)) == expected
    assert bot.chain.batch([asked, asked]) == [expected, expected]
    assert list(bot.chain.stream(asked))[-1] == expected
    assert asyncio.run(bot.aask(QUESTION)) == expected
    assert list(bot.stream(QUESTION))[-1] == expected


def test_the_chain_composes_like_any_other(bot: Bot) -> None:
    shouting = bot.chain | RunnableLambda(lambda found: found.span.upper())
    assert shouting.invoke({"question": QUESTION}) == "SEASON 10"


def test_callbacks_see_the_steps_and_the_retriever(bot: Bot) -> None:
    class Seen(BaseCallbackHandler):
        def __init__(self) -> None:
            self.steps: list[str] = []
            self.queries: list[str] = []
            self.documents = 0

        def on_chain_start(self, serialized, inputs, **kwargs):
            self.steps.append(kwargs.get("name"))

        def on_retriever_start(self, serialized, query, **kwargs):
            self.queries.append(query)

        def on_retriever_end(self, documents, **kwargs):
            self.documents = len(documents)

    seen = Seen()
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "season 10 [1]"}]
    bot.chain.invoke({"question": "who did he play?", "history": history}, config={"callbacks": [seen]})
    assert [step for step in seen.steps if step in ("understand", "retrieve", "answer")] == [
        "understand",
        "retrieve",
        "answer",
    ]
    assert seen.queries == ["Who did Soffer play?"]
    assert seen.documents > 0


def test_the_retriever_is_langchains_and_its_documents_are_the_hits(bot: Bot) -> None:
    assert isinstance(bot.retriever, BaseRetriever)
    documents = bot.retriever.invoke(QUESTION)
    assert [hit_of(document) for document in documents] == bot.library.search(QUESTION, limit=bot.retriever.limit)
    assert asyncio.run(bot.retriever.ainvoke(QUESTION)) == documents


def test_follow_ups_keep_the_thread(bot: Bot) -> None:
    history: list[dict[str, str]] = []
    searched = []
    for question in (QUESTION, "why?", "who did he play?", "and she?"):
        found = bot.ask(question, history=history)
        searched.append(found.searched_for)
        history += [{"role": "user", "content": question}, {"role": "assistant", "content": found.text}]
    assert searched[:3] == [QUESTION, "why did Soffer leave?", "Who did Soffer play?"]
    assert "Spiridakos" in searched[3] or "Upton" in searched[3]


def test_a_greeting_is_answered_without_a_search(bot: Bot) -> None:
    found = bot.ask("hello!")
    assert (found.found, found.citations, found.hits, found.span) == (True, (), (), None)


def test_what_is_in_no_article_is_not_answered(bot: Bot) -> None:
    found = bot.ask("What is the capital of Mongolia?")
    assert (found.found, found.text, found.citations) == (False, "The articles don't say.", ())
    assert found.hits


def test_where_narrows_the_answer_to_some_articles(bot: Bot) -> None:
    only = bot.ask(QUESTION, where={"author": "Nora Whitcombe"})
    assert {citation.byline.authors for citation in only.citations} == {("Nora Whitcombe",)}
    assert not bot.ask(QUESTION, where={"author": "Nobody"}).hits


def test_lists_and_summaries_cite_every_line(bot: Bot) -> None:
    listed = bot.ask("Which articles mention bees?")
    assert len({citation.article_id for citation in listed.citations}) == 3
    summary = bot.ask("Summarise the Kestrel recall")
    assert {citation.byline.title for citation in summary.citations} == {
        "Kestrel recalls 42,000 e-bike batteries after garage fires"
    }
    for found in (listed, summary):
        lines = found.text.splitlines()
        assert len(lines) == len(found.citations) > 1
        assert all(line.endswith(f"[{number}]") for number, line in enumerate(lines, start=1))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"question": ""}, "empty"),
        ({"question": " \n "}, "empty"),
        ({"question": "x" * 20_000}, "20,000 characters"),
        ({"question": QUESTION, "history": ["hm"]}, "history"),
        ({"question": QUESTION, "where": {"colour": "red"}}, "colour"),
        ({"question": QUESTION, "where": {"since": "some day"}}, "such as 2024-03-01"),
    ],
)
def test_a_call_that_is_wrong_is_one_clear_line(bot: Bot, given: dict[str, object], says: str) -> None:
    with pytest.raises(QuestionError, match=says) as error:
        bot.chain.invoke(given)
    assert "\n" not in str(error.value)


def test_answer_and_aanswer_are_the_same_door(sample_home) -> None:
    one = answer(QUESTION, home=sample_home)
    other = asyncio.run(door.aanswer(QUESTION, home=sample_home))
    assert isinstance(one, Answer)
    assert one == other
    assert one.span == "season 10"


def test_answer_on_something_that_is_no_index_says_so(tmp_path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(LibraryError, match="not a Byline index"):
        answer(QUESTION, home=tmp_path)
