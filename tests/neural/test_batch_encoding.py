import threading

import numpy as np
import pytest

from factcheck.errors import EncoderError
from factcheck.neural.batch_encoding import (
    MAX_BATCH_TEXTS,
    MAX_BATCH_TOKENS,
    encode_batches,
    l2_normalise,
)


def first_two_ids(batch):
    """Stand for a network that returns the first two ids."""
    return batch[:, :2].astype(np.float32)


def test_vectors_come_back_in_the_order_of_the_texts_with_length_one():
    texts = [(3, 4, 9), (0, 2), (3, 4), (5, 0, 1, 1)]

    vectors = encode_batches(texts, first_two_ids, dimensions=2)

    assert vectors.tolist() == pytest.approx(np.array([[0.6, 0.8], [0, 1], [0.6, 0.8], [1, 0]]))


def test_a_batch_holds_texts_of_one_length_and_stays_small():
    seen = []
    texts = [(1, number) for number in range(100)] + [
        (2,) * MAX_BATCH_TOKENS,
        (3,) * MAX_BATCH_TOKENS,
    ]

    encode_batches(
        texts, lambda batch: seen.append(batch.shape) or first_two_ids(batch), dimensions=2
    )

    assert max(count for count, _ in seen) <= MAX_BATCH_TEXTS
    assert max(count * length for count, length in seen) <= MAX_BATCH_TOKENS
    assert sum(count for count, _ in seen) == len(texts)


def test_the_same_text_is_encoded_once():
    seen = []
    texts = [(1, 2)] * 50

    vectors = encode_batches(
        texts, lambda batch: seen.append(len(batch)) or first_two_ids(batch), dimensions=2
    )

    assert seen == [1]
    assert len(np.unique(vectors, axis=0)) == 1


@pytest.mark.parametrize(
    "made",
    [
        pytest.param([np.nan, 1], id="not a number"),
        pytest.param([np.inf, 1], id="infinite"),
        pytest.param([3e38, 3e38], id="too long to measure"),
        pytest.param([0, 0], id="zero"),
    ],
)
def test_a_vector_that_cannot_be_compared_becomes_zeros(made):
    vectors = l2_normalise(np.array([made, [3, 4]], np.float32))

    assert vectors.tolist() == pytest.approx(np.array([[0, 0], [0.6, 0.8]]))


def test_a_text_without_tokens_never_reaches_the_network():
    def refuse(batch):
        raise AssertionError(batch)

    assert encode_batches([(), ()], refuse, dimensions=3).tolist() == [[0, 0, 0]] * 2
    assert encode_batches([], refuse, dimensions=3).shape == (0, 3)


@pytest.mark.parametrize("shape", [(1, 3), (2, 2), (2,)], ids=str)
def test_another_shape_than_promised_is_an_error(shape):
    with pytest.raises(EncoderError, match="shape"):
        encode_batches([(1, 2)], lambda batch: np.ones(shape, np.float32), dimensions=2)


def test_batches_run_side_by_side_where_threads_are_given():
    both_are_running = threading.Barrier(2, timeout=10)

    def wait_for_the_other(batch):
        both_are_running.wait()
        return first_two_ids(batch)

    vectors = encode_batches([(1, 0), (0, 1, 1)], wait_for_the_other, dimensions=2, threads=2)

    assert vectors.tolist() == [[1, 0], [0, 1]]
