"""Whatever is recognised has a name."""

import json
from importlib import resources

from factcheck.citations.labels import country_name, language_name
from factcheck.text.cldr import locale_data
from factcheck.text.packed_tables import read_table


def test_every_language_that_can_be_recognised_has_a_name():
    tables = read_table("languages")
    recognised = {*tables["words"], *tables["scripts"].values(), "bs", "hr"}

    assert recognised <= set(locale_data("en")["languages"])


def test_every_country_whose_places_are_recognised_has_a_name():
    places = resources.files("factcheck.text").joinpath("vocabulary", "places.json")
    tables = json.loads(places.read_text("utf-8"))
    by_language = tables["countries"].values()
    countries = {code for names in by_language for code in names.values() if len(code) == 2}

    assert len(countries) > 200
    assert countries <= set(locale_data("en")["territories"])


def test_a_code_without_a_name_is_named_by_itself():
    assert (language_name("sw"), language_name("zz")) == ("Swahili", "zz")
    assert (country_name("BA"), country_name("")) == ("Bosnia & Herzegovina", "")
