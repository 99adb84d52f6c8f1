"""A partner's store is taken in as a stranger's file: its claims count, its machinery does not."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from factcheck.errors import FactCheckError, InputError
from factcheck.ingest import IngestOptions, ingest
from factcheck.model import (
    FactCheck,
    HarmKind,
    HarmNote,
    MappedBy,
    Publisher,
    RatingReading,
    RecordProblem,
    State,
    Verdict,
)
from factcheck.store.foreign_store import foreign_store_records
from factcheck.store.migrations import APPLICATION_ID, MIGRATIONS
from factcheck.store.store import open_store

_NOW = "2026-01-02T03:04:05+00:00"
_NONE = RatingReading()


def _fact_check(number=1, **fields):
    return FactCheck(
        **{
            "claim": f"Bridge number {number} was closed for {number} years.",
            "publisher": Publisher("Bridge Watch", "bridge.example", "KE"),
            "review_url": f"https://bridge.example/closed/{number}",
            "rating": "False",
            "rating_language": "en",
            "reviewed_on": "2021-03",
            "language": "en",
            "appearances": (f"https://social.example/{number}",),
            "archive_urls": (f"https://archive.example/{number}",),
            "tags": ("bridges", "roads, too"),
            "record_id": f"row-{number}",
        }
        | fields
    )


def _make_store(path, *fact_checks):
    with open_store(path, mode="write") as store:
        run = store.repository.begin_run("theirs.csv", _NOW)
        store.repository.save_batch(run, fact_checks, _NOW)
        store.repository.finish_run(run, {}, _NOW)
    return path


@pytest.fixture
def make_store(tmp_path):
    return lambda *fact_checks: _make_store(tmp_path / "partner.db", *fact_checks)


@pytest.fixture(scope="module")
def five_rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("partner") / "partner.db"
    return _make_store(path, *(_fact_check(number) for number in range(1, 6)))


@pytest.fixture
def partner(five_rows, tmp_path):
    return Path(shutil.copyfile(five_rows, tmp_path / "partner.db"))


@pytest.fixture
def take_in(tmp_path):
    """Take a store into a new one of ours: the report, the problems and what is stored."""

    def taking(path, **options):
        problems = []
        with open_store(tmp_path / "ours.db", mode="write") as store:
            report = ingest(path, store, None, IngestOptions(**options), on_problem=problems.append)
            return report, problems, list(store.fact_checks(range(1, 100)).values())

    return taking


def _tampered(path, *statements):
    """Change a store's file as somebody would who means harm."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_ingesting_a_foreign_store_copies_its_fact_checks(partner, take_in):
    report, problems, found = take_in(partner)

    assert problems == []
    assert (report.records, report.added) == (5, 5)
    taken = found[0]
    assert taken.claim == "Bridge number 1 was closed for 1 years."
    assert taken.publisher == Publisher("Bridge Watch", "bridge.example", "KE")
    assert taken.verdict is Verdict.FALSE
    assert taken.appearances == ("https://social.example/1",)
    assert taken.archive_urls == ("https://archive.example/1",)
    assert taken.reviewed_on == "2021-03"
    assert taken.record_id == "row-1"


def test_the_same_foreign_store_twice_changes_nothing(partner, take_in):
    take_in(partner)
    report, problems, _ = take_in(partner)

    assert problems == []
    assert report.unchanged == 5


def test_a_foreign_store_is_recognised_by_its_content(partner, take_in):
    renamed = partner.rename(partner.with_suffix(".csv"))
    report, _, _ = take_in(renamed)

    assert report.added == 5


def test_nothing_is_written_beside_or_into_a_foreign_store(partner, take_in):
    before = partner.read_bytes()
    beside = {file.name for file in partner.parent.iterdir() if file.name.startswith("partner")}
    take_in(partner)

    assert partner.read_bytes() == before
    after = {file.name for file in partner.parent.iterdir() if file.name.startswith("partner")}
    assert after == beside


def test_changes_in_the_write_ahead_log_are_read_too(make_store, take_in, tmp_path):
    path = make_store(_fact_check(1))
    with open_store(path, mode="write") as store:
        run = store.repository.begin_run("more.csv", _NOW)
        store.repository.save_batch(run, [_fact_check(2)], _NOW)
        copy = tmp_path / "copied.db"
        shutil.copyfile(path, copy)
        shutil.copyfile(f"{path}-wal", f"{copy}-wal")
    report, problems, _ = take_in(copy)

    assert problems == []
    assert report.added == 2


def test_history_and_ids_of_a_foreign_store_are_not_copied(make_store, take_in):
    path = make_store(_fact_check(1))
    with open_store(path, mode="write") as store:
        run = store.repository.begin_run("theirs.csv", _NOW)
        store.repository.save_batch(run, [_fact_check(1, rating="True")], _NOW)
    _tampered(path, "UPDATE fact_checks SET id = 'aaaaaaaaaaaa'")
    _, _, found = take_in(path)

    assert [taken.rating for taken in found] == ["True"]
    assert found[0].id != "aaaaaaaaaaaa"


