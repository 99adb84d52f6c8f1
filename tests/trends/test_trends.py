"""Every figure counts the rows that it should, and lists them."""

import pytest

from factcheck.model import Decision, Filters, HarmKind, Verdict
from factcheck.store.query_log import LoggedQuery
from factcheck.trends.grouping import same_words
from factcheck.trends.periods import Period
from factcheck.trends.trends import TrendsOptions, count_trends, with_unanswered
from factcheck.trends.unanswered import UnansweredClaim

BRIDGE = "The old bridge was closed for 12 years."


@pytest.fixture
def ids(store):
    rows = store.fact_checks(range(1, 20)).values()
    return {(row.publisher.name, row.claim): row.id for row in rows}


@pytest.fixture
def count(store):
    def counts(queries=(), by=Period.MONTH, groups=same_words, **filters):
        trends = count_trends(store, TrendsOptions(by, Filters(**filters)), queries, groups)
        tables = {table.name: table for each in trends.sections for table in each.tables}
        return {
            name: {figure.key: figure for figure in table.figures} for name, table in tables.items()
        }

    return counts


def counts_of(figures):
    return {key: figure.count for key, figure in figures.items()}


def test_fact_checks_are_counted_by_everything_that_is_known_of_them(count):
    tables = count()

    assert counts_of(tables["fact_checks"]) == {(): 9}
    assert counts_of(tables["fact_checks_by_period"]) == {
        ("2021",): 1,
        ("2021-03",): 1,
        ("2021-05",): 1,
        ("2021-06",): 4,
        ("2022-05",): 1,
        ("",): 1,
    }
    assert counts_of(tables["fact_checks_by_language"]) == {("en",): 5, ("bs",): 3, ("hr",): 1}
    assert counts_of(tables["fact_checks_by_country"]) == {("BA",): 4, ("GB",): 3, ("US",): 2}
    assert counts_of(tables["fact_checks_by_publisher"])["Provjera",] == 4
    assert counts_of(tables["fact_checks_by_verdict"])["true",] == 1
    assert counts_of(tables["fact_checks_by_media_flag"]) == {("altered",): 1}
    assert tables["fact_checks_by_period_and_language"]["2021-06", "bs"].count == 2


def test_every_figure_lists_different_rows(count):
    figures = [figure for table in count().values() for figure in table.values()]

    assert all(len(set(figure.rows)) == figure.count > 0 for figure in figures)


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        pytest.param({"languages": ("hr",)}, 4, id="close languages"),
        pytest.param({"languages": ("hr",), "exact_languages": True}, 1, id="one language"),
        pytest.param({"publishers": ("provjera",)}, 4, id="publisher"),
        pytest.param({"verdicts": (Verdict.TRUE,)}, 1, id="verdict"),
        pytest.param({"since": "2021-06-02"}, 5, id="since, if it may be"),
        pytest.param({"harms": (HarmKind.INCITEMENT,)}, 1, id="harm"),
    ],
)
def test_the_filters_of_a_look_up_narrow_the_report(filters, left, count):
    assert counts_of(count(**filters)["fact_checks"]) == {(): left}


def test_a_repeat_comes_certainly_after_another_check_of_the_claim(count, ids):
    tables = count()

    repeats = tables["repeats"][()]
    # The one of 2021 may be older than that of March 2021, or not.
    assert set(repeats.rows) == {ids["Daily Check", BRIDGE], ids["Provjera", BRIDGE]}
    assert repeats.median_days == 66
    assert counts_of(tables["repeats_by_language"]) == {("close",): 1, ("other",): 1}
    assert counts_of(tables["repeats_by_wait"]) == {("year",): 1, ("unknown",): 1}


def test_a_repeat_counts_though_the_check_before_it_is_filtered_out(count, ids):
    repeats = count(publishers=("Daily Check",))["repeats"][()]

    assert repeats.rows == (ids["Daily Check", BRIDGE],)


def test_claims_are_counted_once_however_often_they_were_checked(count, ids):
    tables = count()

    assert tables["claims"][()].count == 6
    assert tables["claims_checked_again"][()].rows == (ids["Bridge Watch", BRIDGE],)
    assert tables["claims_checked_again_across_languages"][()].count == 1
    assert tables["claims_checked_most"][ids["Bridge Watch", BRIDGE],].count == 4


def test_opposite_verdicts_in_force_are_contested(count, ids):
    [contested] = count()["contested"].values()

    assert contested.count == 4
    assert contested.days == (0, 66, None, 431)


@pytest.mark.parametrize(
    ("other", "contested"),
    [
        pytest.param("They all came to steal.", 1, id="in force"),
        pytest.param("Pijenje vrele vode liječi gripu.", 0, id="withdrawn"),
    ],
)
def test_only_verdicts_in_force_contest_another(other, contested, count, ids):
    order = sorted(ids.values())
    together = [order.index(ids["Daily Check", BRIDGE]), order.index(ids["Provjera", other])]
    tables = count(groups=lambda _claims: [together])

    assert len(tables["contested"]) == contested


