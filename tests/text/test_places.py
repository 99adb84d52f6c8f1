"""Places in claims."""

import pytest

from factcheck.text.facts import read_facts


def ids(text, language):
    return {place.id for place in read_facts(text, language).places}


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        pytest.param("Snow fell in Germany", "en", "DE", id="english"),
        pytest.param("Salju turun di Jerman", "id", "DE", id="indonesian"),
        pytest.param("Theluji ilianguka Ujerumani", "sw", "DE", id="swahili"),
        pytest.param("Snijeg je pao u Njemačkoj", "hr", "DE", id="croatian case"),
        pytest.param("Снег је пао у Немачкој", "sr", "DE", id="serbian case"),
        pytest.param("Snow fell in Vienna", "en", "AT/vienna", id="city"),
        pytest.param("Snijeg je pao u Beču", "bs", "AT/vienna", id="city under another name"),
        pytest.param("Снег је пао у Новом Саду", "sr", "RS/novi-sad", id="two inflected words"),
        pytest.param("Salju turun di Kalimantan Barat", "id", "ID/kalimantan-barat", id="region"),
        pytest.param("A law of the US", "en", "US", id="capitals make it a country"),
        pytest.param("Kambing dari AS", "id", "US", id="indonesian abbreviation"),
        pytest.param("Kambing dari Afsel", "id", "ZA", id="indonesian short form"),
        pytest.param("Vlada RH broji koze", "hr", "HR", id="croatian abbreviation"),
        pytest.param("Влада РС броји козе", "sr", "BA/republika-srpska", id="cyrillic one"),
    ],
)
def test_a_place_has_one_id_in_every_language(text, language, place):
    assert ids(text, language) == {place}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("They told us to stay at home", "en", id="us is a pronoun"),
        pytest.param("George Washington grew hemp", "en", id="a person named like a city"),
        pytest.param("The shop sells nice turkey", "en", id="an animal"),
        pytest.param("Kambing dirawat di RS ini", "id", id="a hospital"),
        pytest.param("Kambing as yang hilang", "id", id="not in capitals"),
        pytest.param("The RH factor of AS and RS", "en", id="abbreviations of other languages"),
    ],
)
def test_what_only_looks_like_a_place_is_none(text, language):
    assert ids(text, language) == set()


def test_a_people_is_distinguished_from_its_country():
    (place,) = read_facts("A Danish study of sleep", "en").places
    assert (place.id, place.people) == ("DK", True)
