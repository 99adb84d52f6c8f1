"""Names in claims."""

import pytest

from factcheck.text.facts import read_facts


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        pytest.param("We heard Amina Hodžić sing", "en", ("Amina", "Hodžić"), id="mid sentence"),
        pytest.param("Amina Hodžić sang", "en", ("Amina", "Hodžić"), id="two capitals open"),
        pytest.param("Bread is good", "en", (), id="one capital opens every sentence"),
        pytest.param("WhatsApp is down", "en", ("WhatsApp",), id="capital inside"),
        pytest.param("BREAD IS VERY GOOD FOR YOU", "en", (), id="shouting"),
        pytest.param("Јуче је певала Амина Хоџић", "sr", ("Amina", "Hodžić"), id="cyrillic"),
    ],
)
def test_names_are_capitalised_words_inside_a_sentence(text, language, names):
    assert read_facts(text, language).names == names
