"""Write the clusters of a list for programs: JSON, JSON Lines and tables."""

from typing import TextIO

from factcheck.clustering.checked_clusters import CheckedCluster, ClusteredList
from factcheck.formats.json_lines_writer import json_line, json_page
from factcheck.reports.answers_csv import CsvWriter
from factcheck.reports.answers_json import SCHEMA_VERSION, answer_object, signal_object


def cluster_object(cluster: CheckedCluster) -> dict[str, object]:
    """Return a cluster as a JSON object: its lines, why they are one claim, and the answer."""
    representative = cluster.representative
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "cluster",
        "cluster": cluster.number,
        "claim": representative.text,
        "line": representative.number,
        "lines": len(cluster.members),
        "wordings": cluster.wordings,
        "languages": list(cluster.languages),
        "first_on": cluster.first_on,
        "last_on": cluster.last_on,
        "members": [
            {"line": each.number, "claim": each.text, "date": each.date} for each in cluster.members
        ],
        "links": [
            {
                "line": each.claim.number,
                "other_line": each.other.number,
                "score": each.link.score,
                "signals": [signal_object(signal) for signal in each.link.signals],
            }
            for each in cluster.links
        ],
        "answer": answer_object(cluster.answer, representative.number),
    }


def write_clusters_json(stream: TextIO, clustered: ClusteredList) -> None:
    """Write one object: how many lines there are, and all clusters."""
    summary = {
        "schema_version": SCHEMA_VERSION,
        "kind": "clustered_list",
        "lines": clustered.lines,
        "without_claim": clustered.without_claim,
        "not_shown": clustered.alone,
        "notes": list(clustered.notes),
        "clusters": [cluster_object(each) for each in clustered.clusters],
    }
    stream.write(json_page(summary) + "\n")


def write_clusters_json_lines(stream: TextIO, clustered: ClusteredList) -> None:
    """Write each cluster as one line."""
    for cluster in clustered.clusters:
        stream.write(json_line(cluster_object(cluster)) + "\n")


def write_clusters_table(stream: TextIO, clustered: ClusteredList, delimiter: str) -> None:
    """Write a row for each cluster, with the columns of a list of answers behind its own."""
    writer = CsvWriter(stream, delimiter)
    for cluster in clustered.clusters:
        about = {
            "cluster": cluster.number,
            "lines": len(cluster.members),
            "wordings": cluster.wordings,
            "languages": " ".join(cluster.languages),
            "first_on": cluster.first_on,
            "last_on": cluster.last_on,
            "all_lines": " ".join(str(each.number) for each in cluster.members),
        }
        writer.write_answer(cluster.representative.number, cluster.answer, about)
    writer.finish()
