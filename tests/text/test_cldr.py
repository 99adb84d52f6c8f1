"""What is packed of CLDR is what Babel says, and costs a fraction of it."""

import babel
import pack_cldr
import pytest
from babel import Locale
from babel.core import get_global

from factcheck.text.cldr import cldr_table, locale_data
from factcheck.text.language import language_code

SOME = "en bs hr sr sr_Latn id ms sw es fr pt pt_PT ar zh zh_TW fa am ta tr de_AT".split()


@pytest.fixture(autouse=True)
def _same_release():
    if babel.__version__ != cldr_table("babel"):
        pytest.skip("made with another release of Babel")


def check(name):
    known, expected = locale_data(name), pack_cldr.locale_data(name)
    # A rare script may know fewer countries than its language, whose names it gets as well.
    countries = expected.pop("territories")

    assert {key: known[key] for key in expected} == expected
    assert countries.items() <= known.get("territories", {}).items()


@pytest.mark.parametrize("name", SOME)
def test_a_locale_is_as_babel_has_it(name):
    check(name)


@pytest.mark.nightly
def test_every_locale_is_as_babel_has_it():
    for name in pack_cldr.locale_names():
        check(name)


@pytest.mark.parametrize(
    ("name", "same"),
    [
        pytest.param("sr-latn", "sr_Latn", id="dash and small letters"),
        pytest.param("PT-pt", "pt_PT", id="the other way round"),
        pytest.param("bs_BA", "bs", id="no line of its own"),
        pytest.param("sw_KE_unknown", "sw_KE", id="more than is known"),
    ],
)
def test_a_locale_is_found_however_it_is_written(name, same):
    assert locale_data(name) == locale_data(same)


@pytest.mark.parametrize("name", ["", "_", "xx", "b", "bs\n", "en\t"])
def test_nothing_is_known_of_what_is_no_locale(name):
    assert locale_data(name).get("months") is None


def test_names_of_languages_are_read_as_babel_has_them():
    own = {Locale(code).languages[code]: code for code in ("bs", "sw", "id", "el", "ja", "hu")}

    assert {name: language_code(name) for name in own} == own
    assert language_code("Hungarian") == "hu"
    assert dict(get_global("language_aliases")) == cldr_table("languages")
