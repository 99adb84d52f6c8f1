"""The schema of the store's file, and the numbered migrations that lead to it."""

import os
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from factcheck.store.index_fingerprints import BLOCK, update_fingerprints

if TYPE_CHECKING:
    from sqlite_utils import Database

# "FCCK" in the file's header says that this SQLite file is ours.
APPLICATION_ID = int.from_bytes(b"FCCK", "big")

# Words come already folded and split, so only the spaces between them part them here: left to
# itself this tokeniser would break a Hindi word at every vowel sign, and 4.1 at its point.
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"


def words_sql(table: str) -> str:
    """Give the statement that makes a full-text index of terms."""
    return f'CREATE VIRTUAL TABLE {table} USING fts5(claim, title, tokenize="{_TOKENIZER}")'


def vocabulary_sql(table: str) -> str:
    """Give the statement that makes the list of terms of a full-text index."""
    return f"CREATE VIRTUAL TABLE {table}_vocabulary USING fts5vocab({table}, 'row')"


VIEW_SQL = """SELECT
  fact_checks.number, fact_checks.id, fact_checks.claim, fact_checks.rating, fact_checks.verdict,
  publishers.name AS publisher, publishers.domain AS publisher_domain,
  publishers.country AS publisher_country, fact_checks.title, fact_checks.review_url,
  fact_checks.reviewed_on, fact_checks.modified_on, fact_checks.claimant, fact_checks.claimed_on,
  fact_checks.language, fact_checks.script, fact_checks.summary, fact_checks.tags,
  fact_checks.rating_language, fact_checks.axis, fact_checks.media_flags, fact_checks.mapped_by,
  fact_checks.state, fact_checks.state_reason, fact_checks.state_on, fact_checks.harm,
  fact_checks.revision, revisions.recorded_at
FROM fact_checks
JOIN publishers ON publishers.id = fact_checks.publisher_id
JOIN revisions ON revisions.fact_check = fact_checks.number
  AND revisions.number = fact_checks.revision
WHERE fact_checks.state <> 'undone'"""


def _append_only(table: str, subject: str) -> dict[str, str]:
    """Give the triggers that refuse to change or delete a row, by name."""
    return {
        f"{table}_refuse_{event.lower()}": (
            f"CREATE TRIGGER {table}_refuse_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{subject} append-only'); END"
        )
        for event in ("UPDATE", "DELETE")
    }


TRIGGERS_SQL = _append_only("revisions", "history is")
SOURCE_CHECK_TRIGGERS_SQL = _append_only("source_checks", "checks are")
REPORT_TRIGGERS_SQL = _append_only("reports", "reports are")
MAPPING_TRIGGERS_SQL = _append_only("rating_mappings", "mappings are")
JUDGEMENT_TRIGGERS_SQL = _append_only("judgements", "judgements are") | _append_only(
    "trusted_origins", "trust is"
)

