"""A bare number means something only on a scale that leaves no doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.model import MappedBy, RatingReading, Verdict
from factcheck.ratings.numeric_ratings import read_number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1", Verdict.FALSE),
        ("2", Verdict.MOSTLY_FALSE),
        ("3", Verdict.MIXED),
        ("4", Verdict.MOSTLY_TRUE),
        ("5", Verdict.TRUE),
        (" 5.0 ", Verdict.TRUE),
    ],
)
def test_the_scale_from_one_to_five_is_the_documented_one(value, expected):
    reading = read_number(value, "1", "5")

    assert (reading.verdict, reading.mapped_by) == (expected, MappedBy.NUMBER)


@pytest.mark.parametrize(
    ("value", "worst", "best"),
    [
        pytest.param("1", "5", "1", id="turned round"),
        pytest.param("3", "3", "3", id="equal ends"),
        pytest.param("-1", "-1", "-1", id="a form left as it was"),
        pytest.param("6", "1", "5", id="above the best"),
        pytest.param("0", "1", "5", id="below the worst"),
        pytest.param("2", "1", "4", id="between two steps"),
        pytest.param("7", "1", "10", id="only the publisher knows"),
        pytest.param("1", "", "5", id="no worst"),
        pytest.param("1", "1", "", id="no best"),
        pytest.param("True", "False", "True", id="words"),
        pytest.param("", "1", "5", id="no value"),
        pytest.param("٣", "1", "5", id="digits of another script"),
        pytest.param("3.5", "1", "5", id="a fraction"),
        pytest.param("1" * 5_000, "1", "5", id="endless"),
    ],
)
def test_a_number_on_an_unsound_scale_is_unrated(value, worst, best):
    assert read_number(value, worst, best) == RatingReading()


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_any_texts_are_numbers_or_none(value, worst, best):
    assert read_number(value, worst, best).mapped_by in (MappedBy.NUMBER, MappedBy.NOBODY)
