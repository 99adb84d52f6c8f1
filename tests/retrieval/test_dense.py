import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from factcheck.errors import EncoderMismatch
from factcheck.neural.batch_encoding import l2_normalise
from factcheck.retrieval.dense import DenseIndex, VectorBlock

COARSE = st.integers(-3, 3).map(float)
FINE = st.floats(-1, 1, width=32)


def unit(rows):
    """Vectors of length 1 as a store keeps them; rows of zeros are left out."""
    vectors = l2_normalise(np.asarray(rows, np.float32))
    return vectors[vectors.any(axis=1)].astype(np.float16)


def queries_of(rows):
    vectors = l2_normalise(np.asarray(rows, np.float32))
    return vectors[vectors.any(axis=1)]


def index_of(vectors, numbers=None, blocks=1):
    numbers = np.arange(len(vectors)) if numbers is None else numbers
    cuts = np.array_split(np.arange(len(vectors)), blocks)
    return DenseIndex([VectorBlock.of(numbers[cut], vectors[cut]) for cut in cuts])


def exhaustive(numbers, vectors, query, limit, allowed=None):
    """Compare one by one, in float64, and sort."""
    cosines = np.round(vectors.astype(np.float64) @ query.astype(np.float64), 6) + 0.0
    pairs = zip(numbers.tolist(), cosines.tolist(), strict=True)
    kept = [pair for pair in pairs if allowed is None or pair[0] in allowed]
    return sorted(kept, key=lambda pair: (-pair[1], pair[0]))[:limit]


def made(kind, count=3_000, dimensions=48):
    random = np.random.default_rng(7)
    rows = random.standard_normal((count, dimensions))
    if kind == "clustered":
        centres = random.standard_normal((5, dimensions)) * 20
        rows = centres[random.integers(0, 5, count)] + rows
    elif kind == "all alike":
        rows = random.standard_normal(dimensions) * 300 + rows
    elif kind == "copies":
        rows = rows[random.integers(0, 4, count)]
    elif kind == "one number each":
        rows = np.eye(dimensions)[random.integers(0, dimensions, count)]
    elif kind == "very different sizes":
        rows = rows * 10.0 ** random.uniform(-6, 0, dimensions)
    return unit(rows)


KINDS = ("random", "clustered", "all alike", "copies", "one number each", "very different sizes")


@pytest.mark.parametrize("kind", KINDS)
def test_search_finds_what_comparing_one_by_one_finds(kind):
    vectors = made(kind)
    numbers = np.arange(len(vectors), dtype=np.int64) * 3 + 5
    queries = queries_of(np.concatenate((made("random", 6), made("clustered", 6), vectors[:6])))

    found = index_of(vectors, numbers, blocks=4).search(queries, 50)

    assert found == [exhaustive(numbers, vectors, query, 50) for query in queries]


@settings(deadline=None)
@given(
    rows=arrays(np.float32, st.tuples(st.integers(1, 30), st.just(4)), elements=COARSE | FINE),
    asked=arrays(np.float32, (2, 4), elements=COARSE | FINE),
    limit=st.integers(1, 6),
)
@example(rows=np.ones((1, 4), np.float32), asked=np.ones((2, 4), np.float32), limit=1)
@example(rows=np.ones((1, 4), np.float32), asked=-np.ones((2, 4), np.float32), limit=1)
def test_no_row_is_lost_whatever_the_vectors(rows, asked, limit):
    vectors, queries = unit(rows), queries_of(asked)
    if not len(vectors):
        return

    found = index_of(vectors, blocks=2).search(queries, limit)

    assert found == [exhaustive(np.arange(len(vectors)), vectors, q, limit) for q in queries]


@pytest.mark.parametrize("dimensions", [1, 7, 384, 1500])
@pytest.mark.parametrize("count", [1, 3, 4, 33])
def test_any_number_of_queries_of_any_dimensions_is_answered(dimensions, count):
    vectors = made("random", 40, dimensions)
    queries = queries_of(made("clustered", count, dimensions))

    found = index_of(vectors).search(queries, 3)

    assert found == [exhaustive(np.arange(40), vectors, query, 3) for query in queries]


