"""A name that an article never says, and what counts as saying it."""

from __future__ import annotations

import pytest

from bot.unnamed import unnamed

TEXT = "Ruth Delaney opened the library of Fernholm in May. The Céret plan and the Spanish counter-plan were read out."


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who opened the library of Carrow?", ["Carrow"]),
        ("Who opened the library of Fernholm?", []),
        ("Who opened the library?", []),
        ("When did Ruth Castell open it?", []),
        ("When did Mirjam Castell open it?", ["Mirjam Castell"]),
        ("When did Delany open it?", []),
        ("Did the plan of Ceret fail?", []),
        ("Did anybody from Spain speak in June?", []),
        ("Did the Counter-Plan fail in Carrow or Lindau?", ["Carrow", "Lindau"]),
        ("What did NATO say?", []),
    ],
)
def test_a_name_is_missed_only_where_nothing_like_it_is_said(question: str, found: list[str]) -> None:
    assert unnamed(question, [TEXT[:30], TEXT[30:]]) == found
