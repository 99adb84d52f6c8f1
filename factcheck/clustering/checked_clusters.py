"""Give each cluster of a list its place, its days, and what the store says of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from factcheck.clustering.cluster_claims import Cluster, Link
from factcheck.formats.claim_list import ListedClaim
from factcheck.formats.date_parser import claim_date
from factcheck.lookup import DatedClaim, Lookup
from factcheck.model import Answer


@dataclass(frozen=True, slots=True)
class ListedLink:
    """Why two lines of a list are the same claim."""

    claim: ListedClaim
    other: ListedClaim
    link: Link


@dataclass(frozen=True, slots=True)
class CheckedCluster:
    """A cluster of a list with its answer.

    Attributes:
        number: Its place among the clusters, counted from 1.
        members: Its lines, in the order of the list.
        representative: The line whose words were looked up.
        languages: Of the members, the most frequent first; ``und`` where it is not known.
        wordings: How many of them differ in more than links, emoji and capitals.
        links: What joined the wordings.
        first_on: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty where the list has no dates.
        last_on: The same of the last line.
        answer: Of the store to the representative, asked on the last day.
    """

    number: int
    members: tuple[ListedClaim, ...]
    representative: ListedClaim
    languages: tuple[str, ...]
    wordings: int
    links: tuple[ListedLink, ...]
    first_on: str
    last_on: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class ClusteredList:
    """A list of claims with its clusters.

    Attributes:
        lines: How many lines hold text.
        without_claim: In how many of them there is no claim.
        alone: How many lines are in no cluster that is shown.
        clusters: Those that are shown, the largest first.
        notes: What a reader must know, such as why there is no encoder.
    """

    lines: int
    without_claim: int
    alone: int
    clusters: tuple[CheckedCluster, ...]
    notes: tuple[str, ...] = ()


def check_clusters(
    listed: Sequence[ListedClaim], clusters: Iterable[Cluster], lookup: Lookup, today: date
) -> Iterator[CheckedCluster]:
    """Look up the representative of each of *clusters*, in their order.

    Args:
        listed: The list that was clustered.
        clusters: Of the list.
        lookup: Gives the answers, as for any list of claims.
        today: Days after it are no dates of claims.
    """
    dated = [(cluster, _days(cluster, listed, today)) for cluster in clusters]
    asked = (
        DatedClaim(listed[cluster.representative].text, days[-1])
        if days
        else listed[cluster.representative].text
        for cluster, days in dated
    )
    for number, ((cluster, days), answer) in enumerate(
        zip(dated, lookup.answers(asked), strict=True), start=1
    ):
        yield CheckedCluster(
            number=number,
            members=tuple(listed[place] for place in cluster.members),
            representative=listed[cluster.representative],
            languages=cluster.languages,
            wordings=len(cluster.links) + 1,
            links=tuple(ListedLink(listed[a.claim], listed[a.other], a) for a in cluster.links),
            first_on=days[0] if days else "",
            last_on=days[-1] if days else "",
            answer=answer,
        )


def _days(cluster: Cluster, listed: Sequence[ListedClaim], today: date) -> list[str]:
    """List the days of the members, the earliest first; those that cannot be read are left out."""
    written = {listed[place].date for place in cluster.members if listed[place].date.strip()}
    return sorted({claim_date(each, today) for each in written} - {""})
