"""Recognise the posts that say, word for word, what another one said, and judge them once.

Most of a stream of posts are copies, with another link, handle, emoji or shout around the same
words. What is looked up is what is left when those are gone, so copies get the same answer; this
only saves asking for it again. Texts that differ in a word are no copies: one word is all that
a look-alike needs.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace

from factcheck.model import Answer
from factcheck.retrieval.retriever import ExactMatch, Query

# Answers that are remembered; a hundred megabytes where all of them have five fact-checks.
REMEMBERED = 32_768

_Key = tuple[tuple[str, ...], tuple[tuple[int, ExactMatch], ...], tuple[str, ...], str, str]


@dataclass(slots=True)
class CacheEntry:
    """Where the answer to a post and to its copies will stand.

    Attributes:
        run: What is going to judge the first of them.
        answer: To that one; None as long as nobody has judged it.
    """

    run: object
    answer: Answer | None = None

    def answer_to(self, asked: Query) -> Answer:
        """Give the answer to a copy, in whose words it was asked.

        Raises:
            LookupError: Nobody has judged the first of them yet.
        """
        if self.answer is None:
            raise LookupError(f"not judged yet: {asked.claim!r}")
        if self.answer.claim == asked.claim:
            return self.answer
        return replace(self.answer, claim=asked.claim)


class AnswerCache:
    """Remembers the latest answers by what was looked up."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        """Remember at most so many answers; with none, every post is judged anew."""
        self._most = remembered
        self._places: OrderedDict[_Key, CacheEntry] = OrderedDict()

    def place_of(
        self, asked: Query, known: dict[int, ExactMatch], run: object
    ) -> tuple[CacheEntry, bool]:
        """Find where the answer to a post stands, and whether nobody has asked for it before.

        Args:
            asked: The post.
            known: The fact-checks that answer it without guessing: two copies with different
                links may have different ones.
            run: Whose batches judge what is new, in their order. What another run has begun is
                not waited for: it may have been left in the middle.
        """
        key = (asked.texts, tuple(known.items()), asked.notes, asked.language, asked.asked_on)
        place = self._places.get(key)
        if place is not None and (place.answer is not None or place.run is run):
            self._places.move_to_end(key)
            return place, False
        place = CacheEntry(run)
        if self._most:
            self._places[key] = place
            if len(self._places) > self._most:
                self._places.popitem(last=False)
        return place, True
