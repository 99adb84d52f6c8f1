"""No row of a table is lost in silence."""

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.errors import InputError, UsageError
from factcheck.formats.input_files import open_input
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.record_reader import read_records
from factcheck.model import RecordProblem


def _claims(records):
    return [record.fields["claim"] for record in records]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_usual_delimiters_are_found_by_the_header(read, delimiter):
    rows = [["claim", "rating", "url"], ["The dam broke", "False", "https://a.example/1"]]
    content = "\n".join(delimiter.join(row) for row in rows)

    records, problems = read(content)

    assert records[0].fields == {
        "claim": "The dam broke", "rating": "False", "url": "https://a.example/1",
    }  # fmt: skip
    assert records[0].line == 2
    assert not problems


def test_the_delimiter_line_of_excel_is_used(read):
    records, _ = read("sep=;\nclaim;rating, as given\nThe dam broke;False\n")

    assert records[0].raw == {"claim": "The dam broke", "rating, as given": "False"}
    assert records[0].line == 3


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("claimReviewed", "claim"), ("Claim Reviewed", "claim"), ("claim-text", "claim"),
        ("CLAIM_TEXT", "claim"), ("\ufeffclaim", "claim"), (" Tvrdnja ", "claim"),
        ("Klaim", "claim"), ("dai", "claim"), ("Afirmación", "claim"), ("Behauptung", "claim"),
        ("afirmacao", "claim"), ("Affirmation", "claim"),
    ],
)  # fmt: skip
def test_a_claim_is_found_under_many_headings(read, header, field):
    records, _ = read(f"{header},x\nThe dam broke,1\n")

    assert records[0].fields[field] == "The dam broke"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("textualRating", "rating"), ("Ocjena", "rating"), ("original_label", "rating"),
        ("Naslov", "title"), ("Judul", "title"), ("link", "url"), ("review url", "url"),
        ("tanggal", "reviewed_on"), ("Datum", "reviewed_on"), ("datePublished", "reviewed_on"),
        ("author of claim", "claimant"), ("speaker", "claimant"), ("claim_date", "claimed_on"),
        ("claim_url", "appearances"), ("Wayback", "archive_urls"), ("bahasa", "language"),
        ("Jezik", "language"), ("keywords", "tags"), ("fact_check_id", "record_id"),
        ("penerbit", "publisher"), ("Izdavač", "publisher"), ("website", "publisher_domain"),
        ("verdict", "verdict"), ("država", "country"), ("updated", "modified_on"),
        ("nchi", "country"), ("veredicto", "rating"), ("langue", "language"),
    ],
)  # fmt: skip
def test_other_fields_are_found_under_many_headings(read, header, field):
    records, _ = read(f"claim,{header}\nThe dam broke,something\n")

    assert records[0].fields[field] == "something"


def test_the_users_own_column_names_win(read):
    records, _ = read(
        "claim,what they said\nnot this,The dam broke\n", map={"What they said": "claim"}
    )

    assert _claims(records) == ["The dam broke"]


def test_a_mapped_column_that_is_not_there_is_named(read):
    with pytest.raises(InputError, match=r"no column .*what they said.*; there are .*claim"):
        read("claim,x\na,b\n", map={"what they said": "claim"})


def test_a_field_that_we_do_not_have_is_named(read):
    with pytest.raises(UsageError, match="'mood'"):
        read("claim,x\na,b\n", map={"x": "mood"})


def test_unknown_columns_stay_in_the_raw_record(read):
    records, _ = read("claim,mood\nThe dam broke,grim\n")

    assert records[0].raw["mood"] == "grim"
    assert "mood" not in records[0].fields


def test_the_body_of_an_article_is_no_claim_beside_a_claim(read):
    records, _ = read("text,claim\nA long article.,\n")

    assert "claim" not in records[0].fields


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("mood,size\na,b\n", "no column can be the claim", id="no known column"),
        pytest.param("The dam broke,False\na,b\n", "--map COLUMN=claim", id="no header"),
        pytest.param("claim,rating,Claim\na,b,c\n", "'Claim', 'claim'", id="a column twice"),
        pytest.param("rating,rating\nTrue,False\n", "'rating'", id="the same column twice"),
        pytest.param("\n\n  \n", "is empty", id="only blank lines"),
        pytest.param("", "is empty", id="an empty file"),
        pytest.param('"claim,rating\n"a,b\n', "header cannot be read", id="a broken header"),
    ],
)
def test_a_file_that_makes_no_sense_is_one_clear_error(read, content, message):
    with pytest.raises(InputError, match=message) as caught:
        read(content)

    assert "\n" not in str(caught.value)


def test_an_unclosed_quotation_mark_loses_its_own_row_and_no_other(read):
    records, problems = read(
        'claim,rating,url\nfirst,a,b\n"second,a,b\nthird,a,b\nfourth,a,b\n"fifth ""one""",a,b\n'
    )

    assert _claims(records) == ["first", "third", "fourth", 'fifth "one"']
    assert [problem.line for problem in problems] == [3]
    assert "quotation mark" in problems[0].reason


