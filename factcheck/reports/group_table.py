"""Put fact-checks of one claim side by side: who ruled what, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.citations.labels import VERDICTS, rating_line
from factcheck.model import Decision, Match
from factcheck.reports.document import VERDICT_TONES, Block, Line, Tone

NO_DATE = "no date given"


@dataclass(frozen=True, slots=True)
class Group:
    """Fact-checks of one claim with their places in the answer, the newest first.

    The newest comes first because a fact-checker asks what is known today: a correction stands
    above what it corrects. The best fit comes first everywhere else.
    """

    ranked: tuple[tuple[int, Match], ...]

    @property
    def heading(self) -> str:
        """How many there are, of which claim, and whether they agree."""
        is_match = any(match.decision is Decision.MATCH for _, match in self.ranked)
        of_claim = "of this claim" if is_match else "of the same claim"
        apart = ", which do not agree" if self.is_at_odds else ""
        return f"{len(self.ranked)} fact-checks {of_claim}{apart}, newest first"

    @property
    def is_at_odds(self) -> bool:
        """Whether they rule differently."""
        return any(s.name == "different_verdict" for _, match in self.ranked for s in match.signals)


def shown_groups(matches: Sequence[Match]) -> Iterator[Group]:
    """Find the groups of which more than one fact-check is shown."""
    found: dict[int, list[tuple[int, Match]]] = {}
    for rank, match in enumerate(matches, start=1):
        if match.group:
            found.setdefault(match.group, []).append((rank, match))
    for ranked in found.values():
        if len(ranked) > 1:
            by_day = sorted(ranked, key=lambda each: each[1].fact_check.reviewed_on, reverse=True)
            yield Group(tuple(by_day))


def group_blocks(matches: Sequence[Match]) -> Iterator[Block]:
    """Lay every group out as a table; its numbers are those of the verdicts below it."""
    for group in shown_groups(matches):
        lines = tuple(_row(rank, match) for rank, match in group.ranked)
        yield Block(group.heading, lines, Tone.MIXED if group.is_at_odds else Tone.PLAIN)


def _row(rank: int, match: Match) -> Line:
    fact_check = match.fact_check
    return Line(
        label=f"{rank}.",
        text=VERDICTS[fact_check.verdict].upper(),
        tone=VERDICT_TONES[fact_check.verdict],
        beside=(
            fact_check.reviewed_on or NO_DATE,
            rating_line(fact_check),
            fact_check.publisher.name,
        ),
    )
