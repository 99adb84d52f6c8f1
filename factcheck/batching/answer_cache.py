"""Answer copies of a post from a cache, so that each is looked up once.

Most of a stream of posts are copies, with another link, handle, emoji or shout around the same
words. Queries are equal when those are gone, so copies get the same answer. Texts that differ
in a word are no copies: one word is all that a look-alike needs.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.model import Answer
from factcheck.retrieval.judged import JudgedMatch
from factcheck.retrieval.picture_copy import PictureCopy
from factcheck.retrieval.query import ExactMatch, Query

# Answers that are cached; a hundred megabytes where all of them have five fact-checks.
CACHED_ANSWERS = 32_768

_Key = tuple[
    tuple[str, ...],
    tuple[ExactMatch, ...],
    tuple[JudgedMatch, ...],
    tuple[PictureCopy, ...],
    tuple[str, ...],
    str,
    str,
    str,
    bool,
]


def _key(query: Query) -> _Key:
    """Give what an answer depends on. Two copies with different links may match other pages."""
    said = query.language, query.byline
    day = query.asked_on, query.by_clock
    found = query.exact, query.judged, query.copies
    return query.texts, *found, query.notes, *said, *day


class AnswerCache:
    """The latest answers, by query, least recently used ones dropped first."""

    def __init__(self, size: int = CACHED_ANSWERS) -> None:
        """Keep at most *size* answers; with 0 every copy is looked up again."""
        self.size = size
        self._answers: OrderedDict[_Key, Answer] = OrderedDict()

    def get(self, key: _Key) -> Answer | None:
        """Give the answer to *key*, if it is cached."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: _Key, answer: Answer) -> None:
        """Keep *answer* until *size* others were used after it."""
        if self.size:
            self._answers[key] = answer
            if len(self._answers) > self.size:
                self._answers.popitem(last=False)


@dataclass(slots=True)
class _Pending:
    """The answer to equal queries, as soon as the pipeline has given it."""

    key: _Key
    answer: Answer | None = None


class CachedList:
    """Answers one list of claims through a cache, batch by batch in their order.

    Only finished answers enter the cache, so that a list which is left in the middle, or fails,
    leaves nothing there that another list would wait for.
    """

    def __init__(self, cache: AnswerCache) -> None:
        """Look up in, and add to, *cache*."""
        self._cache = cache
        self._pending: dict[_Key, _Pending] = {}
        self._batches: deque[tuple[list[_Pending], list[tuple[Query, _Pending]]]] = deque()

    def without_copies(self, batch: Sequence[Query]) -> list[Query]:
        """Note a batch, and keep the queries whose answers are neither cached nor on their way."""
        new: list[tuple[Query, _Pending]] = []
        queries: list[tuple[Query, _Pending]] = []
        for query in batch:
            key = _key(query)
            pending = self._pending.get(key)
            if pending is None:
                pending = _Pending(key, self._cache.get(key))
                if pending.answer is None:
                    new.append((query, pending))
                    if self._cache.size:
                        self._pending[key] = pending
            queries.append((query, pending))
        self._batches.append(([pending for _, pending in new], queries))
        return [query for query, _ in new]

    def with_copies(self, answers: Sequence[Answer]) -> list[Answer]:
        """Answer all queries of the earliest batch that was noted.

        Args:
            answers: To the queries of that batch that `without_copies` gave, in their order.
        """
        new, queries = self._batches.popleft()
        for pending, answer in zip(new, answers, strict=True):
            pending.answer = answer
            self._pending.pop(pending.key, None)
            self._cache.put(pending.key, answer)
        return [_in_words_of(query, pending.answer) for query, pending in queries]


def _in_words_of(query: Query, answer: Answer | None) -> Answer:
    """Give the answer to a copy with the words in which the copy was asked.

    Raises:
        LookupError: The first of the copies was not answered, although its batch came earlier.
    """
    if answer is None:
        raise LookupError(f"no answer yet: {query.claim!r}")
    if answer.claim == query.claim and answer.picture == query.picture:
        return answer
    return replace(answer, claim=query.claim, picture=query.picture)
