import io
import json

import pytest

from factcheck.ingest import IngestOptions, ingest
from factcheck.model import MappedBy, State, Verdict
from factcheck.retrieval.embed_pending import embed_pending
from factcheck.store.store import open_store


def contents(path):
    with open_store(path) as store:
        rows = store.connection.execute("SELECT id FROM fact_checks ORDER BY id").fetchall()
        return {row[0]: store.get(row[0]) for row in rows}


def test_every_record_is_counted_once(take_in, record):
    rows = [record("Bananas cure malaria"), record("The bridge is made of paper"), {"claim": ""}]

    report, problems = take_in(rows)

    assert (report.records, report.added, report.rejected) == (3, 2, 1)
    assert [problem.line for problem in problems] == [4]


def test_the_same_file_twice_changes_nothing(take_in, record, store_path):
    rows = [record("Bananas cure malaria"), record("The bridge is made of paper")]
    take_in(rows)
    before = store_path.read_bytes(), contents(store_path)

    report, _ = take_in(rows)

    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert contents(store_path) == before[1]


def test_a_changed_rating_becomes_a_revision_and_the_old_one_stays(take_in, record, store_path):
    take_in([record("Bananas cure malaria", url="https://daily.example/1", rating="False")])
    report, _ = take_in(
        [record("Bananas cure malaria", url="https://daily.example/1", rating="Misleading")]
    )
    with open_store(store_path) as store:
        [known] = contents(store_path)
        history = store.history(known)

    assert report.changed == 1
    assert [revision.fact_check.rating for revision in history] == ["False", "Misleading"]
    assert history[1].changes["rating"] == ("False", "Misleading")
    assert history[1].fact_check.verdict is Verdict.MISLEADING


def test_one_fact_check_with_two_ratings_in_one_file_keeps_the_first_and_says_so(take_in, record):
    rows = [
        record("Bananas cure malaria", url="https://daily.example/1", rating="False"),
        record("Bananas cure malaria", url="https://daily.example/1", rating="True"),
    ]

    first, problems = take_in(rows)
    again, _ = take_in(rows)

    assert (first.added, first.rejected) == (1, 1)
    assert "rating" in problems[0].reason
    assert problems[0].line == 3
    assert (again.unchanged, again.rejected, again.changed) == (1, 1, 0)


def test_one_address_in_two_spellings_is_one_fact_check(take_in, record):
    report, problems = take_in(
        [
            record("Bananas cure malaria", url="https://daily.example/1"),
            record("Bananas cure malaria", url="http://www.daily.example/1?utm_source=mail"),
        ]
    )

    assert (report.added, report.unchanged, problems) == (1, 1, [])


def test_a_rehearsal_counts_and_leaves_the_store_as_it_is(take_in, record, store_path):
    take_in([record("Bananas cure malaria")])
    before = contents(store_path)

    report, _ = take_in(
        [record("Bananas cure malaria"), record("The moon is hollow")], rehearse=True
    )

    assert (report.added, report.unchanged) == (1, 1)
    assert contents(store_path) == before


def test_an_interrupted_run_goes_on_where_it_stopped(take_in, record, store_path, encoder):
    class Interrupted(encoder.__class__):
        def encode_fact_checks(self, texts):
            raise KeyboardInterrupt

    rows = [record(f"Claim number {n} about the old bridge") for n in range(20)]
    with pytest.raises(KeyboardInterrupt):
        take_in(rows, Interrupted())

    report, _ = take_in(rows, encoder)

    assert (report.added, report.unchanged, report.encoded) == (0, 20, 20)
    with open_store(store_path) as store:
        assert store.vectors.pending_count() == 0


def test_a_text_that_cannot_be_encoded_stays_pending_and_blocks_no_other(
    take_in, record, store_path
):
    class Picky:
        id, dimensions = "picky/1", 2

        def encode_fact_checks(self, texts):
            import numpy as np

            return np.array([[0, 0] if "odd" in text else [1, 0] for text in texts], np.float32)

    take_in([record("An odd claim about rain"), record("A plain claim about rain")])
    with open_store(store_path, mode="write") as store:
        made = embed_pending(store, Picky())

        assert made == 1
        assert store.vectors.pending_count() == 1


def test_notes_are_counted_by_kind_with_one_example(take_in, record):
    rows = [record(f"Claim {n} about the river", review_date=f"{n}/{n + 1}/2020") for n in (1, 2)]

    report, _ = take_in(rows)

    assert len(report.notes) == 1
    assert report.notes[0].startswith("2 × ")


