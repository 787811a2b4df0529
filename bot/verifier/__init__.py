"""A question and the spans a reader took -> the same spans, their scores put right. Its door: `load_verifier`."""

from bot.verifier.verifier import Verifier, load_verifier

__all__ = ["Verifier", "load_verifier"]
