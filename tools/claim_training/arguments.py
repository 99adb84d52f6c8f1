"""The arguments that all scripts which train a network take."""

import argparse
from pathlib import Path


def training_arguments(description: str, minutes: float) -> argparse.ArgumentParser:
    """Make a parser of DATA, WORK, --minutes, --start and --seed.

    Args:
        description: Docstring of the script; its first line is shown.
        minutes: How long it trains where nothing is said.
    """
    parser = argparse.ArgumentParser(description=description.split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=minutes)
    parser.add_argument("--start", type=Path, help="go on from trained weights")
    parser.add_argument("--seed", type=int, default=0)
    return parser
