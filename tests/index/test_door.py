from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import index

EXPORTED = {
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
}


def test_the_door_is_exactly_this() -> None:
    assert sorted(index.__all__) == sorted(EXPORTED)
    assert all(hasattr(index, name) for name in EXPORTED)


def test_whatever_byline_raises_is_a_byline_error() -> None:
    errors = [getattr(index, name) for name in EXPORTED if name.endswith("Error")]
    assert len(errors) == 7
    assert all(issubclass(error, index.BylineError) for error in errors)
    assert issubclass(index.MismatchError, index.LibraryError)
    assert issubclass(index.QuestionError, ValueError)


def test_importing_opens_and_loads_nothing(tmp_path: Path) -> None:
    heavy = ["torch", "sentence_transformers", "transformers", "trafilatura", "langchain_core", "gradio", "bot"]
    code = f"import sys, index; print([name for name in {heavy} if name in sys.modules])"
    home = tmp_path / "home"
    environment = {"BYLINE_HOME": str(home), "PYTHONPATH": str(Path(index.__file__).parents[1]), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
    assert not home.exists()
