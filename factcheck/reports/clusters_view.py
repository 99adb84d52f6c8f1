"""Lay out the clusters of a list for people: how often a claim came, when, and in which words."""

from collections.abc import Iterator
from dataclasses import replace

from factcheck.citations.labels import language_name
from factcheck.citations.translator import Translator
from factcheck.clustering.checked_clusters import CheckedCluster, ClusteredList, ListedLink
from factcheck.model import Answer, Message
from factcheck.reports.document import Block, Line, Tone
from factcheck.text.normalise import comparable
from factcheck.text.sanitise import shortened

# Characters of a wording, other wordings of a claim, and lines that are named.
_WORDING_SHOWN = 300
_WORDINGS_SHOWN = 3
_LINES_SHOWN = 30


def summary_block(clustered: ClusteredList, t: Translator) -> Block:
    """Return how many claims come back, and what is in no cluster."""
    in_clusters = sum(len(each.members) for each in clustered.clusters)
    found = t(
        "Claims: {count:,}, in {lines:,} of {total:,} lines",
        count=len(clustered.clusters),
        lines=in_clusters,
        total=clustered.lines,
    )
    lines = [Line(t("Found"), found)]
    if clustered.alone:
        lines.append(Line("", t("Lines that are not shown: {count:,}", count=clustered.alone)))
    if clustered.without_claim:
        words = t("Lines without a claim in them: {count:,}", count=clustered.without_claim)
        lines.append(Line("", words, Tone.QUIET))
    lines += [Line(t("Note"), t(note), Tone.MIXED) for note in clustered.notes]
    return Block(t("Claims grouped by meaning"), tuple(lines), Tone.STRONG)


def cluster_block(cluster: CheckedCluster, t: Translator, *, explain: bool) -> Block:
    """Return how often a claim came, when and in which words; with *explain*, why it is one."""
    return Block(_heading(cluster, t), tuple(_lines(cluster, t, explain=explain)), Tone.STRONG)


def shown_answer(cluster: CheckedCluster) -> Answer:
    """Return the answer without near misses: of many claims only what was found is of use."""
    return replace(cluster.answer, near_misses=())


def _heading(cluster: CheckedCluster, t: Translator) -> str:
    lines = Message.counted(
        "{count:,} line of the list", "{count:,} lines of the list", count=len(cluster.members)
    )
    wordings = Message.counted("{count:,} wording", "{count:,} wordings", count=cluster.wordings)
    return f"{cluster.number}. {t(lines)}, {t(wordings)}"


def _lines(cluster: CheckedCluster, t: Translator, *, explain: bool) -> Iterator[Line]:
    numbers = [str(each.number) for each in cluster.members]
    left_out = ["…"] if len(numbers) > _LINES_SHOWN else []
    yield Line(t("Lines"), ", ".join(numbers[:_LINES_SHOWN] + left_out))
    if cluster.first_on:
        days = t("{first} to {last}", first=cluster.first_on, last=cluster.last_on)
        yield Line(t("Dates"), cluster.first_on if cluster.first_on == cluster.last_on else days)
    yield Line(t("Languages"), ", ".join(language_name(each, t) for each in cluster.languages))
    for number, text in _other_wordings(cluster):
        yield Line(t("line {line}", line=number), f'"{shortened(text, _WORDING_SHOWN)}"')
    for link in cluster.links if explain else ():
        yield from _reasons(link, t)


def _other_wordings(cluster: CheckedCluster) -> list[tuple[int, str]]:
    """List some wordings beside the representative, each with its first line."""
    first_of: dict[str, tuple[int, str]] = {}
    for each in cluster.members:
        first_of.setdefault(comparable(each.text), (each.number, each.text))
    first_of.pop(comparable(cluster.representative.text))
    return list(first_of.values())[:_WORDINGS_SHOWN]


def _reasons(link: ListedLink, t: Translator) -> Iterator[Line]:
    percent = min(round(link.link.score * 100), 99)
    numbers = {"line": link.claim.number, "other": link.other.number}
    label = t("Lines {line} and {other}", **numbers)
    yield Line(label, f"{percent} %")
    for signal in link.link.signals:
        yield Line("", f"- {t(signal.text)}")
