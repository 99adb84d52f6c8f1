"""What an encoder is, and how the one that lookups use is opened.

A bi-encoder turns each text into a vector; vectors are close where meanings are. A reranking
encoder compares two texts too, token by token, as the bundled one does.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from factcheck.errors import EncoderUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER_SETTING = "FACTCHECK_ENCODER"

# What the distribution factcheck-claims-words leaves out.
NETWORK_LIBRARIES = ("numkong", "numpy", "onnxruntime")


class Encoder(Protocol):
    """Turns texts into vectors; claims and fact-checks may be treated differently.

    Attributes:
        id: Names the weights and how they are computed. Vectors of two ids never mix.
        dimensions: Numbers in a vector.
    """

    @property
    def id(self) -> str:
        """Name of the weights and of how they are computed."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""

    def encode_claims(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode what is looked up.

        Returns:
            Shape (texts, dimensions), in the order of *texts*, rows of length 1. A text that
            cannot be encoded has a row of zeros.
        """

    def encode_fact_checks(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Encode what is searched; returns the same as encode_claims."""


@runtime_checkable
class RerankingEncoder(Protocol):
    """Optional capability of an Encoder: it also compares two texts, token by token."""

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> "NDArray[np.float32]":
        """Score for each claim and published claim whether one fact-check serves both.

        Returns:
            Log-odds, shape (pairs,), in the order of *pairs*.
        """


def missing_libraries() -> tuple[str, ...]:
    """Name the libraries that no network runs without and that are not installed."""
    return tuple(name for name in NETWORK_LIBRARIES if find_spec(name) is None)


def default_encoder(
    on_message: Callable[[str], None],
    *,
    environment: Mapping[str, str] = os.environ,
    threads: int = 2,
) -> Encoder:
    """Open the encoder that is used when nobody names one.

    FACTCHECK_ENCODER names a folder with another one, FACTCHECK_CACHE the folder for the
    conversion of the bundled one.

    Args:
        on_message: Called with one line when something takes long or is not as usual.
        environment: Environment variables.
        threads: Batches that run at the same time; a single text takes one thread.

    Raises:
        EncoderUnavailable: It cannot run here; the message says what to do.
        MissingExtra: A folder is named and its model needs factcheck-claims[models].
    """
    folder = environment.get(FOLDER_SETTING, "")
    if folder:
        return folder_encoder(Path(folder).expanduser(), threads=threads)
    _need_libraries()
    # lazy: a folder's encoder and whoever imports only the protocols need neither
    from factcheck.neural.bundled_encoder import open_bundled
    from factcheck.neural.model_cache import cache_folder

    return open_bundled(cache_folder(environment), on_message, threads=threads)


def folder_encoder(path: Path, *, threads: int = 2) -> Encoder:
    """Open the ONNX, sentence-transformers or model2vec model in a local folder.

    Raises:
        EncoderUnavailable: The folder holds no model that can be run.
        MissingExtra: factcheck-claims[models] is not installed.
    """
    _need_libraries()
    from factcheck.neural.local_model import open_folder  # lazy: as above

    return open_folder(path, threads=threads)


def _need_libraries() -> None:
    if missing := missing_libraries():
        raise EncoderUnavailable(
            f"the networks are not installed (no {', no '.join(missing)}): "
            "install factcheck-claims in place of factcheck-claims-words"
        )
