"""`python -m bot eval`: one table over a person's own questions, or over made ones."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot import Answer, Citation
from bot.__main__ import main
from bot.evals import table
from bot.evals.made import ask_for, made
from bot.evals.measure import Row, score, shown
from bot.evals.metrics import calibration_error, holds
from bot.evals.questions import read
from index import Article, Byline, Hit, Library, Passage, QuestionError

SOFFER = "Jesse Lee Soffer says goodbye to Chicago P.D."
ASKED = [
    {"question": "when did Soffer leave?", "answers": ["season 10"], "article": SOFFER},
    {"question": "What is the capital of Mongolia?", "answerable": False},
    {"id": "who", "question": "who is the mayor of Dunmere?", "answers": "Celia Marchetti"},
]


def written(path: Path, rows: list[object]) -> str:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_own_questions_give_one_table(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = written(tmp_path / "mine.jsonl", [*ASKED, ""])
    assert main(["eval", asked, "--home", str(sample_home), "--save", str(tmp_path / "saved.jsonl")]) == 0
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert lines[:2] == table.HEAD.splitlines()
    row = dict(zip(cells(lines[0]), cells(lines[2]), strict=True))
    assert (row["set"], row["split"], row["n"]) == ("mine", "yours", "3")
    assert (row["hit@5"], row["answer in quote"], row["answered"], row["refused"]) == (*["100.0"] * 3, "100.0")
    assert len(lines) == 3
    assert captured.err == ""
    saved = [json.loads(line) for line in (tmp_path / "saved.jsonl").read_text().splitlines()]
    assert [each["id"] for each in saved] == ["1", "2", "who"]
    assert saved[0]["span"] == "season 10"
    assert saved[1]["found"] is False


def test_two_runs_stand_side_by_side(sample_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = written(tmp_path / "mine.jsonl", list(ASKED[:2]))
    earlier = tmp_path / "earlier.jsonl"
    main(["eval", asked, "--home", str(sample_home), "--save", str(earlier)])
    then = [json.loads(line) for line in earlier.read_text().splitlines()]
    then[0] |= {"right": 0.0, "quoted": 0.0}
    written(earlier, list(then))
    capsys.readouterr()
    asked = written(tmp_path / "mine.jsonl", list(ASKED))
    assert main(["eval", asked, "--home", str(sample_home), "--against", str(earlier)]) == 0
    captured = capsys.readouterr()
    before, now = captured.out.splitlines()[2:4]
    assert (cells(before)[0], cells(before)[2], cells(before)[8]) == ("earlier.jsonl", "2", "0.0")
    assert (cells(now)[0], cells(now)[2], cells(now)[8]) == ("mine", "2", "100.0")
    assert captured.out.endswith("\n\n1 turned right, 0 turned wrong\n  + when did Soffer leave?\n")
    assert captured.err == f"byline: 1 questions are not in {earlier}; left out of both\n"


def test_without_a_file_it_makes_questions(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--home", str(sample_home), "--limit", "8"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert cells(lines[2])[:3] == ["your articles", "made", "8"]
    assert any(line.startswith("Refused: strangers ") for line in lines)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is not an object"),
        ("{}", '"question" is missing'),
        ({"question": "  "}, '"question" is missing'),
        ({"question": "who?", "answers": [1]}, '"answers" must be'),
        ({"question": "who?", "answers": [""]}, '"answers" must be'),
        ({"question": "who?", "article": "nowhere"}, "no article 'nowhere'"),
        ({"question": "who?", "answerable": "no"}, '"answerable" must be'),
        ({"question": "who?", "answers": ["a"], "answerable": False}, "leave one of the two out"),
        ({"question": "who?", "history": "hello"}, '"history" must be'),
        ({"question": "who?", "history": ["hello"]}, "a turn of the history"),
    ],
)
def test_a_line_that_cannot_be_asked_is_named(sample_library: Library, tmp_path: Path, line: object, says: str) -> None:
    path = tmp_path / "mine.jsonl"
    written(path, [ASKED[0], line])
    with pytest.raises(QuestionError, match=f"^{path}, line 2: ") as caught:
        read(path, sample_library)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "call",
    [
        ["missing.jsonl"],
        ["empty.jsonl"],
        ["latin1.jsonl"],
        ["bad.jsonl"],
        ["--limit", "0"],
        ["mine.jsonl", "--against", "missing.jsonl"],
        ["mine.jsonl", "--against", "mine.jsonl"],
        ["mine.jsonl", "--against", "other.jsonl"],
    ],
    ids=" ".join,
)
def test_wrong_input_is_one_line_and_2(
    sample_library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    call: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "mine.jsonl", list(ASKED))
    written(tmp_path / "bad.jsonl", ["{"])
    written(tmp_path / "other.jsonl", [dict.fromkeys(table.NEEDED, 0)])
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "latin1.jsonl").write_bytes('{"question": "où?"}'.encode("latin-1"))
    monkeypatch.setattr(Library, "open", lambda home: sample_library)
    assert main(["eval", *call]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("byline: ")
    assert captured.err.count("\n") == 1


def test_an_empty_index_has_nothing_to_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--home", str(tmp_path / "new")]) == 2
    assert "is empty; add articles" in capsys.readouterr().err


def test_questions_cannot_be_made_of_nothing(
    library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(Article("a", Byline("Notes"), "nothing here that a rule could ask for"))
    monkeypatch.setattr(Library, "open", lambda home: library)
    assert main(["eval"]) == 2
    assert "write some of your own" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sentence", "made_of_it"),
    [
        ("The bridge was closed in 1998.", None),
        ("The old stone bridge was closed to all traffic in 1998.", "In what year was the old stone bridge closed to"),
        ("Voters in Dunmere will choose a mayor on May 4, 2025.", "On what date will Voters in Dunmere choose a mayor"),
        (
            "Kestrel is recalling 42,000 batteries after fires in homes.",
            "Kestrel is recalling how many batteries after",
        ),
        (
            "Council tax in Dunmere will rise by 4.5 percent, which hurts.",
            "Council tax in Dunmere will rise by what pe",
        ),
        (
            "The choir in Upper Tessel raised $9,400 for the families.",
            "The choir in Upper Tessel raised how much money ",
        ),
        (
            "Ruth Delaney said her goalkeeper had ignored all her orders.",
            "Who said her goalkeeper had ignored all her ",
        ),
        ("The Chain Bridge reopened to pedestrians after divers looked.", None),
        ("He joined the club from a Slovak rival in 2018 or so.", None),
        ('The mayor said "the wall failed in 2019" to reporters.', None),
        ("An hour in the market square will cost 1.80 pounds from now.", None),
    ],
)
def test_a_sentence_becomes_a_question(sentence: str, made_of_it: str | None) -> None:
    asked = ask_for(sentence)
    if made_of_it is None:
        assert asked is None
    else:
        assert asked
        question, answer = asked
        assert question.startswith(made_of_it)
        assert question.endswith("?")
        assert answer in sentence
        assert answer not in question


def test_made_questions_are_the_same_each_time_and_point_at_their_sentence(sample_library: Library) -> None:
    rows = made(sample_library, 24)
    assert rows == made(sample_library, 24)
    assert len(rows) == 24
    assert len({row.id for row in rows}) == 24
    asked = [row for row in rows if row.answerable]
    assert len({row.gold for row in asked}) >= 6, "shared out over the articles"
    for row in asked:
        (gold,) = row.gold
        assert row.span
        assert row.answers[0] in sample_library.article(gold).text[slice(*row.span)]
    unanswerable = [row for row in rows if not row.answerable]
    assert {row.kind for row in unanswerable} == {"stranger", "look-alike"}
    assert not any(row.answers or row.gold for row in unanswerable)


def test_no_stranger_is_asked_about_who_is_in_the_articles(library: Library) -> None:
    names = "Orvandel Quist, Tessamere, Maribeth Oxenfoss, Dravonia, Philbrook Lunde, Yarrowhaven"
    library.add(Article("a", Byline("Quiet year"), f"Nobody in {names} sold 42 old boats to strangers. " * 8))
    assert all(row.answerable for row in made(library, 8))


ARTICLE = Article("a", Byline("A"), "It cost 20 crowns in 2014. Nobody paid.")
HIT = Hit(Passage("a#0", "a", ARTICLE.byline, 0, len(ARTICLE.text), ARTICLE.text), 1.0, ("dense",))
SAID = Answer("q?", "q?", "**20** [1]", "20", True, 0.8, (Citation(1, ARTICLE, 0, 26),), (HIT,))  # noqa: FBT003
SILENT = Answer("q?", "q?", "no", None, found=False, confidence=0.1, hits=(HIT,))


@pytest.mark.parametrize(
    ("row", "answer", "right", "quoted", "rank_score"),
    [
        (Row("1", "fact", "q?", ("20 crowns",), frozenset("a")), SAID, 1.0, 1.0, 1.0),
        (Row("1", "fact", "q?", ("14",), frozenset("a")), SAID, 0.0, 0.0, 0.0),
        (Row("1", "fact", "q?", ("20",), frozenset("b")), SAID, 1.0, 1.0, 0.0),
        (Row("1", "fact", "q?", ("20",)), SILENT, 0.0, 0.0, 1.0),
        (Row("1", "fact", "q?", (), frozenset("a")), SAID, 1.0, None, 1.0),
        (Row("1", "fact", "q?", (), frozenset("b")), SAID, 0.0, None, 0.0),
        (Row("1", "fact", "q?"), SAID, None, None, None),
        (Row("1", "unanswerable", "q?", answerable=False), SAID, 0.0, None, None),
        (Row("1", "unanswerable", "q?", answerable=False), SILENT, 1.0, None, None),
        (Row("1", "which", "q?", (), frozenset("ab")), SAID, 0.0, None, None),
        (Row("1", "summary", "q?", (), frozenset("ab")), SAID, 1.0, None, None),
        (Row("1", "smalltalk", "hi"), SAID, 0.0, None, None),
    ],
)
def test_each_kind_of_question_is_scored_by_what_is_known_of_it(
    row: Row, answer: Answer, right: float | None, quoted: float | None, rank_score: float | None
) -> None:
    scored = score(row, answer)
    assert (scored["right"], scored["quoted"], scored["rr"]) == (right, quoted, rank_score)


def test_a_row_of_the_table_leaves_out_what_was_not_asked() -> None:
    row = score(Row("1", "fact", "q?", ("20",), frozenset("a")), SAID) | {"ms": 12.4}
    refused = score(Row("2", "unanswerable", "q?", answerable=False), SILENT) | {"ms": 20.0}
    expected = "| s | dev | 11 | 100.0 | 100.0 | 1.000 | 100.0 | 100.0 | 100.0 | 100.0 | 100.0 | 0.200 | 12 | 20 |"
    assert table.line("s", "dev", [*[row] * 10, refused]) == expected
    assert table.line("s", "dev", [refused]) == f"| s | dev | 1 |{' - |' * 7} 100.0 | - | 20 | 20 |"
    assert set(row) >= table.NEEDED


def test_an_answer_is_held_as_whole_words() -> None:
    assert holds("It cost $ 8.00\nin all.", ["$ 8.00 In"])
    assert holds("a 131-page paper", ["131"])
    assert not holds("in 2014", ["14"])
    assert not holds("anything", [" "])


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    assert calibration_error([0.9] * 10, [1.0] * 9 + [0.0]) == pytest.approx(0.18), "ten bins of one"
    assert calibration_error([0.5] * 40, [0.0, 1.0] * 20) == pytest.approx(0.0), "ten bins of four"
    assert calibration_error([1.0, 1.0], [1.0, 1.0]) == 0
    assert calibration_error([], []) != calibration_error([], [])


def test_progress_has_rate_and_time_left_and_is_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    err = io.StringIO()
    monkeypatch.setattr("sys.stderr", err)
    shown("mine")(10, 40, 5.0)
    assert err.getvalue() == ""
    monkeypatch.setattr(err, "isatty", lambda: True)
    shown("mine")(10, 40, 5.0)
    assert err.getvalue() == "\r\x1b[Kmine: 10 of 40, 2.0 a second, about 15 s left"
