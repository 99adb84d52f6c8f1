"""Read how a picture or a video was manipulated, from a MediaReview or a column."""

from collections.abc import Mapping
from functools import cache

from factcheck.formats.column_names import Value, plain_name
from factcheck.formats.field_values import Notes, many_texts
from factcheck.model import MediaFlag

# schema.org's MediaManipulationRatingEnumeration, the names of its first draft, and our own.
# Original content and satire were not manipulated.
_CATEGORIES: Mapping[str, MediaFlag | None] = {
    "OriginalMediaContent": None,
    "OriginalContent": None,
    "Authentic": None,
    "SatireOrParodyContent": None,
    "DecontextualizedContent": MediaFlag.MISCAPTIONED,
    "MissingContext": MediaFlag.MISCAPTIONED,
    "EditedOrCroppedContent": MediaFlag.ALTERED,
    "EditedContent": MediaFlag.ALTERED,
    "TransformedContent": MediaFlag.ALTERED,
    "StagedContent": MediaFlag.STAGED,
    "ImposterContent": MediaFlag.FABRICATED,
    **{flag.value: flag for flag in MediaFlag},
}


@cache
def _by_plain_name() -> Mapping[str, MediaFlag | None]:
    return {plain_name(name): flag for name, flag in _CATEGORIES.items()}


def media_flags(value: Value | None, notes: Notes) -> tuple[MediaFlag, ...]:
    """Return the flags that *value* names; unknown names are left out with a note."""
    found: dict[MediaFlag, None] = {}
    for text in many_texts(value, commas=True):
        name = plain_name(text.rstrip("/").rpartition("/")[2])
        if name not in _by_plain_name():
            notes.add(f"media {text[:60]!r} is not known: left out")
            continue
        flag = _by_plain_name()[name]
        if flag is not None:
            found[flag] = None
    return tuple(found)
