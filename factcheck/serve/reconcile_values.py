"""Hand values of fact-checks to the columns of a table: the data extension of reconciliation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from factcheck.citations.citation_data import CitationData, CitationStyle
from factcheck.citations.citation_requests import CitationRequest, load_citation_data
from factcheck.citations.citation_styles import format_citations
from factcheck.citations.labels import VERDICTS, language_name, state_in_words
from factcheck.citations.phrases import LANGUAGES, reader_language
from factcheck.errors import UsageError
from factcheck.model import FactCheck
from factcheck.store.store import Store
from factcheck.text.sanitise import visible

# As many as a client may ask for at once; OpenRefine sends ten.
MOST_IDS = 500
_FULL_DATE = len("2021-03-04")


@dataclass(frozen=True, slots=True)
class _Property:
    """A column that a client may ask for: its heading, and the values of a fact-check."""

    name: str
    values: Callable[[FactCheck], tuple[str, ...]]


def _one(read: Callable[[FactCheck], str]) -> Callable[[FactCheck], tuple[str, ...]]:
    return lambda fact_check: tuple(filter(None, (read(fact_check),)))


_CITATION = "citation"
PROPERTIES = {
    "verdict": _Property("Verdict, in our reading", _one(lambda each: VERDICTS[each.verdict])),
    "rating": _Property("Rating, in the publisher's words", _one(lambda each: each.rating)),
    "publisher": _Property("Publisher", _one(lambda each: each.publisher.name)),
    "publisher_domain": _Property("Domain", _one(lambda each: each.publisher.domain)),
    "reviewed_on": _Property("Date of the review", _one(lambda each: each.reviewed_on)),
    "url": _Property("Link", _one(lambda each: each.review_url)),
    _CITATION: _Property("Citation", lambda _each: ()),
    "claim": _Property("Claim as reviewed", _one(lambda each: each.claim)),
    "title": _Property("Title", _one(lambda each: each.title)),
    "state": _Property("What became of it", _one(state_in_words)),
    "language": _Property("Language", _one(lambda each: language_name(each.language))),
    "claimant": _Property("Claimed by", _one(lambda each: each.claimant)),
    "claimed_on": _Property("Date of the claim", _one(lambda each: each.claimed_on)),
    "archived": _Property("Archived copies", lambda each: CitationData(each).archives),
}
_DATES = frozenset({"reviewed_on", "claimed_on"})
_STYLES = tuple(CitationStyle)
# Settings of a column, which only the citation has.
SETTINGS = [
    {
        "name": "style",
        "label": "Style of the citation",
        "type": "select",
        "default": CitationStyle.PLAIN.value,
        "help_text": "For the column Citation only.",
        "choices": [{"value": style.value, "name": style.value} for style in _STYLES],
    },
    {
        "name": "in",
        "label": "Language of our words in the citation",
        "type": "select",
        "default": "en",
        "help_text": "For the column Citation only.",
        "choices": [{"value": language, "name": language} for language in LANGUAGES],
    },
]


@dataclass(frozen=True, slots=True)
class Extension:
    """Columns that a client asks for.

    Attributes:
        columns: Settings by the id of a property.
    """

    ids: tuple[str, ...]
    columns: Mapping[str, Mapping[str, str]]


def read_extension(query: Mapping[str, object]) -> Extension:
    """Read which values a client asks for.

    Raises:
        UsageError: It asks for what there is not.
    """
    ids, columns = query.get("ids"), query.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise UsageError("extend: ids is a list of texts")
    if len(ids) > MOST_IDS:
        raise UsageError(f"extend: {len(ids):,} ids in one request, at most {MOST_IDS}")
    if not isinstance(columns, list) or not all(isinstance(each, dict) for each in columns):
        raise UsageError("extend: properties is a list of objects")
    return Extension(tuple(ids), dict(map(_column, columns)))


def _column(column: Mapping[str, object]) -> tuple[str, Mapping[str, str]]:
    name, settings = column.get("id"), column.get("settings") or {}
    if not isinstance(name, str) or name not in PROPERTIES:
        raise UsageError(f"extend: {name} is none of {', '.join(PROPERTIES)}")
    if not isinstance(settings, dict):
        raise UsageError("extend: settings is an object")
    style = str(settings.get("style") or CitationStyle.PLAIN)
    language = reader_language(str(settings.get("in") or "en"))
    if style not in set(CitationStyle):
        raise UsageError(f"extend: style is one of {', '.join(CitationStyle)}")
    if not language:
        raise UsageError(f"extend: in is one of {', '.join(LANGUAGES)}")
    return name, {"style": style, "in": language}


def proposals(type_id: str, limit: int | None) -> dict[str, object]:
    """Return the columns that there are, the first *limit* of them."""
    listed = [{"id": name, "name": each.name} for name, each in PROPERTIES.items()]
    shown: dict[str, object] = {"properties": listed[:limit], "type": type_id}
    return shown if limit is None else {**shown, "limit": limit}


def extension_object(store: Store, extension: Extension, today: str) -> dict[str, object]:
    """Return the values of every fact-check; of an id that the store does not have, none.

    Args:
        store: Open for reading.
        extension: What is asked for.
        today: ``YYYY-MM-DD``; a ClaimReview says when it was passed on.
    """
    meta = [{"id": name, "name": PROPERTIES[name].name} for name in extension.columns]
    found = store.by_ids(extension.ids)
    rows = {each: _row(store, found.get(each), extension, today) for each in extension.ids}
    return {"meta": meta, "rows": rows}


def _row(
    store: Store, fact_check: FactCheck | None, extension: Extension, today: str
) -> dict[str, object]:
    if fact_check is None:
        return {name: [] for name in extension.columns}
    return {
        name: _citation(store, fact_check, settings, today)
        if name == _CITATION
        else [_value(name, text) for text in PROPERTIES[name].values(fact_check)]
        for name, settings in extension.columns.items()
    }


def _citation(
    store: Store, fact_check: FactCheck, settings: Mapping[str, str], today: str
) -> list[dict[str, str]]:
    data = load_citation_data(store, CitationRequest(fact_check.id), settings["in"])
    text = format_citations([data], CitationStyle(settings["style"]), today)
    return [{"str": text.rstrip("\n")}]


def _value(name: str, text: str) -> dict[str, str]:
    if name in _DATES and len(text) == _FULL_DATE:
        return {"date": f"{text}T00:00:00Z"}
    # A month or a year is no date for a spreadsheet, and is never completed by a guess.
    return {"str": visible(text)}
