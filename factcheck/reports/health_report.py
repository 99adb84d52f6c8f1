"""Say what a check of the store and of this machine found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from factcheck.reports.answers_json import SCHEMA_VERSION
from factcheck.reports.document import Block, Document, Line, Tone


class FoundByCheck(Protocol):
    """One thing that a check found; the store and the encoder both have such."""

    @property
    def name(self) -> str:
        """Stable name for scripts."""
        ...

    @property
    def text(self) -> str:
        """One sentence for a person."""
        ...

    @property
    def problem(self) -> bool:
        """Whether it needs attention."""
        ...

    @property
    def repairable(self) -> bool:
        """Whether ``factcheck doctor --fix`` mends it."""
        ...


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One thing that was found outside the store."""

    name: str
    text: str
    problem: bool = True
    repairable: bool = False


def health_sheet(
    findings: Iterable[FoundByCheck], versions: Mapping[str, str], path: Path
) -> Document:
    """Return what was found, problems first, laid out for reading."""
    ordered = sorted(findings, key=lambda finding: not finding.problem)
    problems = sum(finding.problem for finding in ordered)
    counted = "1 problem" if problems == 1 else f"{problems} problems"
    heading = f"NEEDS ATTENTION: {counted}" if problems else "SOUND: nothing wrong was found"
    tone = Tone.BAD if problems else Tone.GOOD
    lines = (Line("Store", str(path)), *(_finding_line(finding) for finding in ordered))
    named = tuple(Line(name, version) for name, version in versions.items())
    return Document((Block(heading, lines, tone), Block("Versions", named)))


def health_object(
    findings: Iterable[FoundByCheck], versions: Mapping[str, str], path: Path
) -> dict[str, object]:
    """Return what was found as a JSON object."""
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


def _finding_line(finding: FoundByCheck) -> Line:
    if not finding.problem:
        return Line("Fine", finding.text, Tone.QUIET)
    advice = " ('factcheck doctor --fix' mends it)" if finding.repairable else ""
    return Line("Problem", f"{finding.text}{advice}", Tone.BAD)
