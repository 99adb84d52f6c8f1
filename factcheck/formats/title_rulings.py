"""Read a rating from the title of an article, if its publisher is known to write it there."""

import re
from typing import NamedTuple

from factcheck.formats.read_options import ReadOptions
from factcheck.model import MappedBy
from factcheck.text.normalise import clean

# Where a label at the beginning of a title ends: "[SALAH] …", "FALSE: …", "Sesat - …".
_LABELS = (
    re.compile(r"\[([^\[\]]{1,60})\]\s*(.*)", re.DOTALL),
    re.compile(r"([^:]{1,60}):\s+(.*)", re.DOTALL),
    re.compile(r"([^–—-]{1,60}?)\s+[–—-]\s+(.*)", re.DOTALL),
)


class Ruling(NamedTuple):
    """A title split into the publisher's label and the claim after it."""

    label: str
    claim: str


def ruling_in_title(
    title: str, publisher: tuple[str, str], language: str, options: ReadOptions
) -> Ruling | None:
    """Split a title into label and claim, if this publisher's own table knows the label.

    Most titles with a colon begin with a name or a topic, so the language tables do not count
    here, and the publisher's table must say that an explanation may follow its labels.

    Args:
        title: The title of an article.
        publisher: Domain and name.
        language: Of the article, empty if unknown.
        options: How ratings are read.
    """
    domain, name = publisher
    text = clean(title)
    whole = options.ratings.read(text, domain, language, name)
    if whole.mapped_by is not MappedBy.PUBLISHER_TABLE:
        return None
    for pattern in _LABELS:
        found = pattern.fullmatch(text)
        if found is None or not found[2]:
            continue
        if options.ratings.read(found[1], domain, language, name) == whole:
            return Ruling(found[1].strip(), found[2].strip())
    return None
