"""Run a network on the next batches in another thread while the last one is being used."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def prefetched(
    batches: Iterable[Batch],
    work: Callable[[Batch], Result],
    executor: Executor | None,
    *,
    ahead: int = 1,
) -> Iterator[tuple[Batch, Result]]:
    """Yield every batch with the result of *work* for it, in their order.

    Args:
        batches: What is worked on.
        work: Runs in *executor*.
        executor: None, and nothing is done ahead.
        ahead: While a batch is being used, work has begun on at most so many more.

    Raises:
        Exception: Whatever *work* raises, when its batch's turn comes.
    """
    if executor is None:
        for batch in batches:
            yield batch, work(batch)
        return
    begun: deque[tuple[Batch, Future[Result]]] = deque()
    for batch in batches:
        begun.append((batch, executor.submit(work, batch)))
        if len(begun) > ahead:
            first, future = begun.popleft()
            yield first, future.result()
    for first, future in begun:
        yield first, future.result()
