import shutil
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.checksums import CHECKSUMS_FILE, sha256_of
from factcheck.neural.e5_conversion import ENCODER_FOLDER
from factcheck.neural.interaction_head import INTERACTION_HEAD_FILES, InteractionHead
from factcheck.neural.model_cache import ENCODER_SHA256, FOLDER_NAME
from factcheck.neural.self_check import (
    check_conversion,
    check_encoder,
    check_golden_vectors,
    check_interaction_head,
    check_layers,
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
        "layers",
        "conversion",
        "interaction_head",
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


def test_another_encoder_is_not_compared_with_the_golden_vectors(encoder):
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


@pytest.fixture
def layers_folder(tmp_path):
    """A copy of the encoder's layers, to be damaged."""
    with as_file(files("factcheck.neural") / ENCODER_FOLDER) as folder:
        return Path(shutil.copytree(folder, tmp_path / "layers"))


def test_one_changed_bit_of_the_encoders_layers_is_found(layers_folder):
    assert check_layers(layers_folder).is_sound
    content = bytearray((layers_folder / "weights.bin").read_bytes())
    content[len(content) // 2] ^= 1
    (layers_folder / "weights.bin").write_bytes(content)

    check = check_layers(layers_folder)

    assert not check.is_sound
    assert "weights.bin" in check.text


def test_the_id_is_that_of_the_layers_that_come_with_factcheck():
    with as_file(files("factcheck.neural") / ENCODER_FOLDER) as folder:
        assert sha256_of(folder / "weights.bin") == ENCODER_SHA256


@pytest.fixture
def head_folder(tmp_path):
    """A copy of the interaction head's weights, to be damaged."""
    with as_file(files("factcheck.neural") / "interaction_head_weights") as folder:
        return Path(shutil.copytree(folder, tmp_path / "interaction head"))


@pytest.mark.parametrize("name", [*INTERACTION_HEAD_FILES, CHECKSUMS_FILE])
def test_one_changed_bit_of_the_interaction_head_is_found(head_folder, name):
    assert check_interaction_head(head_folder).is_sound
    content = bytearray((head_folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (head_folder / name).write_bytes(content)

    check = check_interaction_head(head_folder)

    assert not check.is_sound
    assert "install factcheck again" in check.text


@pytest.mark.parametrize("name", [*INTERACTION_HEAD_FILES, CHECKSUMS_FILE])
def test_an_interaction_head_with_a_file_cut_short_or_missing_is_not_opened(head_folder, name):
    content = (head_folder / name).read_bytes()
    (head_folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        InteractionHead.open(head_folder)

    (head_folder / name).unlink()
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        InteractionHead.open(head_folder)
