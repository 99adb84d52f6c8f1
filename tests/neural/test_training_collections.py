import random

from claim_training.negatives import Collection
from claim_training.pools import of_collection

POSTS = Collection(
    "checkthat2020_en",
    ("The mayor sold the bridge!! RT", "They closed the school", "..."),
    ("Bridge sold Title", "School closed Title", "Bridge painted Title", "Bridge built Title"),
    ("The mayor sold the bridge.", "The school closed.", "It was painted.", "It was built."),
    (frozenset({0}), frozenset({1}), frozenset({2})),
    ((2, 3), (0,), (1,)),
)


def test_a_post_stands_beside_the_claims_alone_of_its_answers_and_of_its_near_misses():
    pool, _ = of_collection(POSTS, lambda _: False, random.Random(0))

    right = {t for t, claim in zip(pool.texts[1:], pool.claims[1:], strict=True) if claim == 0}
    wrong = {t: claim for t, claim in zip(pool.texts, pool.claims, strict=True) if claim > 0}
    assert pool.texts[0] == POSTS.queries[0]
    assert pool.claims[0] == 0
    assert right == {"The mayor sold the bridge."}
    assert set(wrong) == {"It was painted.", "It was built."}
    assert len(set(wrong.values())) == 2


def test_a_post_is_only_asked_and_what_is_found_is_only_published():
    pool, _ = of_collection(POSTS, lambda _: False, random.Random(0))

    assert pool.asked == [True, False, False, False]
    assert pool.printed == [False, True, True, True]


def test_posts_that_are_kept_for_the_score_and_posts_without_words_give_no_pool():
    pools = of_collection(POSTS, lambda post: "school" in post, random.Random(0))

    assert [pool.texts[0] for pool in pools] == [POSTS.queries[0]]
