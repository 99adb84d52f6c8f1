import json
import stat

import pytest

from factcheck.errors import ExitStatus

from .conftest import CLAIM, FACT_CHECKS


@pytest.fixture
def known_id(lookup):
    return json.loads(lookup(CLAIM, "--format", "json").out)["matches"][0]["id"]


@pytest.fixture
def log(tmp_path):
    return tmp_path / "cited.jsonl"


@pytest.fixture
def cite(factcheck, store, log):
    def cites(*arguments):
        return factcheck("cite", *arguments, "--db", store, "--log", log)

    return cites


def entries(log):
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_a_fact_check_is_cited_and_the_citation_noted(cite, known_id, log):
    ended = cite(known_id[:6])

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Bridge Watch. Fact-check of the claim: “The old bridge")
    assert [entry["id"] for entry in entries(log)] == [known_id]


def test_a_reply_is_written_in_the_language_that_was_asked_for(cite, known_id):
    ended = cite(known_id, "--style", "reply", "--in", "Indonesian", "--accessed", "2023-05-06")
    former = cite(known_id, "--style", "reply", "--lang", "id", "--accessed", "2023-05-06")

    assert former.out == ended.out
    assert "Bridge Watch sudah memeriksa fakta hal ini (4 Maret 2021)." in ended.out
    assert "“False”" in ended.out
    assert "6 Mei 2023" in ended.out
    assert ended.out.count("12 years") == 1


def test_citations_for_scripts_are_one_object_in_any_style(cite, known_id):
    plain = json.loads(cite(known_id, "--format", "json").out)
    bibtex = json.loads(cite(known_id, "--style", "bibtex", "--format", "json").out)
    items = json.loads(cite(known_id, "--style", "csl-json", "--format", "json").out)

    assert (plain["schema_version"], plain["style"]) == (1, "plain")
    assert [each["id"] for each in plain["citations"]] == [known_id]
    assert plain["citations"][0]["text"] + "\n" == cite(known_id).out
    assert bibtex["citations"][0]["text"].startswith("@misc")
    assert items[0]["URL"] == "https://bridge.example/closed"


@pytest.mark.parametrize("written_as", ["json", "jsonl"])
def test_the_matches_of_a_look_up_are_cited(written_as, cite, lookup, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(lookup(CLAIM, "--format", written_as).out, encoding="utf-8")
    ended = cite("--from-lookup", answers, "--style", "csl-json")

    assert ended.status == 0
    assert "The old bridge was closed" in json.loads(ended.out)[0]["reviewed-title"]


def test_a_look_up_can_be_piped_in(in_a_shell, store, lookup):
    answers = lookup(CLAIM, "--format", "jsonl").out.encode()
    ended = in_a_shell(
        "cite", "--from-lookup", "-", "--style", "ris", "--no-log", "--db", store, input=answers
    )

    assert ended.status == 0
    assert ended.out.startswith("TY  - ELEC\r\n")


@pytest.fixture
def suggestion(known_id, tmp_path):
    answers = tmp_path / "suggested.json"
    match = {"id": known_id, "decision": "suggested"}
    answers.write_text(json.dumps({"decision": "suggested", "matches": [match]}))
    return answers


@pytest.mark.parametrize("style", ["plain", "reply", "csl-json"])
def test_a_suggestion_is_cited_only_where_it_is_accepted(style, cite, suggestion, log):
    ended = cite("--from-lookup", suggestion, "--style", style)

    assert (ended.status, "Bridge Watch" in ended.out) == (ExitStatus.NOTHING_FOUND, False)
    assert ended.err == "factcheck: 1 suggestion is left out; --accept suggested cites them too\n"
    assert not log.exists()


def test_an_accepted_suggestion_is_cited_as_one(cite, suggestion):
    ended = cite("--from-lookup", suggestion, "--accept", "suggested")

    assert (ended.status, ended.err) == (0, "")
    assert "not confirmed by a person" in ended.out


def test_a_look_up_without_a_match_is_nothing_to_cite(cite, tmp_path, log):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"decision": "none", "matches": []}))
    ended = cite("--from-lookup", answers)

    assert (ended.status, ended.out) == (ExitStatus.NOTHING_FOUND, "")
    assert not log.exists()


def test_an_answer_about_an_unknown_fact_check_is_said_and_the_rest_is_cited(
    cite, known_id, tmp_path
):
    answers = tmp_path / "answers.jsonl"
    ids = ("zzzzzz", known_id)
    lines = ({"decision": "match", "matches": [{"id": i, "decision": "match"}]} for i in ids)
    answers.write_text("\n".join(map(json.dumps, lines)))
    ended = cite("--from-lookup", answers)

    assert ended.status == ExitStatus.ERROR
    assert "zzzzzz" in ended.err
    assert "Bridge Watch" in ended.out


