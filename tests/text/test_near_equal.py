import pytest

from factcheck.text.near_equal import near_equal, same_but_for_punctuation

PUNCTUATION = [
    pytest.param("The bridge was closed.", "The bridge was closed", id="full stop"),
    pytest.param("The old bridge was closed", "Old bridge was closed.", id="article"),
    pytest.param("Water, hot or cold, cures", "Water hot or cold cures", id="commas"),
    pytest.param("“Hot water cures colds”", "Hot water cures colds", id="quotation marks"),
    pytest.param("Predsjednik Šarić otišao", "Predsjednik Saric otisao", id="accents"),
    pytest.param("الماء الساخن يعالج", "الماء الساخن يعالج.", id="no case, full stop"),
]
TYPOS = [
    pytest.param(
        "The bridge was closd in May", "The bridge was closed in May", id="a letter missing"
    ),
    pytest.param("Vrela voda i čaj pomaže", "Vrela voda i čaj pomže", id="bs"),
    pytest.param(
        "The goverment sold Bridge Hill", "The government sold Bridge Hill", id="one letter"
    ),
    pytest.param("The chruch in Mostar was sold", "The church in Mostar was sold", id="exchanged"),
]
OTHER_CLAIMS = [
    pytest.param("Closed for 12 years", "Closed for 13 years", id="number"),
    pytest.param("It cost 1.5 million", "It cost 15 million", id="decimal point"),
    pytest.param("It was -5 degrees", "It was 5 degrees", id="minus"),
    pytest.param("It costs 5 $", "It costs 5 €", id="currency"),
    pytest.param("Water cures colds", "Water does not cure colds", id="negation"),
    pytest.param("The fee is legal in Kenya", "The fee is illegal in Kenya", id="prefix"),
    pytest.param("Minister Kovač resigned", "Minister Kovač resigns", id="two letters"),
    pytest.param("Minister Novak resigned", "Minister Nowak resigned", id="name"),
    pytest.param(
        "Novak resigned as minister", "Nowak resigned as minister", id="name at the start"
    ),
    pytest.param("minister novak resigned", "minister nowak resigned", id="name in lower case"),
    pytest.param("It fell by seven metres", "It fell by eleven metres", id="number word"),
    pytest.param("The bridge is dead", "The bridge is deaf", id="short word"),
    pytest.param("वह की किताब", "वह कु किताब", id="vowel signs"),
    pytest.param("مات الرئيس", "فات الرئيس", id="a letter where there is no case"),
    pytest.param("Jan hit Piet", "Piet hit Jan", id="order"),
    pytest.param("The bridge was closed", "The bridge was never closed", id="a word more"),
    pytest.param("", "The", id="nothing"),
]


@pytest.mark.parametrize(("claim", "other"), PUNCTUATION)
def test_points_articles_and_accents_make_no_other_claim(claim, other):
    assert same_but_for_punctuation(claim, other)
    assert near_equal(other, claim, "en")


@pytest.mark.parametrize(("claim", "other"), TYPOS)
def test_one_letter_of_a_plain_word_makes_no_other_claim(claim, other):
    assert near_equal(claim, other, "en")
    assert near_equal(other, claim, "en")
    assert not same_but_for_punctuation(claim, other)


@pytest.mark.parametrize(("claim", "other"), OTHER_CLAIMS)
def test_numbers_names_and_negations_make_another_claim(claim, other):
    assert not near_equal(claim, other, "en")
    assert not near_equal(other, claim, "en")
