"""Read the queries of the Reconciliation Service API, each with its own mistake if it has one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException

from factcheck.errors import UsageError
from factcheck.model import Filters
from factcheck.serve.requested_filters import requested_date, requested_filters
from factcheck.text.strict_json import BrokenValueError, parse_json

# More in one request is refused; clients read it in the manifest.
BATCH_SIZE = 50
_LIMIT, _MOST = 5, 100
_KNOWN_FIELDS = frozenset(
    {"query", "type", "limit", "properties", "type_strict", "type_strictness"}
)
TYPE_ID, TYPE_NAME = "ClaimReview", "Fact-check of a claim"
# What a column beside the claims may narrow: the names of our filters, and the day of the post.
QUERY_PROPERTIES = {
    "language": "Language of the fact-check",
    "publisher": "Publisher, by name or domain",
    "verdict": "Verdict, in our reading",
    "since": "Reviewed on or after",
    "asked_on": "Day on which the claim was posted",
}


@dataclass(frozen=True, slots=True)
class ReconcileQuery:
    """One claim of a batch.

    Attributes:
        asked_on: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty if the client does not say.
        limit: At most so many candidates.
    """

    claim: str
    filters: Filters = field(default_factory=Filters)
    asked_on: str = ""
    limit: int = _LIMIT


def read_batch(text: str) -> dict[str, ReconcileQuery | str]:
    """Read a batch of queries.

    Returns:
        By the client's own keys, a query or, in words, why it cannot be answered.

    Raises:
        UsageError: The text is no batch.
        HTTPException: 413, because it has more than `BATCH_SIZE` queries.
    """
    batch = read_object(text, "queries")
    if len(batch) > BATCH_SIZE:
        raise HTTPException(413, f"queries: {len(batch):,} in one request, at most {BATCH_SIZE}")
    return {key: _query_or_problem(query) for key, query in batch.items()}


def read_object(text: str, name: str) -> dict[str, object]:
    """Read the JSON object in the parameter called *name*.

    Raises:
        UsageError: It is none.
    """
    try:
        value = parse_json(text)
    except BrokenValueError as error:
        raise UsageError(f"{name}: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{name}: not a JSON object")
    return value


def _query_or_problem(query: object) -> ReconcileQuery | str:
    try:
        return _query(query)
    except UsageError as error:
        return str(error)


def _query(query: object) -> ReconcileQuery:
    if not isinstance(query, dict):
        raise UsageError("the query is not a JSON object")
    unknown = query.keys() - _KNOWN_FIELDS
    if unknown:
        raise UsageError(f"{min(unknown)}: a query has no such field")
    claim = query.get("query", "")
    if not isinstance(claim, str) or not claim.strip():
        raise UsageError("query: write a claim")
    _require_our_type(query.get("type"))
    values = _property_values(query.get("properties") or [])
    filters = requested_filters(
        values.get("language", ()),
        values.get("publisher", ()),
        values.get("verdict", ()),
        _single("since", values),
    )
    asked_on = requested_date("asked_on", _single("asked_on", values))
    return ReconcileQuery(claim, filters, asked_on, _limit(query.get("limit")))


def _require_our_type(wanted: object) -> None:
    """Refuse types that no fact-check has: an empty result would look like "nobody checked it"."""
    types = wanted if isinstance(wanted, list) else [wanted] if wanted else []
    if types and TYPE_ID not in [
        each.get("id") if isinstance(each, dict) else each for each in types
    ]:
        raise UsageError(f"type: the only type here is {TYPE_ID}")


def _limit(limit: object) -> int:
    if limit is None:
        return _LIMIT
    # JSON has one kind of number, so 5.0 is a whole one.
    if not isinstance(limit, int | float) or limit < 1 or limit % 1:
        raise UsageError("limit: write a whole number from 1")
    return int(min(limit, _MOST))


def _property_values(properties: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(properties, list):
        raise UsageError("properties: not a list")
    values: dict[str, tuple[str, ...]] = {}
    for each in properties:
        if (
            not isinstance(each, dict)
            or not isinstance(pid := each.get("pid"), str)
            or "v" not in each
        ):
            raise UsageError("properties: each has a pid and a v")
        if pid not in QUERY_PROPERTIES:
            raise UsageError(f"properties: {pid} is none of {', '.join(QUERY_PROPERTIES)}")
        given = each["v"] if isinstance(each["v"], list) else [each["v"]]
        values[pid] = values.get(pid, ()) + tuple(filter(None, map(_text, given)))
    return values


def _text(value: object) -> str:
    """Return a value as text: a cell that was reconciled itself is an object with id and name."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("id")
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise UsageError("properties: v is a text")
    return str(value).strip()


def _single(pid: str, values: Mapping[str, tuple[str, ...]]) -> str:
    given = values.get(pid, ())
    if len(given) > 1:
        raise UsageError(f"{pid}: write one date")
    return given[0] if given else ""
