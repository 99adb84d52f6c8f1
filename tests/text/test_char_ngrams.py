"""Character n-grams recognise a language where function words do not."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.char_ngrams import ngram_probabilities


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("vaccination campaign suspended", "en"),
        ("chanjo inaua watoto", "sw"),
        ("pemerintah menghentikan vaksinasi", "id"),
        ("općinsko vijeće ukinulo prijevoz", "hr"),
        ("государственные больницы закрыты", "ru"),
        ("președinte închide școlile", "ro"),
    ],
)
def test_words_without_function_words_are_recognised(text, language):
    assert ngram_probabilities(text)[0][0] == language


def test_the_likeliest_language_comes_first_and_unlikely_ones_not_at_all():
    found = ngram_probabilities("bolnice su pune")
    shares = [share for _, share in found]

    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= 0.1
    assert sum(shares) <= 1


@pytest.mark.parametrize("text", ["", "12 345", "😀", "ꦲꦏ꧀ꦱꦫ"])
def test_letters_outside_the_table_give_no_language(text):
    assert ngram_probabilities(text) == []


@given(text=st.text(st.characters(codec=None, categories=None)))
def test_any_text_gives_the_same_languages_every_time(text):
    assert ngram_probabilities(text) == ngram_probabilities(text)


def test_the_tables_load_without_the_library_that_they_come_from():
    script = (
        "import sys; from factcheck.text.char_ngrams import ngram_probabilities;"
        "ngram_probabilities('a few words');"
        "sys.exit(bool({'langdetect', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
