import re

import pytest

from factcheck.citations.phrases import LANGUAGES
from factcheck.citations.replies import reply
from factcheck.model import (
    Decision,
    HarmKind,
    HarmNote,
    MappedBy,
    Publisher,
    RatingReading,
    State,
    Verdict,
)

PEACE = (
    ("bs", "Naši susjedi su naša snaga."),
    ("en", "Our neighbours are our strength."),
    ("sw", "Majirani zetu ni nguvu yetu."),
)
HARM = HarmNote(HarmKind.INCITEMENT, group="Čerupljani", peace_messages=PEACE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_names_publisher_ruling_day_link_and_claim(language, cited):
    said = reply(cited(language=language))

    assert "Provjera" in said
    assert "Lažna vijest" in said
    assert "2021" in said
    assert "https://provjera.example/analiza/" in said
    assert "https://arhiv.example/2021/vrela-voda" in said
    assert said.count("Pijenje vrele vode liječi gripu") == 1


def test_a_reply_leads_with_who_found_what_out(cited):
    lines = reply(cited()).splitlines()

    assert lines[0] == "Provjera has fact-checked this (March 4, 2021)."
    assert lines[1] == "Their ruling: “Lažna vijest”"
    assert lines[2] == "In our reading: false."
    assert lines[3] == "What they found: “Ljekari kažu da voda ne djeluje na virus.”"
    assert lines[4] == "Fact-check of the claim: “Pijenje vrele vode liječi gripu.”"


def test_a_suggestion_is_labelled_unconfirmed(cited):
    first = reply(cited(decision=Decision.SUGGESTED)).splitlines()[0]

    assert first.startswith("Not confirmed by a person")


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.VOID])
def test_a_withdrawn_ruling_is_not_quoted(state, cited):
    said = reply(cited({"state": state, "state_reason": "Izvor je bio lažan."}))

    assert "no longer stands by" in said.splitlines()[0]
    assert "Lažna vijest" not in said
    assert "Pijenje vrele vode liječi gripu" in said.splitlines()[1]
    assert "Izvor je bio lažan." in said


def test_a_day_that_ends_with_a_full_stop_gets_no_second_one(cited):
    withdrawn = {"state": State.WITHDRAWN, "state_on": "2024-05-01"}
    said = reply(cited(withdrawn, language="bs")).splitlines()

    assert said[2] == "Povukao ju je izdavač, 1. maj 2024."


def test_a_correction_and_the_day_of_access_are_in_the_reply(cited):
    corrected = {"state": State.CORRECTED, "state_reason": "Datum je ispravljen."}
    said = reply(cited(corrected, accessed_on="2023-05-06"))

    assert "Corrected by its publisher" in said
    assert "Datum je ispravljen." in said
    assert "May 6, 2023" in said


@pytest.mark.parametrize("field", ["rating", "summary"])
def test_words_that_say_the_falsehood_again_are_left_out(field, cited):
    again = "Objava tvrdi: pijenje vrele vode liječi gripu."

    assert again not in reply(cited({field: again}))


def test_a_rating_as_long_as_an_article_is_left_to_the_article(cited):
    assert "da da" not in reply(cited({"rating": "da " * 60}))


def test_a_long_summary_is_cut_between_words(cited):
    said = reply(cited({"summary": "riječ " * 200}))

    assert "riječ…" in said
    assert len(said) < 800


def test_a_long_claim_is_cut_between_words(cited):
    assert "riječ…”" in reply(cited({"claim": "riječ " * 200, "summary": ""}))


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("bs", PEACE[0][1]),
        ("hr", PEACE[0][1]),
        ("sr-Latn", PEACE[0][1]),
        ("sw", PEACE[2][1]),
        ("id", PEACE[1][1]),
    ],
    ids=["own language", "neighbour", "neighbour's script", "another own", "English else"],
)
def test_where_a_claim_harms_the_stored_peace_message_is_sent(language, message, cited):
    assert reply(cited({"harm": HARM}, language=language)).splitlines()[-1] == message


def test_where_a_claim_harms_no_word_of_it_nor_of_its_targets_is_sent(cited):
    spiteful = {
        "harm": HARM,
        "claim": "Čerupljani truju vodu.",
        "title": "Ne, Čerupljani ne truju vodu",
        "summary": "Snimak na kojem Čerupljani truju bunar je stariji.",
        "rating": "Čerupljani su nevini",
        "state": State.CORRECTED,
        "state_reason": "Ispravljen broj Čerupljana.",
    }
    said = reply(cited(spiteful, language="bs"))

    assert "erupljan" not in said
    assert "truju" not in said
    assert "Naše čitanje ocjene: netačno." in said


def test_where_a_claim_harms_only_a_rating_that_we_know_is_quoted(cited):
    unread = RatingReading(Verdict.UNRATED, MappedBy.NOBODY)

    assert "Lažna vijest" in reply(cited({"harm": HARM}))
    assert "Pogani" not in reply(cited({"harm": HARM, "rating": "Pogani!", "reading": unread}))


def test_a_harm_note_without_a_message_makes_none_up(cited):
    silent = HarmNote(HarmKind.OTHER)

    assert reply(cited({"harm": silent})) == reply(cited({"harm": silent, "tags": ()}))
    assert "neighbours" not in reply(cited({"harm": silent}))


def test_a_publisher_without_a_name_is_named_by_its_domain(cited):
    assert "provjera.example has" in reply(cited({"publisher": Publisher("", "provjera.example")}))


def test_a_reply_is_short_and_harmless_whatever_the_texts(hostile_citation):
    said = reply(hostile_citation)

    assert not any(ord(letter) < 32 for letter in said.replace("\n", ""))
    assert [line for line in said.splitlines() if re.search(r": (javascript|data):", line)] == []
