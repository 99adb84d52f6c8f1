"""Measure the loss for claims with typos, in capitals, in dialect, or disguised.

    python benchmarks/rewrites.py FOLDER --work WORK [--only SET] [--limit N] [--format json]

FOLDER and WORK are those of quality.py. Every development query is looked up as it is and in each
rewriting. The table has MAP@5, the loss against the clean query, and recall and precision of
`match`. Rewriting is random, with a seed.
"""

import argparse
import json
import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from quality import SETS, say

from factcheck.evaluation.evaluate import EvaluationOptions, evaluate, read_labels
from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.evaluation.labelled_claims import LabelledClaim
from factcheck.neural.encoder import default_encoder

TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}\b")
# Letters that look like Latin ones: Cyrillic and Greek.
_LOOKALIKES = str.maketrans("aceopxyiAEOPCTHKBM", "асеорхуіАЕОРСТНКВМ")
_LEET = str.maketrans("aeiost", "431057")
_MATHEMATICAL_BOLD_A, _MATHEMATICAL_BOLD_SMALL_A = 0x1D5D4, 0x1D5EE
_INVISIBLE = "\u200b\u200c\u2060\u00ad"
_PADDING = (
    "Good morning everyone, I hope this finds you well. ",
    " Please pass this on to everybody you know before they take it down!! 🙏🙏🙏",
    " #share #viral #truth #wakeup",
)

Rewrite = Callable[[str, random.Random], str]


def typos(text: str, rng: random.Random, every: int = 30) -> str:
    """Swap, drop or double about one letter in *every* letters."""
    letters = list(text)
    for place in range(len(letters) - 1):
        if not (letters[place].isalpha() and letters[place + 1].isalpha()):
            continue
        if rng.random() >= 1 / every:
            continue
        kind = rng.random()
        if kind < 0.4:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = "" if kind < 0.7 else letters[place] * 2
    return "".join(letters)


def respelled(text: str, rng: random.Random, *, table: Mapping[str, str]) -> str:
    """Replace words by the spellings in *table*."""
    return _WORD.sub(lambda word: table.get(word[0].lower(), word[0]), text)


def lower(text: str, rng: random.Random) -> str:
    """Write in lower case."""
    return text.lower()


def upper(text: str, rng: random.Random) -> str:
    """Write in capitals."""
    return text.upper()


def lookalikes(text: str, rng: random.Random) -> str:
    """Write every third word with letters of another alphabet."""
    return _some_words(text, rng, lambda word: word.translate(_LOOKALIKES))


def leet(text: str, rng: random.Random) -> str:
    """Write digits for letters in every third word."""
    return _some_words(text, rng, lambda word: word.translate(_LEET))


def spaced(text: str, rng: random.Random) -> str:
    """Space out every third word."""
    return _some_words(text, rng, " ".join, before=" ", after=" ")


def dotted(text: str, rng: random.Random) -> str:
    """Put dots between the letters of every third word."""
    return _some_words(text, rng, ".".join)


def invisible(text: str, rng: random.Random) -> str:
    """Put an invisible character between the letters of every third word."""
    return _some_words(text, rng, lambda word: rng.choice(_INVISIBLE).join(word))


def fonts(text: str, rng: random.Random) -> str:
    """Write in mathematical bold letters."""
    return "".join(map(_bold, text))


def padding(text: str, rng: random.Random) -> str:
    """Put a greeting before and hashtags or an appeal after."""
    return _PADDING[0] + text + rng.choice(_PADDING[1:])


def _some_words(
    text: str,
    rng: random.Random,
    change: Callable[[str], str],
    before: str = "",
    after: str = "",
) -> str:
    def changed(word: re.Match[str]) -> str:
        return f"{before}{change(word[0])}{after}" if rng.random() < 1 / 3 else word[0]

    return _LONG_WORD.sub(changed, text)


def _bold(letter: str) -> str:
    if "a" <= letter <= "z":
        return chr(_MATHEMATICAL_BOLD_SMALL_A + ord(letter) - ord("a"))
    if "A" <= letter <= "Z":
        return chr(_MATHEMATICAL_BOLD_A + ord(letter) - ord("A"))
    return letter


REWRITES: dict[str, Rewrite] = {
    "typos": typos,
    "many typos": partial(typos, every=12),
    "lower case": lower,
    "capitals": upper,
    "look-alike letters": lookalikes,
    "digits for letters": leet,
    "spaced letters": spaced,
    "dotted letters": dotted,
    "invisible characters": invisible,
    "fonts": fonts,
    "padding": padding,
}


def rewrites_for(language: str) -> dict[str, Rewrite]:
    """Return the rewritings of a language: the general ones and its own spellings."""
    spellings = {
        name: partial(respelled, table=table) for name, table in TABLES.get(language, {}).items()
    }
    return {**REWRITES, **spellings}


def rewritten(claims: Sequence[LabelledClaim], rewrite: Rewrite) -> list[LabelledClaim]:
    """Rewrite every claim, but not the signature of a post."""
    rng = random.Random(0)
    changed = []
    for claim in claims:
        post, dash, signature = claim.text.partition(" — ")
        changed.append(replace(claim, text=rewrite(post, rng) + dash + signature))
    return changed


def main() -> None:
    """Measure every development set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", choices=SETS)
    parser.add_argument("--limit", type=int, default=200, help="queries of a set")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    chosen = parser.parse_args()
    encoder = default_encoder(say)
    options = EvaluationOptions(without_answers=False, resamples=1)
    figures: dict[str, dict[str, dict[str, float | None]]] = {}
    for name in (chosen.only,) if chosen.only else SETS:
        folder = chosen.folder / name
        claims = read_labels(folder / "queries.dev.jsonl.gz", folder / "qrels.dev.tsv")
        claims = claims[: chosen.limit]
        corpus = folder / "corpus.jsonl.gz"
        store, documents = corpus_store(corpus, chosen.work, encoder, lambda _: None)
        language = name.rsplit("_", 1)[-1]
        with store:
            for kind, rewrite in {"clean": _unchanged, **rewrites_for(language)}.items():
                report = evaluate(store, encoder, rewritten(claims, rewrite), documents, options)
                values = report.everything.values
                kept = ("map@5", "match_recall", "match_precision")
                figures.setdefault(name, {})[kind] = {each: values[each] for each in kept}
                say(f"{name}: {kind}")
    if chosen.format == "json":
        print(json.dumps(figures, indent=2))
    else:
        print_table(figures)


def _unchanged(text: str, rng: random.Random) -> str:
    return text


def print_table(figures: Mapping[str, Mapping[str, Mapping[str, float | None]]]) -> None:
    """Print MAP@5 of every rewriting, and its loss."""
    for name, kinds in figures.items():
        clean = kinds["clean"]["map@5"] or 0.0
        print(f"\n{name:24}{'MAP@5':>8}{'loss':>8}{'recall of match':>18}{'precision':>11}")
        for kind, values in kinds.items():
            map_at_5 = values["map@5"] or 0.0
            recall, precision = values["match_recall"], values["match_precision"]
            print(
                f"{kind:24}{map_at_5:>8.3f}{clean - map_at_5:>8.3f}"
                f"{'–' if recall is None else f'{recall:.3f}':>18}"
                f"{'–' if precision is None else f'{precision:.3f}':>11}"
            )


if __name__ == "__main__":
    main()
