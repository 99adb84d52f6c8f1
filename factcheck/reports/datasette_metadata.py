"""Metadata with which Datasette searches, sorts and facets a store."""

from factcheck.store.producer import PROJECT_PAGE
from factcheck.store.store import Store

_VIEW = "current_fact_checks"
# What a reader of fact-checks may want to open; all other tables are ours and hidden.
_TABLES: dict[str, dict[str, object]] = {
    "publishers": {"description": "Who published the fact-checks.", "label_column": "name"},
    "revisions": {
        "description": "Every state of every fact-check; nothing is ever deleted.",
        "sort_desc": "recorded_at",
    },
    "ingest_runs": {"description": "The runs that wrote to the store.", "sort_desc": "id"},
    "source_checks": {
        "description": "What was found when review pages were looked at.",
        "facets": ["state"],
        "sort_desc": "checked_at",
    },
    "judgements": {
        "description": "What people said of claims and fact-checks; what was taken back is here "
        "too. 'factcheck judgements' lists what holds.",
        "facets": ["judgement", "judged_by", "origin"],
        "sort_desc": "id",
    },
}
_QUERIES: dict[str, dict[str, str]] = {
    "word": {
        "title": "Fact-checks with a word",
        "description": "By the first six letters of the word, as the store's index has them: "
        "'vaccination' finds 'vaccines'.",
        "sql": "SELECT id, claim, rating, verdict, publisher, reviewed_on, review_url "
        f"FROM {_VIEW} WHERE number IN (SELECT rowid FROM words "
        "WHERE words MATCH '\"' || replace(substr(:word, 1, 6), '\"', '') || '\"*') "
        "ORDER BY reviewed_on DESC LIMIT 100",
    },
    "text": {
        "title": "Fact-checks with a text",
        "description": "Where claim, title or summary contain the text as it is typed.",
        "sql": "SELECT id, claim, rating, verdict, publisher, reviewed_on, review_url "
        f"FROM {_VIEW} WHERE instr(claim || ' ' || title || ' ' || summary, :text) > 0 "
        "ORDER BY reviewed_on DESC LIMIT 100",
    },
    "verdicts_by_publisher": {
        "title": "Verdicts of each publisher",
        "sql": f"SELECT publisher, verdict, count(*) AS fact_checks FROM {_VIEW} "
        "GROUP BY publisher, verdict ORDER BY publisher, fact_checks DESC",
    },
    "changes_since": {
        "title": "Corrections since a day",
        "description": "What publishers changed after it was first taken in; since: 2024-05-01.",
        "sql": f"SELECT {_VIEW}.id, {_VIEW}.claim, revisions.recorded_at, revisions.changes "
        f"FROM revisions JOIN {_VIEW} ON {_VIEW}.number = revisions.fact_check "
        "WHERE revisions.number > 1 AND revisions.recorded_at >= :since "
        "ORDER BY revisions.recorded_at DESC LIMIT 1000",
    },
}


def datasette_metadata(store: Store) -> dict[str, object]:
    """Return the metadata for *store*, as Datasette reads it from JSON.

    Datasette calls a database as its file is called, without the last suffix. Its search looks
    up whole words of the store's index, which keeps their first six letters.
    """
    names = store.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    hidden = {str(name): {"hidden": True} for (name,) in names if name not in _TABLES}
    view = {
        "description": "Every fact-check as it stands now.",
        "facets": ["verdict", "language", "publisher"],
        "sort_desc": "reviewed_on",
        "fts_table": "words",
        "fts_pk": "number",
        "label_column": "claim",
    }
    return {
        "title": "Published fact-checks",
        "description": "Who ruled what about which claim. The column rating has the publisher's "
        "words, verdict is factcheck's reading of them.",
        "license": "Each fact-check belongs to its publisher, under the publisher's terms",
        "source": "The publishers, at the address in review_url",
        "about": "factcheck",
        "about_url": PROJECT_PAGE,
        "databases": {
            store.path.stem: {"tables": {_VIEW: view, **_TABLES, **hidden}, "queries": _QUERIES}
        },
    }