@pytest.mark.parametrize(
    ("rating", "theirs", "kept"),
    [
        pytest.param("False", Verdict.TRUE, Verdict.FALSE, id="our own tables know the rating"),
        pytest.param("Five wombats", Verdict.FALSE, Verdict.UNRATED, id="only their tables do"),
        pytest.param("", Verdict.TRUE, Verdict.UNRATED, id="there is no rating at all"),
    ],
)
def test_a_verdict_of_a_foreign_store_is_dropped(make_store, take_in, rating, theirs, kept):
    reading = RatingReading(theirs, MappedBy.PUBLISHER_TABLE)
    report, _, found = take_in(make_store(_fact_check(1, rating=rating, reading=reading)))

    assert found[0].verdict is kept
    assert "the partner's verdict is not kept" in report.notes[0]


def test_a_verdict_that_the_record_itself_gave_is_kept_where_nothing_contradicts(
    make_store, take_in
):
    reading = RatingReading(Verdict.MIXED, MappedBy.RECORD)
    known = _fact_check(1, rating="False", reading=reading)
    unknown = _fact_check(2, rating="Five wombats", reading=reading)
    _, _, found = take_in(make_store(known, unknown))

    assert [taken.verdict for taken in found] == [Verdict.FALSE, Verdict.MIXED]


def test_a_row_that_is_no_fact_check_is_rejected_and_its_neighbours_are_not(partner, take_in):
    _tampered(
        partner,
        "UPDATE fact_checks SET claim = '' WHERE number = 2",
        "UPDATE fact_checks SET title = '' WHERE number = 2",
        "UPDATE fact_checks SET review_url = 'javascript:alert(1)' WHERE number = 3",
        "UPDATE fact_checks SET tags = 'no list' WHERE number = 4",
        "UPDATE fact_checks SET claim = CAST(x'C3' AS TEXT) WHERE number = 5",
    )
    report, problems, _ = take_in(partner)

    assert report.added == 1
    assert [problem.line for problem in problems] == [2, 3, 4, 5]


