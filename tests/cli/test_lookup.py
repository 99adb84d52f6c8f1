import csv
import gzip
import io
import json
import socket
import subprocess

import pytest

from .conftest import CLAIM, FACT_CHECKS


def test_a_claim_that_was_checked_is_found(lookup):
    ended = lookup(CLAIM)

    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("MATCH: already fact-checked\n")
    assert '"False"' in ended.out


def test_a_claim_that_nobody_checked_is_not_found(lookup):
    ended = lookup("Seven green elephants opened a bakery in the harbour.")

    assert (ended.status, ended.err) == (1, "")
    assert ended.out.startswith("NONE: no fact-check of this claim found\n")


def test_a_suggestion_is_found_only_if_it_is_accepted(factcheck, tmp_path):
    # Two publishers who disagree always need a person, whatever the scores.
    db, source = tmp_path / "own.db", tmp_path / "disagreeing.csv"
    opposite = f"{CLAIM},True,Other Desk,https://other.example/bridge,2021-05-01,en\n"
    source.write_text(FACT_CHECKS + opposite, encoding="utf-8")
    factcheck("ingest", source, "--db", db, "--words-only")
    asked = ["lookup", CLAIM, "--db", db, "--words-only"]

    assert factcheck(*asked).out.startswith("SUGGESTED")
    assert factcheck(*asked).status == 1
    assert factcheck(*asked, "--accept", "suggested").status == 0


def test_a_list_gives_an_object_a_line_in_order(lookup, tmp_path):
    listed = tmp_path / "claims.txt"
    listed.write_bytes(f"{CLAIM}\r\n\r\nčaj, kuća\n".encode() + b"\xff\n" + CLAIM.encode())
    ended = lookup("--file", listed, "--format", "jsonl")

    objects = [json.loads(line) for line in ended.out.splitlines()]
    assert [each["line"] for each in objects] == [1, 3, 4, 5]
    assert [each.get("decision", each.get("error")) for each in objects] == [
        "match",
        "none",
        "the line has letters that do not fit the file's encoding",
        "match",
    ]
    assert ended.status == 2


@pytest.mark.parametrize("text", ["", "\n \n"], ids=["no byte", "blank lines"])
def test_a_list_without_claims_is_named(text, lookup, tmp_path):
    path = tmp_path / "claims.txt"
    path.write_text(text)

    assert lookup("--file", path) == (1, "", f"factcheck: {path} holds no claims\n")
    assert lookup("--file", path, "--quiet") == (1, "", "")


def test_blank_lines_in_a_list_are_no_error(lookup, tmp_path):
    listed = tmp_path / "claims.txt"
    listed.write_text(f"{CLAIM}\n\n\nhello\n\n", encoding="utf-8")

    assert lookup("--file", listed, "-q") == (0, "", "")


@pytest.mark.parametrize("where", [["-q"], ["-o", "answers.csv"], ["-q", "-o", "answers.csv"]])
def test_lines_that_cannot_be_used_are_said_where_no_answer_is_shown(
    lookup, tmp_path, monkeypatch, where
):
    monkeypatch.chdir(tmp_path)
    listed = tmp_path / "claims.jsonl"
    listed.write_text(f'{{oh\n"{CLAIM}"\n5\n', encoding="utf-8")
    ended = lookup("--file", listed, *where)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err == "factcheck: 2 lines could not be looked up; line 1: not JSON\n"


def test_a_list_without_a_match_ends_with_one(lookup, tmp_path):
    listed = tmp_path / "claims.txt"
    listed.write_text("Seven green elephants opened a bakery.\n", encoding="utf-8")

    assert lookup("--file", listed).status == 1


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("a.csv", f"id,claim\n1,{CLAIM}\n", []),
        ("a.tsv", f"id\tpost\n1\t{CLAIM}\n", ["--column", "post"]),
        ("a.jsonl", json.dumps({"post": {"text": CLAIM}}), ["--field", "post.text"]),
        ("a.dat", json.dumps({"claim": CLAIM}), ["--input-format", "jsonl"]),
    ],
)
def test_lists_of_every_kind_are_read(lookup, tmp_path, name, content, options):
    plain, packed = tmp_path / name, tmp_path / f"{name}.gz"
    plain.write_text(content, encoding="utf-8")
    packed.write_bytes(gzip.compress(content.encode()))

    assert lookup("--file", plain, *options).status == 0
    if name != "a.dat":
        assert lookup("--file", packed, *options).status == 0


