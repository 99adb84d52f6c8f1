import json
import os
import threading
from pathlib import Path

import pytest

from factcheck.errors import EncoderUnavailable
from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.checksums import checksums_of
from factcheck.neural.e5_conversion import CONVERTED_FILES
from factcheck.neural.model_cache import (
    FOLDER_NAME,
    cache_folder,
    converted_encoder,
    damaged_files,
    is_complete,
)


@pytest.fixture
def own_cache(tmp_path, cache, encoder):
    """A copy of the conversion, to be damaged."""
    source, target = cache / FOLDER_NAME, tmp_path / "cache" / FOLDER_NAME
    target.mkdir(parents=True)
    for path in source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target.parent


def test_the_first_use_converts_and_says_so_in_one_line(wheel_path, tmp_path, messages):
    converted = converted_encoder(wheel_path, tmp_path / "new" / "cache", messages.append)

    assert converted.is_new
    assert not converted.is_temporary
    assert len(messages) == 1
    assert "preparing" in messages[0]
    assert {path.name for path in converted.folder.iterdir()} == {
        *CONVERTED_FILES,
        "converted.json",
    }
    assert [path.name for path in converted.folder.parent.iterdir()] == [FOLDER_NAME]


def test_the_second_use_is_silent(wheel_path, own_cache, messages):
    converted = converted_encoder(wheel_path, own_cache, messages.append)

    assert converted.folder == own_cache / FOLDER_NAME
    assert not converted.is_new
    assert messages == []


def cut_short(folder):
    path = folder / "weights.bin"
    path.write_bytes(path.read_bytes()[:-1])


def lose_a_file(folder):
    (folder / "pieces.marisa").unlink()


def lose_the_record(folder):
    (folder / "converted.json").unlink()


def spoil_the_record(folder):
    (folder / "converted.json").write_text('{"files": 3}', "utf-8")


def spoil_the_vocabulary(folder):
    path = folder / "pieces.marisa"
    path.write_bytes(b"\0" * path.stat().st_size)


def spoil_the_graph(folder):
    path = folder / "e5.onnx"
    path.write_bytes(b"\xff" * path.stat().st_size)


def make_for_another_graph(folder):
    path = folder / "converted.json"
    record = json.loads(path.read_text("utf-8"))
    record["files"]["e5.onnx"]["sha256"] = "0" * 64
    path.write_text(json.dumps(record), "utf-8")


def keep_the_weights_of_an_older_encoder(folder):
    path = folder / "weights.bin"
    path.write_bytes(bytes(path.stat().st_size))
    record = json.loads((folder / "converted.json").read_text("utf-8"))
    record["files"] |= checksums_of(folder, ["weights.bin"])
    (folder / "converted.json").write_text(json.dumps(record), "utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        keep_the_weights_of_an_older_encoder,
        lose_a_file,
        lose_the_record,
        spoil_the_record,
        spoil_the_vocabulary,
        spoil_the_graph,
        make_for_another_graph,
    ],
)
def test_a_damaged_conversion_is_made_again(damage, own_cache, messages, encoder):
    damage(own_cache / FOLDER_NAME)

    repaired = open_bundled(own_cache, messages.append)

    assert messages
    claim = ["The bridge is open."]
    assert repaired.encode_claims(claim).tobytes() == encoder.encode_claims(claim).tobytes()
    assert damaged_files(own_cache / FOLDER_NAME) == ()
    assert [path.name for path in own_cache.iterdir()] == [FOLDER_NAME]


def test_a_file_in_the_place_of_the_folder_is_replaced(wheel_path, tmp_path, messages):
    (tmp_path / FOLDER_NAME).write_text("not a folder", "utf-8")

    converted = converted_encoder(wheel_path, tmp_path, messages.append)

    assert is_complete(converted.folder)
    assert not converted.is_temporary


def test_two_processes_that_convert_at_once_both_succeed(wheel_path, tmp_path):
    made = []
    start = threading.Barrier(2, timeout=10)

    def convert_together():
        start.wait()
        made.append(converted_encoder(wheel_path, tmp_path, lambda message: None))

    threads = [threading.Thread(target=convert_together) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [converted.folder for converted in made] == [tmp_path / FOLDER_NAME] * 2
    assert is_complete(tmp_path / FOLDER_NAME)
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER_NAME]


def test_where_nothing_can_be_kept_a_temporary_folder_serves(tmp_path, messages):
    (tmp_path / "file").write_text("", "utf-8")

    encoder = open_bundled(tmp_path / "file" / "cache", messages.append)

    assert encoder.encode_claims(["The bridge is open."]).any()
    assert "FACTCHECK_CACHE" in messages[-1]


def test_a_temporary_folder_goes_with_its_encoder(tmp_path, messages, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "file").write_text("", "utf-8")
    encoder = open_bundled(tmp_path / "file", messages.append)
    assert list((tmp_path / "temporary").iterdir())

    del encoder

    assert list((tmp_path / "temporary").iterdir()) == []


def test_remains_of_an_interrupted_conversion_are_removed_later(wheel_path, tmp_path, messages):
    old, new = (tmp_path / f"{FOLDER_NAME}{name}.unfinished" for name in ("old", "new"))
    old.mkdir()
    new.mkdir()
    os.utime(old, (0, 0))

    converted_encoder(wheel_path, tmp_path, messages.append)

    assert not old.exists()
    assert new.exists()


def test_other_weights_are_refused(tmp_path, messages):
    fake = tmp_path / "e5-small-q4.bin"
    fake.write_bytes(b"E5S1 and nothing else")

    with pytest.raises(EncoderUnavailable, match="SHA-256"):
        converted_encoder(fake, tmp_path / "cache", messages.append)
    assert messages == []


def test_weights_that_changed_since_the_conversion_are_refused(tmp_path, own_cache, messages):
    fake = tmp_path / "e5-small-q4.bin"
    fake.write_bytes(b"E5S1 and nothing else")

    with pytest.raises(EncoderUnavailable, match="SHA-256"):
        converted_encoder(fake, own_cache, messages.append)


def test_a_moved_wheel_is_checked_once_and_remembered(wheel_path, tmp_path, own_cache, messages):
    moved = tmp_path / "e5-small-q4.bin"
    moved.symlink_to(wheel_path)

    converted = converted_encoder(moved, own_cache, messages.append)

    record = json.loads((converted.folder / "converted.json").read_text("utf-8"))
    assert record["wheel_file"]["path"] == str(moved)
    assert messages == []


def test_the_cache_is_where_the_setting_says():
    assert cache_folder({"FACTCHECK_CACHE": "/somewhere"}) == Path("/somewhere")
    assert cache_folder({}) == cache_folder({"FACTCHECK_CACHE": ""})
    assert "factcheck" in cache_folder({}).parts
