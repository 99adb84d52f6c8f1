"""Run the networks that come with factcheck: the encoder, and the reader of pairs beside it."""

import shutil
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from factcheck.errors import EncoderUnavailable
from factcheck.neural.batch_encoding import (
    Batch,
    Vectors,
    encode_batches,
    mean_of_pieces,
    run_batches,
)
from factcheck.neural.cross_encoder import OnnxCrossEncoder, join_token_ids
from factcheck.neural.e5_config import DIMENSIONS
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file
from factcheck.neural.model_cache import BUNDLED_ID, Converted, converted_encoder
from factcheck.neural.onnx_session import OnnxSession
from factcheck.neural.tokenizer import Tokenizer
from factcheck.neural.weight_conversion import GRAPH_FILE
from factcheck.text.normalise import readable

# The model was trained with these words in front and is worse without.
_CLAIM_PREFIX = "query: "
_FACT_CHECK_PREFIX = "passage: "


class BundledEncoder:
    """multilingual-e5-small, which knows 100 languages, with weights and activations in bytes.

    It also reads pairs: that network was trained from this one and shares its vocabulary.

    Attributes:
        id: Names weights, precision and graph; another id means other vectors.
        dimensions: 384.
    """

    id = BUNDLED_ID
    dimensions = DIMENSIONS

    def __init__(self, folder: Path, wheel: E5WeightsFile, *, threads: int = 2) -> None:
        """Open a converted encoder.

        Args:
            folder: Where the conversion lies.
            wheel: The vectors of single words, and the scores of pieces.
            threads: Batches that run at the same time; one text never takes more than one.

        Raises:
            EncoderUnavailable: The conversion is damaged, or onnxruntime is missing.
        """
        self.cutter = Tokenizer.open(folder, wheel)
        self._engine = OnnxSession(folder / GRAPH_FILE, optimise=False)
        self._wheel = wheel
        positions = wheel.floats("emb.pos").reshape(-1, DIMENSIONS)
        self._positions = positions + wheel.floats("emb.type")[:DIMENSIONS]
        self._threads = threads
        self._reader: OnnxCrossEncoder | None = None

    def encode_claims(self, texts: Sequence[str]) -> Vectors:
        """Encode what is looked up; shape (texts, 384), rows of length 1 or of zeros."""
        return self._encode(_CLAIM_PREFIX, texts)

    def encode_fact_checks(self, texts: Sequence[str]) -> Vectors:
        """Encode what is looked for; shape (texts, 384), rows of length 1 or of zeros."""
        return self._encode(_FACT_CHECK_PREFIX, texts)

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        return encode_batches(
            [self._pieces(prefix, text) for text in texts],
            self._run,
            dimensions=DIMENSIONS,
            threads=self._threads,
        )

    def _pieces(self, prefix: str, text: str) -> tuple[int, ...]:
        meaningful = readable(text)
        return self.cutter.cut(prefix + meaningful) if meaningful else ()

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Say of every claim and published claim how likely one fact-check serves both.

        Returns:
            Log-odds, shape (pairs,), not calibrated. Where a text has nothing to read, 0.

        Raises:
            EncoderUnavailable: The reader's weights are damaged.
        """
        if not pairs:
            return np.zeros(0, np.float32)
        if self._reader is None:
            self._reader = OnnxCrossEncoder()
        texts = [(self._pieces("", claim), self._pieces("", other)) for claim, other in pairs]
        joined = [join_token_ids(*both) if all(both) else () for both in texts]
        contexts = run_batches(joined, self._read, dimensions=DIMENSIONS, threads=self._threads)
        log_odds = self._reader.log_odds(contexts)
        log_odds[[place for place, pieces in enumerate(joined) if not pieces]] = 0
        return log_odds

    def _read(self, batch: Batch) -> Vectors:
        assert self._reader is not None
        return self._reader.contexts(self._words(batch))

    def _run(self, batch: Batch) -> Vectors:
        return mean_of_pieces(self._engine.run({"words": self._words(batch)}, "contexts"))

    def _words(self, batch: Batch) -> Vectors:
        pieces, places = np.unique(batch, return_inverse=True)
        words = self._wheel.rows("emb.word", DIMENSIONS, pieces)[places.reshape(batch.shape)]
        words += self._positions[: batch.shape[1]]
        return words


def open_bundled(
    cache: Path, on_message: Callable[[str], None], *, threads: int = 2
) -> BundledEncoder:
    """Open the bundled encoder, converting its weights where that was not done yet.

    Args:
        cache: Folder for what can be made again.
        on_message: Told in one line when something takes long or is not as usual.
        threads: Batches that run at the same time.

    Raises:
        EncoderUnavailable: Weights or onnxruntime are missing here, or nothing can be written.
    """
    path = find_wheel_file()
    wheel = E5WeightsFile(path)
    converted = converted_encoder(path, cache, on_message)
    try:
        encoder = BundledEncoder(converted.folder, wheel, threads=threads)
    except EncoderUnavailable as error:
        if converted.is_new:
            raise
        on_message(f"{error}; making it again")
        converted = converted_encoder(path, cache, on_message, again=True)
        encoder = BundledEncoder(converted.folder, wheel, threads=threads)
    _remove_with(encoder, converted)
    return encoder


def _remove_with(encoder: BundledEncoder, converted: Converted) -> None:
    if converted.is_temporary:
        weakref.finalize(encoder, shutil.rmtree, converted.folder, ignore_errors=True)
