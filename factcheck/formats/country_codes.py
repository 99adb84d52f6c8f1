"""Turn the name of a country, in any language of CLDR, into its two-letter code."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

from factcheck.text.cldr import cldr_table, locale_data

_NO_COUNTRIES = ("ZZ", "EU", "UN")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LANGUAGES = "en bs hr sr_Latn sr id ms sw es fr pt de it tr".split()


def country_code(text: str, language: str = "") -> str:
    """Return the ISO 3166 alpha-2 code of *text*, ``""`` if it is no country.

    Args:
        text: A code of two or three letters, or a name.
        language: Names in this language are tried first.
    """
    wanted = _plain(text)
    if not wanted:
        return ""
    by_name = {**_names("en"), **_own_names()}
    for code in (_by_code(text.strip().upper()), by_name.get(wanted, "")):
        if code:
            return code
    for locale in (language, *_LANGUAGES):
        code = _names(locale).get(wanted, "") if locale else ""
        if code:
            return code
    return ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", letters).strip()


def _by_code(code: str) -> str:
    if len(code) == 3:
        return cldr_table("territories").get(code, "")
    return code if code in locale_data("en")["territories"] and code not in _NO_COUNTRIES else ""


@cache
def _names(language: str) -> Mapping[str, str]:
    names = locale_data(language).get("territories", {})
    return {_plain(name): code for code, name in names.items() if code not in _NO_COUNTRIES}


@cache
def _own_names() -> Mapping[str, str]:
    text = resources.files("factcheck.formats").joinpath("countries.toml").read_text("utf-8")
    return {_plain(name): code for name, code in tomllib.loads(text)["names"].items()}
