"""The one error tree. Every message names the thing, what is wrong with it, and the next step.

BylineError            catch this for anything Byline raises on purpose
|-- SourceError        an article could not be read: the file, the reason
|-- LibraryError       the index cannot be opened or written
|   |-- MismatchError  the index was made with another encoder or splitter
|   |-- HeldError      another process is writing, and this one was told not to wait
|   `-- StaleError     another process has put a new collection in place of the one that was open
|-- ModelError         an encoder, a reader or a chat model cannot be loaded
`-- QuestionError      a question is empty or far too long; a history or `where` is malformed
"""


class BylineError(Exception):
    """The root: anything Byline raises on purpose. `str(error)` is one line fit for a person."""


class SourceError(BylineError):
    """An article could not be read. The rest of its batch goes on."""


class LibraryError(BylineError):
    """The index cannot be opened or written. What is stored is left as it was."""


class MismatchError(LibraryError):
    """The index was made with another encoder or splitter than the one now asked for."""


class HeldError(LibraryError):
    """Another process is writing to the index, and this one was told not to wait."""


class StaleError(LibraryError):
    """Another process has put a new collection in place of the open one. `Library` opens it and asks again."""


class ModelError(BylineError):
    """An encoder, a reader or a chat model cannot be loaded."""


class QuestionError(BylineError, ValueError):
    """A question is empty or far too long, or its history or `where` is malformed."""
