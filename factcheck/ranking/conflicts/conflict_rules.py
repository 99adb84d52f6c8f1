"""The table of rules that find a contradiction between two claims."""

from collections.abc import Callable

from factcheck.model import Signal
from factcheck.ranking.conflicts.cause import different_cause, exchanged_causes
from factcheck.ranking.conflicts.date import different_date
from factcheck.ranking.conflicts.modality import different_modality, question
from factcheck.ranking.conflicts.name import different_name
from factcheck.ranking.conflicts.negation import opposite_meaning, opposite_polarity
from factcheck.ranking.conflicts.number import different_number, different_unit, opposite_bound
from factcheck.ranking.conflicts.place import different_place, different_place_name
from factcheck.ranking.conflicts.quantifier import different_quantifier
from factcheck.ranking.conflicts.role import different_attribution, exchanged_roles
from factcheck.ranking.conflicts.word import different_thing, different_word
from factcheck.text.facts import Facts

# Of two rules whose signals have the same name, the first that finds something counts.
CONFLICTS: tuple[Callable[[Facts, Facts], Signal | None], ...] = (
    opposite_polarity,
    opposite_meaning,
    different_number,
    different_unit,
    different_date,
    different_place,
    different_place_name,
    different_name,
    different_quantifier,
    opposite_bound,
    different_attribution,
    exchanged_causes,
    exchanged_roles,
    different_cause,
    different_modality,
    question,
    different_thing,
    different_word,
)


def find_conflicts(claim: Facts, candidate: Facts) -> tuple[Signal, ...]:
    """Find what two claims state differently, heaviest first, each kind once.

    Args:
        claim: What was asked; the signals' texts call it "here".
        candidate: What the stored fact-check is about, "there".
    """
    found: dict[str, Signal] = {}
    for rule in CONFLICTS:
        conflict = rule(claim, candidate)
        if conflict is not None:
            found.setdefault(conflict.name, conflict)
    # A changed word says nothing new beside a conflict that names what it is.
    if len(found) > 1:
        found.pop("different_word", None)
    return tuple(sorted(found.values(), key=lambda conflict: -conflict.value))
