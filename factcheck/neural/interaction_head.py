"""Compare two claims token by token: the reranker, in numpy and on onnxruntime.

The bi-encoder gives every token of a claim a vector in its context. The head aligns the tokens of
two claims, compares each with what it was aligned with, reads all comparisons together in one
transformer layer, and makes one number of them: soft alignment and comparison as in decomposable
attention (Parikh et al. 2016), composition over both as in ESIM (Chen et al. 2017). A claim is
prepared once, so comparing it with another costs little. The encoder's upper layers forget what
does not make two texts near, so the head has upper layers of its own. Training data, figures and
limits are in docs/networks.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderUnavailable
from factcheck.neural.batch_encoding import Vectors
from factcheck.neural.checksums import check_shipped_files
from factcheck.neural.e5_conversion import WEIGHTS_FILE
from factcheck.neural.e5_layers import UpperLayers

WEIGHTS_FOLDER = "interaction_head_weights"
HEAD_FILE = "head.npz"
INTERACTION_HEAD_FILES = (WEIGHTS_FILE, HEAD_FILE)

_ATTENTION_HEADS = 4
_NORM_EPSILON = np.float32(1e-5)
# Standardised channels are cut here, as in training.
_LARGEST_CHANNEL = np.float32(8)
_LARGEST_SHARPNESS = 60.0
_LEAST_LENGTH = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class TokenView:
    """A claim as the head compares it.

    Attributes:
        value: What is compared, shape (tokens, hidden).
        align: What tokens find each other by, rows of length 1, shape (tokens, hidden).
    """

    value: Vectors
    align: Vectors


class InteractionHead:
    """The head and its layers; all is computed alone, so that nothing depends on its neighbours."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], layers: UpperLayers) -> None:
        """Take the arrays of the head's file, and the layers that were trained with it."""
        self._layers = layers
        self._weights = {name: np.asarray(each, np.float32) for name, each in weights.items()}
        sharpness = min(float(np.exp(self._weights["sharpness"])), _LARGEST_SHARPNESS)
        self._sharpness = np.float32(sharpness)

    @classmethod
    def open(cls, folder: Path) -> "InteractionHead":
        """Load the weights in *folder*.

        Raises:
            EncoderUnavailable: They are missing or damaged, or onnxruntime is missing.
        """
        check_shipped_files(folder, INTERACTION_HEAD_FILES, "size")
        layers = UpperLayers(folder)
        try:
            with np.load(folder / HEAD_FILE, allow_pickle=False) as file:
                return cls({name: file[name] for name in file.files}, layers)
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise EncoderUnavailable(
                f"{folder / HEAD_FILE} is damaged: {error}; install factcheck again"
            ) from error

    @classmethod
    def packaged(cls) -> "InteractionHead":
        """Load the weights that come with factcheck.

        Raises:
            EncoderUnavailable: They are missing or damaged, or onnxruntime is missing.
        """
        with as_file(files("factcheck.neural") / WEIGHTS_FOLDER) as folder:
            return cls.open(folder)

    def view(self, middle: Vectors, bare: Vectors) -> TokenView:
        """Prepare a claim.

        Args:
            middle: Vectors of its tokens after the encoder's middle layer, shape (tokens, 384).
            bare: Vectors of the same tokens in the vocabulary, in no context.
        """
        weights = self._weights
        last = self._layers.run(middle[None])[0]
        standard = (np.concatenate([middle, last, bare], 1) - weights["mean"]) * weights["scale"]
        standard = np.clip(standard, -_LARGEST_CHANNEL, _LARGEST_CHANNEL)
        value, align = np.split(self._linear(standard, "read"), 2, axis=1)
        lengths = np.sqrt(np.einsum("ij,ij->i", align, align))[:, None]
        return TokenView(value, align / np.maximum(lengths, _LEAST_LENGTH))

    def log_odds(self, claim: TokenView, published: TokenView) -> float:
        """Give the log-odds that one fact-check serves both, not calibrated."""
        near = claim.align @ published.align.T
        compared = np.concatenate(
            [
                self._compared(claim.value, published.value, near, 0),
                self._compared(published.value, claim.value, near.T, 1),
            ]
        )
        composed = self._composed(compared)
        sides = (composed[: len(claim.value)], composed[len(claim.value) :])
        pooled = np.concatenate([part for side in sides for part in (side.mean(0), side.max(0))])
        hidden = np.maximum(self._linear(pooled[None], "judge"), 0)
        return float(self._linear(hidden, "out")[0, 0])

    def _compared(self, own: Vectors, other: Vectors, near: Vectors, side: int) -> Vectors:
        """Compare each token with what it was aligned with."""
        found = _softmax(near * self._sharpness) @ other
        closest = near.max(1, keepdims=True)
        features = np.concatenate([own, found, own - found, own * found, closest], 1)
        hidden = self._linear(np.maximum(self._linear(features, "compare"), 0), "compare_2")
        return self._norm(hidden + self._weights["side.weight"][side], "compare_norm")

    def _composed(self, value: Vectors) -> Vectors:
        """Read all comparisons together, in one transformer layer."""
        tokens, width = value.shape
        parts = self._linear(value, "composition.attend")
        shape = (tokens, 3, _ATTENTION_HEADS, width // _ATTENTION_HEADS)
        query, key, content = parts.reshape(shape).transpose(1, 2, 0, 3)
        scale = np.sqrt(np.float32(shape[-1]))
        attended = _softmax(query @ key.transpose(0, 2, 1) / scale) @ content
        mixed = attended.transpose(1, 0, 2).reshape(tokens, width)
        value = self._norm(value + self._linear(mixed, "composition.mix"), "composition.mix_norm")
        wide = np.maximum(self._linear(value, "composition.widen"), 0)
        narrow = self._linear(wide, "composition.narrow")
        return self._norm(value + narrow, "composition.narrow_norm")

    def _linear(self, value: Vectors, name: str) -> Vectors:
        product = value @ self._weights[f"{name}.weight"]
        return np.asarray(product + self._weights[f"{name}.bias"], np.float32)

    def _norm(self, value: Vectors, name: str) -> Vectors:
        centred = value - value.mean(1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(1, keepdims=True) + _NORM_EPSILON)
        scaled = centred / deviation * self._weights[f"{name}.weight"]
        return np.asarray(scaled + self._weights[f"{name}.bias"], np.float32)


def _softmax(value: Vectors) -> Vectors:
    powers = np.exp(value - value.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), np.float32)
