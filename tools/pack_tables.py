"""Write copies of the tables of factcheck/text in the forms that load fastest.

    python tools/pack_tables.py

TOML tables are written as JSON, and the names of places as a trie, which is searched without
loading all names. Run it after every change of a table; a test checks that the copies are up to
date.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import marisa_trie

from factcheck.text.language import FOLDED_WORDS, fold_words
from factcheck.text.packed_tables import packed_copy, packed_name
from factcheck.text.places import CITIES, FIRST_WORDS, PEOPLE, key_of

TEXT = Path(__file__).parents[1] / "factcheck" / "text"
PACKED = TEXT / "packed"
PLACES = PACKED / "places.marisa"


def main() -> None:
    """Write all copies."""
    PACKED.mkdir(exist_ok=True)
    copies = dict(packed_tables())
    for old in PACKED.glob("*.json"):
        old.unlink()
    for name, packed in copies.items():
        (PACKED / f"{name}.json").write_text(packed, encoding="utf-8", newline="\n")
    marisa_trie.BytesTrie(place_entries()).save(str(PLACES))


def packed_tables() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every table's copy."""
    for source in sorted(TEXT.rglob("*.toml")):
        name = source.relative_to(TEXT).with_suffix("").as_posix()
        written = source.read_bytes()
        yield packed_name(name), packed_copy(written, tomllib.loads(written.decode("utf-8")))
    yield FOLDED_WORDS, packed_copy((TEXT / "languages.toml").read_bytes(), fold_words())


def place_entries() -> list[tuple[str, bytes]]:
    """List the keys of the trie of places with their ids."""
    tables = json.loads((TEXT / "vocabulary" / "places.json").read_text(encoding="utf-8"))
    named = {**tables["countries"], CITIES: tables["cities"]}
    entries = {
        key_of(table, name): code.encode()
        for table, names in {**named, PEOPLE: tables["demonyms"]}.items()
        for name, code in names.items()
    }
    openings = {name.partition(" ")[0] for names in named.values() for name in names}
    entries |= {key_of(FIRST_WORDS, word): b"" for word in openings}
    return sorted(entries.items())


if __name__ == "__main__":
    main()
