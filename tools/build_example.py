"""Build claims.db.example, the store of the first lookup, from examples/fact_checks.csv.

    python tools/build_example.py [FILE]

The clock is fixed, so that the same file gives the same content on every day.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from factcheck.ingest import IngestOptions, ingest
from factcheck.model import IngestReport, RecordProblem
from factcheck.neural.encoder import default_encoder
from factcheck.store.backup import compact_copy
from factcheck.store.store import open_store
from factcheck.store.store_id import set_id_from_content

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "examples" / "fact_checks.csv"
EXAMPLE = ROOT / "claims.db.example"
BUILT_AT = datetime(2026, 11, 1, tzinfo=UTC)


def build(target: Path) -> IngestReport:
    """Write the example store to *target* by an ordinary ingest.

    Raises:
        ValueError: A record is refused.
        EncoderUnavailable: The encoder cannot run here.
    """
    problems: list[RecordProblem] = []
    encoder = default_encoder(_print_to_stderr)
    options = IngestOptions(clock=lambda: BUILT_AT)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "example.db", mode="write") as store,
    ):
        report = ingest(
            SOURCE, store, encoder, options, name=SOURCE.name, on_problem=problems.append
        )
        if problems:
            raise ValueError(f"{SOURCE.name}, line {problems[0].line}: {problems[0].reason}")
        set_id_from_content(store.connection)
        compact_copy(store.connection, target)
    return report


def _print_to_stderr(message: str) -> None:
    print(message, file=sys.stderr)


def main() -> None:
    """Build the file named on the command line, or the one in the checkout."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLE
    report = build(target)
    print(f"{target}: {report.added} fact-checks, {report.encoded} vectors")
    for note in report.notes:
        print(f"  {note}")


if __name__ == "__main__":
    main()
