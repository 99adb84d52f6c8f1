"""Remember what was found when the pages of fact-checks were looked at, and when."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import FactCheckNotFound
from factcheck.store.connection import speaks_plainly, transaction
from factcheck.store.reading import Reader
from factcheck.store.rows import as_json, read_json


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One look at the page of a fact-check.

    Attributes:
        fact_check_id: The fact-check's public id.
        checked_at: UTC time in ISO 8601, to the second.
        url: The address that was fetched.
        state: ``alive``, ``moved``, ``changed``, ``gone``, ``unreachable`` or ``refused``.
        found_url: Where the page was found; empty where it was not.
        reasons: What was found, in words.
    """

    fact_check_id: str
    checked_at: str
    url: str
    state: str
    found_url: str = ""
    reasons: tuple[str, ...] = ()


class SourceCheckTable:
    """An append-only list: a check never changes a fact-check, nor an earlier check.

    Every method raises a `StoreError` of the fitting kind where the file cannot be used.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use an open store; nothing is read yet."""
        self.path = path
        self._connection = connection
        self._reader = Reader(connection)

    @speaks_plainly
    def add(self, checks: Iterable[StoredCheck]) -> None:
        """Append *checks*, all or none.

        Raises:
            FactCheckNotFound: One is of a fact-check that is not in the store.
        """
        # Whatever gives them may take its time; nobody else can write in a transaction.
        waiting = list(checks)
        with transaction(self._connection):
            for check in waiting:
                self._connection.execute(
                    "INSERT INTO source_checks"
                    "(fact_check, checked_at, url, state, found_url, reasons) VALUES(?,?,?,?,?,?)",
                    (
                        self._number(check.fact_check_id),
                        check.checked_at,
                        check.url,
                        check.state,
                        check.found_url,
                        as_json(check.reasons),
                    ),
                )

    @speaks_plainly
    def of(self, id_text: str) -> tuple[StoredCheck, ...]:
        """Give every check of one fact-check, oldest first.

        Raises:
            FactCheckNotFound: No fact-check has that id.
        """
        public = self._reader.resolve(id_text)
        rows = self._connection.execute(
            "SELECT checked_at, url, state, found_url, reasons FROM source_checks "
            "WHERE fact_check = ? ORDER BY id",
            (self._number(public),),
        )
        return tuple(
            StoredCheck(public, at, url, state, found, tuple(read_json(reasons, list)))
            for at, url, state, found, reasons in rows
        )

    @speaks_plainly
    def unchecked_since(self, checked_before: str) -> Sequence[str]:
        """List the ids of fact-checks with a review page that was not looked at lately.

        Those never looked at come first, then the longest ago.

        Args:
            checked_before: UTC time in ISO 8601; empty for all, whenever they were checked.
        """
        rows = self._connection.execute(
            "SELECT f.id, coalesce(max(c.checked_at), '') AS latest FROM fact_checks f "
            "LEFT JOIN source_checks c ON c.fact_check = f.number "
            "WHERE f.review_url <> '' GROUP BY f.number HAVING ?1 = '' OR latest < ?1 "
            "ORDER BY latest, f.number",
            (checked_before,),
        )
        return [row[0] for row in rows]

    def _number(self, public_id: str) -> int:
        row = self._connection.execute(
            "SELECT number FROM fact_checks WHERE id = ?", (public_id,)
        ).fetchone()
        if row is None:
            raise FactCheckNotFound(f"no fact-check has the id {public_id!r}")
        return int(row[0])
