"""Encode the fact-checks and the confirmed wordings that have no vector yet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from factcheck.store.store import Store
from factcheck.store.vector_table import PendingText

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
    tried = made_in_all = 0
    for table in tables:
        made = after = 0
        while pending := table.pending(encoder.id, _BATCH_SIZE, after=after):
            vectors = encoder.encode_fact_checks([encoded_text(text) for text in pending])
            rows = [
                (text.number, text.text_hash, vector)
                for text, vector in zip(pending, vectors, strict=True)
                if vector.any()
            ]
            made += table.save(encoder.id, rows)
            tried += len(pending)
            after = pending[-1].number
            on_progress(Progress("encoding", tried, total))
        if made:
            # lazy: where nothing is encoded, nothing of this is needed.
            from factcheck.retrieval.index_files import write_index_files

            write_index_files(store, encoder.id, table)
        made_in_all += made
    return made_in_all


def encoded_text(text: PendingText) -> str:
    """Return the text to encode: claim and title, which retrieves better than either alone."""
    if text.title.casefold() == text.claim.casefold():
        return text.claim
    return f"{text.claim} {text.title}".strip()
