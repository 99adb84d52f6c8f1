"""Counts are written with their nouns."""

import pytest

from factcheck.text.counting import counted


@pytest.mark.parametrize(
    ("count", "nouns", "text"),
    [
        pytest.param(1, ("record",), "1 record", id="one"),
        pytest.param(0, ("record",), "0 records", id="none"),
        pytest.param(2_000, ("record",), "2,000 records", id="thousands"),
        pytest.param(1, ("cell is", "cells are"), "1 cell is", id="one with a verb"),
        pytest.param(21, ("cell is", "cells are"), "21 cells are", id="English knows one plural"),
    ],
)
def test_a_count_is_written_with_its_noun(count, nouns, text):
    assert counted(count, *nouns) == text
