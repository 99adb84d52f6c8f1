"""Group a list of claims by meaning.

parse → join copies → encode → find neighbours → judge pairs → join groups → choose representatives
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck.clustering.groups import Groups
from factcheck.clustering.near_pairs import NearPair, near_by_vectors, near_by_words
from factcheck.clustering.wording_judge import Wording, WordingJudge
from factcheck.model import FactCheck, Match, Publisher, Signal
from factcheck.ranking.decision_policy import MatchPolicy
from factcheck.ranking.pair_judge import PairJudge
from factcheck.ranking.supporting_reasons import close_in_meaning
from factcheck.retrieval.query import parse_query
from factcheck.text.normalise import comparable
from factcheck.text.terms import terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from factcheck.neural.encoder import Encoder

# Wordings that are encoded, and pairs that are judged, between two reports of progress.
_BATCH = 256
_PUBLISHER = Publisher("list")


@dataclass(frozen=True, slots=True)
class Link:
    """Why two members of a cluster are the same claim.

    Attributes:
        claim: Place of one of them in the list, counted from 0.
        other: Place of the other.
        score: Probability that one fact-check serves both, 0 to 1.
        signals: The reasons.
    """

    claim: int
    other: int
    score: float
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Claims of a list that are the same, copies among them.

    Attributes:
        members: Their places in the list, counted from 0, rising.
        representative: Place of the first copy of the wording that is nearest to all members.
        languages: Of the members, the most frequent first; ``und`` where it is not known.
        links: What joined its wordings, one less than there are wordings.
    """

    members: tuple[int, ...]
    representative: int
    languages: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """How to cluster.

    Attributes:
        policy: From which score on two claims are the same, such as a store's calibration has it.
        on_progress: Called with the phase (``encoding`` or ``comparing``), what is done and the
            total.
    """

    policy: MatchPolicy = field(default_factory=MatchPolicy)
    on_progress: Callable[[str, int, int], None] = lambda _phase, _done, _total: None


def cluster_claims(
    claims: Sequence[str], encoder: "Encoder | None", options: ClusterOptions | None = None
) -> tuple[Cluster, ...]:
    """Group *claims* that one fact-check would serve, as a look-up judges.

    No two members of a cluster contradict each other by the rules, even where a third would join
    them. A post is compared as a whole, so that one about two claims does not join them.

    Args:
        claims: In any order, copies too.
        encoder: Compares meaning, and reads both claims where it can; None, and words have to do.
        options: Thresholds.

    Returns:
        Every claim in one cluster, most of them perhaps alone; the largest cluster first, of
        equals the one whose first member comes first. A text in which there is no claim, such as
        a bare link, is in none.
    """
    chosen = options or ClusterOptions()
    wordings = _wordings(claims)
    vectors = _encoded(wordings, encoder, chosen)
    judge = WordingJudge(wordings, vectors, encoder, PairJudge(encoder, chosen.policy))
    if vectors is None:
        pairs = near_by_words([terms(each.query.texts[0]) for each in wordings])
    else:
        pairs = near_by_vectors(vectors)
    groups = Groups(len(wordings), judge.contradict)
    links: dict[int, list[Link]] = {}
    for start in range(0, len(pairs), _BATCH):
        for pair, match in _same(pairs[start : start + _BATCH], judge, groups):
            if groups.join(pair.claim, pair.other):
                links.setdefault(pair.claim, []).append(_link(wordings, pair, match))
        chosen.on_progress("comparing", min(start + _BATCH, len(pairs)), len(pairs))
    clusters = [_cluster(group, wordings, vectors, links) for group in groups.members()]
    return tuple(sorted(clusters, key=lambda each: (-len(each.members), each.members[0])))


def _wordings(claims: Sequence[str]) -> list[Wording]:
    """Parse *claims*, and collect the copies of each wording."""
    wordings: dict[str, Wording] = {}
    for place, claim in enumerate(claims):
        query = parse_query(claim, whole_only=True)
        if query.texts:
            [text] = query.texts
            published = FactCheck(text, _PUBLISHER, id="claim", language=query.language)
            wording = wordings.setdefault(comparable(text), Wording(query, published))
            wording.places.append(place)
    return list(wordings.values())


def _encoded(
    wordings: Sequence[Wording], encoder: "Encoder | None", options: ClusterOptions
) -> "NDArray[np.float32] | None":
    if encoder is None:
        return None
    import numpy as np  # lazy: words alone need none

    vectors = [np.zeros((0, encoder.dimensions), np.float32)]
    for start in range(0, len(wordings), _BATCH):
        batch = wordings[start : start + _BATCH]
        vectors.append(encoder.encode_fact_checks([each.published.claim for each in batch]))
        options.on_progress("encoding", start + len(batch), len(wordings))
    return np.concatenate(vectors)


def _same(
    pairs: Sequence[NearPair], judge: WordingJudge, groups: Groups
) -> Iterator[tuple[NearPair, Match]]:
    """Yield the pairs that are the same claim and not in one group by then, nearest first."""
    matches = judge.same(
        (pair.claim, pair.other) for pair in pairs if groups.may_join(pair.claim, pair.other)
    )
    for pair in pairs:
        match = matches.get((pair.claim, pair.other))
        if match is not None and groups.may_join(pair.claim, pair.other):
            yield pair, match


def _link(wordings: Sequence[Wording], pair: NearPair, match: Match) -> Link:
    claim, other = wordings[pair.claim].places[0], wordings[pair.other].places[0]
    signals = (
        # There is no other fact-check than which it could be closer.
        close_in_meaning(signal.value, cross_lingual=match.cross_lingual)
        if signal.name == "same_meaning"
        else signal
        for signal in match.signals
    )
    return Link(claim, other, match.score, tuple(signals))


def _cluster(
    group: Sequence[int],
    wordings: Sequence[Wording],
    vectors: "NDArray[np.float32] | None",
    links: Mapping[int, Sequence[Link]],
) -> Cluster:
    members = [wordings[number] for number in group]
    languages = Counter[str]()
    for each in members:
        languages[each.query.language] += len(each.places)
    return Cluster(
        members=tuple(sorted(place for each in members for place in each.places)),
        representative=_medoid(group, wordings, vectors).places[0],
        languages=tuple(language for language, _ in languages.most_common()),
        links=tuple(link for number in group for link in links.get(number, ())),
    )


def _medoid(
    group: Sequence[int], wordings: Sequence[Wording], vectors: "NDArray[np.float32] | None"
) -> Wording:
    """Return the wording with the highest mean cosine to all members; by words the commonest."""
    nearness = [float(len(wordings[number].places)) for number in group]
    if vectors is not None and len(group) > 1:
        import numpy as np  # lazy: as above

        rows = vectors[list(group)]
        nearness = np.round(rows @ (np.array(nearness, np.float32) @ rows), 4).tolist()
    _, first = min(zip(nearness, group, strict=True), key=lambda each: (-each[0], each[1]))
    return wordings[first]
