"""Give every stored fact-check that still waits for one its vector."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from factcheck.store.store import Store
from factcheck.store.vector_table import PendingText

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# Texts between two commits: an interrupted run loses at most their work, a few seconds.
_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long task has come.

    Attributes:
        done: Bytes while reading, fact-checks while encoding.
        total: Of the same; 0 where it is not known.
    """

    phase: Literal["reading", "encoding"]
    done: int
    total: int


def embed_pending(
    store: Store, encoder: "Encoder", on_progress: Callable[[Progress], None] = lambda _: None
) -> int:
    """Encode what waits, lowest numbers first, and commit as it goes.

    Returns:
        How many vectors were made. A text that cannot be encoded keeps waiting.

    Raises:
        EncoderMismatch: The store's vectors come from another encoder.
    """
    total = store.vectors.pending_count()
    made = tried = after = 0
    while waiting := store.vectors.pending(encoder.id, _TOGETHER, after=after):
        vectors = encoder.encode_fact_checks([encoded_text(text) for text in waiting])
        rows = [
            (text.number, text.text_hash, vector)
            for text, vector in zip(waiting, vectors, strict=True)
            if vector.any()
        ]
        made += store.vectors.save(encoder.id, rows)
        tried += len(waiting)
        after = waiting[-1].number
        on_progress(Progress("encoding", tried, total))
    if made:
        # lazy: where nothing is encoded, nothing of this is needed.
        from factcheck.retrieval.index_files import write_index_files

        write_index_files(store, encoder.id)
    return made


def encoded_text(text: PendingText) -> str:
    """Claim and title in one string: better than either alone, and than the nearer of the two."""
    if text.title.casefold() == text.claim.casefold():
        return text.claim
    return f"{text.claim} {text.title}".strip()
