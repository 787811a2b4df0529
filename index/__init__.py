"""Articles in, ranked passages out. This is the only door: what it does not export is private.

library = Library.open()
library.add(["articles/"])
hits = library.search("when did Soffer leave?")
"""

from index.bert import Bert
from index.boundaries import sentences
from index.dates import days, spelled
from index.errors import BylineError, HeldError, LibraryError, MismatchError, ModelError, QuestionError, SourceError
from index.library import SAMPLES, Library, Progress, Summary
from index.types import Article, Byline, Entry, Hit, Passage, Where
from index.words import content_words

__all__ = [
    "SAMPLES",
    "Article",
    "Bert",
    "Byline",
    "BylineError",
    "Entry",
    "HeldError",
    "Hit",
    "Library",
    "LibraryError",
    "MismatchError",
    "ModelError",
    "Passage",
    "Progress",
    "QuestionError",
    "SourceError",
    "Summary",
    "Where",
    "content_words",
    "days",
    "sentences",
    "spelled",
]
