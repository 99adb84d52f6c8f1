import pytest

from factcheck.text.posts import byline, lowercase_shouting


@pytest.mark.parametrize(
    ("text", "quiet"),
    [
        ("THE DAM AT JABLANICA IS ABOUT TO BURST!!!", "the dam at jablanica is about to burst!!!"),
        ("БРАНА ЈЕ ПУКЛА, БЕЖИТЕ", "брана је пукла, бежите"),
        pytest.param("SEBARKAN! Air PAM Beracun", "SEBARKAN! Air PAM Beracun", id="mixed"),
        pytest.param("WHO and NATO say so", "WHO and NATO say so", id="abbreviations"),
        pytest.param("NATO BiH EU", "NATO BiH EU", id="too short to tell"),
        pytest.param("大坝要塌了", "大坝要塌了", id="no capitals in this script"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_only_shouting_is_lower_cased(text, quiet):
    assert lowercase_shouting(text) == quiet


@pytest.mark.parametrize(
    ("post", "signed"),
    [
        pytest.param(
            "We won. https://x.example/1 — Ana Perić (@ana) June 4, 2019",
            "Ana Perić June 4, 2019",
            id="as it is shown",
        ),
        pytest.param(
            "<blockquote><p>We won.</p>&mdash; A. B. Perić (@ana) "
            '<a href="https://x.example/1">June 4, 2019</a></blockquote>',
            "A. B. Perić June 4, 2019",
            id="as it is embedded",
        ),
        pytest.param("It is — they say — over — Ana (@ana) 2019", "Ana 2019", id="other dashes"),
        pytest.param(
            "They won — I (@ana) said that this would be so, months ago!", "", id="a mention"
        ),
        pytest.param("— Ana (@ana) June 4, 2019", "", id="no post above it"),
    ],
)
def test_a_byline_is_who_signed_a_post_and_when(post, signed):
    assert byline(post) == signed
