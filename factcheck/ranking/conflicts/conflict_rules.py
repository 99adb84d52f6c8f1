"""All signals that speak against two claims being the same, as a table."""

from collections.abc import Callable

from factcheck.model import Signal
from factcheck.ranking.conflicts.date import different_date
from factcheck.ranking.conflicts.negation import (
    different_modality,
    different_quantifier,
    opposite_polarity,
    question,
)
from factcheck.ranking.conflicts.number import different_number, different_unit, opposite_bound
from factcheck.ranking.conflicts.place import different_place
from factcheck.ranking.conflicts.role import exchanged_causes, exchanged_roles
from factcheck.ranking.conflicts.wording import (
    different_attribution,
    different_cause,
    different_name,
    different_place_name,
    different_word,
    opposite_meaning,
)
from factcheck.text.facts import Facts

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
    different_word,
)


def find_conflicts(claim: Facts, candidate: Facts) -> tuple[Signal, ...]:
    """Say what the two claims state differently, heaviest first, each kind once.

    Args:
        claim: What was asked ("here").
        candidate: What the stored fact-check is about ("there").
    """
    found: dict[str, Signal] = {}
    for signal in CONFLICTS:
        conflict = signal(claim, candidate)
        if conflict is not None:
            found.setdefault(conflict.name, conflict)
    # A changed word says nothing new beside a conflict that names what it is.
    if len(found) > 1:
        found.pop("different_word", None)
    return tuple(sorted(found.values(), key=lambda conflict: -conflict.value))
