"""`factcheck trends` in every format, over a store, its log, and lists."""

import csv
import io
import json
import shutil
from collections import Counter

import html5lib
import pytest

from factcheck.store.query_log import log_path

BRIDGE = "The old bridge was closed for 12 years."
TAX = "A new tax on bicycles starts in May"
LIST = f"claim,date\n{TAX},2026-05-02\n{BRIDGE},2026-05-03\n{TAX.upper()},2026-05-04\n,\n"
HOSTILE = '=cmd|"/c calc"!A1 <script>alert(1)</script> \u202e|'


@pytest.fixture
def trends(factcheck, store, tmp_path):
    db = tmp_path / "claims.db"
    shutil.copyfile(store, db)

    def runs(*arguments, command="trends"):
        return factcheck(command, *arguments, "--db", db, "--words-only")

    runs.db, runs.folder = db, tmp_path
    return runs


@pytest.fixture
def tips(tmp_path):
    path = tmp_path / "tips.csv"
    path.write_text(LIST)
    return path


def test_the_report_says_what_is_checked(trends):
    report = trends("--by", "quarter")

    assert report.status == 0
    assert "All fact-checks: 4" in report.out
    assert "2021-Q1" in report.out
    assert "'factcheck lookup --log' begins a log" in report.out


def test_the_rows_of_csv_count_to_the_figures_of_json(trends, tips):
    asked = ("--file", tips, "--by", "week")
    report = json.loads(trends(*asked, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(trends(*asked, "--format", "csv").out)))

    counted = Counter((row["table"], row["key"], row["second_key"]) for row in rows)
    expected = {
        (table["name"], *[*figure["key"], "", ""][:2]): figure["count"]
        for section in report["sections"]
        for table in section["tables"]
        for figure in table["figures"]
    }
    expected |= {
        ("unanswered", str(group["number"]), ""): group["count"] for group in report["unanswered"]
    }
    assert counted == expected


def test_what_has_no_match_is_the_queue_of_editors(trends, tips):
    queue = trends.folder / "queue.csv"
    report = trends("--file", tips, "--unanswered", queue)

    # One line of the list holds no claim.
    assert (report.status, "line 5" in report.err) == (0, False)
    [row] = csv.DictReader(io.StringIO(queue.read_text()))
    assert (row["claims"], row["claim"]) == ("2", TAX)
    assert (row["first_day"], row["last_day"]) == ("2026-05-02", "2026-05-04")
    assert f"2  {TAX}" in report.out


def test_nothing_is_printed_if_it_is_to_be_quiet(trends, tips):
    queue = trends.folder / "queue.csv"
    report = trends("--file", tips, "--unanswered", queue, "-q")

    assert (report.status, report.out, report.err) == (0, "", "")
    assert TAX in queue.read_text()


def test_an_empty_list_is_named(trends, tips):
    tips.write_text("claim,date\n")

    assert f"{tips} holds no claims" in trends("--file", tips).err
    assert trends("--file", tips, "--quiet").err == ""


def test_a_period_that_there_is_not_is_answered_with_those_that_there_are(trends):
    ended = trends("--by", "day")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        "factcheck: Invalid value for '--by': 'day' is not one of 'week', 'month', 'quarter'; "
        "see 'factcheck trends --help'\n"
    )


def test_lines_without_a_claim_are_named(trends, tips):
    tips.write_text("claim,date\n,2026-05-02\n")
    report = trends("--file", tips)

    assert report.status == 2
    assert "1 line could not be looked up; line 2: the claim is empty" in report.err


def test_the_log_says_what_is_asked_and_what_has_no_match(trends):
    trends(BRIDGE, TAX, TAX, "--log", "--log-text", "--channel", "viber", command="lookup")
    report = trends()

    assert "All that was asked: 3" in report.out
    assert "3  viber" in report.out
    assert f"1  {BRIDGE}" in report.out
    assert f"2  {TAX}" in report.out.partition("What has no match yet")[2]


def test_what_found_nothing_is_counted_as_without_an_answer(trends):
    trends(TAX, "--log", command="lookup")

    assert "1  No answer" in trends().out
    assert "1  Bez odgovora" in trends("--ui", "bs").out