_EVIL = {
    "a view": ("CREATE VIEW more AS SELECT * FROM fact_checks",),
    "a view instead of a table": (
        "ALTER TABLE sources RENAME TO hidden",
        "CREATE VIEW sources AS SELECT * FROM hidden",
    ),
    "a view that never ends": (
        "DROP VIEW current_fact_checks",
        "CREATE VIEW current_fact_checks AS WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON fact_checks BEGIN DELETE FROM sources; END",),
    "our own trigger, changed": (
        "DROP TRIGGER revisions_refuse_update",
        "CREATE TRIGGER revisions_refuse_update BEFORE UPDATE ON revisions BEGIN SELECT 1; END",
    ),
    "our own trigger, gone": ("DROP TRIGGER revisions_refuse_delete",),
    "a virtual table": ("CREATE VIRTUAL TABLE extra USING fts5(a)",),
    "a virtual table of another kind": ("CREATE VIRTUAL TABLE places USING rtree(id, a, b)",),
    "a computed column": ("ALTER TABLE sources ADD COLUMN size TEXT AS (hex(zeroblob(100000)))",),
    "an extra column": ("ALTER TABLE fact_checks ADD COLUMN more TEXT",),
    "a missing column": ("ALTER TABLE publishers DROP COLUMN country",),
    "an extra table": ("CREATE TABLE extra(a)",),
    "an extra index": ("CREATE INDEX extra ON fact_checks(title)",),
    "an index on an expression": ("CREATE INDEX extra ON fact_checks(hex(zeroblob(1000)))",),
    "a partial index": ("CREATE INDEX extra ON sources(url) WHERE url > 'm'",),
    "a missing table": ("DROP TABLE source_checks",),
    "a missing index": ("DROP INDEX idx_sources_url_key",),
    "a table of other words": (
        "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'sources'",
    ),
    "a check that was added": (
        "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ', CHECK(randomblob(9))) STRICT') "
        "WHERE name = 'fact_checks'",
    ),
    "a table that is not there": (
        "UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'fact_checks'",
    ),
    "two tables in one place": (
        "UPDATE sqlite_schema SET rootpage = "
        "(SELECT rootpage FROM sqlite_schema WHERE name = 'ingest_runs') "
        "WHERE name = 'fact_checks'",
    ),
    "a schema that is no SQL": (
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE fact_checks(' WHERE name = 'fact_checks'",
    ),
    "a schema twice": (
        "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'words'",
    ),
    "a name with an escape sequence": ('CREATE TABLE "\x1b[2J\u202eevil\n"(a)',),
    "a very long schema": (f"CREATE VIEW long AS SELECT {'+'.join(['1'] * 300)}",),
    "very many tables": tuple(f"CREATE TABLE t{number}(a)" for number in range(600)),
    "another program's file": ("PRAGMA application_id = 7",),
    "a later format": (f"PRAGMA user_version = {len(MIGRATIONS) + 1}",),
    "no format": ("PRAGMA user_version = 0",),
    "a negative format": ("PRAGMA user_version = -5",),
    "an earlier format than it has": ("PRAGMA user_version = 1",),
}


@pytest.mark.parametrize("statements", _EVIL.values(), ids=_EVIL.keys())
def test_a_schema_that_is_not_ours_is_refused_in_one_line(partner, take_in, statements):
    _tampered(partner, *statements)

    with pytest.raises(FactCheckError) as refused:
        take_in(partner)
    message = str(refused.value)
    assert message.count("\n") == 0
    assert message.isprintable()
    assert "partner.db" in message


def _how_it_ends(path):
    try:
        found = list(foreign_store_records(path))
    except InputError as error:
        return "refused" if str(error).isprintable() else str(error)
    return "read" if all(isinstance(each, RecordProblem) or each.fields for each in found) else ""


def test_two_hundred_damaged_files_end_in_words_and_never_in_a_traceback(partner, tmp_path):
    random_bytes = random.Random(20260102)
    whole = partner.read_bytes()
    ends = {"refused": 0, "read": 0}
    for turn in range(200):
        damaged = bytearray(whole)
        if turn % 4 == 3:
            del damaged[random_bytes.randrange(100, len(damaged)) :]
        else:
            for _ in range((1, 8, 64)[turn % 4]):
                place = random_bytes.randrange(100 if turn % 2 else 0, len(damaged))
                damaged[place] = random_bytes.randrange(256)
        path = tmp_path / "damaged.db"
        path.write_bytes(damaged)
        ends[_how_it_ends(path)] += 1

    assert ends["refused"] > 20
    assert ends["read"] > 20


def test_a_row_too_large_for_any_fact_check_takes_no_other_with_it(partner, take_in):
    _tampered(partner, "UPDATE fact_checks SET summary = hex(zeroblob(3000000)) WHERE number = 2")
    report, problems, _ = take_in(partner)

    assert report.added == 4
    assert [problem.line for problem in problems] == [2]


def test_a_journal_beside_the_file_is_not_played_back(partner, take_in):
    partner.with_name("partner.db-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" + bytes(99))

    with pytest.raises(InputError, match="cut off while it was written"):
        take_in(partner)


def test_a_query_that_takes_too_long_is_interrupted(partner):
    from factcheck.store.foreign_connection import open_foreign_file

    with open_foreign_file(partner, partner) as opened:
        opened._connection.set_authorizer(None)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            opened.within(
                0.05,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                "SELECT count(*) FROM n",
            )


def test_a_store_cannot_be_ingested_into_itself(partner):
    with (
        open_store(partner, mode="write") as store,
        pytest.raises(InputError, match="the store itself"),
    ):
        ingest(partner, store)


def test_a_store_in_a_pipe_is_sent_back_for_its_file(partner, tmp_path):
    with (
        partner.open("rb") as stream,
        open_store(tmp_path / "ours.db", mode="write") as store,
        pytest.raises(InputError, match="name the file itself"),
    ):
        ingest(stream, store, name="-")


def test_an_empty_foreign_store_adds_nothing(make_store, take_in):
    report, problems, _ = take_in(make_store())

    assert (report.records, problems) == (0, [])


def test_a_rating_that_is_unrated_there_is_unrated_here(make_store, take_in):
    report, _, found = take_in(make_store(_fact_check(1, rating="Hmm", reading=_NONE)))

    assert found[0].verdict is Verdict.UNRATED
    assert report.notes == ()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_store_of_any_format_so_far_is_read(tmp_path, version):
    path = tmp_path / "partner.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for step in MIGRATIONS[:version]:
        step(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()

    assert list(foreign_store_records(path)) == []


def test_the_store_that_we_ship_is_read_whatever_format_it_has():
    found = list(foreign_store_records(Path(__file__).parents[2] / "claims.db.example"))

    assert len(found) > 100
    assert not [each for each in found if isinstance(each, RecordProblem)]


def test_undone_fact_checks_of_a_foreign_store_are_left_out(partner, take_in):
    _tampered(partner, "UPDATE fact_checks SET state = 'undone' WHERE number = 2")
    report, problems, _ = take_in(partner)

    assert (report.records, report.added, problems) == (4, 4, [])


def test_a_state_and_a_note_on_harm_are_copied(make_store, take_in):
    note = HarmNote(HarmKind.THREAT, group="bridge keepers", peace_messages=(("en", "Be kind"),))
    given = _fact_check(1, state=State.WITHDRAWN, state_reason="We were wrong.", harm=note)
    _, _, found = take_in(make_store(given))

    assert (found[0].state, found[0].state_reason) == (State.WITHDRAWN, "We were wrong.")
    assert found[0].harm == note