def test_what_was_corrected_and_withdrawn_says_how_fast(count, ids):
    tables = count()
    states = tables["fact_checks_by_state"]

    assert {key: figure.median_days for key, figure in states.items()} == {
        ("corrected",): 7,
        ("withdrawn",): 30,
    }
    changed = tables["changed_ratings"][()]
    assert changed.rows == (ids["Daily Check", "Hot water cures the flu."],)
    assert changed.days == (0,)


def test_harm_is_counted_from_notes_alone(count, ids):
    tables = count()

    steal = ids["Provjera", "They all came to steal."]
    dogs = ids["Daily Check", "They eat our dogs."]
    assert set(tables["harm_notes"][()].rows) == {steal, dogs}
    assert counts_of(tables["harm_by_kind"]) == {("hate_speech",): 1, ("incitement",): 1}
    assert tables["harm_by_factor"]["extent",].rows == (steal,)
    assert tables["harm_without_message"][()].rows == (dogs,)
    # The note in Bosnian has its message; the other lacks one in its language and in that one.
    assert tables["languages_without_message"].keys() == {(dogs,)}
    assert tables["languages_without_message"][dogs,].rows == ("bs", "en")


@pytest.fixture
def queries(ids):
    steal = ids["Provjera", "They all came to steal."]
    water = ids["Daily Check", "Hot water cures the flu."]
    asked = [
        ("2021-07-01", "en", "whatsapp", Decision.MATCH, water),
        ("2022-06-01", "en", "whatsapp", Decision.MATCH, water),
        ("2022-06-02", "sw", "page", Decision.MATCH, steal),
        ("2022-06", "sw", "page", Decision.SUGGESTED, steal),
        ("", "bs", "mail", Decision.NONE, ""),
    ]
    return [LoggedQuery(*each, "", number) for number, each in enumerate(asked, start=1)]


def test_demand_is_counted_from_the_log(count, queries, ids):
    tables = count(queries)

    assert tables["asked"][()].count == 5
    assert counts_of(tables["asked_by_channel"])["whatsapp",] == 2
    assert counts_of(tables["asked_by_decision"]) == {
        ("match",): 3,
        ("none",): 1,
        ("suggested",): 1,
    }
    water = ids["Daily Check", "Hot water cures the flu."]
    assert tables["answered_most"][water,].rows == ("1", "2")
    # A day less than a year later it has not come back yet.
    assert tables["came_back"][water,].rows == ("2",)


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        pytest.param({"since": "2022-06-02"}, ("3", "4"), id="since the day of the question"),
        pytest.param({"publishers": ("Provjera",)}, ("3", "4"), id="answered by a publisher"),
        pytest.param({"languages": ("hr",)}, ("3", "4", "5"), id="or asked in the language"),
    ],
)
def test_filters_of_fact_checks_narrow_what_was_asked(filters, rows, count, queries):
    assert count(queries, **filters)["asked"][()].rows == rows


@pytest.fixture
def unanswered(store):
    def lists(claims, **filters):
        trends = count_trends(store, TrendsOptions(filters=Filters(**filters)), [], same_words)
        return with_unanswered(trends, claims, same_words, None).unanswered

    return lists


CLAIMS = [
    UnansweredClaim("1", "A new tax on bicycles", "en", "2026-05-02"),
    UnansweredClaim("2", "A library lends telescopes", "en", "2026-06-01", "abc"),
    UnansweredClaim("3", "A NEW TAX on bicycles", "und", "2026-05-01"),
    UnansweredClaim("4", "A new tax on bicycles", "en", ""),
    UnansweredClaim("5", "Pajak baru", "id", "2026-07-01"),
]


def test_what_is_unanswered_is_grouped_the_largest_group_first(unanswered):
    first, second, third = unanswered(CLAIMS)

    assert first.rows == ("1", "3", "4")
    assert (first.first_day, first.last_day) == ("2026-05-01", "2026-05-02")
    assert first.languages == ("en", "und")
    assert first.examples == ("A new tax on bicycles", "A NEW TAX on bicycles")
    # Equally large: that which was asked last.
    assert (second.rows, third.rows) == (("5",), ("2",))
    assert third.suggested == ("abc",)


def test_what_is_unanswered_is_narrowed_by_language_and_day(unanswered):
    assert [group.rows for group in unanswered(CLAIMS, languages=("ms",))] == [("5",)]
    assert [group.rows for group in unanswered(CLAIMS, since="2026-05-02")] == [
        ("5",),
        ("2",),
        ("1",),
    ]
