"""Give factcheck its next version, everywhere at once: `python tools/set_version.py 0.2.0`.

The version stands in factcheck/store/producer.py, from where packages, the program and stores
have it. CITATION.cff, codemeta.json and the manual page get a copy, and what is unreleased in the
changelog its heading. A tag `v` with the version then makes the release.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIES = {
    "factcheck/store/producer.py": r'(?m)^(__version__ = ")[^"]*',
    "CITATION.cff": r"(?m)^(version: )\S*",
    "codemeta.json": r'(?m)^(  "version": ")[^"]*',
    "share/man/man1/factcheck.1": r'(?m)^(\.TH FACTCHECK 1 "" "factcheck )[^"]*',
}
UNRELEASED = "## [Unreleased]\n"


def main(version: str) -> None:
    """Write *version* into every file."""
    for name, pattern in COPIES.items():
        _replace(ROOT / name, pattern, rf"\g<1>{version}")
    changelog = ROOT / "CHANGELOG.md"
    # What the candidates of this version brought is part of it.
    candidate = rf"(?m)^## \[{re.escape(version)}(a|b|rc)\d+\].*\n\n"
    text = re.sub(candidate, "", changelog.read_text("utf-8"))
    changelog.write_text(text, encoding="utf-8", newline="\n")
    heading = f"## [{version}] - {datetime.now(UTC):%Y-%m-%d}"
    _replace(changelog, re.escape(UNRELEASED), f"{UNRELEASED}\n{heading}\n")


def _replace(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text("utf-8"))
    if count != 1:
        sys.exit(f"{path} has {count} places for the version instead of one")
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
