"""Tables of vectors, of fact-checks and of confirmed wordings, and the queues for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from factcheck.errors import EncoderMismatch
from factcheck.store.connection import (
    StoreConnection,
    StorePart,
    transaction,
    translate_sqlite_errors,
)
from factcheck.store.index_fingerprints import (
    BLOCK,
    delete_fingerprints,
    read_fingerprints,
    remove_damaged_fingerprints,
    update_fingerprints,
)
from factcheck.store.row_mapping import DamagedRecordError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

BYTES_PER_NUMBER = 2  # little-endian float16
_MOST_DIMENSIONS = 16_384
_SOUND = "typeof(vector) = 'blob' AND length(vector) = ?"


@dataclass(frozen=True, slots=True)
class VectorTableNames:
    """Where vectors are kept, and of what.

    Attributes:
        table: Of the vectors.
        queue: Of the texts that wait for one.
        key: The column of both that numbers what the vectors are of.
        texts: Gives number, claim and title, as SQL that can be joined.
    """

    table: str
    queue: str
    key: str
    texts: str


OF_FACT_CHECKS = VectorTableNames(
    "vectors", "encoding_queue", "fact_check", "SELECT number, claim, title FROM fact_checks"
)
OF_ALIASES = VectorTableNames(
    "alias_vectors", "alias_queue", "judgement", "SELECT id, text, '' FROM judgements"
)


@dataclass(frozen=True, slots=True)
class PendingText:
    """A fact-check that has no vector yet.

    Attributes:
        text_hash: Hand it back with the vector: it tells whether the text has changed since.
    """

    number: int
    claim: str
    title: str
    text_hash: str


class VectorTable(StorePart):
    """The vectors of one encoder, and the queue of texts that still need one."""

    def __init__(
        self, connection: StoreConnection, names: VectorTableNames = OF_FACT_CHECKS
    ) -> None:
        """Use the tables that *names* gives, of an open store."""
        super().__init__(connection)
        self.names = names
        self._in_block = f"{names.key} >= ? AND {names.key} < ?"

    @translate_sqlite_errors
    def encoder(self) -> tuple[str, int]:
        """Give the id and the dimensions of the encoder that wrote the vectors, or "" and 0."""
        sql = "SELECT name, dimensions FROM encoders ORDER BY id LIMIT 1"
        name, dimensions = self._connection.execute(sql).fetchone() or ("", 0)
        if not isinstance(name, str) or dimensions not in range(_MOST_DIMENSIONS + 1):
            raise DamagedRecordError(f"an encoder with {dimensions!r} dimensions")
        return name, dimensions

    @translate_sqlite_errors
    def encoder_id(self) -> str:
        """Give the id of the encoder that wrote the vectors, empty if there are none."""
        return self.encoder()[0]

    @translate_sqlite_errors
    def pending(self, encoder_id: str, limit: int, after: int = 0) -> list[PendingText]:
        """List fact-checks that wait for a vector, lowest numbers first.

        Raises:
            EncoderMismatch: The vectors come from another encoder.
        """
        self._refuse_mixing(encoder_id)
        key = self.names.key
        rows = self._connection.execute(
            "WITH texts(number, claim, title) AS NOT MATERIALIZED "
            f"({self.names.texts}) SELECT q.{key}, t.claim, t.title, q.text_hash "
            f"FROM {self.names.queue} q JOIN texts t ON t.number = q.{key} "
            f"WHERE q.{key} > ? ORDER BY q.{key} LIMIT ?",
            (after, limit),
        )
        return [PendingText(*row) for row in rows]

    @translate_sqlite_errors
    def pending_count(self) -> int:
        """Count the fact-checks that wait for a vector."""
        sql = f"SELECT count(*) FROM {self.names.queue}"
        count: int = self._connection.execute(sql).fetchone()[0]
        return count

    @translate_sqlite_errors
    def save(self, encoder_id: str, rows: "Iterable[tuple[int, str, ArrayLike]]") -> int:
        """Keep vectors for texts that `pending` gave, in one transaction.

        Args:
            encoder_id: Who made them.
            rows: (number, text hash, vector), which may be the bytes of another store's.
                One whose text has changed meanwhile is left out.

        Returns:
            How many were kept.

        Raises:
            EncoderMismatch: The stored vectors come from another encoder, or have another length.
        """
        blobs = [(number, text_hash, _as_bytes(vector)) for number, text_hash, vector in rows]
        if not blobs:
            return 0
        lengths = {len(blob) // BYTES_PER_NUMBER for _, _, blob in blobs}
        with transaction(self._connection):
            encoder = self._encoder_row(encoder_id, lengths)
            kept = [blob for blob in blobs if self._keep(encoder, *blob)]
            changes = ((number, encoder_id, blob) for number, _, blob in kept)
            update_fingerprints(self._connection, changes, self.names.table)
            return len(kept)

    @translate_sqlite_errors
    def load(self, encoder_id: str) -> "tuple[NDArray[np.int64], NDArray[np.float16]]":
        """Read all usable vectors: numbers (n,) rising, and float16 (n, dimensions).

        Vectors of a wrong length, of zeros, or with infinite or undefined values are left out:
        one such row would come first in every search.

        Raises:
            EncoderMismatch: The vectors come from another encoder.
        """
        self._refuse_mixing(encoder_id)
        numbers, vectors = self._arrays()
        usable = _usable(vectors)
        return numbers[usable], vectors[usable]

    @translate_sqlite_errors
    def block(self, encoder_id: str, block: int) -> "tuple[NDArray[np.int64], NDArray[np.float16]]":
        """Read the vectors of one block: numbers (n,) rising, and (n, dimensions).

        Raises:
            EncoderMismatch: The vectors come from another encoder.
        """
        self._refuse_mixing(encoder_id)
        return self._arrays(self._in_block, (block * BLOCK, (block + 1) * BLOCK))

    @translate_sqlite_errors
    def fingerprints(self, encoder_id: str) -> dict[int, str]:
        """Give a fingerprint of every block of vectors: 64 hexadecimal digits.

        Two copies of a store have the same one only where they have the same vectors.

        Raises:
            EncoderMismatch: The vectors come from another encoder.
        """
        self._refuse_mixing(encoder_id)
        fingerprints = read_fingerprints(self._connection, self.names.table)
        highest = self.highest()
        if highest and highest // BLOCK not in fingerprints:
            raise DamagedRecordError("the vectors have no fingerprint")
        return fingerprints

    @translate_sqlite_errors
    def mend_fingerprints(self) -> None:
        """Replace missing and damaged fingerprints, inside the caller's transaction."""
        table, key = self.names.table, self.names.key
        sound = remove_damaged_fingerprints(self._connection, table)
        blocks = self._connection.execute(f"SELECT DISTINCT {key} / {BLOCK} FROM {table}")
        sql = f"SELECT {key}, vector FROM {table} WHERE {self._in_block}"
        for (block,) in blocks.fetchall():
            if block not in sound:
                span = (block * BLOCK, (block + 1) * BLOCK)
                update_fingerprints(self._connection, self._connection.execute(sql, span), table)

    @translate_sqlite_errors
    def highest(self) -> int:
        """Give the highest number that has a vector, 0 if there is none."""
        sql = f"SELECT coalesce(max({self.names.key}), 0) FROM {self.names.table}"
        number: int = self._connection.execute(sql).fetchone()[0]
        return number

    @translate_sqlite_errors
    def forget(self, numbers: Iterable[int]) -> None:
        """Delete the vectors of fact-checks whose text changed, inside the caller's transaction."""
        keys = [(number,) for number in numbers]
        if not keys:
            return
        for table in (self.names.table, self.names.queue):
            sql = f"DELETE FROM {table} WHERE {self.names.key} = ?"
            self._connection.executemany(sql, keys)
        update_fingerprints(self._connection, keys, self.names.table)

    @translate_sqlite_errors
    def queue(self, rows: Iterable[tuple[int, str]]) -> None:
        """Let (number, text hash) wait for a vector, inside the caller's transaction."""
        names = self.names
        sql = f"INSERT OR REPLACE INTO {names.queue}({names.key}, text_hash) VALUES(?,?)"
        self._connection.executemany(sql, rows)

    @translate_sqlite_errors
    def drop(self) -> None:
        """Delete all vectors, those of aliases too, so that another encoder can make new ones."""
        with transaction(self._connection):
            for names in (OF_FACT_CHECKS, OF_ALIASES):
                self._connection.execute(
                    f"INSERT OR REPLACE INTO {names.queue}({names.key}, text_hash) "
                    f"SELECT {names.key}, text_hash FROM {names.table}"
                )
                self._connection.execute(f"DELETE FROM {names.table}")
                delete_fingerprints(self._connection, names.table)
            self._connection.execute("DELETE FROM encoders")

    def _arrays(
        self, condition: str = "1", parameters: tuple[int, ...] = ()
    ) -> "tuple[NDArray[np.int64], NDArray[np.float16]]":
        """Read the vectors that have the encoder's length, numbers rising."""
        # lazy: a look-up by words alone needs no numpy.
        import numpy as np

        _, dimensions = self.encoder()
        rows = self._connection.execute(
            f"SELECT {self.names.key}, vector FROM {self.names.table} "
            f"WHERE {condition} AND {_SOUND} ORDER BY {self.names.key}",
            (*parameters, dimensions * BYTES_PER_NUMBER),
        ).fetchall()
        numbers = np.fromiter((number for number, _ in rows), np.int64, len(rows))
        joined = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f2")
        return numbers, joined.reshape(len(rows), dimensions)

    def _keep(self, encoder: int, number: int, text_hash: str, blob: bytes) -> bool:
        names = self.names
        waited = self._connection.execute(
            f"DELETE FROM {names.queue} WHERE {names.key} = ? AND text_hash = ?",
            (number, text_hash),
        )
        if waited.rowcount < 1:
            return False
        columns = f"{names.key}, encoder, text_hash, vector"
        sql = f"INSERT OR REPLACE INTO {names.table}({columns}) VALUES(?,?,?,?)"
        self._connection.execute(sql, (number, encoder, text_hash, blob))
        return True

    def _encoder_row(self, encoder_id: str, lengths: set[int]) -> int:
        self._refuse_mixing(encoder_id)
        _, dimensions = self.encoder()
        if len(lengths) > 1 or (dimensions and lengths != {dimensions}):
            raise EncoderMismatch(
                f"the encoder {encoder_id} gave vectors of {sorted(lengths)} numbers where the "
                f"store has {dimensions or 'none'}; 'factcheck doctor --fix' encodes anew"
            )
        self._connection.execute(
            "INSERT OR IGNORE INTO encoders(id, name, dimensions) VALUES(1, ?, ?)",
            (encoder_id, min(lengths)),
        )
        return 1

    def _refuse_mixing(self, encoder_id: str) -> None:
        stored, _ = self.encoder()
        if stored and stored != encoder_id:
            raise EncoderMismatch(
                f"the store's vectors were made by the encoder {stored}, not {encoder_id}; "
                "run 'factcheck doctor --fix' to encode them anew"
            )


