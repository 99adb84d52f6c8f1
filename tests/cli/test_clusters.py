"""`factcheck clusters` groups a list by meaning, and looks each group up."""

import csv
import io
import json

import pytest

LIST = """\
text,date
Boiled onions cure malaria within two days.,2024-03-05
The ferry to the island was sold in 2019.,2024-01-01
@desk BOILED ONIONS CURE MALARIA WITHIN TWO DAYS. 😡,2024-02
Within two days boiled onions cure malaria.,2023-12-31
Boiled onions cure malaria within nine days.,
🙂,2024-01-01
"""


@pytest.fixture
def posts(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def clusters(factcheck, store, posts):
    """Group a list, LIST unless another is named, by words."""

    def groups(*arguments, file=posts):
        return factcheck("clusters", file, "--db", store, "--words-only", *arguments)

    return groups


def test_a_group_has_its_lines_days_wordings_and_the_best_fact_check(clusters):
    ended = clusters()
    lines = ended.out.splitlines()

    assert ended.status == 0
    assert lines[0] == "1. 3 lines of the list, 2 wordings"
    assert "  Lines      2, 4, 5" in lines
    assert "  Dates      2023-12-31 to 2024-03-05" in lines
    assert '  line 5     "Within two days boiled onions cure malaria."' in lines
    assert "1: MATCH: already fact-checked" in lines
    assert "  Found  Claims: 1, in 3 of 6 lines" in lines
    assert "compared by words only, as asked" in ended.out
    assert "2. " not in ended.out


def test_explain_says_why_two_lines_are_one_claim(clusters):
    assert "Lines 2 and 5" not in clusters().out

    explained = clusters("--explain").out

    assert "Lines 2 and 5" in explained
    assert "The wording is 100% alike." in explained


def test_a_table_has_a_row_for_each_group(clusters):
    rows = list(csv.DictReader(io.StringIO(clusters("--at-least", 1, "--format", "csv").out)))

    assert [row["all_lines"] for row in rows] == ["2 4 5", "3", "6"]
    assert [row["first_on"] for row in rows] == ["2023-12-31", "2024-01-01", ""]
    assert [row["verdict"] for row in rows] == ["false", "", ""]
    assert rows[0]["line"] == "2"


def test_json_has_every_line_with_its_date_and_the_links(clusters):
    ended = clusters("--format", "json")
    clustered = json.loads(ended.out)
    [cluster] = clustered["clusters"]
    lines = map(json.loads, clusters("--format", "jsonl").out.splitlines())

    assert (clustered["lines"], clustered["without_claim"], clustered["not_shown"]) == (6, 1, 2)
    assert [(each["line"], each["date"]) for each in cluster["members"]] == [
        (2, "2024-03-05"),
        (4, "2024-02"),
        (5, "2023-12-31"),
    ]
    assert [(each["line"], each["other_line"]) for each in cluster["links"]] == [(2, 5)]
    assert cluster["answer"]["decision"] == "match"
    assert list(lines) == [cluster]


@pytest.mark.parametrize("ending", ["html", "md", "txt", "tsv", "xlsx", "json", "jsonl"])
def test_every_format_of_answers_is_written(clusters, tmp_path, ending):
    target = tmp_path / f"groups.{ending}"
    ended = clusters("-o", target)

    assert (ended.status, ended.out) == (0, "")
    assert target.stat().st_size > 200


@pytest.mark.parametrize(("ending", "markup"), [("html", "<script>"), ("md", "[a](http")])
def test_what_a_post_brings_along_is_no_markup(clusters, tmp_path, ending, markup):
    hostile = tmp_path / "hostile.txt"
    hostile.write_text("<script>alert(1)</script> [a](http://x.example) is sold today\n" * 2)
    target = tmp_path / f"groups.{ending}"
    clusters("-o", target, file=hostile)
    written = target.read_text(encoding="utf-8")

    assert "alert" in written
    assert markup not in written


def test_groups_are_told_in_the_language_of_the_reader(clusters):
    assert "Tvrdnje grupisane po značenju" in clusters("--ui", "bs").out


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        pytest.param("", 1, "", id="nothing"),
        pytest.param("The ferry was sold.\n", 1, "", id="one"),
        pytest.param("The ferry was sold.\nThe ferry was sold.\n", 0, "", id="a copy"),
        pytest.param("The ferry\0 was sold.\nThe ferry was sold.\n", 0, "", id="NUL"),
        pytest.param("a b " * 20_000 + "\n", 2, "1 line could not be used; line 1", id="huge"),
    ],
)
def test_the_status_says_whether_a_claim_comes_again(clusters, tmp_path, text, status, said):
    file = tmp_path / "list.txt"
    file.write_text(text, encoding="utf-8")
    ended = clusters(file=file)

    assert ended.status == status
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_many_copies_are_one_group(clusters, tmp_path):
    file = tmp_path / "list.txt"
    file.write_text("The ferry to the island was sold.\n" * 5_000, encoding="utf-8")

    assert "5,000 lines of the list, 1 wording" in clusters(file=file).out


def test_a_list_is_read_from_a_pipe(in_a_shell, store):
    arguments = ("clusters", "-", "--db", store, "--words-only", "--format", "jsonl")
    ended = in_a_shell(*arguments, input=b"The ferry was sold.\n" * 2)

    assert [json.loads(line)["lines"] for line in ended.out.splitlines()] == [2]


def test_the_list_is_never_replaced(clusters, posts):
    ended = clusters("-o", posts, "--force")

    assert ended.status == 2
    assert "is what is read" in ended.err
    assert posts.read_text(encoding="utf-8") == LIST
