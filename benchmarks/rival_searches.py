"""The rivals of `rivals.py`: each makes its index and gives its way to search it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from factcheck.lookup import Lookup
from factcheck.neural.encoder import Encoder, RerankingEncoder
from factcheck.store.store import Store
from factcheck.text.terms import terms

RANKED = 10

# A claim to the places of fact-checks in the corpus, best first.
Ranks = Callable[[str], Sequence[int]]


class TimedEncoder:
    """An encoder that adds up the time that it takes to encode claims."""

    def __init__(self, encoder: Encoder) -> None:
        """Wrap *encoder*, which has to be a reranking encoder too."""
        if not isinstance(encoder, RerankingEncoder):
            raise TypeError("this measures the encoder that comes with factcheck")
        self._encoder = encoder
        self.score_pairs = encoder.score_pairs
        self.id, self.dimensions = encoder.id, encoder.dimensions
        self.encode_fact_checks = encoder.encode_fact_checks
        self.seconds = 0.0

    def encode_claims(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode *texts*, and add up the time."""
        begun = time.perf_counter()
        vectors = self._encoder.encode_claims(texts)
        self.seconds += time.perf_counter() - begun
        return vectors


@dataclass(frozen=True, slots=True)
class Corpus:
    """The fact-checks that every tool searches.

    Attributes:
        vectors: Shape (fact-checks, dimensions), of length 1.
        language: As `LANGUAGES` has it, empty for any other.
    """

    ids: tuple[str, ...]
    claims: tuple[str, ...]
    titles: tuple[str, ...]
    vectors: NDArray[np.float32]
    language: str
    store: Store
    encoder: TimedEncoder

    @property
    def texts(self) -> list[str]:
        """Claim and title together."""
        return [f"{c} {t}".strip() for c, t in zip(self.claims, self.titles, strict=True)]


@dataclass(frozen=True, slots=True)
class Search:
    """How one tool searches.

    Attributes:
        timed: What people call, if that is not `ranks`; this is timed.
    """

    ranks: Ranks
    timed: Callable[[str], object] | None = None


def by_factcheck(corpus: Corpus, store: Store, encoder: TimedEncoder | None) -> Search:
    """Look up as the Python API does."""
    lookup = Lookup(store, encoder)
    place = {each: number for number, each in enumerate(corpus.ids)}

    def ranks(claim: str) -> list[int]:
        ranked = next(lookup.rankings([claim]))(frozenset())
        return [place[match.fact_check.id] for match in ranked[:RANKED]]

    return Search(ranks, lookup.answer)


def by_rapidfuzz(corpus: Corpus) -> Search:
    """Compare with every text; the texts are brought into form once, which users often forget."""
    from rapidfuzz import fuzz, process, utils

    choices = [utils.default_process(text) for text in corpus.texts]

    def ranks(claim: str) -> list[int]:
        query = utils.default_process(claim)
        found = process.extract(query, choices, scorer=fuzz.token_set_ratio, limit=RANKED)
        return [place for _, _, place in found]

    return Search(ranks)


def by_sqlite_utils(corpus: Corpus, *, any_word: bool) -> Search:
    """Search with FTS5: as `table.search(…, quote=True)` does, or for any of the words."""
    from sqlite_utils import Database

    table = Database(memory=True)["fact_checks"]
    rows = zip(corpus.claims, corpus.titles, strict=True)
    table.insert_all({"claim": claim, "title": title} for claim, title in rows)
    porter = {"tokenize": "porter"} if corpus.language == "english" else {}
    table.enable_fts(["claim", "title"], **porter)

    def ranks(claim: str) -> list[int]:
        words = ['"' + word.replace('"', '""') + '"' for word in claim.split()]
        query = " OR ".join(words) if any_word else claim
        found = table.search(query, columns=["rowid"], limit=RANKED, quote=not any_word)
        return [row["rowid"] - 1 for row in found]

    return Search(ranks)


