import sys
from pathlib import Path

import html5lib
import pytest

from factcheck.citations.csl_styles import format_with_csl
from factcheck.citations.phrases import LANGUAGES
from factcheck.errors import InputError, MissingExtra
from factcheck.model import Decision, State

citeproc = pytest.importorskip("citeproc", reason="the extra cite is not installed")
STYLE = Path(citeproc.__file__).parent / "data" / "styles" / "harvard-cite-them-right.csl"


def test_a_style_writes_publisher_and_year_and_we_add_what_no_style_knows(cited):
    warned = cited(
        {"state": State.WITHDRAWN}, decision=Decision.SUGGESTED, accessed_on="2023-05-06"
    )
    (entry,) = format_with_csl([warned], STYLE, as_html=False)

    assert entry.startswith("Provjera (2021) ")
    assert "Lažna vijest" in entry
    assert "Withdrawn by its publisher" in entry
    assert "Suggested match: not confirmed by a person" in entry
    assert "https://arhiv.example/2021/vrela-voda" in entry


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_style_speaks_the_readers_language_where_it_can(language, cited):
    assert len(format_with_csl([cited(language=language)] * 2, STYLE, as_html=False)) == 2


def test_a_styled_citation_stays_text_whatever_the_texts(hostile_citation):
    (entry,) = format_with_csl([hostile_citation], STYLE, as_html=True)
    tree = html5lib.HTMLParser(strict=True).parseFragment(entry)
    tags = {e.tag.partition("}")[2] for e in tree.iter() if isinstance(e.tag, str)} - {""}

    assert tags <= {"p", "bdi", "i", "b", "span"}


def test_every_example_can_be_styled(examples):
    assert len(format_with_csl(examples, STYLE, as_html=False)) == len(examples)


@pytest.mark.parametrize(
    "content",
    ["", "no style", "<style/>", "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>"],
    ids=["empty", "text", "another style", "another file"],
)
def test_what_is_no_style_is_refused_by_name(content, cited, tmp_path):
    file = tmp_path / "own.csl"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=r"own\.csl"):
        format_with_csl([cited()], file, as_html=False)


def test_a_style_that_is_not_there_is_refused(cited, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        format_with_csl([cited()], tmp_path / "none.csl", as_html=False)


def test_a_missing_extra_is_named(cited, monkeypatch):
    monkeypatch.setitem(sys.modules, "citeproc", None)

    with pytest.raises(MissingExtra, match=r"factcheck-claims\[cite\]"):
        format_with_csl([cited()], STYLE, as_html=False)
