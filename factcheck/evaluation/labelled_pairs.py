"""Read labelled pairs: a claim, a published claim, and whether one fact-check serves both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import InputError
from factcheck.formats.csv_reader import read_header
from factcheck.formats.csv_rows import CsvRows
from factcheck.formats.field_values import one_text
from factcheck.formats.input_files import open_input
from factcheck.text.language import UNKNOWN, guess_language, language_code

SAME, DIFFERENT = "same", "different"
_NEEDED = ("claim", "published", "label")
_OPTIONAL = ("claim_language", "published_language", "group")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A claim that may be asked, and one that a fact-check may be about.

    Attributes:
        label: ``same``, or why they differ: ``different``, ``negation``, ``number`` …
        claim_language: As given, else as detected; ``und`` if unknown.
        published_language: The same for the published claim.
        group: Whatever the file sorts its pairs by; may be empty.
    """

    claim: str
    published: str
    label: str
    claim_language: str
    published_language: str
    group: str = ""

    @property
    def is_same(self) -> bool:
        """Whether one fact-check serves both claims."""
        return self.label == SAME

    @property
    def languages(self) -> str:
        """Languages of claim and published claim, such as ``sw→en``."""
        return f"{self.claim_language}→{self.published_language}"


def read_pairs(path: Path) -> tuple[LabelledPair, ...]:
    """Read a table with the columns claim, published and label, plain or gzipped.

    The columns claim_language, published_language and group may stand beside them. A label other
    than ``same`` says in what the two claims differ.

    Raises:
        InputError: The table or one of its rows cannot be read, or no row is labelled ``same`` or
            ``different``.
    """
    with open_input(path) as opened:
        rows = CsvRows(opened.lines())
        header = [heading.casefold() for heading in read_header(rows, str(path))]
        missing = [name for name in _NEEDED if name not in header]
        if missing:
            raise InputError(
                f"{path} has no column {missing[0]!r}: pairs need the columns {', '.join(_NEEDED)}"
            )
        pairs = tuple(_pairs(rows, header, path))
        if opened.damage:
            raise InputError(f"{path}: {opened.damage}")
    if not pairs:
        raise InputError(f"{path}: there is no pair in it")
    if not {SAME, DIFFERENT} & {pair.label for pair in pairs}:
        raise InputError(f"{path}: no pair is labelled {SAME!r} or {DIFFERENT!r}")
    return pairs


def _pairs(rows: CsvRows, header: Sequence[str], path: Path) -> Iterator[LabelledPair]:
    for row in rows:
        place = f"{path}:{row.line}"
        if row.problem:
            raise InputError(f"{place}: {row.problem}")
        if len(row.cells) != len(header):
            raise InputError(f"{place}: {len(row.cells)} cells where the header has {len(header)}")
        cells = dict(zip(header, row.cells, strict=True))
        claim, published, label = (one_text(cells[name]) for name in _NEEDED)
        if not claim or not published or not label:
            raise InputError(f"{place}: a pair needs a claim, a published claim and a label")
        languages = (one_text(cells.get(name)) for name in _OPTIONAL[:2])
        claim_language, published_language = (
            _language(given, text)
            for given, text in zip(languages, (claim, published), strict=True)
        )
        group = one_text(cells.get("group"))
        yield LabelledPair(
            claim, published, label.casefold(), claim_language, published_language, group
        )


def _language(given: str, text: str) -> str:
    code = language_code(given) if given else UNKNOWN
    return guess_language(text) if code == UNKNOWN else code
