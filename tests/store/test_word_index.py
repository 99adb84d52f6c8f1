import pytest

from factcheck.store.store import open_store
from factcheck.text.terms import terms

CLAIMS = (
    "The bridge over the river is closed",
    "The river flooded the old bridge and the market",
    "Inflation was 4.1 percent in March",
    "पुल मरम्मत के लिए बंद है",
    "Мост на реци је затворен",
    "COVID-19 or the flu",
    "NEAR the claim AND title NOT words",
)


@pytest.fixture
def indexed(store, fact_check, save_all):
    save_all(store, *(fact_check(number=n, claim=text) for n, text in enumerate(CLAIMS, 1)))
    return store


def numbers(hits):
    return [number for number, _ in hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (terms("Inflation"), [3]),
        (["4.1"], [3]),
        (terms("पुल मरम्मत"), [4]),
        (terms("мост реци"), [5]),
        (["covid", "flu"], [6]),
        (["absent"], []),
        ([], []),
    ],
)
def test_terms_of_any_script_find_their_fact_check(indexed, words, expected):
    assert numbers(indexed.words.search(words, 10)) == expected


def test_rarer_words_count_for_more_and_better_is_higher(indexed):
    hits = indexed.words.search(terms("the flooded"), 10)

    assert hits[0][0] == 2
    scores = [score for _, score in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_only_allowed_fact_checks_come_back(indexed):
    assert numbers(indexed.words.search(["bridge", "river"], 10, {1, 3})) == [1]
    assert indexed.words.search(["bridge", "river"], 10, set()) == []
    assert len(indexed.words.search(["bridge", "river"], 1)) == 1


def test_frequencies_count_fact_checks_and_follow_new_ones(indexed, fact_check, save_all):
    assert indexed.words.document_frequencies(["the", "bridge", "none"]) == {
        "the": 4,
        "bridge": 2,
        "none": 0,
    }
    save_all(indexed, fact_check(number=99, claim="None of the bridges"))
    assert indexed.words.document_frequencies(["none", "the"]) == {"none": 1, "the": 5}


def test_however_many_words_are_counted_none_is_left_out(indexed):
    words = [f"w{number}" for number in range(5_000)]

    assert indexed.words.document_frequencies([*words, "the"]) == {
        **dict.fromkeys(words, 0),
        "the": 4,
    }


def test_a_reader_sees_the_words_that_a_writer_added_meanwhile(indexed, path, fact_check, save_all):
    with open_store(path) as reader:
        assert reader.words.search(["zebra"], 5) == []
        save_all(indexed, fact_check(number=99, claim="A zebra crossed"))
        assert numbers(reader.words.search(["zebra"], 5)) == [8]


def test_a_corrected_title_is_found_by_its_new_words_only(indexed, fact_check, save_all):
    save_all(indexed, fact_check(number=50, claim="Same claim", title="Old wording"))
    save_all(indexed, fact_check(number=50, claim="Same claim", title="New phrase"))

    assert indexed.words.search(["wording"], 5) == []
    number = numbers(indexed.words.search(["phrase"], 5))[0]
    assert indexed.words.rows([number]) == {number: ("same claim", "new phrase")}
    words = [
        word for row in indexed.words.rows(range(99)).values() for word in " ".join(row).split()
    ]
    assert indexed.words.shape() == (8, len(words) / 8)


def test_an_empty_store_has_no_shape_and_no_hits(store):
    assert store.words.shape() == (0, 0.0)
    assert store.words.search(["word"], 5) == []
    assert store.words.rows([1]) == {}


def test_a_quote_inside_an_indexed_word_ends_nothing(store):
    store.words.add([(1, 'x"or"closed open', ""), (2, "closed", "")])

    assert numbers(store.words.search(['x"or"closed'], 9)) == [1]
