"""Group the fact-checks of one claim, and cap matches that a script must not act on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from factcheck.model import Decision, FactCheck, Match, Signal
from factcheck.ranking.disagreement import (
    ABOUT_ONE_CLAIM,
    ABOUT_THIS_CLAIM,
    ABOUT_THIS_PAGE,
    corrections,
    disagreement,
)
from factcheck.ranking.publication_status import no_longer_stands
from factcheck.ranking.recurrence import recycled
from factcheck.text.normalise import wording

# Signals that concern the answer as a whole, in the order of its notes.
_NOTED = ("different_verdict", "superseded", "no_longer_stands", "recycled")


@dataclass(frozen=True, slots=True)
class _Group:
    """Matches that review one claim, best first; often only one.

    Attributes:
        asked_on: The day on which the claim is asked about, empty if that is not known.
        by_clock: Whether that day is only the computer's.
    """

    matches: tuple[Match, ...]
    asked_on: str
    by_clock: bool

    @property
    def has_match(self) -> bool:
        """Whether they are known to review the claim that was asked about."""
        return any(match.decision is Decision.MATCH for match in self.matches)

    @property
    def matches_by_link(self) -> bool:
        """Whether they match only because they name the page that was asked about."""
        return any(_is_match_by_link(match) for match in self.matches)

    def superseded(self) -> dict[str, Signal]:
        """Give a signal, by fact-check id, for each that its publisher ruled otherwise on later."""
        found = corrections([match.fact_check for match in self.matches])
        return {fact_check.id: signal for fact_check, signal in found}

    def in_force(self) -> list[FactCheck]:
        """List the fact-checks that still stand for their publishers."""
        superseded = self.superseded()
        return [
            match.fact_check
            for match in self.matches
            if match.fact_check.id not in superseded
            and no_longer_stands(match.fact_check, self.asked_on) is None
        ]


def apply_group_rules(
    matches: Sequence[Match], asked_on: str = "", *, by_clock: bool = False
) -> tuple[Match, ...]:
    """Number the groups among *matches* and cap what a script must not act on.

    Where fact-checks of one claim disagree, all of them are suggestions; where a publisher
    corrected itself, its older ruling is. The order stays.

    Args:
        matches: The best first; those with the decision ``none`` stay as they are.
        asked_on: The day on which the claim is asked about, empty if that is not known: then
            no claim is called recycled.
        by_clock: Whether that day is only the computer's, and the claim may be older.
    """
    groups = [_Group(members, asked_on, by_clock) for members in _grouped(matches)]
    page_disagreement = _disagreement_about_page(groups)
    numbers = count(1)
    marked: dict[str, Match] = {}
    for group in groups:
        number = next(numbers) if len(group.matches) > 1 else 0
        for match in _marked(group, page_disagreement if group.matches_by_link else None):
            marked[match.fact_check.id] = replace(match, group=number)
    return tuple(marked.get(match.fact_check.id, match) for match in matches)


def group_notes(matches: Sequence[Match]) -> tuple[str, ...]:
    """Say what a reader must know about *matches* as a whole."""
    signals = [signal for match in matches for signal in match.signals]
    texts = (signal.text for name in _NOTED for signal in signals if signal.name == name)
    return tuple(dict.fromkeys(texts))


def _grouped(matches: Sequence[Match]) -> list[tuple[Match, ...]]:
    """Collect the matches that review one claim.

    A match answers the whole claim that was asked, or one part of a long post: all matches for
    one of these are a group. A suggestion joins them if it reviews the very text that one of
    them does. Fact-checks that name the same page may be about different claims on it, so these
    are grouped by their texts.
    """
    whole_matches = any(match.decision is Decision.MATCH and not match.part for match in matches)
    group_of_text: dict[str, str] = {}
    groups: dict[str, list[Match]] = {}
    for match in matches:
        if match.decision is Decision.NONE:
            continue
        text = wording(match.fact_check.claim)
        is_answer = match.decision is Decision.MATCH and not _is_match_by_link(match)
        part = "" if whole_matches else match.part
        name = f"answers {part}" if is_answer else f"reviews {text}"
        groups.setdefault(group_of_text.setdefault(text, name), []).append(match)
    return list(map(tuple, groups.values()))


def _is_match_by_link(match: Match) -> bool:
    names = [signal.name for signal in match.signals]
    return match.decision is Decision.MATCH and names == ["same_link"]


def _disagreement_about_page(groups: Sequence[_Group]) -> Signal | None:
    """Compare all fact-checks that name the page: it is open which of its claims is meant."""
    by_link = [group for group in groups if group.matches_by_link]
    if len(by_link) < 2:
        return None
    in_force = [fact_check for group in by_link for fact_check in group.in_force()]
    return disagreement(in_force, ABOUT_THIS_PAGE)


def _marked(group: _Group, page_disagreement: Signal | None) -> Iterator[Match]:
    """Add the signals that concern the group, and turn matches with a conflict into suggestions."""
    statement = ABOUT_THIS_CLAIM if group.has_match else ABOUT_ONE_CLAIM
    different_verdict = page_disagreement or disagreement(group.in_force(), statement)
    superseded = group.superseded()
    fact_checks = (match.fact_check for match in group.matches)
    recurrence = (
        recycled(fact_checks, group.asked_on, by_clock=group.by_clock) if group.has_match else None
    )
    for match in group.matches:
        found = (
            no_longer_stands(match.fact_check, group.asked_on),
            different_verdict,
            superseded.get(match.fact_check.id),
        )
        conflicts = tuple(signal for signal in found if signal is not None)
        is_capped = match.decision is Decision.MATCH and conflicts
        yield replace(
            match,
            decision=Decision.SUGGESTED if is_capped else match.decision,
            signals=(*conflicts, *match.signals, *(() if recurrence is None else (recurrence,))),
        )
