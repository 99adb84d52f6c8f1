"""What a review reads from the store and writes to it, answer by answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from factcheck.maintenance.judging import Judging, record_as_shown
from factcheck.model import FactCheck, Judgement
from factcheck.review.pair_view import PairView, pair_view
from factcheck.review.review_queue import AskedClaim, Pair
from factcheck.store.clock import utc_now
from factcheck.store.judgement_table import StoredJudgement
from factcheck.store.producer import __version__
from factcheck.store.store import Store, open_store
from factcheck.text.normalise import comparable

# Somebody else may be writing for a moment; longer, and the person is told.
_WAIT_SECONDS = 3.0


class StoredReview:
    """Judgements of one person.

    The store is open for reading all the time, and for writing only while an answer is saved, so
    that others can ingest meanwhile.

    Attributes:
        unknown: Suggestions of fact-checks that the store does not have.
    """

    def __init__(self, store: Store, by: str) -> None:
        """Read from *store*, and write in the name of *by*."""
        self._store = store
        self._by = by
        self._shown: FactCheck | None = None
        self.unknown = 0

    def known(self, claims: Sequence[AskedClaim]) -> Iterator[AskedClaim]:
        """Yield *claims* with those of their suggestions that the store has."""
        ids = {each.fact_check_id for claim in claims for each in claim.suggestions}
        stored = self._store.by_ids(ids).keys()
        for claim in claims:
            found = [each for each in claim.suggestions if each.fact_check_id in stored]
            self.unknown += len(claim.suggestions) - len(found)
            if found:
                yield replace(claim, suggestions=tuple(found))

    def judged(self, pair: Pair) -> Judgement | None:
        """Give how *pair* was judged; None where this person has to be asked.

        That is where they have not judged it, and nobody else did or others disagree. A judgement
        of a claim or a verdict that the fact-check no longer has is asked for again.
        """
        ours = [each for each in self._of(pair) if not (each.pair.origin or each.outdated)]
        own = [each.pair.judgement for each in ours if each.pair.judged_by == self._by]
        decided = {each.pair.judgement for each in ours} - {Judgement.UNSURE}
        if own:
            return own[-1]
        return decided.pop() if len(decided) == 1 else None

    def view(self, pair: Pair) -> PairView:
        """Lay *pair* out as it is in the store now.

        Raises:
            FactCheckNotFound: The fact-check is no longer there.
        """
        judged = [each.pair for each in self._of(pair)]
        self._shown = self._store.get(pair.suggestion.fact_check_id)
        return pair_view(pair, self._shown, judged)

    def save(self, pair: Pair, judgement: Judgement, note: str) -> int:
        """Save a judgement; give its run, 0 where the same was said before.

        Raises:
            StoreError: It cannot be saved.
            FactCheckChanged: The fact-check is not what `view` showed last; it was not judged.
        """
        judging = Judging(pair.claim.text, pair.suggestion.fact_check_id, judgement, self._by, note)
        with open_store(self._store.path, mode="write", wait_seconds=_WAIT_SECONDS) as store:
            return record_as_shown(store, judging, self._is_as_shown).run_id

    def _is_as_shown(self, now: FactCheck) -> bool:
        shown = self._shown
        return shown is None or shown.id != now.id or shown == now

    def take_back(self, run_id: int) -> None:
        """Take a judgement back.

        Raises:
            StoreError: It cannot be taken back.
        """
        if run_id:
            with open_store(self._store.path, mode="write", wait_seconds=_WAIT_SECONDS) as store:
                store.ledger.undo(run_id, utc_now().isoformat(), __version__)

    def _of(self, pair: Pair) -> list[StoredJudgement]:
        table = self._store.judgements
        judged = table.of_comparable(comparable(pair.claim.text)) if table.has_any() else []
        return [each for each in judged if each.pair.fact_check_id == pair.suggestion.fact_check_id]
