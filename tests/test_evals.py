"""The tools behind `make eval`: what they count, on an index small enough to count by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot import Bot, quoting
from bot.evals.measure import Row
from index import Article, Byline, Library
from tests.evals import curves, retrieval
from tests.evals.svg import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH

SVG = "{http://www.w3.org/2000/svg}"


def test_fused_is_what_a_search_finds(sample_library: Library) -> None:
    question = "when did Soffer leave?"
    (rankings,) = retrieval.ranked(sample_library, [question])
    found = [hit.passage.id for hit in sample_library.search(question)]
    assert [passage.id for passage in rankings["fused"][:10]] == found
    hit = sample_library.search(question, limit=1)[0]
    assert {way for way in ("dense", "words") if hit.passage in rankings[way]} == set(hit.found_by)


def test_a_rank_counts_from_one_and_nought_is_not_found(library: Library) -> None:
    library.add([Article("a", Byline("A"), "Ann left in May."), Article("b", Byline("B"), "Bob stayed until June.")])
    (rankings,) = retrieval.ranked(library, ["when did Bob leave?"])
    place = [passage.article_id for passage in rankings["fused"]].index("b") + 1
    assert retrieval.rank(Row("1", "fact", "", ("June",), frozenset("b")), rankings["fused"]) == place
    assert retrieval.rank(Row("1", "fact", "", ("June",), frozenset("a")), rankings["fused"]) == 0
    assert retrieval.figures([1, 2, 0, 10]) == ("25.0", "50.0", "0.400")


def test_thresholds_are_taken_away_only_while_reading(sample_library: Library) -> None:
    bot, question = Bot(sample_library), "Who won the 2018 World Cup?"
    would_say = Row("1", "fact", question, ("anything",))
    answered = Row("2", "fact", "when did Soffer leave?", ("season 10",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(curves, "holds", lambda quote, answers: bool(quote))
        refused, given = curves.read(bot, [would_say, answered])
    assert refused.right, "it is known what would have been cited"
    assert 0 < refused.sure < 0.5 < given.sure
    assert not bot.ask(question).found


def test_refusals_and_wrong_answers_are_counted_at_a_threshold() -> None:
    readings = [curves.Reading(0.9, right=True), curves.Reading(0.6, right=False), curves.Reading(0.2, right=False)]
    assert curves.refused(readings, 0.6) == pytest.approx(1 / 3)
    assert curves.wrongly(readings, 0.6) == pytest.approx(1 / 3)
    assert curves.wrongly(readings, 0.7) == 0
    assert curves.refused(readings, 0) == 0
    assert curves.answered(readings, 0.6) == readings[:2]
    assert curves.error_of(readings[:2]) == pytest.approx(0.35), "0.1 too low, 0.6 too high"


def test_a_calibration_is_fitted_to_how_often_answers_of_a_score_are_right() -> None:
    shares = {0.3: 0.5, 0.6: 0.8}
    readings = [curves.Reading(sure, right=i < 100 * share) for sure, share in shares.items() for i in range(100)]
    slope, intercept = curves.fitted(readings)
    again = {each.sure: each.by(slope, intercept).sure for each in readings}
    assert again == pytest.approx(shares, abs=0.01)
    assert readings[0].score == pytest.approx(readings[0].by(*quoting.CALIBRATION).score)


def test_the_pictures_are_svg_that_draws_what_was_measured() -> None:
    right, wrong = curves.Reading(1.0, right=True), curves.Reading(0.0, right=False)
    drawn = ElementTree.fromstring(curves.refusals({"these & those": [right, wrong], "others": [wrong]}, 0.5))
    lines = [each.get("points", "").split() for each in drawn.iter(f"{SVG}polyline")]
    bottom, left, middle = HEIGHT - BOTTOM, float(LEFT), LEFT + (WIDTH - LEFT - RIGHT) / 2
    half_up = (TOP + bottom) / 2
    assert lines[0] == [f"{left},{half_up}", f"{middle},{bottom}.0", f"{WIDTH - RIGHT}.0,{bottom}.0"]
    assert lines[1][0] == f"{left},{TOP}.0", "answered at any price, the other is wrong"
    texts = [each.text for each in drawn.iter(f"{SVG}text")]
    assert {"these & those (2)", "others (1)", "Byline's threshold"} <= set(texts)
    plot = ElementTree.fromstring(curves.calibration([right] * 10 + [wrong] * 10))
    assert len(list(plot.iter(f"{SVG}circle"))) == 10
    assert "prefers-color-scheme: dark" in "".join(each.text or "" for each in plot.iter(f"{SVG}style"))


def test_both_pictures_are_made_from_a_folder_of_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(
        tmp_path / "squad2-dev.jsonl.gz", "Port", "The bridge at Ellin was built in 1887.", "When was it built?", "1887"
    )
    _write(
        tmp_path / "squadshifts-newwiki.jsonl.gz", "Cow", "Milk costs two crowns.", "What does milk cost?", "two crowns"
    )
    monkeypatch.setattr("sys.argv", ["curves", "--data", str(tmp_path), "--out", str(tmp_path), "--limit", "6"])
    curves.main()
    for name in ("calibration", "refusals"):
        assert ElementTree.parse(tmp_path / f"{name}.svg").getroot().tag == f"{SVG}svg"
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "the articles answer",
        "look-alikes",
        "about other articles",
        "fitted on 4, look-alikes 0.5 times",
        "of the other half",
        "look-alikes 0.0 times",
        "look-alikes 0.5 times",
        "look-alikes 1.0 times",
    ]


def _write(path: Path, title: str, text: str, question: str, answer: str) -> None:
    """Write a set of one paragraph with three questions that it answers and three that it does not, all alike."""
    questions = [
        each | {"id": str(i)}
        for i in range(3)
        for each in (
            {"question": question, "answers": [{"text": answer}], "answerable": True},
            {"question": "Who paid for it?", "answers": [], "answerable": False},
        )
    ]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"title": title, "text": text, "questions": questions}) + "\n")
