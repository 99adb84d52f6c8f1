import pytest

from factcheck.evaluation.labelled_pairs import LabelledPair
from factcheck.evaluation.pair_decisions import decide_pairs
from factcheck.model import Decision

LONG_POST = (
    "Good morning to everybody who reads this. The old stone bridge in Mostar was closed for "
    "twelve years after the flood. Please share it with all your friends and neighbours today."
)
PAIRS = [
    pytest.param(
        "The old bridge was closed for twelve years.",
        "The old bridge was closed for twelve years!",
        id="the very text",
    ),
    pytest.param(
        "For twelve years the old stone bridge was closed.",
        "The old stone bridge was closed for twelve years.",
        id="other order",
    ),
    pytest.param(
        "The old stone bridge was closed for 2 years.",
        "The old stone bridge was closed for 12 years.",
        id="a conflict",
    ),
    pytest.param(LONG_POST, "The old stone bridge was closed for twelve years.", id="a long post"),
    pytest.param("Zitronen heilen Krebs.", "The moon landing was filmed.", id="nothing shared"),
    pytest.param("🙂🙂🙂", "The moon landing was filmed.", id="no claim"),
]


@pytest.mark.parametrize("with_vectors", [True, False], ids=["vectors", "words only"])
@pytest.mark.parametrize(("claim", "published"), PAIRS)
def test_a_pair_is_decided_as_lookup_decides_in_a_store_of_that_fact_check(
    ask, take_in, record, encoder, claim, published, with_vectors
):
    opened = encoder if with_vectors else None
    take_in([record(published, language="en", url="")], opened)
    answer = ask(claim, opened)
    shown = (*answer.matches, *answer.near_misses)
    [decided] = decide_pairs([LabelledPair(claim, published, "same", "en", "en")], opened)

    assert decided.decision is answer.decision
    assert [decided.score] == [match.score for match in shown] or (not shown and not decided.score)
    assert decided.conflicts == tuple(c.name for match in shown for c in match.conflicts)


def test_pairs_do_not_depend_on_those_beside_them(encoder):
    pairs = [
        LabelledPair(f"The {thing} was sold.", "The old bridge was sold.", "same", "en", "en")
        for thing in ("bridge", "old bridge", "bank", "bridge")
    ]
    together = list(decide_pairs(pairs, encoder))

    assert together == [next(decide_pairs([pair], encoder)) for pair in pairs]
    assert {each.decision for each in together} - {Decision.NONE}
