"""Find the fact-checks that may answer a claim: by address, by text, by words, by meaning."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.lexical import search_terms
from factcheck.store.store import Store
from factcheck.text.language import guess_language
from factcheck.text.links import is_only_a_link, links
from factcheck.text.normalise import (
    MAX_CHARACTERS,
    clean,
    comparable,
    folded_words,
    is_junk,
    readable,
)
from factcheck.text.posts import lowercase_shouting
from factcheck.text.sentences import claim_sentences
from factcheck.text.terms import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder
    from factcheck.retrieval.dense import Nearest

_BY_WORDS = 50
_BY_MEANING = 50
# A long post is looked up as a whole and by at most so many of its sentences.
_PARTS = 6
_REMEMBERED_TEXTS = 32_768
# Fact-checks whose words are remembered; some twenty megabytes.
_REMEMBERED = 16_384


NOT_A_CLAIM = "There is no claim in this text: a claim needs a few words that assert something."
CUT_SHORT = f"Only the first {MAX_CHARACTERS:,} characters were looked at."


@dataclass(frozen=True, slots=True)
class Query:
    """A claim that somebody asks about, taken apart once.

    Attributes:
        claim: As it was asked, fit to be shown.
        texts: What is looked up: the whole first, then the parts of a long post, all without
            links, emoji and disguises, so that copies of a post are equal here; nothing where
            no text could be a claim.
        language: Best guess, ``und`` where there is none.
        links: Pages that it points to.
        notes: What a reader must know about the claim.
        asked_on: The day on which it was asked about, empty if that is not known.
    """

    claim: str
    texts: tuple[str, ...]
    language: str
    links: tuple[str, ...]
    notes: tuple[str, ...]
    asked_on: str = ""

    @classmethod
    def of(cls, claim: str, asked_on: str = "", *, whole_only: bool = False) -> "Query":
        """Take *claim* apart."""
        shown, said = clean(claim), lowercase_shouting(claim)
        whole, found_links = readable(said), links(shown)
        language, junk = _said_in(whole)
        if is_only_a_link(shown):
            return cls(shown, (), language, found_links, (), asked_on)
        if junk:
            return cls(shown, (), language, found_links, (NOT_A_CLAIM,), asked_on)
        sentences = () if whole_only else claim_sentences(said, _PARTS)
        notes = (CUT_SHORT,) if len(shown) > MAX_CHARACTERS else ()
        texts = (whole, *map(readable, sentences))
        return cls(shown, texts, language, found_links, notes, asked_on)


# Copies of a post are equal here, and asking takes longer than all else about them.
@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _said_in(whole: str) -> tuple[str, bool]:
    """Guess the language, and say whether nothing in the text could be a claim."""
    return guess_language(whole), is_junk(whole)


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """Why a fact-check answers without guessing.

    Attributes:
        link: The link in the claim that it names; empty where it reviews this very text.
    """

    link: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored fact-check that may answer a claim.

    Attributes:
        number: Its row in the store.
        cosine: Of its vector and the claim's, -1 to 1; None where either has no vector.
    """

    number: int
    claim_terms: tuple[str, ...]
    title_terms: tuple[str, ...] = ()
    cosine: float | None = None
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Candidates:
    """One text that was looked up, and the fact-checks that may answer it."""

    text: str
    terms: tuple[str, ...]
    candidates: tuple[Candidate, ...]

    def without(self, numbers: Set[int]) -> "Candidates":
        """Leave out fact-checks that must not answer."""
        if not numbers:
            return self
        kept = tuple(each for each in self.candidates if each.number not in numbers)
        return replace(self, candidates=kept)


class Retriever:
    """Searches one store for candidates; keeps what is the same for every claim."""

    def __init__(
        self, store: Store, encoder: "Encoder | None", allowed: Set[int] | None = None
    ) -> None:
        """Read what every search needs: the vectors and how common each word is.

        Args:
            store: Where the fact-checks are.
            encoder: Of the vectors, if there are any.
            allowed: Numbers of the fact-checks that may answer; None for all.
        """
        self._store = store
        self._encoder = encoder
        self._allowed = allowed
        self._nearest = self._load_vectors()
        self._known_words: dict[int, Candidate] = {}
        documents, average_length = store.corpus_shape()
        self.statistics = TermStatistics(documents, average_length, store.document_frequencies)

    @property
    def has_vectors(self) -> bool:
        """Whether meaning can be compared at all."""
        return self._nearest is not None

    def known(self, asked: Query) -> dict[int, ExactMatch]:
        """Find what needs no guessing: the very text, or a page that the claim points to."""
        found = {
            number: ExactMatch(link) for link in asked.links for number in self._store.by_url(link)
        }
        if asked.texts:
            by_text = self._store.by_claim_key(comparable(asked.claim))
            found |= dict.fromkeys(by_text, ExactMatch())
        if self._allowed is None:
            return found
        return {number: known for number, known in found.items() if number in self._allowed}

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32] | None":
        """Give the meaning of *texts*; None where there is nothing to compare it with."""
        if self._encoder is None or self._nearest is None or not texts:
            return None
        return self._encoder.encode_claims(texts)

    def search(
        self, texts: Sequence[str], vectors: "NDArray[np.float32] | None"
    ) -> "list[Candidates]":
        """Search for each of *texts*; one by one or all together, the answers are the same.

        Args:
            texts: What is looked up.
            vectors: What `encode` gave for them.
        """
        if vectors is None or self._nearest is None:
            return [self._found(text, None, {}) for text in texts]
        nearest = self._nearest.search(vectors, _BY_MEANING, self._allowed)
        return [
            self._found(text, vector if vector.any() else None, dict(neighbours))
            for text, vector, neighbours in zip(texts, vectors, nearest, strict=True)
        ]

    def _found(
        self, text: str, vector: "NDArray[np.float32] | None", cosines: dict[int, float]
    ) -> "Candidates":
        asked = terms(text)
        lexical = search_terms(self._store, self.statistics, asked, _BY_WORDS, self._allowed)
        by_words = {number for number, _ in lexical}
        if vector is not None and self._nearest is not None:
            cosines |= self._nearest.cosines(vector, sorted(by_words - cosines.keys()))
        candidates = tuple(
            replace(each, cosine=cosines.get(each.number))
            for each in self._written(by_words | cosines.keys())
        )
        return Candidates(text, asked, candidates)

    def _written(self, numbers: Set[int]) -> "list[Candidate]":
        """Give fact-checks as candidates without a cosine yet, by number; most are known."""
        missing: Set[int] = numbers - self._known_words.keys()
        if len(self._known_words) + len(missing) > _REMEMBERED:
            self._known_words.clear()
            missing = numbers
        rows = self._store.word_rows(missing) if missing else {}
        languages = self._store.languages(rows) if rows else {}
        for number, (claim, title) in rows.items():
            self._known_words[number] = Candidate(
                number=number,
                claim_terms=tuple(claim.split()),
                title_terms=tuple(title.split()),
                language=languages.get(number, "und"),
            )
        known = self._known_words
        return [known[number] for number in sorted(numbers) if number in known]

    def _load_vectors(self) -> "Nearest | None":
        if self._encoder is None:
            return None
        # lazy: a look-up by words alone needs no numpy.
        from factcheck.retrieval.index_files import open_nearest

        return open_nearest(self._store, self._encoder.id)


def spelled_terms(text: str) -> dict[str, str]:
    """Give for every term of *text* the first word that it was made from."""
    spelled: dict[str, str] = {}
    for word, term in zip(folded_words(text), terms(text), strict=True):
        spelled.setdefault(term, word)
    return spelled
