"""Find fact-checks by the words that they share with a claim."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from factcheck.store.index_fingerprints import forget_states, states_of, summary, turn
from factcheck.store.migrations import VOCABULARY_SQL, WORDS_SQL
from factcheck.store.row_mapping import DamagedRecordError, as_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.retrieval.postings import Postings

# Searching for every word of a long post takes ten times as long as for its rarest dozen, and
# what costs time is how many fact-checks have the words: about a millisecond for 2,000.
MAX_TERMS = 16
MOST_POSTINGS = 40_000
_ALWAYS_SEARCHED = 3

# A query may repeat what it likes: more different words than this are not even counted.
_MOST_WORDS = 1_000
_BATCH = 16_384
_REMEMBERED_FREQUENCIES = 100_000

# A space would part a word in two, SQLite stops reading at a NUL, and half a surrogate pair
# is no text.
_UNUSABLE = re.compile(r"[\s\x00\ud800-\udfff]")


class WordIndex:
    """The words of every fact-check's claim and title, as the caller folded and split them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use an open store; nothing is read yet."""
        self._connection = connection
        self._frequencies: dict[str, int] = {}
        self._version = -1
        self._postings: Postings | None = None
        self._allowed: tuple[Collection[int], int, NDArray[np.bool_]] | None = None

    def add(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Index (number, words of the claim, words of the title), words parted by spaces."""
        self._connection.executemany("INSERT INTO words(rowid, claim, title) VALUES(?,?,?)", rows)
        if rows:
            turn(self._connection, "words", rows)
        self._count(len(rows), sum(_length(claim, title) for _, claim, title in rows))

    def remove(self, numbers: Collection[int]) -> None:
        """Take fact-checks out of the index, before their new words are added."""
        gone = self.rows(numbers).values()
        keys = [(number,) for number in numbers]
        if not keys:
            return
        self._connection.executemany("DELETE FROM words WHERE rowid = ?", keys)
        turn(self._connection, "words", keys)
        self._count(-len(gone), -sum(_length(claim, title) for claim, title in gone))

    def search(
        self,
        words: Iterable[str],
        *,
        limit: int,
        allowed: Collection[int] | None = None,
        max_terms: int = MAX_TERMS,
    ) -> list[tuple[int, float]]:
        """Find fact-checks that share the rarest of *words*, best first.

        Args:
            words: Folded as those in the index; no operator among them has any effect.
            limit: At most so many.
            allowed: Only these numbers.
            max_terms: Only the rarest so many words are searched for; fewer where they
                stand in very many fact-checks.

        Returns:
            (number, BM25 score), positive and higher for better; ties by number.
        """
        frequencies = self.frequencies(words)
        rarest = _rarest(frequencies, max_terms)
        if not rarest or limit < 1:
            return []
        if self._postings is not None:
            try:
                return self._postings.search(rarest, limit, self._mask(allowed))
            except DamagedRecordError:
                self._postings = None
        # Quoted, so that OR, NEAR or a column's name is a word like any other.
        query = " OR ".join('"' + word.replace('"', '""') + '"' for word in rarest)
        sql = "SELECT rowid, -rank FROM words WHERE words MATCH ? ORDER BY rank, rowid"
        if allowed is None:
            return self._connection.execute(f"{sql} LIMIT ?", (query, limit)).fetchall()
        # Streamed: as a part of the query the list would be walked once for every word.
        found = self._connection.execute(sql, (query,))
        wanted = allowed if isinstance(allowed, set | frozenset) else set(allowed)
        return list(islice((hit for hit in found if hit[0] in wanted), limit))

    def frequencies(self, words: Iterable[str]) -> dict[str, int]:
        """Count the fact-checks that each word stands in, 0 for a word that stands in none."""
        self._forget_if_changed()
        wanted = list(islice(dict.fromkeys(word for word in words if _is_term(word)), _MOST_WORDS))
        missing = [word for word in wanted if word not in self._frequencies]
        if missing and len(self._frequencies) + len(missing) > _REMEMBERED_FREQUENCIES:
            self._frequencies.clear()
            missing = wanted
        for word in missing:
            self._frequencies[word] = self._frequency(word)
        return {word: self._frequencies[word] for word in wanted}

    def state(self) -> str:
        """Name the state of all words: 64 hexadecimal digits that every change changes."""
        return summary(states_of(self._connection, "words"))

    def use(self, postings: "Postings") -> None:
        """Search in *postings* from now on, until the words are others than theirs."""
        self._postings = postings if postings.state == self.state() else None
        self._allowed = None
        self._frequencies.clear()

    def batches(self) -> Iterator[list[tuple[int, str, str]]]:
        """Read what is indexed, numbers rising, 16,384 fact-checks at a time."""
        cursor = self._connection.execute("SELECT rowid, claim, title FROM words ORDER BY rowid")
        while rows := cursor.fetchmany(_BATCH):
            yield rows

    def rows(self, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Give the words of claim and title, as indexed, for an exact BM25 over a few."""
        sql = (
            "SELECT rowid, claim, title FROM words WHERE rowid IN (SELECT value FROM json_each(?))"
        )
        rows = self._connection.execute(sql, (as_list(numbers),))
        return {number: (claim, title) for number, claim, title in rows}

    def shape(self) -> tuple[int, float]:
        """Give the number of indexed fact-checks and their average length in words."""
        sql = "SELECT documents, words FROM word_totals"
        documents, words = self._connection.execute(sql).fetchone() or (0, 0)
        if not isinstance(documents, int) or not isinstance(words, int):
            raise DamagedRecordError("the number of indexed words is no number")
        return documents, words / documents if documents else 0.0

    def clear(self) -> None:
        """Make an empty index, also where the old one is damaged."""
        for statement in (
            "DROP TABLE IF EXISTS words_vocabulary",
            "DROP TABLE IF EXISTS words",
            WORDS_SQL,
            VOCABULARY_SQL,
            "INSERT OR REPLACE INTO word_totals(id, documents, words) VALUES(1, 0, 0)",
        ):
            self._connection.execute(statement)
        forget_states(self._connection, "words")
        self.forget()

    def forget(self) -> None:
        """Forget what was counted, after a change or after one was undone."""
        self._frequencies.clear()
        if self._postings is not None and self._postings.state != self.state():
            self._postings = None

    def _count(self, documents: int, words: int) -> None:
        self.forget()
        self._connection.execute(
            "UPDATE word_totals SET documents = documents + ?, words = words + ?",
            (documents, words),
        )

    def _forget_if_changed(self) -> None:
        # data_version moves when another connection has written.
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self.forget()
            self._version = version

    def _frequency(self, word: str) -> int:
        if self._postings is not None:
            return self._postings.frequency(word)
        sql = "SELECT doc FROM words_vocabulary WHERE term = ?"
        row = self._connection.execute(sql, (word,)).fetchone()
        return row[0] if row else 0

    def _mask(self, allowed: Collection[int] | None) -> "NDArray[np.bool_] | None":
        """Mark what may be found; a journey asks with the same collection again and again."""
        if allowed is None or self._postings is None:
            return None
        known = self._allowed
        if known is None or known[0] is not allowed or known[1] != len(allowed):
            # lazy: here it has been imported already.
            import numpy as np

            numbers = np.fromiter(allowed, np.int64, len(allowed))
            known = (allowed, len(allowed), np.isin(self._postings.numbers, numbers))
            self._allowed = known
        return known[2]


def _rarest(frequencies: Mapping[str, int], max_terms: int) -> list[str]:
    known = [word for word, count in frequencies.items() if count]
    rarest = sorted(known, key=lambda word: (frequencies[word], word))[:max_terms]
    postings = accumulate(frequencies[word] for word in rarest)
    affordable = sum(1 for total in postings if total <= MOST_POSTINGS)
    return rarest[: max(affordable, _ALWAYS_SEARCHED)]


def joined(words: Iterable[str]) -> str:
    """Write words as the index keeps them."""
    return " ".join(word for word in words if _is_term(word))


def _is_term(word: str) -> bool:
    return bool(word) and not _UNUSABLE.search(word)


def _length(claim: str, title: str) -> int:
    return len(claim.split()) + len(title.split())
