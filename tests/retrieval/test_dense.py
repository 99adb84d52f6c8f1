import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from factcheck.errors import EncoderMismatch
from factcheck.neural.batch_encoding import l2_normalise as normalise
from factcheck.retrieval.dense import Nearest
from factcheck.retrieval.vector_rows import CHUNK_ROWS

COARSE = st.integers(-2, 2).map(float)


def random_rows(count, dimensions=16, seed=1):
    return normalise(
        np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    )


def in_full(numbers, matrix, vector, limit):
    """Compare one by one and sort."""
    pairs = [
        (number, round(float(row @ vector), 6))
        for number, row in zip(numbers.tolist(), matrix, strict=True)
        if np.isfinite(row).all() and abs(np.linalg.norm(row) - 1) < 0.01
    ]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:limit]


@settings(deadline=None)
@given(arrays(np.float32, st.tuples(st.integers(0, 40), st.just(3)), elements=COARSE))
def test_search_finds_what_comparing_with_every_row_finds(rows):
    matrix = normalise(rows)
    numbers = np.arange(len(matrix), dtype=np.int64)[::-1].copy()
    vector = normalise(np.array([[1, 2, -1]], np.float32))

    found = Nearest(numbers, matrix).search(vector, 7)

    expected = in_full(numbers, matrix, vector[0], 7)
    # Rows that point the same way tie, and the smaller number comes first.
    assert [number for number, _ in found[0]] == [number for number, _ in expected]
    assert [cosine for _, cosine in found[0]] == pytest.approx([c for _, c in expected], abs=2e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_chunks_do_not_change_the_answer(dtype):
    count = CHUNK_ROWS * 2 + 5
    matrix = random_rows(count).astype(dtype)
    # The same vector in every chunk: ties are settled by number across chunks.
    twins = [7, CHUNK_ROWS + 3, count - 1]
    matrix[twins] = matrix[7]
    nearest = Nearest(np.arange(count), matrix)
    vectors = normalise(matrix[[7, 100]].astype(np.float32))

    found = nearest.search(vectors, 5)

    assert [number for number, _ in found[0][:3]] == twins
    assert found[1][0][0] == 100
    assert nearest.search(vectors[1:], 5) == found[1:]
    assert nearest.search(vectors, 5) == found


def test_ties_at_the_last_place_are_settled_by_number():
    matrix = np.tile(np.array([[1, 0]], np.float32), (50, 1))
    numbers = np.arange(50, dtype=np.int64)[::-1].copy()

    (found,) = Nearest(numbers, matrix).search(matrix[:1], 3)

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
def test_a_damaged_row_is_never_found(damaged, dtype):
    nearest = Nearest(np.array([5, 6]), np.array([damaged, [-1, 0]], dtype))
    vector = np.array([[1, 0]], np.float32)

    assert nearest.search(vector, 10) == [[(6, -1.0)]]
    # The second search relies on what the first one learned.
    assert nearest.search(vector, 10, allowed={5, 6}) == [[(6, -1.0)]]
    assert nearest.search(vector, 10, allowed={5}) == [[]]


@pytest.mark.parametrize(
    "vector", [[0, 0], [np.nan, 1], [np.inf, 1]], ids=["zero", "not a number", "infinite"]
)
def test_a_claim_without_a_vector_finds_nothing_and_harms_no_other(vector):
    nearest = Nearest(np.array([1, 2]), np.array([[1, 0], [0, 1]], np.float32))

    found = nearest.search(np.array([vector, [0, 1]], np.float32), 1)

    assert found == [[], [(2, 1.0)]]


def test_only_allowed_numbers_are_found():
    matrix = random_rows(30)
    nearest = Nearest(np.arange(100, 130), matrix)

    (found,) = nearest.search(matrix[:1], 50, allowed={105, 120, 999})

    assert {number for number, _ in found} == {105, 120}
    assert nearest.search(matrix[:1], 50, allowed=set()) == [[]]


def test_an_empty_store_and_a_limit_of_zero_find_nothing():
    vector = np.array([[1, 0]], np.float32)
    empty = Nearest(np.array([], np.int64), np.zeros((0, 2), np.float32))

    assert empty.search(vector, 5) == [[]]
    assert Nearest(np.array([1]), vector).search(vector, 0) == [[]]
    assert Nearest(np.array([1]), vector).search(np.zeros((0, 2), np.float32), 5) == []


def test_vectors_of_another_encoder_are_refused():
    nearest = Nearest(np.array([1]), np.array([[1, 0]], np.float32))

    with pytest.raises(EncoderMismatch, match="2 numbers"):
        nearest.search(np.array([[1, 0, 0]], np.float32), 1)


def test_numbers_and_rows_must_fit():
    with pytest.raises(ValueError, match="2"):
        Nearest(np.array([1, 2]), np.array([[1, 0]], np.float32))
