"""Ratings as publishers wrote them, labelled by hand: none may be turned round."""

import csv
from pathlib import Path

import pytest

from factcheck.model import Axis, Verdict
from factcheck.ratings.rating_reader import RatingReader

read_rating = RatingReader().read

TABLE = Path(__file__).parents[1] / "cases" / "ratings.csv"
SIDES = {
    Verdict.TRUE: 1,
    Verdict.MOSTLY_TRUE: 1,
    Verdict.MOSTLY_FALSE: -1,
    Verdict.FALSE: -1,
}


def sample():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(row):
    return read_rating(row["rating"], row["publisher_domain"], row["language"])


def test_the_sample_is_large_and_each_row_gives_a_reason():
    rows = sample()

    assert len(rows) >= 300
    assert all(row["why"] for row in rows)
    assert len({(row["rating"], row["publisher_domain"], row["language"]) for row in rows}) == len(
        rows
    )
    assert len({row["publisher_domain"] for row in rows}) >= 60
    assert len({row["language"] for row in rows}) >= 25


def test_no_rating_is_read_as_its_opposite():
    turned_round = [
        row
        for row in sample()
        if SIDES.get(read(row).verdict, 0) * SIDES.get(Verdict(row["verdict"]), 0) < 0
    ]

    assert turned_round == []


def test_nothing_is_read_as_true_or_false_that_is_neither():
    taken_for_a_ruling = [
        row
        for row in sample()
        if (row["verdict"] == Verdict.UNRATED or row["axis"] != Axis.TRUTH)
        and read(row).verdict is not Verdict.UNRATED
    ]

    assert taken_for_a_ruling == []


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"{row['rating'].strip()} ({row['publisher_domain']})")
        for row in sample()
    ],
)
def test_each_is_read_as_labelled(row):
    reading = read(row)

    assert (reading.verdict, reading.axis) == (row["verdict"], row["axis"]), row["why"]
