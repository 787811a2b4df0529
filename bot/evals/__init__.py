"""Measures answers: `python -m bot eval`, and underneath it everything that `make eval` counts with."""
