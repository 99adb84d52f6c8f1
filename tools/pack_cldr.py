"""Write what factcheck needs of CLDR from Babel, whose data weigh thirty times as much.

    python tools/pack_cldr.py

Run it when a new release of CLDR matters, and read the difference before it is committed. A test
compares with Babel, where the version is the one that the file was made with.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any

import babel
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers

TARGET = Path(__file__).parents[1] / "factcheck" / "text" / "cldr.jsonl"
# Those that citations are written in; sr is in Cyrillic.
OF_CITATIONS = {"en", "id", "sw", "bs", "hr", "sr", "sr_Latn", "es", "fr", "pt", "ar"}


def main() -> None:
    """Write the file."""
    lines = {"_": for_all(), **dict(locales())}
    written = {name: as_line(data) for name, data in sorted(lines.items())}
    starts = list(accumulate(map(len, written.values()), initial=0))
    index = {
        name: (start, len(line))
        for start, (name, line) in zip(starts, written.items(), strict=False)
    }
    TARGET.write_bytes(b"".join([as_line(index), *written.values()]))
    print(f"{TARGET}: {len(lines)} locales, {TARGET.stat().st_size / 1e6:.1f} MB")


def as_line(data: object) -> bytes:
    """Write *data* as JSON on one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def for_all() -> dict[str, Any]:
    """Give the version of Babel, and the aliases of codes."""
    territories = get_global("territory_aliases")
    return {
        "babel": babel.__version__,
        "languages": dict(get_global("language_aliases")),
        "territories": {
            code: now[0]
            for code, now in territories.items()
            if len(code) == 3 and len(now) == 1 and len(now[0]) == 2
        },
    }


def locales() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each locale with what differs from the shorter one."""
    whole: dict[str, dict[str, Any]] = {}
    for name in sorted(locale_names(), key=lambda name: name.count("_")):
        data = whole[name] = locale_data(name)
        shorter = name.rpartition("_")[0]
        while shorter and shorter not in whole:
            shorter = shorter.rpartition("_")[0]
        own = difference(data, whole.get(shorter, {}))
        if own:
            yield name, own


def locale_names() -> set[str]:
    """Name all locales, also without the script that their territory implies: zh_TW."""
    names = set(locale_identifiers()) - {"root"}
    parted = [name.split("_") for name in names]
    shorter = {f"{parts[0]}_{parts[2]}" for parts in parted if len(parts) == 3}
    return names | set(filter(is_known, shorter))


def is_known(name: str) -> bool:
    """Tell whether Babel knows what script is meant."""
    try:
        Locale.parse(name)
    except UnknownLocaleError:
        return False
    return True


def locale_data(name: str) -> dict[str, Any]:
    """Give everything that factcheck needs of a locale."""
    locale = Locale.parse(name)
    names = [
        (form, width) for form in ("format", "stand-alone") for width in ("wide", "abbreviated")
    ]
    data: dict[str, Any] = {
        "territories": {code: text for code, text in locale.territories.items() if len(code) == 2},
        "months": [
            list(dict.fromkeys(locale.months[form][width][month] for form, width in names))
            for month in range(1, 13)
        ],
        "days": list(
            dict.fromkeys(
                text for form, width in names for text in locale.days[form][width].values()
            )
        ),
    }
    own = locale.languages.get(name)
    if own:
        data["own"] = own
    return data | (of_citations(locale) if name in OF_CITATIONS else {})


def of_citations(locale: Locale) -> dict[str, Any]:
    """Give what citations need besides."""
    signs = locale.number_symbols["latn"]
    return {
        "languages": {code: text for code, text in locale.languages.items() if "_" not in code},
        "direction": locale.text_direction,
        "signs": [signs["group"], signs["decimal"]],
        "day": locale.date_formats["long"].format,
        "month": locale.datetime_skeletons["yMMMM"].format,
        "MMMM": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "LLLL": [locale.months["stand-alone"]["wide"][month] for month in range(1, 13)],
    }


def difference(data: Mapping[str, Any], shorter: Mapping[str, Any]) -> dict[str, Any]:
    """Give what *data* has and *shorter* has not, or has otherwise."""
    own: dict[str, Any] = {}
    for name, value in data.items():
        before = shorter.get(name)
        if not isinstance(value, dict):
            news = value if value != before else None
        else:
            news = {key: text for key, text in value.items() if (before or {}).get(key) != text}
        if news:
            own[name] = news
    return own


if __name__ == "__main__":
    main()
