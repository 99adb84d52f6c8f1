"""Answers in the reader's language: by `--ui`, else by the locale, else in English."""

import json

import pytest

CLAIM = "The old bridge was closed for 12 years."


@pytest.fixture
def answer_in(lookup, monkeypatch):
    """Look CLAIM up, with `--ui` or with a locale in the environment."""

    def answer_in(*arguments, **environment):
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return lookup(CLAIM, *arguments)

    return answer_in


def test_an_answer_is_written_in_the_language_that_was_asked_for(answer_in):
    ended = answer_in("--ui", "bs")

    assert ended.out.startswith("POGODAK: već provjereno\n")
    # What others wrote stays as it is.
    assert f"Tvrdnja   {CLAIM}" in ended.out
    assert "already" not in ended.out


@pytest.mark.parametrize(
    ("environment", "heading"),
    [
        pytest.param({}, "MATCH", id="no locale"),
        pytest.param({"LANG": "C.UTF-8"}, "MATCH", id="C"),
        pytest.param({"LANG": "POSIX"}, "MATCH", id="POSIX"),
        pytest.param({"LANG": "en_GB.UTF-8"}, "MATCH", id="English"),
        pytest.param({"LANG": "fr_FR.UTF-8"}, "MATCH", id="no catalogue"),
        pytest.param({"LANG": "id_ID.UTF-8"}, "COCOK", id="Indonesian"),
        pytest.param({"LANG": "sr_RS.UTF-8"}, "ПОГОДАК", id="Serbian"),
        pytest.param({"LANG": "sr_RS@latin"}, "POGODAK", id="Serbian in Latin letters"),
        pytest.param({"LANG": "en_GB", "LC_MESSAGES": "sw_KE"}, "LINALINGANA", id="messages"),
        pytest.param({"LC_ALL": "C", "LC_MESSAGES": "sw_KE"}, "MATCH", id="all before messages"),
    ],
)
def test_without_the_option_the_locale_decides(answer_in, environment, heading):
    assert answer_in(**environment).out.startswith(f"{heading}: ")


def test_the_option_goes_before_the_locale(answer_in):
    assert answer_in("--ui", "en", LANG="bs_BA.UTF-8").out.startswith("MATCH: ")


def test_json_and_csv_stay_english(answer_in):
    in_json = json.loads(answer_in("--ui", "bs", "--format", "json").out)
    in_csv = answer_in("--ui", "bs", "--format", "csv").out

    [first, *_] = in_json["matches"][0]["signals"]
    assert first["text"] == "This very claim, word for word, was fact-checked."
    assert first["text"] in in_csv


@pytest.mark.parametrize(
    ("written_as", "needed"),
    [
        pytest.param("md", "### 1. POGODAK: već provereno", id="Markdown"),
        pytest.param("html", '<html lang="sr-Latn" dir="ltr">', id="HTML"),
        pytest.param("html", "Provere 1 tvrdnje", id="counted"),
        pytest.param("html", "Proverena je upravo ova tvrdnja, reč po reč.", id="reason"),
    ],
)
def test_every_format_for_people_is_translated(answer_in, written_as, needed):
    assert needed in answer_in("--ui", "sr-Latn", "--format", written_as).out


def test_an_unknown_language_is_refused_with_the_known_ones(answer_in):
    ended = answer_in("--ui", "klingon")

    assert ended.status == 2
    assert "--ui klingon: answers are written in en, bs, hr, sr-Latn, sr-Cyrl, id, sw" in ended.err


def test_search_list_and_show_are_translated_too(factcheck, store):
    found = factcheck("search", "bridge", "--db", store, "--ui", "hr").out
    listed = factcheck("list", "--limit", "2", "--db", store, "--ui", "hr").out
    shown = factcheck("show", found.split()[5], "--db", store, "--ui", "hr").out

    assert found.startswith("1 provjera s tekstom „bridge”\n")
    assert listed.startswith("2 od 4 provjere, najnovija prva; --limit prikazuje više\n")
    assert shown.startswith("NETOČNO\n")
    assert "prvi put pohranjena u ovom stanju" in shown


def test_a_list_of_claims_that_has_unusable_lines_is_translated(factcheck, store, tmp_path):
    claims = tmp_path / "claims.jsonl"
    claims.write_text(f'{{"text": "{CLAIM}"}}\n{{"note": "no claim"}}\n', encoding="utf-8")
    options = ("--field", "text", "--db", store, "--words-only", "--ui", "id")
    ended = factcheck("lookup", "--file", claims, *options)

    assert ended.status == 2
    assert ended.out.startswith("baris 1: COCOK: sudah dicek faktanya\n")
    assert "\nbaris 2: tidak dicari, " in ended.out
