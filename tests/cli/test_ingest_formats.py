"""Formats and --map as somebody at a keyboard meets them."""

import pytest

_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>PesaCheck</title>
<link>https://pesacheck.org/</link>
<item><title>FALSE: The bridge was sold for scrap</title>
<link>https://pesacheck.org/bridge</link></item>
<item><title>Meet our editors</title><link>https://pesacheck.org/editors</link></item>
</channel></rss>"""


@pytest.fixture
def ingest(factcheck, tmp_path):
    def ingesting(name, content, *options):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        db = tmp_path / "claims.db"
        return factcheck("ingest", path, "--db", db, "--words-only", *options)

    return ingesting


def test_a_feed_is_taken_in_where_its_titles_rule(ingest):
    ended = ingest("feed.txt", _FEED)

    assert ended.status == 1
    assert "1  added" in ended.out
    assert "carries no claim and no rating" in ended.err


def test_a_partners_store_is_taken_in_like_any_file(factcheck, store, tmp_path):
    ours = tmp_path / "ours.db"
    ended = factcheck("ingest", store, "--db", ours, "--words-only")

    assert ended.status == 0
    assert "4  added" in ended.out


def test_an_sqlite_file_of_another_program_is_refused(ingest, tmp_path, factcheck):
    import sqlite3

    path = tmp_path / "history.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE claims(claim)")
    connection.close()
    ended = factcheck("ingest", path, "--db", tmp_path / "ours.db", "--words-only")

    assert ended.status == 2
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(
            ["--map", "Tema=tags"], "no column 'Tema'; there are 'claim', 'x'", id="column"
        ),
        pytest.param(["--map", "x=colour"], "no field 'colour'; fields are claim,", id="field"),
        pytest.param(["--map", "x"], "write COLUMN=FIELD", id="no equals sign"),
        pytest.param(["--map", "x=tags", "--map", "x=title"], "'x' is mapped twice", id="twice"),
    ],
)
def test_a_map_that_cannot_be_ends_in_one_line(ingest, options, said):
    ended = ingest("list.csv", "claim,x\nThe bridge was sold,y\n", *options)

    assert ended.status == 2
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_several_columns_and_nested_fields_can_be_mapped(ingest):
    line = '{"post": {"text": "The bridge was sold"}, "by": "Desk", "a": "x", "b": "y"}\n'
    mapped = ["post.text=claim", "by=publisher", "a=tags", "b=tags"]
    ended = ingest("list.jsonl", line * 2, *(part for each in mapped for part in ("--map", each)))

    assert ended.status == 0
    assert "1  added" in ended.out
