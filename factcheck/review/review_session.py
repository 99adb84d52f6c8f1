"""One person's way through a queue: answer, skip, take back; every answer is saved at once."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from factcheck.model import Judgement
from factcheck.review.review_queue import AskedClaim, Pair, ReviewOrder, ReviewQueue

# Saves a judgement with its note, and gives the run by which it can be taken back.
Save = Callable[[Pair, Judgement, str], int]
TakeBack = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Step:
    """An answer, or a skip where there is no judgement."""

    pair: Pair
    judgement: Judgement | None = None
    note: str = ""
    run_id: int = 0


class ReviewSession:
    """The queue and what was answered so far.

    Attributes:
        judged_before: How many pairs of the queue were judged before this session.
    """

    def __init__(
        self,
        claims: Iterable[AskedClaim],
        order: ReviewOrder,
        *,
        save: Save,
        take_back: TakeBack,
        judged: Callable[[Pair], Judgement | None] = lambda _: None,
    ) -> None:
        """Queue what waits of *claims*.

        Args:
            claims: With their suggestions.
            order: Of the queue.
            save: Called with each answer before the next pair is shown.
            take_back: Called with what *save* gave.
            judged: Gives how a pair was judged in an earlier session, None where it was not.
        """
        self._save = save
        self._take_back = take_back
        self._queue = ReviewQueue(claims, order)
        self._steps: list[_Step] = []
        self.judged_before = self._leave_out(judged)

    def _leave_out(self, judged: Callable[[Pair], Judgement | None]) -> int:
        known = [(pair, judgement) for pair in self._queue if (judgement := judged(pair))]
        self._queue.remove_all({pair for pair, _ in known})
        for pair, judgement in known:
            if judgement is Judgement.SAME:
                self._queue.postpone_rivals(pair)
        return len(known)

    @property
    def current(self) -> Pair | None:
        """The pair to judge now; None at the end."""
        return self._queue.first

    @property
    def waiting(self) -> int:
        """How many pairs wait, the current one among them."""
        return len(self._queue)

    @property
    def counts(self) -> Counter[Judgement]:
        """How many pairs were judged how in this session."""
        return Counter(step.judgement for step in self._steps if step.judgement is not None)

    @property
    def done(self) -> int:
        """How many pairs are judged, also in earlier sessions."""
        return self.judged_before + self.counts.total()

    def answer(self, judgement: Judgement, note: str = "") -> None:
        """Save how the current pair is judged, then go on.

        After ``same`` suggestions that review another claim come last: seldom are both right.

        Raises:
            StoreError: It cannot be saved; the pair stays the current one.
        """
        pair = self._current()
        run_id = self._save(pair, judgement, note)
        self._steps.append(_Step(pair, judgement, note, run_id))
        self._queue.remove_all({pair})
        if judgement is Judgement.SAME:
            self._queue.postpone_rivals(pair)

    def skip(self) -> None:
        """Put the current pair last, unanswered."""
        pair = self._current()
        self._steps.append(_Step(pair))
        self._queue.postpone(pair)

    def undo(self) -> str | None:
        """Take the latest answer or skip back and show its pair again.

        Returns:
            The note of the answer; None where nothing was answered or skipped.

        Raises:
            StoreError: The answer cannot be taken back; it stays.
        """
        if not self._steps:
            return None
        step = self._steps[-1]
        if step.judgement is not None:
            self._take_back(step.run_id)
        self._steps.pop()
        self._queue.bring_first(step.pair)
        return step.note

    def show_other(self, distance: int) -> bool:
        """Show another waiting suggestion of the claim: the next, or with -1 the one before."""
        pair = self._current()
        waiting = self._queue.waiting_for(pair.claim)
        other = waiting[(waiting.index(pair) + distance) % len(waiting)]
        self._queue.bring_first(other)
        return other != pair

    def _current(self) -> Pair:
        pair = self._queue.first
        if pair is None:
            raise LookupError("nothing waits")
        return pair
