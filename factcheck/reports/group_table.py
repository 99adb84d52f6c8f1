"""Compare the fact-checks of one claim in a table: verdict, date, rating, publisher."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factcheck.citations.labels import rating_line, verdict_text
from factcheck.citations.translator import ENGLISH, Translator
from factcheck.model import Decision, Match, Message
from factcheck.reports.document import Block, Line, Tone, ruling_tone

NO_DATE = Message("no date given")


@dataclass(frozen=True, slots=True)
class Group:
    """Fact-checks of one claim with their ranks in the answer, newest first.

    Newest first, so that a correction stands above what it corrects; matches elsewhere are
    ordered by score.
    """

    ranked: tuple[tuple[int, Match], ...]

    @property
    def heading(self) -> Message:
        """How many there are, of which claim, and whether they agree."""
        counted = (
            Message.counted(
                "{count} fact-check of this claim",
                "{count} fact-checks of this claim",
                count=len(self.ranked),
            )
            if any(match.decision is Decision.MATCH for _, match in self.ranked)
            else Message.counted(
                "{count} fact-check of the same claim",
                "{count} fact-checks of the same claim",
                count=len(self.ranked),
            )
        )
        if self.has_disagreement:
            return Message("{fact_checks}, which do not agree, newest first", fact_checks=counted)
        return Message("{fact_checks}, newest first", fact_checks=counted)

    @property
    def has_disagreement(self) -> bool:
        """Whether their verdicts differ."""
        return any(s.name == "different_verdict" for _, match in self.ranked for s in match.signals)


def shown_groups(matches: Sequence[Match]) -> Iterator[Group]:
    """Yield the groups of which *matches* has more than one fact-check."""
    groups: dict[int, list[tuple[int, Match]]] = {}
    for rank, match in enumerate(matches, start=1):
        if match.group:
            groups.setdefault(match.group, []).append((rank, match))
    for ranked in groups.values():
        if len(ranked) > 1:
            by_day = sorted(ranked, key=lambda each: each[1].fact_check.reviewed_on, reverse=True)
            yield Group(tuple(by_day))


def group_blocks(matches: Sequence[Match], t: Translator = ENGLISH) -> Iterator[Block]:
    """Yield a table for each group; its row numbers are the ranks of the matches."""
    for group in shown_groups(matches):
        lines = tuple(_row(rank, match, t) for rank, match in group.ranked)
        yield Block(t(group.heading), lines, Tone.MIXED if group.has_disagreement else Tone.PLAIN)


def _row(rank: int, match: Match, t: Translator) -> Line:
    fact_check = match.fact_check
    return Line(
        label=f"{rank}.",
        text=verdict_text(fact_check, t).upper(),
        tone=ruling_tone(fact_check),
        columns=(
            fact_check.reviewed_on or t(NO_DATE),
            rating_line(fact_check, t),
            fact_check.publisher.name,
        ),
    )
