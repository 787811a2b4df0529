"""History + question -> the question that stands alone. `standalone` is the door."""

from bot.followup.resolve import standalone

__all__ = ["standalone"]
