import json
import sys

import pytest

MEASURES = [
    "map@5",
    "mrr",
    "p@1",
    "success@10",
    "match_precision",
    "match_recall",
    "promised_recall",
    "false_match_rate",
    "ece",
]


@pytest.fixture
def files(tmp_path):
    contents = {
        "queries.jsonl": [
            '{"id": "a", "text": "The old bridge was closed for 12 years.", "lang": "en"}',
            '{"id": "b", "text": "Boiled onions cure malaria, says my aunt", "lang": "en"}',
            '{"id": "c", "text": "Kunywa maji ya moto kunatibu mafua.", "lang": "sw"}',
        ],
        "qrels.tsv": ["a\t1\t1", "b\t2\t1", "c\t3\t1"],
        "corpus.jsonl": [
            '{"id": "1", "claim": "The old bridge was closed for 12 years.", "lang": "en"}',
            '{"id": "2", "claim": "Boiled onions cure malaria within two days.", "lang": "en"}',
            '{"id": "3", "claim": "Kunywa maji ya moto kunatibu mafua.", "lang": "sw"}',
        ],
    }
    for name, lines in contents.items():
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


@pytest.fixture
def evaluate(factcheck, files):
    def evaluates(*arguments):
        given = ["--queries", files / "queries.jsonl", "--qrels", files / "qrels.tsv"]
        return factcheck("evaluate", *given, "--words-only", *arguments)

    return evaluates


def test_json_has_every_measure_for_all_and_by_language(evaluate, files):
    ended = evaluate("--corpus", files / "corpus.jsonl", "--format", "json")
    written = json.loads(ended.out)

    assert (ended.status, ended.err) == (0, "")
    assert list(written["all"]) == MEASURES
    assert {code: list(group) for code, group in written["by_language"].items()} == {
        "en": MEASURES,
        "sw": MEASURES,
    }
    assert written["all"]["p@1"] == 1.0
    assert written["intervals"]["all"]["p@1"] == [1.0, 1.0]
    assert written["by_language_pair"]["sw→sw"]["match_recall"] == 1.0
    assert written["counts"]["documents"] == 3
    assert 0 <= written["half_without_answers"]["ece"] <= 1


def test_text_shows_measures_languages_and_calibration(evaluate, files):
    shown = evaluate("--corpus", files / "corpus.jsonl").out

    assert "3 claims" in shown
    assert "match_precision" in shown
    assert "sw→sw" in shown
    assert "Are the scores honest?" in shown
    assert "compared by words only, as asked" in shown
    assert "other score" not in shown


def test_the_sweep_is_shown_on_demand(evaluate, files):
    assert "If matches began at another score" in (
        evaluate("--corpus", files / "corpus.jsonl", "--sweep").out
    )


def test_the_plot_is_a_picture(evaluate, files):
    pytest.importorskip("matplotlib")
    picture = files / "honest.png"
    ended = evaluate("--corpus", files / "corpus.jsonl", "--plot", picture)

    assert (ended.status, ended.err) == (0, "")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_plot_that_cannot_be_written_costs_no_figures(evaluate, files):
    ended = evaluate("--corpus", files / "corpus.jsonl", "--plot", files / "no" / "honest.png")

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "match_precision" in ended.out


def test_a_store_of_ones_own_is_measured_by_its_record_ids(evaluate, factcheck, files):
    db = files / "own.db"
    documents = (files / "corpus.jsonl").read_text(encoding="utf-8")
    named = documents.replace('"lang"', '"publisher": "Daily Check", "lang"')
    (files / "own.jsonl").write_text(named, encoding="utf-8")
    factcheck("ingest", files / "own.jsonl", "--db", db, "--words-only", "--quiet")

    written = json.loads(evaluate("--db", db, "--format", "json").out)

    assert written["counts"]["answers_not_stored"] == 0
    assert written["all"]["success@10"] == 1.0


def test_a_work_folder_keeps_the_store(evaluate, files):
    work = files / "new" / "work"
    first, again = (
        evaluate("--corpus", files / "corpus.jsonl", "--work", work, "--format", "json").out
        for _ in range(2)
    )

    assert len(list(work.glob("*.db"))) == 1
    assert first == again


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--db", "a.db", "--corpus", "c.jsonl"], "not both", id="two stores"),
        pytest.param(["--work", "w"], "there is none", id="a folder for nothing"),
        pytest.param(["--corpus", "nowhere.jsonl"], "nowhere.jsonl", id="no such corpus"),
        pytest.param(["--db", "nowhere.db"], "nowhere.db", id="no such store"),
    ],
)
def test_what_makes_no_sense_is_one_line(evaluate, arguments, said):
    ended = evaluate(*arguments)

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


@pytest.fixture
def pairs(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text(
        "claim,published,label,group\n"
        "The old bridge was closed for 12 years.,The old bridge was closed for 12 years.,same,a\n"
        "The old bridge was closed for 2 years.,The old bridge was closed for 12 years.,number,a\n"
        "Onions cure malaria in children.,The moon landing was filmed in Kenya.,different,b\n",
        encoding="utf-8",
    )
    return path


def test_pairs_are_measured_without_a_store(factcheck, pairs):
    ended = factcheck("evaluate", "--pairs", pairs, "--words-only", "--format", "json")
    written = json.loads(ended.out)

    assert (ended.status, ended.err) == (0, "")
    assert (written["all"]["pairs"], written["all"]["same"]) == (3, 1)
    assert written["by_label"]["same"]["match_recall"] == 1.0
    assert written["by_label"]["number"]["false_match_rate"] == 0.0
    assert written["by_group"]["a"]["intervals"]["match_precision"][1] == 1.0
    assert written["conflicts"]["different_number"] == {"same": 0, "different": 1}


def test_pairs_are_shown_as_tables(factcheck, pairs):
    shown = factcheck("evaluate", "--pairs", pairs, "--words-only").out

    assert "3 pairs, 1 of the same claim" in shown
    assert "By label" in shown
    assert "en→en" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "give --queries and --qrels, or --pairs", id="no labels"),
        pytest.param(["--queries", "q.jsonl"], "or --pairs", id="half the labels"),
        pytest.param(["--pairs", "p.csv", "--db", "a.db"], "without them", id="pairs of a store"),
        pytest.param(["--pairs", "nowhere.csv"], "nowhere.csv cannot be opened", id="no such file"),
    ],
)
def test_labels_that_do_not_belong_together_are_one_line(factcheck, arguments, said):
    ended = factcheck("evaluate", *arguments, "--words-only")

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert said in ended.err


@pytest.mark.parametrize("library", ["ir_measures", "matplotlib.figure"])
def test_a_missing_extra_is_named_before_anything_is_read(evaluate, monkeypatch, library):
    # None in sys.modules is how Python itself marks what must not be imported.
    monkeypatch.setitem(sys.modules, library, None)
    ended = evaluate("--corpus", "nowhere.jsonl", "--plot", "honest.png")

    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert "factcheck-claims[evaluate]" in ended.err
