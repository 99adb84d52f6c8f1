import json

import pytest

RECORDS = [
    {
        "claim": f"Claim number {number} is told.",
        "rating": "False",
        "publisher": "Daily",
        "url": f"https://daily.example/{number}",
    }
    for number in range(4)
]


@pytest.fixture
def feed(tmp_path):
    """A partner's file, and a way to fill it."""
    place = tmp_path / "feed.jsonl"

    def fill(records=RECORDS):
        place.write_text("".join(json.dumps(record) + "\n" for record in records))
        return place

    fill()
    fill.place = place
    return fill


@pytest.fixture
def sync(factcheck, feed, tmp_path):
    def syncs(*arguments, address=None):
        place = address or feed.place
        return factcheck("sync", place, "--db", tmp_path / "c.db", "--words-only", *arguments)

    return syncs


def test_it_says_what_came_and_is_silent_where_nothing_did(sync):
    first, again = sync("--name", "daily"), sync("--name", "daily")

    assert first.status == 0
    assert first.out.splitlines()[0] == "daily: 4 records"
    assert "4  added" in first.out
    assert again == (0, "", "")


def test_a_script_gets_an_object_either_way(sync):
    first, again = sync("--format", "json"), sync("--format", "json")

    assert json.loads(first.out)["total"]["added"] == 4
    assert [json.loads(ended.out)["unchanged"] for ended in (first, again)] == [False, True]


def test_rejected_records_are_named_and_show_in_the_exit_status(sync, feed):
    feed([*RECORDS, {"claim": "", "title": "", "publisher": "Daily"}])
    ended = sync("--quiet")

    assert ended.status == 1
    assert ended.out == ""
    assert ended.err.startswith(f"factcheck: {feed.place}:5: there is no claim")


def test_a_feed_that_shrank_is_refused_unless_that_is_allowed(sync, feed):
    sync()
    feed(RECORDS[:1])
    refused, allowed = sync(), sync("--max-loss", "0.9")

    assert refused.status == 2
    assert refused.out == ""
    assert refused.err.count("\n") == 1
    assert "had 4 records last time and has 1 now" in refused.err
    assert allowed.status == 0


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://127.0.0.1:8080/feed", id="this machine"),
        pytest.param("http://[::1]/feed", id="this machine, IPv6"),
        pytest.param("http://169.254.169.254/feed", id="cloud metadata"),
        pytest.param("http://user:secret@pub.example/feed", id="password"),
        pytest.param("http://pub.example:22/feed", id="odd port"),
        pytest.param("missing.jsonl", id="no file"),
    ],
)
def test_an_address_that_is_not_followed_gives_one_line(sync, address):
    ended = sync(address=address)

    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "scheme", [pytest.param("file://", id="file"), pytest.param("FILE://localhost", id="localhost")]
)
def test_a_file_url_is_the_file_itself(sync, feed, scheme):
    first, by_path = sync(address=f"{scheme}{feed.place}"), sync()

    assert "4  added" in first.out
    assert by_path == (0, "", "")


def test_a_file_url_of_another_machine_is_refused(sync):
    ended = sync(address="file://server/feed.jsonl")

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "only files of this machine" in ended.err


def test_a_feed_is_read_with_the_same_options_as_an_input(sync, feed, factcheck, tmp_path):
    odd = [
        {name: value for name, value in record.items() if name != "rating"}
        | {"decided": "False", "reviewed_on": "03/04/2021"}
        for record in RECORDS
    ]
    options = ("--map", "decided=rating", "--day-first", "--retire-missing")
    feed(odd)
    sync(*options)
    feed(odd[:3])
    shrunk = sync(*options)
    exported = factcheck("export", "--db", tmp_path / "c.db", "--format", "jsonl").out
    written = [json.loads(line) for line in exported.splitlines()]

    assert "marked as retired" in shrunk.out
    assert {each["verdict"] for each in written} == {"false"}
    assert {each["reviewed_on"] for each in written} == {"2021-04-03"}


def test_what_was_left_is_marked_or_blanked_when_asked_though_the_feed_is_unchanged(sync, feed):
    sync()
    feed([{**record, "rating": ""} for record in RECORDS[:3]])
    told = sync()
    marked, marked_again = sync("--retire-missing"), sync("--retire-missing")
    blanked, blanked_again = sync("--clear-missing"), sync("--clear-missing")

    assert "--retire-missing marks them" in told.out
    assert "--clear-missing blanks it" in told.out
    assert "marked as retired" in marked.out
    assert "3  changed" in blanked.out
    assert marked_again == blanked_again == (0, "", "")


def test_a_new_map_reads_a_feed_anew_and_is_kept_for_it(sync, feed, factcheck, tmp_path):
    odd = [{**record, "rating": "", "decided": "False"} for record in RECORDS]
    feed(odd)
    sync("--name", "daily")
    mapped, again = (sync("--name", "daily", "--map", "decided=rating") for _ in range(2))
    feed([*odd, odd[0] | {"claim": "The last claim.", "url": "https://daily.example/9"}])
    grown = sync("--name", "daily")
    exported = factcheck("export", "--db", tmp_path / "c.db", "--format", "jsonl").out

    assert "4  changed" in mapped.out
    assert again == (0, "", "")
    assert "read with the map that was kept as 'daily': decided=rating" in grown.out
    assert {json.loads(line)["verdict"] for line in exported.splitlines()} == {"false"}
