"""Articles -> what the store takes: passages, their vectors, and the stories they tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index import passages as splitter
from index.encoder import Encoder
from index.stories import Stories, Told
from index.types import Article, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Prepared:
    """Whole articles, cut and embedded: `vectors` has a row for each passage, `told` an item for each article."""

    passages: list[Passage]
    vectors: NDArray[np.float32]
    told: list[Told]


def prepare(
    articles: Sequence[Article], encoder: Encoder, stories: Stories, progress: Callable[[int], None] | None = None
) -> Prepared:
    """Cut and embed articles, and find out which stories they tell. `progress` is called as passages are embedded."""
    told = [stories.tell(f"{article.id}#{splitter.version(article)}#0", article) for article in articles]
    cut = [
        replace(passage, story=each.story)
        for article, each in zip(articles, told, strict=True)
        for passage in splitter.passages(article, encoder.count)
    ]
    return Prepared(cut, encoder.encode(read_by_encoder(cut), progress), told)


def read_by_encoder(passages: Sequence[Passage]) -> list[str]:
    """Put the title and the date in front of each text: what a passage is about often stands only there."""
    dates = [passage.byline.published for passage in passages]
    return [
        f"{passage.byline.title}{f' ({published.isoformat()})' if published else ''}\n{passage.text}"
        for passage, published in zip(passages, dates, strict=True)
    ]