def test_an_unclosed_mark_that_a_later_row_closes_swallows_nothing(read):
    records, problems = read('claim,rating,url\na,"b,c\nd,e,f\ng,h,i\nj,k,l"\nm,n,o\n')

    assert {"d", "g", "m"} <= set(_claims(records))
    assert 2 in [problem.line for problem in problems]
    assert len(records) + len(problems) == 5


def test_a_cell_may_hold_line_breaks(read):
    records, problems = read('claim,summary\n"The dam\nbroke","One.\n\nTwo, three."\nnext,x\n')

    assert _claims(records) == ["The dam\nbroke", "next"]
    assert [record.line for record in records] == [2, 6]
    assert not problems


@pytest.mark.parametrize(
    ("row", "count"),
    [
        pytest.param("a,b,c,d,e", "5 cells", id="extra cells"),
        pytest.param("a,b", "2 cells", id="missing cells"),
        pytest.param("a", "1 cell", id="one cell"),
        pytest.param('a "quoted" word,"b" c,d', "quotation mark", id="text after a mark"),
    ],
)
def test_a_row_of_another_width_is_reported_and_its_neighbours_are_kept(read, row, count):
    records, problems = read(f"claim,rating,url\nx,y,z\n{row}\nu,v,w\n")

    assert _claims(records) == ["x", "u"]
    assert problems[0].line == 3
    assert count in problems[0].reason
    assert problems[0].raw


def test_trailing_delimiters_are_no_cells(read):
    records, problems = read("claim,rating\nThe dam broke,False,,\n")

    assert _claims(records) == ["The dam broke"]
    assert not problems


def test_marks_in_a_table_that_quotes_nothing_are_just_marks(read):
    records, problems = read(
        'claim\trating\n"Never" he said\tFalse\n"Open\tTrue\nlast\tTrue\n', name="x.tsv"
    )

    assert _claims(records) == ['"Never" he said', '"Open', "last"]
    assert not problems


def test_a_cell_beyond_all_measure_loses_its_row_only(read):
    long = "x" * 140_000

    records, problems = read(f"claim,rating\n{long},a\nnext,b\n")

    assert _claims(records) == ["next"]
    assert "131,072" in problems[0].reason


def test_a_line_of_megabytes_loses_itself_only(read):
    records, problems = read("claim,rating\n" + "x" * 3_000_000 + ",a\nnext,b\n")

    assert _claims(records) == ["next"]
    assert [problem.line for problem in problems] == [2]


def test_nul_bytes_do_not_stop_the_reading(read):
    records, _ = read(b"claim,rating\nThe\0 dam,False\n\0\nnext,b\n")

    assert len(records) == 2


def test_lines_end_at_line_feeds_only(read):
    records, _ = read("claim,rating\nThe dam\u2028broke\x0band\x85fell,False\r\nnext,b\r\n")

    assert _claims(records) == ["The dam\u2028broke\x0band\x85fell", "next"]


_CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0\ufeff", exclude_categories=("Cs",)),
    max_size=20,
)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=8), st.sampled_from(",;\t|"))
def test_what_csv_writes_is_read_again(rows, delimiter):
    rows = [row for row in rows if "".join(row).strip() and row[0].strip()]
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("claim", "rating", "mood"), *rows])
    source = open_input(io.BytesIO(written.getvalue().encode()), "round.csv")

    found = list(read_records(source, ReadOptions()))

    taken = [
        tuple(record.raw.values()) for record in found if not isinstance(record, RecordProblem)
    ]
    swallowing = [row for row in rows if any(_looks_like_rows(cell, delimiter) for cell in row)]
    if not swallowing:
        assert taken == rows


def _looks_like_rows(cell, delimiter):
    """Whether a cell has lines inside that could be rows: those may be refused."""
    return any(line.count(delimiter) == 2 for line in cell.split("\n"))


@given(st.text(alphabet='ab,"\n;', max_size=120))
def test_every_line_of_a_broken_table_is_accounted_for(body):
    source = open_input(io.BytesIO(f"claim,rating,url\n{body}".encode()), "x.csv")

    found = list(read_records(source, ReadOptions()))

    covered = set()
    for record in found:
        assert isinstance(record, RecordProblem) or len(record.raw) == 3
        text = record.raw if isinstance(record, RecordProblem) else " ".join(record.raw.values())
        covered.update(range(record.line, record.line + str(text).count("\n") + 1))
    lines = body.split("\n")
    filled = {number for number, line in enumerate(lines, start=2) if line.strip()}
    assert filled <= covered


def test_a_file_of_nothing_but_open_marks_is_read_in_time(read):
    letters = string.ascii_lowercase
    body = "".join(f'"{letters}\n{letters},b,c\n' for _ in range(5_000))

    records, problems = read(f"claim,rating,url\n{body}")

    assert len(records) == len(problems) == 5_000


@pytest.mark.parametrize(
    "heading", ["Hasil", "Rejting", "Matokeo", "Ocjena", "Оцјена", "Ocena", "Hukumu"]
)
def test_a_rating_is_found_under_the_headings_of_other_languages(read, heading):
    records, _ = read(f"claim,{heading}\nThe dam broke,something\n")

    assert records[0].fields["rating"] == "something"
