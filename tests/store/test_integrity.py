import pytest

from factcheck.store.backup import compact_copy
from factcheck.store.store import open_store
from factcheck.text.normalise import comparable


@pytest.fixture
def filled(store, fact_check, save_all):
    save_all(store, *(fact_check(number=n, rating="Hmm") for n in range(1, 9)))
    texts = store.vectors.pending("tiny", 99)
    store.vectors.save("tiny", [(text.number, text.text_hash, [1.0, 2.0]) for text in texts])
    return store


def problems(store):
    return {finding.name for finding in store.check() if finding.problem}


def found(store):
    return {finding.name: finding.text for finding in store.check()}


def saved_id(store, number=4):
    sql = "SELECT id FROM fact_checks WHERE number = ?"
    return store.connection.execute(sql, (number,)).fetchone()[0]


def test_a_sound_store_has_no_problem_but_says_what_is_worth_knowing(filled):
    names = {finding.name: finding for finding in filled.check()}

    assert problems(filled) == set()
    assert (
        "8 fact-checks have a rating that no table reads: 1 rating in all"
        in names["unmapped_ratings"].text
    )


def test_a_reader_can_check_too(filled, path):
    with open_store(path) as reader:
        assert problems(reader) == set()


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        ("DELETE FROM words WHERE rowid = 3", "missing_words"),
        ("INSERT INTO words(rowid, claim, title) VALUES(99, 'x', 'y')", "missing_words"),
        ("UPDATE words SET claim = 'other words'", "stale_words"),
        ("DELETE FROM words_data", "damaged_words"),
        ("UPDATE word_totals SET documents = 5", "missing_words"),
        ("DELETE FROM word_totals", "missing_words"),
        ("DELETE FROM vectors WHERE fact_check = 2", "stale_vectors"),
        ("UPDATE vectors SET text_hash = 'old' WHERE fact_check = 2", "stale_vectors"),
        ("UPDATE vectors SET vector = x'00' WHERE fact_check = 2", "bad_vectors"),
        ("UPDATE fact_checks SET title = 'changed by hand' WHERE number = 4", "stale_vectors"),
    ],
)
def test_damage_is_found_and_mended(filled, damage, name):
    filled.connection.execute(damage)

    assert name in problems(filled)
    filled.repair()
    assert problems(filled) == set()
    assert len(filled.words.search(["bridge"], 99)) == 8
    texts = filled.vectors.pending("tiny", 99)
    filled.vectors.save("tiny", [(text.number, text.text_hash, [3.0, 1.0]) for text in texts])
    assert len(filled.vectors.load("tiny")[0]) == 8


CHANGED = [
    pytest.param("verdict = 'true'", "verdict is 'true', not 'unrated'", id="verdict"),
    pytest.param("state = 'undone'", "state is 'undone', not 'current'", id="state"),
    pytest.param("claim = 'The moon is near'", "claim is 'The moon is near', not", id="claim"),
    pytest.param("claim_key = 'x'", "claim_key is 'x', not", id="key of the claim"),
    pytest.param("tags = 'x'", ": it cannot be read", id="unreadable"),
    pytest.param("publisher_id = 99", ": it cannot be read", id="publisher"),
    pytest.param("revision = 7", "revision is '7', not '1'", id="revision"),
]


@pytest.mark.parametrize(("change", "difference"), CHANGED)
def test_a_row_that_another_program_changed_is_named_and_restored(filled, change, difference):
    before = filled.get(saved_id(filled))
    filled.connection.execute("PRAGMA foreign_keys = OFF")
    filled.connection.execute(f"UPDATE fact_checks SET {change} WHERE number = 4")
    told = found(filled)["changed_rows"]
    restored = filled.repair()

    assert told.startswith(f"1 fact-check is not as the last revision has it: {before.id}: ")
    assert difference in told
    assert before.id in restored[0].text
    assert problems(filled) == set()
    assert filled.get(before.id) == before
    assert filled.by_claim_key(comparable(before.claim)) == (4,)
    assert len(filled.words.search(["bridge"], 99)) == 8


def test_a_changed_page_or_publisher_is_restored_too(filled):
    filled.connection.execute(
        "INSERT INTO sources VALUES(4, 'appearance', 0, 'https://x.example', 'https://x.example')"
    )
    filled.connection.execute("UPDATE publishers SET name = 'Somebody Else'")

    assert "8 fact-checks are not as" in found(filled)["changed_rows"]
    filled.repair()
    assert problems(filled) == set()
    assert filled.get(saved_id(filled)).publisher.name == "Daily Check"
    assert filled.by_url("https://x.example") == ()


def test_a_row_without_a_revision_is_a_problem_that_nothing_mends(filled):
    columns = ", ".join(
        row[1] for row in filled.connection.execute("PRAGMA table_info(fact_checks)").fetchall()[2:]
    )
    filled.connection.execute(
        f"INSERT INTO fact_checks(number, id, {columns}) "
        f"SELECT 99, 'zzzzzzzzzzzz', {columns} FROM fact_checks WHERE number = 1"
    )

    assert filled.repair() == ()
    assert "no revision tells what it was: zzzzzzzzzzzz" in found(filled)["rows_without_history"]


def test_values_of_changed_rows_are_shown_shortened(filled):
    filled.connection.execute("UPDATE fact_checks SET title = printf('%.1000c', 'x')")

    assert len(found(filled)["changed_rows"]) < 1_000


def test_damage_in_one_table_does_not_hide_the_rest(filled):
    filled.connection.execute("UPDATE fact_checks SET claim = CAST(x'ff' AS TEXT)")
    filled.connection.execute("UPDATE vectors SET vector = x'00' WHERE fact_check = 2")

    assert {"damaged_file", "damaged_words"} & problems(filled)
    assert "old_sqlite" in {f.name for f in filled.check()} or problems(filled)


def test_a_reference_to_nothing_is_found(filled):
    filled.connection.execute("PRAGMA foreign_keys = OFF")
    filled.connection.execute("DELETE FROM publishers")

    assert "broken_reference" in problems(filled)


def test_words_folded_by_other_rules_are_found_and_folded_anew(filled):
    filled.connection.execute("UPDATE words SET claim = upper(claim) WHERE rowid = 1")
    before = problems(filled)
    filled.repair()

    assert (before, problems(filled)) == ({"stale_words"}, set())


def test_a_compact_copy_holds_the_same_in_one_small_file(filled, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_text("something that was there before")
    compact_copy(filled.connection, copy)

    with open_store(copy) as store:
        assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert problems(store) == set()
        assert store.stats().languages == filled.stats().languages
        assert len(store.vectors.load("tiny")[0]) == 8
    assert sorted(p.name for p in tmp_path.iterdir() if "copy" in p.name) == ["copy.db"]


def test_a_compact_copy_of_the_same_content_has_the_same_bytes(filled, tmp_path):
    for name in ("one.db", "two.db"):
        compact_copy(filled.connection, tmp_path / name)

    assert (tmp_path / "one.db").read_bytes() == (tmp_path / "two.db").read_bytes()
