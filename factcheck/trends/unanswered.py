"""List what was asked and nobody has checked, grouped by meaning: the next thing to check."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.lookup import ClaimInput, DatedClaim, Lookup
from factcheck.model import Decision
from factcheck.store.query_log import LoggedQuery

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class UnansweredClaim:
    """A claim without a match.

    Attributes:
        row: Number of its entry of the log, or of its line in a list.
        day: On which it was asked or posted; empty if that is not known.
        fact_check_id: Of a suggestion, which a person would have to look at; or empty.
    """

    row: str
    text: str
    language: str
    day: str
    fact_check_id: str = ""


@dataclass(frozen=True, slots=True)
class UnansweredGroup:
    """Claims without a match that mean the same.

    Attributes:
        claims: The first one stands for all.
    """

    claims: tuple[UnansweredClaim, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of its claims."""
        return tuple(claim.row for claim in self.claims)

    @property
    def first_day(self) -> str:
        """The first day on which it was asked; empty if no day is known."""
        return min((claim.day for claim in self.claims if claim.day), default="")

    @property
    def last_day(self) -> str:
        """The last day on which it was asked; empty if no day is known."""
        return max(claim.day for claim in self.claims)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its claims, the most frequent first."""
        return _most_frequent(claim.language for claim in self.claims)

    @property
    def examples(self) -> tuple[str, ...]:
        """Up to three of its wordings: the one that stands for all, then the most frequent."""
        texts = _most_frequent(claim.text for claim in self.claims)
        return tuple(dict.fromkeys((self.claims[0].text, *texts)))[:_EXAMPLES]

    @property
    def suggested(self) -> tuple[str, ...]:
        """The fact-checks that were suggested for one of its claims, the most frequent first."""
        return _most_frequent(claim.fact_check_id for claim in self.claims if claim.fact_check_id)


def unanswered_queries(queries: Iterable[LoggedQuery]) -> list[UnansweredClaim]:
    """Return the claims of the log that have no match and whose text was kept."""
    return [
        UnansweredClaim(str(query.id), query.text, query.language, query.day, query.fact_check_id)
        for query in queries
        if query.decision is not Decision.MATCH and query.text
    ]


def unanswered_groups(
    claims: Sequence[UnansweredClaim], groups: Iterable[Sequence[int]]
) -> tuple[UnansweredGroup, ...]:
    """Put *claims* together by *groups* of their places, the largest group first.

    Of groups that are equally large, the one that was asked about last comes first.
    """
    made = [UnansweredGroup(tuple(claims[place] for place in group)) for group in groups]
    made.sort(key=lambda group: group.last_day, reverse=True)
    made.sort(key=lambda group: -len(group.claims))
    return tuple(made)


def _most_frequent(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text, _ in Counter(texts).most_common())


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """A claim of a list, which may or may not have been checked.

    Attributes:
        row: Number of its line.
        claim: With its day where the list gives one.
    """

    row: str
    claim: ClaimInput


def unanswered_claims(lookup: Lookup, asked: Sequence[AskedClaim]) -> Iterator[UnansweredClaim]:
    """Look up what was *asked*, and yield what has no match."""
    answers = lookup.answers(each.claim for each in asked)
    for each, answer in zip(asked, answers, strict=True):
        if answer.decision is not Decision.MATCH:
            day = each.claim.asked_on if isinstance(each.claim, DatedClaim) else ""
            suggested = answer.matches[0].fact_check.id if answer.matches else ""
            yield UnansweredClaim(each.row, answer.claim, answer.language, day, suggested)


def still_unanswered(
    lookup: Lookup, groups: Sequence[UnansweredGroup]
) -> Iterator[UnansweredGroup]:
    """Look up the first claim of each group, and yield the groups that have no match even now."""
    answers = lookup.answers(group.claims[0].text for group in groups)
    for group, answer in zip(groups, answers, strict=True):
        if answer.decision is not Decision.MATCH:
            yield group