# Every table that we read, with every column that it must have.
TABLES: dict[str, dict[str, type]] = {
    "ingest_runs": {
        "id": int,
        "started_at": str,
        "finished_at": str,
        "input_name": str,
        "input_sha256": str,
        "status": str,
        "counts": str,
        "factcheck_version": str,
        "kind": str,
        "undoes": int,
        "input": int,
        "priority": int,
    },
    "publishers": {"id": int, "name": str, "domain": str, "country": str},
    "fact_checks": {
        "number": int,
        "id": str,
        "publisher_id": int,
        "claim": str,
        "title": str,
        "summary": str,
        "rating": str,
        "rating_language": str,
        "verdict": str,
        "axis": str,
        "media_flags": str,
        "mapped_by": str,
        "review_url": str,
        "reviewed_on": str,
        "modified_on": str,
        "claimant": str,
        "claimed_on": str,
        "language": str,
        "script": str,
        "tags": str,
        "record_id": str,
        "content_hash": str,
        "claim_key": str,
        "revision": int,
        "first_run": int,
        "last_run": int,
        "state": str,
        "state_reason": str,
        "state_on": str,
        "harm": str,
    },
    "revisions": {
        "fact_check": int,
        "number": int,
        "recorded_at": str,
        "run_id": int,
        "changes": str,
        "snapshot": str,
        "raw": str,
    },
    "sources": {"fact_check": int, "kind": str, "position": int, "url": str, "url_key": str},
    "encoders": {"id": int, "name": str, "dimensions": int},
    "vectors": {"fact_check": int, "encoder": int, "text_hash": str, "vector": bytes},
    "encoding_queue": {"fact_check": int, "text_hash": str},
    "states": {"name": str, "block": int, "state": str},
    "word_totals": {"id": int, "documents": int, "words": int},
    "source_checks": {
        "id": int,
        "fact_check": int,
        "checked_at": str,
        "url": str,
        "state": str,
        "found_url": str,
        "reasons": str,
        "proposed": str,
        "cited": str,
    },
    "inputs": {"id": int, "name": str},
    "reports": {
        "id": int,
        "fact_check": int,
        "input": int,
        "run_id": int,
        "priority": int,
        "revision": int,
        "content_hash": str,
        "record": str,
    },
    "feeds": {
        "name": str,
        "address": str,
        "found_at": str,
        "etag": str,
        "last_modified": str,
        "sha256": str,
        "records": int,
        "synced_at": str,
    },
    "rating_mappings": {
        "id": int,
        "run_id": int,
        "label": str,
        "rating": str,
        "publisher_domain": str,
        "language": str,
        "verdict": str,
        "axis": str,
        "media_flags": str,
        "removed": int,
    },
    "meta": {"name": str, "value": str},
    "judgements": {
        "id": int,
        "run_id": int,
        "fact_check": int,
        "text": str,
        "text_key": str,
        "language": str,
        "judgement": str,
        "judged_by": str,
        "judged_at": str,
        "note": str,
        "origin": str,
        "claim": str,
        "verdict": str,
    },
    "trusted_origins": {"id": int, "run_id": int, "origin": str, "trust": str},
    "alias_vectors": {"judgement": int, "encoder": int, "text_hash": str, "vector": bytes},
    "alias_queue": {"judgement": int, "text_hash": str},
}
_FIRST_VIRTUAL_TABLES = {"words": words_sql("words"), "words_vocabulary": vocabulary_sql("words")}
_ALIAS_VIRTUAL_TABLES = {
    "alias_words": words_sql("alias_words"),
    "alias_words_vocabulary": vocabulary_sql("alias_words"),
}
VIRTUAL_TABLES = _FIRST_VIRTUAL_TABLES | _ALIAS_VIRTUAL_TABLES
VIEWS = {"current_fact_checks": f'CREATE VIEW "current_fact_checks" AS {VIEW_SQL}'}

# The view of formats 1 and 2: a foreign store is compared with the schema of its own format.
_FIRST_VIEW_SQL = """SELECT
  fact_checks.number, fact_checks.id, fact_checks.claim, fact_checks.rating, fact_checks.verdict,
  publishers.name AS publisher, publishers.domain AS publisher_domain,
  publishers.country AS publisher_country, fact_checks.title, fact_checks.review_url,
  fact_checks.reviewed_on, fact_checks.modified_on, fact_checks.claimant, fact_checks.claimed_on,
  fact_checks.language, fact_checks.script, fact_checks.summary, fact_checks.tags,
  fact_checks.rating_language, fact_checks.axis, fact_checks.media_flags, fact_checks.mapped_by,
  fact_checks.revision, revisions.recorded_at
FROM fact_checks
JOIN publishers ON publishers.id = fact_checks.publisher_id
JOIN revisions ON revisions.fact_check = fact_checks.number
  AND revisions.number = fact_checks.revision"""

# Tables that a later step creates.
_LATER_TABLES = (
    "source_checks",
    "inputs",
    "reports",
    "feeds",
    "rating_mappings",
    "states",
    "meta",
    "judgements",
    "trusted_origins",
    "alias_vectors",
    "alias_queue",
)
_COLUMNS_OF_STEP_3: dict[str, dict[str, str | int]] = {
    "ingest_runs": {"kind": "ingest", "undoes": 0, "input": 0, "priority": 0},
    "fact_checks": {"state": "current", "state_reason": "", "state_on": "", "harm": ""},
}
_COLUMNS_OF_STEP_6: dict[str, dict[str, str | int]] = {
    "source_checks": {"proposed": "{}", "cited": "[]"},
}
_LATER_COLUMNS = (_COLUMNS_OF_STEP_3, _COLUMNS_OF_STEP_6)

