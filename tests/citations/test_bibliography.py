"""What we write for reference managers is read by parsers that are not ours."""

import json
import re
import warnings
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import rispy
from pybtex.database import parse_string

from factcheck.citations.bibliography import bibtex, ris
from factcheck.citations.citation_data import CitationStyle
from factcheck.citations.citation_styles import written
from factcheck.model import Decision, State

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
    items = json.loads(written(examples, CitationStyle.CSL_JSON, "2026-01-02"))
    jsonschema.validate(items, csl_schema)

    assert len(items) == len(examples)
    assert len({item["id"] for item in items}) == len(items)


def test_csl_json_is_valid_whatever_the_texts(hostile_citation, csl_schema):
    text = written([hostile_citation] * 2, CitationStyle.CSL_JSON, "2026-01-02")
    items = json.loads(text)
    jsonschema.validate(items, csl_schema)

    assert len(items) == 2
    assert items[0]["id"] != items[1]["id"]
    assert "javascript:" not in items[0].get("URL", "")


def test_bibtex_of_every_example_is_read_by_two_parsers(examples):
    text = bibtex(examples)
    theirs = parse_string(text, "bibtex").entries
    others = bibtexparser.parse_string(text)

    assert others.failed_blocks == []
    assert len(theirs) == len(others.entries) == len(examples)
    for each in examples:
        entry = theirs[f"factcheck-{each.fact_check.id}"]
        assert entry.fields["url"] == each.fact_check.review_url
        assert entry.fields.get("date", "") == each.fact_check.reviewed_on


def test_bibtex_stays_one_entry_whatever_the_texts(hostile_citation):
    text = bibtex([hostile_citation])
    others = bibtexparser.parse_string(text)

    assert others.failed_blocks == []
    assert len(others.entries) == len(parse_string(text, "bibtex").entries) == 1
    assert text.count("{") == text.count("}")
    assert set(others.entries[0].fields_dict) <= {
        "author", "title", "date", "url", "urldate", "langid", "note", "keywords",
    }  # fmt: skip


def test_a_publisher_is_one_author_for_bibtex(cited):
    agency = {"publisher": cited().fact_check.publisher.__class__("Checks and Balances, Inc.")}
    entry = next(iter(parse_string(bibtex([cited(agency)]), "bibtex").entries.values()))

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


@pytest.mark.parametrize("style", [CitationStyle.CSL_JSON, CitationStyle.BIBTEX, CitationStyle.RIS])
def test_no_warning_is_lost_on_the_way_to_a_reference_manager(style, cited):
    warned = cited(
        {"state": State.WITHDRAWN, "state_reason": "Greška u izvoru."},
        decision=Decision.SUGGESTED,
        language="en",
        accessed_on="2023-05-06",
        page_state="gone",
        page_seen_on="2023-05-07",
    )
    text = written([warned], style, "2026-01-02")

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
