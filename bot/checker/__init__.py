"""One text beside another -> how surely the second says the first. Its door: `load_checker`, `Checker`, `log_odds`."""

from bot.checker.model import Checker, load_checker, log_odds

__all__ = ["Checker", "load_checker", "log_odds"]
