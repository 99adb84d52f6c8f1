"""Scripts are recognised, and Serbian Cyrillic is transliterated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.scripts import latin, script_of

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Vaccine", "Latn"), ("Вакцина", "Cyrl"), ("اللقاح", "Arab"), ("टीका", "Deva"),
        ("疫苗", "Hani"), ("ワクチンは危険", "Jpan"), ("백신", "Hang"), ("εμβόλιο", "Grek"),
        ("วัคซีน", "Thai"), ("חיסון", "Hebr"), ("ｆｕｌｌ", "Latn"), ("12 %", ""), ("", ""),
        ("\ud800", ""), ("Вакцина Pfizer убија", "Cyrl"),
    ],
)  # fmt: skip
def test_the_script_of_most_letters_is_named(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("cyrillic", "written"),
    [
        pytest.param("Љубав и њива, џеп", "Ljubav i njiva, džep", id="digraphs"),
        pytest.param("ЉУБАВ", "LJUBAV", id="digraph in capitals"),
        pytest.param("Њ", "Nj", id="a letter alone"),
        pytest.param("Ђорђе Чкаља", "Đorđe Čkalja", id="letters with strokes"),
        pytest.param("USB-порт", "USB-port", id="a word beside Latin letters"),
        pytest.param("ноќ ѓавол ѕвезда", "noć đavol dzvezda", id="Macedonian"),
        pytest.param("Kuća је лепа", "Kuća je lepa", id="both scripts in one text"),
    ],
)
def test_serbian_cyrillic_is_written_in_latin_letters(cyrillic, written):
    assert latin(cyrillic) == written


@pytest.mark.parametrize(
    "text",
    ["Вакцины убивают людей", "Вакцини вбивають людей", "Ваксините убиват хора, вярно",
     "Вакцыны забіваюць людзей", "Вакцина қауіпті", "Καλημέρα", "plain text"],
)  # fmt: skip
def test_other_alphabets_stay(text):
    assert latin(text) == text


def test_a_russian_name_in_a_serbian_sentence_stays_and_the_rest_is_written_in_latin():
    assert latin("Њена књига о Горький је ту") == "Njena knjiga o Горький je tu"


@given(text=st.text(alphabet=CYRILLIC + CYRILLIC.upper() + " .5", max_size=40))
def test_no_letter_of_the_serbian_alphabet_is_left(text):
    assert not any("\u0400" <= letter <= "\u04ff" for letter in latin(text))


@given(text=st.text(max_size=40))
def test_transliterating_twice_changes_nothing(text):
    assert latin(latin(text)) == latin(text)
