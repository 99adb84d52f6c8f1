"""Token vectors of all training texts, computed once: the interaction head learns from them."""

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from factcheck.neural.batch_encoding import Batch, TokenIds, Vectors, map_batches
from factcheck.neural.bundled_encoder import BundledEncoder, claim_spelling
from factcheck.neural.e5_config import DIMENSIONS
from factcheck.neural.e5_conversion import ENCODER_FOLDER
from factcheck.neural.e5_layers import E5Layers
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file
from factcheck.neural.encoder import default_encoder
from factcheck.neural.pair_scorer import MAX_HEAD_TOKENS

PREFIX = "query: "
# Standardised values are kept in bytes, 16 to the deviation: up to ±8 deviations.
STEPS = 16.0
SAMPLE = 400
TEXTS_AT_ONCE = 3000

Bytes = NDArray[np.int8]


def bundled_encoder() -> BundledEncoder:
    """Open the encoder that comes with factcheck, whatever the environment names."""
    encoder = default_encoder(print)
    if not isinstance(encoder, BundledEncoder):
        raise TypeError("training starts from the encoder that comes with factcheck")
    return encoder


class Tokens:
    """Gives the tokens of texts as the head reads them: 1152 numbers each, standardised.

    They come from the encoder after its middle layer and after its last, in int8 on disk, and from
    the vocabulary. The texts are tokenized and cut as the program does it.

    Attributes:
        mean: Of each channel.
        scale: One over the deviation of each channel.
    """

    def __init__(self, texts: Sequence[str], path: Path) -> None:
        """Read the vectors in *path*, or compute them and write them there."""
        self._wheel = E5WeightsFile(find_wheel_file())
        tokenizer = bundled_encoder().tokenizer
        self._prefix_length = len(tokenizer.token_ids(PREFIX)) - 2
        self._texts = [
            (*ids[: MAX_HEAD_TOKENS - 1][: len(ids) - 1], ids[-1])
            for ids in (tokenizer.token_ids(PREFIX + claim_spelling(t, tokenizer)) for t in texts)
        ]
        inner = [ids[self._prefix_length :] for ids in self._texts]
        self._ends = np.cumsum([len(ids) for ids in inner])
        if not path.exists():
            self._compute(path)
        self._contexts: Bytes = np.load(path, mmap_mode="r")
        with np.load(path.with_suffix(".channels.npz")) as file:
            mean, scale = file["mean"], file["scale"]
        vocabulary, self._places = np.unique(np.concatenate(inner), return_inverse=True)
        bare = self._wheel.token_vectors(vocabulary.astype(np.int64))
        bare_mean, bare_scale = _standard(bare)
        self._bare = _in_bytes((bare - bare_mean) * bare_scale)
        self.mean = np.concatenate([mean, bare_mean])
        self.scale = np.concatenate([scale, bare_scale])

    def length(self, text: int) -> int:
        """Count the tokens of the text with this number."""
        return len(self._texts[text]) - self._prefix_length

    def of(self, texts: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Give tokens, shape (texts, tokens, 1152), and where there is one."""
        longest = max(map(self.length, texts))
        values = np.zeros((len(texts), longest, 3 * DIMENSIONS), np.float32)
        present = np.zeros((len(texts), longest), bool)
        for row, text in enumerate(texts):
            length, end = self.length(text), self._ends[text]
            place = slice(end - length, end)
            values[row, :length, : 2 * DIMENSIONS] = self._contexts[place]
            values[row, :length, 2 * DIMENSIONS :] = self._bare[self._places[place]]
            present[row, :length] = True
        return torch.from_numpy(values / np.float32(STEPS)), torch.from_numpy(present)

    def _compute(self, path: Path) -> None:
        with as_file(files("factcheck.neural") / ENCODER_FOLDER) as folder:
            layers = E5Layers(folder)

        def run(batch: Batch) -> Vectors:
            last, middle = layers.run_with_middle(self._wheel.embed(batch))
            return np.concatenate([middle, last], 2)[:, self._prefix_length :]

        def contexts(texts: Sequence[TokenIds]) -> Vectors:
            found = dict(map_batches(set(texts), run, threads=2))
            return np.concatenate([found[text] for text in texts])

        mean, scale = _standard(contexts(self._texts[:SAMPLE]))
        np.savez(path.with_suffix(".channels.npz"), mean=mean, scale=scale)
        unfinished = path.with_suffix(".unfinished")
        shape = (int(self._ends[-1]), 2 * DIMENSIONS)
        written = np.lib.format.open_memmap(unfinished, "w+", np.int8, shape)
        end = 0
        for start in range(0, len(self._texts), TEXTS_AT_ONCE):
            values = contexts(self._texts[start : start + TEXTS_AT_ONCE])
            written[end : end + len(values)] = _in_bytes((values - mean) * scale)
            end += len(values)
            print(f"token vectors: {end / shape[0]:.0%}", flush=True)
        written.flush()
        unfinished.replace(path)


def _standard(values: Vectors) -> tuple[Vectors, Vectors]:
    return values.mean(0), 1 / (values.std(0) + np.float32(1e-6))


def _in_bytes(values: Vectors) -> Bytes:
    return np.clip(np.rint(values * STEPS), -127, 127).astype(np.int8)
