"""What was replaced or removed is in no file any more, and its space is given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article, Byline, Library, Where
from tests.conftest import Double
from tests.index import other
from tests.index.test_killed import article

SECRET = "Zanzibarquartz ledger"
STORY = Article(
    "secret", Byline("A story", source="https://a.example/s"), f"The {SECRET} was kept in the cellar. " * 40
)


def files_with(home: Path, text: str) -> list[str]:
    """Name the files of the index that hold the text, as it is or in lower case."""
    wanted = (text.encode(), text.lower().encode())
    files = [path for path in home.rglob("*") if path.is_file()]
    return [str(path.relative_to(home)) for path in files if any(each in path.read_bytes() for each in wanted)]


def size(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("how", ["updated", "removed"])
def test_old_text_is_in_no_file(library: Library, how: str) -> None:
    library.add([STORY, *(article(number, "walrus") for number in range(20))])
    assert files_with(library.home, SECRET)
    if how == "updated":
        library.add([Article("secret", STORY.byline, "The falcon nests in the tower. " * 40)])
    else:
        library.remove(["https://a.example/s"])
    assert all(SECRET not in hit.passage.text for hit in library.search(SECRET, limit=100))
    assert library.mentions("Zanzibarquartz") == []
    library.compact()
    for word in (SECRET, *SECRET.split()[:1]):
        assert files_with(library.home, word) == []
    assert library.article("a3") == article(3, "walrus")
    assert library.search("walrus in story 3")[0].found_by == ("dense", "words")


def test_removing_most_of_it_gives_the_space_back_by_itself(library: Library) -> None:
    library.add(article(number, "walrus") for number in range(220))
    before, passages = size(library.home), len(library)
    assert passages > 2000
    reader = Library(library.home, Double())
    assert library.remove([f"a{number}" for number in range(198)]) == 198
    assert size(library.home) < before / 4
    assert files_with(library.home, "in story 17 ") == []
    assert library._store.removed == 0
    for each in (library, reader, Library(library.home, Double())):
        assert len(each) == passages // 10
        assert each.article("a219") == article(219, "walrus")
        assert each.search("walrus in story 219")[0].found_by == ("dense", "words")


def test_removing_a_little_does_not(library: Library) -> None:
    library.add(article(number, "walrus") for number in range(20))
    library.remove(["a1"])
    assert library._store.removed == 10


def test_a_reader_in_another_process_goes_on(library: Library) -> None:
    library.add(article(number, "walrus") for number in range(20))
    library.remove(["a1"])
    other.run(library.home, "compact")
    assert library.search("walrus in story 3", limit=500)[0].found_by == ("dense", "words")
    vector = library._encoder.encode(["walrus in story 3"])[0]
    assert len(library._store.nearest(vector, 500, Where())) == len(library) == 190
    library.add([STORY])
    assert library.mentions("Zanzibarquartz")