def test_a_stream_can_be_ingested_under_a_name(store_path):
    stream = io.BytesIO(b"claim,publisher\nThe lake has dried up,Daily Check\n")
    with open_store(store_path, mode="write") as store:
        report = ingest(stream, store, None, IngestOptions(), name="partner feed")
        [known] = [row[0] for row in store.connection.execute("SELECT id FROM fact_checks")]

        assert report.added == 1
        assert store.history(known)[0].input_name == "partner feed"


def states(path):
    return {claim.claim: claim.state for claim in contents(path).values()}


def test_fact_checks_missing_from_a_feed_are_reported_and_retired_only_when_asked(
    take_in, record, store_path
):
    bananas, moon = record("Bananas cure malaria"), record("The moon is hollow")
    take_in([bananas, moon])

    told, _ = take_in([bananas])
    marked, _ = take_in([bananas], retire_missing=True)

    assert (told.missing, told.retired) == (1, 0)
    assert "--retire-missing marks them" in told.notes[-1]
    assert (marked.missing, marked.retired) == (1, 1)
    assert states(store_path) == {
        "Bananas cure malaria": State.CURRENT,
        "The moon is hollow": State.RETIRED,
    }


def test_nothing_is_retired_where_it_may_be_among_the_rejected(take_in, record, store_path):
    bananas, moon = record("Bananas cure malaria"), record("The moon is hollow")
    take_in([bananas, moon])

    report, _ = take_in([bananas, {**moon, "claim": ""}, bananas], retire_missing=True)

    assert (report.missing, report.retired) == (1, 0)
    assert "1 of its 3 records were rejected" in report.notes[-1]
    assert set(states(store_path).values()) == {State.CURRENT}


def test_an_empty_list_retires_nothing(store_path):
    options = IngestOptions(retire_missing=True)
    row = b'{"claim": "The lake has dried up", "publisher": "Daily Check"}'
    with open_store(store_path, mode="write") as store:
        ingest(io.BytesIO(b"[" + row + b"]"), store, None, options, name="feed")
        report = ingest(io.BytesIO(b"[]"), store, None, options, name="feed")

    assert (report.missing, report.retired) == (1, 0)
    assert "the input is empty" in report.notes[-1]


def test_a_file_that_was_cut_in_the_middle_retires_nothing(store_path):
    whole = b'[{"claim": "The lake has dried up", "publisher": "Daily Check"},\n'
    rest = b'{"claim": "The lake is full of fish", "publisher": "Daily Check"}]'
    options = IngestOptions(retire_missing=True)
    with open_store(store_path, mode="write") as store:
        ingest(io.BytesIO(whole + rest), store, None, options, name="feed")
        report = ingest(io.BytesIO(whole + rest[:30]), store, None, options, name="feed")

    assert (report.missing, report.retired) == (1, 0)


def correction(rating, claim="Bananas cure malaria", **fields):
    return {
        "claim": claim,
        "publisher": "Daily Check",
        "url": "https://daily.example/1",
        "rating": rating,
        "language": "en",
        **fields,
    }


def ingest_rows(store, name, *rows, **options):
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    return ingest(io.BytesIO(lines.encode()), store, None, IngestOptions(**options), name=name)


def rating_of(store):
    [fact_check] = store.fact_checks([1]).values()
    return fact_check.rating


def test_a_correction_in_another_file_holds_and_is_reported_in_one_line(store_path):
    with open_store(store_path, mode="write") as store:
        ingest_rows(store, "verdicts-november.csv", correction("False"))
        rehearsed = ingest_rows(store, "verdicts-december.csv", correction("True"), rehearse=True)
        before = rating_of(store)
        report = ingest_rows(store, "verdicts-december.csv", correction("True"))
        again = ingest_rows(store, "verdicts-november.csv", correction("False"))
        [public] = [row[0] for row in store.connection.execute("SELECT id FROM fact_checks")]

        assert report.notes == (
            f'1 ruling changed: {public} "False" → "True" (verdicts-december.csv)',
        )
        assert (report.changed, report.differing) == (1, 0)
        assert (rehearsed, before) == (report, "False")
        assert (again.unchanged, again.notes, rating_of(store)) == (1, (), "True")


def test_of_many_changed_rulings_the_first_few_are_named(store_path):
    claims = [f"Bananas cure illness {number}" for number in range(5)]
    with open_store(store_path, mode="write") as store:
        ingest_rows(store, "a.csv", *(correction("False", claim) for claim in claims))
        report = ingest_rows(store, "b.csv", *(correction("x" * 99, claim) for claim in claims))

        [note] = [each for each in report.notes if "changed" in each]
        assert note.startswith("5 rulings changed: ")
        assert note.endswith(", … (b.csv)")
        assert note.count(f'"False" → "{"x" * 39}…"') == 3


