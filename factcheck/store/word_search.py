"""Find fact-checks by the words that they share with a claim."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, islice

from factcheck.store.migrations import VOCABULARY_SQL, WORDS_SQL
from factcheck.store.rows import DamagedRecordError, as_list

# Searching for every word of a long post takes ten times as long as for its rarest dozen, and
# what costs time is how many fact-checks have the words: about a millisecond for 2,000.
MAX_TERMS = 16
MOST_POSTINGS = 40_000
_ALWAYS_SEARCHED = 3

# A query may repeat what it likes: more different words than this are not even counted.
_MOST_WORDS = 1_000
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

    def add(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Index (number, words of the claim, words of the title), words parted by spaces."""
        self._connection.executemany("INSERT INTO words(rowid, claim, title) VALUES(?,?,?)", rows)
        self._count(len(rows), sum(_length(claim, title) for _, claim, title in rows))

    def remove(self, numbers: Collection[int]) -> None:
        """Take fact-checks out of the index, before their new words are added."""
        gone = self.rows(numbers).values()
        self._connection.executemany("DELETE FROM words WHERE rowid = ?", ((n,) for n in numbers))
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
            sql = "SELECT doc FROM words_vocabulary WHERE term = ?"
            row = self._connection.execute(sql, (word,)).fetchone()
            self._frequencies[word] = row[0] if row else 0
        return {word: self._frequencies[word] for word in wanted}

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
        self._frequencies.clear()

    def forget(self) -> None:
        """Forget what was counted, after a change was undone."""
        self._frequencies.clear()

    def _count(self, documents: int, words: int) -> None:
        self._frequencies.clear()
        self._connection.execute(
            "UPDATE word_totals SET documents = documents + ?, words = words + ?",
            (documents, words),
        )

    def _forget_if_changed(self) -> None:
        # data_version moves when another connection has written.
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._frequencies.clear()
            self._version = version


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
