"""Articles -> what the store takes: passages, their vectors, and the stories they tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index import passages as splitter
from index.encoder import Encoder
from index.stories import Stories, Told
from index.types import Article, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def cut(articles: Iterable[Article], encoder: Encoder) -> list[Passage]:
    """Cut articles into passages of a size that suits the encoder."""
    return [passage for article in articles for passage in splitter.passages(article, encoder.count)]


def embed(
    passages: Sequence[Passage], encoder: Encoder, progress: Callable[[int], None] | None = None
) -> NDArray[np.float32]:
    """Return a vector for each passage. `progress` is called with the number of those that were just embedded."""
    return encoder.encode_passages(read_by_encoder(passages), progress)


def tell(
    articles: Iterable[Article], passages: Iterable[Passage], stories: Stories
) -> tuple[list[Passage], list[Told]]:
    """Find out which stories the articles tell, and note them in their passages. Only the writer may."""
    told = [stories.tell(splitter.first_id(article), article) for article in articles]
    story = {each.article_id: each.story for each in told}
    return [replace(passage, story=story[passage.article_id]) for passage in passages], told


def read_by_encoder(passages: Sequence[Passage]) -> list[str]:
    """Put the title and the date in front of each text: what a passage is about often stands only there."""
    dates = [passage.byline.published for passage in passages]
    return [
        f"{passage.byline.title}{f' ({published.isoformat()})' if published else ''}\n{passage.text}"
        for passage, published in zip(passages, dates, strict=True)
    ]
