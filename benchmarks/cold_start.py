"""Time commands in new processes, beside what no such program can do without.

    python benchmarks/cold_start.py [--db claims.db.example] [--rounds 15]

A look-up is set against a bare process that imports typer, numpy and onnxruntime, opens the
converted encoder and encodes one claim; ``--help`` and ``--version`` against one that imports
typer. All are run in turn, so that a busy moment meets all of them, and the fastest round of each
counts. Seconds are of the clock; those of the processor stand beside.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

_CLAIM = "The mayor said that the bridge was closed in 2019"
_TYPER = "import typer"
_ENCODER = f"""
import os, typer, numpy, onnxruntime
from factcheck.semantic.bundled import open_bundled
from factcheck.semantic.cache import cache_folder
encoder = open_bundled(cache_folder(os.environ), print)
encoder.encode_claims([{_CLAIM!r}])
"""


def main() -> None:
    """Run everything in turn, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--db", type=Path, default=Path("claims.db.example"))
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    ours = [sys.executable, "-m", "factcheck"]
    look_up = [*ours, "lookup", _CLAIM, "--db", str(arguments.db)]
    commands = {
        "floor: typer": [sys.executable, "-c", _TYPER],
        "--version": [*ours, "--version"],
        "--help": [*ours, "--help"],
        "floor: the encoder": [sys.executable, "-c", _ENCODER],
        "lookup": look_up,
        "lookup --words-only": [*look_up, "--words-only"],
    }
    floors = {"--version": "floor: typer", "--help": "floor: typer"}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            times[name].append(seconds(command))
    best = {name: tuple(map(min, zip(*rounds, strict=True))) for name, rounds in times.items()}
    print(f"{'':22}{'seconds':>9}{'of CPU':>9}{'× floor':>9}")
    for name, (clock, processor) in best.items():
        floor = floors.get(name, "floor: the encoder")
        ratio = "" if name.startswith("floor") else f"{clock / best[floor][0]:9.2f}"
        print(f"{name:22}{clock:9.3f}{processor:9.3f}{ratio}")


def seconds(command: list[str]) -> tuple[float, float]:
    """Run *command* and return its seconds by the clock and of the processor."""
    before, begun = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    clock, after = time.perf_counter() - begun, os.times()
    # 1 says that nothing was found.
    if done.returncode not in (0, 1) or done.stderr:
        raise SystemExit(f"{command}: {done.stderr}")
    user = after.children_user - before.children_user
    return clock, user + after.children_system - before.children_system


if __name__ == "__main__":
    main()