def test_a_list_is_read_in_the_encoding_that_ingest_reads(factcheck, lookup, store, tmp_path):
    listed = tmp_path / "claims.csv"
    listed.write_bytes(
        "claim;publisher\nPijenje vrele vode liječi gripu.;Šibenik\n".encode("cp1250")
    )
    named = ("--encoding", "cp1250")

    for encoding in ((), named):
        assert lookup("--file", listed, *encoding).status == 0
        ingested = factcheck("ingest", listed, "--dry-run", "--explain", *encoding)
        assert "Pijenje vrele vode liječi gripu." in ingested.out
    assert "there is no encoding 'klingon'" in factcheck("ingest", listed, "--encoding=klingon").err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"PK\x03\x04", "is a zip archive or a spreadsheet", id="spreadsheet"),
        pytest.param(None, "is a factcheck store and no list of claims", id="store"),
    ],
)
def test_a_file_that_holds_no_list_is_named(lookup, store, tmp_path, content, message):
    listed = tmp_path / "list.xlsx"
    listed.write_bytes(store.read_bytes() if content is None else content)
    ended = lookup("--file", listed)

    assert (ended.status, ended.out) == (2, "")
    assert message in ended.err


def written_list(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        pytest.param("id,channel", {"id": "7", "channel": "@news"}, id="some"),
        pytest.param("Channel", {"channel": "@news"}, id="whatever the case"),
        pytest.param("all", {"id": "7", "channel": "@news", "column 4": "x"}, id="all"),
    ],
)
def test_columns_of_a_list_are_kept_in_json(lookup, tmp_path, names, kept):
    table = f"id,channel,claim,\n7,@news,{CLAIM},x\n8,,,\n"
    listed = written_list(tmp_path, "a.csv", table)
    ended = lookup("--file", listed, "--keep", names, "--format", "jsonl")

    answer, problem = (json.loads(line) for line in ended.out.splitlines())
    assert answer["kept"] == kept
    assert problem["kept"] == {name: "8" if name == "id" else "" for name in kept}


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        pytest.param("id,by.name,no", {"id": 7, "by.name": "Ana", "no": None}, id="fields"),
        pytest.param("all", {"id": 7, "by": {"name": "Ana"}, "\ud800": "\ud801"}, id="all"),
    ],
)
def test_fields_of_json_lines_are_kept(lookup, tmp_path, names, kept):
    record = {"id": 7, "claim": CLAIM, "by": {"name": "Ana"}, "\ud800": "\ud801"}
    listed = written_list(tmp_path, "a.jsonl", f"{json.dumps(record)}\n{{oh\n")
    ended = lookup("--file", listed, "--keep", names, "--format", "jsonl")

    answer, problem = (json.loads(line) for line in ended.out.splitlines())
    assert answer["kept"] == kept
    assert problem["kept"] == ({} if names == "all" else dict.fromkeys(kept))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param("NaN", "not JSON", id="no number"),
        pytest.param("1e999", "not JSON", id="infinite"),
        pytest.param("[" * 900 + "]" * 900, "field 'id' is nested more than 100 deep", id="deep"),
    ],
)
def test_values_that_cannot_be_written_are_problems(lookup, tmp_path, value, reason):
    listed = written_list(tmp_path, "a.jsonl", f'{{"claim": "{CLAIM}", "id": {value}}}\n')
    ended = lookup("--file", listed, "--keep", "id", "--format", "jsonl")

    assert ended.status == 2
    assert json.loads(ended.out)["error"] == reason


def test_kept_columns_stand_first_in_csv_and_collide_with_none(lookup, tmp_path):
    table = f"id,input_id,=1+1,claim\n7,8,=2+2,{CLAIM}\n9,,,\n"
    listed = written_list(tmp_path, "a.csv", table)
    ended = lookup("--file", listed, "--keep", "all", "--format", "csv")

    header, answer, problem = csv.reader(io.StringIO(ended.out))
    assert header[:5] == ["input_id", "input_input_id", "'=1+1", "line", "claim"]
    assert answer[:5] == ["7", "8", "'=2+2", "2", CLAIM]
    assert problem[:5] == ["9", "", "", "3", ""]


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("a.csv", "id,claim\n", ["--keep", "no"], "--keep no: the table has no such column, but"),
        ("a.csv", "id,id,claim\n", ["--keep", "all"], "2 columns named 'id'"),
        ("a.txt", "one\n", ["--keep", "id"], "--keep needs a table or JSON Lines"),
        ("a.csv", "id,claim\n", ["--keep", "id", "--format", "text"], "--keep needs --format"),
        ("a.jsonl", "{}", ["--keep", "all", "--format", "csv"], "name some: --keep id,channel"),
    ],
)
def test_columns_that_cannot_be_kept_are_one_line(
    lookup, tmp_path, name, content, options, message
):
    listed = written_list(tmp_path, name, content)
    ended = lookup("--file", listed, "--format", "csv", *options)

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert message in ended.err


