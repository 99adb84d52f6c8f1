"""English names of languages and countries come from a packed copy of CLDR, without Babel."""

import json
import re
import subprocess
import sys
from importlib import resources

import pytest

from factcheck.citations.labels import country_name, language_name
from factcheck.text.packed_tables import read_table


@pytest.fixture(scope="module")
def packed_names():
    packed = resources.files("factcheck.citations").joinpath("english_names.json")
    return json.loads(packed.read_text("utf-8"))


def test_every_packed_code_has_a_name_that_fits_on_one_line(packed_names):
    assert set(packed_names) == {"languages", "countries"}
    for names, code in (
        (packed_names["languages"], r"[a-z]{2,3}(_[A-Za-z0-9]+)*"),
        (packed_names["countries"], r"[A-Z]{2}|\d{3}"),
    ):
        assert [key for key in names if not re.fullmatch(code, key)] == []
        assert [
            name for name in names.values() if not name.isprintable() or name != name.strip()
        ] == []
        assert all(names.values())


def test_every_language_that_can_be_recognised_has_a_name(packed_names):
    tables = read_table("languages")
    recognised = {*tables["words"], *tables["scripts"].values(), "bs", "hr"}

    assert recognised <= set(packed_names["languages"])


def test_every_country_whose_places_are_recognised_has_a_name(packed_names):
    places = resources.files("factcheck.text").joinpath("vocabulary", "places.json")
    tables = json.loads(places.read_text("utf-8"))
    by_language = tables["countries"].values()
    countries = {code for names in by_language for code in names.values() if len(code) == 2}

    assert len(countries) > 200
    assert countries <= set(packed_names["countries"])


def test_a_code_without_a_name_is_named_by_itself():
    assert (language_name("sw"), language_name("zz")) == ("Swahili", "zz")
    assert (country_name("BA"), country_name("")) == ("Bosnia & Herzegovina", "")


def test_naming_a_language_loads_no_babel():
    code = (
        "import sys; from factcheck.citations.labels import language_name; language_name('sw');"
        "sys.exit('babel' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
