"""A big store answers from files as it would without them, and better without than wrongly."""

import os

import numpy as np
import pytest

from factcheck.errors import EncoderMismatch
from factcheck.model import FactCheck, Publisher
from factcheck.neural.batch_encoding import l2_normalise
from factcheck.retrieval.index_files import open_dense_index, write_index_files
from factcheck.store.backup import copy_pages
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
    vectors = l2_normalise(np.random.default_rng(seed).standard_normal((len(waiting), 6)))
    rows = zip(waiting, vectors, strict=True)
    store.vectors.save(ENCODER, [(each.number, each.text_hash, v) for each, v in rows])


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def settings(cache):
    return {"environment": {"FACTCHECK_CACHE": str(cache)}, "from_number": 10}


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "claims.db", mode="write") as opened:
        add(opened, range(201))
        yield opened


def queries(seed=5):
    return l2_normalise(np.random.default_rng(seed).standard_normal((4, 6)).astype(np.float32))


def search(store, settings, encoder_id=ENCODER):
    return open_dense_index(store, encoder_id, **settings).search(queries(), 20)


def without_files(store):
    return open_dense_index(store, ENCODER, from_number=10_000).search(queries(), 20)


def files(cache):
    return sorted(path for path in cache.glob("vectors/*/*"))


def test_a_store_is_searched_alike_with_and_without_its_file(store, settings, cache):
    assert search(store, settings) == without_files(store)
    (file,) = files(cache)
    made_at = file.stat().st_ino

    assert search(store, settings) == without_files(store)
    assert file.stat().st_ino == made_at


def test_a_small_store_needs_no_file(store, cache):
    environment = {"FACTCHECK_CACHE": str(cache)}
    assert open_dense_index(store, ENCODER, environment=environment) is not None
    write_index_files(store, ENCODER, environment=environment)

    assert not cache.exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda store: add(store, range(201, 230), 2), id="more"),
        pytest.param(lambda store: add(store, range(20), 3, "New title"), id="other texts"),
        pytest.param(lambda store: (store.vectors.drop(), add(store, [], 4)), id="all anew"),
    ],
)
def test_the_file_is_used_only_for_the_vectors_that_it_was_made_of(store, settings, cache, change):
    before = search(store, settings)
    change(store)

    write_index_files(store, ENCODER, **settings)
    after = search(store, settings)

    assert after == without_files(store)
    assert after != before
    assert len(files(cache)) == 1


def test_only_the_blocks_that_changed_are_written_again(store, settings, cache, monkeypatch):
    for module in ("index_fingerprints", "vector_table"):
        monkeypatch.setattr(f"factcheck.store.{module}.BLOCK", 64)
    store.vectors.drop()
    add(store, [])
    expected = search(store, settings)
    before = {path: path.stat().st_ino for path in files(cache)}
    add(store, [200], 9, "New title")

    after = search(store, settings)

    assert len(before) == 4
    assert after == without_files(store) != expected
    kept = [path for path in files(cache) if path.stat().st_ino == before.get(path)]
    assert [path.name.partition("-")[0] for path in kept] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda file: file.write_bytes(b""), id="empty"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-1]), id="cut"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:-8]), id="cut by a word"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes() + bytes(8)), id="longer"),
        pytest.param(lambda file: file.write_bytes(bytes(file.stat().st_size)), id="zeros"),
        pytest.param(lambda file: file.write_bytes(b"\xff" * 9000), id="foreign"),
        pytest.param(
            lambda file: file.write_bytes(
                file.read_bytes()[:3000] + b"\x55" + file.read_bytes()[3001:]
            ),
            id="a byte",
        ),
    ],
)
def test_a_damaged_file_is_made_again(store, settings, cache, spoil):
    expected = search(store, settings)
    (file,) = files(cache)
    sound = file.read_bytes()
    spoil(file)

    assert search(store, settings) == expected
    assert file.read_bytes() == sound


def test_two_copies_of_a_store_never_share_a_wrong_file(tmp_path, store, settings):
    search(store, settings)
    place = store.path
    copy_pages(store.connection, tmp_path / "copy.db")
    add(store, range(300, 330), 7)
    with open_store(tmp_path / "copy.db", mode="write") as copy:
        add(copy, range(300, 330), 8)
        search(copy, settings)
        write_index_files(store, ENCODER, **settings)
        copy_pages(copy.connection, tmp_path / "other.db")
    store.close()
    (tmp_path / "other.db").replace(place)

    with open_store(place) as other:
        assert search(other, settings) == without_files(other)


def test_where_nothing_can_be_written_the_index_is_made_in_memory(tmp_path, store):
    (tmp_path / "file").write_text("no folder")
    settings = {"environment": {"FACTCHECK_CACHE": str(tmp_path / "file")}, "from_number": 10}

    assert search(store, settings) == without_files(store)
    write_index_files(store, ENCODER, **settings)


def test_an_open_index_does_not_change_while_somebody_writes(store, settings):
    write_index_files(store, ENCODER, **settings)
    with open_store(store.path) as reader:
        index = open_dense_index(reader, ENCODER, **settings)
        before = index.search(queries(), 20)
        add(store, range(201, 240), 6)

        assert index.search(queries(), 20) == before
        assert search(reader, settings) == without_files(reader) != before


def test_vectors_of_another_encoder_are_refused_with_a_file_too(store, settings):
    search(store, settings)
    with pytest.raises(EncoderMismatch):
        search(store, settings, "other-2")


def test_unusable_vectors_are_never_found(store, settings):
    store.connection.execute("UPDATE vectors SET vector = zeroblob(12) WHERE fact_check < 50")
    store.connection.execute("UPDATE vectors SET vector = x'00' WHERE fact_check = 60")

    index = open_dense_index(store, ENCODER, **settings)

    assert search(store, settings) == without_files(store)
    assert index.cosines(queries()[0], range(1, 202)).keys() == {*range(50, 202)} - {60}


def test_of_stores_that_are_no_longer_used_only_a_few_keep_their_files(
    tmp_path, store, settings, cache
):
    copies = [tmp_path / f"copy{number}.db" for number in range(6)]
    for age, copy in enumerate(reversed(copies)):
        copy_pages(store.connection, copy)
        with open_store(copy) as opened:
            before = set(cache.glob("vectors/*"))
            search(opened, settings)
        (folder,) = set(cache.glob("vectors/*")) - before
        os.utime(folder, (1_000 - age, 1_000 - age))
    search(store, settings)

    assert len(list(cache.glob("vectors/*"))) == 5
    assert len(files(cache)) == 5


def test_a_store_without_vectors_has_no_index(tmp_path, settings):
    with open_store(tmp_path / "empty.db", mode="write") as empty:
        assert open_dense_index(empty, ENCODER, **settings) is None