def bad_vector_numbers(rows: Sequence[tuple[int, object]], dimensions: int) -> list[int]:
    """Name the rows whose vector no search may use; without numpy, those of a wrong length."""
    size = dimensions * BYTES_PER_NUMBER
    bad = [number for number, blob in rows if not isinstance(blob, bytes) or len(blob) != size]
    if find_spec("numpy") is None:
        return bad
    # lazy: only `factcheck doctor` comes here.
    import numpy as np

    wrong = set(bad)
    sound = [(n, blob) for n, blob in rows if n not in wrong and isinstance(blob, bytes)]
    matrix = np.frombuffer(b"".join(blob for _, blob in sound), dtype="<f2")
    usable = _usable(matrix.reshape(len(sound), dimensions))
    return sorted(bad + [sound[row][0] for row in np.flatnonzero(~usable)])


def _usable(matrix: "NDArray[np.float16]") -> "NDArray[np.bool_]":
    # lazy: imported by then.
    import numpy as np

    # Read as bits without the sign, much faster than isfinite on half floats: 0 is zero, and
    # from 0x7C00 on a value is infinite or undefined.
    largest = (matrix.view("<u2") & 0x7FFF).max(axis=1, initial=0)
    usable: NDArray[np.bool_] = (largest > 0) & (largest < 0x7C00)
    return usable


def _as_bytes(vector: "ArrayLike") -> bytes:
    if isinstance(vector, bytes):
        return vector
    # lazy: whoever hands over a vector has numpy already.
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        halves = np.asarray(vector).astype("<f2").reshape(-1)
    # Zeros mean "this text has no vector", so that it is not tried again for ever.
    return halves.tobytes() if np.isfinite(halves).all() else bytes(halves.nbytes)
