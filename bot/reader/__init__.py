"""Passages and a question -> spans with comparable scores. What the room offers: `load_reader`, `Reader`."""

from bot.reader.model import Reader, load_reader

__all__ = ["Reader", "load_reader"]
