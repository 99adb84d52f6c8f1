"""What the values of the model promise by themselves."""

import pytest

from factcheck.model import Side, Verdict


@pytest.mark.parametrize(
    ("verdict", "side"),
    [
        (Verdict.TRUE, Side.TRUE),
        (Verdict.MOSTLY_TRUE, Side.TRUE),
        (Verdict.MIXED, Side.MIXED),
        (Verdict.MISLEADING, Side.FALSE),
        (Verdict.MOSTLY_FALSE, Side.FALSE),
        (Verdict.FALSE, Side.FALSE),
        (Verdict.UNPROVEN, None),
        (Verdict.SATIRE, None),
        (Verdict.UNRATED, None),
    ],
)
def test_a_verdict_is_on_one_side_or_none(verdict, side):
    assert verdict.side is side


def test_only_the_true_and_the_false_side_contradict_each_other():
    contradicting = {(one, two) for one in Verdict for two in Verdict if one.contradicts(two)}

    true, false = ([v for v in Verdict if v.side is side] for side in (Side.TRUE, Side.FALSE))
    assert contradicting == {pair for t in true for f in false for pair in ((t, f), (f, t))}