def test_a_mistyped_id_cites_nothing_at_all(cite, known_id, log):
    ended = cite(known_id, "zzzzzz")

    assert (ended.status, ended.out) == (ExitStatus.ERROR, "")
    assert not log.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name some ids"),
        (["abc", "--from-lookup", "x"], "name some ids"),
        (["--check", "abc"], "--check"),
        (["abc", "--all-stores"], "--check"),
        (["abc", "--accessed", "yesterday"], "--accessed yesterday"),
        (["abc", "--style", "ris", "--csl", "x.csl"], "--csl"),
        (["--from-lookup", "nowhere.json"], "nowhere.json"),
    ],
)
def test_what_makes_no_sense_is_one_line(arguments, said, cite):
    ended = cite(*arguments)

    assert (ended.status, ended.out) == (ExitStatus.ERROR, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_an_unknown_language_names_the_known_ones(cite, known_id):
    assert "sr-Cyrl" in cite(known_id, "--in", "tlh").err


def test_nothing_is_noted_where_nobody_wants_it(factcheck, store, known_id, tmp_path, monkeypatch):
    monkeypatch.setenv("FACTCHECK_CITATIONS", str(tmp_path / "own.jsonl"))

    assert factcheck("cite", known_id, "--db", store, "--no-log").status == 0
    assert not (tmp_path / "own.jsonl").exists()
    assert factcheck("cite", known_id, "--db", store).status == 0
    assert len(entries(tmp_path / "own.jsonl")) == 1


def test_a_store_that_cannot_be_written_to_can_be_cited_from(factcheck, store, known_id, log):
    before = store.stat().st_mode
    store.chmod(stat.S_IRUSR)
    try:
        assert factcheck("cite", known_id, "--db", store, "--log", log).status == 0
    finally:
        store.chmod(before)


def test_check_says_which_citations_were_corrected_since(factcheck, tmp_path, log):
    db, source = tmp_path / "own.db", tmp_path / "a.csv"
    common = ("--db", db, "--log", log)

    def ingested(text):
        source.write_text(text, encoding="utf-8")
        assert factcheck("ingest", source, "--db", db, "--words-only").status == 0

    ingested(FACT_CHECKS)
    found = factcheck("lookup", CLAIM, "--db", db, "--words-only", "--format", "json").out
    public = json.loads(found)["matches"][0]["id"]
    factcheck("cite", public, *common)
    good = factcheck("cite", "--check", *common)
    ingested(FACT_CHECKS.replace(",False,", ",Mostly false,"))
    bad = factcheck("cite", "--check", *common)
    told = json.loads(factcheck("cite", "--check", "--format", "json", *common).out)

    assert (good.status, good.out.splitlines()[0]) == (0, "All citations still hold")
    assert bad.status == ExitStatus.NOTHING_FOUND
    assert "CORRECTED since it was cited" in bad.out
    assert "the rating was “False” and is “Mostly false”" in bad.out
    assert [each["standing"] for each in told["citations"]] == ["corrected"]


def test_check_begins_with_numbers_and_groups_the_styles_of_one_fact_check(
    cite, factcheck, known_id, log, tmp_path
):
    for style in ("plain", "ris", "reply"):
        assert cite(known_id, "--style", style).status == 0
    log.write_text(log.read_text("utf-8").replace('"rating": "False"', '"rating": "True"'))
    ended = cite("--check")
    told = json.loads(cite("--check", "--format", "json").out)

    assert [" ".join(line.split()) for line in ended.out.splitlines()[:3]] == [
        "Some citations need to be looked at",
        "Citations 3 of 1 fact-check checked",
        "Corrected 3",
    ]
    assert ended.out.count("CORRECTED since it was cited") == 1
    assert "(plain, ris, reply; en)" in ended.out
    assert (told["checked"], told["counts"]["corrected"], told["counts"]["same"]) == (3, 3, 0)
    assert len(told["citations"]) == 3


def test_check_of_another_store_is_no_flood(cite, factcheck, known_id, log, tmp_path):
    for style in ("plain", "ris", "reply"):
        assert cite(known_id, "--style", style).status == 0
    other, source = tmp_path / "other.db", tmp_path / "other.csv"
    source.write_text(FACT_CHECKS.splitlines()[0] + "\n", encoding="utf-8")
    assert factcheck("ingest", source, "--db", other, "--words-only").status == 0
    quiet = factcheck("cite", "--check", "--db", other, "--log", log)
    loud = factcheck("cite", "--check", "--all-stores", "--db", other, "--log", log)

    assert (quiet.status, quiet.out.splitlines()[0]) == (0, "No citations of this store")
    assert "3 not checked; --all-stores compares them too" in quiet.out
    assert loud.status == ExitStatus.NOTHING_FOUND
    assert loud.out.count("MISSING") == 1


def test_check_without_a_log_is_one_line(cite):
    ended = cite("--check")

    assert ended.status == ExitStatus.ERROR
    assert "nothing was cited" in ended.err


def test_a_report_is_written_where_the_name_of_the_file_asks_for_it(lookup, tmp_path):
    report = tmp_path / "report.html"

    assert lookup(CLAIM, "-o", report).status == 0
    assert report.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert lookup(CLAIM, "--format", "html").out.startswith("<!DOCTYPE html>")
