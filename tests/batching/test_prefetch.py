"""Work on the next batches begins while the last one is being used."""

from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest

from factcheck.batching.prefetch import prefetched


def test_work_begins_ahead_but_not_further_than_allowed():
    begun = []
    with ThreadPoolExecutor(1) as executor:
        batches = (begun.append(n) or n for n in range(10))
        worked = prefetched(batches, lambda n: n * n, executor, ahead=2)
        first = next(worked)
        assert begun == [0, 1, 2]
        assert list(chain([first], worked)) == [(n, n * n) for n in range(10)]


def test_without_an_executor_nothing_is_done_ahead():
    begun = []
    batches = (begun.append(n) or n for n in range(10))
    worked = prefetched(batches, lambda n: n * n, None)

    assert next(worked) == (0, 0)
    assert begun == [0]
    assert list(worked) == [(n, n * n) for n in range(1, 10)]


def test_an_exception_is_raised_in_the_turn_of_its_batch():
    with ThreadPoolExecutor(1) as executor:
        worked = prefetched([4, 2, 0], lambda n: 8 // n, executor, ahead=2)
        assert [next(worked), next(worked)] == [(4, 2), (2, 4)]
        with pytest.raises(ZeroDivisionError):
            next(worked)