def by_bm25s(corpus: Corpus) -> Search:
    """Rank by BM25, stemmed and without stop words as its first example shows."""
    import bm25s

    language = corpus.language
    stop_words = "en" if language == "english" else None
    if language:
        import Stemmer

        stemmer = Stemmer.Stemmer(language)
    else:
        stemmer = None

    def tokenized(texts: list[str]) -> "bm25s.tokenization.Tokenized":
        return bm25s.tokenize(texts, stopwords=stop_words, stemmer=stemmer, show_progress=False)

    index = bm25s.BM25()
    index.index(tokenized(corpus.texts), show_progress=False)

    def ranks(claim: str) -> list[int]:
        found, _ = index.retrieve(tokenized([claim]), k=RANKED, show_progress=False)
        return found[0].tolist()

    return Search(ranks)


def by_bm25s_of_terms(corpus: Corpus) -> Search:
    """The same with words taken apart as factcheck does."""
    import bm25s

    index = bm25s.BM25()
    index.index([list(terms(text)) for text in corpus.texts], show_progress=False)

    def ranks(claim: str) -> list[int]:
        found, _ = index.retrieve([list(terms(claim))], k=RANKED, show_progress=False)
        return found[0].tolist()

    return Search(ranks)


def by_rank_bm25(corpus: Corpus) -> Search:
    """Rank by BM25 over lower-case words, as its readme shows."""
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([text.lower().split() for text in corpus.texts])

    def ranks(claim: str) -> list[int]:
        return np.argsort(-index.get_scores(claim.lower().split()), kind="stable")[:RANKED].tolist()

    return Search(ranks)


def by_tantivy(corpus: Corpus) -> Search:
    """Search with its query parser, stemmed where it can: in English."""
    tokenizer = "en_stem" if corpus.language == "english" else "default"
    return _tantivy(corpus.claims, corpus.titles, tokenizer, lambda claim: claim)


def by_tantivy_of_terms(corpus: Corpus) -> Search:
    """The same with words taken apart as factcheck does."""

    def tokenized(text: str) -> str:
        return " ".join(terms(text))

    claims, titles = map(tokenized, corpus.claims), map(tokenized, corpus.titles)
    return _tantivy(tuple(claims), tuple(titles), "whitespace", tokenized)


def _tantivy(
    claims: Sequence[str], titles: Sequence[str], tokenizer: str, tokenize: Callable[[str], str]
) -> Search:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("claim", "title"):
        builder.add_text_field(name, tokenizer_name=tokenizer)
    builder.add_unsigned_field("place", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)  # with several, ties fall anew each time
    for place, (claim, title) in enumerate(zip(claims, titles, strict=True)):
        writer.add_document(tantivy.Document(claim=claim, title=title, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ranks(claim: str) -> list[int]:
        query, _ = index.parse_query_lenient(tokenize(claim), ["claim", "title"])
        hits = searcher.search(query, RANKED).hits
        return [searcher.doc(address)["place"][0] for _, address in hits]

    return Search(ranks)


def by_faiss(corpus: Corpus) -> Search:
    """Search exactly for the nearest vectors."""
    import faiss

    index = faiss.IndexFlatIP(corpus.vectors.shape[1])
    index.add(corpus.vectors)

    def ranks(claim: str) -> list[int]:
        _, found = index.search(corpus.encoder.encode_claims([claim]), RANKED)
        return found[0].tolist()

    return Search(ranks)


def by_usearch(corpus: Corpus) -> Search:
    """Search a graph of near vectors, as it does unless told otherwise."""
    from usearch.index import Index

    index = Index(ndim=corpus.vectors.shape[1], metric="cos")
    index.add(np.arange(len(corpus.vectors)), corpus.vectors)

    def ranks(claim: str) -> list[int]:
        found = index.search(corpus.encoder.encode_claims([claim])[0], RANKED)
        return found.keys.tolist()

    return Search(ranks)
