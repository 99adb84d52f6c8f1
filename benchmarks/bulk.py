"""Pipe many claims through ``factcheck lookup``, beside the bare encoder.

    python benchmarks/bulk.py [--lines 10000] [--db claims.db.example] [--distinct 1.0]
        [--words-only]

The claims are the posts of ``parallel_claims.csv``, numbered so that no two are equal. With
``--distinct 0.2`` one in five is, and the others are copies of some of them, a few of most and
many of some, with a link, a handle, an emoji or a shout of their own: a stream as it is. The
encoder alone gets the different ones at once, 4,000 at most, on one thread and on two; equal
texts it would encode only once. Two runs, one with a tenth of the lines, show whether memory
grows with the list. Peak memory is the operating system's figure for the whole process.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from factcheck.neural.bundled_encoder import open_bundled
from factcheck.neural.model_cache import cache_folder

HERE = Path(__file__).parent
# Texts that the bare encoder is measured on, at most.
SAMPLE = 4_000


def main() -> None:
    """Run a short list, then the whole one."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--db", type=Path, default=HERE.parent / "claims.db.example")
    parser.add_argument("--words-only", action="store_true")
    parser.add_argument("--distinct", type=float, default=1.0)
    arguments = parser.parse_args()
    options = ["--words-only"] if arguments.words_only else []
    different = some_claims(min(arguments.lines, SAMPLE))
    bare = {threads: encoded_a_second(different, threads) for threads in (1, 2)}
    summary = ", ".join(f"{rate:.1f} with {threads}" for threads, rate in bare.items())
    print(f"the encoder alone, texts/s by threads: {summary}")
    print(f"{'lines':>8} {'seconds':>8} {'lines/s':>8} {'× alone':>8} {'× 2':>6} {'peak MB':>8}")
    for lines in (arguments.lines // 10, arguments.lines):
        report(a_stream(lines, arguments.distinct), arguments.db, options, bare)


def encoded_a_second(texts: list[str], threads: int) -> float:
    """Measure what the encoder does when nothing else is done."""
    encoder = open_bundled(cache_folder(os.environ), print, threads=threads)
    encoder.encode_claims(texts[:64])
    begun = time.perf_counter()
    encoder.encode_claims(texts)
    return len(texts) / (time.perf_counter() - begun)


def report(posts: list[str], db: Path, options: list[str], bare: dict[int, float]) -> None:
    """Pipe *posts* through and print a row."""
    with tempfile.TemporaryDirectory() as folder:
        claims, answers = Path(folder) / "claims.txt", Path(folder) / "answers.jsonl"
        claims.write_text("\n".join(posts) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "factcheck", "lookup", "-", "--db", str(db)]
        begun = time.perf_counter()
        with claims.open("rb") as queries, answers.open("wb") as written:
            process = subprocess.Popen(
                [*command, "--format", "jsonl", *options], stdin=queries, stdout=written
            )
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        decisions = counted(answers, len(posts))
    rate, peak = len(posts) / seconds, usage.ru_maxrss / 1024
    summary = ", ".join(f"{count} {decision}" for decision, count in sorted(decisions.items()))
    beside = f"{rate / bare[1]:8.2f} {rate / bare[2]:6.2f}"
    print(f"{len(posts):8,} {seconds:8.1f} {rate:8.1f} {beside} {peak:8.0f}  {summary}")


def a_stream(number: int, distinct: float, seed: int = 1) -> list[str]:
    """Give posts in any order, a share of them distinct, the rest copies of those."""
    chance = random.Random(seed)
    first = some_claims(max(1, round(number * distinct)))
    # As often as in Zipf's law: the hundredth most copied has a hundredth of the copies.
    weights = [1 / place for place in range(1, len(first) + 1)]
    copied = chance.choices(first, weights, k=number - len(first))
    posts = first + [a_copy(post, chance) for post in copied]
    if distinct < 1:
        chance.shuffle(posts)
    return posts


def a_copy(post: str, chance: random.Random) -> str:
    """Change what copies change: link, handle, emoji, shouting; often more than one."""
    user, page = f"@user{chance.randrange(10**6)}", f"https://t.co/{chance.randrange(36**8):x}"
    changes = (
        lambda text: f"{text} {page}",
        lambda text: f"{user} {text}",
        lambda text: f"{text} {chance.choice('😡🔥🙏😂‼️👇')}",
        lambda text: text.upper(),
        lambda text: text.lower(),
    )
    for change in chance.sample(changes, chance.randint(1, 3)):
        post = change(post)
    return post


def some_claims(number: int) -> list[str]:
    """Give posts of many languages, no two equal."""
    with (HERE / "parallel_claims.csv").open(encoding="utf-8", newline="") as file:
        posts = [" ".join(row["post"].split()) for row in csv.DictReader(file)]
    return [f"{post} ({place})" for place, post in enumerate(islice(cycle(posts), number))]


def counted(answers: Path, lines: int) -> dict[str, int]:
    """Count the decisions, and insist on one answer a line, in order."""
    decisions: dict[str, int] = {}
    with answers.open(encoding="utf-8") as file:
        numbers = []
        for line in file:
            answer = json.loads(line)
            numbers.append(answer["line"])
            decision = answer.get("decision", "error")
            decisions[decision] = decisions.get(decision, 0) + 1
    if numbers != list(range(1, lines + 1)):
        raise SystemExit("answers are missing or out of order")
    return decisions


if __name__ == "__main__":
    main()
