import numpy as np
import pytest

from factcheck.semantic.cache import FOLDER_NAME
from factcheck.semantic.health import (
    check_conversion,
    check_encoder,
    check_golden_vectors,
    check_runtime,
    check_weights,
)


class WrongEncoder:
    """Claims to be another encoder and answers with its own vectors."""

    def __init__(self, encoder, vectors):
        self.id = encoder.id
        self.dimensions = encoder.dimensions
        self._vectors = vectors

    def encode_claims(self, texts):
        return self._vectors(len(texts))

    encode_fact_checks = encode_claims


def test_a_sound_encoder_passes_every_check(encoder, cache, messages):
    checks = check_encoder({"FACTCHECK_CACHE": str(cache)}, messages.append)

    assert [check.name for check in checks if not check.is_sound] == []
    assert [check.name for check in checks] == [
        "runtime",
        "weights",
        "conversion",
        "encoder",
        "golden_vectors",
    ]
    assert all(check.text and not check.advice for check in checks)


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param(lambda count: np.zeros((count, 384), np.float32), id="zeros"),
        pytest.param(lambda count: np.full((count, 384), np.nan, np.float32), id="not a number"),
        pytest.param(lambda count: np.full((count, 384), 384**-0.5, np.float32), id="all alike"),
    ],
)
def test_wrong_vectors_are_noticed(encoder, vectors):
    check = check_golden_vectors(WrongEncoder(encoder, vectors))

    assert not check.is_sound
    assert check.advice


def test_golden_vectors_of_another_encoder_are_not_asked_for(encoder):
    other = WrongEncoder(encoder, lambda count: np.zeros((count, 384), np.float32))
    other.id = "another"

    assert check_golden_vectors(other).is_sound


def test_one_changed_byte_of_the_conversion_is_found(cache, encoder, tmp_path):
    folder = tmp_path / FOLDER_NAME
    folder.mkdir()
    for path in (cache / FOLDER_NAME).iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    weights = bytearray((folder / "weights.bin").read_bytes())
    weights[12_345_678] ^= 1
    (folder / "weights.bin").write_bytes(weights)

    check = check_conversion(tmp_path)

    assert not check.is_sound
    assert "weights.bin" in check.text
    assert str(folder) in check.advice


def test_a_conversion_that_is_not_made_yet_is_no_fault(tmp_path):
    assert check_conversion(tmp_path).is_sound


def test_a_named_folder_without_a_model_is_reported_with_advice(tmp_path, messages):
    checks = check_encoder({"FACTCHECK_ENCODER": str(tmp_path)}, messages.append)

    assert [check.is_sound for check in checks] == [True, False]
    assert checks[-1].advice


def test_the_runtime_line_names_version_and_processor(wheel_path):
    assert "onnxruntime" in check_runtime().text
    assert check_weights().is_sound
