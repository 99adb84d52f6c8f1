"""The mapped index must not be told from SQLite's: same fact-checks, same scores, same order."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.retrieval.postings import Postings, arrays_of, open_postings, write_postings
from factcheck.store.store import open_store

LETTERS = "abcdefgh"
WORDS = st.lists(
    st.sampled_from([*LETTERS, "4.1", "\u0431\u0430", "\u0939\u093f\u0928\u094d", "#x"]),
    min_size=1,
    max_size=9,
)


def texts(seed, count):
    chance = random.Random(seed)
    for number in range(1, count + 1):
        words = chance.choices(LETTERS, [1, 2, 4, 8, 16, 32, 64, 128], k=chance.randint(1, 9))
        yield number, " ".join(words), " ".join(words[: number % 3])


def filled(store, fact_check, save_all, rows):
    save_all(store, *(fact_check(number=n, claim=claim, title=title) for n, claim, title in rows))
    return Postings(arrays_of(store.word_batches()), store.word_state())


@pytest.mark.parametrize("seed", range(5))
def test_both_ways_give_the_same_to_the_last_bit(store, fact_check, save_all, seed):
    postings = filled(store, fact_check, save_all, texts(seed, 300))
    queries = [["a"], ["h", "a"], list("cde"), list(LETTERS), ["unknown"], ["a", "unknown", "g"]]
    allowed = set(range(0, 300, 7))
    plain = [
        (store.word_search(q, limit, only), store.document_frequencies(q))
        for q in queries
        for limit in (1, 5, 400)
        for only in (None, allowed, set())
    ]

    store.use_postings(postings)

    assert plain == [
        (store.word_search(q, limit, only), store.document_frequencies(q))
        for q in queries
        for limit in (1, 5, 400)
        for only in (None, allowed, set())
    ]
    assert any(found for found, _ in plain)


@settings(deadline=None, max_examples=25)
@given(claims=st.lists(WORDS, min_size=1, max_size=12), query=WORDS)
def test_both_ways_agree_on_any_words(tmp_path_factory, claims, query):
    path = tmp_path_factory.mktemp("words") / "claims.db"
    with open_store(path, mode="write") as store:
        rows = [(n, " ".join(words), "") for n, words in enumerate(claims, 1)]
        store._words.add(rows)
        plain = store.word_search(query, 5)
        store.use_postings(Postings(arrays_of(store.word_batches()), store.word_state()))

        assert store.word_search(query, 5) == plain


def test_postings_of_other_words_are_not_used(store, fact_check, save_all):
    old = filled(store, fact_check, save_all, texts(1, 20))
    save_all(store, fact_check(number=99, claim="zebra"))

    store.use_postings(old)

    assert [number for number, _ in store.word_search(["zebra"], 5)] == [21]


def test_postings_are_dropped_as_soon_as_the_words_change(path, store, fact_check, save_all, rules):
    postings = filled(store, fact_check, save_all, texts(1, 20))
    store.use_postings(postings)
    with open_store(path, text_rules=rules) as reader:
        reader.use_postings(postings)
        assert reader.word_search(["zebra"], 5) == []
        save_all(store, fact_check(number=99, claim="zebra"))

        assert [number for number, _ in reader.word_search(["zebra"], 5)] == [21]
        assert [number for number, _ in store.word_search(["zebra"], 5)] == [21]


def test_a_file_gives_back_what_was_written(tmp_path, store, fact_check, save_all):
    filled(store, fact_check, save_all, texts(2, 50))
    path = tmp_path / "a-b.words"
    write_postings(path, store.word_batches())

    found = open_postings(path, store.word_state())

    assert found is not None
    plain = store.word_search(["a", "b"], 9)
    store.use_postings(found)
    assert store.word_search(["a", "b"], 9) == plain
    assert open_postings(tmp_path / "other.words", "") is None


def test_an_empty_store_has_no_postings_and_finds_nothing():
    postings = Postings(arrays_of([]), "")

    assert postings.frequency("a") == 0
    assert postings.search([], 5) == []
    assert postings.numbers.dtype == np.int64


def test_a_changed_bit_among_the_postings_is_never_believed(tmp_path, store, fact_check, save_all):
    filled(store, fact_check, save_all, texts(2, 300))
    plain = store.word_search(["a", "h"], 50)
    path = tmp_path / "a-b.words"
    write_postings(path, store.word_batches())
    sound = path.read_bytes()
    for name in ("rows", "counts"):
        array = arrays_of(store.word_batches())[name]
        place = sound.index(array.tobytes())
        for at in (0, array.nbytes // 2, array.nbytes - 1):
            damaged = bytearray(sound)
            damaged[place + at] ^= 1
            path.write_bytes(damaged)
            store.use_postings(open_postings(path, store.word_state()))

            assert store.word_search(["a", "h"], 50) == plain
