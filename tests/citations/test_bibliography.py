"""Other parsers read what is written for reference managers."""

import json
import re
import warnings
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import rispy
from pybtex import format_from_string
from pybtex.database import parse_string

from factcheck.citations.bibliography import biblatex, bibtex, ris
from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.citation_styles import format_citations
from factcheck.model import Decision, Publisher, State

citeproc = pytest.importorskip("citeproc", reason="the extra cite is not installed")
_CSL = Path(citeproc.__file__).parent / "data" / "schema" / "schemas" / "styles"


def terms(name, block):
    """The terms that the schema of CSL lists under *block*."""
    text = (_CSL / name).read_text("utf-8")
    listed = re.search(rf"{re.escape(block)} =(.*?)(?:\n\s*##|\n}})", text, re.S)
    assert listed is not None
    return re.findall(r'"([\w-]+)"', listed[1])


@pytest.fixture(scope="session")
def csl_schema():
    """CSL-JSON as CSL's own lists of variables and types describe it."""
    one_name = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("family", "given", "literal")},
        "additionalProperties": False,
    }
    parts = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
    one_date = {
        "type": "object",
        "properties": {"date-parts": {"type": "array", "items": parts, "maxItems": 2}},
        "additionalProperties": False,
    }
    variables = "csl-variables.rnc"
    texts = terms(variables, "variables.strings") + terms(variables, "variables.titles")
    item = {
        "type": "object",
        "required": ["id", "type"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "type": {"enum": terms("csl-types.rnc", "item-types")},
            "custom": {"type": "object"},
            **{name: {"type": "string"} for name in texts},
            **{name: one_date for name in terms(variables, "variables.dates")},
            **{
                name: {"type": "array", "items": one_name, "minItems": 1}
                for name in terms(variables, "variables.names")
            },
        },
    }
    return {"type": "array", "items": item}


def test_csl_json_of_every_example_is_valid(examples, csl_schema):
    items = json.loads(format_citations(examples, CitationStyle.CSL_JSON, "2026-01-02"))
    jsonschema.validate(items, csl_schema)

    assert len(items) == len(examples)
    assert len({item["id"] for item in items}) == len(items)


def test_csl_json_is_valid_whatever_the_texts(hostile_citation, csl_schema):
    text = format_citations([hostile_citation] * 2, CitationStyle.CSL_JSON, "2026-01-02")
    items = json.loads(text)
    jsonschema.validate(items, csl_schema)

    assert len(items) == 2
    assert items[0]["id"] != items[1]["id"]
    assert "javascript:" not in items[0].get("URL", "")


@pytest.mark.parametrize("write", [bibtex, biblatex])
def test_every_example_is_read_by_two_parsers(write, examples):
    text = write(examples)
    entries = parse_string(text, "bibtex").entries
    library = bibtexparser.parse_string(text)

    assert library.failed_blocks == []
    assert len(entries) == len(library.entries) == len(examples)
    for each in examples:
        fields = entries[f"factcheck-{each.fact_check.id}"].fields
        assert fields["url"] == each.fact_check.review_url


def test_bibtex_has_only_what_classic_styles_know(examples):
    entries = parse_string(bibtex(examples), "bibtex").entries
    names = {name for entry in entries.values() for name in entry.fields}

    assert {entry.type for entry in entries.values()} == {"misc"}
    assert names <= {"title", "year", "month", "howpublished", "url", "note", "keywords"}


@pytest.mark.parametrize(
    ("day", "year", "month"),
    [
        ("2021-03-04", "2021", "March"),
        ("2021-12", "2021", "December"),
        ("2021", "2021", None),
        ("", None, None),
    ],
)
def test_bibtex_has_year_and_month_as_far_as_they_are_known(day, year, month, cited):
    entries = parse_string(bibtex([cited({"reviewed_on": day})]), "bibtex").entries
    (entry,) = entries.values()

    assert (entry.fields.get("year"), entry.fields.get("month")) == (year, month)


def test_the_note_of_bibtex_has_the_days_that_no_field_takes(cited):
    text = bibtex([cited({"reviewed_on": "2021-03-04"}, accessed_on="2023-05-06")])

    assert "Published: March 4, 2021; " in text
    assert "Accessed: May 6, 2023; " in text


def test_a_classic_style_prints_every_example(examples):
    for each in examples:
        printed = format_from_string(bibtex([each]), style="plain", output_backend="plaintext")
        assert "Number in our collection" in printed


def test_biblatex_has_whole_dates(cited):
    text = biblatex([cited({"reviewed_on": "2021-03-04"}, accessed_on="2023-05-06")])
    (entry,) = parse_string(text, "bibtex").entries.values()

    assert entry.type == "online"
    assert (entry.fields["date"], entry.fields["urldate"]) == ("2021-03-04", "2023-05-06")
    assert entry.fields["langid"] == "bosnian"


@pytest.mark.parametrize("write", [bibtex, biblatex])
def test_an_entry_stays_one_entry_whatever_the_texts(write, hostile_citation):
    text = write([hostile_citation])
    library = bibtexparser.parse_string(text)

    assert library.failed_blocks == []
    assert len(library.entries) == len(parse_string(text, "bibtex").entries) == 1
    assert text.count("{") == text.count("}")
    assert set(library.entries[0].fields_dict) <= {
        "author", "title", "date", "url", "urldate", "langid", "note", "keywords", "year", "month",
        "howpublished",
    }  # fmt: skip


@pytest.mark.parametrize("write", [bibtex, biblatex])
def test_a_publisher_is_one_author(write, cited):
    agency = {"publisher": Publisher("Checks and Balances, Inc.")}
    (entry,) = parse_string(write([cited(agency)]), "bibtex").entries.values()

    assert len(entry.persons["author"]) == 1


def read_ris(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return rispy.loads(text)


def test_ris_of_every_example_is_read_by_another_parser(examples):
    read = read_ris(ris(examples))

    assert len(read) == len(examples)
    for each, entry in zip(examples, read, strict=True):
        # rispy takes a semicolon for the end of an address.
        assert ";".join(entry.get("urls", [])) == each.fact_check.review_url
        assert entry["authors"] == [each.fact_check.publisher.name]
        assert each.fact_check.rating in entry["notes"][0]


def test_ris_stays_one_record_whatever_the_texts(hostile_citation):
    text = ris([hostile_citation])

    assert len(read_ris(text)) == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n") if line)
    assert text.count("\r\n") == text.count("\n") == text.count("\r")


@pytest.mark.parametrize(
    "style",
    [CitationStyle.CSL_JSON, CitationStyle.BIBTEX, CitationStyle.BIBLATEX, CitationStyle.RIS],
)
def test_no_warning_is_lost_on_the_way_to_a_reference_manager(style, cited):
    warned = cited(
        {"state": State.WITHDRAWN, "state_reason": "Greška u izvoru."},
        decision=Decision.SUGGESTED,
        language="en",
        accessed_on="2023-05-06",
        page_state="gone",
        page_seen_on="2023-05-07",
    )
    text = format_citations([warned], style, "2026-01-02")

    for said in (
        "Suggested match: not confirmed by a person",
        "Withdrawn by its publisher",
        "Greška u izvoru.",
        "The page was gone",
        "arhiv.example/2021/vrela-voda",
        "Lažna vijest",
        "Our reading: false",
    ):
        assert said in text
