import pytest

from factcheck.text.posts import lowercase_shouting


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
