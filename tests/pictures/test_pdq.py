"""PDQ hashes: bit for bit those of Meta's reference, and alike for copies."""

import numpy as np
import pytest

from factcheck.model import PictureHash
from factcheck.pictures.pdq import pdq_hash
from factcheck.retrieval.pictures import MOST_DIFFERENT_BITS


def waves(width, height):
    y, x = np.mgrid[0:height, 0:width]
    pairs = ((1, 2), (3, 1), (5, 4), (2, 7))
    summed = sum(np.sin(x * a / width * 7 + y * b / height * 5 + a) for a, b in pairs)
    return (128 + 30 * summed).clip(0, 255).astype(np.uint8).astype(float)


def bits_apart(one, other):
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize(
    ("size", "hashed"),
    [
        pytest.param(
            (200, 160),
            "2c4bf82d2c4bb8250c4bf95aadf1f878ad71f80052e307f902e30776d7c4ae95",
            id="windows of even and odd width",
        ),
        pytest.param(
            (97, 333),
            "ac4ff8252c0ff8250c0f795afdf0f858ad71f81052a307f952e3077653c4a695",
            id="sides that do not divide",
        ),
        pytest.param(
            (512, 512),
            "ac4bf8252c4bb8250c0ff95aadf1f878ad71f81052e307f902e3077657c4ae95",
            id="the largest side",
        ),
        pytest.param(
            (64, 64),
            "ac0ff8252c0ff8250c0f795afdf0f858ad71f81052f307f852e1077b53c6a691",
            id="nothing to scale",
        ),
    ],
)
def test_a_hash_is_that_of_the_reference(size, hashed):
    # Made with pdq/python of facebook/ThreatExchange, commit baefb4ed67b6.
    assert pdq_hash(waves(*size)) == (hashed, 100)


def test_a_small_copy_is_near_and_another_picture_far():
    picture = waves(400, 300)
    own, _ = pdq_hash(picture)
    copy, _ = pdq_hash(picture[::3, ::3])
    other, _ = pdq_hash(picture[:, ::-1])

    assert bits_apart(own, copy) <= MOST_DIFFERENT_BITS < bits_apart(own, other)


def test_a_picture_without_features_has_no_quality():
    _, quality = pdq_hash(np.full((100, 100), 200.0))

    assert not PictureHash("0" * 64, quality, "").is_usable
