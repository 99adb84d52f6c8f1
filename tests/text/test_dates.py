"""When a claim says that something happened."""

import pytest

from factcheck.text.facts import read_facts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("It rained on January 14, 2020", "en", id="month first"),
        pytest.param("It rained on the 14th of January 2020", "en", id="ordinal and of"),
        pytest.param("It rained on 2020-01-14", "en", id="iso"),
        pytest.param("Kiša je padala 14.1.2020.", "bs", id="points"),
        pytest.param("Kiša je padala 14. januara 2020. godine", "bs", id="bosnian month"),
        pytest.param("Kiša je padala 14. siječnja 2020.", "hr", id="croatian month"),
        pytest.param("Киша је падала 14. јануара 2020.", "sr", id="cyrillic"),
        pytest.param("Hujan turun 14 Januari 2020", "id", id="indonesian"),
        pytest.param("Mvua ilinyesha tarehe 14 Januari 2020", "sw", id="swahili"),
        pytest.param("Mvua ilinyesha tarehe kumi na nne Januari mwaka 2020", "sw", id="in words"),
    ],
)
def test_a_day_is_the_same_day_in_every_language(text, language):
    dates = read_facts(text, language).dates
    assert dates.years == {2020}
    assert (1, 14) in dates.days
    assert read_facts(text, language).quantities == ()


def test_a_day_that_can_be_read_two_ways_keeps_both():
    assert read_facts("Closed on 01/02/2024", "en").dates.days == {(1, 2), (2, 1)}


@pytest.mark.parametrize(
    ("text", "language", "years"),
    [
        pytest.param("The bridge fell in 1993", "en", {1993}, id="cue before"),
        pytest.param("Most je pao 1993. godine", "bs", {1993}, id="cue after"),
        pytest.param("The bridge fell in December '99", "en", {1999}, id="two digits"),
        pytest.param("Some 2000 people came", "en", set(), id="a count"),
        pytest.param("Watu 2000 walikuja", "sw", set(), id="a swahili count"),
    ],
)
def test_a_year_is_told_from_a_count(text, language, years):
    assert read_facts(text, language).dates.years == years


@pytest.mark.parametrize(
    ("text", "language", "month"),
    [
        pytest.param("Mwezi wa kumi na moja kuna uchaguzi", "sw", 11, id="numbered month"),
        pytest.param("U veljači pada snijeg", "hr", 2, id="case ending"),
        pytest.param("It may happen", "en", None, id="may is a verb"),
        pytest.param("It ended in May", "en", 5, id="May is a month"),
    ],
)
def test_months_are_told_from_everyday_words(text, language, month):
    assert read_facts(text, language).dates.months == ({month} if month else set())


def test_weekdays_are_read():
    assert read_facts("Duka litafungwa Jumatano", "sw").dates.weekdays == {3}
    assert read_facts("Trajalo je nedelju dana", "sr").dates.weekdays == set()
