import pytest

from factcheck.errors import FactCheckNotFound
from factcheck.model import Filters, Publisher, RatingReading, Verdict


@pytest.fixture
def saved(store, fact_check, save_all):
    return save_all(store, *(fact_check(number=number) for number in range(40)))


def test_an_id_is_found_as_people_type_it(store, saved):
    public = saved[0].id
    typed = f" {public[:4].upper().replace('0', 'O').replace('1', 'I')}-{public[4:]} "

    assert store.resolve(typed) == public
    assert store.get(public[:6]).id == public


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "at least 4 characters"),
        ("abc", "at least 4 characters"),
        ("uuuuuuuuuuuu", "factcheck lookup"),
        ("zzzz' OR 1=1", "no fact-check has the id"),
        ("%%%%", "no fact-check has the id"),
        ("x" * 5000, "no fact-check has the id"),
    ],
)
def test_an_unknown_id_is_answered_with_what_to_do(store, saved, typed, words):
    with pytest.raises(FactCheckNotFound, match=words) as caught:
        store.get(typed)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_mistyped_id_is_answered_with_the_near_one(store, saved):
    public = saved[3].id
    wrong = ("2" if public[0] != "2" else "3") + public[1:]
    with pytest.raises(FactCheckNotFound, match=f"near it: .*{public}"):
        store.history(wrong)


def test_a_prefix_of_several_ids_names_them(store, saved):
    store.connection.execute("UPDATE fact_checks SET id = 'aaaa' || substr(id, 5) WHERE number < 6")
    with pytest.raises(FactCheckNotFound, match=r"more than one .* aaaa: .*, …; type more"):
        store.resolve("AAAA")


def test_many_ids_are_read_at_once_and_unknown_ones_left_out(store, saved):
    first, second = (each.id for each in saved[:2])
    typed = f"{first[:4].upper()}-{first[4:]}"
    asked = [typed, second, second[:6], "zzzz' OR 1=1", "\ud800", "x" * 5000]

    found = store.by_ids(asked)

    assert {each: fact_check.id for each, fact_check in found.items()} == {
        typed: first,
        second: second,
    }


def test_a_page_is_found_by_its_address_and_by_where_the_claim_appeared(
    store, fact_check, save_all
):
    first, second = save_all(
        store,
        fact_check(review_url="https://a.example/x#one", appearances=("https://x.com/p/status/9",)),
        fact_check(review_url="https://a.example/x#two", archive_urls=("https://archive.ph/Ab1",)),
    )

    assert store.by_url("http://www.a.example/x/?utm_source=y") == (first.number, second.number)
    assert store.by_url("https://twitter.com/p/status/9?ref_src=z") == (first.number,)
    assert store.by_url("archive.ph/Ab1") == (second.number,)
    assert store.by_url("") == store.by_url("https://b.example") == ()


def test_a_claim_is_found_by_its_comparable_text(store, fact_check, save_all):
    number = save_all(store, fact_check(claim="The  Bridge is CLOSED"))[0].number

    assert store.by_claim_key("the bridge is closed") == (number,)
    assert store.by_claim_key("the bridge is open") == store.by_claim_key("") == ()


def test_many_more_fact_checks_than_sqlite_has_variables_are_read_at_once(store, saved):
    assert len(store.fact_checks(range(300_000))) == 40


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), None),
        (Filters(languages=("sr",)), {1, 2, 3}),
        (Filters(languages=("sr",), exact_languages=True), {1, 2}),
        (Filters(languages=("sr-Latn",)), {2}),
        (Filters(languages=("bs", "hr"), exact_languages=True), {3}),
        (Filters(publishers=("ČEKA",)), {1}),
        (Filters(publishers=("www.Two.example", "čeka")), {1, 2}),
        (Filters(verdicts=(Verdict.FALSE, Verdict.SATIRE)), {3}),
        (Filters(since="2021-03-04"), {1, 2, 3}),
        (Filters(since="2021-04"), {1, 2}),
        (Filters(since="2022"), {1}),
        (Filters(since="2022", languages=("bs",)), {1}),
        (Filters(since="2022", languages=("bs",), exact_languages=True), set()),
        (Filters(dated_since="2021-04"), {1, 2}),
        (Filters(dated_since="2023-01-02"), {2}),
        (Filters(dated_since="2024"), set()),
        (Filters(publishers=("x' OR '1'='1",)), set()),
    ],
)
def test_filters_let_through_only_what_they_name(store, fact_check, save_all, filters, expected):
    save_all(
        store,
        fact_check(number=1, language="sr", reviewed_on="2022-01", publisher=Publisher("Čeka")),
        fact_check(
            number=2,
            language="sr-Latn",
            reviewed_on="2021",  # could be as late as December
            claimed_on="2023",
            publisher=Publisher("Two", "two.example"),
        ),
        fact_check(
            number=3,
            language="bs",
            reviewed_on="2021-03-04",
            reading=RatingReading(Verdict.FALSE),
        ),
        fact_check(number=4, language="en"),
    )

    assert store.matching(filters) == expected


def test_the_view_for_people_shows_publisher_and_rating_side_by_side(store, fact_check, save_all):
    save_all(store, fact_check(rating="Netačno"), fact_check(number=2, rating="Tačno"))
    save_all(store, fact_check(rating="Tačno"))

    rows = store.connection.execute(
        "SELECT publisher, rating, revision FROM current_fact_checks ORDER BY number"
    ).fetchall()
    assert rows == [("Daily Check", "Tačno", 2), ("Daily Check", "Tačno", 1)]


def test_stats_count_what_is_there(store, fact_check, save_all):
    save_all(
        store,
        fact_check(number=1, language="sw", reviewed_on="2021-03"),
        fact_check(number=2, language="sw", publisher=Publisher("Other")),
        fact_check(number=3, language="id", reading=RatingReading(Verdict.FALSE)),
    )

    stats = store.stats()
    assert (stats.fact_checks, stats.revisions, stats.pending_vectors) == (3, 3, 3)
    assert list(stats.languages.items()) == [("sw", 2), ("id", 1)]
    assert stats.publishers == {"Daily Check": 2, "Other": 1}
    assert stats.verdicts == {"unrated": 2, "false": 1}
    assert stats.years == {"": 2, "2021": 1}
    assert stats.size_bytes > 0


def test_languages_are_read_without_the_rest(store, fact_check, save_all):
    save_all(store, fact_check(number=1, language="sw"), fact_check(number=2, language="id"))

    assert store.languages([1, 2, 3]) == {1: "sw", 2: "id"}
