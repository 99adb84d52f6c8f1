import shutil
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.cross_encoder_files import CHECKSUMS_FILE, FOLDER, READER_FILES, check_sizes
from factcheck.neural.model_cache import FOLDER_NAME
from factcheck.neural.self_check import (
    check_conversion,
    check_encoder,
    check_golden_vectors,
    check_pair_reader,
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
        "pair_reader",
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


@pytest.fixture
def reader(tmp_path):
    """Give a copy of the reader of pairs' weights that may be spoiled."""
    with as_file(files("factcheck.neural").joinpath(FOLDER)) as folder:
        return Path(shutil.copytree(folder, tmp_path / "reader"))


def test_the_weights_that_come_with_factcheck_are_as_they_were_written(reader):
    assert check_pair_reader().is_sound
    assert check_pair_reader(reader).is_sound


@pytest.mark.parametrize("name", [*READER_FILES, CHECKSUMS_FILE])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999])
def test_one_bit_of_the_reader_of_pairs_is_noticed(reader, name, place):
    content = bytearray((reader / name).read_bytes())
    content[int(place * len(content))] ^= 1
    (reader / name).write_bytes(content)

    check = check_pair_reader(reader)

    assert not check.is_sound
    assert "reader of pairs is damaged" in check.text
    assert "install factcheck again" in check.text


@pytest.mark.parametrize("name", [*READER_FILES, CHECKSUMS_FILE])
def test_a_reader_of_pairs_with_a_file_cut_short_or_missing_is_not_opened(reader, name):
    content = (reader / name).read_bytes()
    (reader / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        check_sizes(reader)

    (reader / name).unlink()
    with pytest.raises(EncoderUnavailable, match="install factcheck again"):
        check_sizes(reader)