def test_alone_or_among_others_a_query_finds_the_same():
    vectors = made("clustered")
    queries = queries_of(made("random", 70))
    index = index_of(vectors, blocks=3)

    together = index.search(queries, 10)

    assert together == [index.search(query[None], 10)[0] for query in queries]
    assert together == index_of(vectors).search(queries, 10)


def test_ties_at_the_last_place_are_settled_by_number():
    vectors = np.tile(np.array([[1, 0]], np.float16), (50, 1))
    numbers = np.arange(50, dtype=np.int64)[::-1].copy()

    (found,) = index_of(vectors, numbers).search(np.array([[1, 0]], np.float32), 3)

    assert found == [(0, 1.0), (1, 1.0), (2, 1.0)]


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param([np.nan, 0], id="not a number"),
        pytest.param([np.inf, 0], id="infinite"),
        pytest.param([0, 0], id="zero"),
        pytest.param([0.5, 0], id="too short"),
        pytest.param([60000, 0], id="too long"),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_a_damaged_vector_is_never_found(damaged, dtype):
    index = index_of(np.array([damaged, [-1, 0]], dtype), np.array([5, 6]))
    query = np.array([[1, 0]], np.float32)

    assert index.search(query, 10) == [[(6, -1.0)]]
    assert index.search(query, 10, allowed={5, 6}) == [[(6, -1.0)]]
    assert index.search(query, 10, allowed={5}) == [[]]
    assert index.cosines(query[0], [5, 6]) == {6: -1.0}


@pytest.mark.parametrize(
    "query", [[0, 0], [np.nan, 1], [np.inf, 1]], ids=["zero", "not a number", "infinite"]
)
def test_a_query_without_a_vector_finds_nothing_and_harms_no_other(query):
    index = index_of(np.array([[1, 0], [0, 1]], np.float32), np.array([1, 2]))

    assert index.search(np.array([query, [0, 1]], np.float32), 1) == [[], [(2, 1.0)]]


def test_only_allowed_numbers_are_found():
    vectors = made("clustered", 500)
    allowed = {*range(0, 500, 9), 9_999, -1}
    queries = queries_of(vectors[:3])
    index = index_of(vectors, blocks=2)

    found = index.search(queries, 20, allowed)

    assert found == [exhaustive(np.arange(500), vectors, query, 20, allowed) for query in queries]
    assert index.search(queries, 20, set()) == [[], [], []]
    assert index.search(queries, 20, allowed) == found


def test_cosines_are_given_for_the_numbers_that_have_a_vector():
    vectors = made("random", 30)
    numbers = np.arange(30) * 2
    (query,) = queries_of(vectors[4:5])

    cosines = index_of(vectors, numbers, blocks=3).cosines(query, [7, 58, 8, 0, 99])

    expected = dict(exhaustive(numbers, vectors, query, 30))
    assert cosines == {number: expected[number] for number in (58, 8, 0)}


def test_an_empty_index_and_a_limit_of_zero_find_nothing():
    query = np.array([[1, 0]], np.float32)
    empty = index_of(np.zeros((0, 2), np.float16))

    assert empty.search(query, 5) == [[]]
    assert empty.cosines(query[0], [1]) == {}
    assert index_of(query).search(query, 0) == [[]]
    assert index_of(query).search(np.zeros((0, 2), np.float32), 5) == []


def test_vectors_of_another_encoder_are_refused():
    with pytest.raises(EncoderMismatch, match="2 numbers"):
        index_of(np.array([[1, 0]], np.float32)).search(np.array([[1, 0, 0]], np.float32), 1)


def test_numbers_and_vectors_must_fit():
    with pytest.raises(ValueError, match="2"):
        VectorBlock.of(np.array([1, 2]), np.array([[1, 0]], np.float32))