_KEYS: dict[str, str | tuple[str, ...]] = {
    "ingest_runs": "id",
    "publishers": "id",
    "fact_checks": "number",
    "revisions": ("fact_check", "number"),
    "sources": ("fact_check", "kind", "position"),
    "encoders": "id",
    "vectors": "fact_check",
    "encoding_queue": "fact_check",
    "word_totals": "id",
    "source_checks": "id",
    "inputs": "id",
    "reports": "id",
    "feeds": "name",
    "rating_mappings": "id",
    "states": ("name", "block"),
    "meta": "name",
    "judgements": "id",
    "trusted_origins": "id",
    "alias_vectors": "judgement",
    "alias_queue": "judgement",
}
_REFERENCES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "fact_checks": (
        ("publisher_id", "publishers", "id"),
        ("first_run", "ingest_runs", "id"),
        ("last_run", "ingest_runs", "id"),
    ),
    "revisions": (("fact_check", "fact_checks", "number"), ("run_id", "ingest_runs", "id")),
    "sources": (("fact_check", "fact_checks", "number"),),
    "vectors": (("fact_check", "fact_checks", "number"), ("encoder", "encoders", "id")),
    "encoding_queue": (("fact_check", "fact_checks", "number"),),
    "source_checks": (("fact_check", "fact_checks", "number"),),
    "reports": (
        ("fact_check", "fact_checks", "number"),
        ("input", "inputs", "id"),
        ("run_id", "ingest_runs", "id"),
    ),
    "rating_mappings": (("run_id", "ingest_runs", "id"),),
    "judgements": (("run_id", "ingest_runs", "id"), ("fact_check", "fact_checks", "number")),
    "trusted_origins": (("run_id", "ingest_runs", "id"),),
    "alias_vectors": (("judgement", "judgements", "id"), ("encoder", "encoders", "id")),
    "alias_queue": (("judgement", "judgements", "id"),),
}
_INDEXES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("publishers", ("name", "domain", "country"), True),
    ("fact_checks", ("id",), True),
    ("fact_checks", ("claim_key",), False),
    # Filters and counts read this instead of every fact-check's text.
    ("fact_checks", ("language", "verdict", "publisher_id", "reviewed_on"), False),
    ("sources", ("url_key",), False),
)


def _create_tables(db: "Database") -> None:
    """1: Everything that the first version keeps."""
    for name in TABLES:
        if name not in _LATER_TABLES:
            _create_table(db, name)
    for name, indexed, unique in _INDEXES:
        db.table(name).create_index(indexed, unique=unique)
    for statement in (*_FIRST_VIRTUAL_TABLES.values(), *TRIGGERS_SQL.values()):
        db.execute(statement)
    db.create_view("current_fact_checks", _FIRST_VIEW_SQL)
    db.table("word_totals").insert({"id": 1, "documents": 0, "words": 0})


def _create_source_checks(db: "Database") -> None:
    """2: What was found when review pages were looked at, and when."""
    _create_table(db, "source_checks")
    db.table("source_checks").create_index(("fact_check", "checked_at"))
    for statement in SOURCE_CHECK_TRIGGERS_SQL.values():
        db.execute(statement)


def _create_reports(db: "Database") -> None:
    """3: What each input says, what became of a fact-check, and notes on harm."""
    for table, defaults in _COLUMNS_OF_STEP_3.items():
        for column, default in defaults.items():
            kind = TABLES[table][column]
            db.table(table).add_column(column, kind, not_null_default=default)
    for name in ("inputs", "reports"):
        _create_table(db, name)
    db.table("inputs").create_index(("name",), unique=True)
    db.table("reports").create_index(("fact_check", "input"))
    db.table("reports").create_index(("input",))
    for statement in _REPORTS_OF_THE_PAST:
        db.execute(statement)
    for statement in REPORT_TRIGGERS_SQL.values():
        db.execute(statement)
    for view in VIEWS:
        db.execute(f"DROP VIEW {view}")
        db.create_view(view, VIEW_SQL)


def _create_rating_mappings(db: "Database") -> None:
    """4: What a maintainer says that a rating means."""
    _create_table(db, "rating_mappings")
    for statement in MAPPING_TRIGGERS_SQL.values():
        db.execute(statement)


# Until then whatever came last was believed, whichever input it came from. Every revision was
# what its input said; only the newest still has its fingerprint.
_REPORTS_OF_THE_PAST = (
    "INSERT INTO inputs(name) SELECT input_name FROM ingest_runs GROUP BY 1 ORDER BY min(id)",
    "UPDATE ingest_runs SET input = (SELECT id FROM inputs WHERE name = input_name)",
    "INSERT INTO reports(fact_check, input, run_id, priority, revision, content_hash, record) "
    "SELECT r.fact_check, n.input, r.run_id, 0, r.number, "
    "iif(r.number = f.revision, f.content_hash, ''), '' "
    "FROM revisions r JOIN ingest_runs n ON n.id = r.run_id "
    "JOIN fact_checks f ON f.number = r.fact_check ORDER BY r.rowid",
)


