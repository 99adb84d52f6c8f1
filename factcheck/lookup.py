"""Look up whether a claim has been fact-checked: the first of the two journeys.

claim → take apart → find candidates → compare → read together → look for conflicts → decide
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from factcheck.candidates import Asked, CandidateFinder, Found
from factcheck.judging import Judge, Question
from factcheck.matching.deciding import MatchPolicy
from factcheck.matching.grouping import notes
from factcheck.model import PARTIAL_DATE, Answer, Decision, Filters, Match
from factcheck.second_opinion import SecondOpinion
from factcheck.store.store import Store

if TYPE_CHECKING:
    from factcheck.semantic.encoder import Encoder

# Claims that are encoded and searched for together.
_BATCH = 32
# Candidates that are read closely for conflicts: more than anybody is shown.
_READ_CLOSELY = 10
_NEAR_MISSES = 3
# Below this the next in line is not near, it is only next.
_NEAR_FROM = 0.005

# Takes the numbers of fact-checks to leave out; call it with none for the usual ranking.
Ranking = Callable[[frozenset[int]], tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class DatedClaim:
    """A claim with the day on which it was asked about or posted.

    Attributes:
        asked_on: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty if that cannot be known.
    """

    text: str
    asked_on: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        _refuse_if_no_date("asked_on", self.asked_on)


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """What a person may decide about a look-up.

    Attributes:
        limit: At most so many fact-checks for a claim.
        min_score: Nothing below this score is shown, 0 to 1.
        whole_only: Do not look up the sentences of a long post one by one.
        policy: From which score on a fact-check is a match or a suggestion.
        today: The day on which claims without a date are asked about, ``YYYY-MM-DD``; empty,
            and no claim is called recycled.
    """

    filters: Filters = field(default_factory=Filters)
    limit: int = 5
    min_score: float = 0.0
    whole_only: bool = False
    policy: MatchPolicy = field(default_factory=MatchPolicy)
    today: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        _refuse_if_no_date("today", self.today)


class Lookup:
    """Answers claims from one store."""

    def __init__(
        self,
        store: Store,
        encoder: "Encoder | None",
        options: LookupOptions | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        """Prepare what is the same for every claim.

        Args:
            store: Where the fact-checks are.
            encoder: Compares meaning across languages; without one, words have to do.
            options: Filters, limits and thresholds.
            notes: Added to every answer, such as why there is no encoder.

        Raises:
            EncoderMismatch: The store's vectors come from another encoder.
        """
        self._store = store
        self._options = options or LookupOptions()
        self._notes = notes
        self._finder = CandidateFinder(store, encoder, store.matching(self._options.filters))
        self._judge = Judge(self._options.policy, SecondOpinion(encoder))

    def answer(self, claim: str | DatedClaim) -> Answer:
        """Answer one claim. Text that cannot be a claim gets ``none`` and a note that says so."""
        return next(self.answers([claim]))

    def answers(self, claims: Iterable[str | DatedClaim]) -> Iterator[Answer]:
        """Answer claims in their order, 32 together; each as if it were the only one.

        Args:
            claims: Texts, asked about today as the options say, or texts with their own date.
        """
        for batch in self._searched(claims):
            questions = [self._question(asked, found) for asked, found in batch]
            for question, matches in zip(questions, self._judge.answer(questions), strict=True):
                yield self._answer(question.asked, matches)

    def rankings(self, claims: Iterable[str]) -> Iterator[Ranking]:
        """Give for each claim a function that ranks, best first, all that was read closely.

        The function may be told numbers of fact-checks that must not answer: what is found
        without the right answers is the measure of false matches.
        """
        for batch in self._searched(claims):
            for asked, found in batch:
                yield partial(self._ranked, asked, found)

    def _ranked(
        self, asked: Asked, found: list[Found], hidden: frozenset[int]
    ) -> tuple[Match, ...]:
        return next(self._judge.answer([self._question(asked, found, hidden)]))

    def _searched(
        self, claims: Iterable[str | DatedClaim]
    ) -> Iterator[list[tuple[Asked, list[Found]]]]:
        waiting = iter(claims)
        while batch := list(islice(waiting, _BATCH)):
            asked = [self._asked(claim) for claim in batch]
            found = iter(self._finder.search([text for one in asked for text in one.texts]))
            yield [(one, [next(found) for _ in one.texts]) for one in asked]

    def _asked(self, claim: str | DatedClaim) -> Asked:
        dated = claim if isinstance(claim, DatedClaim) else DatedClaim(claim, self._options.today)
        return Asked.of(dated.text, dated.asked_on, whole_only=self._options.whole_only)

    def _question(
        self, asked: Asked, found: list[Found], hidden: frozenset[int] = frozenset()
    ) -> Question:
        known = {n: why for n, why in self._finder.known(asked).items() if n not in hidden}
        searched = [each.without(hidden) for each in found]
        pairs = self._judge.best_pairs(asked, searched, self._finder.statistics)
        others = [number for number in pairs if number not in known][:_READ_CLOSELY]
        return Question(asked, known, pairs, self._store.fact_checks([*known, *others]))

    def _answer(self, asked: Asked, matches: tuple[Match, ...]) -> Answer:
        shown = self._shown(matches)
        decision = shown[0].decision if shown else Decision.NONE
        return Answer(
            claim=asked.claim,
            language=asked.language,
            decision=decision,
            matches=shown,
            near_misses=() if shown else _nearest(matches),
            notes=(*notes(shown), *asked.notes, *self._notes, *self._judge.notes),
            engine="words+vectors" if self._finder.has_vectors else "words",
        )

    def _shown(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        worth_showing = [
            match
            for match in matches
            if match.decision is not Decision.NONE and match.score >= self._options.min_score
        ]
        return tuple(worth_showing[: self._options.limit])


def _nearest(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    near = [match for match in matches[:_NEAR_MISSES] if match.score >= _NEAR_FROM]
    return tuple(near) or matches[:1]


def _refuse_if_no_date(name: str, value: str) -> None:
    if value and not PARTIAL_DATE.fullmatch(value):
        raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")
