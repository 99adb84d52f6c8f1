"""Are claims that are the same grouped, look-alikes kept apart, and how long does a list take?

    python benchmarks/clustering.py [--claims 1000] [--again 0.2] [--only cases|time]

The first part clusters all claims of `paraphrases.csv` and `lookalikes.csv` (tests/cases) as one
list, and counts the pairs that are in one group. The second times a made-up list beside encoding
it alone, in the same run: each claim is the beginning of one text of `parallel_claims.csv` and the
end of another, with a made-up name; the share AGAIN has another one's words with a typo.
"""

import argparse
import csv
import random
import resource
import time
from pathlib import Path

from big_store import half, made_up_name

from factcheck.clustering.cluster_claims import Cluster, ClusterOptions, cluster_claims
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
    arguments = parser.parse_args()
    encoder = default_encoder(print)
    if arguments.only != "time":
        print_cases(encoder)
    if arguments.only != "cases":
        print_time(encoder, made_up_list(arguments.claims, arguments.again))


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
    begun = time.perf_counter()
    for start in range(0, len(claims), BATCH):
        encoder.encode_fact_checks(claims[start : start + BATCH])
    encoding = time.perf_counter() - begun
    phases: dict[str, float] = {}
    begun = time.perf_counter()

    def note(phase: str, _done: int, _total: int) -> None:
        phases[phase] = time.perf_counter() - begun

    clusters = cluster_claims(claims, encoder, ClusterOptions(on_progress=note))
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(claims):,} claims, {count_in_groups(clusters):,} of them in groups of two and more"
    )
    print(f"{'encoding alone':24}{encoding:10.1f} s{1:8.2f}")
    encoded = phases["encoding"]
    print(f"{'until all are encoded':24}{encoded:10.1f} s{encoded / encoding:8.2f}")
    print(f"{'clustered':24}{seconds:10.1f} s{seconds / encoding:8.2f} × encoding alone")
    print(f"{'memory at most':24}{memory:10.0f} MB")


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
