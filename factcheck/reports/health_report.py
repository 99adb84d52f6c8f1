"""Report what ``factcheck doctor`` found in the store, the encoder and the versions."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone
from factcheck.store.integrity import Finding
from factcheck.text.counting import counted


def health_document(
    findings: Iterable[Finding], versions: Mapping[str, str], path: Path
) -> Document:
    """Return the findings as a document, problems first."""
    ordered = sorted(findings, key=lambda finding: not finding.problem)
    problems = sum(finding.problem for finding in ordered)
    heading = (
        f"NEEDS ATTENTION: {counted(problems, 'problem')}"
        if problems
        else "SOUND: nothing wrong was found"
    )
    tone = Tone.BAD if problems else Tone.GOOD
    lines = (Line("Store", str(path)), *(_finding_line(finding) for finding in ordered))
    named = tuple(Line(name, version) for name, version in versions.items())
    return Document((Block(heading, lines, tone), Block("Versions", named)))


def health_object(
    findings: Iterable[Finding], versions: Mapping[str, str], path: Path
) -> dict[str, object]:
    """Return the findings as a JSON object."""
    listed = [
        {
            "name": finding.name,
            "problem": finding.problem,
            "repairable": finding.repairable,
            "text": finding.text,
        }
        for finding in findings
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "sound": not any(finding["problem"] for finding in listed),
        "store": str(path),
        "findings": listed,
        "versions": dict(versions),
    }


def _finding_line(finding: Finding) -> Line:
    if not finding.problem:
        return Line("Fine", finding.text, Tone.QUIET)
    advice = " ('factcheck doctor --fix' mends it)" if finding.repairable else ""
    return Line("Problem", f"{finding.text}{advice}", Tone.BAD)
