"""A big store answers from files as it would without them, and better without than wrongly."""

import numpy as np
import pytest

from factcheck.errors import EncoderMismatch
from factcheck.model import FactCheck, Publisher
from factcheck.neural.batch_encoding import l2_normalise as normalise
from factcheck.retrieval.index_files import open_nearest, write_index_files
from factcheck.retrieval.quantised_file import open_coded
from factcheck.store.backup import copy_of_this_moment
from factcheck.store.store import open_store

ENCODER = "tiny-1"
AT = "2024-05-06T07:08:09+00:00"


def add(store, numbers, seed=1, title=""):
    run = store.repository.begin_run("made up", AT)
    store.repository.save_batch(
        run,
        [
            FactCheck(f"Bridge number {n} closed", Publisher("P"), record_id=str(n), title=title)
            for n in numbers
        ],
        AT,
    )
    waiting = store.vectors.pending(ENCODER, 10_000)
    vectors = normalise(np.random.default_rng(seed).standard_normal((len(waiting), 16)))
    rows = zip(waiting, vectors, strict=True)
    store.vectors.save(ENCODER, [(each.number, each.text_hash, v) for each, v in rows])


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def settings(cache):
    return {"environment": {"FACTCHECK_CACHE": str(cache)}, "from_rows": 10}


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "claims.db", mode="write") as opened:
        add(opened, range(200))
        yield opened


def asked(seed=5):
    return normalise(np.random.default_rng(seed).standard_normal((4, 16)).astype(np.float32))


def answers(store, settings):
    return open_nearest(store, ENCODER, **settings).search(asked(), 20)


def plain(store):
    return open_nearest(store, ENCODER, from_rows=10_000).search(asked(), 20)


def files(cache, kind):
    return sorted(cache.glob(f"*.{kind}"))


def test_a_store_is_searched_alike_with_and_without_its_file(store, settings, cache):
    assert answers(store, settings) == plain(store)
    (file,) = files(cache, "vectors")
    made_at = file.stat().st_ino

    assert answers(store, settings) == plain(store)
    assert file.stat().st_ino == made_at


def test_a_small_store_needs_no_file(store, cache):
    environment = {"FACTCHECK_CACHE": str(cache)}
    assert open_nearest(store, ENCODER, environment=environment) is not None
    write_index_files(store, ENCODER, environment=environment)

    assert not cache.exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda store: add(store, range(200, 230), 2), id="more"),
        pytest.param(lambda store: add(store, range(20), 3, "New title"), id="other texts"),
        pytest.param(lambda store: (store.vectors.drop(), add(store, [], 4)), id="all anew"),
    ],
)
def test_the_file_is_used_only_for_what_did_not_change(store, settings, change):
    before = answers(store, settings)
    change(store)

    after = answers(store, settings)

    assert after == plain(store)
    assert after != before
    write_index_files(store, ENCODER, **settings)
    assert answers(store, settings) == after


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-1]), id="cut"),
        pytest.param(lambda file: file.write_bytes(b"x" * 9000), id="foreign"),
        pytest.param(
            lambda file: file.write_bytes(
                file.read_bytes()[:5000] + b"\x55" + file.read_bytes()[5001:]
            ),
            id="a byte",
        ),
    ],
)
def test_a_damaged_file_is_made_again(store, settings, cache, spoil):
    expected = answers(store, settings)
    write_index_files(store, ENCODER, **settings)
    (file,) = files(cache, "vectors")
    spoil(file)

    assert answers(store, settings) == expected


def test_two_copies_of_a_store_never_share_a_wrong_file(tmp_path, store, settings):
    answers(store, settings)
    place = store.path
    copy_of_this_moment(store.connection, tmp_path / "copy.db")
    add(store, range(300, 330), 7)
    with open_store(tmp_path / "copy.db", mode="write") as copy:
        add(copy, range(300, 330), 8)
        answers(copy, settings)
        write_index_files(store, ENCODER, **settings)
        copy_of_this_moment(copy.connection, tmp_path / "other.db")
    store.close()
    (tmp_path / "other.db").replace(place)

    with open_store(place) as other:
        assert answers(other, settings) == plain(other)


def test_where_nothing_can_be_kept_it_is_made_in_memory(tmp_path, store):
    (tmp_path / "file").write_text("no folder")
    settings = {"environment": {"FACTCHECK_CACHE": str(tmp_path / "file")}, "from_rows": 10}

    assert answers(store, settings) == plain(store)
    write_index_files(store, ENCODER, **settings)


def test_a_reader_uses_the_file_while_somebody_writes(store, settings, cache):
    write_index_files(store, ENCODER, **settings)
    with open_store(store.path) as reader:
        nearest = open_nearest(reader, ENCODER, **settings)
        before = nearest.search(asked(), 20)
        add(store, range(200, 240), 6)

        # It goes on with what it knew, and knows the rest once it is opened again.
        assert nearest.search(asked(), 20) == before
        assert answers(reader, settings) == plain(reader)


def test_vectors_of_another_encoder_are_refused_with_a_file_too(store, settings):
    answers(store, settings)
    with pytest.raises(EncoderMismatch):
        open_nearest(store, "other-2", **settings)


def test_unusable_vectors_never_come_into_the_file(store, settings, cache):
    store.connection.execute("UPDATE vectors SET vector = zeroblob(32) WHERE fact_check < 50")
    store.connection.execute("UPDATE vectors SET vector = x'00' WHERE fact_check = 60")

    found = answers(store, settings)

    assert found == plain(store)
    (file,) = files(cache, "vectors")
    coded = np.concatenate([piece.numbers for piece in open_coded(file).pieces()])
    assert set(coded.tolist()) == {*range(50, 201)} - {60}


def test_a_store_without_vectors_cannot_be_searched_by_meaning(tmp_path, settings):
    with open_store(tmp_path / "empty.db", mode="write") as empty:
        assert open_nearest(empty, ENCODER, **settings) is None