def test_a_log_without_texts_says_what_it_cannot_tell(trends):
    trends(TAX, "--log", command="lookup")

    assert "The log keeps no texts" in trends().out


def test_what_was_answered_since_is_left_out(trends):
    trends(TAX, "--log", "--log-text", command="lookup")
    later = trends.folder / "later.csv"
    later.write_text(f"claim,rating,publisher,url\n{TAX}.,False,Desk,https://desk.example/tax\n")
    trends(later, command="ingest")
    report = trends()

    assert "1 claim has been answered since it was asked" in report.out
    assert TAX not in report.out.partition("What has no match yet")[2]


@pytest.fixture
def hostile(trends):
    source = trends.folder / "hostile.csv"
    with source.open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("claim", "rating", "publisher", "url", "reviewed_on"))
        rows.writerow((HOSTILE, "False", HOSTILE, "https://x.example/1", "2021-01-01"))
        rows.writerow((HOSTILE, "True", "Other", "https://y.example/1", "2021-02-01"))
    trends(source, command="ingest")
    tips = trends.folder / "hostile-tips.txt"
    tips.write_text("=1+1 <img src=x onerror=alert(1)> borrowed telescopes\n")
    return tips


@pytest.mark.parametrize("language", ["en", "bs", "sr-Cyrl", "sw"])
def test_the_page_is_one_file_without_scripts(language, trends, hostile):
    target = trends.folder / f"{language}.html"
    report = trends("--file", hostile, "-o", target, "--ui", language)
    assert report.status == 0, report.err
    text = target.read_text()
    page = html5lib.HTMLParser(strict=True).parse(text)

    tags = [
        element.tag.rpartition("}")[2] for element in page.iter() if isinstance(element.tag, str)
    ]
    assert not {"script", "img", "link", "iframe"} & set(tags)
    assert "<script" not in text
    assert "\u202e" not in text
    assert "default-src 'none'" in text


def test_every_picture_has_its_table(trends):
    target = trends.folder / "trends.html"
    trends("-o", target)
    page = html5lib.parse(target.read_text(), namespaceHTMLElements=False)

    pictures = [each for each in page.iter() if each.get("role") == "img"]
    captions = [each.text for each in page.iter("caption")]
    assert pictures
    for picture in pictures:
        title = picture.get("aria-label").partition(": ")[2]
        assert title in captions


def test_tables_and_lists_hold_no_formula(trends, hostile):
    queue = trends.folder / "queue.csv"
    report = trends("--file", hostile, "--format", "csv", "--unanswered", queue)

    for text in (report.out, queue.read_text()):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_markdown_shows_foreign_text_letter_by_letter(trends, hostile):
    text = trends("--file", hostile, "--format", "md").out

    assert "<img" not in text.replace("\\<img", "")
    assert "\\<img src=x onerror=alert(1)\\>" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "day"], "--by"),
        (["--since", "May"], "--since May"),
        (["--lang", "xx-nothing"], "--lang"),
        (["--publisher", "Nobody"], "--publisher Nobody"),
        (["--column", "text"], "go with --file"),
        (["-o", "trends.pdf"], "trends.pdf"),
        (["--file", "missing.csv"], "missing.csv"),
        (["-o", "both.csv", "--unanswered", "both.csv"], "cannot hold both"),
        (["--unanswered", "STORE"], "is the store itself"),
        (["--unanswered", "LOG"], "is the store itself"),
    ],
)
def test_a_mistake_is_said_in_one_line(arguments, said, trends):
    named = {"STORE": trends.db, "LOG": log_path(trends.db)}
    report = trends(*(named.get(each, each) for each in arguments))

    assert report.status == 2
    assert said in report.err
    assert "Traceback" not in report.err


def test_a_log_that_is_something_else_is_named(trends):
    log_path(trends.db).write_text("these are only notes, and not a log\n" * 99)
    report = trends()

    assert report.status == 2
    assert str(log_path(trends.db)) in report.err


def test_the_report_speaks_the_language_of_its_reader(trends):
    assert "Sve provjere: 4" in trends("--ui", "bs").out
    assert "Uhakiki wote: 4" in trends("--ui", "sw").out
