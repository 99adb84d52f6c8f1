"""Make the stores that benchmarks look claims up in; those of a corpus are made once."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.model import FactCheck, Publisher
from factcheck.neural.encoder import Encoder, RerankingEncoder
from factcheck.retrieval.embed_pending import embed_pending
from factcheck.store.store import Store, open_store
from factcheck.text.scripts import script_of

CASES = Publisher("cases")
# Fixed, so that figures do not depend on the day.
_AT = "2024-01-01T00:00:00+00:00"


class CachingEncoder:
    """An encoder that encodes no claim twice, for claims that are looked up in several stores."""

    def __init__(self, encoder: Encoder) -> None:
        """Wrap *encoder*, which has to be a reranking encoder too."""
        if not isinstance(encoder, RerankingEncoder):
            raise TypeError("this measures the encoder that comes with factcheck")
        self._encoder = encoder
        self.score_pairs = encoder.score_pairs
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self.id = encoder.id
        self.dimensions = encoder.dimensions

    def encode_claims(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode the texts that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self._encoder.encode_claims(new), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def encode_fact_checks(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode all of *texts*."""
        return self._encoder.encode_fact_checks(texts)


def case(record_id: str, claim: str, language: str) -> FactCheck:
    """Make a fact-check of a bare claim."""
    return FactCheck(
        claim=claim,
        publisher=CASES,
        record_id=record_id,
        language=language,
        script=script_of(claim),
    )


def filled_store(
    path: Path, fact_checks: Iterable[FactCheck], encoder: Encoder, base: Path | None = None
) -> Store:
    """Make a store at *path* of *fact_checks*, and those of the store *base*."""
    if base is not None:
        shutil.copyfile(base, path)
    with open_store(path, mode="write") as store:
        run = store.repository.begin_run("cases", _AT)
        store.repository.save_batch(run, fact_checks, _AT)
        store.repository.finish_run(run, {}, _AT)
        embed_pending(store, encoder)
    return open_store(path)


def cached_corpus(corpus: Path, work: Path, encoder: Encoder) -> Path:
    """Make the store of a corpus in the folder *work*, or find it there."""
    work.mkdir(parents=True, exist_ok=True)
    store, _ = corpus_store(corpus, work, encoder, lambda _: None)
    with store:
        return store.path
