"""A maintainer says what a rating means: from now on, and for the past."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from factcheck.errors import StoreReadOnly, UsageError
from factcheck.ingest import IngestOptions, ingest
from factcheck.maintenance.rating_overrides import add_mapping, ratings_overview, remove_mapping
from factcheck.model import Axis, MappedBy, MediaFlag, RatingMapping, Verdict
from factcheck.store.store import open_store

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
ROWS = """\
claim,rating,publisher,url,language,verdict
The ferry sank at noon.,Humbug,Harbour Watch,https://harbour.example/ferry,en,
The pier is made of cork.,HUMBUG!,Harbour Watch,https://news.harbour.example/pier,en,
The lighthouse is for sale.,Humbug,Coast Desk,https://coast.example/lighthouse,en,
The tide was late.,Humbug,Harbour Watch,https://harbour.example/tide,en,satire
Gulls can count.,False,Harbour Watch,https://harbour.example/gulls,en,
"""
HUMBUG = RatingMapping("humbug", Verdict.FALSE, publisher_domain="harbour.example")


def clock():
    return NOW


def take_in(store, rows=ROWS, name="checks.csv"):
    return ingest(
        BytesIO(rows.encode()), store, options=IngestOptions(encode=False, clock=clock), name=name
    )


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "claims.db", mode="write") as opened:
        take_in(opened)
        yield opened


def readings(store):
    return {
        check.claim: (check.verdict, check.reading.mapped_by)
        for check in store.fact_checks(range(1, 20)).values()
    }


def undo(store, run_id):
    return store.ledger.undo(run_id, NOW.isoformat())


def test_a_mapping_changes_what_was_read_before_and_nothing_else(store):
    before = readings(store)
    done = add_mapping(store, HUMBUG, clock=clock)
    after = readings(store)

    assert {claim for claim in after if after[claim] != before[claim]} == {
        "The ferry sank at noon.",
        "The pier is made of cork.",
    }
    assert after["The ferry sank at noon."] == (Verdict.FALSE, MappedBy.MAINTAINER)
    assert after["The tide was late."] == (Verdict.SATIRE, MappedBy.RECORD)
    assert len(done.changed) == 2


def test_the_change_is_a_revision_with_a_run_of_its_own(store):
    done = add_mapping(store, HUMBUG, clock=clock)
    first, second = store.history(done.changed[0])

    assert second.run_id == done.run_id != first.run_id
    assert second.recorded_at == NOW.isoformat()
    assert second.changes == {
        "verdict": ("unrated", "false"),
        "mapped_by": ("nobody", "maintainer"),
    }
    assert second.fact_check.raw == first.fact_check.raw


def test_what_is_ingested_later_is_read_by_it(store):
    add_mapping(store, HUMBUG, clock=clock)
    again = take_in(store)
    take_in(store, ROWS.replace("ferry", "barge"), "more.csv")

    assert (again.changed, again.unchanged) == (0, 5)
    assert readings(store)["The barge sank at noon."] == (Verdict.FALSE, MappedBy.MAINTAINER)


def test_an_override_can_be_undone_with_its_run(store):
    before = readings(store)
    done = add_mapping(store, HUMBUG, clock=clock)
    undone = undo(store, done.run_id)

    assert sorted(undone.restored) == sorted(done.changed)
    assert readings(store) == before
    assert ratings_overview(store).mappings == ()
    assert take_in(store).changed == 0


def test_taking_back_the_taking_back_brings_it_in_force_again(store):
    done = add_mapping(store, HUMBUG, clock=clock)
    after = readings(store)
    undo(store, undo(store, done.run_id).run_id)

    assert readings(store) == after
    assert ratings_overview(store).mappings == (HUMBUG,)


def test_a_removed_mapping_leaves_what_the_tables_say(store):
    before = readings(store)
    added = add_mapping(store, HUMBUG, clock=clock)
    removed = remove_mapping(store, "HUMBUG", publisher_domain="harbour.example", clock=clock)

    assert removed.changed == added.changed
    assert readings(store) == before
    assert [revision.number for revision in store.history(added.changed[0])] == [1, 2, 3]
    assert ratings_overview(store).mappings == ()


def test_a_languages_mapping_changes_all_its_publishers(store):
    done = add_mapping(store, RatingMapping("humbug", Verdict.FALSE, language="en"), clock=clock)

    assert len(done.changed) == 3
    assert ratings_overview(store).not_mapped == ()


def test_axis_and_media_flags_are_kept(store):
    mapping = RatingMapping(
        "humbug",
        Verdict.UNRATED,
        publisher_domain="harbour.example",
        axis=Axis.PROMISE,
        media_flags=(MediaFlag.STAGED,),
    )
    done = add_mapping(store, mapping, clock=clock)
    reading = store.get(done.changed[0]).reading

    assert (reading.axis, reading.media_flags) == (Axis.PROMISE, (MediaFlag.STAGED,))
    assert ratings_overview(store).mappings == (mapping,)


def test_unmapped_ratings_are_listed_most_frequent_first(store):
    take_in(store, ROWS.replace("Humbug", "Tosh").replace(".,", " again.,"), "tosh.csv")
    unknown = ratings_overview(store).not_mapped

    assert [each.count for each in unknown] == sorted(
        (each.count for each in unknown), reverse=True
    )
    assert {each.rating for each in unknown} == {"Humbug", "HUMBUG!", "Tosh"}


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        pytest.param(
            RatingMapping("!!!", Verdict.FALSE, language="en"),
            "'!!!' has no letter or digit that could be a rating",
            id="no word",
        ),
        pytest.param(
            RatingMapping("3", Verdict.MIXED, language="en"),
            "'3' is a number, and what it means depends on the publisher's scale",
            id="a number in a language",
        ),
        pytest.param(
            RatingMapping("False", Verdict.TRUE, language="en"),
            "'False' means false by the language table, not true; add --replace",
            id="the opposite of the table",
        ),
        pytest.param(
            RatingMapping("Fabricated Content", Verdict.TRUE, publisher_domain="turnbackhoax.id"),
            "means false, fabricated by the publisher table, not true",
            id="the opposite of a publisher's table",
        ),
        pytest.param(
            RatingMapping("False", Verdict.FALSE, language="en"),
            "'False' already means false, by the language table; nothing to add",
            id="known already",
        ),
        pytest.param(
            RatingMapping("True", Verdict.MISLEADING, language="en"),
            "'True' means true by the language table, not misleading; add --replace",
            id="misleading instead of true",
        ),
        pytest.param(
            RatingMapping("x" * 1_001, Verdict.FALSE, language="en"),
            "a rating has at most 1,000 characters",
            id="an article",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(store, mapping, reason):
    runs = store.stats().run_count
    with pytest.raises(UsageError) as refused:
        add_mapping(store, mapping, clock=clock)

    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)
    assert store.stats().run_count == runs


def test_one_s_own_mapping_is_replaced_only_on_purpose(store):
    add_mapping(store, HUMBUG, clock=clock)
    other = RatingMapping("humbug", Verdict.MIXED, publisher_domain="harbour.example")
    with pytest.raises(UsageError, match="--replace"):
        add_mapping(store, other, clock=clock)
    add_mapping(store, other, replacing=True, clock=clock)

    assert ratings_overview(store).mappings == (other,)
    assert readings(store)["The ferry sank at noon."] == (Verdict.MIXED, MappedBy.MAINTAINER)


def test_an_override_that_does_not_exist_cannot_be_removed(store):
    with pytest.raises(UsageError, match="no mapping of 'humbug' was added for sw"):
        remove_mapping(store, "humbug", language="sw", clock=clock)


def test_a_rehearsal_writes_nothing(store):
    before = readings(store)
    with store.repository.rehearsal():
        assert len(add_mapping(store, HUMBUG, clock=clock).changed) == 2

    assert readings(store) == before
    assert ratings_overview(store).mappings == ()


def test_a_store_that_is_open_for_reading_is_refused(store):
    with open_store(store.path) as reader, pytest.raises(StoreReadOnly):
        add_mapping(reader, HUMBUG, clock=clock)


def test_without_a_store_the_tables_are_listed():
    overview = ratings_overview(None)

    assert len(overview.publishers) >= 60
    assert (overview.mappings, overview.not_mapped) == ((), ())


def test_mappings_cannot_be_rewritten(store):
    add_mapping(store, HUMBUG, clock=clock)
    for statement in ("UPDATE rating_mappings SET verdict = 'true'", "DELETE FROM rating_mappings"):
        with pytest.raises(Exception, match="mappings are append-only"):
            store.connection.execute(statement)
