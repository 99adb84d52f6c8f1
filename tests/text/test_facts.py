"""The facts of a claim that no other test module covers."""

import subprocess
import sys

import pytest

from factcheck.text.facts import read_facts


def test_facts_are_cached_and_hashable():
    first = read_facts("Ten goats died in Kenya in 2019", "en")
    assert first is read_facts("Ten goats died in Kenya in 2019", "en")
    assert len({first, read_facts("Ten goats died in Kenya in 2019", "sw")}) == 2


def test_an_empty_text_has_no_facts():
    facts = read_facts("", "en")
    assert (facts.words, facts.quantities, facts.names) == ((), (), ())


@pytest.mark.parametrize(
    ("text", "language", "is_open_question"),
    [
        pytest.param("Where can I see a goat?", "en", True, id="open question"),
        pytest.param("Is it true that goats can swim?", "en", False, id="asks whether"),
        pytest.param("Why do they hide the goats?", "en", False, id="why supposes it"),
        pytest.param("Mbuzi ni shilingi ngapi?", "sw", True, id="swahili asks at the end"),
        pytest.param("Koliko košta koza?", "hr", True, id="croatian"),
        pytest.param("How do goats swim? They have floats.", "en", False, id="also states"),
    ],
)
def test_an_open_question_is_distinguished_from_a_yes_or_no_question(
    text, language, is_open_question
):
    assert read_facts(text, language).is_open_question is is_open_question


@pytest.mark.parametrize(
    ("text", "language", "quantifier"),
    [
        pytest.param("All goats swim", "en", "all", id="all"),
        pytest.param("Sebagian besar kambing berenang", "id", "most", id="most"),
        pytest.param("Baadhi ya mbuzi wanaogelea", "sw", "some", id="some"),
        pytest.param("Nijedna koza ne pliva", "bs", "none", id="none"),
    ],
)
def test_quantifiers_are_read(text, language, quantifier):
    assert quantifier in read_facts(text, language).quantifiers


def test_reading_needs_neither_langdetect_nor_numpy():
    code = (
        "import sys; from factcheck.text.facts import read_facts; "
        "read_facts('Ten goats died in Kenya in 2019', 'en'); "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'langdetect')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
