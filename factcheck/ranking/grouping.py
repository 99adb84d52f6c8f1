"""Put the fact-checks of one claim together, and say what a reader must know about them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from factcheck.model import Decision, FactCheck, Match, Signal
from factcheck.ranking.disagreement import corrections, disagreement
from factcheck.ranking.publication_status import no_longer_stands
from factcheck.ranking.recurrence import recycled
from factcheck.text.normalise import comparable

# What concerns the answer as a whole, in the order in which it is told.
_TOLD = ("different_verdict", "superseded", "no_longer_stands", "recycled")


@dataclass(frozen=True, slots=True)
class _Group:
    """Matches that review one claim, the best first; often only one.

    Attributes:
        asked_on: The day on which the claim is asked about, empty if that is not known.
    """

    matches: tuple[Match, ...]
    asked_on: str

    @property
    def answers(self) -> bool:
        """Whether they are known to review the claim that was asked about."""
        return any(match.decision is Decision.MATCH for match in self.matches)

    @property
    def by_link(self) -> bool:
        """Whether they answer only because they name the page that was asked about."""
        return any(_is_by_link(match) for match in self.matches)

    def corrected(self) -> dict[str, Signal]:
        """Give, by the id of the fact-check, what its publisher ruled otherwise on later."""
        found = corrections([match.fact_check for match in self.matches])
        return {fact_check.id: signal for fact_check, signal in found}

    def counting(self) -> list[FactCheck]:
        """List the fact-checks that still stand for their publishers."""
        corrected = self.corrected()
        return [
            match.fact_check
            for match in self.matches
            if match.fact_check.id not in corrected
            and no_longer_stands(match.fact_check, self.asked_on) is None
        ]


def apply_group_rules(matches: Sequence[Match], asked_on: str = "") -> tuple[Match, ...]:
    """Number the groups among *matches* and cap what a script must not act on.

    Where fact-checks of one claim disagree, all of them are suggestions; where a publisher
    corrected itself, its older ruling is. The order stays.

    Args:
        matches: The best first; those with the decision ``none`` stay as they are.
        asked_on: The day on which the claim is asked about, empty if that is not known: then
            no claim is called recycled.
    """
    groups = _groups(matches, asked_on)
    page = _disagreement_about_page(groups)
    numbers = count(1)
    marked: dict[str, Match] = {}
    for group in groups:
        number = next(numbers) if len(group.matches) > 1 else 0
        for match in _marked(group, page if group.by_link else None):
            marked[match.fact_check.id] = replace(match, group=number)
    return tuple(marked.get(match.fact_check.id, match) for match in matches)


def group_notes(matches: Sequence[Match]) -> tuple[str, ...]:
    """Say what a reader must know about *matches* as a whole."""
    signals = [signal for match in matches for signal in match.signals]
    told = (signal.text for name in _TOLD for signal in signals if signal.name == name)
    return tuple(dict.fromkeys(told))


def _groups(matches: Sequence[Match], asked_on: str) -> list[_Group]:
    """Collect what reviews one claim.

    Matches answer the claim that was asked, or each its part of a long post. What else is
    shown belongs to them if it reviews the very text that one of them does. Fact-checks that
    name the same page may be about different claims on it, so only their texts count.
    """
    whole = any(match.decision is Decision.MATCH and not match.part for match in matches)
    homes: dict[str, str] = {}
    found: dict[str, list[Match]] = {}
    for match in matches:
        if match.decision is Decision.NONE:
            continue
        text = comparable(match.fact_check.claim)
        answers = match.decision is Decision.MATCH and not _is_by_link(match)
        own = f"answers {'' if whole else match.part}" if answers else f"reviews {text}"
        found.setdefault(homes.setdefault(text, own), []).append(match)
    return [_Group(tuple(members), asked_on) for members in found.values()]


def _is_by_link(match: Match) -> bool:
    names = [signal.name for signal in match.signals]
    return match.decision is Decision.MATCH and names == ["same_link"]


def _disagreement_about_page(groups: Sequence[_Group]) -> Signal | None:
    """Compare all that name the page: nobody knows which of its claims is asked about."""
    by_link = [group for group in groups if group.by_link]
    if len(by_link) < 2:
        return None
    counting = [fact_check for group in by_link for fact_check in group.counting()]
    return disagreement(counting, "that name this page")


def _marked(group: _Group, page: Signal | None) -> Iterator[Match]:
    subject = "of this claim" if group.answers else "of one claim"
    apart = page or disagreement(group.counting(), subject)
    corrected = group.corrected()
    checked = (match.fact_check for match in group.matches)
    again = recycled(checked, group.asked_on) if group.answers else None
    for match in group.matches:
        fallen = no_longer_stands(match.fact_check, group.asked_on)
        reasons = (fallen, apart, corrected.get(match.fact_check.id))
        against = tuple(reason for reason in reasons if reason is not None)
        capped = match.decision is Decision.MATCH and against
        yield replace(
            match,
            decision=Decision.SUGGESTED if capped else match.decision,
            signals=(*against, *match.signals, *(() if again is None else (again,))),
        )
