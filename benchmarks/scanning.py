"""Measure what scanning a speech gains by context, and how well claims are told from other talk.

    python benchmarks/scanning.py FOLDER --transcripts TRANSCRIPTS --work WORK [--split dev]
        [--limit N]

FOLDER is CLEF CheckThat! 2021 task 2B in the form that README.md describes: sentences of debates,
and the PolitiFact articles that answer them. The sentences around them are in the transcripts
that Shaar et al. published with "That is a Known Lie" (2020): TRANSCRIPTS holds a file NAME.tsv
for each event, with number, speaker, sentence, and 1 where PolitiFact checked it. A query's id is
NAME and the number. WORK keeps the store between runs; the first one makes 19,000 vectors.

The rule of `factcheck.scan` and the weights of `factcheck.text.checkable` were chosen on parts of
the training split. None of the data may be passed on.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from quality import say

from factcheck.evaluation.evaluate import read_labels
from factcheck.evaluation.evaluation_corpus import corpus_store
from factcheck.evaluation.labelled_claims import LabelledClaim
from factcheck.lookup import Lookup, LookupOptions
from factcheck.model import Match
from factcheck.neural.encoder import default_encoder
from factcheck.scan import rank_with_context
from factcheck.text.checkable import rate_checkable

Row = tuple[str, str, bool]
FIRST = 5
FIFTH = 5


def main() -> None:
    """Look the sentences up alone and with context, then rate whole transcripts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--transcripts", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--split", default="dev", choices=("dev", "train"))
    parser.add_argument("--limit", type=int, help="only so many sentences, the first ones")
    chosen = parser.parse_args()
    labels = (f"queries.{chosen.split}.jsonl.gz", f"qrels.{chosen.split}.tsv")
    claims = [c for c in read_labels(*(chosen.folder / name for name in labels)) if c.documents]
    claims = claims[: chosen.limit]
    events = sorted({claim.id.rpartition("_")[0] for claim in claims})
    print_checkability([transcript(chosen.transcripts / f"{event}.tsv") for event in events])
    encoder = default_encoder(say)
    corpus = chosen.folder / "corpus.jsonl.gz"
    store, documents = corpus_store(corpus, chosen.work, encoder, lambda _: None)
    with store:
        lookup = Lookup(store, encoder, LookupOptions(whole_only=True))
        alone, together = [], []
        for claim, (own, joined) in zip(
            claims, found(lookup, claims, chosen.transcripts), strict=True
        ):
            names = [documents.numbers.get(name, frozenset()) for name in claim.documents]
            answers = store.fact_checks(frozenset[int]().union(*names)).values()
            right = {fact_check.id for fact_check in answers}
            alone.append(average_precision(own, right))
            together.append(average_precision(joined, right))
    mean, gained = sum(alone) / len(alone), sum(together) / len(together)
    print(f"{chosen.split}: {len(claims)} sentences, MAP@{FIRST}")
    print(f"  alone         {mean:.3f}")
    print(f"  with context  {gained:.3f}  ({gained - mean:+.3f})")


@cache
def transcript(path: Path) -> Mapping[int, Row]:
    """Read speaker, sentence and whether it was checked, by number."""
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = (line.rstrip("\r").split("\t") for line in lines)
    rows = (row for row in cells if len(row) == 4 and row[0].isdigit())
    return {int(row[0]): (row[1], row[2], row[3] == "1") for row in rows}


def neighbours(claim: LabelledClaim, transcripts: Path) -> list[tuple[str, str]]:
    """Return the sentence before and the one behind by the same speaker, and both with it."""
    event, _, number = claim.id.rpartition("_")
    rows, at = transcript(transcripts / f"{event}.tsv"), int(number)
    before, after = rows.get(at - 1), rows.get(at + 1)
    pairs = []
    if before is not None and before[0] == rows[at][0]:
        pairs.append((before[1], f"{before[1]} {claim.text}"))
    if after is not None and after[0] == rows[at][0]:
        pairs.append((after[1], f"{claim.text} {after[1]}"))
    return pairs


def found(
    lookup: Lookup, claims: Sequence[LabelledClaim], transcripts: Path
) -> Iterator[tuple[Sequence[Match], Sequence[Match]]]:
    """Yield for each claim what is ranked for it alone, and with context as `scan` has it."""
    pairs = [neighbours(claim, transcripts) for claim in claims]
    texts = (
        text
        for claim, around in zip(claims, pairs, strict=True)
        for text in (claim.text, *(text for pair in around for text in pair))
    )
    rankings = (ranking(frozenset()) for ranking in lookup.rankings(texts))
    for around in pairs:
        alone = next(rankings)
        yield alone, rank_with_context(alone, [(next(rankings), next(rankings)) for _ in around])


def average_precision(matches: Sequence[Match], right: set[str]) -> float:
    """Return the average precision among the first five."""
    hits, total = 0, 0.0
    for rank, match in enumerate(matches[:FIRST], start=1):
        if match.fact_check.id in right:
            hits += 1
            total += hits / rank
    return total / max(1, min(len(right), FIRST))


def print_checkability(transcripts: Sequence[Mapping[int, Row]]) -> None:
    """Print how early the sentences come that PolitiFact checked, among all of a transcript."""
    precisions, shares, chance = [], [], []
    for rows in transcripts:
        rated = [(rate_checkable(text, "en"), checked) for _, text, checked in rows.values()]
        rated.sort(key=lambda pair: -pair[0].score * pair[0].is_claim)
        ranked = [checked for _, checked in rated]
        wanted = sum(ranked)
        if not wanted:
            continue
        ranks = [rank for rank, checked in enumerate(ranked, start=1) if checked]
        precisions.append(sum(n / rank for n, rank in enumerate(ranks, start=1)) / wanted)
        shares.append(sum(ranked[: len(ranked) // FIFTH]) / wanted)
        chance.append(wanted / len(ranked))
    count = len(precisions)
    print(f"{count} transcripts: which sentences did PolitiFact check?")
    print(f"  in the most checkable fifth  {sum(shares) / count:.2f}  (by chance {1 / FIFTH:.2f})")
    print(f"  average precision  {sum(precisions) / count:.3f}  (chance {sum(chance) / count:.3f})")


if __name__ == "__main__":
    main()
