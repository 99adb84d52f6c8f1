"""Tables of the #CoronavirusFacts alliance, in the two forms in which people collected them."""

import pytest

_ANSWERS = (
    "When did you see the claim?,Countries,Organization,What did you fact-check?,"
    "Who said/posted it?,Link to the original piece,URL to fact-checked article (in your language),"
    "Language of your fact-check,Explanation,Final rating,Category\n"
)
_PAGES = "link,title,checkedBy,dateCountries,explanation,originatedFrom,fullArticleUrl\n"


@pytest.fixture
def read_table(read):
    return read


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_columns_of_the_alliances_form_are_mapped(read_table, delimiter):
    row = (
        "2020/03/09 | Kenya,Kenya,Bridge Watch,Onions cure fever,Facebook,"
        "https://social.example/1,https://bridge.example/onions,English,They do not.,False:,Cures\n"
    )
    records, problems = read_table((_ANSWERS + row).replace(",", delimiter))

    assert problems == []
    assert records[0].fields == {
        "claimed_on": "2020/03/09",
        "publisher": "Bridge Watch",
        "claim": "Onions cure fever",
        "claimant": "Facebook",
        "appearances": "https://social.example/1",
        "url": "https://bridge.example/onions",
        "language": "English",
        "summary": "They do not.",
        "rating": "False",
        "tags": "Cures",
    }


def test_what_was_seen_on_the_pages_is_read_without_the_words_around_it(read_table):
    row = (
        "https://www.poynter.org/?ifcn_misinformation=onions,MISLEADING: Onions cure fever,"
        "Fact-Checked by: Bridge Watch,2020/03/09 | Kenya,Explanation: They do not.,"
        "This false claim originated from: Facebook,https://bridge.example/onions\n"
    )
    records, problems = read_table(_PAGES + row)

    assert problems == []
    fields = records[0].fields
    assert fields["claim"] == "Onions cure fever"
    assert fields["rating"] == "MISLEADING"
    assert fields["publisher"] == "Bridge Watch"
    assert fields["summary"] == "They do not."
    assert fields["claimant"] == "Facebook"
    assert fields["url"] == "https://bridge.example/onions"


def test_a_title_that_begins_with_something_else_keeps_it(read_table):
    row = (
        "https://www.poynter.org/?ifcn_misinformation=x,WHO: onions cure fever,"
        "Bridge Watch,,,,https://bridge.example/onions\n"
    )
    records, _ = read_table(_PAGES + row)

    assert records[0].fields["title"] == "WHO: onions cure fever"
    assert "rating" not in records[0].fields
