"""Quantities in claims, in digits and in words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.facts import read_facts
from factcheck.text.numbers import parse_digits


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        pytest.param("Five thousand goats", "en", 5_000, id="english words"),
        pytest.param("About two and a half thousand goats", "en", 2_500, id="and a half"),
        pytest.param("Half a million goats", "en", 500_000, id="half a million"),
        pytest.param("A dozen goats", "en", 12, id="dozen"),
        pytest.param("They own 3.5 million goats", "en", 3_500_000, id="digits and magnitude"),
        pytest.param("They own 12k goats", "en", 12_000, id="letter against its number"),
        pytest.param("Sepuluh juta kambing", "id", 10_000_000, id="indonesian"),
        pytest.param("Lima puluh ribu kambing", "id", 50_000, id="tens times thousand"),
        pytest.param("Dua belas kambing", "id", 12, id="indonesian teens"),
        pytest.param("Setengah juta kambing", "id", 500_000, id="indonesian half"),
        pytest.param("Mbuzi milioni kumi", "sw", 10_000_000, id="swahili multiplies after"),
        pytest.param("Mbuzi elfu kumi na mbili", "sw", 12_000, id="swahili joined"),
        pytest.param("Mbuzi mia tatu na hamsini", "sw", 350, id="swahili hundreds"),
        pytest.param("Mbuzi milioni mbili na nusu", "sw", 2_500_000, id="swahili half"),
        pytest.param("Deset miliona koza", "bs", 10_000_000, id="bosnian"),
        pytest.param("Tisuću i dvjesto koza", "hr", 1_200, id="croatian"),
        pytest.param("Четири и по милиона коза", "sr", 4_500_000, id="cyrillic half"),
        pytest.param("Тридесет пет коза", "sr", 35, id="cyrillic tens"),
        pytest.param("Trideset sedmero djece", "bs", 37, id="collective numeral"),
        pytest.param("Dvije milijarde i 400 miliona rupija", "bs", 2.4e9, id="rest in digits"),
        pytest.param("Milijun i 200 tisuća maraka", "hr", 1.2e6, id="rest after one word"),
        pytest.param("8 милиона и 600 хиљада марака", "sr", 8.6e6, id="rest of a million"),
        pytest.param("Goats for 1.2 mil dollars", "en", 1.2e6, id="mil"),
        pytest.param("Mbuzi kumi na kimoja", "sw", 11, id="class of things"),
        pytest.param("Cuarenta y dos cabras", "es", 42, id="spanish"),
    ],
)
def test_numbers_in_digits_and_words_are_parsed(text, language, value):
    (quantity,) = read_facts(text, language).quantities
    assert quantity.values == (value,)


def test_percentage_points_are_no_count_and_no_share():
    for text, language in (
        ("The share rose by four percentage points", "en"),
        ("Udio je porastao za četiri postotna boda", "hr"),
        ("Porsi itu naik empat poin persentase", "id"),
    ):
        (quantity,) = read_facts(text, language).quantities
        assert (quantity.kind, quantity.values) == ("points", (4.0,))


def test_a_count_after_and_is_no_rest_of_a_magnitude():
    found = read_facts("They sold 2 million goats and 400 sheep", "en").quantities
    beside = read_facts("They paid 2 million and 400 people came", "en").quantities

    assert [quantity.values for quantity in found] == [(2e6,), (400.0,)]
    assert [quantity.values for quantity in beside] == [(2e6,), (400.0,)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("10.000.000", (10_000_000.0,), id="points as thousands"),
        pytest.param("1,000", (1000.0, 1.0), id="either a thousand or one"),
        pytest.param("5,6", (5.6,), id="decimal comma"),
        pytest.param("1.234,5", (1234.5,), id="both separators"),
        pytest.param("12 000", (12_000.0,), id="space as separator"),
        pytest.param("10:30", (), id="a time"),
        pytest.param("1" * 16, (), id="the number of an account"),
    ],
)
def test_digits_keep_every_plausible_reading(text, values):
    assert parse_digits(text) == values


@pytest.mark.parametrize(
    ("text", "language", "kind", "unit"),
    [
        pytest.param("up 5 %", "en", "share", "percent", id="sign"),
        pytest.param("up five per cent", "en", "share", "percent", id="two words"),
        pytest.param("asilimia sabini", "sw", "share", "percent", id="swahili before"),
        pytest.param("пет одсто", "sr", "share", "percent", id="cyrillic"),
        pytest.param("Rp500.000", "id", "money", "idr", id="glued currency"),
        pytest.param("20 KM", "bs", "money", "bam", id="marks, not kilometres"),
        pytest.param("20 km", "bs", "length", "km", id="kilometres"),
        pytest.param("mita mia mbili", "sw", "length", "m", id="unit before the number"),
        pytest.param("jedna od pet koza", "hr", "share", "percent", id="one of five"),
        pytest.param("svaka peta koza", "bs", "share", "percent", id="every fifth"),
    ],
)
def test_units_are_known_in_every_language(text, language, kind, unit):
    quantity = read_facts(text, language).quantities[0]
    assert (quantity.kind, quantity.unit) == (kind, unit)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("5G masts spread COVID-19 at the G20", id="names with digits"),
        pytest.param("1. Wash your hands.", id="list number"),
        pytest.param("The meeting is at 10:30", id="time"),
        pytest.param("One should never give up", id="one as pronoun"),
        pytest.param("Article 28 of the constitution", id="article of a law"),
    ],
)
def test_numbers_that_count_nothing_are_ignored(text):
    assert read_facts(text, "en").quantities == ()


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        pytest.param("Her twenty-third goat", "en", [23], id="a rank of two words is one number"),
        pytest.param("Dvadeset treća koza", "bs", [23], id="bosnian rank"),
        pytest.param("Twenty third-graders", "en", [20], id="so many of the third grade"),
        pytest.param("A twenty-second video", "en", [20], id="so many seconds"),
    ],
)
def test_an_ordinal_is_no_count_of_its_tens(text, language, values):
    assert [q.raw for q in read_facts(text, language).quantities] == values


@given(st.text(max_size=300), st.sampled_from(["en", "id", "sw", "bs", "sr", "es", "und", "zz"]))
def test_any_text_can_be_read(text, language):
    facts = read_facts(text, language)
    assert facts == read_facts(text, language)
    assert hash(facts) == hash(read_facts(text, language))


@pytest.mark.parametrize("piece", ["a", "1", "not ", "1.", "1 000 ", "\u0301", "a'", "si", "("])
def test_the_longest_text_takes_bounded_time(piece):
    before = time.process_time()
    read_facts(piece * 100_000, "en")
    assert time.process_time() - before < 2
