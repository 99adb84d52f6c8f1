"""Print what the time of one lookup in a new process is spent on, and its memory.

    python benchmarks/cold_start_parts.py [--db claims.db.example] [--claim TEXT] [--svg FILE]

Every import and every step of a lookup is timed from inside, less the steps inside it. The fastest
round is printed; timing itself adds a few percent. The seconds before our first line of Python
and after the last one are the system's time less ours. The memory is what the process holds after
the answer.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cold_start import CLAIM, environment, run
from cold_start_drawing import draw
from cold_start_inside import RESULT, STARTED

_INSIDE = Path(__file__).with_name("cold_start_inside.py")
_END = "run: end Python"
# Parts shorter than this, in seconds, are in the sums only.
_MIN_SHOWN = 0.0005


def main() -> None:
    """Run the lookup in new processes and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--db", type=Path, default=Path("claims.db.example"))
    parser.add_argument("--claim", default=CLAIM, help="what to look up")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--svg", type=Path, help="draw the parts into this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = [
            one_round(arguments.claim, arguments.db, Path(folder))
            for _ in range(arguments.rounds + 1)
        ][1:]
    fastest = min(rounds, key=lambda each: sum(each["seconds"].values()))
    parts = dict(sorted(fastest["seconds"].items(), key=lambda part: -part[1]))
    print_seconds(parts)
    print_memory(fastest["memory"])
    if arguments.svg:
        arguments.svg.write_text(draw(parts), encoding="utf-8")


def one_round(claim: str, db: Path, folder: Path) -> dict[str, Any]:
    """Time one lookup: seconds by part, megabytes by kind."""
    result = folder / "result.json"
    command = [sys.executable, str(_INSIDE), "lookup", claim, "--db", str(db)]
    settings = {STARTED: str(time.perf_counter()), RESULT: str(result)}
    clock, _, _ = run(command, environment(folder) | settings)
    measured: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    seconds = measured["seconds"]
    seconds[_END] = clock - measured["writing"] - sum(seconds.values())
    return measured


def print_seconds(parts: Mapping[str, float]) -> None:
    """Print groups and their parts, the longest first."""
    total = sum(parts.values())
    print(f"| part | ms | share |\n|---|---:|---:|\n| all | {total * 1000:.0f} | 100 % |")
    groups: dict[str, float] = {}
    for name, seconds in parts.items():
        group = name.partition(": ")[0]
        groups[group] = groups.get(group, 0.0) + seconds
    for group, sum_of_group in sorted(groups.items(), key=lambda pair: -pair[1]):
        print(f"| **{group}** | {sum_of_group * 1000:.0f} | {sum_of_group / total:.0%} |")
        for name, seconds in parts.items():
            if name.startswith(f"{group}: ") and seconds >= _MIN_SHOWN:
                print(f"| {name} | {seconds * 1000:.1f} | {seconds / total:.0%} |")


def print_memory(memory: Mapping[str, float]) -> None:
    """Print megabytes by kind."""
    print("\n| resident | MB |\n|---|---:|")
    for kind, megabytes in sorted(memory.items(), key=lambda pair: -pair[1]):
        print(f"| {kind} | {megabytes:.1f} |")
    print(f"| all | {sum(memory.values()):.1f} |")


if __name__ == "__main__":
    main()
