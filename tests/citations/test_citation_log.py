import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.citation_log import append_entries, log_entry, read_entries
from factcheck.citations.citation_requests import CitationRequest, load_citation_data
from factcheck.errors import InputError, UsageError
from factcheck.model import RecordProblem


@pytest.fixture
def entry(store, keep):
    data = load_citation_data(store, CitationRequest(keep()), "sw")
    return log_entry(store, data, CitationStyle.REPLY, "2024-05-08T00:00:00Z")


def test_what_was_cited_is_read_back_in_order(entry, tmp_path):
    log = tmp_path / "deep" / "citations.jsonl"
    append_entries(log, [entry])
    append_entries(log, [entry, entry])

    assert list(read_entries(log)) == [entry] * 3


def test_an_entry_names_the_store_and_may_lack_it_where_an_older_version_wrote_it(
    entry, store, tmp_path
):
    log = tmp_path / "citations.jsonl"
    append_entries(log, [entry])
    log.write_text(log.read_text("utf-8").replace(f', "store": "{store.store_id}"', ""))

    assert entry.store == store.store_id != ""
    assert list(read_entries(log)) == [replace(entry, store="")]


def test_the_log_only_grows(entry, tmp_path):
    log = tmp_path / "citations.jsonl"
    append_entries(log, [entry])
    before = log.read_bytes()
    append_entries(log, [entry])

    assert log.read_bytes().startswith(before)


def test_concurrent_appends_mix_no_lines(entry, tmp_path):
    log = tmp_path / "citations.jsonl"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: append_entries(log, [entry] * 3), range(20)))

    assert list(read_entries(log)) == [entry] * 60


def test_a_line_that_was_cut_off_spoils_only_itself(entry, tmp_path):
    log = tmp_path / "citations.jsonl"
    append_entries(log, [entry])
    log.write_bytes(log.read_bytes() + b'{"cited_at": "2024')
    append_entries(log, [entry])
    first, cut, last = read_entries(log)

    assert first == last == entry
    assert isinstance(cut, RecordProblem)
    assert cut.line == 2


@pytest.mark.parametrize(
    "line",
    [b"[]", b"\xff\xfe", b'{"revision": "two"}', b'{"revision": 1, "id": 7}', b"x" * 2_000_000],
)
def test_a_line_of_something_else_is_a_problem(line, tmp_path):
    log = tmp_path / "citations.jsonl"
    log.write_bytes(line)

    assert all(isinstance(found, RecordProblem) for found in read_entries(log))


def test_hostile_text_stays_in_its_line(entry, tmp_path):
    hostile = entry.__class__(
        **{name: getattr(entry, name) for name in entry.__slots__}
        | {"rating": "a\n{}\u2028\x1b[2J\ud83d"}
    )
    log = tmp_path / "citations.jsonl"
    append_entries(log, [hostile])

    assert log.read_bytes().count(b"\n") == 1
    assert log.read_bytes().isascii()
    assert json.loads(log.read_bytes())["rating"] == hostile.rating


def test_an_unwritable_log_is_an_error_that_names_no_log(entry, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(UsageError, match="--no-log"):
        append_entries(tmp_path / "file" / "log.jsonl", [entry])


def test_a_missing_log_is_an_error(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        list(read_entries(tmp_path / "none.jsonl"))
