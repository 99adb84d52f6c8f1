"""Full-text index of terms, in SQLite's FTS5: of fact-checks, and of confirmed wordings."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from factcheck.store.connection import StoreConnection, StorePart, translate_sqlite_errors
from factcheck.store.migrations import vocabulary_sql, words_sql
from factcheck.store.row_mapping import DamagedRecordError, as_list

# FTS5's tokenizer splits at white space, SQLite stops reading at a NUL, and half a surrogate pair
# is no text.
_UNUSABLE = re.compile(r"[\s\x00\ud800-\udfff]")


# Row of each index in the table of totals.
_TOTALS = {"words": 1, "alias_words": 2}


class WordIndex(StorePart):
    """Terms of claim and title by the number of the fact-check, as the caller folded them."""

    def __init__(self, connection: StoreConnection, table: str = "words") -> None:
        """Use the index *table* of an open store; in ``alias_words`` numbers are of judgements."""
        super().__init__(connection)
        self._table = table
        self._totals = _TOTALS[table]

    @translate_sqlite_errors
    def add(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Index (number, terms of the claim, terms of the title), terms joined by spaces."""
        sql = f"INSERT INTO {self._table}(rowid, claim, title) VALUES(?,?,?)"
        self._connection.executemany(sql, rows)
        self._add_to_totals(len(rows), sum(_length(claim, title) for _, claim, title in rows))

    @translate_sqlite_errors
    def remove(self, numbers: Collection[int]) -> None:
        """Take fact-checks out of the index, before their new terms are added."""
        removed = self.rows(numbers).values()
        sql = f"DELETE FROM {self._table} WHERE rowid = ?"
        self._connection.executemany(sql, ((number,) for number in numbers))
        self._add_to_totals(-len(removed), -sum(_length(*row) for row in removed))

    @translate_sqlite_errors
    def search(
        self, terms: Iterable[str], limit: int, allowed: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Find the fact-checks that have any of *terms*, best first.

        Args:
            terms: Folded as those in the index; no operator among them has any effect.
            limit: At most so many.
            allowed: Only these numbers.

        Returns:
            (number, FTS5's BM25), positive and higher for better; ties by number.
        """
        quoted = [_quoted(term) for term in terms if _is_term(term)]
        if not quoted or limit < 1:
            return []
        query = " OR ".join(quoted)
        table = self._table
        sql = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ? ORDER BY rank, rowid"
        if allowed is None:
            return self._connection.execute(f"{sql} LIMIT ?", (query, limit)).fetchall()
        # Filtered here: FTS5 would repeat the search for every number in a list.
        hits = self._connection.execute(sql, (query,))
        wanted = allowed if isinstance(allowed, set | frozenset) else set(allowed)
        return list(islice((hit for hit in hits if hit[0] in wanted), limit))

    @translate_sqlite_errors
    def phrase(self, terms: str, *, is_prefix: bool) -> dict[int, float]:
        """Find the fact-checks whose claim or title has these terms next to one another.

        Args:
            terms: As `joined` writes them; no operator among them has any effect.
            is_prefix: Whether the last term may go on.

        Returns:
            FTS5's BM25 by number, positive and higher for better.
        """
        query = _quoted(terms) + ("*" if is_prefix else "")
        sql = f"SELECT rowid, -rank FROM {self._table} WHERE {self._table} MATCH ?"
        return dict(self._connection.execute(sql, (query,)))

    @translate_sqlite_errors
    def document_frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Count the fact-checks that each term stands in, 0 for one that stands in none."""
        sql = f"SELECT doc FROM {self._table}_vocabulary WHERE term = ?"
        frequencies = {}
        for term in terms:
            row = self._connection.execute(sql, (term,)).fetchone() if _is_term(term) else None
            frequencies[term] = row[0] if row else 0
        return frequencies

    @translate_sqlite_errors
    def rows(self, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Give the terms of claim and title by number, as they were indexed."""
        sql = (
            f"SELECT rowid, claim, title FROM {self._table} "
            "WHERE rowid IN (SELECT value FROM json_each(?))"
        )
        rows = self._connection.execute(sql, (as_list(numbers),))
        return {number: (claim, title) for number, claim, title in rows}

    @translate_sqlite_errors
    def shape(self) -> tuple[int, float]:
        """Give the number of indexed fact-checks and their average length in terms."""
        sql = "SELECT documents, words FROM word_totals WHERE id = ?"
        documents, words = self._connection.execute(sql, (self._totals,)).fetchone() or (0, 0)
        if not isinstance(documents, int) or not isinstance(words, int):
            raise DamagedRecordError("the number of indexed words is no number")
        return documents, words / documents if documents else 0.0

    @translate_sqlite_errors
    def clear(self) -> None:
        """Make an empty index, also where the old one is damaged."""
        table = self._table
        for statement in (
            f"DROP TABLE IF EXISTS {table}_vocabulary",
            f"DROP TABLE IF EXISTS {table}",
            words_sql(table),
            vocabulary_sql(table),
        ):
            self._connection.execute(statement)
        sql = "INSERT OR REPLACE INTO word_totals(id, documents, words) VALUES(?, 0, 0)"
        self._connection.execute(sql, (self._totals,))

    def _add_to_totals(self, documents: int, words: int) -> None:
        self._connection.execute(
            "UPDATE word_totals SET documents = documents + ?, words = words + ? WHERE id = ?",
            (documents, words, self._totals),
        )


def joined(terms: Iterable[str]) -> str:
    """Write terms as the index keeps them."""
    return " ".join(term for term in terms if _is_term(term))


def _quoted(terms: str) -> str:
    """Quote *terms* for FTS5, so that OR, NEAR or a column's name is a term like any other."""
    return '"' + terms.replace('"', '""') + '"'


def _is_term(term: str) -> bool:
    return bool(term) and not _UNUSABLE.search(term)


def _length(claim: str, title: str) -> int:
    return len(claim.split()) + len(title.split())
