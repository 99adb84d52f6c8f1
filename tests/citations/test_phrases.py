import re

import pytest

from factcheck.citations.phrases import (
    LANGUAGES,
    phrases_for,
    reader_language,
    required_language,
)
from factcheck.errors import UsageError
from factcheck.model import Axis, Decision, MappedBy, MediaFlag, RatingReading, State, Verdict


def shape(language):
    """Every key, with the places that are filled in."""
    return {
        (table, key): sorted(re.findall(r"\{\w*\}", text))
        for table, words in phrases_for(language).tables.items()
        for key, text in words.items()
    }


def test_citations_speak_eleven_languages():
    assert len(set(LANGUAGES)) == 11


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_is_complete(language):
    assert shape(language) == shape("en")
    assert all(
        text.strip() for words in phrases_for(language).tables.values() for text in words.values()
    )


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_catalogue_has_english_phrases(language):
    english = phrases_for("en").tables
    same = {
        (table, key)
        for table, words in phrases_for(language).tables.items()
        for key, text in words.items()
        if text == english[table][key]
    }

    assert same <= {("verdicts", "satire")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("verdicts", set(Verdict)),
        ("media", set(MediaFlag)),
        ("axes", set(Axis) - {Axis.TRUTH}),
        ("states", (set(State) - {State.CURRENT}) | {"amended", "set_aside"}),
        ("decisions", set(Decision) - {Decision.MATCH}),
    ],
)
def test_every_enum_value_has_a_phrase(language, table, kinds):
    assert set(phrases_for(language).tables[table]) == kinds


def test_verdicts_are_told_apart_in_every_language():
    for language in LANGUAGES:
        assert len(set(phrases_for(language).tables["verdicts"].values())) == len(Verdict)


def test_serbian_is_written_in_both_alphabets():
    said = {code: phrases_for(code).label("claim") for code in ("sr-Latn", "sr-Cyrl")}
    latin = "".join(
        text for words in phrases_for("sr-Latn").tables.values() for text in words.values()
    )

    assert said == {"sr-Latn": "Provera tvrdnje", "sr-Cyrl": "Провера тврдње"}
    assert re.findall(r"[\u0400-\u04ff]", latin) == []


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "March 4, 2021"),
        ("id", "4 Maret 2021"),
        ("sw", "4 Machi 2021"),
        ("hr", "4. ožujka 2021."),
        ("sr-Cyrl", "4. март 2021."),
        ("sr-Latn", "4. mart 2021."),
        ("es", "4 de marzo de 2021"),
        ("pt", "4 de março de 2021"),
    ],
)
def test_days_are_written_as_readers_write_them(language, day):
    assert phrases_for(language).day("2021-03-04") == day


@pytest.mark.parametrize(
    ("partial", "written"),
    [("2021", "2021"), ("2021-03", "March 2021"), ("2021-02-30", "2021-02-30")],
    ids=["a year", "a month", "a day that never was"],
)
def test_a_date_is_never_completed_by_a_guess(partial, written):
    assert phrases_for("en").day(partial) == written


def test_a_kept_promise_is_not_presented_as_the_truth():
    reading = RatingReading(Verdict.TRUE, MappedBy.PUBLISHER_TABLE, Axis.PROMISE)

    assert "promise" in phrases_for("en").reading(reading)


@pytest.mark.parametrize(
    ("asked", "script", "found"),
    [
        ("bs", "", "bs"),
        ("Swahili", "", "sw"),
        ("pt-BR", "", "pt"),
        ("sr", "", "sr-Cyrl"),
        ("sr", "Latn", "sr-Latn"),
        ("sr-Latn-RS", "", "sr-Latn"),
        ("de", "", ""),
        ("und", "Latn", ""),
        ("", "", ""),
    ],
)
def test_a_reader_is_answered_in_a_language_that_we_speak(asked, script, found):
    assert reader_language(asked, script) == found


def test_a_language_that_we_do_not_speak_is_refused_with_those_that_we_do():
    with pytest.raises(UsageError, match=r"--lang Klingon: .*sr-Cyrl"):
        required_language("Klingon")
