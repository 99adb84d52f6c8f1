"""Tell which claims mean the same: by the judgement of a look-up, or only by their words."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from factcheck.clustering.cluster_claims import ClusterOptions, cluster_claims
from factcheck.neural.encoder import Encoder
from factcheck.text.normalise import comparable

# Takes claims and gives groups of their places; a claim that is like no other is a group of one.
# The first of a group stands for all.
ClaimGrouping: TypeAlias = Callable[[Sequence[str]], Iterator[Sequence[int]]]


def same_meaning(encoder: Encoder | None, options: ClusterOptions | None = None) -> ClaimGrouping:
    """Return a grouping by meaning, in which no two claims of a group contradict each other."""

    def grouped(claims: Sequence[str]) -> Iterator[Sequence[int]]:
        left = set(range(len(claims)))
        for cluster in cluster_claims(claims, encoder, options):
            left.difference_update(cluster.members)
            first = cluster.representative
            yield (first, *(place for place in cluster.members if place != first))
        # A text without a claim, such as a bare link.
        yield from ((place,) for place in sorted(left))

    return grouped


def same_words(claims: Sequence[str]) -> Iterator[Sequence[int]]:
    """Group claims that have the same words, however these are spelled: a `ClaimGrouping`."""
    groups: dict[str, list[int]] = {}
    for place, claim in enumerate(claims):
        groups.setdefault(comparable(claim) or claim, []).append(place)
    yield from groups.values()
