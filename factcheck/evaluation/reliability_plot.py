"""Draw a reliability diagram: accuracy against mean score."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.errors import MissingExtra, UsageError
from factcheck.evaluation.calibration_measures import Bin

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INCHES = (5.0, 5.0)
_DOTS_PER_INCH = 150


def require_plotting() -> "type[Figure]":
    """Import matplotlib, so that its absence is reported before the evaluation.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # lazy: an optional extra, and slow to load
    except ImportError as error:
        raise MissingExtra("--plot needs more: pip install 'factcheck-claims[evaluate]'") from error
    return Figure


def write_reliability_plot(bins: Sequence[Bin], path: Path) -> None:
    """Write the reliability diagram of *bins* to *path* as PNG.

    Raises:
        MissingExtra: matplotlib is not installed.
        UsageError: *path* cannot be written to.
    """
    # Figure without pyplot, which would look for a window system and keep global state.
    figure = require_plotting()(figsize=_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", label="honest scores")
    axes.plot(
        [each.mean_score for each in bins],
        [each.accuracy for each in bins],
        marker="o",
        label="best hits, bins of equal size",
    )
    axes.set(
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
        aspect="equal",
        xlabel="mean score of the best hit",
        ylabel="share that answers the claim",
    )
    axes.legend(loc="best", frameon=False)
    try:
        figure.savefig(path, format="png")
    except OSError as error:
        raise UsageError(f"cannot draw to {path}: {error.strerror or error}") from error