def test_a_damaged_gzip_is_one_line(lookup, tmp_path):
    packed = tmp_path / "a.txt.gz"
    packed.write_bytes(gzip.compress(b"claim\n" * 5000)[:-20])
    ended = lookup("--file", packed, "-q")

    assert ended.status == 2
    assert ended.err.count("\n") == 1


def test_the_file_appears_when_it_is_complete(lookup, tmp_path):
    output = tmp_path / "answers.csv"
    output.write_text("what was there before", encoding="utf-8")
    refused = lookup(CLAIM, "-o", output)
    failed = lookup("--file", tmp_path / "missing.txt", "-o", output, "--force")
    before = output.read_text(encoding="utf-8")
    succeeded = lookup(CLAIM, "-o", output, "--force")

    assert (refused.status, refused.out) == (2, "")
    assert refused.err == f"factcheck: {output} is there already; --force replaces it\n"
    assert (failed.status, before) == (2, "what was there before")
    assert (succeeded.status, succeeded.out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
    assert rows[0]["decision"] == "match"
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]


def test_the_store_is_not_overwritten(lookup, store):
    ended = lookup(CLAIM, "-o", store, "--force", "--format", "csv")

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "is the store itself" in ended.err


@pytest.mark.parametrize("name", ["answers.tsv", "answers.tab"])
def test_the_ending_tsv_gives_a_table_with_tabs(lookup, tmp_path, name):
    listed = written_list(tmp_path, "a.csv", f"id,claim\n7,{CLAIM}\n8,=1+1 hello\n")
    lookup("--file", listed, "--keep", "id", "-o", tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")

    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert [(row["input_id"], row["claim"]) for row in rows] == [("7", CLAIM), ("8", "'=1+1 hello")]


@pytest.mark.parametrize("name", ["answers.ods", "answers.docx", "answers.csv.gz"])
def test_an_ending_that_stands_for_no_format_is_refused(lookup, tmp_path, name):
    output = tmp_path / name
    ended = lookup(CLAIM, "-o", output)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith(f"factcheck: {output}: name a file in .csv, .htm, ")
    assert not output.exists()
    assert lookup(CLAIM, "-o", output, "--format", "csv").status == 0


@pytest.mark.parametrize(
    ("written_as", "starts"),
    [
        ("json", "{\n"),
        ("jsonl", '{"schema'),
        ("csv", "line,"),
        ("tsv", "line\t"),
        ("md", "### 1. MATCH"),
        ("text", "M"),
    ],
)
def test_every_format_can_be_asked_for(lookup, written_as, starts):
    assert lookup(CLAIM, "--format", written_as).out.startswith(starts)


def test_quiet_says_nothing_and_answers_by_its_status(lookup):
    assert lookup(CLAIM, "--quiet") == (0, "", "")
    assert lookup("Seven green elephants opened a bakery.", "--quiet") == (1, "", "")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--lang", "en"], 0),
        (["--lang", "English", "--lang", "bs"], 0),
        (["--lang", "bs"], 1),
        (["--lang", "bs", "--exact-lang"], 1),
        (["--publisher", "bridge.example"], 0),
        (["--publisher", "Provjera"], 1),
        (["--since", "2021-03"], 0),
        (["--since", "2022"], 1),
        (["--verdict", "false"], 0),
        (["--verdict", "true"], 1),
        (["--limit", "1", "--min-score", "0.5", "--whole"], 0),
    ],
)
def test_filters_choose_who_may_answer(lookup, options, found):
    assert lookup(CLAIM, *options).status == found


def test_none_names_the_filters_that_were_active(lookup):
    filtered = lookup(CLAIM, "--lang", "bs", "--publisher", "Provjera", "--since", "2021")
    found = lookup(CLAIM, "--lang", "en")
    unfiltered = lookup("Seven green elephants opened a bakery.")

    searched = "Only these fact-checks were searched: "
    assert f"{searched}language bs; publisher Provjera; reviewed since 2021." in filtered.out
    assert searched not in found.out
    assert searched not in unfiltered.out


