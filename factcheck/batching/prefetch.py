"""Let the networks work on the next claims while the last ones are judged."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def prefetched(
    items: Iterable[Item], work: Callable[[Item], Result], pool: Executor, *, ahead: int = 1
) -> Iterator[tuple[Item, Result]]:
    """Give every item with what *work* makes of it, in their order.

    While one item is being used, the work on at most *ahead* more has begun.

    Raises:
        Exception: Whatever *work* raises, in its item's turn.
    """
    begun: deque[tuple[Item, Future[Result]]] = deque()
    for item in items:
        begun.append((item, pool.submit(work, item)))
        if len(begun) > ahead:
            first, result = begun.popleft()
            yield first, result.result()
    for first, result in begun:
        yield first, result.result()
