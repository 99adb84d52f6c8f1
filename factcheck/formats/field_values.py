"""Clean the values of one record, with a note on everything that is dropped."""

import json
import re
from urllib.parse import urlsplit

from factcheck.formats.column_names import Value
from factcheck.formats.html_to_text import without_markup
from factcheck.text.links import domain_of, host_of
from factcheck.text.normalise import clean

MAX_CLAIM_CHARACTERS = 5_000
MAX_URL_CHARACTERS = 2_048
_MAX_LIST = 100
_MAX_TAG_CHARACTERS = 100

# What programs write for a missing value; "NA" is Namibia and "none" may be a rating.
_MISSING_VALUES = frozenset({"nan", "null", "none", "n/a", "undefined", "-", "–", "—"})
_SEPARATORS = re.compile(r"\s\|\s|[\r\n]+")
_BETWEEN_URLS = re.compile(r"[\s,;]+(?=https?://)")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)


class Notes:
    """What was dropped from a record, in short phrases; each is kept once."""

    def __init__(self) -> None:
        """Begin without a phrase."""
        self._phrases: dict[str, None] = {}

    def add(self, phrase: str) -> None:
        """Add *phrase* unless it is empty."""
        if phrase:
            self._phrases[phrase] = None

    def phrases(self) -> tuple[str, ...]:
        """Return the phrases in the order in which they were added."""
        return tuple(self._phrases)


def one_text(value: Value | None) -> str:
    """Return the first text of *value*, cleaned and without markup; ``""`` if there is none."""
    for text in (value,) if isinstance(value, str) else value or ():
        cleaned = clean(without_markup(text))
        if cleaned and cleaned.casefold() not in _MISSING_VALUES:
            return cleaned
    return ""


def trimmed(text: str, limit: int, name: str, notes: Notes) -> str:
    """Return *text* cut at a word so that it has at most *limit* characters."""
    if len(text) <= limit:
        return text
    notes.add(f"{name} longer than {limit:,} characters: cut")
    return text[: limit - 1].rsplit(" ", 1)[0] + "…"


def verbatim(value: Value | None) -> str:
    """Return the first text of *value* without control characters and outer white space."""
    text = value if isinstance(value, str) else next((v for v in value or () if v.strip()), "")
    return clean(text)


def many_texts(value: Value | None, *, commas: bool = False) -> tuple[str, ...]:
    """Return all texts of *value*: a list, or one cell that holds several.

    Cells are cut at `` | ``, at line breaks, or read as a JSON list; at commas
    only where *commas* says so, because titles and names have commas of their own.
    """
    found: dict[str, None] = {}
    for cell in (value,) if isinstance(value, str) else value or ():
        for part in _parts(cell.strip(), commas=commas):
            cleaned = clean(without_markup(part))
            if cleaned and cleaned.casefold() not in _MISSING_VALUES:
                found[cleaned] = None
    return tuple(found)


def _parts(cell: str, *, commas: bool) -> list[str]:
    if cell.startswith("[") and cell.endswith("]"):
        try:
            listed = json.loads(cell)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return [str(part) for part in listed if isinstance(part, str | int | float)]
    parts = _SEPARATORS.split(cell)
    return [text for part in parts for text in part.split(",")] if commas else parts


def tags(value: Value | None, notes: Notes) -> tuple[str, ...]:
    """Return the tags of a record, at most a hundred short ones."""
    found = many_texts(value, commas=True)
    kept = tuple(tag for tag in found if len(tag) <= _MAX_TAG_CHARACTERS)[:_MAX_LIST]
    if len(kept) < len(found):
        notes.add("tags: too long or too many ones left out")
    return kept


def web_address(text: str) -> tuple[str, str]:
    """Return the URL in *text* and the host that it names.

    Raises:
        ValueError: It is not an http or https URL with a host; the message
            says why.
    """
    # Some publishers' URLs have spaces; browsers send them like this.
    url = clean(text).replace(" ", "%20")
    if len(url) > MAX_URL_CHARACTERS:
        raise ValueError(f"is longer than {MAX_URL_CHARACTERS:,} characters")
    if any(letter in '<>"\\' for letter in url):
        raise ValueError("has brackets, quotation marks or backslashes inside")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port  # refuses what is no port
    except ValueError as error:
        raise ValueError("is not a URL") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise ValueError("does not begin with http:// or https://")
    if not host:
        raise ValueError("has no host")
    if "%" in host or host.startswith("."):
        raise ValueError("has a host that cannot be")
    return url, host


def domain_in(text: str) -> str:
    """Return the domain that *text* names, be it a host or a URL; ``""`` if neither."""
    host = text.strip().casefold()
    if "//" in host:
        host = host_of(host)
    host = host.split("/", 1)[0]
    return domain_of(host) if _HOST.fullmatch(host) else ""


def web_addresses(value: Value | None, name: str, notes: Notes) -> tuple[str, ...]:
    """Return the URLs in *value*; anything else is left out with a note."""
    found: dict[str, None] = {}
    for part in many_texts(value):
        for candidate in _BETWEEN_URLS.split(part):
            try:
                url, _ = web_address(candidate.strip(" ,;"))
            except ValueError as error:
                notes.add(f"{name}: {_shown(candidate)} {error}: left out")
            else:
                found[url] = None
    if len(found) > _MAX_LIST:
        notes.add(f"{name}: more than {_MAX_LIST}: the others left out")
    return tuple(found)[:_MAX_LIST]


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")
