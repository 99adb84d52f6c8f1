import random
import sqlite3

import pytest

from factcheck.errors import FactCheckError, NotAStore, StoreError
from factcheck.model import Filters
from factcheck.store.backup import compact_copy
from factcheck.store.connection import sqlite_errors_translated
from factcheck.store.migrations import APPLICATION_ID
from factcheck.store.store import open_store


@pytest.fixture
def mailed(store, fact_check, save_all, tmp_path):
    save_all(store, *(fact_check(number=number, tags=("x",)) for number in range(60)))
    texts = store.vectors.pending("tiny", 99)
    store.vectors.save("tiny", [(text.number, text.text_hash, [1.0, 2.0]) for text in texts])
    path = tmp_path / "mailed.db"
    compact_copy(store.connection, path)
    return path


def use(path):
    with open_store(path) as store, sqlite_errors_translated(path):
        public = store.connection.execute("SELECT max(id) FROM fact_checks").fetchone()[0]
        store.fact_checks(range(100))
        if isinstance(public, str):
            store.get(public)
            store.history(public)
        store.words.search(["bridge", "was"], 5)
        store.words.rows(range(100))
        store.by_url("https://daily.example/checks/1")
        store.matching(Filters(publishers=("x",), since="2020"))
        store.vectors.load("tiny")
        store.words.shape()
        store.stats()
        store.check()


def tamper(path, *statements):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"claim,rating\nx,false\n", id="csv"),
        pytest.param(b"SQLite format 3\x00", id="only-the-magic"),
        pytest.param(b"SQLite format 3\x00" + b"\xff" * 84, id="nonsense-header"),
        pytest.param(b"\x00" * 5000, id="zeros"),
        pytest.param(bytes(range(256)) * 20, id="binary"),
    ],
)
@pytest.mark.parametrize("mode", ["read", "write"])
def test_another_kind_of_file_is_refused_and_left_alone(path, content, mode):
    path.write_bytes(content)
    with pytest.raises(NotAStore, match="check --db"):
        open_store(path, mode=mode)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", ["read", "write"])
def test_another_programs_database_is_refused_and_left_alone(path, mode):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE fact_checks (claim TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(NotAStore, match="another program"):
        open_store(path, mode=mode)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", ["read", "write"])
def test_our_mark_on_somebody_elses_tables_is_refused(path, mode):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE photos (id INTEGER)")
        other.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    other.close()
    with pytest.raises(StoreError):
        open_store(path, mode=mode)


def test_a_file_that_was_cut_short_says_so(mailed):
    content = mailed.read_bytes()
    mailed.write_bytes(content[: len(content) // 2])
    with pytest.raises(NotAStore, match="cut short"):
        open_store(mailed)


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(
            ["DROP VIEW current_fact_checks", f"CREATE VIEW current_fact_checks AS {ENDLESS}"],
            id="endless-view",
        ),
        pytest.param(
            ["DROP TABLE encoding_queue", f"CREATE VIEW encoding_queue AS {ENDLESS}"],
            id="view-named-like-a-table",
        ),
        pytest.param(
            ["CREATE TRIGGER t AFTER INSERT ON sources BEGIN DELETE FROM revisions; END"],
            id="trigger-on-our-table",
        ),
        pytest.param(["DROP TRIGGER revisions_refuse_delete"], id="history-unprotected"),
        pytest.param(
            [
                "DROP TABLE words_vocabulary",
                "DROP TABLE words",
                "CREATE TABLE words(claim, title, rank)",
            ],
            id="word-index-is-a-table",
        ),
        pytest.param(["DROP TABLE vectors"], id="table-missing"),
        pytest.param(["ALTER TABLE sources DROP COLUMN url"], id="column-missing"),
        pytest.param(
            ["ALTER TABLE publishers ADD COLUMN x GENERATED ALWAYS AS (name || name)"],
            id="computed-column",
        ),
        pytest.param(
            ["UPDATE sqlite_schema SET sql = 'CREATE VIEW x(' WHERE name LIKE 'current%'"],
            id="broken-schema",
        ),
        pytest.param(
            ["UPDATE sqlite_schema SET sql = CAST(x'ff80' AS TEXT) WHERE type = 'view'"],
            id="schema-is-not-utf-8",
        ),
    ],
)
def test_a_tampered_schema_is_refused_on_opening(mailed, statements):
    tamper(mailed, *statements)
    with pytest.raises(NotAStore) as caught:
        open_store(mailed)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE fact_checks SET claim = CAST(x'ff80' AS TEXT)", id="not-utf-8"),
        pytest.param("UPDATE fact_checks SET claim = ''", id="no-claim"),
        pytest.param("UPDATE fact_checks SET verdict = 'very true'", id="unknown-verdict"),
        pytest.param("UPDATE fact_checks SET tags = '[1'", id="broken-json"),
        pytest.param("UPDATE fact_checks SET tags = '[1]'", id="json-of-another-kind"),
        pytest.param("UPDATE fact_checks SET tags = '{}'", id="json-object"),
        pytest.param("UPDATE fact_checks SET reviewed_on = 'yesterday'", id="no-date"),
        pytest.param("UPDATE sources SET kind = 'other' WHERE kind = 'review'", id="page-kind"),
    ],
)
def test_tampered_values_are_one_clear_line(mailed, statement):
    tamper(mailed, statement)
    with open_store(mailed) as store, pytest.raises(NotAStore, match="is damaged") as caught:
        store.fact_checks(range(100))
    assert "\n" not in str(caught.value)


def test_no_mutation_of_a_file_gives_anything_but_an_answer_or_one_line(mailed, tmp_path):
    original = mailed.read_bytes()
    chance = random.Random(7)
    for trial in range(150):
        content = bytearray(original)
        for _ in range(chance.choice([1, 4, 40])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path = tmp_path / f"mutated{trial}.db"
        path.write_bytes(content)
        message = ""
        try:
            use(path)
        except FactCheckError as error:
            message = str(error)
        assert "\n" not in message
        assert len(message) < 600
        assert path.read_bytes() == content
        path.unlink()
