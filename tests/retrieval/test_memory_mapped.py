import os

import numpy as np
import pytest

from factcheck.retrieval.memory_mapped import new_array_file, open_arrays


def write(path, **arrays):
    with new_array_file(path) as file:
        for name, array in arrays.items():
            file.add(name, [array])


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "folder" / "store-state.kind"
    write(
        path,
        matrix=np.arange(6_000, dtype=np.int8).reshape(-1, 3),
        odd=np.arange(7, dtype=np.uint8),
        empty=np.empty((0, 4), np.float32),
        numbers=np.array([1, -5], np.int64),
    )
    return path


def test_arrays_come_back_as_they_were(path):
    arrays = open_arrays(path)

    assert arrays["matrix"].tolist() == np.arange(6_000).astype(np.int8).reshape(-1, 3).tolist()
    assert arrays["odd"].tolist() == list(range(7))
    assert arrays["empty"].shape == (0, 4)
    assert arrays["numbers"].tolist() == [1, -5]
    assert not arrays["matrix"].flags.writeable


def test_pieces_become_one_array(tmp_path):
    path = tmp_path / "a-b.kind"
    with new_array_file(path) as file:
        file.add("whole", (np.full((n, 2), n, np.int16) for n in range(3)))

    assert open_arrays(path)["whole"].tolist() == [[1, 1], [2, 2], [2, 2]]


@pytest.mark.parametrize("place", [0, 30, 4096, 5000, 9000, -3, -1])
def test_one_changed_bit_makes_a_file_worthless(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.write_bytes(content)

    assert open_arrays(path) is None


@pytest.mark.parametrize("left", [0, 10, 4096, 5000, -1])
def test_a_file_that_was_cut_is_not_used(path, left):
    path.write_bytes(path.read_bytes()[:left])

    assert open_arrays(path) is None


def test_a_lost_page_is_noticed(path):
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)

    assert open_arrays(path) is None


@pytest.mark.parametrize("content", [b"", b"something else", b"factcheck arrays 1\n[1]"])
def test_something_else_under_the_name_is_not_used(path, content):
    path.write_bytes(content.ljust(5000, b"\0"))

    assert open_arrays(path) is None


def test_a_missing_file_and_a_folder_are_none(tmp_path):
    assert open_arrays(tmp_path / "none") is None
    assert open_arrays(tmp_path) is None


def test_what_is_interrupted_leaves_nothing(path):
    before = path.read_bytes()

    def interrupted():
        yield np.zeros(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), new_array_file(path) as file:
        file.add("whole", interrupted())

    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_other_states_of_a_store_go_and_a_few_other_stores_stay(tmp_path):
    for number in range(7):
        other = tmp_path / f"other{number}-state.kind"
        write(other, a=np.zeros(1))
        os.utime(other, (number, number))
    (tmp_path / "other1-state.words").write_text("of another kind")
    for state in ("one", "two"):
        write(tmp_path / f"store-{state}.kind", a=np.zeros(1))

    left = {each.name for each in tmp_path.iterdir()}
    assert {"store-two.kind", "other6-state.kind", "other1-state.words"} <= left
    assert "store-one.kind" not in left
    assert "other0-state.kind" not in left
    assert len(left) == 6


def test_what_was_abandoned_long_ago_is_removed(path):
    abandoned = path.parent / "old.unfinished"
    abandoned.write_text("half")
    os.utime(abandoned, (0, 0))

    write(path, a=np.zeros(1))

    assert not abandoned.exists()
