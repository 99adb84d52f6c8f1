"""Bring the catalogues of the interface up to date with the texts in the code.

    python tools/pack_catalogues.py

Every text that the code gives to a translator gets an entry in ``factcheck/citations/catalogues/
*.po``, empty where it is new, and entries that nothing uses any more are dropped. Then each is
compiled to a ``.mo``, which loads without a parser. Write the translations into the ``.po`` files
and run it once more; a test checks that nothing is missing or stale.
"""

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "factcheck" / "citations" / "catalogues"
LANGUAGES = ("bs", "hr", "id", "sr", "sw")
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
# By the name of the function that takes a text: which of its arguments are texts.
_KEYWORDS = {"Message": None, "counted": (1, 2), "t": None, "_t": None}


def main() -> None:
    """Write all catalogues."""
    for language in LANGUAGES:
        catalogue = updated(language)
        (CATALOGUES / f"{language}.po").write_bytes(as_po(catalogue))
        (CATALOGUES / f"{language}.mo").write_bytes(as_mo(catalogue))


def used_texts() -> Catalog:
    """List the texts in the code, without translations."""
    texts = Catalog(charset="utf-8")
    for file, _, text, comments, context in extract_from_dir(
        ROOT / "factcheck", _METHODS, keywords=_KEYWORDS
    ):
        texts.add(text, locations=[(file, None)], auto_comments=comments, context=context)
    return texts


def updated(language: str) -> Catalog:
    """Read the catalogue of *language*, with an entry for each text that is used and no other."""
    path = CATALOGUES / f"{language}.po"
    known = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    catalogue = Catalog(locale=language, charset="utf-8")
    for text in used_texts():
        if text.id:
            written = known.get(text.id)
            translated = written.string if written is not None else None
            catalogue.add(text.id, translated, locations=text.locations)
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """Write *catalogue* for translators, without the day, so that it only changes with texts."""
    stream = io.BytesIO()
    write_po(stream, catalogue, omit_header=True, include_lineno=False, sort_by_file=True, width=99)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale_identifier}\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header.encode() + stream.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Compile *catalogue*, leaving out what is not translated."""
    read_again = read_po(io.BytesIO(as_po(catalogue)), locale=catalogue.locale_identifier)
    # Not now, so that the file only changes with its translations.
    read_again.creation_date = datetime.fromtimestamp(0, UTC)
    stream = io.BytesIO()
    write_mo(stream, read_again)
    return stream.getvalue()


if __name__ == "__main__":
    main()
