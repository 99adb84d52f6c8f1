"""Turn answers into candidates of the Reconciliation Service API, with our signals as features."""

from collections.abc import Iterator

from factcheck.citations.labels import verdict_text
from factcheck.model import Answer, Decision, FactCheck, Match
from factcheck.serve.reconcile_queries import TYPE_ID, TYPE_NAME
from factcheck.text.sanitise import shortened, visible

TYPE = {"id": TYPE_ID, "name": TYPE_NAME}
_CLAIM_SHOWN = 300


def result_object(answer: Answer) -> dict[str, object]:
    """Return the candidates of *answer*, best first, with its notes.

    Near misses are candidates too, for a person to look at; they never match.
    """
    matches = [_candidate(match, answer) for match in answer.matches]
    misses = [_candidate(miss, answer, is_near_miss=True) for miss in answer.near_misses]
    return {
        "result": matches + misses,
        "decision": answer.decision.value,
        "notes": list(answer.notes),
    }


def problem_object(reason: str) -> dict[str, object]:
    """Return the result of a query that cannot be answered; an empty one would mean "nobody"."""
    return {"result": [], "error": visible(reason)}


def named_object(fact_check: FactCheck) -> dict[str, object]:
    """Return the result of a query that is the id of *fact_check*."""
    candidate = {**_entity(fact_check), "score": 100, "match": True, "type": [TYPE]}
    return {"result": [candidate]}


def suggestion_object(fact_check: FactCheck) -> dict[str, object]:
    """Return *fact_check* for a list from which a person chooses."""
    return {**_entity(fact_check), "notable": [TYPE]}


def _candidate(match: Match, answer: Answer, *, is_near_miss: bool = False) -> dict[str, object]:
    # A match inside a suggested answer is only suggested: fact-checks there disagree.
    is_match = match.decision is Decision.MATCH and answer.decision is Decision.MATCH
    warnings = ["near miss, not an answer"] * is_near_miss
    warnings += [f"conflict: {visible(conflict.text).rstrip('.')}" for conflict in match.conflicts]
    entity = _entity(match.fact_check)
    return {
        **entity,
        "description": "; ".join((*warnings, entity["description"])),
        "score": round(match.score * 100, 2),
        "match": is_match,
        "type": [TYPE],
        "features": list(_features(match, is_near_miss=is_near_miss)),
    }


def _entity(fact_check: FactCheck) -> dict[str, str]:
    known = (verdict_text(fact_check), fact_check.publisher.name, fact_check.reviewed_on)
    return {
        "id": fact_check.id,
        "name": visible(shortened(fact_check.claim, _CLAIM_SHOWN)),
        "description": visible(", ".join(filter(None, known))),
    }


def _features(match: Match, *, is_near_miss: bool) -> Iterator[dict[str, object]]:
    """Yield what speaks for and against: the ids of features are unique for a candidate."""
    yield {"id": "conflict", "value": bool(match.conflicts)}
    yield {"id": "near_miss", "value": is_near_miss}
    yield {"id": "part_of_post", "value": bool(match.part)}
    values: dict[str, float] = {}
    for signal in match.signals:
        name = f"conflict_{signal.name}" if signal.conflict else signal.name
        values.setdefault(name, signal.value)
    for name, value in values.items():
        yield {"id": name, "value": round(value, 4)}
