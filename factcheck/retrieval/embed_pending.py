"""Encode the fact-checks and the confirmed wordings that have no vector yet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from factcheck.store.store import Store
from factcheck.store.vector_table import PendingText, VectorTable

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# Texts between two commits: an interrupted run loses at most a few seconds of work.
_BATCH_SIZE = 256


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long task has come.

    Attributes:
        done: Bytes or records while reading, fact-checks while encoding.
        total: Of the same; 0 if unknown.
    """

    phase: Literal["reading", "encoding"]
    done: int
    total: int


def embed_pending(
    store: Store, encoder: "Encoder", on_progress: Callable[[Progress], None] = lambda _: None
) -> int:
    """Encode pending fact-checks, then aliases, by their numbers, and commit after every batch.

    Vectors that the encoder of an earlier release made are made anew.

    Returns:
        How many vectors were made. A text that cannot be encoded stays pending.

    Raises:
        EncoderMismatch: The store's vectors come from another encoder.
    """
    from factcheck.neural.model_cache import supersedes  # lazy: loads numpy, as every encoder has

    if supersedes(encoder.id, store.vectors.encoder_id()):
        store.vectors.drop()
    tables = (store.vectors, store.judgements.alias_vectors)
    total = sum(table.pending_count() for table in tables)
    tried = 0

    def on_batch(size: int) -> None:
        nonlocal tried
        tried += size
        on_progress(Progress("encoding", tried, total))

    return sum(_embed(store, table, encoder, on_batch) for table in tables)


def embed_aliases(store: Store, encoder: "Encoder") -> int:
    """Encode pending aliases alone, so that whoever judges waits for nothing else.

    They stay pending where the fact-checks have no vectors of this encoder.

    Returns:
        How many vectors were made.
    """
    if store.vectors.encoder_id() != encoder.id:
        return 0
    return _embed(store, store.judgements.alias_vectors, encoder, lambda _: None)


def _embed(
    store: Store, table: VectorTable, encoder: "Encoder", on_batch: Callable[[int], None]
) -> int:
    """Encode what is pending in *table*; *on_batch* gets the number of texts of each batch."""
    made = after = 0
    while pending := table.pending(encoder.id, _BATCH_SIZE, after=after):
        vectors = encoder.encode_fact_checks([encoded_text(text) for text in pending])
        rows = [
            (text.number, text.text_hash, vector)
            for text, vector in zip(pending, vectors, strict=True)
            if vector.any()
        ]
        made += table.save(encoder.id, rows)
        after = pending[-1].number
        on_batch(len(pending))
    if made:
        # lazy: where nothing is encoded, nothing of this is needed.
        from factcheck.retrieval.index_files import write_index_files

        write_index_files(store, encoder.id, table)
    return made


def encoded_text(text: PendingText) -> str:
    """Return the text to encode: claim and title, which retrieves better than either alone."""
    if text.title.casefold() == text.claim.casefold():
        return text.claim
    return f"{text.claim} {text.title}".strip()
