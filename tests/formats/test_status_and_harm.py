from datetime import date

import pytest

from factcheck.formats.column_names import Columns
from factcheck.formats.read_options import ReadOptions
from factcheck.formats.validation import validate
from factcheck.model import HarmKind, HarmNote, RawRecord, State

BASE = {"claim": "The old bridge was closed for repairs", "publisher": "Daily Check"}


def taken(**columns):
    fields = Columns({}).fields({**BASE, **columns})
    fact_check, notes = validate(RawRecord(2, fields, {}), ReadOptions(today=date(2024, 6, 1)))
    return fact_check, notes


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        pytest.param({"state": "Withdrawn"}, State.WITHDRAWN, id="our-word"),
        pytest.param({"status": "retracted"}, State.WITHDRAWN, id="another-word"),
        pytest.param({"Stanje": "povučeno"}, State.WITHDRAWN, id="bosnian"),
        pytest.param({"status pemeriksaan": "dicabut"}, State.WITHDRAWN, id="indonesian"),
        pytest.param({"hali": "Imesahihishwa"}, State.CORRECTED, id="swahili"),
        pytest.param({"state": "void"}, State.VOID, id="void"),
        pytest.param({"status": "in progress"}, State.CURRENT, id="a-column-of-another-meaning"),
        pytest.param({"state": "undone"}, State.CURRENT, id="ours-alone-to-say"),
        pytest.param({"correction": "The year was wrong."}, State.CORRECTED, id="a-correction"),
        pytest.param({"expires": "2030-01-01"}, State.EXPIRED, id="a-day-yet-to-come"),
        pytest.param({}, State.CURRENT, id="nothing"),
    ],
)
def test_the_state_is_read_from_the_known_words_of_a_column(columns, state):
    assert taken(**columns)[0].state is state


def test_a_state_has_its_reason_and_its_day():
    fact_check, _ = taken(
        state="withdrawn", state_reason="The source was wrong", withdrawn_on="2024-03-01"
    )

    assert (fact_check.state_reason, fact_check.state_on) == ("The source was wrong", "2024-03-01")


def test_a_corrections_text_is_its_reason_and_an_expiry_its_day():
    assert taken(correction="The year was wrong.")[0].state_reason == "The year was wrong."
    assert taken(expires="2030-01-01")[0].state_on == "2030-01-01"


def test_a_harm_note_has_its_factors_and_its_peace_messages_by_language():
    fact_check, notes = taken(
        harm_kind="Incitement to violence",
        harm_group="people from across the river",
        harm_intent="to drive them out",
        harm_noted_by="Daily Check",
        harm_noted_on="2024-05-02",
        peace_message="sw: Tuishi kwa amani\nen: Let us live in peace",
    )

    assert notes == ()
    assert fact_check.harm == HarmNote(
        HarmKind.INCITEMENT,
        group="people from across the river",
        intent="to drive them out",
        peace_messages=(("en", "Let us live in peace"), ("sw", "Tuishi kwa amani")),
        noted_by="Daily Check",
        noted_on="2024-05-02",
    )


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        pytest.param({"harm_kind": "rudeness"}, "is not known", id="unknown-kind"),
        pytest.param({"harm_group": "farmers"}, "without its kind", id="no-kind"),
    ],
)
def test_harm_is_never_inferred(columns, said):
    fact_check, notes = taken(**columns)

    assert fact_check.harm is None
    assert said in notes[0]


def test_a_whole_note_can_stand_in_one_column_as_a_store_keeps_it():
    text = '{"kind": "threat", "group": "nurses", "peace_messages": [["en", "Be kind"]]}'
    fact_check, _ = taken(harm=text)

    assert fact_check.harm == HarmNote(
        HarmKind.THREAT, group="nurses", peace_messages=(("en", "Be kind"),)
    )


@pytest.mark.parametrize("text", ["[1]", "{", '{"kind": 3}', "9" * 5000, '{"peace_messages": 1}'])
def test_no_note_however_broken_stops_a_record(text):
    assert taken(harm=text)[0].harm is None
