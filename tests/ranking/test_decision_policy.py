import pytest

from factcheck.model import Decision, Signal
from factcheck.ranking.decision_policy import MatchPolicy, decide_pair

CONFLICT = Signal("different_number", 1.0, True, "5 percent there, 50 percent here")
SUPPORT = Signal("same_meaning", 0.9, False, "Close in meaning")


@pytest.mark.parametrize(
    ("score", "signals", "decision"),
    [
        pytest.param(0.95, (SUPPORT,), Decision.MATCH, id="high and undisputed"),
        pytest.param(0.99, (SUPPORT, CONFLICT), Decision.SUGGESTED, id="a conflict vetoes"),
        pytest.param(0.5, (SUPPORT,), Decision.SUGGESTED, id="in between"),
        pytest.param(0.1, (), Decision.NONE, id="low"),
        pytest.param(0.9, (), Decision.MATCH, id="the threshold belongs to the match"),
    ],
)
def test_one_fact_check_is_decided_by_score_and_conflicts(score, signals, decision):
    assert decide_pair(score, signals, MatchPolicy(match_from=0.9, suggest_from=0.3)) is decision


def test_across_languages_a_match_takes_more():
    policy = MatchPolicy(match_from=0.8, cross_lingual_match_from=0.95, suggest_from=0.2)

    assert decide_pair(0.9, (), policy) is Decision.MATCH
    assert decide_pair(0.9, (), policy, cross_lingual=True) is Decision.SUGGESTED


def test_thresholds_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match=r"0\.5 and 0\.4"):
        MatchPolicy(match_from=0.4, suggest_from=0.5)
