from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import index.library
from index.__main__ import main
from tests.conftest import Double

TEXT = "---\ntitle: {0}\nid: {0}\npublished: {1}\nsource: https://a.example/{0}\n---\n{2}"


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.library, "load_encoder", Double)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bees.md").write_text(TEXT.format("bees", "2021-06-18", "Honey bees collect pollen."))
    (folder / "cake.md").write_text("---\ntitle: Caf\u00e9 cake\nid: cake\n---\nHoney keeps a cake moist.")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_add_tells_what_it_did(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    code, out, err = run(capsys, "add", str(articles))
    assert (code, err) == (0, "")
    assert out.startswith("2 added, 0 updated, 0 unchanged, 0 duplicate, 0 failed in ")
    assert out.count("\n") == 1
    (articles / "bees.md").write_text(TEXT.format("bees", "2021-06-18", "Bees sleep in winter."))
    assert run(capsys, "add", str(articles))[1].startswith("0 added, 1 updated, 1 unchanged, 0 duplicate, 0 failed in ")


def test_add_exits_2_with_one_line_for_what_it_could_not_read(
    capsys: pytest.CaptureFixture[str], articles: Path
) -> None:
    (articles / "empty.txt").write_text("")
    code, out, err = run(capsys, "add", str(articles))
    assert code == 2
    assert out.startswith("2 added, 0 updated, 0 unchanged, 0 duplicate, 1 failed")
    assert err == f"byline: {articles / 'empty.txt'}: empty; there is nothing to read in it\n"


def test_list_is_one_line_an_article_by_date(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    run(capsys, "add", str(articles))
    assert run(capsys, "list") == (0, "bees  2021-06-18  bees\ncake  undated     Caf\u00e9 cake\n", "")


def test_list_json_has_exactly_these_fields(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    run(capsys, "add", str(articles))
    code, out, err = run(capsys, "list", "--json")
    assert (code, err) == (0, "")
    bees, cake = (json.loads(line) for line in out.splitlines())
    assert list(bees) == ["id", "title", "source", "published", "updated", "added", "passages"]
    assert bees.pop("added").startswith("20")
    assert bees == {
        "id": "bees",
        "title": "bees",
        "source": "https://a.example/bees",
        "published": "2021-06-18",
        "updated": None,
        "passages": 1,
    }
    assert (cake["published"], cake["title"]) == (None, "Caf\u00e9 cake")


def test_an_empty_index_lists_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "list") == run(capsys, "list", "--json") == (0, "", "")


def test_remove_takes_articles_out(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    run(capsys, "add", str(articles))
    assert run(capsys, "remove", "bees") == (0, "1 removed\n", "")
    assert "bees" not in run(capsys, "list")[1]


def test_removing_what_is_not_there_exits_2(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    run(capsys, "add", str(articles))
    code, out, err = run(capsys, "remove", "bees", "wasps")
    assert (code, out) == (2, "1 removed\n")
    assert err.startswith("byline: wasps: no article has this id, URL or file")
    assert err.count("\n") == 1


def test_remove_takes_urls_and_files(
    capsys: pytest.CaptureFixture[str], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "two.jsonl").write_text('{"text": "One.", "url": "https://a.example/1"}\n{"text": "Two."}\n')
    run(capsys, "add", str(articles))
    assert run(capsys, "remove", "https://a.example/1") == (0, "1 removed\n", "")
    monkeypatch.chdir(articles)
    assert run(capsys, "remove", "two.jsonl", "cake.md") == (0, "2 removed\n", "")
    assert run(capsys, "list")[1].count("\n") == 1


def test_remove_takes_the_copies_of_an_article_along(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    story = " ".join(f"Bee number {number} flew to the lime tree." for number in range(20))
    for name in ("wire", "paper"):
        (articles / f"{name}.md").write_text(TEXT.format(name, "2021-06-18", story))
    run(capsys, "add", str(articles))
    assert run(capsys, "remove", "--copies", "paper") == (0, "2 removed\n", "")
    assert run(capsys, "list")[1].count("\n") == 2


def test_compact_tells_the_sizes(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    run(capsys, "add", str(articles))
    code, out, err = run(capsys, "compact")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"\d+\.\d MB before, \d+\.\d MB now\n", out)


def test_home_is_the_flag_or_the_variable(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "--home", str(tmp_path / "flag"), "add", str(articles))
    assert run(capsys, "list")[1] == ""
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path / "flag"))
    assert "bees" in run(capsys, "list")[1]


def test_another_encoder_exits_2_until_the_index_is_rebuilt(
    capsys: pytest.CaptureFixture[str], articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "add", str(articles))
    before = run(capsys, "list")
    monkeypatch.setenv("BYLINE_ENCODER", "another")
    code, out, err = run(capsys, "list")
    assert (code, out) == (2, "")
    assert err.startswith("byline: this index was made with the encoder 'all-MiniLM-L6-v2', not 'another'")
    assert "rebuild" in err
    assert err.count("\n") == 1
    code, out, err = run(capsys, "rebuild")
    assert (code, err) == (0, "")
    assert out.startswith("0 added, 2 updated")
    assert run(capsys, "list") == before


@pytest.mark.parametrize(
    "arguments", [[], ["add"], ["remove"], ["burn"], ["list", "--yaml"]], ids=lambda given: " ".join(given) or "none"
)
def test_a_wrong_call_exits_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_home_that_is_a_file_exits_2_with_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("Some text.")
    code, out, err = run(capsys, "--home", str(tmp_path / "file"), "list")
    assert (code, out) == (2, "")
    assert err.startswith(f"byline: {tmp_path / 'file'} ")
    assert err.count("\n") == 1


def test_stopping_it_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(name: str) -> Double:
        raise KeyboardInterrupt

    monkeypatch.setattr(index.library, "load_encoder", stop)
    code, out, err = run(capsys, "list")
    assert (code, out) == (2, "")
    assert err == "byline: stopped; what was stored so far stays\n"


def test_sync_remembers_its_sources_until_they_are_forgotten(
    articles: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(capsys, "sync", str(articles))[1].startswith("2 added, 0 updated, 0 unchanged, 0 duplicate, 0 failed")
    (articles / "cake.md").unlink()
    assert ", 1 removed, 0 failed in " in run(capsys, "sync")[1]
    assert run(capsys, "sync", "--forget", str(articles)) == (0, "\n", "")
    code, _, problem = run(capsys, "sync", "--forget", str(articles))
    assert (code, problem) == (2, f"byline: {articles}: not among the sources that are followed\n")
    code, _, problem = run(capsys, "sync", str(tmp_path / "nowhere"))
    assert (code, problem) == (2, f"byline: {tmp_path / 'nowhere'}: there is no such file or folder\n")
    assert run(capsys, "sync")[0] == 0, "it was not remembered"
