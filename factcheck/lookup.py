"""Look up whether a claim has been fact-checked.

parse → retrieve → rank → rerank → check conflicts → decide → group
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from factcheck.batching.answer_cache import CACHED_ANSWERS, AnswerCache, CachedList
from factcheck.batching.prefetch import prefetched
from factcheck.model import PARTIAL_DATE, Answer, Decision, Filters, Match, Message, Picture
from factcheck.ranking.calibration import default_scorer
from factcheck.ranking.decision import best_first, check_conflicts, decide
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.grouping import apply_group_rules, group_notes
from factcheck.ranking.ranker import RankedQuery, score_pairs, shortlist
from factcheck.ranking.reranker import PairLogOdds, Reranker
from factcheck.retrieval.query import Query, parse_query
from factcheck.retrieval.retriever import RetrievedQuery, Retriever
from factcheck.store.store import Store
from factcheck.text.links import links

if TYPE_CHECKING:
    from factcheck.neural.encoder import Encoder

# Claims that go through the pipeline together.
_BATCH = 128
# A store's write-ahead log cannot be folded while one read transaction lasts.
_GROUPS_IN_ONE_TRANSACTION = 10_000
_NEAR_MISSES = 3
# Settings of which the pipeline and the cache are kept, where each call may have its own.
_KEPT_PIPELINES = 16
# Below this score the next in line is not near, it is only next.
_NEAR_MISS_FROM = 0.005

_SUPERSEDED = Message(
    "The vectors in this store were made by the encoder of an earlier release, so only words were "
    "compared; the next ingest encodes them anew, and so does 'factcheck doctor --fix'."
)

# A text that has no more may be meant as a search. Claims without spaces, such as Thai ones, are
# longer.
_MAX_SEARCH_WORDS = 2
_MAX_SEARCH_CHARACTERS = 40
SEARCH_HINT = Message("To find fact-checks by single words: factcheck search.")

# Takes row numbers of fact-checks to leave out; call it with none for the usual ranking.
Ranking = Callable[[frozenset[int]], tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class DatedClaim:
    """A claim with the day on which it was asked about or posted.

    Attributes:
        asked_on: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty if that cannot be known.
        picture: Where *text* was read, if it comes from a picture.
    """

    text: str
    asked_on: str = ""
    picture: Picture | None = None

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        _refuse_if_no_date("asked_on", self.asked_on)


# What may be asked about; a picture is looked up by the text that was read in it.
ClaimInput = str | Picture | DatedClaim


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """The settings of a lookup.

    Attributes:
        limit: At most so many fact-checks for a claim.
        min_score: Nothing below this score is shown, 0 to 1.
        whole_only: Do not look up the sentences of a long post one by one.
        policy: From which score on a fact-check is a match or a suggestion.
        today: The day on which claims without a date are asked about, ``YYYY-MM-DD``; empty,
            and no claim is called recycled.
        today_by_clock: Whether *today* is only the computer's: a claim without a date may be
            older, so of one that was checked long ago it is said only that it was.
        judgements: Whether what people judged counts, and the calibration by it; without, the
            answer is the machine's alone.
        remembered: How many of the latest answers are cached for copies of a post; it changes
            nothing but the time.
    """

    filters: Filters = field(default_factory=Filters)
    limit: int = 5
    min_score: float = 0.0
    whole_only: bool = False
    policy: MatchPolicy = field(default_factory=MatchPolicy)
    today: str = ""
    today_by_clock: bool = False
    judgements: bool = True
    remembered: int = CACHED_ANSWERS

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
            options: Filters, limits and thresholds of calls that come without their own.
            notes: Added to every answer, such as why there is no encoder.

        Raises:
            EncoderMismatch: The store's vectors come from another encoder.
        """
        self._store = store
        self._encoder = encoder
        self._options = options or LookupOptions()
        self._notes = notes
        self._reranker = Reranker(encoder)
        with store.read_transaction():
            self._open_store()
            self._pipeline(self._options)

    def answer(self, claim: ClaimInput) -> Answer:
        """Answer one claim. Text that cannot be a claim gets ``none`` and a note that says so."""
        [answer] = self._answers([[claim]], self._options, networks=None)
        return answer

    def answers(
        self, claims: Iterable[ClaimInput], options: LookupOptions | None = None
    ) -> Iterator[Answer]:
        """Answer claims in their order; each as if it were the only one.

        A few batches of 128 are on their way at the same time, and all are answered from the
        store as it is at the first of them.

        Args:
            claims: Texts, asked about today as the options say, or texts with their own date.
            options: Of this call; else those that this lookup was made with.
        """
        waiting = iter(claims)
        batches = iter(lambda: list(islice(waiting, _BATCH)), [])
        return self._prefetched_answers(batches, options or self._options)

    def answers_as_they_come(self, groups: Iterable[Sequence[ClaimInput]]) -> Iterator[Answer]:
        """Answer claims that come in groups, such as the lines that a pipe brings.

        Args:
            groups: An empty one says that the next may take a while: all claims before it are
                answered first, and those behind it see what came into the store meanwhile.
        """
        coming = iter(groups)
        for first in filter(None, coming):
            together = islice(chain([first], takewhile(bool, coming)), _GROUPS_IN_ONE_TRANSACTION)
            batches = (
                group[start : start + _BATCH]
                for group in together
                for start in range(0, len(group), _BATCH)
            )
            yield from self._prefetched_answers(batches, self._options)

    def rankings(self, claims: Iterable[str]) -> Iterator[Ranking]:
        """Give for each claim a function that ranks, best first, all that came near.

        The function may be told numbers of fact-checks that must not answer: what is found
        without the right answers is the measure of false matches.
        """
        waiting = iter(claims)
        while batch := list(islice(waiting, _BATCH)):
            yield from self._pipeline(self._options).pipeline.rankings(batch)

    def _prefetched_answers(
        self, batches: Iterable[Sequence[ClaimInput]], options: LookupOptions
    ) -> Iterator[Answer]:
        """Answer from one read transaction, the networks working on the next batch meanwhile."""
        networks = ThreadPoolExecutor(1)
        try:
            yield from self._answers(batches, options, networks)
        finally:
            # After Ctrl-C nobody wants what is still waiting.
            networks.shutdown(cancel_futures=True)

    def _answers(
        self,
        batches: Iterable[Sequence[ClaimInput]],
        options: LookupOptions,
        networks: Executor | None,
    ) -> Iterator[Answer]:
        """Answer every batch, its copies from the cache."""
        with self._store.read_transaction():
            if self._version != self._store.version():
                self._open_store()
            kept = self._pipeline(options)
            pipeline, cached = kept.pipeline, CachedList(kept.cache)
            parsed = map(pipeline.parse, batches)
            new = map(cached.without_copies, parsed)
            for answers in pipeline.answers(new, networks):
                yield from cached.with_copies(answers)

    def _open_store(self) -> None:
        """Forget all that was read from the store before it changed."""
        self._version = self._store.version()
        self._outdated = self._encoder is not None and _is_superseded(self._store, self._encoder)
        self._retriever = Retriever(self._store, None if self._outdated else self._encoder)
        self._pipelines: OrderedDict[LookupOptions, _KeptPipeline] = OrderedDict()

    def _pipeline(self, options: LookupOptions) -> "_KeptPipeline":
        """Give the pipeline of these settings; the least recently used ones are dropped."""
        kept = self._pipelines.get(options)
        if kept is None:
            allowed = self._store.matching(options.filters)
            retriever = self._retriever.restricted_to(allowed)
            if not options.judgements:
                retriever = retriever.without_judgements()
            reranker, notes = self._reranker, self._notes
            if self._outdated:
                reranker, notes = Reranker(None), (*notes, _SUPERSEDED)
            pipeline = _Pipeline(self._store, retriever, reranker, options, notes)
            kept = self._pipelines[options] = _KeptPipeline(
                pipeline, AnswerCache(options.remembered)
            )
            if len(self._pipelines) > _KEPT_PIPELINES:
                self._pipelines.popitem(last=False)
        self._pipelines.move_to_end(options)
        return kept


