"""Chart what a look-up takes as the store grows from 10,000 to 1,000,000 fact-checks.

    python benchmarks/growth.py WORK [--corpora FOLDER] [--chart docs/growth.svg]

``big_store.py`` makes a store of each size in the folder WORK, each the beginning of the next,
and ``warm.py`` times the same claims on all of them. The table shows medians in milliseconds;
growth is the exponent with which a part's time follows the number of fact-checks from the first
size to the last: 1 is linear.
"""

import argparse
import math
from pathlib import Path

import matplotlib as mpl
import numpy as np
from big_store import big_store
from warm import parts_of, rivals, some_claims

from factcheck.neural.encoder import default_encoder
from factcheck.store.store import open_store

_SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_SHOWN = {
    "**all but encoder and reader**": ("all but the networks", "#d55e00", "o", "-"),
    "vectors": ("vectors", "#3b8fd6", "s", "-"),
    "words": ("words", "#009e73", "^", "-"),
    "rival: one float32 product": ("vectors, one float32 product", "#3b8fd6", "s", ":"),
}
# Between black and white, so that it can be read on both.
_INK = "#8a8f98"


def main() -> None:
    """Grow, measure, print and draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--claims", type=int, default=100)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--chart", type=Path)
    arguments = parser.parse_args()
    encoder = default_encoder(print)
    claims = some_claims(arguments.claims, arguments.corpora)
    medians: dict[str, list[float]] = {}
    for size in arguments.sizes:
        path = big_store(arguments.work, size, encoder, arguments.corpora, print)
        with open_store(path) as store:
            times = parts_of(store, encoder, claims) | rivals(path, encoder, claims)
        for part, seconds in times.items():
            medians.setdefault(part, []).append(float(np.median(seconds)) * 1000)
    print_table(arguments.sizes, medians)
    if arguments.chart:
        draw(arguments.sizes, medians, arguments.chart)


def print_table(sizes: list[int], medians: dict[str, list[float]]) -> None:
    """Print medians by size, and how they grow."""
    print(f"\n| median, ms | {' | '.join(f'{size:,}' for size in sizes)} | growth |")
    print(f"|---|{'---:|' * (len(sizes) + 1)}")
    for part, times in medians.items():
        growth = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
        print(f"| {part} | {' | '.join(f'{time:.1f}' for time in times)} | {growth:.2f} |")


def draw(sizes: list[int], medians: dict[str, list[float]], path: Path) -> None:
    """Draw the parts that depend on the size, both axes logarithmic."""
    mpl.use("svg")
    from matplotlib import pyplot

    settings = {
        "svg.hashsalt": "growth",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 11,
        "text.color": _INK,
        "axes.edgecolor": _INK,
        "axes.labelcolor": _INK,
        "xtick.color": _INK,
        "ytick.color": _INK,
    }
    with mpl.rc_context(settings):
        figure, axes = pyplot.subplots(figsize=(8, 5), layout="constrained")
        for part, (label, colour, marker, line) in _SHOWN.items():
            axes.plot(sizes, medians[part], line, color=colour, marker=marker, label=label)
        linear = [medians["vectors"][-1] * size / sizes[-1] for size in sizes]
        axes.plot(sizes, linear, "--", color=_INK, linewidth=1, label="linear growth")
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="fact-checks in the store",
            ylabel="median time for one claim, milliseconds",
        )
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.minorticks_off()
        axes.grid(color=_INK, alpha=0.25)
        axes.legend(frameon=False, fontsize=10)
        figure.savefig(path, transparent=True, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)


if __name__ == "__main__":
    main()
