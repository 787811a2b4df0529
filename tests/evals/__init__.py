"""Measures answers: `python -m tests.evals`."""
