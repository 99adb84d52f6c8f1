import numpy as np
import pytest

from factcheck.errors import EncoderMismatch
from factcheck.store.store import open_store

ENCODER = "tiny-1"


def encode(store, encoder=ENCODER, dimensions=4):
    pending = store.vectors.pending(encoder, 1000)
    rows = [
        (text.number, text.text_hash, np.full(dimensions, text.number, np.float32))
        for text in pending
    ]
    return store.vectors.save(encoder, rows)


@pytest.fixture
def filled(store, fact_check, save_all):
    save_all(store, *(fact_check(number=number) for number in range(1, 7)))
    return store


def test_vectors_come_back_by_number_as_half_floats(filled):
    assert filled.vectors.pending_count() == 6
    assert encode(filled) == 6

    numbers, matrix = filled.vectors.load(ENCODER)
    assert numbers.dtype == np.int64
    assert matrix.dtype == np.float16
    assert numbers.tolist() == [1, 2, 3, 4, 5, 6]
    assert matrix[:, 0].tolist() == [1, 2, 3, 4, 5, 6]
    assert filled.vectors.encoder_id() == ENCODER
    assert filled.vectors.pending(ENCODER, 10) == []


def test_pending_texts_come_in_order_and_no_more_than_asked(filled):
    assert [text.number for text in filled.vectors.pending(ENCODER, 2)] == [1, 2]
    assert [text.number for text in filled.vectors.pending(ENCODER, 2, after=4)] == [5, 6]


def test_a_store_without_vectors_gives_empty_arrays(filled):
    numbers, matrix = filled.vectors.load(ENCODER)

    assert numbers.shape == (0,)
    assert matrix.shape[0] == 0


def test_only_a_changed_text_needs_a_new_vector(filled, fact_check, save_all):
    encode(filled)
    save_all(filled, fact_check(number=2, rating="False"), fact_check(number=3, title="New"))

    assert [text.number for text in filled.vectors.pending(ENCODER, 9)] == [3]
    assert filled.vectors.load(ENCODER)[0].tolist() == [1, 2, 4, 5, 6]


def test_a_vector_of_a_text_that_changed_meanwhile_is_left_out(filled, fact_check, save_all):
    text = filled.vectors.pending(ENCODER, 1)[0]
    save_all(filled, fact_check(number=1, title="Changed meanwhile"))

    assert filled.vectors.save(ENCODER, [(text.number, text.text_hash, [1.0] * 4)]) == 0
    assert filled.vectors.save(ENCODER, [(777, "unknown", [1.0] * 4)]) == 0
    assert filled.vectors.pending_count() == 6


def test_vectors_of_two_encoders_are_never_mixed(filled, fact_check, save_all):
    encode(filled)
    save_all(filled, fact_check(number=9))
    text = filled.vectors.pending(ENCODER, 1)[0]

    with pytest.raises(EncoderMismatch, match="doctor --fix"):
        filled.vectors.save("other-2", [(text.number, text.text_hash, [1.0] * 4)])
    with pytest.raises(EncoderMismatch, match=ENCODER):
        filled.vectors.load("other-2")
    with pytest.raises(EncoderMismatch):
        filled.vectors.pending("other-2", 1)
    with pytest.raises(EncoderMismatch, match="5"):
        filled.vectors.save(ENCODER, [(text.number, text.text_hash, [1.0] * 5)])
    filled.vectors.drop()
    assert filled.vectors.encoder_id() == ""
    assert encode(filled, "other-2", 8) == 7


def test_no_unusable_vector_is_ever_loaded(filled):
    encode(filled)
    bad = {
        1: np.array([np.nan, 1, 1, 1], "<f2").tobytes(),
        2: np.array([np.inf, 1, 1, 1], "<f2").tobytes(),
        3: np.zeros(4, "<f2").tobytes(),
        4: np.array([-0.0] * 4, "<f2").tobytes(),
        5: b"short",
    }
    for number, blob in bad.items():
        filled.connection.execute(
            "UPDATE vectors SET vector = ? WHERE fact_check = ?", (blob, number)
        )

    assert filled.vectors.load(ENCODER)[0].tolist() == [6]
    assert "bad_vectors" in {finding.name for finding in filled.check() if finding.problem}
    filled.repair()
    assert [text.number for text in filled.vectors.pending(ENCODER, 9)] == [1, 2, 3, 4, 5]
    assert not [finding for finding in filled.check() if finding.problem]


def test_a_text_that_cannot_be_encoded_is_not_tried_again_for_ever(filled):
    text = filled.vectors.pending(ENCODER, 1)[0]
    filled.vectors.save(ENCODER, [(text.number, text.text_hash, [float("nan")] + [1e9] * 3)])

    assert filled.vectors.pending_count() == 5
    assert filled.vectors.load(ENCODER)[0].tolist() == []


def test_vectors_are_read_from_a_store_opened_for_reading(filled, path):
    encode(filled)
    with open_store(path) as reader:
        assert len(reader.vectors.load(ENCODER)[0]) == 6