def test_a_word_or_two_that_are_no_claim_lead_to_the_search(lookup):
    assert "factcheck search" in lookup("malaria").out
    assert "factcheck search" in lookup("hot water").out
    assert "factcheck search" not in lookup("?!").out
    assert "factcheck search" not in lookup("Seven green elephants opened a bakery.").out


@pytest.mark.parametrize("language", ["sr", "hr", "Montenegrin", "sh"])
def test_a_language_filter_finds_close_languages_unless_told_otherwise(lookup, language):
    claim = "Pijenje vrele vode liječi gripu."
    exact = lookup(claim, "--lang", language, "--exact-lang")

    assert lookup(claim, "--lang", language).status == 0
    assert exact.status == 2
    assert "no fact-check in this store is in that language; there are: en, bs, sw" in exact.err


def test_several_claims_are_several_look_ups(lookup):
    ended = lookup(CLAIM, "", "Seven green elephants opened a bakery.", "--format", "jsonl")

    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert [(each["line"], each["decision"]) for each in answers] == [(1, "match"), (3, "none")]
    assert ended.status == 0


def test_xargs_gives_a_claim_a_line(argv, store, tmp_path):
    listed = written_list(tmp_path, "claims.txt", f"{CLAIM}\n- hello there\n\n")
    command = [*argv, "lookup", "--db", store, "--words-only", "--format", "jsonl", "--"]
    ended = subprocess.run(
        ["xargs", "-d", "\\n", "-a", listed, *command], capture_output=True, check=False
    )

    claims = [json.loads(line)["claim"] for line in ended.stdout.splitlines()]
    assert claims == [CLAIM, "- hello there"]
    assert ended.returncode == 0


@pytest.mark.parametrize(
    "claim",
    [
        "--- hello there",
        "-5 degrees at noon",
        "- hello there",
        "-fake vaccine kills",
        "-only one of ten",
        "-hot water cures",
    ],
)
def test_a_claim_that_begins_with_a_dash_is_told_how_to_be_given(lookup, claim):
    ended = lookup(claim)

    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert "put -- before text that begins with a dash" in ended.err
    assert lookup("--", claim).status == 1


