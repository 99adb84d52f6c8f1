"""Bring together what a citation must carry: the fact-check, its history and its page."""

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

# What we say about a fact-check; everything else in it was said by its publisher.
OURS = frozenset({"verdict", "axis", "media_flags", "mapped_by", "script", "tags", "record_id"})
_READ_STATES = ("alive", "moved", "changed")
# A reader is warned by the weaker of two decisions; what was named by its id needs none.
_STRENGTH = (Decision.NONE, Decision.SUGGESTED, Decision.MATCH, None)
_SHOWN_OF_BROKEN = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact-check to cite.

    Attributes:
        id: As `Store.resolve` reads it.
        decision: What a look-up decided; ``None`` where nobody looked anything up.
        language: Catalogue of whoever is to read it, empty if unknown.
    """

    id: str
    decision: Decision | None = None
    language: str = ""


def wanted_from_answers(stream: BinaryIO) -> Iterator[Wanted | RecordProblem]:
    """Read what ``factcheck lookup`` wrote as JSON or JSON Lines, and list its matches.

    The stored fact-check is cited, not what the file says about it. Near misses are no
    answers and are not cited.
    """
    cursor = JsonCursor(stream)
    while sign := cursor.peek():
        if sign in "[],":
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
            yield from _wanted(answer, line)


def together(wanted: Iterable[Wanted], *, by_language: bool) -> list[Wanted]:
    """Name each fact-check once, with the weakest of its decisions, in the first one's place.

    Args:
        wanted: With ids as the store has them.
        by_language: Whether readers of two languages each get their own.
    """
    kept: dict[tuple[str, str], Wanted] = {}
    for each in wanted:
        key = (each.id, each.language if by_language else "")
        before = kept.get(key, each)
        weaker = min(before.decision, each.decision, key=_STRENGTH.index)
        kept[key] = replace(before, decision=weaker)
    return list(kept.values())


def gathered(store: Store, wanted: Wanted, language: str, accessed_on: str = "") -> CitationData:
    """Give everything that a citation of one fact-check must carry.

    Args:
        store: Open.
        wanted: What to cite.
        language: The catalogue to use.
        accessed_on: When a person read the page; empty for the day of the last look at it.

    Raises:
        FactCheckNotFound: The store has no such fact-check.
    """
    fact_check = store.get(wanted.id)
    checks = store.source_checks.of(fact_check.id)
    latest = store.source_checks.latest(fact_check.id) or StoredCheck(fact_check.id, "", "", "")
    read = [check.checked_at for check in checks if check.state in _READ_STATES]
    return CitationData(
        fact_check=fact_check,
        decision=wanted.decision,
        language=language,
        accessed_on=accessed_on or (read[-1][:10] if read else ""),
        amended_on=_amended_on(store.history(fact_check.id)),
        page_state=latest.state,
        page_seen_on=latest.checked_at[:10],
        found_url=latest.found_url,
    )


def _amended_on(history: Iterable[Revision]) -> str:
    """Give the day on which the publisher's own words last changed, empty if they never did."""
    days = [
        revision.recorded_at[:10]
        for revision in history
        if revision.number > 1 and set(revision.changes) - OURS
    ]
    return days[-1] if days else ""


def _wanted(answer: object, line: int) -> Iterator[Wanted | RecordProblem]:
    if not isinstance(answer, dict) or not isinstance(answer.get("matches", []), list):
        yield RecordProblem(line, "no answer of a look-up: it has no list of matches")
    elif "error" in answer:
        yield RecordProblem(line, f"not looked up: {str(answer['error'])[:_SHOWN_OF_BROKEN]}")
    else:
        whole = _decision(answer)
        language = _reader(answer)
        for match in answer.get("matches", []):
            found = match if isinstance(match, dict) else {}
            public, own = found.get("id"), _decision(found)
            if not isinstance(public, str) or own is None or whole is None:
                yield RecordProblem(line, "a match without an id or a decision")
                continue
            # Fact-checks that disagree make a suggestion of the whole answer.
            yield Wanted(public, min(whole, own, key=_STRENGTH.index), language)


def _decision(found: Mapping[str, object]) -> Decision | None:
    said = found.get("decision")
    return Decision(said) if isinstance(said, str) and said in set(Decision) else None


def _reader(answer: Mapping[str, object]) -> str:
    claim, language = answer.get("claim"), answer.get("language")
    if not isinstance(claim, str) or not isinstance(language, str):
        return ""
    return reader_language(language, script_of(claim))
