"""Make a store of any size for timing: N made-up fact-checks, written by the store's own code.

    python benchmarks/big_store.py WORK [--rows 500000] [--corpora FOLDER]

Each claim is the beginning of one text and the end of another, with a made-up name, so that
frequent words stay as frequent as they are and rare ones keep coming. Its vector lies between the
vectors of the two texts, with a little noise. The texts are the claims and posts of
``parallel_claims.csv``, and with ``--corpora`` up to 20,000 claims of other collections
(``README.md`` says in which format). The same arguments make the same store on every machine, out
of the biggest smaller one that exists: some minutes for half a million.
"""

import argparse
import csv
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from factcheck.model import FactCheck, Publisher, RatingReading, Verdict
from factcheck.neural.encoder import Encoder, default_encoder
from factcheck.store.store import Store, open_store
from factcheck.text.scripts import script_of

_HERE = Path(__file__).parent
_SEED = 20_240_101
_AT = "2024-01-01T00:00:00+00:00"
_MOST_SEEDS = 20_000
_BATCH_ROWS = 1_000
_NOISE = 0.01  # for each number of a vector, beside its length of 1
_PUBLISHERS = tuple(Publisher(f"Made-up checks {n}", f"checks{n}.example") for n in range(100))
_SYLLABLES = (
    "ba be bo da de do ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to".split()
)


@dataclass(frozen=True, slots=True)
class Seeds:
    """The texts that everything is made from.

    Attributes:
        texts: With their languages.
        vectors: Shape (texts, dimensions), of length 1.
    """

    texts: tuple[tuple[str, str], ...]
    vectors: NDArray[np.float32]


def main() -> None:
    """Make or grow a store, and say where it lies."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--corpora", type=Path)
    arguments = parser.parse_args()
    encoder = default_encoder(print)
    path = big_store(arguments.work, arguments.rows, encoder, arguments.corpora, print)
    print(path)


def big_store(
    work: Path,
    rows: int,
    encoder: Encoder,
    corpora: Path | None = None,
    on_message: Callable[[str], None] = lambda _: None,
) -> Path:
    """Give the path of a store with exactly *rows* fact-checks in the folder *work*."""
    work.mkdir(parents=True, exist_ok=True)
    kind = "big-corpora" if corpora else "big"
    path = work / f"{kind}-{rows}.db"
    if path.exists():
        return path
    smaller = [(int(p.stem.rpartition("-")[2]), p) for p in work.glob(f"{kind}-*.db")]
    existing, start = max((each for each in smaller if each[0] < rows), default=(0, None))
    on_message(f"making {path} of {existing:,} fact-checks and {rows - existing:,} more")
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    if start is not None:
        shutil.copyfile(start, unfinished)
    with open_store(unfinished, mode="write") as store:
        grow(store, _seeds(work, encoder, corpora), existing, rows, encoder.id)
    unfinished.rename(path)
    return path


def grow(store: Store, seeds: Seeds, existing: int, rows: int, encoder_id: str) -> None:
    """Add made-up fact-checks number *existing* to *rows*, and their vectors."""
    run = store.repository.begin_run("made up", _AT)
    for start in range(existing, rows, _BATCH_ROWS):
        # A batch depends on its place alone, so that growing gives what making at once gives.
        random = np.random.default_rng((_SEED, start))
        made = list(_made_up(seeds, random, start, min(_BATCH_ROWS, rows - start)))
        saved = store.repository.save_batch(run, [each for each, _ in made], _AT)
        hashes = {w.number: w.text_hash for w in store.vectors.pending(encoder_id, _BATCH_ROWS)}
        vectors = [
            (each.number, hashes[each.number], vector)
            for each, (_, vector) in zip(saved, made, strict=True)
        ]
        store.vectors.save(encoder_id, vectors)
    store.repository.finish_run(run, {"records": rows - existing}, _AT)


def posts(limit: int) -> list[str]:
    """Give up to *limit* posts of `parallel_claims.csv` to ask about, of all languages."""
    with (_HERE / "parallel_claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["post"] for row in rows[:: max(1, len(rows) // limit)]][:limit]


def _made_up(
    seeds: Seeds, random: np.random.Generator, start: int, count: int
) -> Iterator[tuple[FactCheck, NDArray[np.float32]]]:
    picked = random.integers(0, len(seeds.texts), (count, 3))
    shares = random.uniform(0.5, 0.95, (count, 1))
    mixed = shares * seeds.vectors[picked[:, 0]] + (1 - shares) * seeds.vectors[picked[:, 1]]
    mixed += random.normal(0, _NOISE, mixed.shape)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    # Names come as words do: the second half as often as the first, and so on without end.
    names = random.zipf(1.3, count)
    for place in range(count):
        (first, language), (second, _), (title, _) = (seeds.texts[i] for i in picked[place])
        claim = f"{half(first, 0)} {made_up_name(int(names[place]))} {half(second, 1)}"
        number = start + place
        yield (
            FactCheck(
                claim=claim,
                title=half(title, 0) if number % 2 else "",
                publisher=_PUBLISHERS[number % len(_PUBLISHERS)],
                record_id=str(number),
                review_url=f"https://checks{number % len(_PUBLISHERS)}.example/{number}",
                rating="False",
                reading=RatingReading(verdict=Verdict.FALSE),
                reviewed_on=f"{2010 + number % 14}-0{1 + number % 9}-{10 + number % 18}",
                language=language,
                script=script_of(claim),
            ),
            mixed[place].astype(np.float32),
        )


def half(text: str, which: int) -> str:
    """Give the first (0) or the second (1) half of the words of *text*."""
    words = text.split()
    middle = (len(words) + 1) // 2
    return " ".join(words[middle:] if which else words[:middle])


def made_up_name(number: int) -> str:
    """Spell a number as a name."""
    spelled, number = "", number % 100_000_000 + 900
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        spelled += _SYLLABLES[syllable]
    return spelled.capitalize()


def _seeds(work: Path, encoder: Encoder, corpora: Path | None) -> Seeds:
    texts = tuple(_texts(corpora))
    cached = work / ("seeds-corpora.npy" if corpora else "seeds.npy")
    vectors = np.load(cached) if cached.exists() else np.empty((0, 0), np.float32)
    if vectors.shape != (len(texts), encoder.dimensions):
        vectors = encoder.encode_fact_checks([text for text, _ in texts])
        np.save(cached, vectors)
    return Seeds(texts, vectors)


def _texts(corpora: Path | None) -> Iterator[tuple[str, str]]:
    with (_HERE / "parallel_claims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["same"], row["language"]
            yield row["post"], row["language"]
    sources = sorted(corpora.glob("*/corpus.jsonl.gz")) if corpora else []
    for source in sources:
        with gzip.open(source, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        usable = (row for row in rows if len(str(row.get("claim") or "").split()) > 3)
        step = max(1, len(rows) // (_MOST_SEEDS // len(sources)))
        for row in islice(usable, 0, None, step):
            yield str(row["claim"]), str(row.get("lang") or "und")


if __name__ == "__main__":
    main()
