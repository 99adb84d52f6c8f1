"""Retrieve by what people judged: fact-checks of this very text, and aliases near it."""

from collections.abc import Iterable, Sequence, Set
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.model import Judgement, Message, Trust
from factcheck.retrieval.bm25 import TermStatistics
from factcheck.retrieval.lexical import terms_to_search
from factcheck.store.judgement_table import JudgementTable, StoredJudgement
from factcheck.text.language import language_group
from factcheck.text.lexicon import lexicon
from factcheck.text.normalise import readable
from factcheck.text.posts import lowercase_shouting
from factcheck.text.tokens import tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.retrieval.dense import DenseIndex

# Aliases for each text of a query, by words and as many by meaning.
_MOST_ALIASES = 10
# A millisecond. Wordings that share no rare word with a text are found by meaning.
_MOST_POSTINGS = 2_000
# "This works against covid" says of which remedy only beside its picture, and nearly every other
# post about covid comes near it. So a wording has to say something without its function words; in
# scripts that write no spaces and in compounds, letters stand for words.
_LEAST_CONTENT_WORDS = 4
_LEAST_CONTENT_LETTERS = 24
# Aliases that are cached; some ten megabytes.
_CACHED_ALIASES = 16_384


@dataclass(frozen=True, slots=True)
class JudgedMatch:
    """A fact-check that people compared with the text of a query, or with an alias.

    Attributes:
        number: Its row in the store.
        counting: Judgements of our own and of trusted origins, oldest first.
        hints: Those of other origins, which decide nothing.
    """

    number: int
    counting: tuple[StoredJudgement, ...]
    hints: tuple[StoredJudgement, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody says that the two are the same, nobody else, and nothing changed."""
        said = {each.pair.judgement for each in self.counting}
        return said == {Judgement.SAME} and not any(each.outdated for each in self.counting)


@dataclass(frozen=True, slots=True)
class Alias:
    """A wording that somebody confirmed for a fact-check.

    Attributes:
        number: Row of the fact-check.
        text: For the encoder and the rules, without links, emoji and disguises.
        confirmed: Who confirmed it and when.
    """

    number: int
    text: str
    terms: tuple[str, ...]
    language: str
    confirmed: Message


class JudgedRetriever:
    """Searches the judgements of one store, as it is when the retriever is made."""

    def __init__(self, table: JudgementTable, dense: "DenseIndex | None") -> None:
        """Read what every search needs.

        Args:
            table: Of the judgements.
            dense: The vectors of the aliases, where there are any.
        """
        self._table = table
        self._dense = dense
        self._trust = table.trust()
        documents, average_length = table.alias_words.shape()
        frequencies = table.alias_words.document_frequencies
        self._statistics = TermStatistics(documents, average_length, frequencies)
        self._cache: dict[int, Alias | None] = {}
        self._allowed: Set[int] | None = None
        self._allowed_aliases: Set[int] | None = None

    def restricted_to(self, allowed: Set[int] | None) -> "JudgedRetriever":
        """Give a retriever that finds only fact-checks in the rows *allowed*; None, all."""
        restricted = copy(self)
        restricted._allowed = allowed
        restricted._allowed_aliases = None if allowed is None else self._table.aliases_of(allowed)
        return restricted

    def of_text(self, comparable_text: str) -> tuple[JudgedMatch, ...]:
        """Give the fact-checks that people compared with a text, by its comparable form."""
        by_number: dict[int, list[StoredJudgement]] = {}
        for each in self._table.of_comparable(comparable_text):
            if self._allowed is None or each.number in self._allowed:
                by_number.setdefault(each.number, []).append(each)
        found = (self._judged(number, each) for number, each in by_number.items())
        return tuple(each for each in found if each.counting or each.hints)

    def near(
        self, terms: Sequence[str], vector: "NDArray[np.float32] | None"
    ) -> list[tuple[Alias, float | None]]:
        """Find the aliases that share words with a text or lie near it, each with its cosine."""
        if not self._statistics.documents:
            return []
        rarest = terms_to_search(self._statistics, terms, _MOST_POSTINGS)
        lexical = self._table.alias_words.search(rarest, _MOST_ALIASES, self._allowed_aliases)
        cosines: dict[int, float] = {}
        if vector is not None and self._dense is not None:
            [nearest] = self._dense.search(vector[None, :], _MOST_ALIASES, self._allowed_aliases)
            cosines = dict(nearest)
            missing = sorted({id for id, _ in lexical} - cosines.keys())
            cosines |= self._dense.cosines(vector, missing)
        ids = sorted({id for id, _ in lexical} | cosines.keys())
        self._load(ids)
        return [(alias, cosines.get(id)) for id in ids if (alias := self._cache[id]) is not None]

    def _load(self, ids: Iterable[int]) -> None:
        missing = [id for id in ids if id not in self._cache]
        if not missing:
            return
        if len(self._cache) + len(missing) > _CACHED_ALIASES:
            self._cache.clear()
            missing = list(ids)
        rows = self._table.alias_words.rows(missing)
        judged = self._table.of_aliases(missing)
        for id in missing:
            claim_terms, _ = rows.get(id, ("", ""))
            self._cache[id] = self._alias(judged.get(id, []), tuple(claim_terms.split()))

    def _alias(self, judged: Sequence[StoredJudgement], terms: tuple[str, ...]) -> Alias | None:
        """Give the alias, None where it does not hold: disputed, out of date or of few words."""
        if not judged:
            return None
        match = self._judged(judged[0].number, judged)
        if not match.is_confirmed:
            return None
        last = match.counting[-1]
        text = readable(lowercase_shouting(last.pair.text))
        if not _says_enough(text, last.language):
            return None
        return Alias(match.number, text, terms, last.language, last.pair.by_and_when)

    def _judged(self, number: int, judged: Iterable[StoredJudgement]) -> JudgedMatch:
        counting, hints = [], []
        for each in judged:
            origin = each.pair.origin
            trust = self._trust.get(origin, Trust.HINT) if origin else Trust.FULL
            if trust is Trust.FULL:
                counting.append(each)
            elif trust is Trust.HINT:
                hints.append(each)
        return JudgedMatch(number, tuple(counting), tuple(hints))


def _says_enough(text: str, language: str) -> bool:
    """Whether another text that is near this wording is likely to mean the same."""
    empty = lexicon(language_group(language)).function_words
    content = [token.text for token in tokens(text) if token.fold not in empty]
    letters = sum(map(len, content))
    return len(content) >= _LEAST_CONTENT_WORDS or letters >= _LEAST_CONTENT_LETTERS
