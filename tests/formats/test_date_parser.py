"""A date is read as it is written, or left blank; it is never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.formats.date_parser import read_date

_TODAY = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-03-04", "2021-03-04"), ("2021-3-4", "2021-03-04"), ("2021/03/04", "2021-03-04"),
        ("20210304", "2021-03-04"), ("2021-03", "2021-03"), ("2021", "2021"),
        ("2021-03-04T23:30:00Z", "2021-03-04"), ("2021-03-04T23:30:00.123Z", "2021-03-04"),
        ("2021-03-04T23:30:00-08:00", "2021-03-04"), ("2021-03-04T10:00:00+0530", "2021-03-04"),
        ("2021-03-04 10:00", "2021-03-04"), ("2017-03-01 20:30:17 UTC", "2017-03-01"),
        ("Thu, 04 Mar 2021 10:00:00 GMT", "2021-03-04"), ("26 May 2015", "2015-05-26"),
        ("March 6, 2021", "2021-03-06"), ("Mar. 6, 2021, 9:15 AM EST", "2021-03-06"),
        ("6th of March 2021", "2021-03-06"), ("March 2021", "2021-03"),
        ("Sept. 5, 2020", "2020-09-05"),
        ("6. mart 2021.", "2021-03-06"), ("6. marta 2021.", "2021-03-06"),
        ("6. март 2021.", "2021-03-06"),
        ("6. ožujka 2021.", "2021-03-06"), ("14 Januari 2020", "2020-01-14"),
        ("5 Agustus 2020", "2020-08-05"),
        ("12 Desemba 2020", "2020-12-12"), ("5 de marzo de 2020", "2020-03-05"),
        ("1er août 2020", "2020-08-01"),
        ("20 de Jul, 2020 às 11:59 PDT", "2020-07-20"), ("5. März 2021", "2021-03-05"),
        ("5 Ağustos 2020", "2020-08-05"), ("5 марта 2020 г.", "2020-03-05"),
        ("2021年3月4日", "2021-03-04"),
        ("٢٠٢١-٠٣-٠٤", "2021-03-04"), ("3 मार्च 2021", "2021-03-03"),
        ("2021. március 5.", "2021-03-05"),
        ("13/04/2021", "2021-04-13"), ("04/13/2021", "2021-04-13"), ("04/04/2021", "2021-04-04"),
        ("22/03/2021 16h45", "2021-03-22"), ("03.04.2021.", "2021-04-03"),
        ("3. 4. 2021", "2021-04-03"),
        ("Last updated: August 20, 2019", "2019-08-20"), ("2024-07-01", "2024-07-01"), ("", ""),
    ],
)  # fmt: skip
def test_dates_in_the_usual_forms_are_read(text, expected):
    assert read_date(text, today=_TODAY) == (expected, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "03/04/2021", "could be 3 April or March 4: left blank, use --day-first", id="open"
        ),
        pytest.param("3-4-2021", "could be 3 April or March 4", id="open with dashes"),
        pytest.param("4.3.21", "year of two digits", id="two digits with dots"),
        pytest.param("31/12/99", "year of two digits", id="two digits"),
        pytest.param("6 Mar 21", "year of two digits", id="two digits with a word"),
        pytest.param("31/02/2020", "no day of the calendar", id="31 February"),
        pytest.param("2021-13-01", "no day of the calendar", id="month 13"),
        pytest.param("2024-07-02", "lies in the future", id="the day after tomorrow"),
        pytest.param("2025", "lies in the future", id="next year"),
        pytest.param("2567-03-01", "lies in the future", id="a Buddhist year"),
        pytest.param("1399/05/01", "lies before 1900", id="a Persian year"),
        pytest.param("listopad 2020", "differs between languages", id="October or November"),
        pytest.param("44259", "cannot be read", id="a spreadsheet's number"),
        pytest.param("1614816000", "cannot be read", id="a computer's number"),
        pytest.param("yesterday", "cannot be read", id="a word"),
        pytest.param("between March 4 and 6, 2021", "cannot be read", id="a span"),
        pytest.param("March 6, 2021 or 2022", "cannot be read", id="two years"),
        pytest.param("6 of something 2021", "cannot be read", id="no month"),
    ],
)
def test_a_date_that_is_not_certain_is_left_blank_with_the_reason(text, reason):
    value, note = read_date(text, today=_TODAY)

    assert value == ""
    assert reason in note
    assert text in note


def test_the_user_may_say_which_comes_first():
    assert read_date("03/04/2021", day_first=True)[0] == "2021-04-03"
    assert read_date("03/04/2021", day_first=False)[0] == "2021-03-04"
    assert read_date("13/04/2021", day_first=False)[0] == "2021-04-13"


def test_the_language_settles_what_a_month_is_called():
    assert read_date("listopad 2020", language="hr")[0] == "2020-10"
    assert read_date("listopad 2020", language="pl")[0] == "2020-11"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_iso(day):
    assert read_date(day.isoformat()) == (day.isoformat(), "")
    assert read_date(day.strftime("%d.%m.%Y")) == (day.isoformat(), "")


@given(st.text(max_size=60) | st.text("0123456789-/. :TZamp", max_size=30))
def test_any_text_gives_a_plausible_date_or_a_reason(text):
    value, note = read_date(text, today=_TODAY)

    assert bool(value) + bool(note) == (1 if text.split() else 0)
