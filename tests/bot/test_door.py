"""The door of `bot`: what it exports, and that importing it loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import bot


def test_the_door_exports_what_people_build_on() -> None:
    assert sorted(bot.__all__) == ["Answer", "Bot", "Citation", "Turn", "aanswer", "answer", "offers", "warning"]
    assert all(hasattr(bot, name) for name in bot.__all__)


def test_importing_loads_no_model_and_no_page() -> None:
    heavy = ["torch", "transformers", "sentence_transformers", "gradio", "trafilatura"]
    code = f"import sys, bot; print([name for name in {heavy!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