def test_the_value_of_an_option_may_begin_with_a_dash(lookup, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert lookup("-o", "-only one of ten", "hello there").status == 1
    assert (tmp_path / "-only one of ten").exists()


def test_a_file_is_not_looked_up_by_its_name(lookup, store):
    ended = lookup(store)

    assert (ended.status, ended.out) == (2, "")
    said = f"{store} is a file; --file looks up the claims in it, --db names a store"
    assert ended.err == f"factcheck: {said}\n"


def test_a_claim_longer_than_any_file_name_is_a_claim(lookup):
    assert lookup("hello there " * 500).status == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a", "claim", "without", "marks"], "put the claim in quotation marks"),
        ([CLAIM, "--file", "a.txt"], "give a claim or --file, not both"),
        ([CLAIM, "--column", "x"], "are for lists, not for a claim"),
        ([CLAIM, "--encoding", "cp1250"], "are for lists, not for a claim"),
        (["--file", __file__, "--encoding", "klingon"], "there is no encoding 'klingon'"),
        (["--file", "no-such-file.txt"], "no-such-file.txt cannot be opened: No such file"),
        ([CLAIM, "--since", "yesterday"], "--since yesterday: write 2021"),
        ([CLAIM, "--today", "yesterday"], "--today yesterday: write a day such as 2026-05-19"),
        ([CLAIM, "--today", "2026-02-30"], "--today 2026-02-30: write a day"),
        ([CLAIM, "--today", "20260519"], "--today 20260519: write a day"),
        ([CLAIM, "--today", "٢٠٢٦-٠٥-١٩"], "write a day"),
        ([CLAIM, "--lang", "Klingonish"], "no language is called that"),
        ([CLAIM, "--lang", "Klingon"], "--lang Klingon: no fact-check in this store is in that"),
        ([CLAIM, "--publisher", "Brigde Watch"], "by that publisher; did you mean Bridge Watch"),
        ([CLAIM, "--publisher", "helth.example"], "did you mean health.example"),
        ([CLAIM, "--publisher", "\x1b[31m"], "--publisher <U+001B>[31m: no fact-check in this"),
        ([CLAIM, "--verdict", "fake"], "'fake' is not one of"),
        ([CLAIM, "--limit", "0"], "--limit"),
        ([CLAIM, "--min-score", "nan"], "--min-score"),
        ([CLAIM, "--frobnicate"], "No such option: --frobnicate"),
        ([CLAIM, "-"], "give it without other claims"),
        ([CLAIM, "-o", "no/such/folder/a.csv"], "cannot write no/such/folder/a.csv: there is no"),
        ([CLAIM, "--encoder", "."], "--words-only uses no encoder"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_status_two(lookup, arguments, message):
    ended = lookup(*arguments)

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert ended.err.startswith("factcheck: ")
    assert message in ended.err


def test_without_a_store_one_line_says_what_to_do(factcheck):
    ended = factcheck("lookup", CLAIM)

    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "factcheck ingest FILE" in ended.err
    assert "--db claims.db.example" in ended.err


def test_the_environment_names_the_store_and_the_option_wins(factcheck, store, monkeypatch):
    monkeypatch.setenv("FACTCHECK_DB", str(store))
    assert factcheck("lookup", CLAIM, "--words-only").status == 0

    missing = factcheck("lookup", CLAIM, "--words-only", "--db", "missing.db")
    assert (missing.status, "missing.db" in missing.err) == (2, True)


def test_a_hostile_file_name_stays_harmless_in_the_message(lookup):
    ended = lookup("--file", "a\x1b[2Jb\u202e.txt")

    assert "a<U+001B>[2Jb<U+202E>.txt" in ended.err
    assert "\x1b" not in ended.err


def test_words_only_is_said_in_the_answer(lookup):
    written = json.loads(lookup(CLAIM, "--format", "json").out)

    assert written["engine"] == "words"
    assert "compared by words only, as asked" in written["notes"]


def test_a_look_up_opens_no_connection(lookup, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("a look-up must work offline")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)

    assert lookup(CLAIM).status == 0


def test_the_day_can_be_told(lookup):
    old, new = (
        json.loads(lookup(CLAIM, "--format", "json", "--today", day).out)["notes"]
        for day in ("2026-05-19", "2021-03-05")
    )

    assert (
        "Recycled: checked on 2021-03-04 already, 5 years before this claim was asked about "
        "on 2026-05-19."
    ) in old
    assert not any("Recycled" in note for note in new)


def test_without_being_told_the_clock_says_which_day_it_is(lookup):
    notes = json.loads(lookup(CLAIM, "--format", "json").out)["notes"]

    # The fact-check is of 2021; no clock that this runs on shows that year.
    assert "Checked before: 2021-03-04." in notes


def test_a_list_may_say_when_each_claim_was_asked(lookup, tmp_path):
    listed = tmp_path / "posts.csv"
    days = ("2024-03-04", "", "2021-12-24", "long ago", "2999-01-01", "3 April 2023")
    rows = "".join(f"{day},{CLAIM}\n" for day in days)
    listed.write_text(f"date,claim\n{rows}", encoding="utf-8")
    ended = lookup("--file", listed, "--format", "jsonl", "--today", "2026-05-19")

    told = [
        [note.partition(" asked about ")[2] for note in json.loads(line)["notes"][:-1]]
        for line in ended.out.splitlines()
    ]
    assert told == [["on 2024-03-04."], ["on 2026-05-19."], [], [], [], ["on 2023-04-03."]]


def test_fact_checks_of_one_claim_are_shown_together(factcheck, tmp_path):
    db, source = tmp_path / "own.db", tmp_path / "two.csv"
    again = f"{CLAIM},Misleading,Other Desk,https://other.example/bridge,,en\n"
    source.write_text(FACT_CHECKS + again, encoding="utf-8")
    factcheck("ingest", source, "--db", db, "--words-only")
    ended = factcheck("lookup", CLAIM, "--db", db, "--words-only", "--today", "2021-04-01")

    assert ended.status == 0
    assert (
        "2 fact-checks of this claim, newest first\n"
        '  1.  FALSE       2021-03-04     "False" (English)       Bridge Watch\n'
        '  2.  MISLEADING  no date given  "Misleading" (English)  Other Desk\n'
    ) in ended.out


def test_an_address_is_no_list(lookup):
    ended = lookup("--file", "https://news.example/an-article")

    assert (ended.status, ended.out) == (2, "")
    assert ended.err.endswith(
        "to look up an article: factcheck scan https://news.example/an-article\n"
    )
