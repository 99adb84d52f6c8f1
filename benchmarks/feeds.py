"""Stream a large Data Commons feed into a store, words only, beside a bare insert of the same rows.

    python benchmarks/feeds.py [--items 500000] [--work FOLDER]

Writes a synthetic feed (one object, all in one line, as such feeds come), ingests it with the real
command in a process of its own, and inserts the same rows with ``sqlite-utils`` in another. For
each: records a second and the peak memory of the process.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_WHO = """the mayor|the minister of health|a new study|the central bank|an old video|the army
a letter from the ministry|the head of the union|this picture|the opposition""".split("|")
_SAID = """said that|shows that|proves that|admitted that|denies that""".split("|")
_WHAT = """the river was poisoned by the factory|the new bridge has been closed|schools will stay
shut until summer|vaccines are given without any test|coffee with salt heals the flu|the border was
opened at night|taxes on bread will be doubled|the judge has left the country|the storm was made
by planes|the ballot papers were burned|fuel is sold without a permit""".split("|")
_RATINGS = ("False", "Misleading", "True", "Missing context", "Half true")
# The same rows, one a line, so that it need not understand the feed.
_BARE = """
import json, sys
import sqlite_utils
with open(sys.argv[1], encoding="utf-8") as lines:
    rows = (json.loads(line)["item"][0] for line in lines)
    sqlite_utils.Database(sys.argv[2])["claims"].insert_all(rows, batch_size=500)
"""


def main() -> None:
    """Write the feed, stream it twice, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--work", type=Path, help="keep the feed and the store there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        feed = work / "feed.json"
        write_feed(feed, arguments.items)
        print(f"feed: {arguments.items:,} items, {feed.stat().st_size / 1e6:,.0f} MB")
        lines = work / "feed.jsonl"
        with lines.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(each) + "\n" for each in elements(arguments.items))
        bare = [sys.executable, "-c", _BARE, str(lines), str(work / "bare.db")]
        options = ["--db", str(work / "claims.db"), "--words-only", "--format", "json"]
        ours = [sys.executable, "-m", "factcheck", "ingest", str(feed), *options]
        for name, command in (("sqlite-utils", bare), ("factcheck", ours)):
            seconds, megabytes, said = measured(command)
            print(
                f"{name:14} {seconds:8.1f} s {arguments.items / seconds:10,.0f} records/s "
                f"{megabytes:8,.0f} MB at most"
            )
        counts = json.loads(said)["total"]
        print(", ".join(f"{name} {counts[name]:,}" for name in ("records", "added", "rejected")))


def write_feed(path: Path, items: int) -> None:
    """Write a feed of made-up ClaimReviews; the same number gives the same feed."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": [')
        for number, element in enumerate(elements(items)):
            stream.write((", " if number else "") + json.dumps(element))
        stream.write("]}")


def elements(items: int) -> Iterator[dict[str, object]]:
    """Yield the entries of the feed."""
    lot = random.Random(7)
    for number in range(items):
        parts = (lot.choice(_WHO), lot.choice(_SAID), lot.choice(_WHAT))
        claim = " ".join(" ".join(parts).split()).capitalize()
        url = f"https://checks{number % 50}.example/{number}"
        review = {
            "@type": "ClaimReview",
            "author": {"@type": "Organization", "name": f"Checks {number % 50}", "url": url[:26]},
            "claimReviewed": f"{claim} in village {number}.",
            "datePublished": f"20{lot.randint(12, 25)}-{lot.randint(1, 12):02}-11",
            "itemReviewed": {
                "@type": "Claim",
                "appearance": [{"@type": "CreativeWork", "url": f"https://posts.example/{number}"}],
                "author": {"@type": "Person", "name": "A profile"},
            },
            "reviewRating": {
                "@type": "Rating",
                "alternateName": lot.choice(_RATINGS),
                "bestRating": 5,
                "ratingValue": lot.randint(1, 5),
                "worstRating": 1,
            },
            "sdPublisher": {
                "@type": "Organization",
                "name": "A feed",
                "url": "https://feed.example",
            },
            "url": url,
        }
        yield {
            "@type": "DataFeedItem",
            "dateCreated": "2025-06-01T10:00:00+00:00",
            "item": [review],
            "url": url,
        }


def measured(command: list[str]) -> tuple[float, float, str]:
    """Run *command* and return its seconds, its peak megabytes, and what it printed."""
    # A process in between, so that the peak is of this command and not of an earlier one.
    watch = (
        "import resource, subprocess, sys; "
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=False); "
        "sys.stdout.buffer.write(done.stdout); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); "
        "sys.exit(done.returncode)"
    )
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", watch, *command], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stderr)
    peak = int(done.stderr.strip().splitlines()[-1])
    # Kilobytes on Linux, bytes on macOS.
    return seconds, peak / (1e6 if sys.platform == "darwin" else 1e3), done.stdout


if __name__ == "__main__":
    main()
