import pytest

from factcheck.text.terms import TERM_LETTERS, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("vrijeme", "vreme", id="ijekavian and ekavian"),
        pytest.param("mjesto", "mesto", id="je after a consonant"),
        pytest.param("вријеме", "vrijeme", id="two scripts"),
        pytest.param("čaša", "casa", id="without its accents"),
        pytest.param("vakcinacija", "vakcinaciju", id="case endings"),
        pytest.param("vaccines", "vaccine", id="plural"),
    ],
)
def test_one_word_in_two_spellings_is_one_term(one, other):
    assert terms(one) == terms(other)


def test_terms_keep_the_order_and_number_of_the_words():
    assert terms("The 4.1 million people, the people") == (
        "the", "4.1", "millio", "people", "the", "people",
    )  # fmt: skip


def test_no_term_is_longer_than_a_term_may_be():
    assert (
        max(map(len, terms("internationalisation of unbelievable bureaucracies"))) == TERM_LETTERS
    )
