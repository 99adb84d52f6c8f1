"""Dates in claims."""

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


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        pytest.param("It fell on the twenty-third of May", "en", 23, id="tens and a rank"),
        pytest.param("It fell on May the twenty-third", "en", 23, id="after the month"),
        pytest.param("It fell on the thirty first of May", "en", 31, id="without a hyphen"),
        pytest.param("It fell on the twelfth of May", "en", 12, id="a rank above ten"),
        pytest.param("It fell on May 23rd", "en", 23, id="digits with an ending"),
        pytest.param("Pao je dvadeset trećeg maja", "bs", 23, id="bosnian"),
        pytest.param("Pao je dvadeset i trećeg svibnja", "hr", 23, id="croatian with i"),
        pytest.param("Пао је двадесет трећег маја", "sr", 23, id="serbian in Cyrillic"),
        pytest.param("Pao je dvadeset treći maj", "sr", 23, id="nominative"),
        pytest.param("Pao je trećeg maja", "bs", 3, id="a rank alone"),
        pytest.param("Roboh tanggal dua puluh tiga Mei", "id", 23, id="indonesian"),
        pytest.param("Roboh dua puluh tiga Mei", "id", 23, id="indonesian without tanggal"),
        pytest.param("Roboh dua puluh tiga haribulan Mei", "ms", 23, id="malay"),
        pytest.param("Lilianguka tarehe ishirini na tatu Mei", "sw", 23, id="swahili"),
        pytest.param("Lilianguka tarehe ishirini na tatu mwezi wa tano", "sw", 23, id="its month"),
        pytest.param("Cayó el veintitrés de mayo", "es", 23, id="spanish"),
        pytest.param("Cayó el primero de mayo", "es", 1, id="the first in spanish"),
        pytest.param("Il est tombé le vingt-trois mai", "fr", 23, id="french"),
        pytest.param("Caiu em vinte e três de maio", "pt", 23, id="portuguese"),
        pytest.param("Yirmi üç Mayıs günü", "tr", 23, id="turkish"),
    ],
)
def test_a_day_in_words_is_the_whole_number(text, language, day):
    facts = read_facts(text, language)

    assert facts.dates.days == {(5, day)}
    assert facts.quantities == ()


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        pytest.param("Closed on the 1st and 2nd of May", "en", {1, 2}, id="and"),
        pytest.param("Closed 3-5 May", "en", {3, 5}, id="a range before"),
        pytest.param("Closed May 3-5", "en", {3, 5}, id="a range after"),
        pytest.param("Zatvoreno 23. i 24. maja", "bs", {23, 24}, id="bosnian"),
        pytest.param("Ditutup 3 dan 4 Mei", "id", {3, 4}, id="indonesian"),
        pytest.param("Lilifungwa tarehe 3 na 4 Mei", "sw", {3, 4}, id="swahili"),
    ],
)
def test_all_days_of_a_list_are_read(text, language, days):
    assert read_facts(text, language).dates.days == {(5, day) for day in days}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("The third may vote", "en", id="may is a verb"),
        pytest.param("In May second-graders voted", "en", id="graders"),
        pytest.param("More than twenty-three may die", "en", id="a count"),
        pytest.param("Pekan kedua Mei", "id", id="a week, indonesian"),
        pytest.param("Wiki ya pili Mei", "sw", id="a week, swahili"),
        pytest.param("U maju drugi put", "bs", id="a second time"),
    ],
)
def test_an_ordinal_beside_a_month_is_not_always_its_day(text, language):
    assert read_facts(text, language).dates.days == set()


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
def test_a_year_is_distinguished_from_a_count(text, language, years):
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
def test_months_are_distinguished_from_everyday_words(text, language, month):
    assert read_facts(text, language).dates.months == ({month} if month else set())


def test_weekdays_are_read():
    assert read_facts("Duka litafungwa Jumatano", "sw").dates.weekdays == {3}
    assert read_facts("Trajalo je nedelju dana", "sr").dates.weekdays == set()
