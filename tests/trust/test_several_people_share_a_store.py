"""One writes, ten read, all at once: nobody is refused, and nobody sees half of anything."""

import os

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork")


def test_ten_readers_and_one_writer_see_whole_batches_and_no_error(own_process, tmp_path, times):
    told = own_process("shared_store.py", tmp_path, min(5 * times, 120))

    assert told.get("errors", []) == []
    assert told["torn"] == []
    assert told["left_over"] == []
    assert told["written"] >= 2
    assert told["asked"] > 10
    assert told["counted"] > 10
    assert told["taken"] >= 2