def _create_feeds(db: "Database") -> None:
    """5: How far feeds were read."""
    _create_table(db, "feeds")


def _add_proposals(db: "Database") -> None:
    """6: What a look at a page would change, and what became of the pages that it cites."""
    for table, defaults in _COLUMNS_OF_STEP_6.items():
        for column, default in defaults.items():
            kind = TABLES[table][column]
            db.table(table).add_column(column, kind, not_null_default=default)


def _create_states(db: "Database") -> None:
    """7: Fingerprints of the vectors, by which an index file knows whether it is out of date."""
    _create_table(db, "states")
    # Read by block, so that there is room for any store.
    last = db.execute("SELECT coalesce(max(fact_check), -1) FROM vectors").fetchone()[0]
    for start in range(0, last + 1, BLOCK):
        block = "SELECT fact_check, vector FROM vectors WHERE fact_check >= ? AND fact_check < ?"
        update_fingerprints(db.conn, db.execute(block, (start, start + BLOCK)))


def _create_meta(db: "Database") -> None:
    """8: A random id, by which a log of citations knows the store wherever it lies."""
    _create_table(db, "meta")
    db.table("meta").insert({"name": "store_id", "value": os.urandom(16).hex()})


def _create_judgements(db: "Database") -> None:
    """9: What people said of a text and a fact-check, and the index of confirmed wordings."""
    for name in ("judgements", "trusted_origins", "alias_vectors", "alias_queue"):
        _create_table(db, name)
    db.table("judgements").create_index(("text_key", "fact_check"))
    db.table("judgements").create_index(("fact_check",))
    # A store has a run for each judgement of a review.
    db.table("ingest_runs").create_index(("undoes",))
    for statement in (*_ALIAS_VIRTUAL_TABLES.values(), *JUDGEMENT_TRIGGERS_SQL.values()):
        db.execute(statement)
    db.table("word_totals").insert({"id": 2, "documents": 0, "words": 0})


def _create_table(db: "Database", name: str) -> None:
    later = {column for step in _LATER_COLUMNS for column in step.get(name, ())}
    columns = {column: kind for column, kind in TABLES[name].items() if column not in later}
    db.create_table(
        name,
        columns,
        pk=_KEYS[name],
        foreign_keys=list(_REFERENCES.get(name, ())),
        not_null=set(columns),
        strict=True,
    )


# Append only: a file remembers how many of these it has been through.
MIGRATIONS: tuple[Callable[["Database"], None], ...] = (
    _create_tables,
    _create_source_checks,
    _create_reports,
    _create_rating_mappings,
    _create_feeds,
    _add_proposals,
    _create_states,
    _create_meta,
    _create_judgements,
)

# A reader needs nothing that a later migration made, so such a file may also be read as it is.
OLDEST_READABLE = 7
_TABLES_SINCE = {
    "meta": 8,
    "judgements": 9,
    "trusted_origins": 9,
    "alias_vectors": 9,
    "alias_queue": 9,
}
_FIRST_STATEMENTS = (
    _FIRST_VIRTUAL_TABLES
    | VIEWS
    | TRIGGERS_SQL
    | SOURCE_CHECK_TRIGGERS_SQL
    | REPORT_TRIGGERS_SQL
    | MAPPING_TRIGGERS_SQL
)
ALL_TRIGGERS = (
    TRIGGERS_SQL
    | SOURCE_CHECK_TRIGGERS_SQL
    | REPORT_TRIGGERS_SQL
    | MAPPING_TRIGGERS_SQL
    | JUDGEMENT_TRIGGERS_SQL
)


def tables_of(version: int) -> dict[str, dict[str, type]]:
    """Give the tables, with their columns, of a file of *version*, `OLDEST_READABLE` or later."""
    return {
        name: columns
        for name, columns in TABLES.items()
        if _TABLES_SINCE.get(name, OLDEST_READABLE) <= version
    }


def statements_of(version: int) -> dict[str, str]:
    """Give the SQL of virtual tables, views and triggers of a file of *version*, by name."""
    later = _ALIAS_VIRTUAL_TABLES | JUDGEMENT_TRIGGERS_SQL
    return _FIRST_STATEMENTS | (later if version >= _TABLES_SINCE["judgements"] else {})


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Take the file from *version* to the newest, inside the caller's transaction."""
    # lazy: sqlite-utils takes 0.3 s to import, and only a new or an old file needs it.
    from sqlite_utils import Database

    db = Database(connection, execute_plugins=False)
    for step in MIGRATIONS[version:]:
        step(db)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
