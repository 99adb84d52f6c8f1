import io
import json
from dataclasses import replace

import pytest

from factcheck.citations.citation_requests import (
    CitationRequest,
    load_citation_data,
    merge_requests,
    requests_from_answers,
)
from factcheck.errors import FactCheckNotFound
from factcheck.model import Decision, RecordProblem, Verdict
from factcheck.store.link_check_table import StoredCheck

from .conftest import LATER


def answer(*matches, decision="match", **given):
    return {
        "claim": "Kunywa maji ya moto",
        "language": "sw",
        "decision": decision,
        "matches": [{"id": name, "decision": said} for name, said in matches],
    } | given


def read(text):
    return list(requests_from_answers(io.BytesIO(text.encode())))


ANSWERS = [answer(("k3jw9x", "match")), answer(("p9", "suggested"), decision="suggested")]
REQUESTS = [
    CitationRequest("k3jw9x", Decision.MATCH, "sw"),
    CitationRequest("p9", Decision.SUGGESTED, "sw"),
]


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(ANSWERS),
        json.dumps(ANSWERS, indent=2),
        "\n".join(map(json.dumps, ANSWERS)),
        "\ufeff" + "\n\n".join(map(json.dumps, ANSWERS)),
    ],
    ids=["one list", "indented", "JSON Lines", "mark and empty lines"],
)
def test_matches_are_read_from_every_json_form_of_lookup(written):
    assert read(written) == REQUESTS


def test_a_single_answer_is_read_too():
    assert read(json.dumps(ANSWERS[0], indent=2)) == REQUESTS[:1]


def test_fact_checks_that_disagree_are_cited_as_suggestions():
    (wanted,) = read(json.dumps(answer(("k3jw9x", "match"), decision="suggested")))

    assert wanted.decision is Decision.SUGGESTED


def test_near_misses_are_not_cited():
    assert read(json.dumps(answer(decision="none", near_misses=[{"id": "x"}]))) == []


def test_serbian_is_cited_in_the_script_of_the_claim():
    latin, cyrillic = (
        read(json.dumps(answer(("a", "match"), claim=claim, language="sr")))[0].language
        for claim in ("Most je zatvoren", "Мост је затворен")
    )

    assert (latin, cyrillic) == ("sr-Latn", "sr-Cyrl")


@pytest.mark.parametrize(
    "broken",
    [
        '{"matches": [{"id": 5, "decision": "match"}], "decision": "match"}',
        '{"matches": [{"id": "x", "decision": "sure"}], "decision": "match"}',
        '{"matches": ["x"], "decision": "match"}',
        '{"matches": {"id": "x"}}',
        '{"error": "not UTF-8"}',
        '{"matches": [',
        '{"matches": NaN}',
        "5",
        '"text"',
    ],
)
def test_what_is_no_answer_is_a_problem_with_its_line(broken):
    good = json.dumps(answer(("k3jw9x", "match")))
    found = read(f"{good}\n{broken}")

    assert found[0] == REQUESTS[0]
    assert [problem.line for problem in found[1:]] == [2]
    assert all(isinstance(problem, RecordProblem) for problem in found[1:])


def test_a_fact_check_is_cited_once_with_the_weakest_of_its_decisions():
    wanted = [
        CitationRequest("x", None, "sw"),
        CitationRequest("y", Decision.MATCH, "sw"),
        CitationRequest("y", Decision.SUGGESTED, "id"),
        CitationRequest("x", Decision.MATCH, "sw"),
    ]

    assert merge_requests(wanted, by_language=False) == [
        CitationRequest("x", Decision.MATCH, "sw"),
        CitationRequest("y", Decision.SUGGESTED, "sw"),
    ]
    assert len(merge_requests(wanted, by_language=True)) == 3


def test_the_day_of_access_is_that_of_the_latest_check_that_reached_the_page(store, keep):
    public = keep()
    url = "https://bridge.example/closed"
    store.link_checks.add(
        [
            StoredCheck(public, "2024-05-07T00:00:00+00:00", url, "alive", url),
            StoredCheck(public, "2024-05-09T00:00:00+00:00", url, "gone"),
        ]
    )
    cited = load_citation_data(store, CitationRequest(public), "en")

    assert (cited.accessed_on, cited.page_state, cited.page_seen_on) == (
        "2024-05-07",
        "gone",
        "2024-05-09",
    )
    assert (
        load_citation_data(store, CitationRequest(public), "en", "2024-01-02").accessed_on
        == "2024-01-02"
    )


def test_the_day_of_access_is_empty_without_a_link_check(store, keep):
    assert load_citation_data(store, CitationRequest(keep()), "en").accessed_on == ""


def test_a_correction_gives_its_day_and_our_new_reading_does_not(store, keep, bridge_check):
    public = keep()
    reading = replace(bridge_check().reading, verdict=Verdict.MIXED)
    keep(at=LATER, reading=reading)
    reread = load_citation_data(store, CitationRequest(public), "en")
    keep(at=LATER, reading=reading, title="Two years, not twelve")
    corrected = load_citation_data(store, CitationRequest(public), "en")

    assert (reread.amended_on, corrected.amended_on) == ("", "2024-06-07")


def test_an_unknown_id_is_an_error(store):
    with pytest.raises(FactCheckNotFound):
        load_citation_data(store, CitationRequest("zzzzzz"), "en")