@dataclass(frozen=True, slots=True)
class _KeptPipeline:
    """A pipeline with the answers that it gave."""

    pipeline: "_Pipeline"
    cache: AnswerCache


class _Pipeline:
    """The stages of a lookup, over a store that does not change meanwhile."""

    def __init__(
        self,
        store: Store,
        retriever: Retriever,
        reranker: Reranker,
        options: LookupOptions,
        notes: tuple[str, ...],
    ) -> None:
        self._store = store
        self._options = options
        self._notes = notes
        filters = options.filters.in_words()
        searched = Message("Only these fact-checks were searched: {filters}.", filters=filters)
        self._filter_notes = (searched,) * bool(filters)
        self._retriever = retriever
        self._scorer = default_scorer()
        self._policy = options.policy
        # Whoever names thresholds of their own means them.
        if options.judgements and options.policy == MatchPolicy():
            self._policy = replace(options.policy, calibration=store.calibrations.in_force())
        self._reranker = reranker

    def parse(self, claims: Iterable[ClaimInput]) -> list[Query]:
        """Parse each of *claims*, and find what matches it exactly."""
        return [self._retriever.find_exact(self._query(claim)) for claim in claims]

    def _query(self, claim: ClaimInput) -> Query:
        options = self._options
        if isinstance(claim, DatedClaim):
            text, picture = claim.text, claim.picture
            return parse_query(text, claim.asked_on, picture, whole_only=options.whole_only)
        picture = claim if isinstance(claim, Picture) else None
        text = claim if isinstance(claim, str) else claim.text
        query = parse_query(text, options.today, picture, whole_only=options.whole_only)
        return replace(query, by_clock=options.today_by_clock)

    def answers(
        self, batches: Iterable[Sequence[Query]], networks: Executor | None
    ) -> Iterator[list[Answer]]:
        """Take batches of queries through every stage behind `parse`.

        Args:
            batches: Of queries, which may be empty.
            networks: Runs the encoder and the reranker ahead; None, and nothing does.
        """
        encoded = prefetched(batches, self._retriever.encode, networks)
        retrieved = (self._retriever.retrieve(queries, vectors) for queries, vectors in encoded)
        ranked = ([self._rank(query) for query in batch] for batch in retrieved)
        for batch, log_odds in prefetched(ranked, self._rerank, networks):
            yield [self._answer(each.query, self._matches(each, log_odds)) for each in batch]

    def rankings(self, claims: Iterable[str]) -> Iterator[Ranking]:
        """Give for each of *claims* a function that ranks all candidates that are not hidden."""
        queries = self.parse(claims)
        for retrieved in self._retriever.retrieve(queries, self._retriever.encode(queries)):
            yield partial(self._ranking, retrieved)

    def _ranking(self, retrieved: RetrievedQuery, hidden: frozenset[int]) -> tuple[Match, ...]:
        ranked = self._rank(retrieved.without(hidden), keep_all=True)
        return self._matches(ranked, self._rerank([ranked]))

    def _rank(self, retrieved: RetrievedQuery, *, keep_all: bool = False) -> RankedQuery:
        pairs = score_pairs(retrieved, self._retriever.statistics, self._scorer)
        numbers = shortlist(retrieved.query, pairs, keep_all=keep_all)
        stored = self._store.fact_checks(numbers)
        in_order = {number: stored[number] for number in numbers if number in stored}
        return RankedQuery(retrieved.query, pairs, in_order)

    def _rerank(self, batch: Sequence[RankedQuery]) -> PairLogOdds:
        return self._reranker.score(pair for ranked in batch for pair in ranked.pairs_to_rerank())

    def _matches(self, ranked: RankedQuery, log_odds: PairLogOdds) -> tuple[Match, ...]:
        checked = check_conflicts(ranked, log_odds)
        query = ranked.query
        decided = decide(query, checked, self._policy, self._scorer)
        return best_first(apply_group_rules(decided, query.asked_on, by_clock=query.by_clock))

    def _answer(self, query: Query, matches: tuple[Match, ...]) -> Answer:
        shown = self._shown(matches)
        return Answer(
            claim=query.claim,
            language=query.language,
            decision=shown[0].decision if shown else Decision.NONE,
            matches=shown,
            near_misses=() if shown else _near_misses(matches),
            notes=(
                *group_notes(shown),
                *query.notes,
                *(() if shown else self._notes_on_none(query)),
                *self._notes,
                *self._reranker.notes,
            ),
            engine=self._engine(),
            picture=query.picture,
        )

    def _engine(self) -> str:
        if not self._retriever.has_vectors:
            return "words"
        return "words+vectors" + (", calibrated" if self._policy.calibration.run_id else "")

    def _notes_on_none(self, query: Query) -> tuple[str, ...]:
        return (*self._filter_notes, *([SEARCH_HINT] if is_a_word_or_two(query.claim) else []))

    def _shown(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        worth_showing = [
            match
            for match in matches
            if match.decision is not Decision.NONE and match.score >= self._options.min_score
        ]
        return tuple(worth_showing[: self._options.limit])


def _is_superseded(store: Store, encoder: "Encoder") -> bool:
    from factcheck.neural.model_cache import supersedes  # lazy: words alone need no numpy

    return supersedes(encoder.id, store.vectors.encoder_id())


def is_a_word_or_two(claim: str) -> bool:
    """Tell whether *claim* is so short that it may be meant as a search."""
    is_short = len(claim) <= _MAX_SEARCH_CHARACTERS and len(claim.split()) <= _MAX_SEARCH_WORDS
    return is_short and not links(claim) and any(map(str.isalpha, claim))


def _near_misses(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    near = [
        match
        for rank, match in enumerate(matches)
        if (rank < _NEAR_MISSES and match.score >= _NEAR_MISS_FROM) or match.judgements
    ]
    return tuple(near) or matches[:1]


def _refuse_if_no_date(name: str, value: str) -> None:
    if value and not PARTIAL_DATE.fullmatch(value):
        raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")
