"""A guess may be as far off as it says, and never further."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from factcheck.neural.batch_encoding import l2_normalise as normalise
from factcheck.retrieval import int8_dot
from factcheck.retrieval.dense import Nearest
from factcheck.retrieval.quantisation import Guesser, code_rows, common_direction

COARSE = st.integers(-3, 3).map(float)
FINE = st.floats(-1, 1, width=32)


def coded_nearest(matrix, numbers=None, pieces=1, direction=None):
    """Search codes of *matrix*, cut into pieces; asks for exact rows by number."""
    numbers = np.arange(len(matrix)) if numbers is None else numbers
    exact = matrix.astype(np.float32)
    along = common_direction(exact) if direction is None else direction
    cuts = np.array_split(np.arange(len(matrix)), pieces)
    coded = [code_rows(numbers[cut], exact[cut], along) for cut in cuts]

    def read(asked):
        return np.array(asked, np.int64), matrix[np.searchsorted(numbers, asked)]

    return Nearest.of_codes(along, coded, read)


def in_full(numbers, matrix, vector, limit, allowed=None):
    """Compare one by one, with twice the digits, and sort."""
    cosines = np.round(matrix.astype(np.float64) @ vector.astype(np.float64), 6) + 0.0
    pairs = zip(numbers.tolist(), cosines.tolist(), strict=True)
    kept = [pair for pair in pairs if allowed is None or pair[0] in allowed]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:limit]


def unit(rows):
    made = normalise(np.asarray(rows, np.float32))
    return made[made.any(axis=1)].astype(np.float16)


def made(kind, count=3_000, dimensions=48):
    chance = np.random.default_rng(7)
    rows = chance.standard_normal((count, dimensions))
    if kind == "clustered":
        centres = chance.standard_normal((5, dimensions)) * 20
        rows = centres[chance.integers(0, 5, count)] + rows
    elif kind == "all alike":
        rows = chance.standard_normal(dimensions) * 300 + rows
    elif kind == "copies":
        rows = rows[chance.integers(0, 4, count)]
    elif kind == "one number each":
        rows = np.eye(dimensions)[chance.integers(0, dimensions, count)]
    elif kind == "very different sizes":
        rows = rows * 10.0 ** chance.uniform(-6, 0, dimensions)
    return unit(rows)


KINDS = ("random", "clustered", "all alike", "copies", "one number each", "very different sizes")


@pytest.mark.parametrize("kind", KINDS)
def test_search_in_codes_finds_what_comparing_with_every_row_finds(kind):
    matrix = made(kind)
    numbers = np.arange(len(matrix), dtype=np.int64) * 3 + 5
    vectors = normalise(
        np.concatenate((made("random", 6), made("clustered", 6), matrix[:6])).astype(np.float32)
    )

    found = coded_nearest(matrix, numbers, pieces=4).search(vectors, 50)

    assert found == [in_full(numbers, matrix, vector, 50) for vector in vectors]


@pytest.mark.parametrize("kind", KINDS)
def test_no_cosine_lies_outside_its_bounds(kind):
    matrix = made(kind, 400)
    exact = matrix.astype(np.float32)
    vectors = normalise(np.concatenate((made("random", 5), matrix[:5])).astype(np.float32))
    for direction in (common_direction(exact), np.zeros(48, np.float32), vectors[0]):
        guess = Guesser(direction, vectors)(code_rows(np.arange(400), exact, direction))
        cosines = exact.astype(np.float64) @ vectors.astype(np.float64).T
        rows, columns = (each.ravel() for each in np.indices(cosines.shape))
        low, high = guess.bounds(rows, columns)

        assert (low <= cosines.ravel()).all()
        assert (cosines.ravel() <= high).all()
        assert (guess.least() <= cosines).all()
        for floor in (-np.inf, 0.2, 0.9):
            possible = guess.possible(np.full(len(vectors), floor))
            assert possible[cosines >= floor].all()


@settings(deadline=None)
@given(
    rows=arrays(np.float32, st.tuples(st.integers(1, 30), st.just(4)), elements=COARSE | FINE),
    asked=arrays(np.float32, (2, 4), elements=FINE),
    limit=st.integers(1, 6),
)
def test_no_row_is_lost_whatever_the_vectors(rows, asked, limit):
    matrix, vectors = unit(rows), normalise(asked)
    vectors = vectors[vectors.any(axis=1)]
    if not len(matrix) or not len(vectors):
        return
    numbers = np.arange(len(matrix))

    found = coded_nearest(matrix, pieces=2).search(vectors, limit)

    assert found == [in_full(numbers, matrix, vector, limit) for vector in vectors]


def test_alone_or_among_others_a_claim_finds_the_same():
    matrix = made("clustered")
    vectors = normalise(made("random", 70).astype(np.float32))
    nearest = coded_nearest(matrix, pieces=3)

    together = nearest.search(vectors, 10)

    assert together == [nearest.search(vector[None], 10)[0] for vector in vectors]
    assert together == Nearest(np.arange(len(matrix)), matrix).search(vectors, 10)


def test_only_allowed_numbers_are_found():
    matrix = made("clustered", 500)
    allowed = set(range(0, 500, 9))
    vectors = normalise(matrix[:3].astype(np.float32))
    nearest = coded_nearest(matrix, pieces=2)

    found = nearest.search(vectors, 20, allowed)

    expected = [in_full(np.arange(500), matrix, vector, 20, allowed) for vector in vectors]
    assert found == expected
    assert nearest.search(vectors, 20, set()) == [[], [], []]
    assert nearest.search(vectors, 20, allowed) == expected


def test_a_row_that_is_gone_or_spoiled_since_is_not_found():
    matrix = made("random", 100)
    later = matrix.copy()
    later[3] = 0
    later[4] = np.nan

    def read(asked):
        left = np.array([number for number in asked if number != 5], np.int64)
        return left, later[left]

    exact = matrix.astype(np.float32)
    direction = common_direction(exact)
    nearest = Nearest.of_codes(direction, [code_rows(np.arange(100), exact, direction)], read)
    vectors = normalise(matrix[[3, 4, 5]].astype(np.float32))

    found = nearest.search(vectors, 90)

    assert not {3, 4, 5} & {number for each in found for number, _ in each}
    assert nearest.cosines(vectors[0], [3, 4, 5, 6]).keys() == {6}


@pytest.mark.parametrize("dimensions", [1, 7, 384, 1500])
@pytest.mark.parametrize("count", [1, 2, 3, 32])
def test_both_ways_of_multiplying_give_the_same_whole_numbers(dimensions, count):
    chance = np.random.default_rng(1)
    rows = chance.integers(-127, 128, (50, dimensions)).astype(np.int8)
    rows[0] = 127
    vectors = chance.integers(-127, 128, (count, dimensions)).astype(np.int8)
    vectors[0] = 127

    expected = rows.astype(np.int64) @ vectors.astype(np.int64).T
    for way in (int8_dot.multiplier, int8_dot.plain_multiplier):
        assert np.asarray(way(vectors)(rows)).astype(np.int64).tolist() == expected.tolist()
