import random

import numpy as np
import pytest

from factcheck.clustering.cluster_claims import ClusterOptions, cluster_claims
from factcheck.clustering.groups import MOST_WORDINGS, Groups

BRIDGE = "The old stone bridge in Mostar was closed for twelve years after the flood."
BRIDGE_AGAIN = "For twelve years after the flood the old stone bridge in Mostar was closed."
BRIDGE_TYPO = "The old stone bridge in Mostar was closd for twelve years after the flood."
SHORTER = "The old stone bridge in Mostar was closed for two years after the flood."
DENIED = "The old stone bridge in Mostar was not closed for twelve years after the flood."
LEMONS = "Zitronen heilen Krebs in drei Wochen, sagt ein Arzt aus Wien."


@pytest.fixture
def encoder(encoder):
    """Letters for vectors, and a reranking encoder that takes all pairs for the same."""

    class AgreeingEncoder(type(encoder)):
        pairs_read = 0

        def score_pairs(self, pairs):
            self.pairs_read += len(pairs)
            return np.full(len(pairs), 3, np.float32)

    return AgreeingEncoder()


def test_rewordings_are_one_cluster_and_what_is_denied_or_altered_is_not(encoder):
    claims = [LEMONS, BRIDGE, SHORTER, BRIDGE_AGAIN, DENIED, BRIDGE_TYPO]
    found = cluster_claims(claims, encoder)

    assert [cluster.members for cluster in found] == [(1, 3, 5), (0,), (2,), (4,)]
    assert found[0].representative in (1, 3, 5)
    assert [cluster.languages for cluster in found] == [("en",), ("de",), ("en",), ("en",)]


def test_without_an_encoder_words_decide(encoder):
    claims = [LEMONS, BRIDGE, SHORTER, BRIDGE_AGAIN, DENIED, BRIDGE_TYPO]
    found = cluster_claims(claims, None)

    assert [cluster.members for cluster in found] == [(1, 3), (0,), (2,), (4,), (5,)]


def test_near_in_vectors_is_not_enough(encoder):
    encoder.score_pairs = lambda pairs: np.full(len(pairs), -3, np.float32)
    found = cluster_claims([BRIDGE, BRIDGE_TYPO], encoder)

    assert [cluster.members for cluster in found] == [(0,), (1,)]


def test_what_speaks_against_one_way_to_ask_keeps_two_apart(encoder):
    encoder.score_pairs = lambda pairs: np.array([3 if a < b else -3 for a, b in pairs], np.float32)
    found = cluster_claims([BRIDGE, BRIDGE_TYPO], encoder)

    assert [cluster.members for cluster in found] == [(0,), (1,)]


def test_what_the_rules_tell_apart_is_never_read(encoder):
    cluster_claims([BRIDGE, SHORTER, DENIED], encoder)

    assert encoder.pairs_read == 0


def test_copies_count_as_members_and_are_judged_once(encoder):
    copies = [BRIDGE, f"@desk {BRIDGE.upper()} 😡", f"{BRIDGE} https://t.co/x1", LEMONS, BRIDGE]
    [bridge, lemons] = cluster_claims(copies, encoder)

    assert (bridge.members, bridge.representative, bridge.links) == ((0, 1, 2, 4), 0, ())
    assert lemons.members == (3,)
    assert encoder.encoded == 2


def test_a_link_names_two_members_and_why_they_are_the_same(encoder):
    [cluster] = cluster_claims([BRIDGE, BRIDGE_AGAIN, BRIDGE], encoder)
    [link] = cluster.links

    assert {link.claim, link.other} == {0, 1}
    assert link.score > 0.9
    assert "read_as_same" in {signal.name for signal in link.signals}
    assert not any(signal.conflict for signal in link.signals)


@pytest.mark.parametrize(
    ("claims", "sizes"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([BRIDGE], [1], id="one"),
        pytest.param([BRIDGE] * 3_000, [3_000], id="all equal"),
        pytest.param(["🙂", "https://t.co/x1", "", "\0", BRIDGE], [1], id="no claims beside one"),
        pytest.param(["\0" + BRIDGE, BRIDGE + "\0"], [2], id="NUL"),
        pytest.param(["huge words " * 10_000, BRIDGE], [1, 1], id="a huge one"),
    ],
)
@pytest.mark.parametrize("with_vectors", [True, False], ids=["vectors", "words only"])
def test_any_list_is_clustered(encoder, with_vectors, claims, sizes):
    found = cluster_claims(claims, encoder if with_vectors else None)

    assert [len(cluster.members) for cluster in found] == sizes


def test_clusters_do_not_depend_on_the_order_of_the_list(encoder):
    claims = [BRIDGE, SHORTER, BRIDGE_AGAIN, LEMONS, DENIED, BRIDGE_TYPO]
    expected = {frozenset(claims[at] for at in c.members) for c in cluster_claims(claims, encoder)}
    shuffled = random.Random(1).sample(claims, len(claims))
    found = cluster_claims(shuffled, encoder)

    assert {frozenset(shuffled[at] for at in c.members) for c in found} == expected


def test_progress_ends_with_all_claims_and_all_pairs(encoder):
    reported = {}
    options = ClusterOptions(on_progress=lambda *told: reported.update({told[0]: told[1:]}))
    cluster_claims([BRIDGE, BRIDGE_AGAIN, LEMONS], encoder, options)

    assert reported == {"encoding": (3, 3), "comparing": (1, 1)}


def test_a_conflict_keeps_two_apart_though_a_third_would_join_them():
    groups = Groups(4, lambda one, other: {one, other} == {0, 2})

    assert groups.join(0, 1)
    assert not groups.join(1, 2)
    assert not groups.may_join(1, 2)
    assert groups.join(2, 3)
    assert not groups.may_join(3, 0)
    assert groups.members() == [[0, 1], [2, 3]]


def test_a_group_does_not_grow_beyond_what_can_be_compared():
    groups = Groups(MOST_WORDINGS + 1, lambda _one, _other: False)
    joined = [groups.join(0, other) for other in range(1, MOST_WORDINGS + 1)]

    assert joined == [True] * (MOST_WORDINGS - 1) + [False]
