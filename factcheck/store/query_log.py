"""The log of what was asked: off by default, in a SQLite file of its own beside the store.

    log = QueryLog(Path("claims.db"), on_failure=print)
    log.add([log.entry(answer, day="2026-11-30", channel="whatsapp")])
    read_queries(Path("claims.db"))

Nobody waits for it and nothing depends on it: what cannot be logged is lost, and said once.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from factcheck.errors import InputError
from factcheck.model import Answer, Decision
from factcheck.store.backup import LOG_SUFFIX
from factcheck.text.contacts import without_contacts
from factcheck.text.sanitise import shortened

# "FCQL" in the file's header says that this SQLite file is ours.
_APPLICATION_ID = int.from_bytes(b"FCQL", "big")
# Others write for milliseconds; a log that stays locked may not keep an answer waiting.
_WAIT_SECONDS = 1.0
_LONGEST_TEXT = 1_000
_LONGEST_CHANNEL = 40
_TABLE = """CREATE TABLE queries(
  id INTEGER PRIMARY KEY, logged_on TEXT NOT NULL, day TEXT NOT NULL, language TEXT NOT NULL,
  channel TEXT NOT NULL, decision TEXT NOT NULL, fact_check TEXT NOT NULL, text TEXT NOT NULL
) STRICT"""
_INSERT = (
    "INSERT INTO queries(logged_on, day, language, channel, decision, fact_check, text) "
    "VALUES(date('now'), ?, ?, ?, ?, ?, ?)"
)
_COLUMNS = "day, language, channel, decision, fact_check, text, id"
_OLD = "day <> '' AND day < :before OR logged_on < :before"


@dataclass(frozen=True, slots=True)
class LoggedQuery:
    """A claim that somebody asked about.

    Attributes:
        day: On which it was asked or posted, as precise as it is known; empty if it is not.
        language: Best guess at that of the claim.
        channel: How it came, such as ``whatsapp``, ``page`` or ``command``.
        fact_check_id: Of the best match or suggestion; empty where there is none.
        text: The claim without contacts; empty where texts are not kept.
        id: Its row, counted from 1; 0 before it is logged.
    """

    day: str
    language: str
    channel: str
    decision: Decision
    fact_check_id: str = ""
    text: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class LogSummary:
    """What a log holds; days are empty where it holds nothing."""

    queries: int
    texts: int
    first_day: str
    last_day: str


def log_path(store: Path) -> Path:
    """Return where the log of *store* lies."""
    return store.with_name(store.name + LOG_SUFFIX)


class QueryLog:
    """Writes to the log of one store; the file is made by the first entry."""

    def __init__(
        self, store: Path, *, keeps_text: bool = False, on_failure: Callable[[str], None]
    ) -> None:
        """Write nothing yet.

        Args:
            store: The store that is asked.
            keeps_text: Whether claims are logged too, without contacts.
            on_failure: Gets one line when the log cannot be written any more.
        """
        self._path = log_path(store)
        self._keeps_text = keeps_text
        self._on_failure = on_failure
        self._is_failing = False

    def entry(self, answer: Answer, day: str, channel: str) -> LoggedQuery:
        """Return what is logged of *answer*."""
        best = answer.matches[0].fact_check.id if answer.matches else ""
        return LoggedQuery(
            day=day,
            language=answer.language,
            # A channel may be named after whoever writes to it.
            channel=without_contacts(channel).casefold()[:_LONGEST_CHANNEL],
            decision=answer.decision,
            fact_check_id=best,
            text=shortened(without_contacts(answer.claim), _LONGEST_TEXT)
            if self._keeps_text
            else "",
        )

    def add(self, queries: Sequence[LoggedQuery]) -> None:
        """Log *queries*, all or none; whatever goes wrong, the caller goes on."""
        if not queries:
            return
        rows = [(*astuple(each)[:-1],) for each in queries]
        try:
            # What people asked is for the eyes of whoever logs it.
            self._path.touch(mode=0o600, exist_ok=True)
            with closing(_connect(self._path, "rw")) as connection, connection:
                connection.execute("BEGIN IMMEDIATE")
                _create_or_check(connection, self._path)
                connection.executemany(_INSERT, rows)
        except (OSError, UnicodeError, InputError, sqlite3.Error) as error:
            if not self._is_failing:
                self._on_failure(f"{self._path}: what was asked could not be logged: {error}")
            self._is_failing = True
        else:
            self._is_failing = False


def read_queries(store: Path) -> tuple[LoggedQuery, ...]:
    """Return what was asked of *store*, in the order in which it was logged.

    Raises:
        InputError: The log is damaged or is something else.
    """
    if not _holds_something(log_path(store)):
        return ()
    with _opened(log_path(store)) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM queries ORDER BY id")
        return tuple(
            LoggedQuery(day, language, channel, Decision(decision), *others)
            for day, language, channel, decision, *others in rows
        )


def summary_of_log(store: Path) -> LogSummary:
    """Count what the log of *store* holds.

    Raises:
        InputError: As for `read_queries`.
    """
    if not _holds_something(log_path(store)):
        return LogSummary(0, 0, "", "")
    with _opened(log_path(store)) as connection:
        sql = (
            "SELECT count(*), count(nullif(text, '')), coalesce(min(nullif(day, '')), ''), "
            "coalesce(max(day), '') FROM queries"
        )
        return LogSummary(*connection.execute(sql).fetchone())


def purge_log(store: Path, before: str) -> int:
    """Delete what was asked, or was logged, before the day *before*, and say how much it was.

    Nothing of it is left in the file.

    Raises:
        InputError: As for `read_queries`; or it cannot be written to.
    """
    if not _holds_something(log_path(store)):
        return 0
    with _opened(log_path(store), writable=True) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        deleted = connection.execute(f"DELETE FROM queries WHERE {_OLD}", {"before": before})
        connection.execute("VACUUM")
        return deleted.rowcount


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


@contextmanager
def _opened(path: Path, *, writable: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        with closing(_connect(path, "rw" if writable else "ro")) as connection:
            _create_or_check(connection, path)
            yield connection
    except (sqlite3.Error, ValueError) as error:
        raise InputError(f"{path} cannot be used as the log of what was asked: {error}") from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_WAIT_SECONDS,
        isolation_level=None,
    )


def _create_or_check(connection: sqlite3.Connection, path: Path) -> None:
    """Make the table in a new file.

    Raises:
        InputError: The file is something else.
    """
    [(application,)] = connection.execute("PRAGMA application_id").fetchall()
    [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    if not application and not tables:
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    elif application != _APPLICATION_ID:
        raise InputError(f"{path} is not the log of what was asked; move it elsewhere")
