"""Time commands in new processes against a floor: what no such program can do without.

    python benchmarks/cold_start.py [--db claims.db.example] [--rounds 15]

The floor of a lookup is a bare process that imports typer, numpy and onnxruntime, opens the
converted encoder and encodes one claim; that of ``--help`` and ``--version`` imports typer. All
are run in turn, so that other load affects all of them, and the fastest round of each counts.
Printed are seconds by the clock and of the processor, and the largest resident memory. A round
before the first lets Python write its bytecode, as after an installation. `cold_start_parts.py`
prints what the time of a lookup is spent on.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

CLAIM = "The mayor said that the bridge was closed in 2019"
_TYPER = "import typer"
_ENCODER = f"""
import os, typer, numpy, onnxruntime
from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.model_cache import cache_folder
encoder = open_bundled(cache_folder(os.environ), print)
encoder.encode_claims([{CLAIM!r}])
"""
# Seconds of the clock, of the processor, and megabytes.
Measured = tuple[float, float, float]


def main() -> None:
    """Run everything in turn, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--db", type=Path, default=Path("claims.db.example"))
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    commands = commands_on(arguments.db)
    rounds: dict[str, list[Measured]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        settings = environment(Path(folder))
        for number in range(arguments.rounds + 1):
            for name, command in commands.items():
                measured = run(command, settings)
                if number:
                    rounds[name].append(measured)
    print_table({name: best(each) for name, each in rounds.items()})


def commands_on(db: Path) -> dict[str, list[str]]:
    """List the commands by name, each floor before the commands compared with it."""
    ours = [sys.executable, "-m", "factcheck"]
    look_up = [*ours, "lookup", CLAIM, "--db", str(db)]
    return {
        "floor: typer": [sys.executable, "-c", _TYPER],
        "--version": [*ours, "--version"],
        "--help": [*ours, "--help"],
        "floor: the encoder": [sys.executable, "-c", _ENCODER],
        "lookup": look_up,
        "lookup --format json": [*look_up, "--format", "json"],
        "lookup --words-only": [*look_up, "--words-only"],
    }


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that keeps its bytecode in *folder*."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder)}


def run(command: list[str], settings: dict[str, str]) -> Measured:
    """Run *command* in a new process: seconds by the clock, of the processor, megabytes."""
    with tempfile.TemporaryFile() as stderr:
        streams = [
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, stderr.fileno(), 2),
        ]
        begun = time.perf_counter()
        child = os.posix_spawn(command[0], command, settings, file_actions=streams)
        _, status, used = os.wait4(child, 0)
        clock = time.perf_counter() - begun
        stderr.seek(0)
        messages = stderr.read().decode()
    # 1 means that nothing was found.
    if os.waitstatus_to_exitcode(status) not in (0, 1) or messages:
        raise SystemExit(f"{command}: {messages}")
    # Linux counts kibibytes, macOS bytes.
    megabytes = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return clock, used.ru_utime + used.ru_stime, megabytes


def best(rounds: list[Measured]) -> Measured:
    """Take the least of each column."""
    clock, processor, megabytes = map(min, zip(*rounds, strict=True))
    return clock, processor, megabytes


def print_table(measured: dict[str, Measured]) -> None:
    """Print a row for each command, with its seconds as multiples of its floor's."""
    print(f"{'':22}{'seconds':>9}{'× floor':>9}{'of CPU':>9}{'× floor':>9}{'MB':>7}")
    floor = 0.0, 0.0
    for name, (clock, processor, megabytes) in measured.items():
        is_floor = name.startswith("floor")
        floor = (clock, processor) if is_floor else floor
        times = ["" if is_floor else f"{clock / floor[0]:.2f}"]
        times.append("" if is_floor else f"{processor / floor[1]:.2f}")
        print(f"{name:22}{clock:9.3f}{times[0]:>9}{processor:9.3f}{times[1]:>9}{megabytes:7.0f}")


if __name__ == "__main__":
    main()
