"""Passages and a question -> spans with comparable scores. Its door: `load_reader`, `Reader`, `normalised`."""

from bot.reader.model import Reader, load_reader, normalised

__all__ = ["Reader", "load_reader", "normalised"]
