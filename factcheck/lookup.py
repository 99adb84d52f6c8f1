"""Look up whether a claim has been fact-checked: the first of the two journeys.

claim → take apart → find candidates → compare → read together → look for conflicts → decide
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from factcheck.batching.answer_cache import REMEMBERED
from factcheck.batching.prefetch import prefetched
from factcheck.batching.search_session import Ranking, SearchSession
from factcheck.model import PARTIAL_DATE, Answer, Decision, Filters, Match
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.grouping import notes
from factcheck.ranking.ranker import Ranker
from factcheck.ranking.reranker import Reranker
from factcheck.retrieval.retriever import Query
from factcheck.store.store import Store

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# Claims that are taken together from step to step.
_BATCH = 128
# A store's log cannot be folded while somebody looks at one moment of it.
_GROUPS_FROM_ONE_MOMENT = 10_000
_NEAR_MISSES = 3
# Below this the next in line is not near, it is only next.
_NEAR_FROM = 0.005


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
        remembered: Answers that are kept for the copies of a post, the latest; it changes
            nothing but the time.
    """

    filters: Filters = field(default_factory=Filters)
    limit: int = 5
    min_score: float = 0.0
    whole_only: bool = False
    policy: MatchPolicy = field(default_factory=MatchPolicy)
    today: str = ""
    remembered: int = REMEMBERED

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        _refuse_if_no_date("today", self.today)


class Lookup:
    """Answers claims from one store, as it is when they are asked."""

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
        self._encoder = encoder
        self._options = options or LookupOptions()
        self._notes = notes
        self._judge = Ranker(self._options.policy, Reranker(encoder))
        with store.read_transaction():
            self._latest = self._moment_from_now()

    def answer(self, claim: str | DatedClaim) -> Answer:
        """Answer one claim. Text that cannot be a claim gets ``none`` and a note that says so."""
        with self._one_moment() as moment:
            batch = moment.batch([self._asked(claim)], run=object())
            moment.search(batch, moment.encode(batch))
            return next(moment.answers(batch, moment.read(batch), self._answer))

    def answers(self, claims: Iterable[str | DatedClaim]) -> Iterator[Answer]:
        """Answer claims in their order; each as if it were the only one.

        A few batches of 128 are on their way at the same time, and all are answered from the
        store as it is at the first of them.

        Args:
            claims: Texts, asked about today as the options say, or texts with their own date.
        """
        waiting = iter(claims)
        return self._answers(iter(lambda: list(islice(waiting, _BATCH)), []))

    def answers_as_they_come(
        self, groups: Iterable[Sequence[str | DatedClaim]]
    ) -> Iterator[Answer]:
        """Answer claims that come in groups, such as the lines that a pipe brings.

        Args:
            groups: An empty one says that the next may take a while: all claims before it are
                answered first, and those behind it see what came into the store meanwhile.
        """
        coming = iter(groups)
        for first in filter(None, coming):
            at_once = islice(chain([first], takewhile(bool, coming)), _GROUPS_FROM_ONE_MOMENT)
            yield from self._answers(batch for group in at_once for batch in _batches(group))

    def rankings(self, claims: Iterable[str]) -> Iterator[Ranking]:
        """Give for each claim a function that ranks, best first, all that came near.

        The function may be told numbers of fact-checks that must not answer: what is found
        without the right answers is the measure of false matches.
        """
        waiting = iter(claims)
        while together := list(islice(waiting, _BATCH)):
            yield from self._latest.rankings([self._asked(claim) for claim in together])

    def _answers(self, batches: Iterable[Sequence[str | DatedClaim]]) -> Iterator[Answer]:
        """Answer from one moment, the networks at work on one batch while another is judged."""
        pool = ThreadPoolExecutor(1)
        try:
            with self._one_moment() as moment:
                asked = ([self._asked(claim) for claim in batch] for batch in batches)
                begun = (moment.batch(claims, run=pool) for claims in asked)
                encoded = prefetched(begun, moment.encode, pool)
                searched = (moment.search(batch, vectors) for batch, vectors in encoded)
                for batch, readings in prefetched(searched, moment.read, pool):
                    yield from moment.answers(batch, readings, self._answer)
        finally:
            # After Ctrl-C nobody wants what is still waiting.
            pool.shutdown(cancel_futures=True)

    @contextmanager
    def _one_moment(self) -> Iterator[SearchSession]:
        with self._store.read_transaction():
            if self._latest.version != self._store.version():
                self._latest = self._moment_from_now()
            yield self._latest

    def _moment_from_now(self) -> SearchSession:
        return SearchSession(
            self._store,
            self._encoder,
            self._options.filters,
            self._judge,
            remembered=self._options.remembered,
        )

    def _asked(self, claim: str | DatedClaim) -> Query:
        dated = claim if isinstance(claim, DatedClaim) else DatedClaim(claim, self._options.today)
        return Query.of(dated.text, dated.asked_on, whole_only=self._options.whole_only)

    def _answer(self, asked: Query, matches: tuple[Match, ...]) -> Answer:
        shown = self._shown(matches)
        decision = shown[0].decision if shown else Decision.NONE
        return Answer(
            claim=asked.claim,
            language=asked.language,
            decision=decision,
            matches=shown,
            near_misses=() if shown else _nearest(matches),
            notes=(*notes(shown), *asked.notes, *self._notes, *self._judge.notes),
            engine=self._latest.engine,
        )

    def _shown(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        worth_showing = [
            match
            for match in matches
            if match.decision is not Decision.NONE and match.score >= self._options.min_score
        ]
        return tuple(worth_showing[: self._options.limit])


def _batches(group: Sequence[str | DatedClaim]) -> Iterator[Sequence[str | DatedClaim]]:
    return (group[start : start + _BATCH] for start in range(0, len(group), _BATCH))


def _nearest(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    near = [match for match in matches[:_NEAR_MISSES] if match.score >= _NEAR_FROM]
    return tuple(near) or matches[:1]


def _refuse_if_no_date(name: str, value: str) -> None:
    if value and not PARTIAL_DATE.fullmatch(value):
        raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")
