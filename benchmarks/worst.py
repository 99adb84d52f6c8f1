"""Print the worst answers on a development set, for a person who wants to know why.

    python benchmarks/worst.py FOLDER --work WORK --only SET [--limit N]

FOLDER and WORK are those of quality.py. First come wrong fact-checks presented as a `match`, then
right ones that are not among the first five, then right ones that came first and were no `match`.
What is printed belongs to the makers of the set: it may be read, not passed on.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quality import LARGE, SETS, say

from factcheck.evaluation.evaluate import read_labels
from factcheck.evaluation.evaluation_corpus import Documents, corpus_store
from factcheck.evaluation.labelled_claims import LabelledClaim
from factcheck.lookup import Lookup
from factcheck.model import Decision, FactCheck, Match
from factcheck.neural.encoder import default_encoder
from factcheck.store.store import Store

KINDS = ("a wrong match", "the right one is not among the first five", "right, but no match")


@dataclass(frozen=True, slots=True)
class Failure:
    """One answer that could be better.

    Attributes:
        kind: Place in KINDS.
        weight: How bad it is among its kind.
    """

    kind: int
    weight: float
    claim: LabelledClaim
    right: FactCheck
    found: Match | None


def main() -> None:
    """Look everything up, sort, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", choices=SETS + LARGE, required=True)
    parser.add_argument("--limit", type=int, default=20)
    chosen = parser.parse_args()
    encoder = default_encoder(say)
    folder = chosen.folder / chosen.only
    labels = (folder / "queries.dev.jsonl.gz", folder / "qrels.dev.tsv")
    claims = [claim for claim in read_labels(*labels) if claim.documents]
    corpus = folder / "corpus.jsonl.gz"
    store, documents = corpus_store(corpus, chosen.work, encoder, lambda _: None)
    with store:
        found = list(failures(Lookup(store, encoder), store, claims, documents))
    for number, kind in enumerate(KINDS):
        these = sorted((f for f in found if f.kind == number), key=lambda f: -f.weight)
        print(f"\n== {kind}: {len(these)} of {len(claims)}")
        for failure in these[: chosen.limit]:
            print_failure(failure)


def failures(
    lookup: Lookup, store: Store, claims: Sequence[LabelledClaim], documents: Documents
) -> Iterator[Failure]:
    """Look every claim up and keep what went wrong."""
    rankings = lookup.rankings(claim.text for claim in claims)
    for claim, ranking in zip(claims, rankings, strict=True):
        names = [documents.numbers.get(name, frozenset()) for name in claim.documents]
        answers = store.fact_checks(frozenset[int]().union(*names))
        if not answers:
            continue
        matches = ranking(frozenset())
        right = {fact_check.id for fact_check in answers.values()}
        own = next((m for m in matches if m.fact_check.id in right), None)
        failure = _judged(claim, matches, own, next(iter(answers.values())))
        if failure is not None:
            yield failure


def _judged(
    claim: LabelledClaim, matches: Sequence[Match], own: Match | None, answer: FactCheck
) -> Failure | None:
    first = matches[0] if matches else None
    if first is not None and first is not own and first.decision is Decision.MATCH:
        return Failure(0, first.score, claim, answer, first)
    if own is None or own not in matches[:5]:
        return Failure(1, first.score if first else 0.0, claim, answer, first)
    if own is first and own.decision is not Decision.MATCH:
        return Failure(2, own.score, claim, answer, own)
    return None


def print_failure(failure: Failure) -> None:
    """Print the claim, what should have been found, and what was."""
    print(f"\n  asked   {failure.claim.text[:300]}")
    print(f"  right   {failure.right.claim[:200]}")
    if failure.found is None:
        return
    found = failure.found
    print(f"  found   {found.decision} {found.score:.3f} {found.fact_check.claim[:200]}")
    for signal in found.signals:
        print(f"          {'against' if signal.conflict else 'for'}: {signal.text[:160]}")


if __name__ == "__main__":
    main()