def test_a_record_that_another_input_outranks_leaves_one_revision_and_is_reported(store_path):
    with open_store(store_path, mode="write") as store:
        ingest_rows(store, "a.csv", correction("False", reviewed_on="2024-05-06"))
        report = ingest_rows(store, "archive.csv", correction("True", reviewed_on="2024-05-05"))
        [known] = [row[0] for row in store.connection.execute("SELECT id FROM fact_checks")]

        assert (report.unchanged, report.differing) == (1, 1)
        assert f"factcheck history {known}" in report.notes[-1]
        assert len(store.history(known)) == 1


@pytest.mark.parametrize(
    ("rating", "verdict", "mapped_by"),
    [
        pytest.param(
            {"ratingValue": 1, "worstRating": "1", "bestRating": 5},
            Verdict.FALSE,
            MappedBy.NUMBER,
            id="a number alone",
        ),
        pytest.param(
            {
                "alternateName": "No label we know",
                "ratingValue": 5,
                "worstRating": 1,
                "bestRating": 5,
            },
            Verdict.TRUE,
            MappedBy.NUMBER,
            id="words that nobody knows",
        ),
        pytest.param(
            {"alternateName": "False", "ratingValue": 5, "worstRating": 1, "bestRating": 5},
            Verdict.FALSE,
            MappedBy.LANGUAGE_TABLE,
            id="known words win",
        ),
        pytest.param(
            {"ratingValue": 1, "worstRating": 5, "bestRating": 1},
            Verdict.UNRATED,
            MappedBy.NOBODY,
            id="a scale turned round",
        ),
        pytest.param(
            {"ratingValue": 3}, Verdict.UNRATED, MappedBy.NOBODY, id="a number without a scale"
        ),
    ],
)
def test_a_numeric_rating_counts_only_on_a_sound_scale_and_without_known_words(
    tmp_path, rating, verdict, mapped_by
):
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": "The ferry sank at noon.",
        "url": "https://harbour.example/ferry",
        "author": {"@type": "Organization", "name": "Harbour Watch"},
        "reviewRating": {"@type": "Rating", **rating},
    }
    source = io.BytesIO(json.dumps(review).encode())
    with open_store(tmp_path / "claims.db", mode="write") as store:
        ingest(source, store, options=IngestOptions(encode=False), name="review.json")
        reading = store.fact_checks([1])[1].reading

    assert (reading.verdict, reading.mapped_by) == (verdict, mapped_by)


@pytest.mark.parametrize(
    ("now", "options", "state", "rating"),
    [
        pytest.param({}, {}, State.WITHDRAWN, "False", id="nothing is said"),
        pytest.param({"state": "published"}, {}, State.CURRENT, "False", id="it is current again"),
        pytest.param({}, {"clear_missing": True}, State.CURRENT, "", id="blanks were asked for"),
    ],
)
def test_an_input_without_a_column_keeps_what_it_said_unless_asked(
    take_in, store_path, now, options, state, rating
):
    row = {"claim": "Bananas cure malaria", "url": "https://daily.example/1"}
    take_in([row | {"rating": "False", "state": "withdrawn"}])
    take_in([row | now], **options)
    [stored] = contents(store_path).values()

    assert (stored.state, stored.rating) == (state, rating)


def unrated(number, **fields):
    return {"claim": f"Claim {number}", "url": f"https://daily.example/{number}", **fields}


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        pytest.param({}, "no record has a rating", id="no column can be it"),
        pytest.param(
            {"What we found": "False"},
            "no record has a rating: is it the column 'What we found'? "
            "--map 'What we found=rating'",
            id="a column has known ratings",
        ),
        pytest.param({"Mood": "grim"}, "no record has a rating", id="a column has other words"),
        pytest.param({"rating": "Odd words"}, None, id="a rating that no table knows is one"),
    ],
)
def test_an_input_without_a_rating_is_told_the_likely_column(take_in, fields, note):
    report, _ = take_in([unrated(number, **fields) for number in range(3)])

    assert [each for each in report.notes if "rating" in each] == ([note] if note else [])


def test_an_input_that_lost_ratings_says_what_is_kept(take_in):
    take_in([unrated(number, found="False", rating="False") for number in range(3)])
    report, _ = take_in([unrated(0, found="False"), unrated(1, rating="True")])

    assert report.notes[0].startswith("1 ruling changed: ")
    assert report.notes[-3:-1] == (
        "1 record has no rating any more: is it the column 'found'? --map found=rating",
        "kept, because this input said it before: rating (1), verdict (1); "
        "--clear-missing blanks it",
    )
