"""Search the words of a big store in arrays that are mapped from a file, as SQLite would.

SQLite's full-text index scores some 1,000 fact-checks a millisecond, because it looks up the
length of each on its own. The arrays here hold the same words, and give the same fact-checks with
the same scores, to the last bit.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from factcheck.retrieval.memory_mapped import Arrays, new_array_file, open_arrays
from factcheck.store.row_mapping import DamagedRecordError

# Changes whenever the same words would be written in another way.
FORMAT = 1

# Of SQLite's bm25() (sqlite.org/fts5.html), which cannot be told others.
_K1, _B = 1.2, 0.75
_LEAST_WEIGHT = 1e-6
# In a check the counts stand above the rows, both with room for some billions.
_COUNTS_BY = 32
_NAMES = frozenset({"numbers", "lengths", "starts", "rows", "counts", "checks", "terms"})
# Most of the file, of which a look-up reads a thousandth: every word has its own check.
_CHECKED_BY_WORD = ("rows", "counts")

# Number, words of the claim, words of the title.
Batches = Iterable[Sequence[tuple[int, str, str]]]


class Postings:
    """Which words stand in which fact-checks, and how often."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], state: str) -> None:
        """Use arrays that `write_postings` has written.

        Args:
            arrays: ``numbers`` and ``lengths`` (in words) of the fact-checks; ``rows`` and
                ``counts`` of every word, one after another, word n from ``starts[n]`` on;
                ``checks``: what those of a word add up to; ``terms``: a trie of the words.
            state: Of the words that they were made of.
        """
        self.state = state
        self._arrays = arrays
        self._terms = marisa_trie.Trie()
        self._terms.frombytes(arrays["terms"].tobytes())
        self._lengths = arrays["lengths"]
        self._average = float(self._lengths.sum(dtype=np.int64)) / max(len(self._lengths), 1)

    def frequency(self, term: str) -> int:
        """Count the fact-checks that *term* stands in."""
        place = self._terms.get(term)
        if place is None:
            return 0
        starts = self._arrays["starts"]
        return int(starts[place + 1] - starts[place])

    def search(
        self, terms: Sequence[str], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Find fact-checks that have any of *terms*.

        Args:
            terms: Each of them indexed.
            limit: At most so many.
            allowed: For every fact-check, as in `numbers`, whether it may be found.

        Returns:
            (number, BM25 score), best first; ties by number.

        Raises:
            DamagedRecordError: What is in the file is not what was written.
        """
        scores = np.zeros(len(self._lengths))
        found: list[NDArray[np.int32]] = []
        for term in terms:
            rows, shares = self._shares(term)
            scores[rows] += shares
            found.append(rows)
        rows = np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)
        if allowed is not None:
            rows = rows[allowed[rows]]
        reached = scores[rows]
        if len(rows) > limit:
            kept = np.flatnonzero(reached >= np.partition(reached, -limit)[-limit])
            rows, reached = rows[kept], reached[kept]
        numbers = self._arrays["numbers"][rows]
        order = np.lexsort((numbers, -reached))[:limit]
        return list(zip(numbers[order].tolist(), reached[order].tolist(), strict=True))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The indexed fact-checks, rising."""
        numbers: NDArray[np.int64] = self._arrays["numbers"]
        return numbers

    def _shares(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Give the rows that have *term* and what it adds to their scores."""
        place = self._terms[term]
        begin, end = self._arrays["starts"][place : place + 2].tolist()
        rows = self._arrays["rows"][begin:end]
        whole = self._arrays["counts"][begin:end]
        if _check(rows, whole) != self._arrays["checks"][place]:
            raise DamagedRecordError(f"the postings of {term!r} have changed")
        counts = whole.astype(np.float64)
        all_rows, having = len(self._lengths), end - begin
        weight = math.log((all_rows - having + 0.5) / (having + 0.5))
        # In the order of SQLite's own sum, so that every bit is the same.
        lengths = self._lengths[rows].astype(np.float64)
        by_length = _K1 * (1 - _B + _B * lengths / self._average)
        shares = counts * (_K1 + 1) / (counts + by_length)
        return rows, (weight if weight > 0 else _LEAST_WEIGHT) * shares


def open_postings(path: Path, state: str) -> Postings | None:
    """Map the file at *path*; None where there is none, or not exactly what was written."""
    arrays = open_arrays(path)
    if arrays is None or arrays.keys() != _NAMES:
        return None
    return Postings(arrays, state)


def write_postings(path: Path, batches: Batches) -> None:
    """Index all words of *batches*, numbers rising, in a file that is complete or not there.

    Raises:
        OSError: The folder cannot be written to.
    """
    arrays = arrays_of(batches)
    with new_array_file(path) as file:
        for name, array in arrays.items():
            file.add(name, [array], summed=name not in _CHECKED_BY_WORD)


def arrays_of(batches: Batches) -> Arrays:
    """Make the arrays of `Postings`: some 8 seconds and 500 MB for a million fact-checks."""
    words = _Words.of(batches)
    rows = len(words.numbers)
    trie = marisa_trie.Trie(words.terms)
    places = np.fromiter(map(trie.__getitem__, words.terms), np.int64, len(words.terms))
    # One number for each word in each place, so that one sort brings equals together.
    keys = places[words.ids] * max(rows, 1) + np.repeat(np.arange(rows), words.lengths)
    pairs, counts = np.unique(keys, return_counts=True)
    terms, in_rows = np.divmod(pairs, max(rows, 1))
    starts = np.zeros(len(words.terms) + 1, np.int64)
    np.cumsum(np.bincount(terms, minlength=len(words.terms)), out=starts[1:])
    checked = in_rows + (counts << _COUNTS_BY)
    return {
        "numbers": words.numbers,
        "lengths": words.lengths,
        "starts": starts,
        "rows": in_rows.astype(np.int32),
        "counts": counts.astype(np.min_scalar_type(int(counts.max(initial=0)))),
        "checks": np.add.reduceat(checked, starts[:-1]) if len(checked) else checked,
        "terms": np.frombuffer(trie.tobytes(), np.uint8),
    }


def _check(rows: NDArray[Any], counts: NDArray[Any]) -> int:
    """Add up both; a changed bit always changes it."""
    return int(rows.sum(dtype=np.int64)) + (int(counts.sum(dtype=np.int64)) << _COUNTS_BY)


@dataclass(frozen=True, slots=True)
class _Words:
    """All words of all fact-checks, one after another.

    Attributes:
        terms: The different ones.
        ids: For each word its place in *terms*.
        numbers: Of the fact-checks.
        lengths: How many words each has.
    """

    terms: list[str]
    ids: NDArray[np.int32]
    numbers: NDArray[np.int64]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, batches: Batches) -> "_Words":
        known: dict[str, int] = {}
        ids, numbers, lengths = (
            [np.empty(0, np.int32)],
            [np.empty(0, np.int64)],
            [np.empty(0, np.int32)],
        )
        for batch in batches:
            texts = [f"{claim} {title}".split() for _, claim, title in batch]
            words = [word for text in texts for word in text]
            for word in words:
                if word not in known:
                    known[word] = len(known)
            ids.append(np.fromiter(map(known.__getitem__, words), np.int32, len(words)))
            numbers.append(np.fromiter((number for number, _, _ in batch), np.int64, len(batch)))
            lengths.append(np.fromiter(map(len, texts), np.int32, len(texts)))
        return cls(
            list(known), np.concatenate(ids), np.concatenate(numbers), np.concatenate(lengths)
        )
