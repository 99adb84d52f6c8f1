"""Each shortlisted fact-check is decided on by score, conflicts and exact matches."""

from dataclasses import replace

import pytest

from factcheck.model import Decision, JudgedPair, Judgement
from factcheck.ranking.calibration import Scorer, WeightTable
from factcheck.ranking.decision import CheckedPair, check_conflicts, decide
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.features import PairFeatures
from factcheck.ranking.ranker import RankedQuery, ScoredPair
from factcheck.retrieval.judged import JudgedMatch
from factcheck.retrieval.query import ExactMatch, Query
from factcheck.store.judgement_table import StoredJudgement

CLAIM = "The goats eat paper in the old valley"
# The score of a pair is that of its cosine, whichever table applies.
BY_COSINE = WeightTable(-10.0, {"cosine": 20.0})
SCORER = Scorer(*[BY_COSINE] * 3, *[WeightTable(0.0, {"first_stage": 1.0})] * 2)
FEATURES = PairFeatures(1, 0.9, *[0.0] * 13)
ALIKE = replace(FEATURES, claim_coverage=1.0, query_coverage=1.0, log_query_length=2.0)


def query(claim=CLAIM, language="en", exact=()):
    return Query(claim, (claim,), language, (), (), exact=exact)


def pair(features=ALIKE, *, cross_lingual=False, text=CLAIM):
    return ScoredPair(0.9, text, features, cross_lingual)


def decided(checked, asked=None):
    [match] = decide(asked or query(), [checked], MatchPolicy(), SCORER)
    return match


def names(match):
    return {signal.name for signal in match.conflicts}


def test_a_likely_pair_without_conflict_is_a_match(fact_check):
    assert decided(CheckedPair(fact_check(), pair=pair())).decision is Decision.MATCH


@pytest.mark.parametrize("cross_lingual", [False, True], ids=["same language", "across languages"])
def test_no_feature_outweighs_the_reranker(fact_check, cross_lingual):
    boundless = replace(ALIKE, cosine=1.0, cosine_above_neighbours=50.0, token_sort_ratio=1.0)
    likely = pair(boundless, cross_lingual=cross_lingual)

    match = decided(CheckedPair(fact_check(), pair=likely, reranker=-8.0))

    assert match.decision is Decision.SUGGESTED
    assert names(match) == {"read_otherwise"}


def test_conflicts_are_found_between_the_two_claims(fact_check):
    published = fact_check(claim="The goats do not eat paper in the old valley", language="en")
    ranked = RankedQuery(query(), {1: pair()}, {1: published})

    [checked] = check_conflicts(ranked, {(CLAIM, published.claim): 1.5})

    assert [signal.name for signal in checked.conflicts] == ["opposite_polarity"]
    assert checked.reranker == 1.5
    assert decided(checked).decision is Decision.SUGGESTED


def test_the_very_text_is_a_match_whatever_its_score(fact_check):
    found = fact_check()
    ranked = RankedQuery(query(exact=(ExactMatch(1),)), {1: pair(FEATURES)}, {1: found})

    [checked] = check_conflicts(ranked, {})
    match = decided(checked, ranked.query)

    assert (match.decision, match.score) == (Decision.MATCH, 1.0)


def test_a_link_in_a_post_about_something_else_is_a_suggestion(fact_check):
    match = decided(CheckedPair(fact_check(), exact=ExactMatch(1, "https://posts.example/77")))

    assert match.decision is Decision.SUGGESTED
    assert [signal.name for signal in match.signals] == ["same_link"]


@pytest.mark.parametrize(
    ("features", "language", "cross_lingual", "name"),
    [
        pytest.param(FEATURES, "en", False, "little_in_common", id="no word shared"),
        pytest.param(FEATURES, "und", True, "unknown_language", id="language not known"),
        pytest.param(
            replace(FEATURES, cosine=0.65),
            "en",
            True,
            "not_read_together",
            id="not reranked",
        ),
    ],
)
def test_a_likely_pair_that_cannot_be_checked_is_a_suggestion(
    fact_check, features, language, cross_lingual, name
):
    checked = CheckedPair(fact_check(), pair=pair(features, cross_lingual=cross_lingual))
    match = decided(checked, query(language=language))

    assert match.decision is Decision.SUGGESTED
    assert name in names(match)


def test_the_opposite_is_suggested_only_beside_another_answer(fact_check):
    opposite = fact_check(claim="The goats do not eat paper in the old valley", language="en")
    ranked = RankedQuery(
        query(), {1: pair(replace(ALIKE, cosine=0.1))}, {1: replace(opposite, id="opposite")}
    )
    [denial] = check_conflicts(ranked, {})
    same = CheckedPair(fact_check(), pair=pair())

    alone = decide(query(), [denial], MatchPolicy(), SCORER)
    beside = decide(query(), [denial, same], MatchPolicy(), SCORER)

    assert [match.decision for match in alone] == [Decision.NONE]
    assert [match.decision for match in beside] == [Decision.MATCH, Decision.SUGGESTED]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        pytest.param(
            "Nobody here has any paper, and the goats are not fed",
            "“Nobody” stands here only, so one may deny what the other says.",
            id="here",
        ),
        pytest.param("Somebody feeds paper to animals", "", id="on neither side"),
    ],
)
def test_a_suggestion_names_a_negation_that_one_claim_has_alone(asked, text, fact_check):
    published = fact_check(claim="A flock in the old valley eats newspapers", language="en")
    checked = CheckedPair(published, pair=pair(replace(ALIKE, cosine=0.55), text=asked))

    match = decided(checked, query(asked))

    assert match.decision is Decision.SUGGESTED
    said = [each.text for each in match.conflicts if each.name == "one_sided_negation"]
    assert said == ([text] if text else [])


def test_a_negation_on_one_side_alone_vetoes_no_match(fact_check):
    published = fact_check(claim="Not one flock in the valley goes hungry", language="en")

    assert decided(CheckedPair(published, pair=pair())).decision is Decision.MATCH


def decided_together(*checked):
    return {
        match.fact_check.id: (match.decision, match.score)
        for match in decide(query(), checked, MatchPolicy(), SCORER)
    }


def test_claims_that_differ_in_their_quotation_marks_are_decided_alike(fact_check):
    likely = fact_check(claim="The 'goats' eat paper in the old valley")
    other = fact_check(claim="The “goats” eat paper in the old valley.")

    found = decided_together(
        CheckedPair(other, pair=pair(replace(ALIKE, cosine=0.55))),
        CheckedPair(likely, pair=pair()),
    )

    assert found[other.id] == found[likely.id]
    assert found[likely.id][0] is Decision.MATCH


def test_what_was_judged_different_is_not_decided_like_the_same_words(fact_check):
    likely = fact_check(claim="The 'goats' eat paper in the old valley")
    other = fact_check(claim="The goats eat paper in the old valley")
    said = JudgedPair(CLAIM, other.id, Judgement.DIFFERENT, "Edo", "2026-05-07", claim=other.claim)
    said = replace(said, verdict=other.reading.verdict)
    judged = JudgedMatch(2, (StoredJudgement(1, 2, "en", said, said.claim, said.verdict),))

    found = decided_together(
        CheckedPair(likely, pair=pair(replace(ALIKE, cosine=0.55))),
        CheckedPair(other, pair=pair(), judged=judged),
    )

    assert found[likely.id][0] is Decision.SUGGESTED
    assert found[other.id][0] is Decision.NONE
