"""Are claims that are the same grouped, look-alikes kept apart, and how long does a list take?

    python benchmarks/clustering.py [--claims 1000] [--again 0.2] [--only cases|time]
        [--list FILE]

The first part clusters all claims of `paraphrases.csv` and `lookalikes.csv` (tests/cases) as one
list, and counts the pairs that are in one group. The second times a made-up list beside encoding
it alone, in the same run: each claim is the beginning of one text of `parallel_claims.csv` and the
end of another, with a made-up name; the share AGAIN has another one's words with a typo. So the
more claims, the more of them share half their words with others, and have to be read: `--list`
times the lines of a file instead.
"""

import argparse
import csv
import random
import resource
import time
from pathlib import Path

import numpy as np
from big_store import half, made_up_name
from numpy.typing import NDArray

from factcheck.clustering.cluster_claims import Cluster, cluster_claims
from factcheck.neural.encoder import Encoder, default_encoder

HERE = Path(__file__).parent
CASES = HERE.parent / "tests" / "cases"
BATCH = 256


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--again", type=float, default=0.2)
    parser.add_argument("--only", choices=("cases", "time"))
    parser.add_argument("--list", type=Path, help="time these lines, not made-up claims")
    arguments = parser.parse_args()
    encoder = default_encoder(print)
    if arguments.only != "time":
        print_cases(encoder)
    if arguments.only != "cases":
        claims = made_up_list(arguments.claims, arguments.again)
        if arguments.list:
            claims = arguments.list.read_text(encoding="utf-8").splitlines()
        print_time(encoder, claims)


def print_cases(encoder: Encoder) -> None:
    """Print which share of the pairs of each file is in one group, and the look-alikes that are."""
    files = {name: read_pairs(name) for name in ("paraphrases", "lookalikes")}
    claims = [claim for pairs in files.values() for pair in pairs for claim in pair]
    print(f"{'pairs in one group':24}{'vectors':>10}{'words':>10}")
    found = [cluster_claims(claims, each) for each in (encoder, None)]
    group_of = [
        {claims[place]: number for number, each in enumerate(clusters) for place in each.members}
        for clusters in found
    ]
    for name, pairs in files.items():
        shares = [
            sum(groups.get(one, -1) == groups.get(other, -2) for one, other in pairs) / len(pairs)
            for groups in group_of
        ]
        print(f"{f'{name}, {len(pairs)}':24}" + "".join(f"{share:10.3f}" for share in shares))
    for one, other in files["lookalikes"]:
        if group_of[0].get(one, -1) == group_of[0].get(other, -2):
            print(f"  in one group: {one} | {other}")


def read_pairs(name: str) -> list[tuple[str, str]]:
    """Read the pairs of a file in tests/cases."""
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["claim"], row["published"]) for row in csv.DictReader(file)]


def print_time(encoder: Encoder, claims: list[str]) -> None:
    """Print how long *claims* take to encode and to cluster."""
    encoder.encode_fact_checks(claims[:8])
    begun = clocks()
    for start in range(0, len(claims), BATCH):
        encoder.encode_fact_checks(claims[start : start + BATCH])
    encoding = clocks() - begun
    begun = clocks()
    clusters = cluster_claims(claims, encoder)
    clustering = clocks() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(claims):,} claims, {count_in_groups(clusters):,} of them in groups of two and more"
    )
    print(f"{'seconds':24}{'of the clock':>14}{'of the processor':>20}")
    for name, seconds in (("encoding alone", encoding), ("clustering", clustering)):
        times = seconds / encoding
        print(f"{name:24}{seconds[0]:10.1f}{times[0]:8.2f}×{seconds[1]:10.1f}{times[1]:6.2f}×")
    print(f"memory at most: {memory:.0f} MB")


def clocks() -> NDArray[np.float64]:
    """Return seconds of the clock, and of all processors for this process."""
    return np.array([time.perf_counter(), time.process_time()])


def count_in_groups(clusters: tuple[Cluster, ...]) -> int:
    """Count the claims that are not alone."""
    return sum(len(each.members) for each in clusters if len(each.members) > 1)


def made_up_list(number: int, again: float, seed: int = 1) -> list[str]:
    """Give *number* claims, the share *again* of them other claims with a typo."""
    chance = random.Random(seed)
    with (HERE / "parallel_claims.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["same"] for row in csv.DictReader(file)]
    first = [
        f"{half(chance.choice(texts), 0)} {made_up_name(place)} {half(chance.choice(texts), 1)}"
        for place in range(number - round(number * again))
    ]
    claims = first + [
        with_typo(each, chance) for each in chance.choices(first, k=number - len(first))
    ]
    chance.shuffle(claims)
    return claims


def with_typo(claim: str, chance: random.Random) -> str:
    """Exchange two letters in the middle of a claim's longest word."""
    word = max(claim.split(), key=len)
    place = chance.randrange(1, max(2, len(word) - 2))
    return claim.replace(
        word, word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
    )


if __name__ == "__main__":
    main()
