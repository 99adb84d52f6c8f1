"""Read which fact-checks to cite, and load from the store what their citations must say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from factcheck.citations.citation_data import CitationData
from factcheck.citations.phrases import reader_language
from factcheck.formats.json_stream import EndOfFileError, JsonCursor
from factcheck.model import Decision, RecordProblem, Revision
from factcheck.store.link_check_table import StoredCheck
from factcheck.store.store import Store
from factcheck.text.scripts import script_of
from factcheck.text.strict_json import BrokenValueError, parse_json

# Fields with our reading of a fact-check; all others are in its publisher's words.
READING_FIELDS = frozenset(
    {"verdict", "axis", "media_flags", "mapped_by", "script", "tags", "record_id"}
)
_READ_STATES = ("alive", "moved", "changed")
# The weaker of two decisions goes into the citation; a fact-check cited by its id has none.
_WEAKEST_FIRST = (Decision.NONE, Decision.SUGGESTED, Decision.MATCH, None)
_ERROR_SHOWN = 200


@dataclass(frozen=True, slots=True)
class CitationRequest:
    """A fact-check to cite.

    Attributes:
        id: Whole, or its beginning, as `Store.resolve` reads it.
        decision: Of the lookup; ``None`` where the fact-check is cited by its id.
        language: The reader's, one of `phrases.LANGUAGES`; empty if unknown.
    """

    id: str
    decision: Decision | None = None
    language: str = ""


def requests_from_answers(stream: BinaryIO) -> Iterator[CitationRequest | RecordProblem]:
    """Read the JSON or JSON Lines of ``factcheck lookup`` and request a citation of each match.

    Only id, decision and language are read: the fact-check itself comes from the store. Near
    misses are not cited.
    """
    cursor = JsonCursor(stream)
    while character := cursor.peek():
        if character in "[],":
            cursor.skip()
            continue
        line = cursor.line
        try:
            answer = parse_json(cursor.take_text())
        except BrokenValueError as error:
            yield RecordProblem(line, f"no answer of a look-up: {error}")
        except EndOfFileError:
            yield RecordProblem(line, "the file ends inside an answer")
        else:
            yield from _requests(answer, line)


def merge_requests(
    requests: Iterable[CitationRequest], *, by_language: bool
) -> list[CitationRequest]:
    """Merge requests of the same fact-check, with the weakest of their decisions.

    Args:
        requests: With whole ids.
        by_language: Whether to keep one request for each language of a reader.
    """
    merged: dict[tuple[str, str], CitationRequest] = {}
    for request in requests:
        key = (request.id, request.language if by_language else "")
        first = merged.get(key, request)
        weaker = min(first.decision, request.decision, key=_WEAKEST_FIRST.index)
        merged[key] = replace(first, decision=weaker)
    return list(merged.values())


def load_citation_data(
    store: Store, request: CitationRequest, language: str, accessed_on: str = ""
) -> CitationData:
    """Return what a citation of one fact-check must say.

    Args:
        store: Open for reading.
        request: What to cite.
        language: One of `phrases.LANGUAGES`.
        accessed_on: When a person read the page; empty for the day of the latest link check
            that reached it.

    Raises:
        FactCheckNotFound: The store has no such fact-check.
    """
    fact_check = store.get(request.id)
    checks = store.link_checks.of(fact_check.id)
    latest = store.link_checks.latest(fact_check.id) or StoredCheck(fact_check.id, "", "", "")
    read_at = [check.checked_at for check in checks if check.state in _READ_STATES]
    return CitationData(
        fact_check=fact_check,
        decision=request.decision,
        language=language,
        accessed_on=accessed_on or (read_at[-1][:10] if read_at else ""),
        amended_on=_amended_on(store.history(fact_check.id)),
        page_state=latest.state,
        page_seen_on=latest.checked_at[:10],
        found_url=latest.found_url,
    )


def _amended_on(history: Iterable[Revision]) -> str:
    """Return the day on which the publisher's words last changed, empty if they never did."""
    days = [
        revision.recorded_at[:10]
        for revision in history
        if revision.number > 1 and set(revision.changes) - READING_FIELDS
    ]
    return days[-1] if days else ""


def _requests(answer: object, line: int) -> Iterator[CitationRequest | RecordProblem]:
    if not isinstance(answer, dict) or not isinstance(answer.get("matches", []), list):
        yield RecordProblem(line, "no answer of a look-up: it has no list of matches")
    elif "error" in answer:
        yield RecordProblem(line, f"not looked up: {str(answer['error'])[:_ERROR_SHOWN]}")
    else:
        answer_decision = _decision(answer)
        language = _reader_language(answer)
        for listed in answer.get("matches", []):
            match = listed if isinstance(listed, dict) else {}
            public_id, decision = match.get("id"), _decision(match)
            if not isinstance(public_id, str) or decision is None or answer_decision is None:
                yield RecordProblem(line, "a match without an id or a decision")
                continue
            # A match inside a suggested answer is only suggested: fact-checks there disagree.
            weaker = min(answer_decision, decision, key=_WEAKEST_FIRST.index)
            yield CitationRequest(public_id, weaker, language)


def _decision(answer_or_match: Mapping[str, object]) -> Decision | None:
    value = answer_or_match.get("decision")
    return Decision(value) if isinstance(value, str) and value in set(Decision) else None


def _reader_language(answer: Mapping[str, object]) -> str:
    claim, language = answer.get("claim"), answer.get("language")
    if not isinstance(claim, str) or not isinstance(language, str):
        return ""
    return reader_language(language, script_of(claim))
